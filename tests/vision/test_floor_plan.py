import numpy as np
import pytest

from sme_extract.vision.floor_plan import (
    Outline,
    WallPoints,
    bare_shares,
    direction,
    fold_jogs,
    outline,
    rectilinear,
    turn,
    wall_at,
)
from sme_extract.vision.free_space import lines_of_sight, spread_views

from .rooms import model

RECTANGLE = Outline((0.0, 0.0, 20.0, 12.0))


def wall(start, end, height=3.0, count=200, seed=0):
    """Points on a straight wall between two places of the plan."""
    share = np.random.default_rng(seed).random((count, 1))
    places = np.array(start) + share * (np.array(end) - np.array(start))
    return WallPoints(places, np.full(count, height))


def together(*parts):
    return WallPoints(np.concatenate([p.places for p in parts]), np.concatenate([p.heights for p in parts]))


def test_corners_area_and_spans_of_an_outline():
    assert RECTANGLE.area == 240
    assert sorted(map(tuple, RECTANGLE.corners)) == [(0, 0), (0, 12), (20, 0), (20, 12)]
    assert RECTANGLE.span(0) == (0, 12)
    assert RECTANGLE.span(1) == (0, 20)


@pytest.mark.parametrize("values", [(0.0, 0.0, 20.0, 12.0), (0.0, 12.0, 20.0, 0.0)])
def test_outside_lies_away_from_the_middle(values):
    shape = Outline(values)
    middle = (10, 6)
    for edge, value in enumerate(values):
        assert shape.outward(edge) == np.sign(value - middle[edge % 2])


def test_rough_polygon_becomes_rectilinear():
    rough = np.array([(0.1, 0.0), (19.9, 0.2), (20.1, 11.9), (10.0, 12.1), (9.2, 11.5), (0.0, 11.8)])
    shape = rectilinear(rough)
    assert len(shape.values) == 4
    assert shape.area == pytest.approx(240, rel=0.03)


def test_ell_keeps_its_six_walls():
    rough = np.array([(0, 0), (20, 0), (20, 8), (11, 8), (11, 14), (0, 14)], float)
    shape = rectilinear(rough)
    assert len(shape.values) == 6
    assert shape.area == pytest.approx(20 * 8 + 11 * 6)


def test_an_unseen_corner_is_completed():
    cut = np.array([(0, 0), (20, 0), (20, 9), (17, 12), (0, 12)], float)
    assert rectilinear(cut).area == pytest.approx(240)


def test_a_small_diamond_is_no_hall():
    assert rectilinear(np.array([(5, 0), (9, 4), (5, 8), (1, 4)], float)) is None


@pytest.mark.parametrize(("height", "reach"), [(3.0, 1.7), (1.0, 0.9)])
def test_an_edge_moves_out_to_its_wall(height, reach):
    points = wall((20 + reach, 0), (20 + reach, 12), height)
    assert wall_at(RECTANGLE, 2, points) == pytest.approx(20 + reach, abs=0.05)


def test_machines_before_a_wall_do_not_hold_the_edge():
    points = together(wall((19.8, 0), (19.8, 12), 1.0, 500), wall((21.2, 0), (21.2, 12), 3.0, 40, seed=1))
    assert wall_at(RECTANGLE, 2, points) == pytest.approx(21.2, abs=0.05)


def test_machines_inside_an_edge_are_no_wall():
    machines = wall((19.3, 0), (19.3, 12), 1.0, 500)
    assert wall_at(RECTANGLE, 2, machines) == 20.0
    assert wall_at(RECTANGLE, 2, wall((19.3, 0), (19.3, 12), 3.0)) == pytest.approx(19.3, abs=0.05)


def test_walls_without_points_above_the_machines_are_bare():
    low, high = wall((20, 0), (20, 12), 1.0, 500), wall((0, 0), (20, 0), 3.0, 900, seed=1)
    assert bare_shares(RECTANGLE, low).tolist() == [1.0] * 4
    assert sorted(bare_shares(RECTANGLE, together(low, high))) == pytest.approx([0, 1, 1, 1], abs=0.1)


def test_lone_points_beyond_a_wall_do_not_move_it():
    points = together(wall((20.1, 0), (20.1, 12)), wall((21.5, 2), (21.5, 10), count=15, seed=3))
    assert wall_at(RECTANGLE, 2, points) == pytest.approx(20.1, abs=0.05)


JOGGED = Outline((0.0, 0.0, 20.0, 12.0, 8.0, 10.5))
"""The wall y = 12 steps in by 1.5 m at x < 8."""


def test_a_step_that_only_something_hides_is_folded():
    folded = fold_jogs(JOGGED, wall((8, 12), (20, 12)))
    assert len(folded.values) == 4
    assert folded.area == pytest.approx(240)


def test_a_step_that_is_a_wall_stays():
    seen = together(wall((8, 12), (20, 12)), wall((0, 10.5), (8, 10.5), seed=1))
    assert fold_jogs(JOGGED, seen) == JOGGED


@pytest.mark.parametrize("shift", range(6))
def test_folding_does_not_depend_on_where_the_list_begins(shift):
    values = JOGGED.values[shift:] + JOGGED.values[:shift]
    if shift % 2:  # edge 0 must lie across x: mirror the plan at its diagonal
        folded = fold_jogs(Outline(values), wall((12, 8), (12, 20)))
    else:
        folded = fold_jogs(Outline(values), wall((8, 12), (20, 12)))
    assert folded.area == pytest.approx(240)


def test_direction_of_walls():
    turned = turn(-17).T
    points = together(wall((0, 0), (20, 0)), wall((0, 0), (0, 12), seed=1))
    found = direction(WallPoints(points.places @ turned, points.heights))
    assert min(found % 90, 90 - found % 90) == pytest.approx(17, abs=0.5)


def test_views_are_spread_and_limited():
    point_of = np.repeat(np.arange(3), [2, 5, 40])
    taken = spread_views(point_of)
    assert np.bincount(point_of[taken]).tolist() == [2, 5, 5]
    assert np.ptp(taken[-5:]) >= 30


def test_outline_of_a_room_is_its_floor():
    room = model(20, 12)
    grid = lines_of_sight(room.points[:, :2], room.centers[:, :2], room.point_of, room.camera_of)
    shape = outline(grid, WallPoints(room.points[:, :2], room.points[:, 2]))
    assert shape.area == pytest.approx(240, rel=0.02)


def test_nothing_seen_gives_no_outline():
    room = model()
    one = room.keep(np.arange(len(room.points)) == 0)
    grid = lines_of_sight(one.points[:, :2], one.centers[:, :2], one.point_of, one.camera_of)
    assert outline(grid, WallPoints(one.points[:, :2], one.points[:, 2])) is None
