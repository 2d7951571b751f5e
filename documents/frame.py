"""From a source image, turned and skewed as it may be, to the upright page: one affine map for pixels and boxes.

Coordinates are continuous: 0 is the outer edge of the first pixel, so they scale without shift.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sme_extract.schemas.geometry import BoundingBox

Image = NDArray[np.uint8]

WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Frame:
    """Source pixels <-> upright page. The canvas grows with the skew, so that no corner of the source is lost."""

    source_width: int
    source_height: int
    dpi: float
    """Of the source: points = pixels * 72 / dpi."""
    rotation: int = 0
    """Clockwise quarter turns of the source, in degrees: 0, 90, 180, 270."""
    skew: float = 0.0
    """Degrees that the text of the turned image still falls to the right."""

    @property
    def points_per_pixel(self) -> float:
        """Length of a source pixel on the page."""
        return 72 / self.dpi

    @property
    def turned(self) -> tuple[int, int]:
        """Width and height in pixels after the quarter turns, before the deskew."""
        if self.rotation % 180:
            return self.source_height, self.source_width
        return self.source_width, self.source_height

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the upright image, in pixels."""
        width, height = self.turned
        if not self.skew:
            return width, height
        sin, cos = abs(math.sin(math.radians(self.skew))), math.cos(math.radians(self.skew))
        return math.ceil(width * cos + height * sin), math.ceil(width * sin + height * cos)

    @property
    def points(self) -> tuple[float, float]:
        """Width and height of the page."""
        width, height = self.pixels
        return width * self.points_per_pixel, height * self.points_per_pixel

    def to_page(self, x: float, y: float) -> tuple[float, float]:
        """A place in the source image, in points of the upright page."""
        width, height = self.source_width, self.source_height
        x, y = {0: (x, y), 90: (y, width - x), 180: (width - x, height - y), 270: (height - y, x)}[self.rotation]
        (a, b, c), (d, e, f) = self._deskew()
        return (a * x + b * y + c) * self.points_per_pixel, (d * x + e * y + f) * self.points_per_pixel

    def upright(self, image: Any) -> Image:
        """The source image, turned and deskewed."""
        turned = np.rot90(image, self.rotation // 90)
        if not self.skew:
            return np.ascontiguousarray(turned)
        matrix = np.array(self._deskew())
        # warpAffine counts from pixel centres.
        matrix[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5
        warped = cv2.warpAffine(
            np.ascontiguousarray(turned), matrix, self.pixels, flags=cv2.INTER_CUBIC, borderValue=WHITE
        )
        return np.asarray(warped, dtype=np.uint8)

    def render(self, image: Any, dpi: int) -> Image:
        """The upright page at another resolution; the whole page, also where sizes do not divide."""
        upright = self.upright(image)
        width, height = (max(1, round(side * dpi / self.dpi)) for side in self.pixels)
        if (width, height) == self.pixels:
            return upright
        method = cv2.INTER_AREA if dpi < self.dpi else cv2.INTER_CUBIC
        return np.asarray(cv2.resize(upright, (width, height), interpolation=method), dtype=np.uint8)

    def clip(self, box: BoundingBox) -> BoundingBox:
        """The part of `box` that lies on the page; may be empty."""
        width, height = self.points
        left, right = (min(max(x, 0.0), width) for x in (box.left, box.right))
        top, bottom = (min(max(y, 0.0), height) for y in (box.top, box.bottom))
        return BoundingBox(left, top, right, bottom)

    def _deskew(self) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
        """Rotation of the turned image about its centre onto the centre of the canvas, rows of a 2 x 3 matrix."""
        if not self.skew:
            return (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)
        sin, cos = math.sin(math.radians(self.skew)), math.cos(math.radians(self.skew))
        (width, height), (new_width, new_height) = self.turned, self.pixels
        x_shift = new_width / 2 - (cos * width + sin * height) / 2
        y_shift = new_height / 2 - (cos * height - sin * width) / 2
        return (cos, sin, x_shift), (-sin, cos, y_shift)


def around(points: Sequence[tuple[float, float]]) -> BoundingBox:
    """Smallest upright box around some places."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return BoundingBox(min(xs), min(ys), max(xs), max(ys))
