"""Finders in ruled forms: the cell beside a label, the cells of a captioned party, one digit to a box."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sme_extract.extractors.find import Channel
from sme_extract.extractors.grid import Grid, GridCell, grids
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Scope, Span
from sme_extract.schemas.geometry import BoundingBox

UNITS = "十亿千百十万千百十元角分"
"""Headings of the boxes, one a column; a form prints the last ones that it needs."""
LEAST_BOXES = 6
OLD_UNITS = str.maketrans("仟佰拾萬億圆圓", "千百十万亿元元")


@dataclass(frozen=True)
class Beside:
    """The cell to the right of the cell that holds one of `labels` and nothing else."""

    labels: tuple[str, ...]
    channel: Channel = "print"

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Cells with text, in reading order."""
        for grid in grids(scope):
            for row in grid.rows():
                for label, value in pairwise(row):
                    if label.text.rstrip(":") in self.labels and value.text and not _is_label(scope, value):
                        yield value.span(f"beside:{self.labels[0]}")


@dataclass(frozen=True)
class Captioned:
    """The cell beside one of `labels` in the rows that an upended caption (出票人) covers."""

    caption: tuple[str, ...]
    labels: tuple[str, ...]
    channel: Channel = "print"

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Cells with text between the caption and the next label."""
        for grid in grids(scope):
            captions = [cell for cell in grid.cells if cell.text in self.caption]
            for caption in captions:
                for row in range(caption.row, caption.row + caption.row_span):
                    yield from self._in_row(scope, grid, row, caption)

    def _in_row(self, scope: Scope, grid: Grid, row: int, caption: GridCell) -> Iterator[Span]:
        start = caption.column + caption.column_span
        cells = [cell for at in range(start, grid.n_columns) if (cell := grid.at(row, at)) is not None]
        cells = list(dict.fromkeys(cells))
        for label, value in pairwise(cells):
            if label.row_span > 1 and label.text:
                return  # the caption of another party
            if label.text.rstrip(":") in self.labels and value.text and not _is_label(scope, value):
                yield value.span(f"captioned:{self.caption[0]}")


@dataclass(frozen=True)
class DigitBoxes:
    """An amount of which each digit has a box under its unit (亿千百十万千百十元角分): boxes are adjacent, end at 分,
    and hold one digit each from the first to the last. The text carries a point where 角 begins."""

    channel: Channel = "print"
    labels: tuple[str, ...] = ()
    sums_only: bool = False
    """Only in rows that begin with 合计."""

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """One amount for each row of boxes."""
        for grid in grids(scope):
            for top in range(grid.n_rows):
                for columns in box_columns(grid, top):
                    for row in range(top + 1, grid.n_rows):
                        first = grid.at(row, 0)
                        if not self.sums_only or (first is not None and re.match(r"(金额)?合计|总计", first.text)):
                            span = boxed(grid, row, columns)
                            if span is not None:
                                yield span


def box_columns(grid: Grid, row: int) -> Iterator[tuple[int, ...]]:
    """Runs of columns headed by one unit each, down to 分."""
    run: list[GridCell] = []
    for column in range(grid.n_columns):
        cell = grid.at(row, column)
        if run and cell is run[-1]:
            continue  # it spans two columns of the grid
        text = cell.text.translate(OLD_UNITS) if cell is not None else ""
        if cell is not None and len(text) == 1 and text in UNITS:
            run.append(cell)
        else:
            run = []
        if text == "分":
            heads = "".join(c.text.translate(OLD_UNITS) for c in run)
            if len(run) >= LEAST_BOXES and UNITS.endswith(heads):
                yield tuple(c.column for c in run)
            run = []


def boxed(grid: Grid, row: int, columns: tuple[int, ...]) -> Span | None:
    """The digits of one row of boxes; None when one between the first and the last is missing or is no digit."""
    cells = [cell for at in columns if (cell := grid.at(row, at)) is not None and cell.row == row]
    texts = [re.sub("[¥￥]", "", squeeze(cell.text)) for cell in cells]
    digits = "".join(texts)
    filled = [at for at, text in enumerate(texts) if text]
    if len(cells) != len(columns) or not filled or len(filled) < 3:
        return None
    whole = filled[-1] == len(columns) - 1 and filled == list(range(filled[0], len(columns)))
    if not whole or any(len(text) > 1 for text in texts) or not re.fullmatch("[0-9]+", digits):
        return None
    used = [cells[at] for at in filled]
    spans = [cell.span("digit boxes") for cell in used]
    return Span(
        f"{digits[:-2]}.{digits[-2:]}",
        spans[0].source,
        "digit boxes",
        grid.page,
        BoundingBox.around(span.bbox for span in spans if span.bbox is not None),
        min(span.confidence for span in spans),
    )


def _is_label(scope: Scope, cell: GridCell) -> bool:
    return cell.text.rstrip(":") in scope.labels
