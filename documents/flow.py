"""Running text and tables of a format without pages, laid out one under the other on the nominal grid."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from sme_extract.documents.grid import ROW_HEIGHT, place_text, text_width
from sme_extract.documents.model import Cell, Page, Table, Word
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import Source

CELL_MARGIN = 12.0
NARROWEST = 36.0
LARGEST_SPAN = 1000
"""Rows or columns that one cell may claim; browsers stop there too."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A table cell before it has a place on the page. Lines of `text` are parted by line feeds."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in the flow."""

    cells: tuple[GridCell, ...]


Block = str | Grid
"""A paragraph, whose line feeds part lines, or a table."""


def lay_out(blocks: Iterable[Block], number: int = 1, source: Source = "text-layer") -> Page:
    """One page as long and as wide as it takes: line n of plain text stands n * 14 points down."""
    words: list[Word] = []
    tables: list[Table] = []
    top = 0.0
    for block in blocks:
        if isinstance(block, Grid):
            table = _place_grid(block, top)
            tables.append(table)
            words.extend(_words_of(table.cells, source))
            top = table.bbox.bottom if table.bbox else top
        else:
            lines = block.split("\n")
            words.extend(word for i, line in enumerate(lines) for word in _line(line, i, top, source))
            top += len(lines) * ROW_HEIGHT
    boxes = [word.bbox for word in words] + [table.bbox for table in tables if table.bbox]
    width = max((box.right for box in boxes), default=0.0)
    return Page(number, width, top, tuple(words), tuple(tables))


def _line(text: str, index: int, top: float, source: Source) -> tuple[Word, ...]:
    return place_text(text, 0.0, top + index * ROW_HEIGHT, source)


def _place_grid(grid: Grid, top: float) -> Table:
    """Columns as wide as their widest line, rows as high as their tallest cell."""
    n_rows = max((cell.row + cell.row_span for cell in grid.cells), default=0)
    n_columns = max((cell.column + cell.column_span for cell in grid.cells), default=0)
    widths = [NARROWEST] * n_columns
    heights = [ROW_HEIGHT] * n_rows
    for cell in grid.cells:
        if cell.column_span == 1:
            widths[cell.column] = max(widths[cell.column], _width(cell.text) + CELL_MARGIN)
        if cell.row_span == 1:
            heights[cell.row] = max(heights[cell.row], _height(cell.text))
    xs = list(accumulate(widths, initial=0.0))
    ys = list(accumulate(heights, initial=top))
    return Table(tuple(_placed(grid.cells, xs, ys)), n_rows, n_columns, bbox=BoundingBox(0.0, top, xs[-1], ys[-1]))


def _placed(cells: Sequence[GridCell], xs: list[float], ys: list[float]) -> Iterator[Cell]:
    for cell in cells:
        right, bottom = cell.column + cell.column_span, cell.row + cell.row_span
        box = BoundingBox(xs[cell.column], ys[cell.row], xs[right], ys[bottom])
        yield Cell(cell.text, cell.row, cell.column, box, row_span=cell.row_span, column_span=cell.column_span)


def _words_of(cells: Iterable[Cell], source: Source) -> Iterator[Word]:
    for cell in cells:
        if cell.bbox:
            for index, line in enumerate(cell.text.split("\n")):
                yield from place_text(line, cell.bbox.left, cell.bbox.top + index * ROW_HEIGHT, source)


def _width(text: str) -> float:
    return max(map(text_width, text.split("\n")))


def _height(text: str) -> float:
    return (text.count("\n") + 1) * ROW_HEIGHT
