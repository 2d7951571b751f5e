"""The same photo sent twice under two names: saved again, made smaller, cropped a little, brightened, turned a little.

A perceptual hash finds what is alike, points and an affine map say whether it is the same picture, and the pixels laid
over each other have the last word. Two photos of one machine from two places are two photos; two that were taken a
moment apart from one place are one.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sme_extract.vision.photo import gray_of
from sme_extract.vision.video import Image

HASH_SIDE, HASH_FROM = 16, 64
"""Bits a side of the hash, and pixels a side that it is made of."""
ALIKE = 96
"""Bits of 256 in which the hashes of one photo may differ; pictures that have nothing in common differ in 128."""
MOST_COMPARED = 8
"""Photos, the most alike, with which one is compared point by point."""
LONG_SIDE = 480
POINTS = 250
THUMBNAIL = 128
"""Pixels of the longer side of the picture that is laid over another."""
LEAST_POINTS = 24
"""Points that agree on the map."""
SCALES = (0.5, 2.0)
MOST_TURN = 0.14
"""Radians that a copy may be turned by."""
LEAST_OVERLAP = 0.55
SAME_PICTURE = 0.95
"""Correlation of the pixels where the two pictures overlap."""


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """What is kept of a photo, about 25 kB; it can be sent to another process."""

    name: str
    bits: NDArray[np.uint8]
    """256 bits, packed."""
    points: NDArray[np.float32]
    """x and y in pixels of the thumbnail."""
    descriptors: NDArray[np.uint8]
    thumbnail: Image


def signature(image: Image, name: str) -> Signature:
    """The signature of a photo, in colour or grey."""
    gray = gray_of(image)
    working = _shrunk(gray, LONG_SIDE)
    thumbnail = _shrunk(gray, THUMBNAIL)
    detector: Any = cv2.ORB_create(nfeatures=POINTS)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    found, descriptors = detector.detectAndCompute(working, None)
    scale = thumbnail.shape[1] / working.shape[1]
    places = np.array([point.pt for point in found], dtype=np.float32).reshape(-1, 2) * scale
    empty = np.zeros((0, 32), np.uint8)
    return Signature(name, _hash(gray), places, empty if descriptors is None else descriptors, thumbnail)


class Album:
    """The photos of a batch so far."""

    def __init__(self) -> None:
        self._kept: list[Signature] = []
        self._bits = np.zeros((0, HASH_SIDE * HASH_SIDE // 8), np.uint8)

    def add(self, one: Signature) -> str | None:
        """Name of the first photo that is the same picture, or None; the photo is kept."""
        apart = np.bitwise_count(self._bits ^ one.bits).sum(axis=1)
        nearest = np.argsort(apart, kind="stable")[:MOST_COMPARED]
        alike = sorted(int(i) for i in nearest if apart[i] <= ALIKE)
        name = next((self._kept[i].name for i in alike if same_picture(self._kept[i], one)), None)
        self._kept.append(one)
        self._bits = np.vstack([self._bits, one.bits[None]])
        return name


def same_picture(one: Signature, other: Signature) -> bool:
    """Whether one is the other, saved again, scaled, cropped or brightened."""
    if min(len(one.points), len(other.points)) < LEAST_POINTS:
        return bool(one.thumbnail.shape == other.thumbnail.shape) and (
            _correlation(one.thumbnail, other.thumbnail) >= SAME_PICTURE
        )
    matches: Any = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(one.descriptors, other.descriptors)
    start = np.array([one.points[match.queryIdx] for match in matches])
    end = np.array([other.points[match.trainIdx] for match in matches])
    if len(matches) < LEAST_POINTS:
        return False
    answer: Any = cv2.estimateAffinePartial2D(start, end, ransacReprojThreshold=1.0)
    found, agreeing = answer
    if found is None or int(agreeing.sum()) < LEAST_POINTS:
        return False
    scale, turn = float(np.hypot(found[0, 0], found[1, 0])), float(np.arctan2(found[1, 0], found[0, 0]))
    if not SCALES[0] <= scale <= SCALES[1] or abs(turn) > MOST_TURN:
        return False
    return _overlaid(one.thumbnail, other.thumbnail, np.asarray(found, dtype=np.float64))


def _overlaid(one: Image, other: Image, found: NDArray[np.float64]) -> bool:
    """Whether the pixels are the same where one lies over the other, and it lies over most of it."""
    size = (other.shape[1], other.shape[0])
    moved = np.asarray(cv2.warpAffine(one, found, size), dtype=np.uint8)
    inside = cv2.warpAffine(np.full_like(one, 255), found, size) > 250
    own = float(np.abs(np.linalg.det(found[:, :2]))) * one.size
    if inside.sum() < LEAST_OVERLAP * max(own, other.size):
        return False
    return _correlation(moved[inside], other[inside]) >= SAME_PICTURE


def _correlation(one: Image, other: Image) -> float:
    left, right = one.astype(np.float64).ravel(), other.astype(np.float64).ravel()
    left, right = left - left.mean(), right - right.mean()
    size = float(np.linalg.norm(left) * np.linalg.norm(right))
    return float(left @ right) / size if size else 0.0


def _hash(gray: Image) -> NDArray[np.uint8]:
    """Signs of the coarse cosine frequencies against their median, as pHash takes them."""
    small = cv2.resize(gray, (HASH_FROM, HASH_FROM), interpolation=cv2.INTER_AREA).astype(np.float32)
    coarse = cv2.dct(small)[:HASH_SIDE, :HASH_SIDE].ravel()
    return np.packbits(coarse > np.median(coarse[1:]))


def _shrunk(gray: Image, side: int) -> Image:
    scale = min(1.0, side / max(gray.shape))
    size = (max(1, round(gray.shape[1] * scale)), max(1, round(gray.shape[0] * scale)))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
