"""OCR engines behind one small protocol, registered as entry points."""
