"""Which frames are kept: sharp ones, a few percent of the width apart, with what was noticed on the way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sme_extract.vision.video import Frame, Image

SAMPLE_SECONDS = 0.1
"""Between frames that are looked at."""
PARALLAX = 0.06
"""Median movement between keyframes, as a share of the frame's longer side."""
MAX_KEYFRAMES = 320
CORNERS = 300
FEW_CORNERS = 60
LOST = 15
"""Fewer tracks than this survive a cut or a wipe of the lens."""
LOST_MOVE = 0.1
"""Movement that a loss of all tracks counts as."""
CUT_SIMILARITY = 0.5
"""Correlation of brightness histograms below which lost tracks are a cut."""
HASH_SIDE = 8


@dataclass(frozen=True, slots=True)
class Keyframe:
    """One kept frame; the picture lies in the working folder."""

    index: int
    seconds: float
    name: str
    """File name in `images`."""
    has_before: bool
    has_after: bool
    before_seconds: float
    after_seconds: float


@dataclass(slots=True)
class Selection:
    """All keyframes of a video in order of time, and what the whole video looks like."""

    folder: Path
    keyframes: list[Keyframe] = field(default_factory=list[Keyframe])
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    samples: int = 0
    cuts: list[float] = field(default_factory=list[float])
    """Seconds at which the picture changes to another place."""
    moved: float = 0.0
    """Sum of median movements, in longer sides of the frame."""
    brightness: float = 0.0
    """Median over samples of the median gray value, 0 to 255."""
    corners: float = 0.0
    """Median number of corners found in a frame, at most `CORNERS`."""
    hashes: list[int] = field(default_factory=list[int])
    """A 64-bit picture hash of each sample."""

    @property
    def images(self) -> Path:
        """Folder of the keyframes' pictures."""
        return self.folder / "images"

    @property
    def neighbours(self) -> Path:
        """Folder of the gray frames just before and after each keyframe."""
        return self.folder / "neighbours"


@dataclass(frozen=True, slots=True)
class _Sample:
    before: Frame | None
    frame: Frame
    after: Frame | None


def select(frames: Iterable[Frame], folder: Path) -> Selection:
    """Choose keyframes and write their pictures below `folder`; only a window of frames is in memory at a time."""
    chosen = Selection(folder)
    chosen.images.mkdir(parents=True, exist_ok=True)
    chosen.neighbours.mkdir(parents=True, exist_ok=True)
    tracker, brightness, corners = _Tracker(), [], []
    best: tuple[float, _Sample] | None = None
    travelled = 0.0
    for sample in _samples(frames):
        half = cv2.resize(sample.frame.gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        small: Image = half.astype(np.uint8, copy=False)
        move, cut = tracker.follow(small)
        if cut:
            chosen.cuts.append(sample.frame.seconds)
        travelled += move
        chosen.moved += move
        sharpness = float(cv2.Laplacian(small, cv2.CV_32F).var())
        if best is None or sharpness > best[0]:
            best = (sharpness, sample)
        if travelled >= PARALLAX or chosen.samples == 0:
            _keep(chosen, best[1])
            best, travelled = None, 0.0
        _note(chosen, sample.frame, small)
        brightness.append(float(np.median(small)))
        corners.append(tracker.corners)
    if brightness:
        chosen.brightness, chosen.corners = float(np.median(brightness)), float(np.median(corners))
    thin(chosen)
    return chosen


def thin(chosen: Selection) -> None:
    """Drop keyframes evenly until `MAX_KEYFRAMES` are left."""
    total = len(chosen.keyframes)
    if total > MAX_KEYFRAMES:
        kept = np.unique(np.linspace(0, total - 1, MAX_KEYFRAMES).round().astype(int)).tolist()
        for number in set(range(total)) - set(kept):
            (chosen.images / chosen.keyframes[number].name).unlink()
        chosen.keyframes = [chosen.keyframes[number] for number in kept]


def _samples(frames: Iterable[Frame]) -> Iterator[_Sample]:
    """About ten frames a second, each with its neighbours in the stream."""
    before: Frame | None = None
    held: tuple[Frame | None, Frame] | None = None
    due = -np.inf
    for frame in frames:
        if held:
            yield _Sample(*held, frame)
            held = None
        if frame.seconds >= due:
            held, due = (before, frame), frame.seconds + SAMPLE_SECONDS * 0.95
        before = frame
    if held:
        yield _Sample(*held, None)


def _keep(chosen: Selection, sample: _Sample) -> None:
    frame, before, after = sample.frame, sample.before, sample.after
    name = f"{frame.index:06d}.jpg"
    cv2.imwrite(str(chosen.images / name), frame.image, [cv2.IMWRITE_JPEG_QUALITY, 95])
    for side, neighbour in (("before", before), ("after", after)):
        if neighbour is not None:
            path = chosen.neighbours / f"{side}-{name}"
            cv2.imwrite(str(path), neighbour.gray, [cv2.IMWRITE_JPEG_QUALITY, 95])
    chosen.keyframes.append(
        Keyframe(
            frame.index,
            frame.seconds,
            name,
            has_before=before is not None,
            has_after=after is not None,
            before_seconds=before.seconds if before else frame.seconds,
            after_seconds=after.seconds if after else frame.seconds,
        )
    )


def _note(chosen: Selection, frame: Frame, small: Image) -> None:
    chosen.samples += 1
    chosen.seconds = frame.seconds
    chosen.height, chosen.width = frame.gray.shape
    chosen.hashes.append(picture_hash(small))


def picture_hash(gray: Image) -> int:
    """64 bits: whether each cell of a coarse picture is brighter than its right neighbour."""
    cells = cv2.resize(gray, (HASH_SIDE + 1, HASH_SIDE), interpolation=cv2.INTER_AREA).astype(np.int16)
    bits = (cells[:, 1:] > cells[:, :-1]).ravel()
    return int("".join("1" if bit else "0" for bit in bits), 2)


class _Tracker:
    """Follows corners from sample to sample."""

    def __init__(self) -> None:
        self.corners = 0
        self._previous: Image | None = None
        self._points: NDArray[np.float32] | None = None

    def follow(self, small: Image) -> tuple[float, bool]:
        """Median movement since the last sample as a share of the longer side, and whether the picture was cut."""
        previous, self._previous = self._previous, small
        if previous is None:
            found = _corners(small)
            self.corners = 0 if found is None else len(found)
            return 0.0, False
        if self._points is None or len(self._points) < FEW_CORNERS:
            self._points = _corners(previous)
            self.corners = 0 if self._points is None else len(self._points)
        if self._points is None:
            return 0.0, _similarity(previous, small) < CUT_SIMILARITY
        lucas_kanade: Any = cv2.calcOpticalFlowPyrLK  # its stubs want the points that it is to find
        moved, status, _ = lucas_kanade(previous, small, self._points, None, winSize=(21, 21), maxLevel=3)
        good = status.ravel() > 0
        shift = np.linalg.norm((moved - self._points).reshape(-1, 2)[good], axis=1)
        if good.sum() < LOST:
            self._points = None
            return LOST_MOVE, _similarity(previous, small) < CUT_SIMILARITY
        self._points = moved.reshape(-1, 1, 2)[good]
        return float(np.median(shift)) / max(small.shape), False


def _corners(gray: Image) -> NDArray[np.float32] | None:
    found: Any = cv2.goodFeaturesToTrack(gray, CORNERS, 0.01, 10)  # None where there is nothing, whatever stubs say
    return None if found is None else found.astype(np.float32)


def _similarity(first: Image, second: Image) -> float:
    histograms = [cv2.calcHist([one], [0], None, [64], [0, 256]) for one in (first, second)]
    return float(cv2.compareHist(histograms[0], histograms[1], cv2.HISTCMP_CORREL))
