"""Forms of the fixture maker as documents, without a file between."""

from dataclasses import replace
from decimal import Decimal

from sme_extract.documents.grid import make_cell, make_page
from sme_extract.documents.model import Document, Page
from sme_extract.extractors.engine import extract
from sme_extract.schemas.result import ExtractionResult
from tests.fixtures.make.ruled import Ruled


def page(form: Ruled, number: int = 1) -> Page:
    """A form as the cells of a sheet."""
    above = [f"{label}{value}" for line in form.above for _, label, value, _ in line]
    cells = [make_cell(text, row, 0) for row, text in enumerate([form.code, form.title, *above]) if text]
    top = len(above) + 2
    cells += [make_cell(b.printed, top + b.row, b.column, rows=b.rows, columns=b.columns) for b in form.boxes]
    below = [f"{label}{value}" for line in form.below for _, label, value, _ in line]
    cells += [make_cell(text, 90 + row, 0) for row, text in enumerate(below)]
    return make_page(cells, number, form.code)


def document(*forms: Ruled) -> Document:
    pages = tuple(page(form, number) for number, form in enumerate(forms, 1))
    return Document("x.xlsx", "0" * 64, "", "test 1.0", pages=pages)


def read(kind: type, *forms: Ruled) -> ExtractionResult:
    return extract(kind(document(*forms)), 0.9)


def codes(result: ExtractionResult) -> list[str]:
    return [finding.code for finding in result.findings]


def changed(form: Ruled, key: str, by: str = "0.01") -> Ruled:
    """The form with one amount off by one digit; `12.refund` names a cell that is no field."""
    boxes = [replace(b, text=b.text + Decimal(by)) if b.key == key else b for b in form.boxes]
    assert boxes != form.boxes
    return replace(form, boxes=boxes)


def blank(form: Ruled) -> Ruled:
    """The form without its amounts."""
    return replace(form, boxes=[replace(b, text="") if isinstance(b.text, Decimal) else b for b in form.boxes])


def values(result: ExtractionResult) -> dict[str, str]:
    """What the fields say."""
    return {
        name: str(cell.value) for name, cell in result.fields.items() if cell is not None and cell.value is not None
    }
