"""Regions of a page (text, tables, figures, stamps) and the order in which they are read."""
