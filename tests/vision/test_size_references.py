"""People, doors and pallets as references: about right, and never surer than usual sizes are."""

import numpy as np
import pytest

from sme_extract.vision.foot_points import feet_by_class
from sme_extract.vision.scale import camera_height_reference, fuse
from sme_extract.vision.size_references import references

from .sights import room, seen, view

THINGS = [("person", (9.0, 6.0)), ("person", (12.0, 5.0)), ("pallet", (7.0, 6.5)), ("pallet", (14.0, 7.0))]
DOORS = [("door", (10.0, 0.05)), ("door", (19.95, 6.0))]


@pytest.fixture(scope="module")
def cameras():
    return view()


def found(cameras, things, *, scale=1.0, door=None):
    feet = feet_by_class(seen(cameras, things), cameras, room())
    return {one.kind: one for one in references(feet, cameras, scale, door)}


def test_usual_sizes_are_about_right_and_say_how_little_they_know(cameras):
    by_kind = found(cameras, THINGS + DOORS)
    assert set(by_kind) == {"person", "pallet", "door"}
    assert all(one.scale == pytest.approx(1.0, abs=0.08) for one in by_kind.values())
    assert all(0.07 < one.relative_sd < 0.2 for one in by_kind.values())


def test_many_people_are_hardly_surer_than_the_detector_is(cameras):
    one, many = (found(cameras, THINGS[:count])["person"] for count in (1, 2))
    assert 0.07 < many.relative_sd < one.relative_sd


def test_a_known_door_is_sharper_than_a_usual_one(cameras):
    by_kind = found(cameras, DOORS, door=2.3)
    assert by_kind["known_door"].metres == 2.3
    assert by_kind["known_door"].relative_sd < 0.04
    assert "door" not in by_kind


def test_lengths_are_told_in_units_of_the_model(cameras):
    one, other = (found(cameras, THINGS, scale=scale)["person"] for scale in (1.0, 2.5))
    assert one.units == pytest.approx(2.5 * other.units)


def test_who_is_cut_off_at_the_head_does_not_count(cameras):
    giant = [("person", (6.0, 4.0))]
    sightings = [one for one in seen(cameras, giant) if any(box.top <= 1 for box in one.detections)]
    assert sightings
    assert references(feet_by_class(sightings, cameras, room()), cameras, 1.0, None) == []


def test_what_is_only_seen_from_afar_tells_no_size():
    cameras = view(60.0, 34.0, count=300)
    feet = feet_by_class(seen(cameras, [("person", (30.0, 17.0)), ("pallet", (32.0, 17.0))]), cameras, room(60.0, 34.0))
    assert len(feet["person"].cameras) > 3
    assert references(feet, cameras, 1.0, None) == []


def test_people_move_a_guessed_height_but_hardly_a_measured_one(cameras):
    person = found(cameras, THINGS)["person"]
    guessed = camera_height_reference(1.5 * 0.9, None, None)  # a model 10 % too small
    measured = camera_height_reference(1.5 * 0.9, 1.5, None)
    shares = [abs(np.log(fuse([one, person]).metres_per_unit / one.scale)) for one in (guessed, measured)]
    assert shares[1] < shares[0] / 2
