import pytest

from sme_extract.vision.interval import SHAPE_SD, WALL_SD, area_interval

SIDES = (25.0, 20.0)


def test_interval_holds_the_area_and_is_wider_above():
    one = area_interval(500.0, SIDES, 0.0, 0.03)
    assert one.low < one.area < one.high
    assert one.high - one.area > one.area - one.low


def test_doubt_of_the_scale_counts_twice():
    walls = (WALL_SD / 25) ** 2 + (WALL_SD / 20) ** 2
    assert area_interval(500.0, SIDES, 0.0, 0.1).relative_sd ** 2 == pytest.approx(4 * 0.1**2 + SHAPE_SD**2 + walls)


def test_walls_that_were_not_seen_widen_the_interval():
    assert area_interval(500.0, SIDES, 0.9, 0.02).half_width > 1.4 * area_interval(500.0, SIDES, 0.2, 0.02).half_width


def test_a_small_hall_is_known_less_well():
    assert (
        area_interval(80.0, (10.0, 8.0), 0.0, 0.01).half_width
        > 1.3 * area_interval(800.0, (32.0, 25.0), 0.0, 0.01).half_width
    )
