"""Draws what came out of a document onto its pages: fields in green, doubtful ones in red, findings under the page."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sme_extract.documents.model import Document
from sme_extract.documents.overlay import Mark, draw
from sme_extract.pipeline.names import safe_name
from sme_extract.pipeline.writer import make_folder, write_bytes
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import Evidence, Extracted, ExtractionResult

DOUBTFUL_BELOW = 0.9


def write_overlays(document: Document, results: Iterable[ExtractionResult], folder: Path) -> None:
    """One PNG a page into `folder`: `<name>-<sha8>-p<number>.png`."""
    make_folder(folder)
    results = list(results)
    name = safe_name(document.member or document.path)
    for page in document.pages:
        here = [result for result in results if page.number in result.source.pages]
        marks = [mark for result in here for mark in _marks(result, page.number)]
        notes = [f"{f.severity}: {f.code} {' '.join(f.fields)}" for result in here for f in result.findings]
        file = folder / f"{name}-{document.sha256[:8]}-p{page.number}.png"
        write_bytes(file, draw(page, marks, notes))


def _marks(result: ExtractionResult, page: int) -> Iterator[Mark]:
    accused = {name for finding in result.findings if finding.severity != "info" for name in finding.fields}
    for name, cell in result.fields.items():
        yield from _places(name, cell, page, doubtful=name in accused)
    for number, item in enumerate(result.items, 1):
        for name, cell in item.items():
            yield from _places(f"{number}.{name}", cell, page, doubtful=f"items.{name}" in accused)


def _places(name: str, cell: Extracted[object] | None, page: int, *, doubtful: bool) -> Iterator[Mark]:
    if cell is None:
        return
    doubtful |= cell.confidence < DOUBTFUL_BELOW or bool(cell.conflicts)
    places: tuple[Evidence, ...] = (*cell.evidence, *(conflict.evidence for conflict in cell.conflicts))
    for place in places:
        if place.page == page and place.bbox is not None:
            yield Mark(BoundingBox(*place.bbox), "doubtful" if doubtful else "field", name)
