"""Pages that lie on their side or stand on their head, for engines that read upright pages only."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sme_extract.documents.ocr.engine import OcrWord

READS_WELL = 0.85
"""Mean confidence, by character, of text that stands upright; PP-OCR gives text on its head about 0.6."""

Quad = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
Read = Callable[[Any], list[OcrWord]]


def read_upright(read: Read, image: Any, *, upright: bool = False) -> list[OcrWord]:
    """What `read` finds in an RGB image, turned first if it reads badly as it lies. Boxes are those of `image`."""
    words = read(image)
    if upright or not words:
        return words
    sideways = lies_sideways(words)
    if not sideways and mean_confidence(words) >= READS_WELL:
        return words
    others = (1, 3) if sideways else (1, 2, 3)
    tried = [turned_back(read(turned(image, quarters)), quarters, image) for quarters in others]
    return max(tried if sideways else [words, *tried], key=_weight)


def turned(image: Any, quarters: int) -> Any:
    """The image after quarter turns anticlockwise."""
    import numpy as np  # noqa: PLC0415 - `--help` must not pay for it

    return np.ascontiguousarray(np.rot90(image, quarters)) if quarters else image


def turned_back(words: list[OcrWord], quarters: int, image: Any) -> list[OcrWord]:
    """Words of the turned image with their boxes in the frame of `image` as it was."""
    if not words or not quarters:
        return words
    import numpy as np  # noqa: PLC0415

    from sme_extract.documents.ocr import quads as q  # noqa: PLC0415

    height, width = image.shape[:2] if quarters % 2 == 0 else image.shape[1::-1]
    places = q.turn(np.array([word.quad for word in words], np.float32), -quarters, width, height)
    return [replace(word, quad=as_quad(place)) for word, place in zip(words, places, strict=True)]


def as_quad(corners: Any) -> Quad:
    """Four corners of any kind of array as plain numbers."""
    first, second, third, fourth = ((float(x), float(y)) for x, y in corners)
    return first, second, third, fourth


def lies_sideways(words: list[OcrWord]) -> bool:
    """Whether more text runs down the image than across."""
    import numpy as np  # noqa: PLC0415

    from sme_extract.documents.ocr import quads as q  # noqa: PLC0415

    return q.lie_sideways(np.array([word.quad for word in words], np.float32))


def mean_confidence(words: list[OcrWord]) -> float:
    """Mean by character."""
    return _weight(words) / max(sum(len(word.text) for word in words), 1)


def _weight(words: list[OcrWord]) -> float:
    """How much was read, and how surely."""
    return sum(word.confidence * len(word.text) for word in words)
