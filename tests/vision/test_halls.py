"""The maker of halls is right itself: its truth is checked against what it draws."""

import numpy as np
import pytest

from tests.fixtures.make.hall_points import points_of
from tests.fixtures.make.hall_render import Box, Camera, Renderer
from tests.fixtures.make.hall_shapes import Walk, distance_inside, inset, outline, polygon_area
from tests.fixtures.make.halls import HallPlan, hall


def still(*, read_out=0.0, speed=0.0):
    """A camera at (0, 0, 1.5) that looks along x, moving sideways along y."""

    def pose(times):
        turn = np.array([[0.0, 0, 1], [-1, 0, 0], [0, -1, 0]])
        places = np.column_stack([np.zeros_like(times), np.asarray(times) * speed, np.full_like(times, 1.5)])
        return np.repeat(turn[None], len(times), axis=0), places

    return Camera(160, 120, 120.0, pose, distortion=0.0, read_out=read_out)


def drawn(camera, *boxes):
    renderer = Renderer({"plain": np.full((16, 16, 3), 200, np.uint8)}, camera)
    return renderer.frame(list(boxes), 0.0)


def test_a_box_appears_where_the_pinhole_says():
    _, things = drawn(still(), Box((11.0, 0, 1.5), (1, 1, 0.5), 0.0, "plain", thing=7))
    rows, columns = np.nonzero(things == 7)  # its front lies 10 m away: 24 x 12 pixels around the middle
    assert (columns.min(), columns.max(), rows.min(), rows.max()) == (68, 91, 54, 65)


def test_what_stands_before_hides_what_stands_behind():
    near, far = (
        Box((5.5, 0, 1.5), (0.5, 1, 1), 0.0, "plain", thing=1),
        Box((9.0, 0, 1.5), (0.5, 1, 1), 0.0, "plain", thing=2),
    )
    for order in ((near, far), (far, near)):
        _, things = drawn(still(), *order)
        assert things[60, 80] == 1


def test_a_rolling_shutter_leans_upright_edges():
    box = Box((11.0, 0, 1.5), (1, 1, 3), 0.0, "plain", thing=0)
    _, straight = drawn(still(read_out=0.0, speed=20.0), box)
    _, leaning = drawn(still(read_out=0.03, speed=20.0), box)
    left = [np.argmax(things == 0, axis=1) for things in (straight, leaning)]
    assert np.ptp(left[0][40:80]) == 0
    assert 2 <= np.ptp(left[1][40:80]) <= 4  # 40 of 120 rows, 20 m/s, 30 ms, 12 pixels a metre


@pytest.mark.parametrize("seed", range(12))
def test_outlines_have_the_area_they_were_asked_for(seed):
    corners, shape = outline(np.random.default_rng(seed), 100, 3000)
    assert 99 < polygon_area(corners) < 3010
    assert shape in ("rectangle", "ell", "tee", "notch")
    sides = np.roll(corners, -1, axis=0) - corners
    assert (np.abs(sides).min(axis=1) < 0.011).all()


def test_inside_is_positive_and_outside_negative():
    corners = np.array([(0, 0), (10, 0), (10, 4), (4, 4), (4, 9), (0, 9)], float)
    points = np.array([(2.0, 2.0), (2.0, 8.0), (8.0, 8.0), (9.5, 1.0)])
    assert distance_inside(corners, points) == pytest.approx([2.0, 1.0, -4.0, 0.5])
    assert polygon_area(inset(corners, 1.0)) == pytest.approx(8 * 2 + 2 * 5)


@pytest.mark.parametrize("seed", [3, 1002])
def test_the_walker_goes_through_nothing(seed):
    made = hall(HallPlan(seed, high_area=300))
    path = made.camera.pose(np.arange(0, made.seconds, 0.2))[1]
    assert distance_inside(made.corners, path[:, :2]).min() > 0.8
    for thing in made.furnisher.things:
        if thing.velocity == (0.0, 0.0):
            assert np.hypot(path[:, 0] - thing.x, path[:, 1] - thing.y).min() > min(thing.size[:2]) / 2, thing.name


def test_a_hall_follows_from_its_seed():
    first, again, other = (hall(HallPlan(seed, high_area=200, seconds=0.2)) for seed in (5, 5, 6))
    pictures = [np.stack(list(one.frames())) for one in (first, again, other)]
    assert (pictures[0] == pictures[1]).all()
    assert first.truth() == again.truth()
    assert first.truth()["area"] != other.truth()["area"]


def test_a_round_ends_where_it_began():
    walk = Walk(np.array([(0, 0), (20, 0), (20, 12), (0, 12)], float), 3.0, 1.4)
    assert 36 < walk.length < 44
    assert np.linalg.norm(walk.points[-1] - walk.points[0]) < 5


def test_what_hides_half_of_a_thing_halves_its_visible_share():
    made = hall(HallPlan(5, high_area=150, seconds=0.2, width=160, height=90, frame_rate=10))
    plain = made.furnisher.building[-1].texture
    front = Box((8.0, 0.0, 1.5), (0.1, 2.0, 1.0), 0.0, plain, thing=0)
    screen = Box((6.0, 1.5, 1.5), (0.1, 1.5, 2.0), 0.0, plain, thing=1)
    renderer = Renderer(made.furnisher.textures, still())
    _, things = renderer.frame([front, screen], 0.0)
    shares = {seen.thing: seen.visible for seen in made._seen(things, renderer.silhouettes([front, screen], 0.0))}
    assert shares[0] == pytest.approx(0.5, abs=0.06)
    assert shares[1] > 0.95


def test_boxes_hold_what_is_visible_of_things():
    made = hall(HallPlan(5, high_area=200, seconds=4, width=320, height=180, frame_rate=4))
    names = {thing.name for thing in made.furnisher.things}
    assert {"machine", "pallet", "person", "carton_stack", "door"} <= names
    seen = [one for _, boxes in made.pictures(made.moments[::5]) for one in boxes]
    assert len(seen) > 10
    assert all(0 <= one.left < one.right <= 320 and 0 <= one.top < one.bottom <= 180 for one in seen)
    assert {one.name for one in seen} <= names
    assert max(one.visible for one in seen) > 0.9
    assert min(one.visible for one in seen) < 0.8


def test_points_of_a_hall_lie_on_what_stands_in_it():
    made = hall(HallPlan(5, high_area=200, seconds=8, width=160, height=90))
    model = points_of(made)
    assert len(model.points) > 150
    assert model.views.min() >= 3
    inside = distance_inside(made.corners, model.points[:, :2])
    assert np.percentile(inside, 2) > -0.3
    assert -0.3 < np.percentile(model.points[:, 2], 2) < 0.1
