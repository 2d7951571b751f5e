"""sme-extract: a small company's papers become credit features, with proof for every value."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sme_extract.pipeline.api import extract, extract_many
    from sme_extract.pipeline.settings import Settings
    from sme_extract.schemas.errors import SmeExtractError
    from sme_extract.schemas.result import ExtractionResult, FileOutcome

__version__ = "0.1.0"
__all__ = [
    "ExtractionResult",
    "FileOutcome",
    "Settings",
    "SmeExtractError",
    "__version__",
    "extract",
    "extract_many",
]

_HOMES = {
    "ExtractionResult": "schemas.result",
    "FileOutcome": "schemas.result",
    "Settings": "pipeline.settings",
    "SmeExtractError": "schemas.errors",
    "extract": "pipeline.api",
    "extract_many": "pipeline.api",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
