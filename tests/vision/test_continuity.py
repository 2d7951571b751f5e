import numpy as np
import pytest

from sme_extract.vision.continuity import jumps, without_strays

from .rooms import model

ROOM = model()
SECONDS = {name: number * 0.4 for number, name in enumerate(ROOM.names)}


def moved(places, by=(30.0, 5.0, 0.0)):
    """The room with the cameras at `places` elsewhere."""
    centers = ROOM.centers.copy()
    centers[places] += by
    return ROOM.moved(centers, ROOM.points)


def test_a_walk_has_neither_jumps_nor_strays():
    assert jumps(ROOM, SECONDS) == []
    assert without_strays(ROOM, SECONDS) is ROOM


def test_a_walk_that_goes_on_elsewhere_jumps_once():
    assert jumps(moved(slice(60, None)), SECONDS) == [pytest.approx(59 * 0.4)]


def test_a_pause_between_pictures_is_no_jump():
    """Pictures whose place was not found leave a gap in time as well as in the path."""
    kept = np.ones(len(ROOM.names), dtype=bool)
    kept[40:70] = False
    assert jumps(ROOM.with_cameras(kept), SECONDS) == []


@pytest.mark.parametrize("place", [0, 50, -1])
def test_one_picture_in_the_wrong_place_is_dropped(place):
    mended = without_strays(moved(place), SECONDS)
    assert len(mended.names) == len(ROOM.names) - 1
    assert ROOM.names[place] not in mended.names
    assert jumps(mended, SECONDS) == []


def test_points_keep_their_views_when_a_camera_goes():
    kept = np.ones(len(ROOM.names), dtype=bool)
    kept[10] = False
    fewer = ROOM.with_cameras(kept)
    assert fewer.camera_of.max() == len(fewer.names) - 1
    assert fewer.point_of.max() == len(fewer.points) - 1
    assert fewer.views.min() >= 3
    seen_before = {tuple(p) for p in ROOM.points}
    assert {tuple(p) for p in fewer.points} <= seen_before


def test_a_jump_is_told_whatever_the_unit_of_the_model_is():
    tiny = moved(slice(60, None))
    assert len(jumps(tiny.moved(tiny.centers / 50, tiny.points / 50), SECONDS)) == 1
