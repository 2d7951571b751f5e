"""Tables of a document as grids of cells: spreadsheet cells, ruled PDFs and ruled scans look the same from here.

Each cell owns the words, or the parts of words, whose centre lies in it: what a recogniser read across a ruling is cut
at the ruling. Every cell gives a `Span`, so that a value taken from a table keeps its place on the page.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import inf

from sme_extract.documents.model import Cell, Page, Table, Word
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Scope, Span, rows_of
from sme_extract.schemas.geometry import BoundingBox

# 4,274.61, and 4,274.6125,647.66: amounts of two cells that were read as one word
AMOUNT = re.compile(r"-?[0-9][0-9,]*?\.[0-9]{2}")
AMOUNTS = re.compile(rf"({AMOUNT.pattern})+")
WORD_GAP = 0.3
"""Gap between two words of a cell, in em, that is printed as a space."""


@dataclass(frozen=True, eq=False)
class GridCell:
    """One cell. `row` and `column` are 0-based."""

    page: int
    row: int
    column: int
    row_span: int
    column_span: int
    bbox: BoundingBox
    words: tuple[Word, ...]
    """In reading order."""
    printed: str
    """Text as it stands; lines of the cell are joined without a space."""

    @cached_property
    def text(self) -> str:
        """Normalized, without white space."""
        return squeeze(self.printed)

    def span(self, finder: str) -> Span:
        """The cell as evidence; its box is that of the words, or the cell's own when it is empty."""
        return Span(
            self.printed,
            self.words[0].source if self.words else "cell",
            finder,
            self.page,
            BoundingBox.around(word.bbox for word in self.words) if self.words else self.bbox,
            min((word.confidence for word in self.words), default=1.0),
        )


@dataclass(frozen=True, eq=False)
class Grid:
    """One table."""

    page: int
    n_rows: int
    n_columns: int
    bbox: BoundingBox
    cells: tuple[GridCell, ...]
    """In reading order."""
    name: str = ""
    """Of the sheet."""

    @cached_property
    def _owners(self) -> dict[tuple[int, int], GridCell]:
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }

    def at(self, row: int, column: int) -> GridCell | None:
        """The cell that covers a place."""
        return self._owners.get((row, column))

    def rows(self) -> Iterator[tuple[GridCell, ...]]:
        """The cells that stand in each row, a merged one in each row that it covers; left to right."""
        for row in range(self.n_rows):
            cells = (self.at(row, column) for column in range(self.n_columns))
            yield tuple(cell for cell, _ in groupby(cell for cell in cells if cell is not None))


def grids(scope: Scope) -> tuple[Grid, ...]:
    """The tables of all pages in reading order; computed once for a scope."""
    return scope.memo(_grids)


def _grids(scope: Scope) -> tuple[Grid, ...]:
    found: list[Grid] = []
    for page in scope.pages:
        words = [word for row in scope.rows if row.page == page.number for word in row.words]
        for table in _tables(page):
            grid = _grid(page.number, table, words)
            if any(cell.words for cell in grid.cells):
                found.append(grid)
    return tuple(found)


def _tables(page: Page) -> tuple[Table, ...]:
    if page.tables:
        return page.tables
    return page.ruled() if page.ruled is not None else ()


def _grid(page: int, table: Table, words: Iterable[Word]) -> Grid:
    placed = [cell for cell in table.cells if cell.bbox is not None]
    box = table.bbox or BoundingBox.around(cell.bbox for cell in placed if cell.bbox)
    owned = _owned(placed, table, words, box)
    cells = tuple(_cell(page, cell, owned.get(index, [])) for index, cell in enumerate(placed))
    return Grid(page, table.n_rows, table.n_columns, box, cells, table.name)


def _owned(cells: list[Cell], table: Table, words: Iterable[Word], box: BoundingBox) -> dict[int, list[Word]]:
    """Words of each cell, by the cell's index."""
    ys = _borders([(cell.row, cell.bbox.top) for cell in cells if cell.bbox], table.n_rows)
    at = {
        (row, column): index
        for index, cell in enumerate(cells)
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    xs = _columns(cells, table)
    owned: dict[int, list[Word]] = defaultdict(list)
    for word in words:
        if not box.top <= word.bbox.center_y <= box.bottom or word.bbox.overlap_x(box) <= 0:
            continue
        row = bisect_right(ys, word.bbox.center_y) - 1

        def owner(x: float, row: int = row) -> int | None:
            return at.get((row, bisect_right(xs[row], x) - 1)) if row >= 0 else None

        for index, piece in _pieces(word, owner):
            owned[index].append(piece)
    return owned


def _borders(edges: Iterable[tuple[int, float]], n: int) -> list[float]:
    """Where each of `n` rows or columns begins, on the whole; one that no cell begins is empty, up to the next one."""
    seen: dict[int, list[float]] = defaultdict(list)
    for index, edge in edges:
        seen[index].append(edge)
    return _ordered([sum(seen[index]) / len(seen[index]) if seen[index] else inf for index in range(n)])


def _columns(cells: list[Cell], table: Table) -> list[list[float]]:
    """Left edges of the columns in each row: where its own cells begin, for in a photo the rulings lean; elsewhere
    where the column begins on the whole, moved as much as the row's own cells are."""
    lefts = _borders([(cell.column, cell.bbox.left) for cell in cells if cell.bbox], table.n_columns)
    own: list[dict[int, float]] = [{} for _ in range(table.n_rows)]
    for cell in cells:
        if cell.bbox is not None:
            for row in range(cell.row, min(cell.row + cell.row_span, table.n_rows)):
                own[row][cell.column] = cell.bbox.left
    found: list[list[float]] = []
    for begins in own:
        shift = sum(left - lefts[column] for column, left in begins.items()) / max(len(begins), 1)
        found.append(_ordered([begins.get(column, left + shift) for column, left in enumerate(lefts)]))
    return found


def _ordered(edges: list[float]) -> list[float]:
    """None beyond the one after it."""
    after = inf
    for index in reversed(range(len(edges))):
        after = edges[index] = min(after, edges[index])
    return edges


def _pieces(word: Word, owner: Callable[[float], int | None]) -> Iterator[tuple[int, Word]]:
    """The word, cut where it crosses from one cell into another; what lies in none is left out. Amounts stay whole:
    rulings of a photo are bent, and a lost digit would not be missed."""
    ends = owner(word.bbox.left + 0.1), owner(word.bbox.right - 0.1)
    if ends[0] == ends[1] or len(word.text) < 2:
        index = ends[0] if ends[0] == ends[1] else owner(word.bbox.center_x)
        if index is not None:
            yield index, word
        return
    if AMOUNTS.fullmatch(word.text):
        for match in AMOUNT.finditer(word.text):
            box = word.slice_box(*match.span())
            index, edges = owner(box.center_x), word.edges[match.start() : match.end()]
            if index is not None:
                yield index, Word(match.group(), box, word.source, word.confidence, edges)
        return
    owners = [owner(word.slice_box(i, i + 1).center_x) for i in range(len(word.text))]
    start = 0
    for index, run in groupby(owners):
        end = start + len(list(run))
        text = word.text[start:end]
        if index is not None and text.strip():
            edges = word.edges[start:end] if word.edges else ()
            yield index, Word(text, word.slice_box(start, end), word.source, word.confidence, edges)
        start = end


def _cell(page: int, cell: Cell, words: list[Word]) -> GridCell:
    box = cell.bbox
    assert box is not None  # _grid keeps placed cells only
    lines = [row.words for row in rows_of(page, words)] if len(words) > 1 else [tuple(words)]
    ordered = tuple(word for line in lines for word in line)
    printed = "".join(_line(line) for line in lines)
    return GridCell(page, cell.row, cell.column, cell.row_span, cell.column_span, box, ordered, printed)


def _line(words: tuple[Word, ...]) -> str:
    text = ""
    previous: Word | None = None
    for word in words:
        if previous is not None and word.bbox.left - previous.bbox.right > WORD_GAP * word.bbox.height:
            text += " "
        text += word.text
        previous = word
    return text
