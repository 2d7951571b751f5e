import numpy as np
import pytest

from sme_extract.credit.forecast_methods import Blend, damped_trend, mean, naive, seasonal_naive, smoothed, theta

YEAR = np.arange(1.0, 13.0)


@pytest.mark.parametrize(
    ("months", "path"), [(1, [12]), (3, [10, 11, 12]), (12, [*range(1, 13)]), (14, [*range(1, 13), 1, 2])]
)
def test_naive_repeats_as_many_months_as_are_asked_for(months, path):
    assert naive(YEAR, months).tolist() == path


def test_seasonal_naive_repeats_the_last_year():
    assert seasonal_naive(np.concatenate([YEAR * 7, YEAR]), 14).tolist() == [*range(1, 13), 1, 2]


def test_mean_looks_at_the_last_year_only():
    assert mean(np.concatenate([np.full(12, 99.0), YEAR]), 2).tolist() == [6.5, 6.5]


def test_smoothing_moves_a_fifth_of_the_way_to_each_month():
    # From the mean of the first half year, 10, through six months of 10 to 20 and 20.
    assert smoothed(np.array([10.0] * 6 + [20.0, 20.0]), 2) == pytest.approx([13.6, 13.6])


@pytest.mark.parametrize("method", [mean, smoothed, damped_trend, theta, Blend().path])
def test_an_even_series_goes_on_evenly(method):
    assert method(np.full(24, 5.0), 12) == pytest.approx(np.full(12, 5.0))


def test_theta_drifts_with_half_of_the_slope():
    path = theta(np.arange(24.0), 3)
    assert np.diff(path) == pytest.approx([0.5, 0.5])


def test_damped_trend_fades():
    steps = np.diff(damped_trend(np.arange(24.0), 12))
    assert (steps > 0).all()
    assert (np.diff(steps) < 0).all()


def test_the_blend_weighs_year_level_and_season():
    history = np.concatenate([np.zeros(12), YEAR])
    wanted = 0.4 * 6.5 + 0.4 * smoothed(history, 12) + 0.2 * YEAR
    assert Blend().path(history, 12) == pytest.approx(wanted)
