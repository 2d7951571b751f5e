"""Boxes on a page: PDF points (1/72 inch), origin top left, named edges."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """An upright rectangle; `left <= right` and `top <= bottom`, y grows downward."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Horizontal extent."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Vertical extent."""
        return self.bottom - self.top

    @property
    def center_x(self) -> float:
        """Horizontal centre."""
        return (self.left + self.right) / 2

    @property
    def center_y(self) -> float:
        """Vertical centre."""
        return (self.top + self.bottom) / 2

    def union(self, other: Self) -> "BoundingBox":
        """Smallest box that holds both."""
        return BoundingBox(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def contains_center(self, other: "BoundingBox") -> bool:
        """Whether the centre of `other` lies inside."""
        return self.left <= other.center_x <= self.right and self.top <= other.center_y <= self.bottom

    def overlap_x(self, other: "BoundingBox") -> float:
        """Length shared horizontally; negative is the gap between them."""
        return min(self.right, other.right) - max(self.left, other.left)

    def overlap_y(self, other: "BoundingBox") -> float:
        """Length shared vertically; negative is the gap between them."""
        return min(self.bottom, other.bottom) - max(self.top, other.top)

    def expand(self, by: float) -> "BoundingBox":
        """Grow by `by` points on each side."""
        return BoundingBox(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def rounded(self) -> tuple[float, float, float, float]:
        """Edges to a tenth of a point, as the JSON contract prints them."""
        return (round(self.left, 1), round(self.top, 1), round(self.right, 1), round(self.bottom, 1))

    @staticmethod
    def around(boxes: "Iterable[BoundingBox]") -> "BoundingBox":
        """Smallest box that holds all; ValueError when there is none."""
        boxes = list(boxes)
        if not boxes:
            raise ValueError("no boxes")
        return BoundingBox(
            min(b.left for b in boxes),
            min(b.top for b in boxes),
            max(b.right for b in boxes),
            max(b.bottom for b in boxes),
        )


def cell_address(row: int, column: int) -> str:
    """Spreadsheet address of a 0-based place: (0, 27) is `AB1`."""
    letters = ""
    left = column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row + 1}"
