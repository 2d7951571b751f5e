"""Forecasts of one company's monthly flows: paths, intervals, and how well the method did on the company's own past."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from sme_extract.schemas.result import Contract

FlowName = Literal["sales", "purchases", "collections", "net_cash"]
"""`net_cash` may be negative, the others are refused where their level is not above zero."""

RefusalCode = Literal["short-history", "gaps", "no-recent-activity", "structural-break", "no-level", "not-finite"]
"""Why there is no forecast, or none that far.

`short-history`: fewer months than the level, the horizon and six past tries need; `gaps`: fewer than ten of the last
twelve months have a value; `no-recent-activity`: nothing in the last three months; `structural-break`: the last six
months are over four times the year before them, or under a quarter of it; `no-level`: the level of a flow is not above
zero; `not-finite`: a value is no number.
"""

WarningCode = Literal["worse-than-naive", "low-coverage", "commitments-above-forecast", "own-calibration"]
"""What to know before the figures are used.

`worse-than-naive`: the last months, repeated, would have done better; `low-coverage`: of twelve or more past outcomes
fewer than two thirds fell into the 80 % interval; `commitments-above-forecast`: known amounts exceed the 90 % interval
of their months; `own-calibration`: the intervals rest on this company's few past errors alone.
"""


class ForecastInterval(Contract):
    """A range that holds the outcome with the probability `level`: the shortest, not the one with equal tails."""

    level: float
    low: Decimal
    high: Decimal


class ForecastWindow(Contract):
    """The sum over consecutive months to come; one month is a window too."""

    first_month: date = Field(description="First day of the first month.")
    last_month: date = Field(description="First day of the last month.")
    months_ahead: tuple[int, int] = Field(
        description="First and last month counted from the end of the history, from 1."
    )
    point: Decimal = Field(description="Expected sum, with one-off commitments.")
    intervals: tuple[ForecastInterval, ...] = Field(
        description="At 0.8 and 0.9; empty where they cannot be calibrated."
    )
    p10: Decimal | None = Field(description="Nine outcomes of ten are above.")
    p50: Decimal | None
    p90: Decimal | None = Field(description="Nine outcomes of ten are below.")
    committed: Decimal = Field(description="Known amounts that fall due here, recurring and one-off.")


class BacktestRecord(Contract):
    """Forecasts of the past, each made from the months before it only. Outcomes of several months overlap."""

    months: int = Field(description="Length of the window: the sum of the next so many months.")
    n_origins: int = Field(description="Past months from which a forecast was tried.")
    error: float | None = Field(description="Sum of absolute errors / sum of absolute outcomes.")
    skill_naive: float | None = Field(description="1 - error / error of repeating the last `months` months.")
    skill_seasonal_naive: float | None = Field(
        description="1 - error / error of repeating the same months of last year."
    )
    coverage_80: float | None = Field(description="Share of outcomes in the 80 % interval.")
    coverage_90: float | None = Field(description="Share of outcomes in the 90 % interval.")
    width_80: float | None = Field(description="Mean width of the 80 % interval / mean absolute outcome.")
    width_90: float | None = Field(description="Mean width of the 90 % interval / mean absolute outcome.")


class ForecastRefusal(Contract):
    """No forecast, or none for a horizon, and why."""

    months: int | None = Field(description="The horizon that is refused; null for all.")
    code: RefusalCode
    message: str


class Commitment(Contract):
    """A known amount to come: an instalment of a contract, payroll, rent, a tax; signed for `net_cash`."""

    due_on: date
    amount: Decimal
    source: str
    recurring: bool = Field(
        description="True for a kind that the history already holds (rent, payroll): it is not added."
    )


class SeriesForecast(Contract):
    """One monthly flow of one company: the path of twelve months, the sums to 1, 3, 6 and 12 months, and the proof."""

    series: FlowName
    first_month: date | None = Field(description="First month of the history; null when there is none.")
    last_month: date | None = Field(description="Last complete month of the history.")
    n_months: int
    method: str
    method_version: str
    calibration: str | None = Field(description="What the intervals were learnt from.")
    months: tuple[ForecastWindow, ...]
    quarters: tuple[ForecastWindow, ...] = Field(description="Months 1-3, 4-6, 7-9 and 10-12 ahead.")
    horizons: tuple[ForecastWindow, ...] = Field(description="The next 1, 3, 6 and 12 months, summed.")
    backtest: tuple[BacktestRecord, ...] = Field(description="One record for each of 1, 3, 6 and 12 months.")
    commitments: tuple[Commitment, ...]
    refusals: tuple[ForecastRefusal, ...]
    warnings: tuple[WarningCode, ...]


class ForecastReport(Contract):
    """All flows of one company."""

    as_of: date
    series: tuple[SeriesForecast, ...]
