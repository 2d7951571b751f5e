"""Which sightings are of one object: places on the floor, gathered by their doubts.

Near sightings are sharp and found the objects; far ones, long drawn-out along their line of sight, join the object
that explains them best. Two sightings in one picture are two objects.
"""

from dataclasses import dataclass, field

import numpy as np

from sme_extract.vision.foot_points import Feet
from sme_extract.vision.sparse_model import Floats

GATE = 9.0
"""Squared distance, in standard deviations, up to which a sighting may be of an object: 99 % of two dimensions."""
REACH = 3.0
"""Metres, in class distances, beyond which no doubt reaches."""
TOGETHER = 0.34
"""Two objects that were seen in the same picture in this share of the pictures of the rarer one are two."""
RARER, STRAY = 4, 1.8
"""An object seen rarer than another by this factor, within so many class distances, is the other, seen badly."""
EXPLAINED = 0.6
"""Share of its sightings that others must explain for an object to be none."""
ASIDE = 0.03
"""Doubt of a direction, radians."""


@dataclass(slots=True, eq=False)
class Landmark:
    """One object in the making."""

    information: Floats = field(default_factory=lambda: np.zeros((2, 2)))
    """2 x 2: sum of precisions."""
    moment: Floats = field(default_factory=lambda: np.zeros(2))
    """2: sum of precisions times places."""
    place: Floats = field(default_factory=lambda: np.zeros(2))
    """2: the weighed mean."""
    members: list[int] = field(default_factory=list[int])
    cameras: set[int] = field(default_factory=set[int])

    def add(self, member: int, camera: int, place: Floats, precision: Floats) -> None:
        """One more sighting."""
        self.members.append(member)
        self.cameras.add(camera)
        self._gather(precision, precision @ place)

    def absorb(self, other: "Landmark") -> None:
        """All of the other's sightings."""
        self.members += other.members
        self.cameras |= other.cameras
        self._gather(other.information, other.moment)

    def _gather(self, information: Floats, moment: Floats) -> None:
        self.information = self.information + information
        self.moment = self.moment + moment
        self.place = np.asarray(np.linalg.solve(self.information, self.moment), dtype=np.float64)


def landmarks(feet: Feet, apart: float) -> list[Landmark]:
    """Objects of one class behind their sightings; none nearer to another than `apart` metres without a reason."""
    places, precisions, cameras = feet.places, feet.precisions, feet.cameras
    found: list[Landmark] = []
    sharp = np.linalg.det(precisions)
    for member in np.lexsort((np.arange(len(places)), -sharp)).tolist():
        place, precision, camera = places[member], precisions[member], int(cameras[member])
        best = _nearest(found, place, precision, camera, apart)
        if best is None:
            best = Landmark()
            found.append(best)
        best.add(member, camera, place, precision)
    return _explained(_merged(found, apart), feet, apart)


def _nearest(found: list[Landmark], place: Floats, precision: Floats, camera: int, apart: float) -> Landmark | None:
    """The landmark that explains a sighting best; None when none does."""
    free = [one for one in found if camera not in one.cameras]
    if not free:
        return None
    off = np.array([one.place for one in free]) - place
    squared = np.einsum("ki,ij,kj->k", off, precision, off)
    away = np.linalg.norm(off, axis=1)
    squared[away < apart / 2] = np.minimum(squared[away < apart / 2], away[away < apart / 2] / apart)
    squared[away > REACH * apart] = np.inf
    best = int(np.argmin(squared))
    return free[best] if squared[best] < GATE else None


def _merged(found: list[Landmark], apart: float) -> list[Landmark]:
    """Join objects nearer than `apart` that were hardly ever seen side by side."""
    kept: list[Landmark] = []
    for one in sorted(found, key=lambda landmark: (-len(landmark.members), landmark.members[0])):
        for other in kept:
            both = len(one.cameras & other.cameras)
            rare = len(one.members) * RARER < len(other.members)
            near = float(np.linalg.norm(one.place - other.place)) < apart * (STRAY if rare else 1)
            if near and both < TOGETHER * len(one.cameras):
                other.absorb(one)
                break
        else:
            kept.append(one)
    return kept


def _explained(found: list[Landmark], feet: Feet, apart: float) -> list[Landmark]:
    """Without those that are others, seen over something that hid their feet and so made them seem farther away."""
    kept = list(found)
    for one in reversed(found):
        others = [other for other in kept if other is not one and len(other.members) > len(one.members)]
        behind = sum(any(_before(other, member, feet, apart) for other in others) for member in one.members)
        if behind > EXPLAINED * len(one.members):
            kept.remove(one)
    return kept


def _before(other: Landmark, member: int, feet: Feet, apart: float) -> bool:
    """Whether an object that this picture does not show stands on the line of sight, nearer than the sighting."""
    if int(feet.cameras[member]) in other.cameras:
        return False
    ray = feet.places[member] - feet.origins[member]
    length = float(np.linalg.norm(ray))
    offset = other.place - feet.origins[member]
    along = float(offset @ ray) / length
    aside = abs(float(ray[0] * offset[1] - ray[1] * offset[0])) / length
    return 0 < along < length + apart and aside < apart / 2 + ASIDE * along
