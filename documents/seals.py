"""The red seals of a page, and the name that runs along the rim of a round or oval one."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sme_extract.documents.layout.stamps import stamps
from sme_extract.documents.model import ImageFunction, Seal
from sme_extract.documents.ocr.engine import OcrEngine
from sme_extract.schemas.geometry import BoundingBox

DPI = 200
LONG_SIDE = 2400
"""Pixels at most: A4 at 200 dpi, and no more where a photo passes for a page of a yard."""
RADIUS = 160
"""Pixels that a seal's radius is brought to before its rim is unrolled."""
RIM = (0.52, 0.93)
"""Where the name runs, in radii: inside the ring, outside the star and the number below it."""
BLACK = 0.5
"""Share of the paper's brightness, in the red channel, under which print is black."""
LEAST_LETTERS = 4
"""Fewer are fragments."""
LEAST_CONFIDENCE = 0.88
"""Clean seals are read at 0.95 and more; what dot-matrix print runs through comes out wrong at 0.8."""


@dataclass(frozen=True, slots=True)
class SealFinder:
    """Finds the seals of one page when asked."""

    image: ImageFunction
    size: tuple[float, float]
    """Width and height of the page, in points."""
    engine: OcrEngine | None

    def __call__(self) -> tuple[Seal, ...] | None:
        """Top to bottom, boxes in points; None for a page without colour, where red cannot be told from black."""
        dpi = max(1, min(DPI, int(LONG_SIDE * 72 / max(self.size))))
        pixels = np.asarray(self.image(dpi), dtype=np.uint8)
        if _is_gray(pixels):
            return None
        boxes = sorted(stamps(pixels), key=lambda box: (box.top, box.left))
        # the star of a seal is no seal
        whole = [box for box in boxes if not any(_is_in(box, other) for other in boxes)]
        return tuple(self._seal(pixels, box, 72 / dpi) for box in whole)

    def _seal(self, pixels: NDArray[np.uint8], box: BoundingBox, points: float) -> Seal:
        place = BoundingBox(box.left * points, box.top * points, box.right * points, box.bottom * points)
        left, top, right, bottom = (round(side) for side in (box.left, box.top, box.right, box.bottom))
        text, confidence = self._rim_text(pixels[top:bottom, left:right])
        return Seal(place, text, confidence)

    def _rim_text(self, crop: NDArray[np.uint8]) -> tuple[str, float]:
        """What stands along the rim, and how sure the engine is; empty when it cannot be read."""
        if self.engine is None:
            return "", 0.0
        words = self.engine.recognise(unrolled(crop), upright=True)
        words = sorted((word for word in words if word.text.strip()), key=lambda word: word.quad[0][0])
        text = "".join(word.text.strip() for word in words)
        confidence = min((word.confidence for word in words), default=0.0)
        return (text, confidence) if len(text) >= LEAST_LETTERS and confidence >= LEAST_CONFIDENCE else ("", 0.0)


def _is_in(box: BoundingBox, other: BoundingBox) -> bool:
    return other.left < box.left and box.right < other.right and other.top < box.top and box.bottom < other.bottom


def _is_gray(pixels: NDArray[np.uint8]) -> bool:
    red, green, blue = cv2.split(pixels)
    return not (cv2.absdiff(red, green).any() or cv2.absdiff(green, blue).any())


def unrolled(crop: Any) -> NDArray[np.uint8]:
    """The rim of a seal as a straight line of black letters, from its lowest point clockwise, in three equal channels.

    `crop` is an RGB uint8 image of the seal up to its outer edge.
    """
    square = cv2.resize(np.ascontiguousarray(crop), (2 * RADIUS, 2 * RADIUS), interpolation=cv2.INTER_CUBIC)
    red, green, _ = cv2.split(square)
    # Red ink is dark in the green channel, as sharp as the picture is: its colour alone is blurred by JPEG. What is
    # dark in red too is black print, not the seal's.
    black = cv2.dilate((red < BLACK * np.median(red)).astype(np.uint8), np.ones((5, 5), np.uint8))
    ink = np.where(black, 255, np.clip(green / np.median(green) * 255, 0, 255)).astype(np.uint8)
    around = round(2 * np.pi * 0.8 * RADIUS)
    polar = cv2.warpPolar(ink, (RADIUS, around), (RADIUS, RADIUS), RADIUS, cv2.INTER_LINEAR)
    # rows run clockwise from the right: begin a quarter turn later, and put the outer edge on top
    line = np.roll(polar, -around // 4, axis=0)[:, round(RIM[0] * RADIUS) : round(RIM[1] * RADIUS)].T[::-1]
    framed = cv2.copyMakeBorder(np.ascontiguousarray(line), 24, 24, 24, 24, cv2.BORDER_CONSTANT, value=255)
    return np.asarray(cv2.merge([framed, framed, framed]), dtype=np.uint8)
