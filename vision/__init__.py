"""Frames become measurements: the room later work fills."""
