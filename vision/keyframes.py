"""Which frames are kept: sharp ones, a few percent of the width apart, with what was noticed on the way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
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
CUT_FOLLOWED, CUT_SIMILARITY = 0.1, 0.6
"""Share of fresh tracks that come home, and likeness of the pictures, below both of which there is a cut. Across cuts
between halls: 0.02 at most, and 0.41 (median). In walks: 0.04 and 0.67 at least, in quick turns, and never both."""
SHARED, SHARED_FEATURES, SHARED_CONTRAST, SHARED_RATIO, SHARED_PX = 30, 2000, 0.015, 0.8, 2.0
"""Points in agreement from which two pictures show one place, and how they are looked for. Between two rendered
halls: 16 at most; in three quick turns past a person close by: 42 at least."""
SUSPICIOUS = 0.3
"""Share of tracks that come home below which a cut is looked for."""
FLAT_GRAY = 6.0
"""Spread of gray values of a picture that shows nothing: night, a covered lens, a bare wall."""
RETURN_PX = 1.0
"""A track followed to the next sample and back must come home this close."""
GAP_SECONDS = 0.6
"""Between two samples, from which time stamps jump; a phone in the dark takes ten pictures a second."""
LONGEST_HOLD = 0.25
"""Seconds for which a repeated picture is left out."""
SAME_GRAY = 0.35
"""Mean difference of gray values up to which two pictures are the same one, coded again."""
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
    """All keyframes of a shot in order of time, and what the whole shot looks like."""

    folder: Path
    keyframes: list[Keyframe] = field(default_factory=list[Keyframe])
    width: int = 0
    height: int = 0
    begins: float = 0.0
    """Seconds in the video of the first sample."""
    ends: float = 0.0
    """Seconds in the video of the last sample."""
    samples: int = 0
    gaps: list[float] = field(default_factory=list[float])
    """Seconds at which the time stamps jump."""
    moved: float = 0.0
    """Sum of median movements, in longer sides of the frame."""
    brightness: float = 0.0
    """Median over samples of the median gray value, 0 to 255."""
    corners: float = 0.0
    """Median number of corners found in a frame, at most `CORNERS`."""
    hashes: list[int] = field(default_factory=list[int])
    """A 64-bit picture hash of each sample."""

    @property
    def seconds(self) -> float:
        """Length of the shot."""
        return self.ends - self.begins

    @property
    def times(self) -> dict[str, float]:
        """Seconds by the name of a keyframe's picture."""
        return {keyframe.name: keyframe.seconds for keyframe in self.keyframes}

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


def select(frames: Iterable[Frame], folder: Path) -> list[Selection]:
    """Choose the keyframes of each shot and write their pictures below `folder`; one shot where nothing was cut.

    Only a window of frames is in memory at a time.
    """
    tracker, shots = _Tracker(), [_Shot(folder / "shot-1")]
    previous: Image | None = None
    for sample in _samples(_moments(frames)):
        small = _half(sample.frame)
        move, cut = tracker.follow(small, sample.before)
        if cut and previous is not None and _same_place(previous, sample.frame.gray):
            move, cut = LOST_MOVE, False
        previous = sample.frame.gray
        if cut:
            shots[-1].cut_at(sample.frame.seconds)
            shots.append(_Shot(folder / f"shot-{len(shots) + 1}"))
            sample = replace(sample, before=None)  # noqa: PLW2901 - what came before was another place
        shots[-1].take(sample, small, move, tracker.corners)
    return [shot.finished() for shot in shots]


class _Shot:
    """Chooses the keyframes between two cuts."""

    def __init__(self, folder: Path) -> None:
        self.chosen = Selection(folder)
        self.chosen.images.mkdir(parents=True, exist_ok=True)
        self.chosen.neighbours.mkdir(parents=True, exist_ok=True)
        self._best: tuple[float, _Sample] | None = None
        self._travelled = 0.0
        self._brightness: list[float] = []
        self._corners: list[int] = []

    def take(self, sample: _Sample, small: Image, move: float, corners: int) -> None:
        """Look at a sample; `small` is its half-size gray picture, `move` how far the picture moved since the last."""
        chosen = self.chosen
        chosen.begins = chosen.begins if chosen.samples else sample.frame.seconds
        self._travelled += move
        chosen.moved += move
        sharpness = float(cv2.Laplacian(small, cv2.CV_32F).var())
        if self._best is None or sharpness > self._best[0]:
            self._best = (sharpness, sample)
        if self._travelled >= PARALLAX or chosen.samples == 0:
            _keep(chosen, self._best[1])
            self._best, self._travelled = None, 0.0
        _note(chosen, sample.frame, small)
        self._brightness.append(float(np.median(small)))
        self._corners.append(corners)

    def cut_at(self, seconds: float) -> None:
        """The picture changes to another place; what comes after the last keyframe is no neighbour of it."""
        if self.chosen.keyframes and self.chosen.keyframes[-1].after_seconds >= seconds:
            last = self.chosen.keyframes[-1]
            self.chosen.keyframes[-1] = replace(last, has_after=False, after_seconds=last.seconds)

    def finished(self) -> Selection:
        """The selection, thinned, with what is true of the whole shot."""
        if self._brightness:
            self.chosen.brightness = float(np.median(self._brightness))
            self.chosen.corners = float(np.median(self._corners))
        thin(self.chosen)
        return self.chosen


def thin(chosen: Selection) -> None:
    """Drop keyframes evenly until `MAX_KEYFRAMES` are left."""
    total = len(chosen.keyframes)
    if total > MAX_KEYFRAMES:
        kept = np.unique(np.linspace(0, total - 1, MAX_KEYFRAMES).round().astype(int)).tolist()
        for number in set(range(total)) - set(kept):
            (chosen.images / chosen.keyframes[number].name).unlink()
        chosen.keyframes = [chosen.keyframes[number] for number in kept]


def _moments(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Frames without those that only repeat the one before, as programs add to reach a steady rate.

    A repeated frame shows no movement where the camera moved; a camera that stands still loses nothing.
    """
    last: Frame | None = None
    for frame in frames:
        if last is None or frame.seconds - last.seconds > LONGEST_HOLD or _differ(last.gray, frame.gray):
            yield frame
            last = frame


def _differ(first: Image, second: Image) -> bool:
    return first.shape != second.shape or float(cv2.absdiff(first, second)[::4, ::4].mean()) > SAME_GRAY


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
    if chosen.samples and frame.seconds - chosen.ends > GAP_SECONDS:
        chosen.gaps.append(chosen.ends)
    chosen.samples += 1
    chosen.ends = frame.seconds
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

    def follow(self, small: Image, before: Frame | None) -> tuple[float, bool]:
        """Median movement since the last sample as a share of the longer side, and whether the picture was cut.

        `before` is the frame in between that comes last.
        """
        previous, self._previous = self._previous, small
        if previous is None:
            found = _corners(small)
            self.corners = 0 if found is None else len(found)
            return 0.0, False
        if self._points is None or len(self._points) < FEW_CORNERS:
            self._points = _corners(previous)
            self.corners = 0 if self._points is None else len(self._points)
        if self._points is None:
            return 0.0, _cut_between(previous, before, small)
        moved, good, home = _followed(previous, small, self._points)
        shift = np.linalg.norm((moved - self._points).reshape(-1, 2)[good], axis=1)
        cut = float(home.mean()) < SUSPICIOUS and _cut_between(previous, before, small)
        if cut or good.sum() < LOST:
            self._points = None
            return (0.0, True) if cut else (LOST_MOVE, False)
        self._points = moved.reshape(-1, 1, 2)[good]
        return float(np.median(shift)) / max(small.shape), False


def _cut_between(previous: Image, before: Frame | None, small: Image) -> bool:
    """Whether two samples show two places, by the frame between them too: in a quick turn each step is small enough."""
    between = previous if before is None else _half(before)
    return _cut(previous, between) or _cut(between, small)


def _cut(first: Image, second: Image) -> bool:
    points = _corners(first)
    if points is not None and float(_followed(first, second, points)[2].mean()) >= CUT_FOLLOWED:
        return False
    return _similarity(first, second) < CUT_SIMILARITY


def _same_place(first: Image, second: Image) -> bool:
    """Whether two pictures share many points at full size: the last word, too dear to be asked of each sample."""
    finder: Any = cv2.SIFT_create(SHARED_FEATURES, contrastThreshold=SHARED_CONTRAST)  # type: ignore[attr-defined]
    (places, kinds), (others, other_kinds) = (finder.detectAndCompute(one, None) for one in (first, second))
    if len(places) < SHARED or len(others) < SHARED:
        return False
    pairs = cv2.BFMatcher().knnMatch(kinds, other_kinds, k=2)
    near = [one for one, other in pairs if one.distance < SHARED_RATIO * other.distance]
    if len(near) < SHARED:
        return False
    here = np.array([places[pair.queryIdx].pt for pair in near])
    there = np.array([others[pair.trainIdx].pt for pair in near])
    cv2.setRNGSeed(0)
    mask: Any = cv2.findFundamentalMat(here, there, cv2.FM_RANSAC, SHARED_PX, 0.99)[1]  # None where nothing fits
    return mask is not None and int(mask.sum()) >= SHARED


def _half(frame: Frame) -> Image:
    half = cv2.resize(frame.gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return half.astype(np.uint8, copy=False)


def _followed(first: Image, second: Image, points: NDArray[np.float32]) -> tuple[Any, Any, Any]:
    """Where points (n x 1 x 2) went, which of them (n) were found, and which of these come home again."""
    lucas_kanade: Any = cv2.calcOpticalFlowPyrLK  # its stubs want the points that it is to find
    window = {"winSize": (21, 21), "maxLevel": 3}
    moved, status, _ = lucas_kanade(first, second, points, None, **window)
    back, _, _ = lucas_kanade(second, first, moved, None, **window)
    good = status.ravel() > 0
    return moved, good, good & (np.linalg.norm((back - points).reshape(-1, 2), axis=1) < RETURN_PX)


def _corners(gray: Image) -> NDArray[np.float32] | None:
    found: Any = cv2.goodFeaturesToTrack(gray, CORNERS, 0.01, 10)  # None where there is nothing, whatever stubs say
    return None if found is None else found.astype(np.float32)


def _similarity(first: Image, second: Image) -> float:
    """Correlation of the middle of the first picture with its best place in the second; 1 where both are flat."""
    coarse = [cv2.resize(one, (64, 36), interpolation=cv2.INTER_AREA).astype(np.float32) for one in (first, second)]
    before, after = coarse
    flat = before.std() < FLAT_GRAY, after.std() < FLAT_GRAY
    if any(flat):
        return float(all(flat))
    return float(cv2.matchTemplate(after, before[9:27, 16:48], cv2.TM_CCOEFF_NORMED).max())
