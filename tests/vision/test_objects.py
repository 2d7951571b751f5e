"""Objects are counted once, however often and from wherever they are seen."""

import numpy as np
import pytest

from sme_extract.vision import objects
from sme_extract.vision.detection import Detection
from sme_extract.vision.objects import FoundObject

from .sights import room, seen, view

MACHINES = [(6.0, 6.0), (10.0, 5.0), (14.0, 7.0), (1.2, 1.2), (18.8, 10.8)]
PALLETS = [(8.0, 8.0), (9.7, 8.0), (11.4, 8.0), (19.0, 5.0)]
THINGS = [("machine", place) for place in MACHINES] + [("pallet", place) for place in PALLETS]


@pytest.fixture(scope="module")
def cameras():
    return view()


def counted(sightings, cameras):
    return {one.name: one for one in objects.on_floor(sightings, cameras, room())}


def farthest_off(counted, truth):
    """Largest distance in metres from a true place to the nearest one found."""
    found = np.array([item.place for item in counted.items])
    return np.linalg.norm(found[None] - np.array(truth)[:, None], axis=2).min(axis=1).max()


def test_each_thing_counts_once_from_all_sides(cameras):
    counts = counted(seen(cameras, THINGS), cameras)
    assert (counts["machine"].count, counts["pallet"].count) == (5, 4)
    assert farthest_off(counts["machine"], MACHINES) < 0.7
    assert farthest_off(counts["pallet"], PALLETS) < 0.5
    assert counts["machine"].counted_by == "floor"


def test_a_rack_seen_from_both_sides_counts_once(cameras):
    assert counted(seen(cameras, [("rack", (10.0, 6.0))]), cameras)["rack"].count == 1


@pytest.mark.parametrize("seed", range(3))
def test_shaky_boxes_and_misses_change_little(cameras, seed):
    sightings = seen(cameras, THINGS, rng=np.random.default_rng(seed), jitter=0.05, missed=0.2)
    counts = counted(sightings, cameras)
    assert counts["machine"].sure <= 5 <= counts["machine"].possible
    assert counts["machine"].count in (5, 6)
    assert counts["pallet"].count in (4, 5)


def test_what_stands_outside_does_not_count(cameras):
    assert not counted(seen(cameras, [("machine", (25.0, 6.0))]), cameras)["machine"].items


def test_a_box_that_one_picture_shows_is_not_even_the_least(cameras):
    sightings = seen(cameras, [("machine", (10.0, 6.0))])
    lonely = [one for one in sightings if one.detections][:1] + [one for one in sightings if not one.detections]
    assert objects.in_pictures(lonely)[0].sure == 0


def test_few_views_are_possible_but_do_not_count(cameras):
    sightings = seen(cameras, [("pallet", (10.0, 6.0))])
    with_pallet = [number for number, one in enumerate(sightings) if one.detections]
    lonely = [sightings[number] for number in with_pallet[4:6]]
    counts = counted(lonely, cameras)["pallet"]
    assert (counts.count, counts.sure, counts.possible) == (0, 0, 1)


def test_a_foot_below_the_picture_says_nothing(cameras):
    sightings = seen(cameras, [("machine", (10.0, 6.0))])
    cut = [one for one in sightings if any(box.bottom >= one.height for box in one.detections)]
    machine = counted(cut, cameras)["machine"]
    assert (machine.count, machine.sure, machine.counted_by) == (None, 1, "one-picture")


def test_one_view_is_never_sure_and_no_number_of_views_is_certain():
    sighting = seen(view(), [])[0]
    box = Detection("machine", 1.0, 0, 0, 10, 10)
    once, often = (FoundObject(None, ((sighting, box),) * views) for views in (1, 20))
    assert once.confidence <= 0.5
    assert often.confidence == 0.95


def test_people_who_walk_are_followed(cameras):
    people = [
        ("person", (10.0, 6.0)),
        ("person", lambda seconds: (6.0 + 0.8 * (seconds % 6), 5.0)),
        ("person", lambda seconds: (14.0, 4.0 + 0.8 * (seconds % 5))),
    ]
    counts = counted(seen(cameras, people), cameras)["person"]
    assert counts.counted_by == "tracks"
    assert counts.sure <= 3 <= counts.possible
    assert 3 <= counts.count <= 5


def test_without_a_plan_only_the_least_is_known(cameras):
    (machines, pallets) = objects.in_pictures(seen(cameras, THINGS))
    assert (machines.count, machines.possible, machines.counted_by) == (None, None, "one-picture")
    assert 1 <= machines.sure <= 5
    assert 1 <= pallets.sure <= 4
