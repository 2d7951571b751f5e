from dataclasses import replace

import numpy as np

from sme_extract.vision.camera_path import preferred

from .rooms import model

EVEN = model()
TIMES = {name: number / 3 for number, name in enumerate(EVEN.names)}
LEAN = model(scale_at=lambda share: 1 + 0.2 * (share - 0.5))
BENT = model(scale_at=lambda share: 1 + 0.5 * (share - 0.5))


def best(*ways, rough=BENT):
    return preferred(ways, TIMES, rough)[0]


def test_of_even_paths_the_first_named_is_taken():
    other = model(seed=1)
    assert best(EVEN, other) is EVEN
    assert best(other, EVEN) is other


def test_a_path_along_which_the_height_stays_is_preferred_and_the_rough_one_comes_last():
    assert preferred([LEAN, EVEN], TIMES, BENT) == [EVEN, LEAN, BENT]
    assert best(LEAN, rough=EVEN) is LEAN


def test_ways_that_false_loops_have_bent_are_worse_than_the_one_without_loops():
    assert preferred([BENT], TIMES, EVEN) == [EVEN, BENT]
    assert preferred([LEAN, BENT], TIMES, EVEN) == [LEAN, EVEN, BENT]


def test_a_path_in_one_piece_is_preferred_and_the_torn_one_is_no_second_opinion():
    torn = EVEN.moved(EVEN.centers + np.where(np.arange(len(EVEN.names)) < 60, 0, 40)[:, None], EVEN.points)
    assert preferred([torn], TIMES, BENT) == [BENT]
    assert preferred([torn], TIMES, torn) == [torn, torn]


def test_a_path_of_fewer_pictures_is_none():
    half = EVEN.with_cameras(np.arange(len(EVEN.names)) < 60)
    assert preferred([half], TIMES, BENT) == [BENT]


def test_a_path_without_points_comes_last():
    empty = replace(EVEN, points=np.zeros((0, 3)), point_of=EVEN.point_of[:0], camera_of=EVEN.camera_of[:0])
    assert best(empty, LEAN, rough=EVEN) is LEAN
