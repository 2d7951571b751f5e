import numpy as np

from sme_extract.vision.features import after_turning
from sme_extract.vision.gates import PARALLAX_DEGREES


def scene(moved, noise=0.0003, seed=0):
    """Directions (n x 3) to the same points before and after a turn by ten degrees and a step of `moved` metres."""
    rng = np.random.default_rng(seed)
    points = rng.uniform((-4, -1.5, 3), (4, 2, 12), (200, 3))
    angle = np.radians(10)
    turn = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    after = (points - (moved, 0, moved)) @ turn.T
    after[::12] = rng.uniform(-5, 5, after[::12].shape)  # wrong matches
    return [
        one / np.linalg.norm(one, axis=1, keepdims=True) + rng.normal(0, noise, one.shape) for one in (points, after)
    ]


def test_a_turn_alone_leaves_only_the_errors_of_the_points():
    assert after_turning(*scene(0.0)) < 0.1


def test_a_walk_leaves_parallax():
    assert after_turning(*scene(0.4)) > 2 * PARALLAX_DEGREES
