"""What a detector sees in the pictures of a video: which pictures it is shown, and what it says of each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from sme_extract.vision.detection import Detection, Detector
from sme_extract.vision.keyframes import Selection
from sme_extract.vision.video import Frame, Image

MAX_LOOKS = 160
"""Pictures of a walk that a detector is shown: what bounds its time."""
PACE_SECONDS, MAX_MOMENTS = 0.4, 300
"""Between pictures of a still camera, and the most of them."""
SAME_BOX = 0.7
"""Overlap (intersection over union) from which two boxes of one class in one picture are the same object ..."""
COVERED, SAME_FOOT = 0.6, 0.1
"""... as are two that share this part of the smaller and end as low, but for this part of the taller's height: an arm
or a shadow moves a side of a box, while somebody farther away stands higher in the picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a video in the working folder."""

    index: int
    """0-based number of the frame in the stream."""
    seconds: float
    path: Path


@dataclass(frozen=True, slots=True)
class Sighting:
    """One picture with its objects."""

    index: int
    """0-based number of the frame in the stream."""
    seconds: float
    path: Path
    """The picture, in the working folder."""
    width: int
    height: int
    detections: tuple[Detection, ...]


def look(detector: Detector, pictures: Iterable[Picture], tick: Callable[[], None]) -> list[Sighting]:
    """What a detector sees in pictures; `tick` is called before each and may raise."""
    seen: list[Sighting] = []
    for picture in pictures:
        tick()
        image = _read(picture)
        if image is not None:
            seen.append(_sighting(picture, image, distinct(detector.detect(image))))
    return seen


def unlooked(pictures: Iterable[Picture]) -> list[Sighting]:
    """Pictures that no detector has seen."""
    images = ((picture, _read(picture)) for picture in pictures)
    return [_sighting(picture, image, ()) for picture, image in images if image is not None]


def _read(picture: Picture) -> Image | None:
    image = cv2.imread(str(picture.path), cv2.IMREAD_COLOR)
    return None if image is None else image.astype(np.uint8, copy=False)


def _sighting(picture: Picture, image: Image, found: tuple[Detection, ...]) -> Sighting:
    height, width = image.shape[:2]
    return Sighting(picture.index, picture.seconds, picture.path, width, height, found)


def of_walk(selection: Selection) -> list[Picture]:
    """Keyframes of a walk for a detector, evenly."""
    pictures = all_of_walk(selection)
    return [pictures[number] for number in evenly(len(pictures))]


def all_of_walk(selection: Selection) -> list[Picture]:
    """All keyframes of a walk."""
    return [Picture(one.index, one.seconds, selection.images / one.name) for one in selection.keyframes]


def of_still_camera(frames: Iterable[Frame], seconds: float, folder: Path) -> list[Picture]:
    """Pictures at an even pace, close enough to follow people as long as the video is not too long."""
    folder.mkdir(exist_ok=True)
    pace, due = max(PACE_SECONDS, seconds / MAX_MOMENTS), 0.0
    pictures: list[Picture] = []
    for frame in frames:
        if frame.seconds >= due:
            path = folder / f"{frame.index:06d}.jpg"
            cv2.imwrite(str(path), frame.image, [cv2.IMWRITE_JPEG_QUALITY, 90])
            pictures.append(Picture(frame.index, frame.seconds, path))
            due = frame.seconds + pace * 0.95
    return pictures


def distinct(detections: Sequence[Detection]) -> tuple[Detection, ...]:
    """The surest of boxes that lie on each other, class by class, surest first."""
    kept: list[Detection] = []
    for one in sorted(detections, key=lambda box: (-box.confidence, box.name, box.left, box.top)):
        if not any(one.name == other.name and _same(one, other) for other in kept):
            kept.append(one)
    return tuple(kept)


def _same(one: Detection, other: Detection) -> bool:
    tallest = max(one.bottom - one.top, other.bottom - other.top)
    foot = abs(one.bottom - other.bottom) <= SAME_FOOT * tallest
    covered = _shared(one, other) / max(min(area(one), area(other)), 1e-9)
    return overlap(one, other) >= SAME_BOX or (foot and covered >= COVERED)


def overlap(one: Detection, other: Detection) -> float:
    """Intersection over union of two boxes."""
    shared = _shared(one, other)
    return shared / max(area(one) + area(other) - shared, 1e-9)


def _shared(one: Detection, other: Detection) -> float:
    wide = min(one.right, other.right) - max(one.left, other.left)
    tall = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, wide) * max(0.0, tall)


def area(box: Detection) -> float:
    """Square pixels."""
    return max(0.0, box.right - box.left) * max(0.0, box.bottom - box.top)


def evenly(total: int, most: int = MAX_LOOKS) -> list[int]:
    """Numbers of at most `most` of `total` things, evenly spread, first and last among them."""
    if total <= most:
        return list(range(total))
    return sorted({round(number * (total - 1) / (most - 1)) for number in range(most)})
