"""The printed rows of a statement: panels by the headings, then label, row number and amounts of each row.

A sheet, a ruled page and a page without rulings are all read as rows of cells with boxes; a panel is a run of columns
in which no heading occurs twice, so that a balance sheet with assets left and liabilities right has two.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf
from typing import Final

from sme_extract.documents.model import Page, Word
from sme_extract.extractors.grid import Grid, GridCell, grids
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Row, Scope
from sme_extract.schemas.geometry import BoundingBox

CellRow = tuple[GridCell, ...]

NOT_AMOUNTS: Final = ("label", "number", "note")
_HEADINGS: Final = {
    "label": r"资产|项目|科目.{0,3}|会计科目|报表项目|负债[和及与、]?(所有者|股东)?权益(\(.{2,6}\))?",
    "number": r"行次|行号|序号",
    "note": r"附注(编号|号)?|注释号?",
    ".opening": r"年初(余额|数|金额)?|期初(余额|数|金额)?|上年年?期?末(余额|数)?",
    ".prior_ytd": r"(上年|去年)(同期)?累计(金额|数)?",
    ".prior": r"上期(金额|数|发生额)?|(上年|去年)(同期)?(金额|数|实际数)?",
    ".ytd": r"本年累计(金额|数|发生额)?|本期累计(金额|数)?|累计(金额|数)",
    "": r"[期年]末(余额|数|金额)?|本(期|月|季度?)(金额|数|发生额|实际数)?|本年(金额|数|实际数)?|金额|余额",
    "date": r"20\d{2}(年[度末]?|年(1?[-至])?\d{1,2}月(\d{1,2}日)?|[-/.]\d{1,2}[-/.]\d{1,2})?",
}
_UNIT = r"(\([百千万亿]{0,2}元\))?"
# 2025年12月31日期末余额
_DATED = r"(?:20\d\d[\d年月日/.-]*)?"
_WHOLE: Final = {
    role: re.compile(rf"{'' if role in NOT_AMOUNTS or role == 'date' else _DATED}({regex}){_UNIT}")
    for role, regex in _HEADINGS.items()
}
_ANY: Final = re.compile("|".join(f"({regex}){_UNIT}" for regex in _HEADINGS.values()))
_NUMBER: Final = re.compile(r"[-—–－−+(]*[¥]?[\d.,()\-]*\d[\d.,)]*[-]?")
_DASH: Final = re.compile(r"[-—–－−/*一]+")
_ROW_NO: Final = re.compile(r"\d{1,3}")
HEADING_SHARE = 0.6
"""Of a row's text, that headings fill in a heading row without rulings."""
GAP = 1.2
"""Gap, in em, that parts two texts of one row where there are no rulings."""
LEAST_SHARED = 0.3
"""Of the narrower one of a cell and a heading, that they share where there are rulings."""
NEAR = 1.5
"""An amount without rulings stands at most this many widths of its heading away from it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: `label`, `number`, `note`, or the suffix of a column of amounts."""

    role: str
    cell: GridCell
    extent: BoundingBox | None = None
    """Of its column, where that is known to be wider."""

    @property
    def box(self) -> BoundingBox:
        """Where its column stands."""
        return self.extent or self.cell.bbox

    @property
    def is_amount(self) -> bool:
        """Whether amounts stand below."""
        return self.role not in NOT_AMOUNTS


@dataclass(frozen=True)
class Panel:
    """Headings of columns that belong together."""

    headings: tuple[Heading, ...]

    @cached_property
    def amounts(self) -> tuple[Heading, ...]:
        """Those over amounts."""
        return tuple(h for h in self.headings if h.is_amount)


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


@dataclass(frozen=True)
class StatementTable:
    """All rows, panel by panel, and the headings over them."""

    rows: tuple[Printed, ...] = ()
    page: int = 0
    """Of the first heading row."""
    top: float = inf
    bottom: float = inf
    headings: tuple[Heading, ...] = ()


def statement_table(scope: Scope) -> StatementTable:
    """The table of a statement on all pages."""
    found: list[Printed] = []
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
    n_panels = max((row.panel for row in found), default=0) + 1
    ordered = tuple(row for panel in range(n_panels) for row in found if row.panel == panel)
    return replace(first, rows=ordered) if first is not None else StatementTable(ordered)


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
        kept = tuple(c for c in cells if c.text and (c.row == number or _role(c.text) is not None))
        if kept:
            yield kept


def _role(text: str) -> str | None:
    return next((role for role, regex in _WHOLE.items() if regex.fullmatch(text)), None)


def _cells(row: Row, index: int) -> Iterator[GridCell]:
    """Texts of a row without rulings: headings, else words that stand together."""
    headings = list(_ANY.finditer(row.text))
    share = sum(len(match.group()) for match in headings) / len(row.text)
    if share >= HEADING_SHARE and any(_role(match.group()) not in NOT_AMOUNTS for match in headings):
        for match in headings:
            yield _cell(row.page, index, [_piece(row, *match.span())])
        return
    run: list[Word] = []
    for word in row.words:
        if run and (_is_apart(run[-1], word) or _is_amount(run[-1].text) or _is_amount(word.text)):
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


def _is_amount(text: str) -> bool:
    bare = squeeze(text)
    return _NUMBER.fullmatch(bare) is not None or _DASH.fullmatch(bare) is not None


@dataclass(slots=True)
class _Reading:
    rows: list[Printed] = field(default_factory=list[Printed])
    headings: tuple[Heading, ...] = ()
    panels: tuple[Panel, ...] = ()


def _read(rows: list[CellRow], panels: tuple[Panel, ...], *, ruled: bool) -> _Reading:
    reading = _Reading(panels=panels)
    waiting: list[Heading] = []
    below: list[CellRow] = []
    for row in [*rows, ()]:
        headings = _headings(row)
        if row and not headings:
            waiting = []
            below.append(row)
            continue
        reading.rows += _read_panels(below, reading.panels, ruled=ruled)
        below = []
        if any(h.is_amount for h in headings):
            known = {h.role for h in headings}
            headings = sorted([*headings, *(h for h in waiting if h.role not in known)], key=lambda h: h.box.left)
            reading.panels = _panels(headings)
            reading.headings = reading.headings or tuple(headings)
            waiting = []
        else:
            waiting = headings
    return reading


def _read_panels(rows: list[CellRow], panels: Sequence[Panel], *, ruled: bool) -> list[Printed]:
    """Rows under one row of headings."""
    if not ruled:
        panels = tuple(Panel(tuple(_widened(h, rows, panels) for h in panel.headings)) for panel in panels)
    return [printed for row in rows for printed in _printed(row, panels, ruled=ruled)]


def _widened(heading: Heading, rows: list[CellRow], panels: Sequence[Panel]) -> Heading:
    """Without rulings a column is as wide as the amounts that stand below its heading."""
    if heading.role == "label":
        return heading
    amounts = [cell for row in rows for cell in row if _over(cell, panels, ruled=False)[0] is heading]
    near = [cell.bbox for cell in amounts if cell.bbox.overlap_x(heading.box) > 0]
    return replace(heading, extent=BoundingBox.around([heading.box, *near]))


def _headings(row: CellRow) -> list[Heading]:
    """The headings of a heading row; none of any other row."""
    found: list[Heading] = []
    for cell in row:
        role = _role(cell.text)
        if role is not None:
            found.append(Heading(role, cell))
    if 2 * len(found) < len(row) or not found:
        return []
    dated = sum(h.role == "date" for h in found)
    if dated == 1 and not any(h.role == "label" for h in found):
        return []
    return _by_date(found) if dated else found


def _by_date(headings: list[Heading]) -> list[Heading]:
    """Dated columns: the latest is closing or current, the one before opening and prior, further ones by year."""
    days = sorted({_sortable(h.cell.text) for h in headings if h.role == "date"}, reverse=True)
    named = {day: (f".{day[0]}" if place > 1 else ("", ".before")[place]) for place, day in enumerate(days)}
    return [replace(h, role=named[_sortable(h.cell.text)]) if h.role == "date" else h for h in headings]


def _sortable(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def _panels(headings: Iterable[Heading]) -> tuple[Panel, ...]:
    """A new panel begins where a label or a repeated heading follows amounts."""
    groups: list[list[Heading]] = [[]]
    for heading in headings:
        current = groups[-1]
        roles = {h.role for h in current}
        ended = any(h.is_amount for h in current) and heading.role in ("label", "number")
        if ended or (heading.is_amount and heading.role in roles):
            groups.append([])
        groups[-1].append(heading)
    return tuple(Panel(tuple(group)) for group in groups if any(h.is_amount for h in group))


def _printed(row: CellRow, panels: Sequence[Panel], *, ruled: bool) -> list[Printed]:
    """The row's cells by panel and column."""
    found = [Printed(number) for number in range(len(panels))]
    for cell in row:
        heading, number = _over(cell, panels, ruled=ruled)
        if heading is None:
            number = sum(panel.amounts[-1].box.center_x < cell.bbox.left for panel in panels)
            if number < len(panels) and cell.bbox.left < panels[number].amounts[0].box.center_x:
                _put_label(found[number], cell)
        elif heading.role == "number":
            found[number].number = cell
        elif heading.role != "note":
            if heading.role in found[number].amounts:
                found[number].crowded.add(heading.role)
            found[number].amounts[heading.role] = cell
    return [printed for printed in found if printed.label or printed.number or printed.amounts]


def _put_label(printed: Printed, cell: GridCell) -> None:
    if _ROW_NO.fullmatch(cell.text):
        printed.number = cell
    else:
        printed.label = cell if printed.label is None else joined(printed.label, cell)


def joined(one: GridCell, other: GridCell) -> GridCell:
    """Two cells as one."""
    return replace(
        one, bbox=one.bbox.union(other.bbox), words=one.words + other.words, printed=one.printed + other.printed
    )


def _over(cell: GridCell, panels: Sequence[Panel], *, ruled: bool) -> tuple[Heading | None, int]:
    """The heading above a cell and the number of its panel; None for a label."""
    numeric = _like_amount(cell.text)
    best: tuple[float, Heading, int] | None = None
    for number, panel in enumerate(panels):
        for heading in panel.headings:
            nearness = _nearness(cell, heading, ruled=ruled) if heading.role != "label" and (numeric or ruled) else 0.0
            if nearness > (best[0] if best else 0.0):
                best = nearness, heading, number
    if best is None:
        return None, 0
    heading = best[1]
    if ruled and not numeric and cell.bbox.left < heading.box.left - heading.box.width / 2:
        return None, 0  # a label that runs on over the columns of amounts
    return heading, best[2]


def _nearness(cell: GridCell, heading: Heading, *, ruled: bool) -> float:
    """Share of their widths that a cell and a heading have in common; a little where the cell is beside it."""
    shared = cell.bbox.overlap_x(heading.box) / max(min(cell.bbox.width, heading.box.width), 0.01)
    if ruled:
        return shared if shared > LEAST_SHARED else 0.0
    if shared > 0:
        return shared
    away = abs(cell.bbox.center_x - heading.box.center_x) / max(heading.box.width, 0.01)
    return 0.01 * (1 - away / NEAR)


def _like_amount(text: str) -> bool:
    """An amount, or something that was meant as one."""
    return _is_amount(text) or 2 * sum(char.isdigit() for char in text) >= len(text)
