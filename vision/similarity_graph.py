"""Pulls a camera path together at its loops, before the solver adjusts it: a graph of similarities, by least squares.

Where a walker passes a place again, the model has the place twice, metres apart, and an adjustment that starts there
does not see that both are one. So each camera moves, turns and stretches with its surroundings, such that cameras that
share points go along with each other and loops meet; links of few points yield most. (Strasdat, Montiel, Davison:
Scale Drift-Aware Large Scale Monocular SLAM, 2010.)
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sme_extract.vision.similarity import Similarities, fitted
from sme_extract.vision.solver import SEED
from sme_extract.vision.sparse_model import Floats, Ints

ROUNDS = 8
LINKED = 10
"""Places in time up to which cameras hold on to each other by the points they share."""
MOST = 400
"""Shared points beyond which two cameras hold no firmer."""
LOOP_PARALLAX = 0.1
"""Angle, radians, under which points of a loop are taken to have been seen."""
NEAREST = 0.1
"""Share of the median distance of points below which a nearer one holds no firmer."""
MIN_POINTS = 12
"""Points that must agree for a loop."""
MEETS = 0.02
"""Angle, radians, by which a loop may miss to be believed ..."""
BEGINS = 1.0
"""... in the end; in the first round, when nothing has been pulled, this."""
HOLD = 1e-6
"""Weight of each camera staying as it is."""


@dataclass(frozen=True, slots=True)
class Observed:
    """A model as a loop needs it: n cameras in time, m points, k observations, l pairs of points that are one."""

    centers: Floats
    """n x 3."""
    points: Floats
    """m x 3."""
    point_of: Ints
    """k, sorted ..."""
    camera_of: Ints
    """k: which camera sees which point."""
    loop_cameras: Ints
    """l x 2."""
    loop_points: Ints
    """l x 2: the two points that the two cameras take the same thing for."""


@dataclass(frozen=True, slots=True)
class _Constraints:
    """k demands: what camera `second` has at x, camera `first` has at `relative(x)`."""

    first: Ints
    second: Ints
    relative: Similarities
    information: Floats
    """k x 7 x 7: of shift, turn and stretch about the second camera."""
    points: Floats
    """k: how many points say so."""

    def weighed(self, trust: Floats) -> "_Constraints":
        """The same, each believed so much (k)."""
        information = self.information * trust[:, None, None]
        return _Constraints(self.first, self.second, self.relative, information, self.points)


def pulled_together(seen: Observed) -> Similarities:
    """How each camera and its surroundings move so that the loops meet."""
    found = Similarities.none(len(seen.centers))
    loops = _loops(seen)
    if not len(loops.first):
        return found
    links = _links(seen)
    for turn in range(ROUNDS):
        off = _errors(found, seen.centers, loops)
        missed = np.einsum("ki,kij,kj->k", off, loops.information, off) / loops.points
        trust = 1 / (1 + missed / max(MEETS, BEGINS * 0.5**turn) ** 2) ** 2
        found = _improved(found, seen.centers, (links, loops.weighed(trust)))
    return found


def _links(seen: Observed) -> _Constraints:
    """Cameras near in time that share points stay as they are to each other."""
    pairs, information, counts = [], [], []
    before, after = parallax(seen, -1), parallax(seen, 1)
    by_camera = [np.flatnonzero(seen.camera_of == camera) for camera in range(len(seen.centers))]
    for first, own in enumerate(by_camera):
        for second in range(first + 1, min(first + 1 + LINKED, len(by_camera))):
            other = by_camera[second]
            shared, here, there = np.intersect1d(seen.point_of[own], seen.point_of[other], return_indices=True)
            if len(shared) >= MIN_POINTS:
                pairs.append((first, second))
                weight = min(len(shared), MOST) / len(shared)
                depth = np.minimum(before[own[here]], after[other[there]])
                information.append(weight * _information(seen.points[shared] - seen.centers[second], depth))
                counts.append(len(shared))
    return _constraints(pairs, Similarities.none(len(pairs)), information, counts)


def _loops(seen: Observed) -> _Constraints:
    """What the points say that two cameras of a loop take for the same."""
    pairs, relative, information, counts = [], [], [], []
    starts = np.flatnonzero(np.diff(seen.loop_cameras, axis=0, prepend=-1).any(axis=1))
    random = np.random.default_rng(SEED)
    for part in np.split(np.arange(len(seen.loop_cameras)), starts[1:]):
        if len(part) < MIN_POINTS:
            continue
        first, second = seen.loop_cameras[part[0]].tolist()
        here, there = seen.points[seen.loop_points[part, 0]], seen.points[seen.loop_points[part, 1]]
        found, agree = fitted(there, here, np.linalg.norm(here - seen.centers[first], axis=1), random)
        if agree.sum() >= MIN_POINTS:
            pairs.append((first, second))
            relative.append(found)
            information.append(_information(there[agree] - seen.centers[second], LOOP_PARALLAX))
            counts.append(int(agree.sum()))
    return _constraints(pairs, Similarities.joined(relative), information, counts)


def _constraints(
    pairs: list[tuple[int, int]], relative: Similarities, information: list[Floats], counts: Iterable[int]
) -> _Constraints:
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    known = np.array(information).reshape(-1, 7, 7)
    return _Constraints(both[:, 0], both[:, 1], relative, known, np.array(list(counts), dtype=np.float64))


def _information(offsets: Floats, angles: Floats | float) -> Floats:
    """7 x 7: how firmly points at offsets (k x 3) from a camera hold shift, turn and stretch; errors as angles.

    Along the ray a point is known by the angle (k, radians) under which it was seen from several places, so a turn on
    the spot hands on next to no scale.
    """
    away = np.linalg.norm(offsets, axis=1)
    depth = np.maximum(away, NEAREST * np.median(away))
    rays, slopes = offsets / depth[:, None], _slopes(offsets) / depth[:, None, None]
    along = np.einsum("ki,kia->ka", rays, slopes)
    across = slopes - rays[:, :, None] * along[:, None]
    along = along * np.minimum(np.broadcast_to(angles, len(offsets)), 1.0)[:, None]
    return np.asarray(np.einsum("kia,kib->ab", across, across) + along.T @ along, dtype=np.float64)


def parallax(seen: Observed, step: int) -> Floats:
    """Widest angle (k, radians) between each view of a point and the `LINKED` views before (-1) or after it (+1)."""
    rays = seen.points[seen.point_of] - seen.centers[seen.camera_of]
    rays /= np.maximum(np.linalg.norm(rays, axis=1, keepdims=True), 1e-12)
    widest = np.zeros(len(rays))
    for apart in range(1, LINKED + 1):
        early, late = np.arange(len(rays) - apart), np.arange(apart, len(rays))
        near = seen.camera_of[late] - seen.camera_of[early] <= LINKED
        same = (seen.point_of[late] == seen.point_of[early]) & near
        cosine = np.einsum("ki,ki->k", rays[early[same]], rays[late[same]])
        angle = np.arccos(np.clip(cosine, -1, 1))
        np.maximum.at(widest, (late if step < 0 else early)[same], angle)
    return widest


def _slopes(offsets: Floats) -> Floats:
    """How places at offsets (k x 3) from the middle move with shift, turn and stretch: k x 3 x 7."""
    x, y, z = offsets.T
    zero = np.zeros_like(x)
    slopes = np.zeros((len(offsets), 3, 7))
    slopes[:, :, :3] = np.eye(3)
    slopes[:, :, 3:6] = np.stack([zero, z, -y, -z, zero, x, y, -x, zero], axis=1).reshape(-1, 3, 3)
    slopes[:, :, 6] = offsets
    return slopes


def _errors(found: Similarities, centers: Floats, demands: _Constraints) -> Floats:
    """By what shift, turn and stretch about the second camera each of k demands is missed: k x 7."""
    return _missed(found, demands)[1].about(centers[demands.second])


def _missed(found: Similarities, demands: _Constraints) -> tuple[Similarities, Similarities]:
    """How the second cameras lie to the first, and what is between that and the demands."""
    lies = found[demands.first].inverse().after(found[demands.second])
    return lies, demands.relative.inverse().after(lies)


def _improved(found: Similarities, centers: Floats, demands: Iterable[_Constraints]) -> Similarities:
    """One step of Gauss and Newton: seven numbers a camera, about the place where it was."""
    count = len(centers)
    normal, right = np.zeros((count, count, 7, 7)), np.zeros((count, 7))
    for one in demands:
        held = np.einsum("kij,kj->ki", one.information, _errors(found, centers, one))
        sides = list(zip((one.first, one.second), _changes(found, centers, one), strict=True))
        for row, left in sides:
            np.add.at(right, row, -np.einsum("kji,kj->ki", left, held))
            for column, other in sides:
                np.add.at(normal, (row, column), left.transpose(0, 2, 1) @ one.information @ other)
    square = normal.transpose(0, 2, 1, 3).reshape(7 * count, 7 * count)
    held = HOLD * np.maximum(square.diagonal(), max(float(np.median(square.diagonal())), 1.0))
    square[np.diag_indices(7 * count)] += held
    step: Floats = np.linalg.solve(square, right.ravel()).reshape(count, 7).astype(np.float64)
    return found.after(Similarities.steps(step, centers))


def _changes(found: Similarities, centers: Floats, demands: _Constraints) -> tuple[Floats, Floats]:
    """Two times k x 7 x 7: how the errors change when the first and when the second camera moves."""
    lies, missed = _missed(found, demands)
    first, second = np.zeros((2, len(demands.first), 7, 7))
    here = lies.of(centers[demands.second]) - centers[demands.first]
    first[:, :3] = -demands.relative.inverse().stretches @ _slopes(here)
    first[:, 3:6, 3:6] = -demands.relative.turns.transpose(0, 2, 1)
    first[:, 6, 6] = -1
    second[:, :3, :3], second[:, 3:6, 3:6], second[:, 6, 6] = missed.stretches, missed.turns, 1
    return first, second
