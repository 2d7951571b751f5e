"""From the boxes of a table's cells to a grid: edges that nearly agree are one border."""

from collections.abc import Iterable, Sequence

from sme_extract.documents.model import Cell, Table
from sme_extract.schemas.geometry import BoundingBox

NEAR = 4.0
"""Points between edges that still are one ruling: half of the smallest print."""


def table_of(boxes: Iterable[BoundingBox]) -> Table | None:
    """Cells without text in their grid; None for less than two cells. A merged cell spans."""
    boxes = list(boxes)
    columns = _borders([box.left for box in boxes] + [box.right for box in boxes])
    rows = _borders([box.top for box in boxes] + [box.bottom for box in boxes])
    cells = {
        (cell.row, cell.column): cell
        for cell in (_cell(box, rows, columns) for box in boxes)
        if cell.row_span > 0 and cell.column_span > 0
    }
    if len(cells) < 2:
        return None
    ordered = tuple(cells[place] for place in sorted(cells))
    return Table(ordered, len(rows) - 1, len(columns) - 1, bbox=BoundingBox.around(boxes))


def _cell(box: BoundingBox, rows: Sequence[float], columns: Sequence[float]) -> Cell:
    top, bottom = _nearest(rows, box.top), _nearest(rows, box.bottom)
    left, right = _nearest(columns, box.left), _nearest(columns, box.right)
    return Cell("", top, left, box, row_span=bottom - top, column_span=right - left)


def _borders(edges: Iterable[float]) -> list[float]:
    """Centres of the groups of edges that lie close to each other."""
    groups: list[list[float]] = []
    for edge in sorted(edges):
        if groups and edge - groups[-1][-1] <= NEAR:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return [sum(group) / len(group) for group in groups]


def _nearest(borders: Sequence[float], edge: float) -> int:
    return min(range(len(borders)), key=lambda i: abs(borders[i] - edge))
