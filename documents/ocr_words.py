"""What an engine read, as words of the upright page: boxes in points, table cells split at wide gaps."""

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from unicodedata import east_asian_width

from sme_extract.documents.frame import around
from sme_extract.documents.model import Word
from sme_extract.documents.ocr.engine import OcrWord

MIN_CONFIDENCE = 0.5
"""Below this a line is noise: seal fragments, creases, watermarks."""

WIDE_GAP = 1.0
"""Gap, in heights of the line, that lies between two cells and not inside one: `126.21   3%`."""
LABEL_GAP = 2.0
"""The same beside a lone Chinese character: labels are printed spaced out to fill their cell: `金   额`."""

LEVEL = 0.35
"""Fall per length (about 19 degrees) up to which a line counts as running left to right."""

Place = Callable[[float, float], tuple[float, float]]
"""Pixels of the image that the engine saw -> points of the upright page."""


def page_words(lines: Iterable[OcrWord], place: Place) -> tuple[Word, ...]:
    """Every line that is no noise, cut into runs."""
    return tuple(
        word
        for line in lines
        if line.confidence >= MIN_CONFIDENCE and line.text.strip()
        for word in _words(line, place)
    )


def mean_confidence(lines: Iterable[OcrWord]) -> float:
    """Mean by character over all that was seen, noise included; 0 when nothing was."""
    pairs = [(line.confidence, len(line.text)) for line in lines]
    total = sum(length for _, length in pairs)
    return sum(confidence * length for confidence, length in pairs) / total if total else 0.0


def _words(line: OcrWord, place: Place) -> Iterator[Word]:
    top_left, top_right, bottom_right, bottom_left = (place(x, y) for x, y in line.quad)
    across, down = top_right[0] - top_left[0], abs(top_right[1] - top_left[1])
    if not line.edges or across <= 0 or down > LEVEL * across:
        yield Word(line.text, around([top_left, top_right, bottom_right, bottom_left]), "ocr", line.confidence)
        return
    height = math.dist(top_left, bottom_left)
    for start, end in split_runs(line.text, line.edges, height / math.dist(top_left, top_right)):
        # At the line's own ends the detected box knows better than the characters do.
        first = line.edges[start][0] if start else 0.0
        last = line.edges[end - 1][1] if end < len(line.text) else 1.0
        corners = [
            _between(top_left, top_right, first),
            _between(top_left, top_right, last),
            _between(bottom_left, bottom_right, first),
            _between(bottom_left, bottom_right, last),
        ]
        left, right = _between(top_left, bottom_left, 0.5), _between(top_right, bottom_right, 0.5)
        edges = tuple((_between(left, right, a)[0], _between(left, right, b)[0]) for a, b in line.edges[start:end])
        yield Word(line.text[start:end], around(corners), "ocr", line.confidence, edges)


def split_runs(text: str, edges: tuple[tuple[float, float], ...], height: float) -> list[tuple[int, int]]:
    """Start and end of each run of `text` without wide gaps; `edges` and `height` are in one unit."""
    solid = [i for i, character in enumerate(text) if not character.isspace()]
    starts, ends = solid[:1], solid[-1:]
    for n, (before, after) in enumerate(pairwise(solid)):
        gap = (edges[after][0] - edges[before][1]) / height
        lone = n + 1 - solid.index(starts[-1]) < 2 or len(solid) - n - 1 < 2
        spaced_label = lone and _is_wide(text[before]) and _is_wide(text[after])
        if gap >= (LABEL_GAP if spaced_label else WIDE_GAP):
            starts.append(after)
            ends.insert(-1, before)
    return [(start, end + 1) for start, end in zip(starts, ends, strict=True)]


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in "WF"


def _between(start: tuple[float, float], end: tuple[float, float], part: float) -> tuple[float, float]:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
