"""Arithmetic around a network that finds boxes: the picture into its frame, its boxes back into the picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sme_extract.vision.detection import Detection
from sme_extract.vision.video import Image

Floats = NDArray[np.float32]

PAD = 114
"""Grey level of the frame outside the picture, as YOLO's trainings have it."""
OVERLAP = 0.6
"""Intersection over union from which the weaker of two boxes of one class is the same object."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Boxes before the weak and the double ones are left out."""

    boxes: Floats
    """N x 4: left, top, right, bottom in pixels of the frame."""
    scores: Floats
    """N x classes: probabilities."""


def framed(image: Image, width: int, height: int) -> tuple[Floats, float]:
    """The picture (blue green red) as 1 x 3 x height x width, red green blue of 0..1, and the factor it was scaled by.

    It keeps its proportions and lies at the top left; the rest is grey.
    """
    scale: float = min(width / image.shape[1], height / image.shape[0])
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    frame = np.full((height, width, 3), PAD, np.uint8)
    frame[: size[1], : size[0]] = small
    pixels = np.ascontiguousarray(frame[:, :, ::-1].transpose(2, 0, 1)[None], np.float32)
    return pixels / np.float32(255), scale


def from_own(edges: Floats, scores: Floats, classes: int) -> Candidates:
    """Candidates in outputs of our own layout without their batch axis. Raises ValueError for other shapes."""
    if edges.ndim != 2 or edges.shape[1] != 4 or scores.shape != (len(edges), classes):
        raise ValueError(f"Outputs of shapes {edges.shape} and {scores.shape} do not fit {classes} classes.")
    return Candidates(edges, scores)


def from_yolo(output: Floats, classes: int) -> Candidates:
    """Candidates in the output of a YOLO export without its batch axis.

    4 + classes rows of N columns (centre, width, height; then probabilities), or rows of six numbers (left, top, right,
    bottom, probability, class). Raises ValueError for anything else.
    """
    if output.ndim == 2 and output.shape[0] == 4 + classes:
        centre, size = output[:2].T, output[2:4].T
        edges = np.hstack([centre - size / 2, centre + size / 2]).astype(np.float32)
        return Candidates(edges, output[4:].T)
    if output.ndim == 2 and output.shape[1] == 6:
        scores = np.zeros((len(output), classes), np.float32)
        numbers = output[:, 5].astype(int)
        if len(numbers) and not 0 <= numbers.min() <= numbers.max() < classes:
            raise ValueError(f"It found a class beyond the {classes} that it names.")
        scores[np.arange(len(output)), numbers] = output[:, 4]
        return Candidates(output[:, :4], scores)
    raise ValueError(f"An output of shape {output.shape} does not fit {classes} classes.")


def detections(
    found: Candidates, scale: float, image: Image, names: Sequence[str], threshold: float
) -> list[Detection]:
    """Objects in pixels of the picture, each once, surest first."""
    classes = found.scores.argmax(axis=1)
    scores = found.scores[np.arange(len(classes)), classes]
    likely = np.flatnonzero(scores >= threshold)
    limits = np.array([image.shape[1], image.shape[0]] * 2, np.float32)
    boxes = np.clip(found.boxes[likely] / scale, 0, limits)
    # OpenCV wants width and height.
    sized: Any = np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]]).astype(float)
    sure: Any = scores[likely].astype(float)
    kept = cv2.dnn.NMSBoxesBatched(sized, sure, classes[likely], threshold, OVERLAP)
    return surest_first(
        Detection(names[int(classes[likely[index]])], round(float(sure[index]), 4), *map(float, boxes[index]))
        for index in np.asarray(kept, int).ravel()
    )


def surest_first(found: Iterable[Detection]) -> list[Detection]:
    """What lies in the picture, in the order of falling confidence, the same each time."""
    seen = (one for one in found if one.right > one.left and one.bottom > one.top)
    return sorted(seen, key=lambda one: (-one.confidence, one.name, one.left, one.top, one.right, one.bottom))
