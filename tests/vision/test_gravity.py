import numpy as np
import pytest

from sme_extract.vision.gravity import camera_height, flatness, floor_depth, plane_axes, up_direction

from .rooms import HEIGHT, model


def test_up_is_square_to_the_walk():
    assert up_direction(model()) == pytest.approx((0, 0, 1), abs=0.01)


def test_up_of_a_straight_walk_comes_from_the_sideways_axes():
    straight = model()
    centers = np.column_stack([np.linspace(0, 20, 120), np.full(120, 3.0), np.full(120, HEIGHT)])
    assert up_direction(straight.moved(centers, straight.points)) == pytest.approx((0, 0, 1), abs=0.01)


@pytest.mark.parametrize("unit", [1.0, 0.37, 4.2])
def test_height_is_found_in_any_unit(unit):
    room = model(unit=unit)
    assert camera_height(room, np.array([0, 0, 1.0])) * unit == pytest.approx(HEIGHT, rel=0.02)


def test_a_crowded_deck_above_the_floor_is_not_taken_for_the_floor():
    rng = np.random.default_rng(1)
    floor, deck, clutter = rng.normal(1.5, 0.03, 400), rng.normal(1.36, 0.02, 900), rng.uniform(-1, 1.4, 1500)
    depths = np.concatenate([floor, deck, clutter[clutter > 0]])
    assert floor_depth(depths, np.ones(len(depths))) == pytest.approx(1.5, rel=0.035)


def test_a_few_points_below_the_floor_do_not_move_it():
    rng = np.random.default_rng(2)
    depths = np.concatenate([rng.normal(1.5, 0.03, 500), rng.uniform(0.2, 1.4, 500), rng.uniform(1.7, 3, 20)])
    assert floor_depth(depths, np.ones(len(depths))) == pytest.approx(1.5, rel=0.035)


def test_no_floor_gives_no_height():
    room = model()
    assert camera_height(room.keep(room.points[:, 2] > HEIGHT + 0.2), np.array([0, 0, 1.0])) is None


def test_axes_of_the_plan_are_right_handed():
    axes = plane_axes(np.array([0.1, 0.2, 0.97]) / np.linalg.norm([0.1, 0.2, 0.97]))
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-9)
    assert np.linalg.det(axes) == pytest.approx(1)


def test_stairs_are_not_flat():
    room = model()
    climbing = room.centers + np.outer(np.linspace(0, 12, len(room.centers)), (0, 0, 1))
    assert flatness(room) < 0.02
    assert flatness(room.moved(climbing, room.points)) > 0.2
