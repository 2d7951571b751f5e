"""sme-extract: a small company's papers become credit features, with proof for every value."""

__version__ = "0.1.0"
__all__ = ["__version__"]
