"""Printed markers on a rendered wall give the length between them, and their side where they look large."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from sme_extract.vision import markers
from sme_extract.vision.floor_view import FloorView
from sme_extract.vision.markers import MarkerViews
from tests.fixtures.make.hall_things import MARK_SIDE
from tests.fixtures.make.halls import HallPlan, hall

APART = 4.0
PLAN = HallPlan(5001, 100, 160, marks=APART)


def before_the_wall(made, away):
    """A way (places at times 0 to 1) along the markers, `away` metres from them, looking at the wall y = 0."""
    middle = np.mean([box.middle[0] for box in made.furnisher.building if box.texture.startswith("mark")])

    def pose(times):
        times = np.asarray(times, float)
        turn = np.array([[-1.0, 0, 0], [0, 0, -1], [0, -1, 0]])  # right is -x, down is -z, forward is -y
        places = np.column_stack([middle + (times - 0.5) * 3, np.full_like(times, away), 1.5 + 0.2 * times])
        return np.repeat(turn[None], len(times), axis=0), places

    return pose


def filmed(away, moments, size=(640, 360), sharper=1):
    """The markers as pictures show them that are `sharper` times as large as those of the (true) cameras."""
    view = None
    for larger in (1, sharper):
        made = hall(replace(PLAN, width=size[0] * larger, height=size[1] * larger))
        made.furnisher.things.clear()
        pose = before_the_wall(made, away)
        made = replace(made, camera=replace(made.camera, pose=pose, read_out=0.0, exposures=1))
        camera, (turns, places) = made.camera, pose(moments)
        names = tuple(f"{number:06d}.jpg" for number in range(len(moments)))
        turned, lens = np.swapaxes(turns, 1, 2), (camera.focal, camera.distortion, camera.width, camera.height)
        view = view or FloorView(names, places, turned, *lens)
    shown = (cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) for image, _ in made.pictures(moments))
    return view, markers.find(zip(names, shown, strict=True), view, lambda: None)


@pytest.fixture(scope="module")
def far():
    return filmed(5.0, np.linspace(0, 1, 7))


def test_the_length_between_two_marks_is_found(far):
    view, found = far
    assert set(found) == {0, 1}
    reference = markers.pair_reference(found, view, 0.5, APART)
    assert reference.kind == "marks"
    assert reference.scale == pytest.approx(0.5, rel=0.01)
    assert 0.012 <= reference.relative_sd < 0.03


def test_marks_that_look_small_do_not_tell_their_side(far):
    view, found = far
    assert markers.side_references(found, view, 1.0, MARK_SIDE) == []


def test_a_hanging_marker_seen_large_tells_the_scale():
    view, found = filmed(2.0, np.linspace(0, 0.35, 5))
    (reference,) = markers.side_references(found, view, 1.0, MARK_SIDE)
    assert reference.kind == "marker"
    assert reference.scale == pytest.approx(1.0, rel=0.03)
    assert reference.relative_sd > 0.03


def test_a_sharp_video_shows_markers_that_the_shrunk_picture_loses():
    moments = np.linspace(0, 1, 7)
    view, lost = filmed(7.0, moments, (320, 180))
    same, found = filmed(7.0, moments, (320, 180), sharper=4)
    assert markers.pair_reference(lost, view, 0.5, APART) is None
    assert same.width == view.width
    reference = markers.pair_reference(found, same, 0.5, APART)
    assert reference.scale == pytest.approx(0.5, rel=0.01)
    assert found[0].sides_px.min() > 25


def test_a_marker_on_the_floor_is_doubted_widely():
    turn = np.array([[1.0, 0, 0], [0, -np.sin(0.9), -np.cos(0.9)], [0, np.cos(0.9), -np.sin(0.9)]])
    centers = np.array([[x, -1.2, 1.5] for x in (-0.5, 0.0, 0.5, 0.9)])
    view = FloorView(("a", "b", "c", "d"), centers, np.repeat(turn[None], 4, axis=0), 739.0, 0.0, 960, 540)
    square = np.array([[-0.15, 0.15, 0], [0.15, 0.15, 0], [0.15, -0.15, 0], [-0.15, -0.15, 0]])
    corners = np.stack([view.pixels(camera, square) for camera in range(4)])
    (reference,) = markers.side_references({7: MarkerViews(np.arange(4), corners, np.full(4, 90.0))}, view, 1.0, 0.3)
    assert reference.kind == "floor_marker"
    assert reference.scale == pytest.approx(1.0, rel=1e-3)
    assert reference.relative_sd > 0.1


def test_a_mark_seen_too_rarely_or_from_one_place_gives_nothing(far):
    view, found = far
    few = found[1].keep(np.arange(len(found[1].cameras)) < 3)
    assert markers.pair_reference({0: found[0], 1: few}, view, 1.0, APART) is None
    same = MarkerViews(np.zeros(6, dtype=int), np.repeat(found[1].corners[:1], 6, axis=0), np.full(6, 30.0))
    assert markers.pair_reference({0: found[0], 1: same}, view, 1.0, APART) is None


def test_halls_without_marks_are_drawn_as_before():
    bare, marked = hall(replace(PLAN, marks=None)), hall(PLAN)
    assert len(marked.furnisher.building) == len(bare.furnisher.building) + 2
    assert [box.tint for box in marked.furnisher.building[:-2]] == [box.tint for box in bare.furnisher.building]
    assert marked.camera.read_out == bare.camera.read_out
