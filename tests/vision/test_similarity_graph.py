"""A round through a room whose path broke at one weak link: the rest lies turned, stretched and shifted."""

from dataclasses import replace

import numpy as np
import pytest

from sme_extract.vision.similarity import Similarities
from sme_extract.vision.similarity_graph import Observed, parallax, pulled_together

from .rooms import model

TEAR = 80
"""The first camera on the other side."""
THIN = 25
"""Points that the two sides share."""


def torn(step, loops=range(6)):
    """The room's true centers, and what is seen of it when all from camera `TEAR` on is moved by a step about it."""
    room = model(noise=0.003)
    moved = Similarities.steps(np.array([step]), room.centers[TEAR : TEAR + 1])
    late = room.camera_of >= TEAR
    both = np.intersect1d(room.point_of[late], room.point_of[~late])
    dropped = np.isin(room.point_of, both[THIN:])
    points, cameras = room.point_of[~dropped], room.camera_of[~dropped]
    places = np.concatenate([room.points, room.points])
    alone = late[~dropped] & ~np.isin(points, both)
    points = np.where(alone, points + len(room.points), points)
    places[len(room.points) :] = places[len(room.points) :] @ moved.stretches[0].T + moved.shifts[0]
    order = np.lexsort((cameras, points))
    centers = room.centers.copy()
    centers[TEAR:] = centers[TEAR:] @ moved.stretches[0].T + moved.shifts[0]
    seen = Observed(centers, places, points[order], cameras[order], *_loops(room, loops))
    return room.centers, seen


def _loops(room, pairs):
    """The first and the last cameras of the round see the same walls; as many pairs of cameras as asked for."""
    here = np.unique(room.point_of[room.camera_of < 6])
    cameras = [(number, len(room.centers) - 6 + number) for number in pairs]
    return (
        np.repeat(np.array(cameras).reshape(-1, 2), len(here), axis=0),
        np.tile(np.column_stack([here, here + len(room.points)]), (len(cameras), 1)),
    )


def off(centers, truth):
    """Root mean square distance of two paths, the one laid on the other by its turn, size and place."""
    a, b = centers - centers.mean(axis=0), truth - truth.mean(axis=0)
    left, singular, right = np.linalg.svd(b.T @ a)
    flip = np.array([1, 1, np.sign(np.linalg.det(left @ right))])
    scale = (singular * flip).sum() / (a**2).sum()
    return float(np.sqrt(((scale * a @ ((left * flip) @ right).T - b) ** 2).sum(axis=1).mean()))


@pytest.mark.parametrize(
    "step",
    [
        (0, 0, 0, 0, 0, 0, 0.8),
        (0, 0, 0, 0.05, 0.03, 0.15, -0.6),
        (0.3, -0.2, 0.1, 0, 0, 0.2, 0),
    ],
    ids=["stretched", "turned and shrunk", "turned and shifted"],
)
def test_loops_pull_a_broken_path_together(step):
    truth, seen = torn(step)
    broken = off(seen.centers, truth)
    assert broken > 0.4
    assert off(pulled_together(seen).of(seen.centers), truth) < 0.15 * broken


def test_without_loops_nothing_moves():
    _, seen = torn((0, 0, 0, 0, 0, 0, 0.5), loops=())
    assert pulled_together(seen).of(seen.centers) == pytest.approx(seen.centers)


def test_points_that_say_different_things_are_no_loop():
    _, seen = torn((0, 0, 0, 0, 0, 0, 0.5))
    mixed = seen.loop_points.copy()
    mixed[:, 1] = np.random.default_rng(4).permutation(mixed[:, 1])
    assert pulled_together(replace(seen, loop_points=mixed)).of(seen.centers) == pytest.approx(seen.centers)


def test_one_false_loop_among_true_ones_is_not_believed():
    truth, seen = torn((0, 0, 0, 0.0, 0.0, 0.1, 0.4))
    near = np.unique(seen.point_of[(seen.camera_of > 28) & (seen.camera_of < 36)])[:60]
    far = np.unique(seen.point_of[(seen.camera_of > 57) & (seen.camera_of < 63)])[:60]
    places = seen.points.copy()
    places[far[: len(near)]] = places[near[: len(far)]] + (9.0, 4.0, 0.0)  # what stands there looks the same
    pairs = np.column_stack([near[: len(far)], far[: len(near)]])
    seen = replace(
        seen,
        points=places,
        loop_cameras=np.concatenate([seen.loop_cameras, np.tile([32, 60], (len(pairs), 1))]),
        loop_points=np.concatenate([seen.loop_points, pairs]),
    )
    assert off(pulled_together(seen).of(seen.centers), truth) < 0.2


def test_a_turn_on_the_spot_shows_no_parallax():
    centers = np.array([[0.0, 0, 0], [0, 0, 0], [1, 0, 0]])
    seen = Observed(
        centers,
        np.array([[0.0, 2, 0]]),
        np.zeros(3, dtype=np.int64),
        np.arange(3),
        np.zeros((0, 2), dtype=np.int64),
        np.zeros((0, 2), dtype=np.int64),
    )
    assert parallax(seen, -1) == pytest.approx((0, 0, np.arctan(0.5)))
    assert parallax(seen, 1) == pytest.approx((np.arctan(0.5), np.arctan(0.5), 0))
