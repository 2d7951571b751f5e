"""The printed rows of a statement: panels by the headings, then label, row number and amounts of each row.

A sheet, a ruled page and a page without rulings are all read as rows of cells with boxes; a panel is a run of columns
in which no heading occurs twice, so that a balance sheet with assets left and liabilities right has two.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import inf
from typing import Final

from sme_extract.documents.model import Page, Word
from sme_extract.extractors.grid import Grid, GridCell, grids
from sme_extract.extractors.scope import Row, Scope
from sme_extract.extractors.statement_columns import (
    HEADING,
    NOT_AMOUNTS,
    ROW_NO,
    CellRow,
    Columns,
    Heading,
    Panel,
    headings_of,
    is_amount,
    panels_of,
    role_of,
)
from sme_extract.schemas.geometry import BoundingBox

HEADING_SHARE: Final = 0.6
"""Of a row's text, that headings fill in a heading row without rulings."""
GAP: Final = 1.2
"""Gap, in em, that parts two texts of one row where there are no rulings."""


@dataclass(slots=True)
class Printed:
    """One row of one panel."""

    panel: int
    label: GridCell | None = None
    number: GridCell | None = None
    amounts: dict[str, GridCell] = field(default_factory=dict[str, GridCell])
    """By suffix; cells with text only."""
    crowded: set[str] = field(default_factory=set[str])
    """Columns in which more than one cell stood."""

    @property
    def page(self) -> int:
        """Where it stands."""
        return next(cell.page for cell in (self.label, self.number, *self.amounts.values()) if cell is not None)


@dataclass(frozen=True)
class StatementTable:
    """All rows, panel by panel, and the headings over them."""

    rows: tuple[Printed, ...] = ()
    page: int = 0
    """Of the first heading row."""
    top: float = inf
    bottom: float = inf
    headings: tuple[Heading, ...] = ()
    strays: tuple[str, ...] = ()
    """Amounts that stand under no heading."""


def statement_table(scope: Scope) -> StatementTable:
    """The table of a statement on all pages."""
    found: list[Printed] = []
    strays: list[str] = []
    first: StatementTable | None = None
    panels: tuple[Panel, ...] = ()
    for page in scope.pages:
        readings = [_read(rows, panels, ruled=ruled) for rows, ruled in _sources(scope, page)]
        if not readings:
            continue
        best = max(readings, key=lambda reading: sum(len(row.amounts) for row in reading.rows))
        panels = best.panels if not page.tables else ()
        if first is None and best.headings:
            box = BoundingBox.around(h.box for h in best.headings)
            first = StatementTable((), page.number, box.top, box.bottom, best.headings)
        found += best.rows
        strays += best.strays
    n_panels = max((row.panel for row in found), default=0) + 1
    ordered = tuple(row for panel in range(n_panels) for row in found if row.panel == panel)
    return replace(first or StatementTable(), rows=ordered, strays=tuple(strays))


def _sources(scope: Scope, page: Page) -> Iterator[tuple[list[CellRow], bool]]:
    """Rows of the page's tables, and, where they may be missing, rows by eye."""
    tables = [grid for grid in grids(scope) if grid.page == page.number]
    if tables:
        yield [row for grid in tables for row in _grid_rows(grid)], True
    if not page.tables:
        lines = [row for row in scope.rows if row.page == page.number]
        yield [tuple(_cells(row, i)) for i, row in enumerate(lines)], False


def _grid_rows(grid: Grid) -> Iterator[CellRow]:
    """Rows with text; a cell that covers several rows stands in its first, a heading in each."""
    for number, cells in enumerate(grid.rows()):
        kept = tuple(c for c in cells if c.text and (c.row == number or role_of(c.text) is not None))
        if kept:
            yield kept


def _cells(row: Row, index: int) -> Iterator[GridCell]:
    """Texts of a row without rulings: headings, else words that stand together."""
    headings = list(HEADING.finditer(row.text))
    share = sum(len(match.group()) for match in headings) / len(row.text)
    if share >= HEADING_SHARE and any(role_of(match.group()) not in NOT_AMOUNTS for match in headings):
        for match in headings:
            yield _cell(row.page, index, [_piece(row, *match.span())])
        return
    run: list[Word] = []
    for word in row.words:
        if run and (_is_apart(run[-1], word) or is_amount(run[-1].text) or is_amount(word.text)):
            yield _cell(row.page, index, run)
            run = []
        run.append(word)
    if run:
        yield _cell(row.page, index, run)


def _piece(row: Row, start: int, end: int) -> Word:
    span = row.span(start, end, "heading")
    return Word(span.text, row.box(start, end), span.source, span.confidence)


def _cell(page: int, index: int, words: list[Word]) -> GridCell:
    text = "".join(word.text for word in words)
    return GridCell(page, index, 0, 1, 1, BoundingBox.around(w.bbox for w in words), tuple(words), text)


def _is_apart(left: Word, right: Word) -> bool:
    return right.bbox.left - left.bbox.right > GAP * min(left.bbox.height, right.bbox.height)


@dataclass(slots=True)
class _Reading:
    rows: list[Printed] = field(default_factory=list[Printed])
    headings: tuple[Heading, ...] = ()
    panels: tuple[Panel, ...] = ()
    strays: list[str] = field(default_factory=list[str])


def _read(rows: list[CellRow], panels: tuple[Panel, ...], *, ruled: bool) -> _Reading:
    reading = _Reading(panels=panels)
    waiting: list[Heading] = []
    below: list[CellRow] = []
    for row in [*rows, ()]:
        headings = headings_of(row)
        if row and not headings:
            waiting = []
            below.append(row)
            continue
        if reading.panels:
            _read_below(reading, below, ruled=ruled)
        below = []
        if any(h.is_amount for h in headings):
            known = {h.role for h in headings}
            headings = sorted([*headings, *(h for h in waiting if h.role not in known)], key=lambda h: h.box.left)
            reading.panels = panels_of(headings)
            reading.headings = reading.headings or tuple(headings)
            waiting = []
        else:
            waiting = headings
    return reading


def _read_below(reading: _Reading, rows: list[CellRow], *, ruled: bool) -> None:
    """Rows under one row of headings."""
    columns = Columns(reading.panels, ruled).fitted(rows)
    for row in rows:
        found = [Printed(number) for number in range(len(columns.panels))]
        for cell in row:
            if not _put(found, cell, columns) and is_amount(cell.text) and any(char.isdigit() for char in cell.text):
                reading.strays.append(cell.text)
        reading.rows += [printed for printed in found if printed.label or printed.number or printed.amounts]


def _put(found: list[Printed], cell: GridCell, columns: Columns) -> bool:
    """Give a cell its place in the row; False when it has none."""
    over = columns.over(cell)
    if over is not None:
        heading, number = over
        if heading.role == "number":
            found[number].number = cell
        elif heading.role != "note":
            if heading.role in found[number].amounts:
                found[number].crowded.add(heading.role)
            found[number].amounts[heading.role] = cell
        return True
    panel = columns.panel_of_label(cell)
    if panel is None:
        return False
    if ROW_NO.fullmatch(cell.text):
        found[panel].number = cell
    elif is_amount(cell.text):
        return False
    else:
        label = found[panel].label
        found[panel].label = cell if label is None else joined(label, cell)
    return True


def joined(one: GridCell, other: GridCell) -> GridCell:
    """Two cells as one."""
    return replace(
        one, bbox=one.bbox.union(other.bbox), words=one.words + other.words, printed=one.printed + other.printed
    )
