"""Numbered rows of a form (栏次, 行次): what stands in each row, by the headings of its columns.

The column of row numbers is told by what it holds, numbers that count upward, not by its heading, which forms omit and
scans lose. A table that goes on without headings on the next page keeps the columns of the one before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from sme_extract.extractors.grid import Grid, GridCell, grids
from sme_extract.extractors.scope import Scope

# 1, 28.1, 17=12+13-14-15+16, 18(如17<11,则为17,否则为11), 7(7≥8)
NUMBER = re.compile(r"([1-9][0-9]?(?:\.[0-9]{1,2})?)(?:$|[=(≥].*)")
CJK = re.compile(r"[\u4e00-\u9fff]")
# A105000 纳税调整项目明细表
A_CODE = re.compile(r"(?<![0-9A-Z])A[12][0-9]{5}(?![0-9])")
# 增值税及附加税费申报表附列资料(二)
ATTACHMENT = re.compile(r"附列资料\([一二三四五六]\)")
NO_HEADING = re.compile(r"项目|类别|栏次|行次|行号|预缴税款计算")
LEAST_ROWS = 3
LEAP, ROW_LEAP = 4, 8
"""How far two neighbours of a run may lie apart, in numbers and in rows of the grid."""
HEADING_ROWS = 6
"""How far above the first row its headings are looked for."""


@dataclass(frozen=True)
class FormColumn:
    """One column of values; `heading` joins the headings above it, topmost first, with a slash."""

    heading: str
    left: float
    right: float


@dataclass(frozen=True)
class FormRow:
    """One numbered row. `cells` are the columns that each cell covers, and the cell."""

    number: str
    number_cell: GridCell
    label: GridCell | None
    cells: tuple[tuple[tuple[int, ...], GridCell], ...]


@dataclass(frozen=True)
class FormTable:
    """The numbered rows of one table; `code` is that of its form where it is printed: A105000, 附列资料(二)."""

    page: int
    code: str
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]


def form_tables(scope: Scope) -> tuple[FormTable, ...]:
    """All tables with numbered rows, in reading order; computed once for a scope."""
    return scope.memo(_form_tables)


def _form_tables(scope: Scope) -> tuple[FormTable, ...]:
    found: list[FormTable] = []
    for grid in grids(scope):
        code = _code(scope, grid)
        for table in _tables(grid, range(grid.n_rows), code, found[-1] if found else None):
            if found and not code and _goes_on(found[-1], table):
                rows = found[-1].rows + table.rows
                found[-1] = FormTable(found[-1].page, found[-1].code, found[-1].columns, rows)
            else:
                found.append(table)
    return tuple(found)


def _tables(grid: Grid, rows: range, code: str, before: FormTable | None) -> Iterator[FormTable]:
    """The longest run of numbers, and what lies above and below it, where a sheet holds several forms."""
    numbered = _numbered(grid, rows)
    if not numbered:
        return
    yield from _tables(grid, range(rows.start, min(numbered)), code, before)
    table = _table(grid, numbered, code, before)
    if table is not None:
        yield table
    yield from _tables(grid, range(max(numbered) + 1, rows.stop), code, before)


def _goes_on(before: FormTable, table: FormTable) -> bool:
    """Whether a table continues the numbers of the one before, in the same columns."""
    first, last = float(table.rows[0].number), float(before.rows[-1].number)
    return 0 < first - last < 2 and len(before.columns) == len(table.columns)


def _code(scope: Scope, grid: Grid) -> str:
    """The form's code on the page of a table, or in the name of its sheet."""
    above = (row.text for row in scope.rows if row.page == grid.page and row.bbox.top <= grid.bbox.top + 60)
    texts = (grid.name, *above)
    return next((m[0] for text in texts for code in (A_CODE, ATTACHMENT) if (m := code.search(text))), "")


def _table(
    grid: Grid, numbered: dict[int, tuple[str, GridCell]], code: str, before: FormTable | None
) -> FormTable | None:
    left = median(cell.bbox.left for _, cell in numbered.values())
    right = median(cell.bbox.right for _, cell in numbered.values())
    edge = max(right, _label_edge(grid, numbered, right))
    columns = _columns(grid, min(numbered), edge)
    if not columns and before is not None:
        columns = before.columns
    rows = tuple(_rows(grid, numbered, left, right, columns)) if columns else ()
    return FormTable(grid.page, code, columns, rows) if rows else None


def _numbered(grid: Grid, rows: range) -> dict[int, tuple[str, GridCell]]:
    """Row of the grid -> its printed number, of the column with the longest run of numbers that count upward."""
    columns = (_counting(grid, rows, column) for column in range(grid.n_columns))
    best = max(columns, key=len, default={})
    return dict(sorted((_between(grid, rows, best) | best).items())) if len(best) >= LEAST_ROWS else {}


def _counting(grid: Grid, rows: range, column: int) -> dict[int, tuple[str, GridCell]]:
    """The longest run of numbers that count upward; one that leaps or falls back is a value, or misread."""
    chains: dict[float, list[tuple[int, str, GridCell]]] = {}
    for row in rows:
        cell = grid.at(row, column)
        match = NUMBER.match(cell.text) if cell is not None and cell.row == row else None
        if cell is None or match is None:
            continue
        number = float(match[1])
        near = (c for last, c in chains.items() if 0 < number - last <= LEAP and row - c[-1][0] <= ROW_LEAP)
        chain = [*max(near, key=len, default=[]), (row, match[1], cell)]
        if len(chain) > len(chains.get(number, [])):
            chains[number] = chain
    return {row: (number, cell) for row, number, cell in max(chains.values(), key=len, default=[])}


def _between(grid: Grid, rows: range, numbered: dict[int, tuple[str, GridCell]]) -> dict[int, tuple[str, GridCell]]:
    """Rows whose number was not read, but follows from a neighbour's; whether it is right, the label will tell."""
    found: dict[int, tuple[str, GridCell]] = {}
    for row, (number, cell) in numbered.items():
        for step in (-1, 1):
            at, expected = row + step, int(float(number)) + step
            while expected > 0 and at in rows and at not in numbered and at not in found:
                beside = grid.at(at, cell.column)
                if beside is None or beside.row != at or CJK.search(beside.text):
                    break
                found[at] = str(expected), beside
                at, expected = at + step, expected + step
    return found


def _label_edge(grid: Grid, numbered: dict[int, tuple[str, GridCell]], right: float) -> float:
    """Where labels that stand right of the numbers end; the numbers' own edge when they stand left of them."""
    edges = [
        cell.bbox.right
        for row, (_, number) in numbered.items()
        for column in range(number.column + number.column_span, grid.n_columns)
        if (cell := grid.at(row, column)) is not None and CJK.search(cell.text)
    ]
    return median(edges) if 2 * len(edges) > len(numbered) else right


def _columns(grid: Grid, first: int, edge: float) -> tuple[FormColumn, ...]:
    """Columns of values by the headings over the first row; none when there are no headings."""
    for row in range(first - 1, max(first - HEADING_ROWS, -1), -1):
        cells = [cell for cell in _row(grid, row) if cell.bbox.center_x > edge and cell.text]
        leaves = [cell for cell in cells if CJK.search(cell.text) and not NO_HEADING.fullmatch(cell.text)]
        if leaves:
            return tuple(FormColumn(_heading(grid, leaf, edge), leaf.bbox.left, leaf.bbox.right) for leaf in leaves)
    return ()


def _heading(grid: Grid, leaf: GridCell, edge: float) -> str:
    """A heading with those that span it, topmost first; one that spans the labels too is a title."""
    parts = [leaf.text]
    for row in range(leaf.row - 1, max(leaf.row - 3, -1), -1):
        above = next((c for c in _row(grid, row) if c.bbox.left <= leaf.bbox.center_x < c.bbox.right), None)
        if above is None or not above.text or above.column_span <= leaf.column_span:
            break
        if above.bbox.left < edge - leaf.bbox.width / 2:
            break
        parts.append(above.text)
    return "/".join(reversed(parts))


def _row(grid: Grid, row: int) -> tuple[GridCell, ...]:
    cells = (grid.at(row, column) for column in range(grid.n_columns))
    return tuple(dict.fromkeys(cell for cell in cells if cell is not None))


def _rows(
    grid: Grid, numbered: dict[int, tuple[str, GridCell]], left: float, right: float, columns: tuple[FormColumn, ...]
) -> Iterator[FormRow]:
    for row, (number, number_cell) in numbered.items():
        label: GridCell | None = None
        cells: list[tuple[tuple[int, ...], GridCell]] = []
        for cell in _row(grid, row):
            if cell is number_cell or left < cell.bbox.center_x < right:
                continue
            covered = tuple(i for i, column in enumerate(columns) if _covers(cell, column))
            if covered:
                cells.append((covered, cell))
            elif cell.bbox.center_x < columns[0].left and CJK.search(cell.text):
                label = cell
        if label is not None or number_cell.text:
            yield FormRow(number, number_cell, label, tuple(cells))


def _covers(cell: GridCell, column: FormColumn) -> bool:
    """Whether a cell takes up more than half of a column."""
    shared = min(cell.bbox.right, column.right) - max(cell.bbox.left, column.left)
    return 2 * shared > column.right - column.left
