"""The one meeting point with the extractors: a document becomes parts, a part becomes a result."""

from collections.abc import Sequence

from sme_extract.documents.model import Document
from sme_extract.extractors.base import Extractor
from sme_extract.extractors.classifier import Part, split
from sme_extract.extractors.engine import extract
from sme_extract.extractors.gaps import DocumentEngine
from sme_extract.pipeline.settings import Settings
from sme_extract.schemas.errors import UsageError
from sme_extract.schemas.result import ExtractionResult

PHOTO_KINDS = ("site_photo", "equipment_photo", "stock_photo")
"""Kinds that no extractor reads: photos of them are told by what they show (`pipeline.photos`)."""


def check_kind(extractors: Sequence[type[Extractor]], kind: str | None) -> None:
    """Refuse a forced kind that nothing reads."""
    kinds = sorted([*(extractor.kind for extractor in extractors), *PHOTO_KINDS])
    if kind is not None and kind not in kinds:
        known = ", ".join(kinds)
        raise UsageError(f"no extractor reads this kind: {kind}. Known kinds: {known}.")


def divide(document: Document, extractors: Sequence[type[Extractor]], kind: str | None) -> list[Part]:
    """The documents that one file holds; `kind` forces what they are."""
    return split(document, extractors, kind)


def extract_part(
    part: Part, distribution: str, model: DocumentEngine | None = None, settings: Settings | None = None
) -> ExtractionResult:
    """The result of one part; `model` is asked for what nothing else found."""
    extractor = part.extractor(part.document)
    if settings is not None:
        extractor.as_of, extractor.category_rules = settings.as_of, settings.category
    return extract(extractor, part.confidence, part.findings, distribution, model)
