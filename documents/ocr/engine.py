"""What an OCR engine is: pixels in, words with boxes out."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class OcrWord:
    """One detected run of text. Pixels of the image given, origin top left."""

    text: str
    confidence: float
    """0..1."""
    quad: tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
    """Corners clockwise from the text's own top left, so that the text's direction can be told."""
    edges: tuple[tuple[float, float], ...] = ()
    """Start and end of each character of `text` along the quad, 0..1 of its length; empty when not known."""


class OcrEngine(Protocol):
    """One engine. Registered under the entry point group `sme_extract.ocr_engines`.

    Made without arguments, when a page needs it. An engine may further have
    `licence`, the licence of code and weights as `doctor` shows it;
    `models`, the model files in use;
    `takes_model_dir = True`, and then it is made with the folder of `--ocr-model-dir`, a `Path`, where one is given.
    """

    name: str
    version: str

    def available(self) -> str | None:
        """None when it can run; else one sentence: what is missing and the command that mends it."""
        ...

    def recognise(self, image: Any, *, upright: bool = False) -> list[OcrWord]:
        """All text of an RGB uint8 image of shape (height, width, 3), which may lie on its side or upside down.

        `upright` says that it does not: a crop of a page whose direction is known. Raises `EngineError`.
        """
        ...
