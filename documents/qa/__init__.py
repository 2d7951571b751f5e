"""Models that answer questions about pages, one file an engine. What their answers count for is not said here."""
