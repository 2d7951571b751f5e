from types import SimpleNamespace

import numpy as np

from sme_extract.vision import loops
from sme_extract.vision.loops import supported

from .rooms import model

ROOM = model()
FIRST, LAST = ROOM.names[2], ROOM.names[-3]


def test_a_loop_needs_neighbours_that_say_the_same():
    places = [(10, 80), (11, 81), (12, 79), (40, 90)]
    assert supported((10, 80), places)
    assert not supported((40, 90), places)


def matched(count, turn):
    """What the solver says of two pictures: as many matches, and the turn from one to the other (3 x 3)."""
    rotation = SimpleNamespace(matrix=lambda: turn)
    return SimpleNamespace(inlier_matches=np.zeros((count, 2)), cam2_from_cam1=SimpleNamespace(rotation=rotation))


def test_matches_must_say_the_turn_that_the_model_says():
    turn = ROOM.rotations[-3] @ ROOM.rotations[2].T
    assert loops._agrees(matched(40, turn), [FIRST, LAST], ROOM)
    assert not loops._agrees(matched(10, turn), [FIRST, LAST], ROOM)
    assert not loops._agrees(matched(40, turn @ np.diag([-1.0, 1.0, -1.0])), [FIRST, LAST], ROOM)


def test_of_a_picture_that_is_not_in_the_model_the_number_of_matches_decides():
    backwards = np.diag([-1.0, 1.0, -1.0])
    assert loops._agrees(matched(40, backwards), [FIRST, "999999.jpg"], ROOM)
    assert not loops._agrees(matched(10, backwards), [FIRST, "999999.jpg"], ROOM)


def test_a_picture_that_is_not_in_the_model_is_matched_with_its_likes(monkeypatch, tmp_path):
    alike = [(FIRST, "999999.jpg"), (ROOM.names[0], ROOM.names[60])]
    monkeypatch.setattr(loops, "similar_pictures", lambda database: alike)
    found = loops.candidates(tmp_path / "points.db", ROOM)
    assert (FIRST, "999999.jpg") in found
    assert (ROOM.names[0], ROOM.names[60]) not in found  # they look the other way
