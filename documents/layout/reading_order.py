"""Parts of a page in the order in which they are read: pages of several columns are not read row by row.

Only text that stands beside other text makes columns. Everything else (headings over the columns, tables, the margins)
stays in parts as wide as the page, so that a label and its value are never parted by a layout model's whim.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf

from sme_extract.documents.model import Region
from sme_extract.schemas.geometry import BoundingBox

RUNNING_TEXT = frozenset({"text", "title", "list", "reference"})
SHARED_HEIGHT = 0.3
"""Share of the lower block's height that two blocks of neighbouring columns have in common."""
SHARED_WIDTH = 0.5
"""Share of the narrower block's width that blocks of one column have in common."""


def reading_order(regions: Iterable[Region]) -> tuple[BoundingBox, ...]:
    """Boxes that part the whole plane, in reading order; empty when the page has one column."""
    blocks = [region.bbox for region in regions if region.kind in RUNNING_TEXT]
    in_columns = [block for block in blocks if any(_beside(block, other) for other in blocks)]
    if not in_columns:
        return ()
    parts: list[BoundingBox] = []
    top = -inf
    for band in _bands(in_columns):
        height = BoundingBox.around(band)
        parts.append(BoundingBox(-inf, top, inf, height.top))
        parts += [BoundingBox(left, height.top, right, height.bottom) for left, right in _columns(band)]
        top = height.bottom
    return (*parts, BoundingBox(-inf, top, inf, inf))


def _beside(one: BoundingBox, other: BoundingBox) -> bool:
    least = SHARED_HEIGHT * min(one.height, other.height)
    return one.overlap_y(other) > least and one.overlap_x(other) < 0


def _bands(blocks: Sequence[BoundingBox]) -> list[list[BoundingBox]]:
    """Blocks that reach over each other in height, top to bottom."""
    bands: list[list[BoundingBox]] = []
    for block in sorted(blocks, key=lambda b: b.top):
        if bands and block.top < max(b.bottom for b in bands[-1]):
            bands[-1].append(block)
        else:
            bands.append([block])
    return bands


def _columns(band: Sequence[BoundingBox]) -> list[tuple[float, float]]:
    """Left and right edge of each column of a band, the edges in the middle of the gaps."""
    columns: list[BoundingBox] = []
    for block in sorted(band, key=lambda b: b.left):
        least = SHARED_WIDTH * min(block.width, columns[-1].width) if columns else 0.0
        if columns and block.overlap_x(columns[-1]) > least:
            columns[-1] = columns[-1].union(block)
        else:
            columns.append(block)
    cuts = [(a.right + b.left) / 2 for a, b in pairwise(columns)]
    return list(zip([-inf, *cuts], [*cuts, inf], strict=True))
