import pytest

from sme_extract.vision.interval import SHAPE_SD, area_interval


def test_interval_holds_the_area_and_is_wider_above():
    one = area_interval(500.0, 0.0, 0.03)
    assert one.low < one.area < one.high
    assert one.high - one.area > one.area - one.low


def test_doubt_of_the_scale_counts_twice():
    assert area_interval(500.0, 0.0, 0.1).relative_sd == pytest.approx((4 * 0.1**2 + SHAPE_SD**2) ** 0.5)


def test_walls_that_were_not_seen_widen_the_interval():
    assert area_interval(500.0, 0.9, 0.02).half_width > 1.4 * area_interval(500.0, 0.2, 0.02).half_width
