import numpy as np
import pytest

from sme_extract.vision.rolling_shutter import ReadOut, best, candidates, smooth_flow


def test_rows_are_exposed_one_after_the_other():
    corners = np.array([(0.0, 0.0), (960.0, 270.0), (0.0, 540.0)])
    assert ReadOut(0.02).phase(corners, 960, 540) == pytest.approx([-0.01, 0, 0.01])
    assert ReadOut(0.02, backwards=True).phase(corners, 960, 540) == pytest.approx([0.01, 0, -0.01])
    assert ReadOut(0.02, along_x=True).phase(corners, 960, 540) == pytest.approx([-0.01, 0.01, -0.01])


def test_a_portrait_video_is_read_column_by_column_either_way():
    ways = {(one.along_x, one.backwards) for one in candidates(540, 960, 90)}
    assert ways == {(True, False), (True, True)}
    assert all(not one.along_x for one in candidates(960, 540, 0))
    assert {one.backwards for one in candidates(960, 540, 180)} == {False, True}


def test_the_read_out_between_candidates_comes_from_a_parabola():
    misfits = {one: 0.7 + 40 * (one.seconds - 0.017) ** 2 for one in candidates(960, 540, 0)}
    assert best(misfits).seconds == pytest.approx(0.017, abs=0.0002)


def test_no_read_out_beyond_the_candidates():
    falling = {one: 1 - one.seconds for one in candidates(960, 540, 0)}
    rising = {one: 1 + one.seconds for one in candidates(960, 540, 0)}
    assert (best(falling).seconds, best(rising).seconds) == (0.03, 0.0)


def test_lost_points_move_as_the_picture_does():
    rng = np.random.default_rng(0)
    points = rng.uniform((0, 0), (960, 540), (300, 2))
    true = np.stack([50 + 0.2 * points[:, 0], -30 + 0.1 * points[:, 1]], axis=1)
    seen = true + rng.normal(0, 1, true.shape)
    seen[::10] += 400  # wrong matches
    known = rng.random(300) < 0.7
    assert np.abs(smooth_flow(points, seen, known, 960, 540) - true).max() < 12
