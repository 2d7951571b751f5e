"""Who is who over time: sightings of people chained into tracks, on the floor or in the picture of a still camera."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sme_extract.vision.sparse_model import Floats

GATE = 3.0
"""Standard deviations by which somebody may be away from where he was."""
GAP_SECONDS = 4.0
"""Longest time out of sight within one track."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The people of one picture; places in metres on the floor, or in pixels."""

    seconds: float
    members: tuple[int, ...]
    """k: a number for each, the caller's."""
    places: Floats
    """k x 2."""
    spreads: Floats
    """k: doubt of each place, in the same unit."""
    paces: Floats
    """k: how far each may walk in a second."""


@dataclass(slots=True)
class Track:
    """One person over time."""

    members: list[int] = field(default_factory=list[int])
    seconds: list[float] = field(default_factory=list[float])
    places: list[Floats] = field(default_factory=list[Floats])
    spread: float = 0.0
    """Doubt of the last place."""

    @property
    def middle(self) -> Floats:
        """2: the median place."""
        return np.median(np.array(self.places), axis=0)

    def still(self, reach: float) -> bool:
        """Whether the person stays within `reach` of the middle for four fifths of the time."""
        away = np.linalg.norm(np.array(self.places) - self.middle, axis=1)
        return float(np.percentile(away, 80)) < reach


def follow(moments: Sequence[Moment]) -> list[Track]:
    """Tracks through moments in order of time; the nearest pairs are joined first."""
    tracks: list[Track] = []
    for moment in moments:
        live = [one for one in tracks if moment.seconds - one.seconds[-1] <= GAP_SECONDS]
        rows: set[int] = set()
        columns: set[int] = set()
        for share, row, column in _pairs(live, moment):
            if share < 1 and row not in rows and column not in columns:
                _extend(live[row], moment, column)
                rows.add(row)
                columns.add(column)
        for column in sorted(set(range(len(moment.members))) - columns):
            tracks.append(Track())
            _extend(tracks[-1], moment, column)
    return tracks


def _pairs(live: Sequence[Track], moment: Moment) -> list[tuple[float, int, int]]:
    """Each track with each person: distance as a share of what is possible, nearest first."""
    pairs: list[tuple[float, int, int]] = []
    for row, track in enumerate(live):
        wait = moment.seconds - track.seconds[-1]
        for column in range(len(moment.members)):
            away = float(np.linalg.norm(moment.places[column] - track.places[-1]))
            doubt = float(np.hypot(track.spread, moment.spreads[column]))
            pairs.append((away / (GATE * doubt + float(moment.paces[column]) * wait), row, column))
    return sorted(pairs)


def _extend(track: Track, moment: Moment, column: int) -> None:
    track.members.append(moment.members[column])
    track.seconds.append(moment.seconds)
    track.places.append(moment.places[column])
    track.spread = float(moment.spreads[column])


def reunited(tracks: Sequence[Track], reach: float) -> list[list[Track]]:
    """Tracks by person: somebody who stands still in one place at two times, and is not seen twice then, is one."""
    people: list[list[Track]] = []
    for track in sorted(tracks, key=lambda one: (-len(one.members), one.seconds[0])):
        for person in people:
            if track.still(reach) and all(one.still(reach) for one in person) and _may_be(track, person, reach):
                person.append(track)
                break
        else:
            people.append([track])
    return people


def _may_be(track: Track, person: Sequence[Track], reach: float) -> bool:
    near = float(np.linalg.norm(track.middle - person[0].middle)) < reach
    return near and all(not set(track.seconds) & set(one.seconds) for one in person)
