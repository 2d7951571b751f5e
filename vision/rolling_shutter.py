"""Phones read a frame row by row: points are moved to where they stood at the frame's middle row.

The read-out time of a phone is not written anywhere, so a few are tried and the one that fits the model best is taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sme_extract.vision.keyframes import Keyframe, Selection
from sme_extract.vision.solver import colmap
from sme_extract.vision.sparse_model import Bools, Floats

USUAL = 0.015
"""Seconds: what phones need, before anything is known of this one."""
CANDIDATES = (0.0, 0.01, 0.02, 0.03)
STEP = 0.01
FLOW = {"winSize": (17, 17), "maxLevel": 4}
RETURN_PX = 1.5
"""A point followed to a neighbour and back must come home this close."""
MIN_FOLLOWED = 20
ITERATIONS = 8
SAMPLE = 3
"""One in so many points of the model is enough to compare read-out times."""


@dataclass(frozen=True, slots=True)
class ReadOut:
    """How the rows of the sensor lie in the upright picture, and how long one picture takes."""

    seconds: float
    along_x: bool = False
    backwards: bool = False

    def phase(self, points: Floats, width: int, height: int) -> Floats:
        """Seconds after the frame's middle at which each point (n x 2, pixels) was exposed."""
        share = points[:, 0] / width if self.along_x else points[:, 1] / height
        return (share - 0.5) * (-self.seconds if self.backwards else self.seconds)


def candidates(width: int, height: int, rotation: int) -> list[ReadOut]:
    """Read-outs to try: along the sensor's rows; either way where the phone was turned, since programs turn it too."""
    along_x = width < height
    ways = (False, True) if along_x or rotation == 180 else (False,)
    tried = [ReadOut(seconds, along_x, way) for way in ways for seconds in CANDIDATES[1:]]
    return [ReadOut(0.0, along_x), *tried]


def velocities(selection: Selection, keyframe: Keyframe, points: Floats) -> Floats:
    """Pixels a second of each point (n x 2) of a keyframe, from the frames just before and after it."""
    gray = cv2.imread(str(selection.images / keyframe.name), cv2.IMREAD_GRAYSCALE)
    sides = (
        ("before", keyframe.has_before, keyframe.before_seconds - keyframe.seconds),
        ("after", keyframe.has_after, keyframe.after_seconds - keyframe.seconds),
    )
    speeds, known = [], np.ones(len(points), dtype=np.bool_)
    for side, there, apart in sides:
        if there and apart and gray is not None:
            neighbour = cv2.imread(str(selection.neighbours / f"{side}-{keyframe.name}"), cv2.IMREAD_GRAYSCALE)
            moved, good = _follow(gray, neighbour, points)
            speeds.append((moved - points) / apart)
            known &= good
    if not speeds or known.sum() < MIN_FOLLOWED:
        return np.zeros_like(points)
    speed: Floats = np.mean(speeds, axis=0)
    speed[~known] = smooth_flow(points, speed, known, selection.width, selection.height)[~known]
    return speed


def _follow(first: Any, second: Any, points: Floats) -> tuple[Floats, Bools]:
    start = points.reshape(-1, 1, 2).astype(np.float32)
    there, status, _ = cv2.calcOpticalFlowPyrLK(first, second, start, None, **FLOW)  # type: ignore[call-overload]
    back, _, _ = cv2.calcOpticalFlowPyrLK(second, first, there, None, **FLOW)  # type: ignore[call-overload]
    home = np.linalg.norm((back - start).reshape(-1, 2), axis=1) < RETURN_PX
    return there.reshape(-1, 2).astype(np.float64), (status.ravel() > 0) & home


def smooth_flow(points: Floats, speed: Floats, known: Bools, width: int, height: int) -> Floats:
    """Speed of every point by a quadratic in its place, fitted robustly to the known ones (n booleans)."""
    x, y = ((points - (width / 2, height / 2)) / (width / 2)).T
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
    weight = np.ones(int(known.sum()))
    fit: Floats = np.zeros((6, 2))
    for _ in range(5):
        fit = np.linalg.lstsq(terms[known] * weight[:, None], speed[known] * weight[:, None], rcond=None)[0].astype(
            np.float64
        )
        off = np.linalg.norm(speed[known] - terms[known] @ fit, axis=1)
        weight = 1 / np.sqrt(1 + (off / (2 * np.median(off) + 1e-6)) ** 2)
    smooth: Floats = (terms @ fit).astype(np.float64)
    return smooth


class Straightener:
    """The points of all pictures in a database as they were found, and how fast each moved."""

    def __init__(self, database: Path, selection: Selection) -> None:
        library = colmap()
        self._database, self._size = database, (selection.width, selection.height)
        by_name = {keyframe.name: keyframe for keyframe in selection.keyframes}
        self._found: dict[int, NDArray[np.float32]] = {}
        self._speeds: dict[str, Floats] = {}
        self._ids: dict[str, int] = {}
        with library.Database.open(database) as data:
            for image in data.read_all_images():
                points = np.array(data.read_keypoints(image.image_id), dtype=np.float32)
                self._found[image.image_id] = points
                self._ids[image.name] = image.image_id
                places = points[:, :2].astype(np.float64)
                self._speeds[image.name] = velocities(selection, by_name[image.name], places)

    def places(self, name: str, read_out: ReadOut) -> Floats:
        """Where the points of a picture stood at its middle row."""
        found = self._found[self._ids[name]][:, :2].astype(np.float64)
        return found - self._speeds[name] * read_out.phase(found, *self._size)[:, None]

    def write(self, read_out: ReadOut) -> None:
        """Put corrected points into the database; matches stay valid."""
        with colmap().Database.open(self._database) as data:
            for name, identifier in self._ids.items():
                points = self._found[identifier].copy()
                points[:, :2] = self.places(name, read_out)
                data.update_keypoints(identifier, points)

    def misfits(self, model: Any, tried: Sequence[ReadOut]) -> dict[ReadOut, float]:
        """Median reprojection error in pixels of the model after a short adjustment, for each read-out."""
        return {read_out: self._misfit(model, read_out) for read_out in tried}

    def _misfit(self, model: Any, read_out: ReadOut) -> float:
        library = colmap()
        trial = library.Reconstruction(model)
        for number in [number for number in trial.point3D_ids() if number % SAMPLE]:
            trial.delete_point3D(number)
        for image in trial.images.values():
            if image.has_pose:
                places = self.places(image.name, read_out)
                for number in image.get_observation_point2D_idxs():
                    image.points2D[number].xy = places[number]
        options = library.BundleAdjustmentOptions()
        options.print_summary = False
        options.ceres.solver_options.max_num_iterations = ITERATIONS
        options.ceres.solver_options.num_threads = 1
        config = library.BundleAdjustmentConfig()
        for number in trial.reg_image_ids():
            config.add_image(number)
        config.fix_gauge(library.BundleAdjustmentGauge.TWO_CAMS_FROM_WORLD)
        library.create_default_bundle_adjuster(options, config, trial).solve()
        trial.update_point_3d_errors()
        return float(np.median([point.error for point in trial.points3D.values()]))


def best(misfits: Mapping[ReadOut, float]) -> ReadOut:
    """The read-out of the smallest misfit, between candidates by the parabola through the best and its neighbours."""
    chosen = min(misfits, key=lambda one: (misfits[one], one.seconds))
    way = {
        one.seconds: error
        for one, error in misfits.items()
        if one.seconds == 0 or (one.along_x, one.backwards) == (chosen.along_x, chosen.backwards)
    }
    low, high = chosen.seconds - STEP, chosen.seconds + STEP
    sides = [next((e for s, e in way.items() if abs(s - side) < STEP / 10), None) for side in (low, high)]
    if sides[0] is None or sides[1] is None:
        return chosen
    bend = sides[0] - 2 * way[chosen.seconds] + sides[1]
    shift = STEP * (sides[0] - sides[1]) / (2 * bend) if bend > 0 else 0.0
    return ReadOut(round(chosen.seconds + shift, 4), chosen.along_x, chosen.backwards)
