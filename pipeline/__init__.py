"""Finds inputs, reads, classifies, extracts, isolates failures and writes outputs."""
