"""One photo as the judges of this room see it: pixels, writing, what the camera noted, and what a detector found."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import cv2
import numpy as np

from sme_extract.vision.detection import Detection
from sme_extract.vision.video import Image


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of writing; pixels of the photo, origin top left."""

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """Of its letters, nearly."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class CameraTags:
    """What the camera or a program wrote into the file; empty where it is silent."""

    maker: str = ""
    model: str = ""
    software: str = ""
    taken_at: str = ""
    """`2026:03:15 10:11:12`, by the camera's clock."""
    place: str = ""
    """`29.868,121.544`: latitude and longitude, rounded."""

    @property
    def camera(self) -> str:
        """Maker and model, the maker once: `Apple iPhone 13`."""
        return self.model if self.model.lower().startswith(self.maker.lower()) else f"{self.maker} {self.model}".strip()

    @property
    def taken_on(self) -> date | None:
        """The day; None where there is none or the clock was never set."""
        try:
            return date(*(int(part) for part in self.taken_at[:10].replace("-", ":").split(":")))
        except (TypeError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo, upright."""

    image: Image
    """Height x width x 3, blue green red."""
    lines: tuple[TextLine, ...] = ()
    tags: CameraTags = field(default_factory=CameraTags)
    detections: tuple[Detection, ...] | None = None
    """None where no detector looked."""
    points_per_pixel: float = 0.36
    """Points of the page for a pixel of `image`: boxes of results are points."""

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.image.shape[1])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.image.shape[0])


def gray_of(image: Image) -> Image:
    """Grey values of a picture in colour; a grey one as it is."""
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def from_rgb(pixels: Any) -> Image:
    """Red green blue, as pages are drawn, as blue green red."""
    return np.ascontiguousarray(pixels[:, :, ::-1], dtype=np.uint8)
