"""Ruled tables of a PDF page, from its lines. Ten times slower than the text: called where a table is wanted."""

import io
from typing import Any

import pdfplumber
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from sme_extract.documents.model import Cell, Table
from sme_extract.schemas.errors import DamagedDocument
from sme_extract.schemas.geometry import BoundingBox

STRATEGY = {"vertical_strategy": "lines", "horizontal_strategy": "lines"}


def ruled_tables(data: bytes, page_number: int, password: str | None = None) -> tuple[Table, ...]:
    """Tables drawn with ruling lines on the page (1-based), cells with their text. A merged cell spans."""
    try:
        with pdfplumber.open(io.BytesIO(data), password=password, pages=[page_number]) as document:
            page = document.pages[0]
            left, top = page.bbox[:2]
            return tuple(_table(found, left, top) for found in page.find_tables(STRATEGY))
    except (PDFSyntaxError, PdfminerException, IndexError) as error:
        raise DamagedDocument(f"page {page_number} has no readable drawing. Print the file to a new PDF.") from error


def _table(found: Any, dx: float, dy: float) -> Table:
    """A pdfplumber table as a grid; `dx` and `dy` are the origin of the page box."""
    boxes = [BoundingBox(x0 - dx, top - dy, x1 - dx, bottom - dy) for x0, top, x1, bottom in found.cells]
    columns = sorted({box.left for box in boxes} | {box.right for box in boxes})
    rows = sorted({box.top for box in boxes} | {box.bottom for box in boxes})
    cells = [
        Cell(
            text=_text(found.page, box, dx, dy),
            row=rows.index(box.top),
            column=columns.index(box.left),
            bbox=box,
            row_span=rows.index(box.bottom) - rows.index(box.top),
            column_span=columns.index(box.right) - columns.index(box.left),
        )
        for box in boxes
    ]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Table(tuple(cells), len(rows) - 1, len(columns) - 1, bbox=BoundingBox.around(boxes))


def _text(page: Any, box: BoundingBox, dx: float, dy: float) -> str:
    crop = page.crop((box.left + dx, box.top + dy, box.right + dx, box.bottom + dy), strict=False)
    text: str = crop.extract_text()
    return text
