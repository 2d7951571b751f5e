"""Which way the text of an image runs: quarter turns and skew, told from the boxes of its words."""

import math
from collections.abc import Iterable, Sequence

from sme_extract.documents.ocr.engine import OcrWord

MIN_ASPECT = 3.0
"""Only boxes this much longer than high have an angle worth counting."""
MIN_LINES = 3
"""So many of them at least, or the page counts as straight."""
MIN_SKEW = 0.3
"""Degrees; less does no harm to boxes and costs a resampling."""
MAX_SKEW = 30.0


def rotation_of(words: Iterable[OcrWord]) -> int:
    """Clockwise quarter turns of the page in degrees: the direction of most text, by length."""
    weights = {0: 0.0, 90: 0.0, 180: 0.0, 270: 0.0}
    for word in words:
        angle, length, height = _direction(word)
        if length > height:
            weights[round(angle / 90) % 4 * 90] += length
    return max(weights, key=lambda turn: weights[turn])


def skew_of(words: Iterable[OcrWord], rotation: int) -> float:
    """Degrees that lines fall to the right once `rotation` is taken out: median by length; 0 when small."""
    angles: list[tuple[float, float]] = []
    for word in words:
        angle, length, height = _direction(word)
        residue = (angle - rotation + 180) % 360 - 180
        if length >= MIN_ASPECT * height and abs(residue) <= MAX_SKEW:
            angles.append((residue, length))
    if len(angles) < MIN_LINES:
        return 0.0
    skew = _weighted_median(angles)
    return skew if abs(skew) >= MIN_SKEW else 0.0


def _direction(word: OcrWord) -> tuple[float, float, float]:
    """Clockwise angle in degrees, length and height of a word's box."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = word.quad
    dx, dy = (x1 - x0 + x2 - x3) / 2, (y1 - y0 + y2 - y3) / 2
    height = math.hypot(x3 - x0 + x2 - x1, y3 - y0 + y2 - y1) / 2
    return math.degrees(math.atan2(dy, dx)), math.hypot(dx, dy), height


def _weighted_median(values: Sequence[tuple[float, float]]) -> float:
    half = sum(weight for _, weight in values) / 2
    seen = 0.0
    for value, weight in sorted(values):
        seen += weight
        if seen >= half:
            return value
    raise ValueError("no values")
