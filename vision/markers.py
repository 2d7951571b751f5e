"""Printed markers as references of scale: two at a taped distance, or single ones of known side.

Markers are ArUco, dictionary 4x4_50. A pair tells the scale best: only its middles count, which are found sharply
however small the markers look. The side of a single marker is read too large where it looks small, and 6 to 13 % too
large where it lies on the floor, seen flat; so only large views count, and a floor marker is doubted widely.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from sme_extract.vision.floor_view import FloorView
from sme_extract.vision.scale import HEIGHT_SD, TAPE_SD, Reference
from sme_extract.vision.sparse_model import Bools, Floats, Ints
from sme_extract.vision.video import Image

PAIR = (0, 1)
"""Numbers of the two markers at a taped distance."""
MIN_PAIR_VIEWS, MIN_SIDE_VIEWS = 5, 3
MIN_SIDE_PX = 60.0
"""Shortest side, pixels of the video, from which a marker's size is believed."""
CORNER_PX = 0.7
"""Doubt of a marker's middle in a picture."""
OUTLIER = 3.0
WALL_SD, FLOOR_SD = 0.03, 0.10
"""Relative doubt of the side of a marker that hangs, and of one that lies."""
LYING = 0.7
"""Upward part of a marker's normal from which it lies."""
MIN_BASE = 0.15
"""Widest angle, radians, that the views of a marker must span: parallel rays meet anywhere."""


@dataclass(frozen=True, slots=True)
class MarkerViews:
    """One marker in k pictures."""

    cameras: Ints
    """k."""
    corners: Floats
    """k x 4 x 2, around the marker, in pixels of the cameras."""
    sides_px: Floats
    """k: shortest side in pixels of the video, which may be sharper than the cameras' pictures."""

    def keep(self, wanted: Bools) -> "MarkerViews":
        """Only the wanted views (k booleans)."""
        return MarkerViews(self.cameras[wanted], self.corners[wanted], self.sides_px[wanted])


def find(pictures: Iterable[tuple[str, Image]], view: FloorView, tick: Callable[[], None]) -> dict[int, MarkerViews]:
    """All markers, by number, in gray pictures of any size whose cameras are known by name."""
    number = {name: camera for camera, name in enumerate(view.names)}
    finder = _finder()
    seen: dict[int, list[tuple[int, Floats, float]]] = {}
    for picture, gray in pictures:
        tick()
        if picture not in number:
            continue
        corners, names, _ = finder.detectMarkers(gray)
        for name, square in zip([] if names is None else names.ravel().tolist(), corners, strict=True):
            # OpenCV counts from the middle of the first pixel, the cameras from its corner.
            edges = square.reshape(4, 2).astype(np.float64) + 0.5
            side = float(np.linalg.norm(edges - np.roll(edges, -1, axis=0), axis=1).min())
            seen.setdefault(name, []).append((number[picture], edges * (view.width / gray.shape[1]), side))
    return {name: _gathered(views) for name, views in sorted(seen.items())}


def _gathered(views: Sequence[tuple[int, Floats, float]]) -> MarkerViews:
    cameras, corners, sides = zip(*views, strict=True)
    return MarkerViews(np.array(cameras), np.stack(corners), np.array(sides))


def _finder() -> Any:
    """Typed loosely: the stubs of OpenCV do not know that nothing may be found."""
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), settings)


def pair_reference(found: dict[int, MarkerViews], view: FloorView, scale: float, metres: float) -> Reference | None:
    """The taped distance between the middles of the two markers; None when one is seen too rarely."""
    ends: list[tuple[Floats, float]] = []
    for name in PAIR:
        views = found.get(name)
        if views is None or len(views.cameras) < MIN_PAIR_VIEWS:
            return None
        # The diagonals of the square meet in the picture of its middle, from wherever it is seen.
        middles = np.stack([crossing(corners) for corners in views.corners])
        end = meeting(view, views.cameras, middles)
        if end is None:
            return None
        ends.append(end)
    (one, one_sd), (other, other_sd) = ends
    apart = float(np.linalg.norm(one - other))
    sd = float(np.sqrt(TAPE_SD**2 + (one_sd**2 + other_sd**2) / apart**2))
    return Reference("marks", metres, apart / scale, sd)


def side_references(found: dict[int, MarkerViews], view: FloorView, scale: float, metres: float) -> list[Reference]:
    """One reference for each marker that enough pictures show large enough."""
    references: list[Reference] = []
    for views in (one.keep(one.sides_px >= MIN_SIDE_PX) for one in found.values()):
        if len(views.cameras) < MIN_SIDE_VIEWS:
            continue
        met = [meeting(view, views.cameras, views.corners[:, corner]) for corner in range(4)]
        corners = np.array([one[0] for one in met if one is not None])
        if len(corners) < 4:
            continue
        side = float(np.mean([np.linalg.norm(a - b) for a, b in pairwise([*corners, corners[0]])]))
        normal = np.cross(corners[1] - corners[0], corners[3] - corners[0])
        lies = abs(normal[2]) > LYING * float(np.linalg.norm(normal))
        doubt = float(np.hypot(FLOOR_SD if lies else WALL_SD, HEIGHT_SD))
        references.append(Reference("floor_marker" if lies else "marker", metres, side / scale, doubt))
    return references


def crossing(corners: Floats) -> Floats:
    """Where the diagonals of a quadrangle (4 x 2) meet."""
    first, second = corners[2] - corners[0], corners[3] - corners[1]
    along = np.linalg.solve(np.stack([first, -second], axis=1), corners[1] - corners[0])
    return np.asarray(corners[0] + along[0] * first, dtype=np.float64)


def meeting(view: FloorView, cameras: Ints, pixels: Floats) -> tuple[Floats, float] | None:
    """Where rays through pixels (k x 2) meet, metres, and the doubt of it; None when they are almost parallel."""
    origins, rays = view.centers[cameras], view.rays(cameras, pixels)
    rays = rays / np.linalg.norm(rays, axis=1, keepdims=True)
    if np.arccos(np.clip(rays @ rays.T, -1, 1)).max() < MIN_BASE:
        return None
    aside = np.eye(3) - rays[:, :, None] * rays[:, None, :]
    weight = np.ones(len(rays))
    place: Floats = np.zeros(3)
    for _ in range(8):
        normal = np.einsum("k,kij->ij", weight, aside)
        place = np.linalg.solve(normal, np.einsum("k,kij,kj->i", weight, aside, origins))
        off = np.linalg.norm(np.einsum("kij,kj->ki", aside, place - origins), axis=1)
        away = np.linalg.norm(place - origins, axis=1)
        angles = off / away
        usual = max(CORNER_PX / view.focal_px, 1.48 * float(np.median(angles)))
        weight = 1 / (away * usual) ** 2 / (1 + (angles / usual / OUTLIER) ** 2)
    spread = np.linalg.inv(np.einsum("k,kij->ij", weight, aside))
    return place, float(np.sqrt(np.linalg.eigvalsh(spread)[-1]))
