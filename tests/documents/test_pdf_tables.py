"""Ruled tables come out as grids."""

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from sme_extract.documents.pdf_tables import ruled_tables
from sme_extract.schemas.errors import DamagedDocument


@pytest.fixture
def ruled() -> bytes:
    """Two rows, two columns; the lower row is one merged cell."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(300, 200))
    canvas.rect(20, 100, 100, 40)
    canvas.line(20, 120, 120, 120)
    canvas.line(70, 120, 70, 140)
    for x, y, text in [(25, 125, "Item"), (75, 125, "Price"), (25, 105, "Sum 12.00")]:
        canvas.drawString(x, y, text)
    canvas.save()
    return buffer.getvalue()


def test_cells_hold_their_place_and_span(ruled):
    (table,) = ruled_tables(ruled, 1)
    assert (table.n_rows, table.n_columns) == (2, 2)
    cells = [(cell.row, cell.column, cell.column_span) for cell in table.cells]
    assert cells == [(0, 0, 1), (0, 1, 1), (1, 0, 2)]
    assert table.cells[0].bbox.rounded() == (20, 60, 70, 80)


def test_a_page_without_lines_has_no_table():
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(300, 200))
    canvas.drawString(20, 100, "words")
    canvas.save()
    assert ruled_tables(buffer.getvalue(), 1) == ()


def test_a_damaged_file_is_refused():
    with pytest.raises(DamagedDocument):
        ruled_tables(b"%PDF-1.4 nothing", 1)
