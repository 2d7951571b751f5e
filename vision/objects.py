"""How many objects of each class a video shows: each counted once, however often it is seen.

On a walk whose plan is known, things are gathered by their place on the floor and people are followed over time.
Before a camera that stands still, people are followed in the picture and things are counted in one picture. Where
neither holds, only the most that one picture shows is sure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sme_extract.vision.detection import Detection
from sme_extract.vision.floor_view import FloorView
from sme_extract.vision.foot_points import Feet, feet_by_class
from sme_extract.vision.landmarks import landmarks
from sme_extract.vision.object_sizes import footprint
from sme_extract.vision.sightings import Sighting
from sme_extract.vision.sparse_model import Floats
from sme_extract.vision.tracks import Moment, Track, follow, reunited

PERSON = "person"
MIN_VIEWS = 3
"""Pictures that must show an object for it to count; one fewer makes it possible."""
VIEW_TRUST = 0.5
"""Share of a detector's confidence that a single picture is worth."""
SUREST = 0.95
SURE, SURE_VIEWS = 0.8, 8
"""Confidence and pictures from which an object belongs to the least that there are: an object that is seen twice in
two places, since its foot was hidden once, is rarely seen so often in the wrong one."""
WALK = 1.8
"""Metres a second of somebody who walks fast."""
STANDING = 1.6
"""Metres within which somebody stands in one place."""
PICTURE_WALK = 1.2
"""The same in heights of the person in the picture, a second ..."""
PICTURE_SPREAD = 0.12
"""... and the doubt of his place in the picture, in his heights."""
MAX_STEP_SECONDS = 1.0
"""Pictures farther apart do not let people be followed."""

Way = Literal["floor", "tracks", "one-picture"]


@dataclass(frozen=True, slots=True)
class FoundObject:
    """One object."""

    place: tuple[float, float] | None
    """Metres on the plan; None for what was only seen in pictures."""
    seen: tuple[tuple[Sighting, Detection], ...]
    """Pictures that show it, each with its box, in order of time."""

    @property
    def views(self) -> int:
        """Number of pictures that show it."""
        return len({sighting.index for sighting, _ in self.seen})

    @property
    def confidence(self) -> float:
        """By those of its sightings: several views make it surer, none makes it certain."""
        doubt = float(np.prod([1 - VIEW_TRUST * box.confidence for _, box in self.seen]))
        return min(SUREST, 1 - doubt)

    @property
    def best(self) -> tuple[Sighting, Detection]:
        """The picture that shows it best: large and sure."""
        return max(self.seen, key=lambda one: (one[1].confidence * (one[1].bottom - one[1].top), -one[0].index))


@dataclass(frozen=True, slots=True)
class Counted:
    """All objects of one class."""

    name: str
    count: int | None
    """None where only a lower bound is known."""
    sure: int
    """Of them surely there: seen at once, or often."""
    possible: int | None
    """With those that may be there; what the detector never saw is in none of the three."""
    counted_by: Way
    confidence: float
    items: tuple[FoundObject, ...]


def on_floor(sightings: Sequence[Sighting], view: FloorView, outline: Floats) -> list[Counted]:
    """Counts by class on a plan whose outline (n x 2 metres) is known."""
    feet_of = feet_by_class(sightings, view, outline)
    return [
        _located(sightings, one.name, feet_of[one.name]) if one.name in feet_of else one
        for one in in_pictures(sightings)
    ]


def before_still_camera(sightings: Sequence[Sighting]) -> list[Counted]:
    """Counts by class where the camera does not move: people over time, things in one picture."""
    steps = np.diff([one.seconds for one in sightings])
    followed = len(steps) > 0 and float(np.median(steps)) <= MAX_STEP_SECONDS
    counts: list[Counted] = []
    for one in in_pictures(sightings):
        if one.name == PERSON and followed:
            counts.append(_walkers(sightings, one.sure))
        else:
            counts.append(Counted(one.name, one.sure, one.sure, None, "one-picture", one.confidence, one.items))
    return counts


def in_pictures(sightings: Sequence[Sighting]) -> list[Counted]:
    """The most objects of each class in one picture: fewer there are not."""
    counts: list[Counted] = []
    for name in sorted({box.name for sighting in sightings for box in sighting.detections}):
        most = most_at_once(sightings, name)
        shown = max(sightings, key=lambda one: (_number_of(one, name) == most, _number_of(one, name)))
        boxes = [box for box in shown.detections if box.name == name][:most]
        items = tuple(FoundObject(None, ((shown, box),)) for box in boxes)
        confidence = float(np.mean([one.confidence for one in items])) if items else 0.0
        counts.append(Counted(name, None, most, None, "one-picture", confidence, items))
    return counts


def most_at_once(sightings: Sequence[Sighting], name: str) -> int:
    """The most objects of a class that `MIN_VIEWS` pictures show at once: one picture alone may be a mistake."""
    numbers = sorted((_number_of(one, name) for one in sightings), reverse=True)
    return numbers[min(MIN_VIEWS, len(numbers)) - 1] if numbers else 0


def _number_of(sighting: Sighting, name: str) -> int:
    return sum(box.name == name for box in sighting.detections)


def _located(sightings: Sequence[Sighting], name: str, feet: Feet) -> Counted:
    if name == PERSON:
        groups = people(feet)
    else:
        groups = [(one.members, one.place) for one in landmarks(feet, footprint(name).apart)]
    items = [_item([feet.detections[member] for member in members], place) for members, place in groups]
    return _counted(name, items, most_at_once(sightings, name), "tracks" if name == PERSON else "floor")


def _counted(name: str, items: Sequence[FoundObject], at_once: int, way: Way) -> Counted:
    """What has enough views counts; what has one view fewer, or shows its foot too rarely, may be there too."""
    kept = sorted((one for one in items if one.views >= MIN_VIEWS), key=lambda one: (-one.views, one.place or ()))
    count, doubtful = len(kept), sum(one.views == MIN_VIEWS - 1 for one in items)
    surest = sum(one.confidence >= SURE and one.views >= SURE_VIEWS for one in kept)
    sure = at_once if way == "tracks" else max(at_once, surest)
    possible = max(count + doubtful, at_once)
    mean = float(np.mean([one.confidence for one in kept])) if kept else VIEW_TRUST
    return Counted(name, count, min(count, sure), possible, way, mean * max(count, 1) / max(possible, 1), tuple(kept))


def _item(seen: Sequence[tuple[Sighting, Detection]], place: Floats | None = None) -> FoundObject:
    at = None if place is None else (float(place[0]), float(place[1]))
    return FoundObject(at, tuple(sorted(seen, key=lambda one: (one[0].index, one[1].left))))


def people(feet: Feet) -> list[tuple[list[int], Floats]]:
    """Members (numbers of sightings) and middle place of each person."""
    moments: list[Moment] = []
    spreads = 1 / np.sqrt(np.linalg.eigvalsh(feet.precisions)[:, 0])
    for camera in np.unique(feet.cameras).tolist():
        members = np.flatnonzero(feet.cameras == camera)
        seconds = feet.detections[int(members[0])][0].seconds
        paces = np.full(len(members), WALK)
        moments.append(Moment(seconds, tuple(members.tolist()), feet.places[members], spreads[members], paces))
    found = reunited(follow(moments), STANDING)
    return [(_members(person), np.median(np.concatenate([t.places for t in person]), axis=0)) for person in found]


def _walkers(sightings: Sequence[Sighting], at_once: int) -> Counted:
    """People before a still camera, by their tracks in the picture."""
    boxes = [(one, box) for one in sightings for box in one.detections if box.name == PERSON]
    moments: list[Moment] = []
    for sighting in sightings:
        members = [number for number, (one, _) in enumerate(boxes) if one is sighting]
        corners = np.array([(b.left, b.right, b.top, b.bottom) for _, b in (boxes[m] for m in members)]).reshape(-1, 4)
        tall = corners[:, 3] - corners[:, 2]
        places = np.stack([corners[:, :2].mean(axis=1), corners[:, 2:].mean(axis=1)], axis=1)
        moments.append(Moment(sighting.seconds, tuple(members), places, PICTURE_SPREAD * tall, PICTURE_WALK * tall))
    items = [_item([boxes[member] for member in track.members]) for track in follow(moments)]
    return _counted(PERSON, items, at_once, "tracks")


def _members(person: Sequence[Track]) -> list[int]:
    return [member for track in person for member in track.members]
