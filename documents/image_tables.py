"""Ruled tables of a page image, by line morphology: what the rulings enclose are cells."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sme_extract.documents.cell_grid import table_of
from sme_extract.documents.model import Table
from sme_extract.schemas.geometry import BoundingBox

Mask = NDArray[Any]

DPI = 150
POINTS = 72 / DPI
SHORTEST = 40
"""Pixels that a ruling runs straight: longer than any stroke of the print, short enough to lie a little aslant."""
BROKEN = 15
"""Pixels of a gap in a ruling that are bridged."""
SMALLEST_CELL = (8, 12)
"""Height and width, in pixels."""
LEAST_FILLED = 0.75
"""Share of its box that the inside of a cell covers; less is no rectangle."""


@dataclass(frozen=True, slots=True)
class ImageTables:
    """Finds the tables of one page when asked. `image` gives its pixels at a resolution."""

    image: Callable[[int], Any]

    def __call__(self) -> tuple[Table, ...]:
        """Tables with at least two cells, top to bottom; boxes in points of the page."""
        return tables_in(self.image(DPI))


def tables_in(image: Any) -> tuple[Table, ...]:
    """Tables of an RGB uint8 image of `DPI`."""
    lines = _rulings(cv2.cvtColor(np.asarray(image, dtype=np.uint8), cv2.COLOR_RGB2GRAY))
    count, regions, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    found: list[Table] = []
    for region in range(1, count):
        left, top, width, height, _ = (int(side) for side in stats[region])
        if width < 2 * SHORTEST or height < SHORTEST / 2:
            continue
        part = (regions[top : top + height, left : left + width] == region).astype(np.uint8)
        table = table_of(_cells(part, left, top))
        if table is not None:
            found.append(table)
    return tuple(sorted(found, key=lambda table: table.bbox.top if table.bbox else 0.0))


def _rulings(gray: Mask) -> Mask:
    """Long dark strokes, across and upright."""
    ink = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    across = _long(ink, (SHORTEST, 1), (1, 3))
    upright = _long(ink, (1, SHORTEST // 2), (3, 1))
    return np.asarray(cv2.bitwise_or(across, upright))


def _long(ink: Mask, run: tuple[int, int], thicken: tuple[int, int]) -> Mask:
    """Strokes of at least `run`; thickened first, for a ruling that lies aslant steps from row to row."""
    bridge = (BROKEN, 1) if run[0] > run[1] else (1, BROKEN)
    thick = cv2.dilate(ink, np.ones(thicken[::-1], np.uint8))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones(run[::-1], np.uint8))
    return np.asarray(cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones(bridge[::-1], np.uint8)))


def _cells(rulings: Mask, left: int, top: int) -> list[BoundingBox]:
    """Boxes of what the rulings of one table enclose."""
    framed = np.pad(rulings, 1)
    count, _, stats, _ = cv2.connectedComponentsWithStats(1 - framed, connectivity=4)
    boxes: list[BoundingBox] = []
    for inside in range(1, count):
        x, y, width, height, area = (int(side) for side in stats[inside])
        touches_outside = x == 0 or y == 0
        if touches_outside or height < SMALLEST_CELL[0] or width < SMALLEST_CELL[1]:
            continue
        if area < LEAST_FILLED * width * height:
            continue
        x, y = x - 1 + left, y - 1 + top
        boxes.append(BoundingBox(x * POINTS, y * POINTS, (x + width) * POINTS, (y + height) * POINTS))
    return boxes
