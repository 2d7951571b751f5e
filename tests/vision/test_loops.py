from types import SimpleNamespace

import numpy as np
import pytest

from sme_extract.vision import loops

from .rooms import model

ROOM = model()
FIRST = ROOM.names[2]


def turn(degrees):
    """About the vertical (3 x 3)."""
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    return np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])


STRAIGHT, ASIDE = np.eye(3), turn(40.0)


def stays(places, inliers, turns, *, torn=False):
    """Which loops are believed."""
    return loops.believed(np.array(places), np.array(inliers), np.array(turns), torn=torn).tolist()


def test_a_loop_needs_many_matches_or_neighbours_that_say_the_same():
    places = [(10, 80), (11, 81), (12, 79), (40, 90), (60, 95)]
    assert stays(places, [30, 30, 30, 30, 90], [STRAIGHT] * 5) == [True, True, True, False, True]


def test_a_loop_must_say_the_turn_that_the_path_says():
    places = [(10, 80), (11, 81), (12, 79), (13, 80)]
    assert stays(places, [200] * 4, [STRAIGHT, STRAIGHT, STRAIGHT, ASIDE]) == [True, True, True, False]


def test_of_a_torn_path_loops_are_believed_that_agree_about_another_turn():
    places, turns = [(10, 80), (11, 81), (12, 79), (13, 80)], [ASIDE, ASIDE, turn(42.0), turn(120.0)]
    assert stays(places, [200] * 4, turns) == [False] * 4
    assert stays(places, [200] * 4, turns, torn=True) == [True, True, True, False]
    assert stays(places, [40] * 4, turns, torn=True) == [False] * 4


def test_no_loops_are_no_trouble():
    assert stays(np.zeros((0, 2)), [], np.zeros((0, 3, 3)), torn=True) == []


def said(turned):
    """What the solver says of two pictures: the turn from one to the other (3 x 3)."""
    return SimpleNamespace(rotation=SimpleNamespace(matrix=lambda: turned))


def test_what_a_path_gets_wrong_is_the_same_from_wherever_it_is_seen():
    wrong = turn(40.0)
    for first, second in ((2, -3), (5, -9)):
        truth = ROOM.rotations[second] @ wrong @ ROOM.rotations[first].T
        assert loops.disagreement(said(truth), [ROOM.names[first], ROOM.names[second]], ROOM) == pytest.approx(wrong)


def test_nothing_contradicts_a_picture_that_is_not_in_the_model():
    assert loops.disagreement(said(ASIDE), [FIRST, "999999.jpg"], ROOM) == pytest.approx(np.eye(3))


def test_a_picture_that_is_not_in_the_model_is_matched_with_its_likes(monkeypatch, tmp_path):
    alike = [(FIRST, "999999.jpg"), (ROOM.names[0], ROOM.names[60])]
    monkeypatch.setattr(loops, "similar_pictures", lambda database: alike)
    found = loops.candidates(tmp_path / "points.db", ROOM)
    assert (FIRST, "999999.jpg") in found
    assert (ROOM.names[0], ROOM.names[60]) not in found  # they look the other way
    assert (ROOM.names[0], ROOM.names[60]) in loops.candidates(tmp_path / "points.db", ROOM, torn=True)
