"""Where on the floor the objects of pictures stand: the middle of each, with its doubt, in the metres of the plan."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from sme_extract.vision.detection import Detection
from sme_extract.vision.floor_view import FloorView
from sme_extract.vision.object_sizes import footprint
from sme_extract.vision.sightings import Sighting
from sme_extract.vision.sparse_model import Bools, Floats, Ints

EDGE = 0.008
"""Share of the picture's height within which a box is taken to be cut by the picture's edge."""
FARTHEST = 25.0
"""Metres beyond which a foot says too little."""
OUTSIDE = 1.0
"""Metres beyond the outline at which something may stand."""
BOX_ERROR, LEAST_ERROR = 0.05, 2.0
"""Doubt of a box's lower edge and middle: share of its size, and pixels at least."""
SLACK = 0.25
"""Doubt of the middle behind the foot, as a share of the longer side of the class's footprint."""


@dataclass(frozen=True, slots=True)
class Feet:
    """k sightings of objects of one class."""

    detections: tuple[tuple[Sighting, Detection], ...]
    cameras: Ints
    """k."""
    places: Floats
    """k x 2: middles of the objects."""
    precisions: Floats
    """k x 2 x 2: inverse covariances of the places."""
    origins: Floats
    """k x 2: the cameras."""

    @property
    def distances(self) -> Floats:
        """k: from the camera, metres."""
        distances: Floats = np.linalg.norm(self.places - self.origins, axis=1)
        return distances

    def keep(self, wanted: Bools) -> "Feet":
        """Only the wanted ones (k booleans)."""
        chosen = tuple(one for one, kept in zip(self.detections, wanted, strict=True) if kept)
        return Feet(chosen, self.cameras[wanted], self.places[wanted], self.precisions[wanted], self.origins[wanted])


def feet_by_class(sightings: Sequence[Sighting], view: FloorView, outline: Floats) -> dict[str, Feet]:
    """The feet of each class that stand on the floor of an outline (n x 2), whole in the picture and near enough."""
    number = {name: camera for camera, name in enumerate(view.names)}
    found: dict[str, list[tuple[Sighting, Detection]]] = {}
    for sighting in sightings:
        if sighting.path.name in number:
            for one in sighting.detections:
                if whole(one, sighting):
                    found.setdefault(one.name, []).append((sighting, one))
    located = {name: _located(name, seen, view, number) for name, seen in sorted(found.items())}
    return {name: feet.keep(_believed(feet, outline)) for name, feet in located.items()}


def whole(box: Detection, sighting: Sighting) -> bool:
    """Whether the box ends inside the picture at its foot and both sides."""
    edge = EDGE * sighting.height
    return box.bottom < sighting.height - edge and box.left > edge and box.right < sighting.width - edge


def _believed(feet: Feet, outline: Floats) -> Bools:
    ring = outline.astype(np.float32).reshape(-1, 1, 2)
    known = np.isfinite(feet.places).all(axis=1) & (feet.distances < FARTHEST)
    inside = [
        bool(sure) and cv2.pointPolygonTest(ring, (float(x), float(y)), measureDist=True) > -OUTSIDE
        for sure, (x, y) in zip(known, feet.places, strict=True)
    ]
    return np.array(inside, dtype=np.bool_)


def _located(name: str, seen: list[tuple[Sighting, Detection]], view: FloorView, number: dict[str, int]) -> Feet:
    cameras = np.array([number[sighting.path.name] for sighting, _ in seen], dtype=np.int64)
    edges = np.array([(box.left, box.right, box.top, box.bottom) for _, box in seen], dtype=np.float64)
    left, right, top, bottom = edges.T
    middle = (left + right) / 2
    foot = view.on_floor(cameras, np.stack([middle, bottom], axis=1))
    away = foot - view.centers[cameras, :2]
    near = np.linalg.norm(away, axis=1)
    usual = footprint(name)
    wide = (right - left) / view.focal_px * near
    deep = np.clip(usual.long + usual.short - wide, usual.short, usual.long)
    ahead = away / near[:, None]
    places = foot + ahead * (deep / 2)[:, None]
    slack = SLACK * usual.long
    row = np.maximum(LEAST_ERROR, BOX_ERROR * (bottom - top)) / view.focal_px
    column = np.maximum(LEAST_ERROR, BOX_ERROR * (right - left)) / view.focal_px
    height = view.centers[cameras, 2]
    along = np.hypot(row * (near**2 + height**2) / height, slack)
    across = np.hypot(column * near, slack)
    aside = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    precisions = _outer(ahead) / along[:, None, None] ** 2 + _outer(aside) / across[:, None, None] ** 2
    return Feet(tuple(seen), cameras, places, precisions, view.centers[cameras, :2])


def _outer(vectors: Floats) -> Floats:
    return vectors[:, :, None] * vectors[:, None, :]
