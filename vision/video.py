"""Frames of a video file with their times: any container and codec that FFmpeg in OpenCV reads, upright, bounded.

Times come from the stream, so a variable frame rate does no harm; rotation metadata is obeyed by the decoder.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from sme_extract.schemas.errors import DamagedDocument, TooLarge

Image = NDArray[np.uint8]

FULL_RATE = 30.0
"""Frames a second that are looked at; a faster video is thinned."""
EARLY = 0.9
"""Share of a frame's time after which the next one counts, as time stamps are rounded."""
MAX_PIXELS = 45_000_000
"""Of one frame; 8K has 33 million."""


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What the container says, upright."""

    width: int
    height: int
    frame_rate: float
    """Nominal, in frames a second; 0 when the container does not say."""
    frame_count: int
    """As announced; 0 when unknown. Frames that come out may be fewer."""
    codec: str
    rotation: int
    """Degrees by which the decoder turned the frames."""

    @property
    def announced_seconds(self) -> float:
        """Duration by count and rate; 0 when unknown."""
        return self.frame_count / self.frame_rate if self.frame_rate > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, shrunk to the working size."""

    index: int
    """0-based number in the stream."""
    seconds: float
    image: Image
    """Height x width x 3, blue green red."""
    gray: Image


class Video:
    """An open video file. Use it in a `with`."""

    def __init__(self, path: Path) -> None:
        """Raises `DamagedDocument` when no frame can be expected, `TooLarge` for absurd frames."""
        self.path = path
        self._capture: Any = cv2.VideoCapture(str(path.resolve()), cv2.CAP_FFMPEG)
        if not self._capture.isOpened():
            raise DamagedDocument(f"the video cannot be decoded: {path}. Copy it from the phone again, as it is.")
        width, height = (int(self._capture.get(key)) for key in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
        if width * height > MAX_PIXELS:
            raise TooLarge(f"frames of {width} x {height} pixels: {path}. Film with 1080p.")
        self.info = VideoInfo(
            width=width,
            height=height,
            frame_rate=_finite(self._capture.get(cv2.CAP_PROP_FPS)),
            frame_count=max(0, int(_finite(self._capture.get(cv2.CAP_PROP_FRAME_COUNT)))),
            codec=_four_letters(int(self._capture.get(cv2.CAP_PROP_FOURCC))),
            rotation=int(self._capture.get(cv2.CAP_PROP_ORIENTATION_META)) % 360,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._capture.release()

    def frames(self, size: int, max_seconds: float) -> Iterator[Frame]:
        """Frames of at most `FULL_RATE` a second, their longer side `size` pixels at most, until `max_seconds`.

        The rate that the file announces counts only where frames have no times: it may be a mere unit of time.
        Raises `DamagedDocument` when not one frame can be decoded.
        """
        nominal = 1 / self.info.frame_rate if self.info.frame_rate > 0 else 1 / FULL_RATE
        index, last, due, nothing = -1, -nominal, -1.0, True
        while self._capture.grab():
            index += 1
            stamp = _finite(self._capture.get(cv2.CAP_PROP_POS_MSEC)) / 1000
            seconds = stamp if stamp > last else last + nominal  # streams without times answer 0
            if seconds > max_seconds:
                return
            last = seconds
            if seconds < due:
                continue
            decoded, image = self._capture.retrieve()
            if decoded and image is not None:
                due, nothing = seconds + EARLY / FULL_RATE, False
                yield _frame(index, seconds, image, size)
        if nothing:
            codec = self.info.codec
            raise DamagedDocument(f"no picture can be decoded: {self.path}, codec {codec}. Export it as H.264 (mp4).")


def _frame(index: int, seconds: float, image: Image, size: int) -> Frame:
    scale = size / max(image.shape[:2])
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    return Frame(index, seconds, image, cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False))


def _finite(value: float) -> float:
    return float(value) if np.isfinite(value) else 0.0


def _four_letters(code: int) -> str:
    letters = "".join(chr(code >> shift & 0xFF) for shift in (0, 8, 16, 24))
    return letters.strip("\0 ") if letters.isprintable() or "\0" in letters else "unknown"
