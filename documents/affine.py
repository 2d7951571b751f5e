"""Plane affine maps, as page descriptions write them: `a b c d e f`."""

import math
from dataclasses import dataclass

from sme_extract.schemas.geometry import BoundingBox

LARGEST = 1e6
"""No honest page writes a larger number; the bound keeps products of nested maps finite."""


def parse_numbers(text: str, count: int) -> tuple[float, ...] | None:
    """The first `count` numbers of a list, or None when there are fewer or one is absurd."""
    try:
        numbers = tuple(float(token) for token in text.replace(",", " ").split()[:count])
    except ValueError:
        return None
    return numbers if len(numbers) == count and all(abs(n) <= LARGEST for n in numbers) else None


@dataclass(frozen=True, slots=True)
class Affine:
    """`x' = a x + c y + e`, `y' = b x + d y + f`."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    @staticmethod
    def parse(text: str) -> "Affine | None":
        """From six numbers; None when they are not."""
        numbers = parse_numbers(text, 6)
        return None if numbers is None else Affine(*numbers)

    def after(self, inner: "Affine") -> "Affine":
        """The map that applies `inner` first, then this one."""
        e, f = self.point(inner.e, inner.f)
        return Affine(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            e,
            f,
        )

    def moved(self, x: float, y: float) -> "Affine":
        """This map, then a shift."""
        return Affine(self.a, self.b, self.c, self.d, self.e + x, self.f + y)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Image of a point."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, left: float, top: float, right: float, bottom: float) -> BoundingBox:
        """Upright box around the image of a rectangle."""
        corners = [self.point(x, y) for x in (left, right) for y in (top, bottom)]
        xs, ys = zip(*corners, strict=True)
        return BoundingBox(min(xs), min(ys), max(xs), max(ys))

    @property
    def is_upright(self) -> bool:
        """Whether it neither turns nor mirrors."""
        size = max(abs(self.a), abs(self.d))
        return self.a > 0 and self.d > 0 and abs(self.b) + abs(self.c) < 1e-3 * size

    @property
    def x_scale(self) -> float:
        """Length of the image of a unit step along x."""
        return math.hypot(self.a, self.b)
