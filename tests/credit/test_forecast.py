import math
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from sme_extract.credit.forecast import MonthlySeries, forecast
from sme_extract.credit.forecast_methods import Blend, mean
from sme_extract.schemas.errors import EngineError
from sme_extract.schemas.forecast import Commitment, SeriesForecast

START = date(2023, 3, 15)


def series(n=36, name="sales", spread=0.1, seed=1, level=100_000):
    values = level * np.exp(np.random.default_rng(seed).normal(0, spread, n))
    return MonthlySeries(name, START, tuple(Decimal(str(round(value, 2))) for value in values))


def with_values(values, name="sales"):
    return MonthlySeries(name, START, tuple(values))


class Mean:
    """A plugin's method."""

    name, version = "mean", "7"

    def path(self, history, months):
        return mean(history, months)


def test_a_calm_company_gets_a_path_of_twelve_months():
    found = forecast(series())
    assert found.refusals == ()
    assert [window.first_month for window in found.months][:2] == [date(2026, 3, 1), date(2026, 4, 1)]
    assert found.months[-1].last_month == date(2027, 2, 1)
    assert [window.months_ahead for window in found.quarters] == [(1, 3), (4, 6), (7, 9), (10, 12)]
    assert [window.months_ahead for window in found.horizons] == [(1, 1), (1, 3), (1, 6), (1, 12)]
    assert float(found.months[0].point) == pytest.approx(100_000, rel=0.05)


def test_sums_are_the_sums_of_the_path():
    found = forecast(series(spread=0.5))
    for window in (*found.quarters, *found.horizons):
        first, last = window.months_ahead
        path = sum(month.point for month in found.months[first - 1 : last])
        assert abs(window.point - path) <= Decimal("0.06")  # each month is rounded to the cent


@pytest.mark.parametrize("name", ["sales", "purchases", "collections", "net_cash"])
def test_wider_levels_hold_narrower_ones_and_the_quantiles_are_in_order(name):
    found = forecast(series(name=name, spread=0.8))
    for window in (*found.months, *found.quarters, *found.horizons):
        eighty, ninety = window.intervals
        assert (eighty.level, ninety.level) == (0.8, 0.9)
        assert ninety.low <= eighty.low < eighty.high <= ninety.high
        assert window.p10 < window.p50 < window.p90


def test_a_flow_is_not_negative_and_a_balance_may_be():
    assert min(i.low for w in forecast(series(spread=1.2)).months for i in w.intervals) >= 0
    loss = with_values([float(-v) for v in series().values], "net_cash")
    assert max(i.low for w in forecast(loss).months for i in w.intervals) < 0


def test_the_record_of_the_past_stands_beside_the_forecast():
    found = forecast(series())
    assert [(record.months, record.n_origins) for record in found.backtest] == [(1, 24), (3, 22), (6, 19), (12, 13)]
    for record in found.backtest:
        assert record.coverage_80 is not None
        assert record.coverage_90 >= record.coverage_80
        assert 0 < record.width_80 <= record.width_90


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([], "short-history"),
        ([100.0] * 17, "short-history"),
        ([100.0] * 33 + [0.0] * 3, "no-recent-activity"),
        ([100.0] * 26 + [0.0, 100.0] * 3 + [100.0] * 4, "gaps"),
        ([100.0] * 30 + [401.0] * 6, "structural-break"),
        ([100.0] * 30 + [24.0] * 6, "structural-break"),
        ([-100.0] * 36, "no-level"),
        ([100.0] * 35 + [math.nan], "not-finite"),
    ],
)
def test_a_history_that_bears_no_forecast_is_refused(values, code):
    found = forecast(with_values(values))
    assert [(refusal.code, refusal.months) for refusal in found.refusals] == [(code, None)]
    assert (found.months, found.quarters, found.horizons, found.calibration) == ((), (), (), None)
    assert len(found.backtest) == 4
    assert found.n_months == len(values)


@pytest.mark.parametrize(("values", "name"), [([100.0] * 30 + [399.0] * 6, "sales"), ([-100.0] * 36, "net_cash")])
def test_what_is_within_the_limits_is_not_refused(values, name):
    assert forecast(with_values(values, name)).refusals == ()


@pytest.mark.parametrize(("n", "reach"), [(18, 1), (19, 1), (20, 3), (23, 6), (28, 6), (29, 12)])
def test_a_horizon_needs_a_history_of_its_length(n, reach):
    found = forecast(series(n))
    assert len(found.months) == reach
    assert [window.months_ahead[1] for window in found.horizons] == [m for m in (1, 3, 6, 12) if m <= reach]
    assert [(r.code, r.months) for r in found.refusals] == [("short-history", m) for m in (1, 3, 6, 12) if m > reach]
    assert all(window.months_ahead[1] <= reach for window in found.quarters)


def test_a_one_off_commitment_moves_its_windows_by_its_amount():
    known = Commitment(due_on=date(2026, 4, 20), amount=Decimal("1234.56"), source="contract 7", recurring=False)
    plain, moved = forecast(series()), forecast(series(), commitments=[known])
    assert moved.months[0] == plain.months[0]
    for before, after in ((plain.months[1], moved.months[1]), (plain.horizons[3], moved.horizons[3])):
        assert after.point - before.point == known.amount
        assert after.committed == known.amount
        assert after.p90 - before.p90 == known.amount
        for old, new in zip(before.intervals, after.intervals, strict=True):
            assert (new.low - old.low, new.high - old.high) == (known.amount, known.amount)
    assert moved.commitments == (known,)
    assert moved.backtest == plain.backtest


def test_a_recurring_commitment_is_told_and_not_added():
    rent = Commitment(due_on=date(2026, 3, 1), amount=Decimal(5000), source="lease", recurring=True)
    plain, told = forecast(series(name="purchases")), forecast(series(name="purchases"), commitments=[rent])
    assert told.months[0].point == plain.months[0].point
    assert [window.committed for window in told.months[:2]] == [5000, 0]
    assert "commitments-above-forecast" not in told.warnings


def test_more_commitments_than_forecast_are_noticed():
    payroll = Commitment(due_on=date(2026, 3, 1), amount=Decimal(900_000), source="payroll", recurring=True)
    assert "commitments-above-forecast" in forecast(series(name="purchases"), commitments=[payroll]).warnings


def test_a_method_without_a_pool_rests_on_its_own_errors():
    found = forecast(series(), engine=Mean())
    assert (found.method, found.method_version, found.calibration) == ("mean", "7", "own errors")
    assert "own-calibration" in found.warnings
    assert found.months[0].intervals
    assert found.backtest[0].n_origins == 24


def test_own_errors_of_a_short_history_give_no_interval():
    found = forecast(series(20), engine=Mean())
    [window] = [window for window in found.quarters if window.months_ahead == (1, 3)]
    assert [interval.level for interval in window.intervals] == [0.8]  # six errors bear 80 %, not 90 %


class Fixed(Mean):
    """Gives what it is told to give."""

    def __init__(self, values):
        self.values = np.array(values)

    def path(self, history, months):
        return self.values


def test_no_method_forecasts_a_flow_below_zero():
    found = forecast(series(), engine=Fixed([-5.0] * 12))
    assert {window.point for window in found.months} == {Decimal("0.00")}
    assert all(window.intervals == () and window.p50 is None for window in found.months)
    assert forecast(series(name="net_cash"), engine=Fixed([-5.0] * 12)).months[0].point == Decimal("-5.00")


@pytest.mark.parametrize("values", [[1.0] * 11, [math.nan] * 12, [[1.0] * 12]])
def test_a_method_that_does_not_give_twelve_numbers_is_an_engine_error(values):
    with pytest.raises(EngineError, match="the forecaster mean did not give 12 numbers"):
        forecast(series(), engine=Fixed(values))


def test_the_blend_by_name_is_the_blend_by_default():
    assert forecast(series(), engine=Blend()) == forecast(series())


def test_numbers_and_decimals_give_the_same_bytes():
    floats = with_values([float(value) for value in series().values])
    found = forecast(series()).model_dump_json()
    assert forecast(floats).model_dump_json() == found
    assert SeriesForecast.model_validate_json(found).model_dump_json() == found


def test_a_method_that_does_worse_than_the_last_month_is_noticed():
    climb = with_values([1000.0 * 1.06**month for month in range(36)])
    assert "worse-than-naive" in forecast(climb).warnings
    assert "worse-than-naive" not in forecast(series(spread=0.5)).warnings


def test_intervals_that_often_failed_are_noticed():
    climb = with_values([1000.0 * 1.06**month for month in range(36)])
    assert "low-coverage" in forecast(climb).warnings
    assert "low-coverage" not in forecast(series(spread=0.5)).warnings
