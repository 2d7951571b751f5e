import numpy as np
import pytest

from sme_extract.credit.backtest import learn, past, record, score
from sme_extract.credit.conformal import HORIZONS, WINDOWS, Window
from sme_extract.credit.forecast import Calibration
from sme_extract.credit.forecast_methods import YEAR, Blend

MONTH, QUARTER = Window(1, 1), Window(1, 3)


class Constant:
    """Always the same."""

    name, version = "constant", "1"

    def __init__(self, value):
        self.value = value

    def path(self, history, months):
        return np.full(months, self.value)


def series(seed=1, n=36):
    return 1000 * np.exp(np.random.default_rng(seed).normal(0, 0.4, n))


@pytest.mark.parametrize("pool", [None, "made up"])
def test_the_future_does_not_reach_into_past_forecasts(pool):
    values, changed = series(), series()
    changed[24:] *= 50
    pool = pool and learn(pool, {"sales": {str(i): series(i) for i in range(2, 22)}}, Blend())
    calibration = Calibration("sales", pool)
    before, after = past("sales", values, Blend()), past("sales", changed, Blend())
    seen = 0
    for old, new in zip(before, after, strict=False):
        if old.at <= 24:
            assert old.path.tolist() == new.path.tolist()
            for window in WINDOWS:
                bands = calibration.bands(old, window, before)
                assert bands == calibration.bands(new, window, after)
                seen += len(bands)
    assert seen > 10


def test_origins_begin_with_the_second_year_and_skip_what_would_be_refused():
    values = series()
    assert [origin.at for origin in past("sales", values, Blend())] == list(range(12, 36))
    values[20:23] = 0
    # Three silent months refuse origin 23; with two or three gaps, 24 to 34 have fewer than ten months of twelve.
    assert [origin.at for origin in past("sales", values, Blend())] == [*range(12, 23), *range(33, 36)]


def test_the_outcome_of_a_window_must_be_complete():
    origins = past("sales", series(n=14), Blend())
    assert [(origin.at, origin.knows(MONTH), origin.knows(QUARTER)) for origin in origins] == [
        (12, True, False),
        (13, True, False),
    ]


def test_a_record_is_counted_by_hand():
    values = np.array([10.0] * 12 + [20.0, 10.0, 30.0])
    origins = past("sales", values, Constant(15.0))
    bands = {12: (10.0, 20.0), 13: (11.0, 20.0), 14: (0.0, 30.0)}
    found = record(MONTH, origins, lambda origin, _: {0.8: bands[origin.at]})
    assert found.n_origins == 3
    assert found.error == pytest.approx((5 + 5 + 15) / 60, abs=1e-4)
    assert found.skill_naive == pytest.approx(1 - 25 / (10 + 10 + 20), abs=1e-4)
    assert found.skill_seasonal_naive == pytest.approx(1 - 25 / (10 + 0 + 20), abs=1e-4)
    assert found.coverage_80 == pytest.approx(2 / 3, abs=1e-4)
    assert found.width_80 == pytest.approx((10 + 9 + 30) / 60, abs=1e-4)
    assert found.coverage_90 is None
    assert found.width_90 is None


def test_without_origins_a_record_is_empty():
    found = record(QUARTER, (), lambda *_: {})
    assert (found.n_origins, found.error, found.skill_naive, found.coverage_80) == (0, None, None, None)


def test_scores_are_outcomes_over_forecasts_or_differences_over_levels():
    values = np.array([10.0] * 12 + [30.0])
    [flow] = past("sales", values, Constant(20.0))
    [balance] = past("net_cash", -values, Constant(20.0))
    assert score("sales", flow, MONTH) == 1.5
    assert score("net_cash", balance, MONTH) == -5.0


def test_a_pool_does_not_depend_on_the_order_of_companies():
    one = {str(i): series(i) for i in range(20)}
    other = dict(reversed(one.items()))
    assert learn("p", {"sales": one}, Blend()).to_json() == learn("p", {"sales": other}, Blend()).to_json()


def test_horizons_of_the_record_are_windows_of_the_pool():
    assert set(HORIZONS) <= set(WINDOWS)
    assert HORIZONS[-1].months == YEAR
