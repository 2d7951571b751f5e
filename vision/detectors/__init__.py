"""Detectors of objects: one engine a file."""
