"""Finders of utility bills: beside a label, in the cell right of it or under it, in the sum row of the charges."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sme_extract.extractors.find import After, Channel, Finder
from sme_extract.extractors.grid import Grid, grids
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Scope, Span
from sme_extract.extractors.utility_tables import bare, is_header, utility_lines


@dataclass(frozen=True)
class InCell:
    """The cell right of a label's cell; else the one below, where labels stand in a row with one row of values."""

    labels: tuple[str, ...]
    channel: Channel = "print"

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Cells in the order of the labels."""
        for wanted in self.labels:
            for grid in grids(scope):
                for cell in grid.cells:
                    if bare(cell.text) == wanted:
                        yield from _beside(scope, grid, cell.row, cell.column + cell.column_span, f"right-of:{wanted}")
                        below = cell.row + cell.row_span
                        after_that = grid.at(below + 1, cell.column)
                        if after_that is None or not re.search(r"^[-¥]?[0-9]", after_that.text):
                            yield from _beside(scope, grid, below, cell.column, f"under:{wanted}")


def _beside(scope: Scope, grid: Grid, row: int, column: int, finder: str) -> Iterator[Span]:
    """The cell at a place, unless it is empty or another label."""
    cell = grid.at(row, column)
    if cell is not None and cell.text and bare(cell.text) not in scope.labels and not is_header(cell.text):
        yield cell.span(finder)


@dataclass(frozen=True)
class SumLine:
    """The amount in the sum row of the table of charges."""

    column: str
    channel: Channel = "repeat"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """The lowest one."""
        sums = [line.cells[self.column] for line in utility_lines(scope) if _is_sum(line.section, line.cells)]
        yield from sums[-1:]


def _is_sum(section: str, cells: dict[str, Span]) -> bool:
    return section == "total" and "amount" in cells


def labelled(*labels: str, reach: float = 15.0) -> tuple[Finder, ...]:
    """Right of a label, one label after the other, or in the cell beside or under it."""
    names = tuple(squeeze(name) for name in labels)
    return InCell(names), *(After((name,), reach) for name in names)
