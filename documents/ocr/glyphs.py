"""Where each character of a recognised line stands, told from the columns in which the recogniser saw it."""

import unicodedata
from collections.abc import Sequence
from itertools import accumulate, pairwise
from statistics import median

NARROW = 0.5
"""Width of a Latin letter or digit against a Chinese character of the same size."""

MAX_EM = 0.95
"""A full-width character is at most this part of the box's height: detected boxes stand a little off the glyphs."""


def em_width(character: str) -> float:
    """Width of a character in ems: 1 for full-width ones, half for the rest."""
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else NARROW


def char_edges(text: str, centers: Sequence[float], height: float) -> tuple[tuple[float, float], ...]:
    """Start and end of each character, 0..1 of the line's length.

    `centers` are those of the characters that are not white space, in the same unit; `height` is the box's height in
    that unit. White space gets the room between its neighbours. Empty when text and centres do not fit together.
    """
    solid = [i for i, character in enumerate(text) if not character.isspace()]
    if not solid or len(solid) != len(centers):
        return ()
    em = _em([text[i] for i in solid], centers, height)
    spans: dict[int, tuple[float, float]] = {}
    for n, i in enumerate(solid):
        half = em_width(text[i]) * em / 2
        left = centers[n] - half if n == 0 else max(centers[n] - half, (centers[n - 1] + centers[n]) / 2)
        right = centers[n] + half if n == len(solid) - 1 else min(centers[n] + half, (centers[n] + centers[n + 1]) / 2)
        spans[i] = (_clip(left), _clip(right))
    return _with_spaces(len(text), spans)


def even_edges(text: str) -> tuple[tuple[float, float], ...]:
    """Start and end of each character where the engine tells none: they share the line by their widths.

    Right for evenly set text. A wide gap inside a line is not seen, so that two cells read as one stay one.
    """
    widths = [em_width(character) for character in text]
    ends = list(accumulate(widths, initial=0.0))
    return tuple((start / ends[-1], end / ends[-1]) for start, end in pairwise(ends))


def _em(characters: Sequence[str], centers: Sequence[float], height: float) -> float:
    """Width of a full-width character: the usual pitch, but never wider than the box is high (spaced-out labels)."""
    pitches = [
        (right - left) / ((em_width(a) + em_width(b)) / 2)
        for a, b, left, right in zip(characters, characters[1:], centers, centers[1:], strict=False)
    ]
    return min(median(pitches), MAX_EM * height) if pitches else MAX_EM * height


def _with_spaces(length: int, spans: dict[int, tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    edges: list[tuple[float, float]] = []
    for i in range(length):
        if i in spans:
            edges.append(spans[i])
            continue
        before = edges[-1][1] if edges else 0.0
        after = next((spans[j][0] for j in range(i, length) if j in spans), 1.0)
        edges.append((before, max(before, after)))
    return tuple(edges)


def _clip(value: float) -> float:
    return min(max(value, 0.0), 1.0)
