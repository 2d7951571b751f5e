"""Ruled tables of a PDF page, from its lines. Ten times slower than the text: called where a table is wanted."""

import io

import pdfplumber
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from sme_extract.documents.cell_grid import table_of
from sme_extract.documents.model import Table
from sme_extract.schemas.errors import DamagedDocument
from sme_extract.schemas.geometry import BoundingBox

STRATEGY = {"vertical_strategy": "lines", "horizontal_strategy": "lines"}


def ruled_tables(data: bytes, page_number: int, password: str | None = None) -> tuple[Table, ...]:
    """Tables drawn with ruling lines on the page (1-based), cells with their places; the words are the page's."""
    try:
        with pdfplumber.open(io.BytesIO(data), password=password, pages=[page_number]) as document:
            page = document.pages[0]
            left, top = page.bbox[:2]
            found = [
                table_of(BoundingBox(x0 - left, y0 - top, x1 - left, y1 - top) for x0, y0, x1, y1 in table.cells)
                for table in page.find_tables(STRATEGY)
            ]
    except (PDFSyntaxError, PdfminerException, IndexError) as error:
        raise DamagedDocument(f"page {page_number} has no readable drawing. Print the file to a new PDF.") from error
    return tuple(table for table in found if table is not None)
