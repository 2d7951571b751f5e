"""What a detector sees in the pictures of a video: which pictures it is shown, and what it says of each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from sme_extract.vision.detection import Detection, Detector
from sme_extract.vision.double_boxes import distinct
from sme_extract.vision.keyframes import Selection
from sme_extract.vision.video import Frame, Image, Video

MAX_LOOKS = 160
"""Pictures of a walk that a detector is shown: what bounds its time."""
PACE_SECONDS, MAX_MOMENTS = 0.4, 300
"""Between pictures of a still camera, and the most of them."""
FULL_SIZE = 4096
"""Longer side, pixels, up to which a video is looked at as it is."""


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
        image = read(picture.path)
        if image is not None:
            seen.append(_sighting(picture, image, distinct(detector.detect(image))))
    return seen


def unlooked(pictures: Iterable[Picture]) -> list[Sighting]:
    """Pictures that no detector has seen."""
    images = ((picture, read(picture.path)) for picture in pictures)
    return [_sighting(picture, image, ()) for picture, image in images if image is not None]


def read(path: Path) -> Image | None:
    """A picture (blue green red); None where there is none."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
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


def full_size(video: Path, selection: Selection) -> Iterator[tuple[str, Image]]:
    """The keyframes of a walk, name and gray picture, as large as the video has them."""
    names = {one.index: one.name for one in selection.keyframes}
    with Video(video) as opened:
        for frame in opened.frames(FULL_SIZE, selection.ends):
            if frame.index in names:
                yield names[frame.index], frame.gray


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


def evenly(total: int, most: int = MAX_LOOKS) -> list[int]:
    """Numbers of at most `most` of `total` things, evenly spread, first and last among them."""
    if total <= most:
        return list(range(total))
    return sorted({round(number * (total - 1) / (most - 1)) for number in range(most)})
