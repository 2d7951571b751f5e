"""The video of a walk with what was found drawn into it: boxes with class and number, and what the scale rests on.

It holds the pictures that were looked at, each for as long as it lasted, as MPEG-4 in an mp4 file.
"""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from sme_extract.schemas.errors import MissingDependency
from sme_extract.vision.detection import Detection
from sme_extract.vision.object_pictures import draw_box, write
from sme_extract.vision.objects import Counted
from sme_extract.vision.sightings import Sighting
from sme_extract.vision.video import Image

CODEC = "mp4v"
SLOWEST, FASTEST = 1.0, 30.0
"""Pictures a second that players manage."""
WHITE = (255, 255, 255)
LINE = 20
"""Pixels between lines of text."""


def check() -> None:
    """Raise `MissingDependency` when OpenCV cannot write such a file; better before minutes of work than after."""
    if not cv2.videoio_registry.hasBackend(cv2.CAP_FFMPEG):
        raise MissingDependency(
            "this OpenCV was built without FFmpeg and writes no video: leave --overlay away, or run: "
            "pip install --force-reinstall opencv-python"
        )


def film(path: Path, sightings: Sequence[Sighting], counts: Sequence[Counted], lines: Sequence[str]) -> None:
    """Write the pictures of sightings (at least one, in order of time) with their boxes and lines of text."""
    first, last = sightings[0], sightings[-1]
    lasts = last.seconds - first.seconds
    rate = min(FASTEST, max(SLOWEST, (len(sightings) - 1) / lasts)) if lasts > 0 else SLOWEST
    writer = cv2.VideoWriter(
        str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*CODEC), round(rate, 2), (first.width, first.height)
    )
    if not writer.isOpened():
        raise MissingDependency(
            f"the overlay video cannot be written as {CODEC}: leave --overlay away, or run: "
            "pip install --force-reinstall opencv-python"
        )
    labels = numbered(counts)
    try:
        for sighting in sightings:
            image = cv2.imread(str(sighting.path), cv2.IMREAD_COLOR)
            if image is not None:
                writer.write(drawn(image.astype(np.uint8, copy=False), sighting, labels, lines))
    finally:
        writer.release()


def numbered(counts: Sequence[Counted]) -> dict[tuple[int, Detection], str]:
    """`machine 3` for each box (with its frame) of the third machine, as the result numbers it."""
    return {
        (sighting.index, box): f"{counted.name} {number}"
        for counted in counts
        for number, one in enumerate(counted.items, start=1)
        for sighting, box in one.seen
    }


def drawn(image: Image, sighting: Sighting, labels: dict[tuple[int, Detection], str], lines: Sequence[str]) -> Image:
    """The picture with its boxes; those that belong to no counted object have their class only."""
    for box in sighting.detections:
        draw_box(image, box, labels.get((sighting.index, box), box.name))
    for number, line in enumerate([*lines, f"{sighting.seconds:.1f} s"], start=1):
        write(image, line, (8, LINE * number), WHITE, 0.5)
    return image
