"""The structure-from-motion library: loaded when first needed, quiet, with one sentence when it is absent."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from sme_extract.schemas.errors import MissingDependency

THREADS = 2
"""Of what gives the same whichever thread does it: points of pictures."""
SEED = 1
INSTALL = "pip install 'sme-extract[video]'"


def missing() -> str | None:
    """None when videos can be measured here; otherwise the sentence that mends it."""
    if find_spec("pycolmap") is None:
        return f"the package pycolmap is not installed, and videos cannot be measured without it. Run: {INSTALL}"
    return None


def colmap() -> Any:
    """The module `pycolmap`, silent and with its random numbers begun anew. Raises `MissingDependency`."""
    if sentence := missing():
        raise MissingDependency(sentence)
    library = import_module("pycolmap")
    library.logging.minloglevel = library.logging.Level.FATAL.value
    library.set_random_seed(SEED)
    return library
