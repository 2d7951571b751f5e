import numpy as np
import pytest

from sme_extract.vision.drift import FINE, level, local_scale

from .rooms import HEIGHT, model, size_of_path


def growing(amount):
    return lambda share: 1 + amount * (share - 0.5)


def test_a_model_without_drift_keeps_its_shape():
    levelled = level(model())
    assert levelled.first_spread < 5
    assert size_of_path(levelled.model) * HEIGHT / levelled.height == pytest.approx((14, 6), rel=0.03)


@pytest.mark.parametrize("amount", [0.15, -0.2])
def test_scale_that_creeps_is_taken_out(amount):
    bent = model(scale_at=growing(amount))
    before = size_of_path(bent) * HEIGHT / level(model()).height
    levelled = level(bent)
    after = size_of_path(levelled.model) * HEIGHT / levelled.height
    assert levelled.first_spread > 8
    assert levelled.last_spread < levelled.first_spread / 2
    assert np.abs(after / (14, 6) - 1).max() < min(0.04, np.abs(before / (14, 6) - 1).max())


def test_a_lone_wrong_height_moves_little():
    heights = np.full(60, np.nan)
    heights[::3] = 1.5
    heights[30] = 2.4
    scale = local_scale(heights, np.where(np.isfinite(heights), 10.0, 0.0), FINE)
    assert np.abs(scale - 1).max() < 0.03


def test_without_a_floor_nothing_is_levelled():
    room = model()
    assert level(room.keep(room.points[:, 2] > HEIGHT + 0.2)) is None
