"""Bytes become a `Document`: one reader a file format, one OCR engine a file."""
