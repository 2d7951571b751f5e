"""Objects of usual size as references of scale: persons, doors, pallets. Wide doubts, since usual is not measured.

None of them is sharp: people differ, doors are made to order, and a detector's boxes are a few percent too large or
too small for all of them alike. They pull a scale that rests on nothing better; beside a measured height or length
they weigh little.
"""

from collections.abc import Sequence

import numpy as np

from sme_extract.vision.floor_view import FloorView
from sme_extract.vision.foot_points import EDGE, Feet
from sme_extract.vision.landmarks import landmarks
from sme_extract.vision.object_sizes import footprint
from sme_extract.vision.objects import MIN_VIEWS, PERSON, people
from sme_extract.vision.scale import HEIGHT_SD, Reference
from sme_extract.vision.sparse_model import Bools, Floats, Ints

BOX_SD = 0.07
"""Relative doubt of all boxes of a class together: how loosely a detector draws them."""
PERSON_HEIGHT, PERSON_SD = 1.68, 0.05
"""Metres of adults of both sexes, standing in shoes, and how much one differs from another, relative."""
DOOR_HEIGHT, DOOR_SD = 2.05, 0.05
"""Metres of usual doors; all doors of a hall are alike, so many are no better than one."""
KNOWN_DOOR_SD = 0.03
"""Doubt of a door's box where the user knows the door."""
PALLET_WIDTH, PALLET_SD = 1.50, 0.12
"""Metres that a pallet of 1.2 x 1.0 m is wide in a picture from three sides of four; others are 1.2 x 0.8 m."""
UPPER = 75
"""Percentile of the sizes of one object that is believed: what is half hidden, or bends, is seen too small."""
NEAR = 12.0
"""Metres beyond which a head, a foot or a side is doubted by its few pixels."""


def references(feet_by_class: dict[str, Feet], view: FloorView, scale: float, door: float | None) -> list[Reference]:
    """References in a view whose metres are `scale` metres a unit; `door` is the height of the doors if known."""
    found: list[Reference] = []
    heights = _heights(PERSON, feet_by_class, view, UPPER)
    if heights:
        sd = _both(PERSON_SD / np.sqrt(len(heights)), BOX_SD)
        found.append(Reference("person", PERSON_HEIGHT, _middle(heights) / scale, sd))
    doors = _heights("door", feet_by_class, view, 50)
    if doors and door is not None:
        found.append(Reference("known_door", door, _middle(doors) / scale, _both(KNOWN_DOOR_SD)))
    elif doors:
        found.append(Reference("door", DOOR_HEIGHT, _middle(doors) / scale, _both(DOOR_SD, BOX_SD)))
    widths = _widths("pallet", feet_by_class, view)
    if widths:
        sd = _both(PALLET_SD, BOX_SD)
        found.append(Reference("pallet", PALLET_WIDTH, float(np.median(widths)) / scale, sd))
    return found


def _both(*doubts: float) -> float:
    return float(np.sqrt(HEIGHT_SD**2 + sum(one**2 for one in doubts)))


def _middle(lengths: Sequence[float]) -> float:
    return float(np.exp(np.mean(np.log(lengths))))


def _heights(name: str, feet_by_class: dict[str, Feet], view: FloorView, percentile: int) -> list[float]:
    """Height in the view's metres of each object that enough pictures show from head to foot."""
    feet = feet_by_class.get(name)
    if feet is None or not len(feet.cameras):
        return []
    upright = feet.keep(_with_head(feet) & (feet.distances < NEAR))
    heights = standing_heights(upright, view)
    return [float(np.percentile(heights[members], percentile)) for members in _groups(name, upright)]


def _groups(name: str, feet: Feet) -> list[Ints]:
    """Members of each object that `MIN_VIEWS` pictures show."""
    if not len(feet.cameras):
        return []
    groups = (
        [members for members, _ in people(feet)]
        if name == PERSON
        else [one.members for one in landmarks(feet, footprint(name).apart)]
    )
    return [np.array(members) for members in groups if len(members) >= MIN_VIEWS]


def standing_heights(feet: Feet, view: FloorView) -> Floats:
    """Heights (k, metres) of what stands upright above its foot: where the ray to its top passes over the foot."""
    boxes = np.array([(box.left, box.right, box.top, box.bottom) for _, box in feet.detections]).reshape(-1, 4)
    middle = boxes[:, :2].mean(axis=1)
    foot = view.on_floor(feet.cameras, np.stack([middle, boxes[:, 3]], axis=1))
    top = view.rays(feet.cameras, np.stack([middle, boxes[:, 2]], axis=1))
    near = np.linalg.norm(foot - view.centers[feet.cameras, :2], axis=1)
    heights: Floats = view.centers[feet.cameras, 2] + near * top[:, 2] / np.linalg.norm(top[:, :2], axis=1)
    return heights


def _widths(name: str, feet_by_class: dict[str, Feet], view: FloorView) -> list[float]:
    """Width in the view's metres of each object that enough pictures show."""
    feet = feet_by_class.get(name)
    if feet is None or not len(feet.cameras):
        return []
    near = feet.keep(feet.distances < NEAR)
    ahead = np.column_stack([near.places, np.zeros(len(near.places))]) - view.centers[near.cameras]
    depth = np.einsum("kj,kj->k", view.rotations[near.cameras, 2], ahead)
    wide: Floats = np.array([box.right - box.left for _, box in near.detections]) / view.focal_px * depth
    return [float(np.percentile(wide[members], UPPER)) for members in _groups(name, near)]


def _with_head(feet: Feet) -> Bools:
    return np.array([box.top > EDGE * sighting.height for sighting, box in feet.detections], dtype=np.bool_)
