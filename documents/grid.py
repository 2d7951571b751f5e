"""A nominal grid for formats without pages, so that every value has a box to point at.

A spreadsheet cell is one column (72 pt) wide and one row (14 pt) high; a half-width character of running text is 6 pt
wide, a Chinese one 12 pt.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from sme_extract.documents.model import Cell, Page, RowsFunction, Table, Word
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import Source

ROW_HEIGHT = 14.0
COLUMN_WIDTH = 72.0
HALF_WIDTH = 6.0
TAB_STOP = 8
"""Half-width characters from one tab stop to the next."""

MAX_CELLS = 2_000_000
"""Filled cells of one file that are kept."""

LONG_SHEET = 10_000
"""Rows that are held as cells and words; a longer sheet keeps this many, and a stream of all rows."""

GAP = re.compile(r"\t+|[ \u00a0\u3000]{3,}")  # 甲方：…     乙方：…, but 账　　号 stays whole


def make_cell(text: str, row: int, column: int, *, value: Any = None, rows: int = 1, columns: int = 1) -> Cell:
    """A cell in its place on the grid."""
    box = BoundingBox(
        column * COLUMN_WIDTH, row * ROW_HEIGHT, (column + columns) * COLUMN_WIDTH, (row + rows) * ROW_HEIGHT
    )
    return Cell(text, row, column, box, value, rows, columns)


def make_page(cells: Iterable[Cell], number: int, name: str = "", stream: RowsFunction | None = None) -> Page:
    """One sheet: its table, and a word for every cell with text; `stream` gives all rows of a long one."""
    kept = tuple(cells)
    n_rows = max((cell.row + cell.row_span for cell in kept), default=0)
    n_columns = max((cell.column + cell.column_span for cell in kept), default=0)
    width, height = n_columns * COLUMN_WIDTH, n_rows * ROW_HEIGHT
    table = Table(kept, n_rows, n_columns, name, BoundingBox(0.0, 0.0, width, height), stream)
    words = tuple(Word(cell.text, cell.bbox, "cell") for cell in kept if cell.text and cell.bbox)
    return Page(number, width, height, words, (table,) if kept else ())


def text_width(text: str) -> float:
    """Nominal width in points; wide East Asian characters count twice."""
    return HALF_WIDTH * sum(_columns(char) for char in text)


def place_text(text: str, left: float, top: float, source: Source = "text-layer") -> tuple[Word, ...]:
    """Words of one line. Tabs and wide gaps part words, single spaces do not."""
    words: list[Word] = []
    column = 0
    start = 0
    for gap in [*GAP.finditer(text), None]:
        run = text[start : gap.start() if gap else len(text)]
        body = run.strip()
        if body:
            indent = run[: len(run) - len(run.lstrip())]
            x = left + column * HALF_WIDTH + text_width(indent)
            words.append(Word(body, BoundingBox(x, top, x + text_width(body), top + ROW_HEIGHT), source))
        column += sum(map(_columns, run))
        if gap:
            start = gap.end()
            column = _after_gap(gap.group(), column)
    return tuple(words)


def _after_gap(gap: str, column: int) -> int:
    if "\t" not in gap:
        return column + sum(map(_columns, gap))
    return (column // TAB_STOP + len(gap)) * TAB_STOP


def _columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
