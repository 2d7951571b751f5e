"""The seam for object detectors: what one is, and how the command finds it (entry points `sme_extract.detectors`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sme_extract.vision.video import Image


@dataclass(frozen=True, slots=True)
class Detection:
    """One object in one picture; pixels, origin top left."""

    name: str
    """Class: person, forklift, pallet, machine ..."""
    confidence: float
    left: float
    top: float
    right: float
    bottom: float


class Detector(Protocol):
    """Finds objects in a picture.

    A plugin's class is made without an argument; with `takes_model = True`, with the file or folder of its model, a
    `Path`. With `licence` and `models` (paths) it tells `doctor` what it runs; results say so where that is AGPL.
    """

    name: str
    version: str

    def available(self) -> str | None:
        """None when it can run; otherwise the sentence that mends it."""
        ...

    def detect(self, image: Image) -> Sequence[Detection]:
        """Objects of a picture (height x width x 3, blue green red), under the labels of the model, surest first.

        Raises `EngineError`.
        """
        ...
