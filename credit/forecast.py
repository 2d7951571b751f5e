"""What a company's monthly flows will come to: paths, intervals, and the record of the same method on its own past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from sme_extract.credit.backtest import SIGNED, Band, Origin, past, path, record, score
from sme_extract.credit.conformal import (
    HORIZONS,
    LEVELS,
    MONTHS,
    QUARTERS,
    WINDOWS,
    Cell,
    Pool,
    Window,
    scale,
    shipped,
)
from sme_extract.credit.forecast_methods import YEAR, Blend, Forecaster, Values
from sme_extract.credit.forecast_refusal import fault, least_months, refusal
from sme_extract.schemas.forecast import (
    BacktestRecord,
    Commitment,
    FlowName,
    ForecastInterval,
    ForecastRefusal,
    ForecastWindow,
    SeriesForecast,
    WarningCode,
)

CENT = Decimal("0.01")
FEW_HELD = 2 / 3
MANY_ORIGINS = 12


@dataclass(frozen=True, slots=True)
class MonthlySeries:
    """Complete calendar months without a hole, oldest first, in CNY; a month without business is zero."""

    name: FlowName
    first_month: date
    """Any day of it."""
    values: tuple[Decimal | float, ...]

    def month(self, index: int) -> date:
        """First day of the month with this index; 0 is the first."""
        year, month = divmod(self.first_month.year * YEAR + self.first_month.month - 1 + index, YEAR)
        return date(year, month + 1, 1)


def forecast(
    series: MonthlySeries,
    *,
    commitments: Sequence[Commitment] = (),
    engine: Forecaster | None = None,
    pool: Pool | None = None,
) -> SeriesForecast:
    """The forecast of one flow, or the reason why there is none.

    `engine`: another method than the blend; its intervals rest on this company's own errors unless a `pool` learnt with
    it (`backtest.learn`) is given. What is wrong with a history is in `refusals`; EngineError comes of other methods.
    """
    values = np.array([float(value) for value in series.values])
    method = engine or Blend()
    calibration = Calibration(series.name, pool or (shipped() if isinstance(method, Blend) else None))
    reach, refusals = _reach(values, signed=series.name in SIGNED)
    origins = past(series.name, values, method) if np.isfinite(values).all() else ()
    records = tuple(record(window, origins, lambda o, w: calibration.bands(o, w, origins)) for window in HORIZONS)
    windows: dict[Window, ForecastWindow] = {}
    if reach:
        present = Origin(values, path(series.name, values, method), values[:0])
        maker = _Windows(series, tuple(commitments), calibration, present, origins)
        windows = {window: maker.make(window) for window in WINDOWS if window.last <= reach}
    return SeriesForecast(
        series=series.name,
        first_month=series.month(0) if series.values else None,
        last_month=series.month(len(values) - 1) if series.values else None,
        n_months=len(values),
        method=method.name,
        method_version=method.version,
        calibration=calibration.source if windows else None,
        months=tuple(windows[window] for window in MONTHS if window in windows),
        quarters=tuple(windows[window] for window in QUARTERS if window in windows),
        horizons=tuple(windows[window] for window in HORIZONS if window in windows),
        backtest=records,
        commitments=tuple(commitments),
        refusals=refusals,
        warnings=_warnings(records, windows, own=calibration.pool is None) if windows else (),
    )


def _reach(values: Values, *, signed: bool) -> tuple[int, tuple[ForecastRefusal, ...]]:
    """Months ahead that the history bears, and the refusals of what it does not."""
    if len(values) < least_months(1):
        return 0, (refusal("short-history"),)
    wrong = fault(values, signed=signed)
    if wrong:
        return 0, (refusal(wrong),)
    short = [window.last for window in HORIZONS if len(values) < least_months(window.last)]
    reach = max(window.last for window in HORIZONS if window.last not in short)
    return reach, tuple(refusal("short-history", months) for months in short)


class Calibration:
    """Intervals of one flow, from the pool of many companies or, without one, from its own earlier errors."""

    def __init__(self, name: FlowName, pool: Pool | None) -> None:
        self.name = name
        self.signed = name in SIGNED
        self.pool = pool

    @property
    def source(self) -> str:
        """What it rests on."""
        return self.pool.source if self.pool else "own errors"

    def cell(self, origin: Origin, window: Window, origins: Sequence[Origin]) -> Cell | None:
        """The scores of forecasts like this one; own scores only where they were known at the origin."""
        if self.pool:
            return self.pool.cell(self.name, window, origin.history)
        known = [score(self.name, past, window) for past in origins if past.at + window.last <= origin.at]
        own = [value for value in known if value is not None]
        return Cell.of(own, len(own)) if own else None

    def bands(self, origin: Origin, window: Window, origins: Sequence[Origin]) -> Mapping[float, Band]:
        """Lowest and highest amount by level; higher levels hold lower ones. A level that cannot be had is absent."""
        cell = self.cell(origin, window, origins)
        measure = scale(window.sum(origin.path), origin.history, window, signed=self.signed)
        bands: dict[float, Band] = {}
        low = high = None
        for level in LEVELS:
            ends = cell.shortest(level, signed=self.signed) if cell and measure else None
            if ends and measure:
                low = measure.money(ends[0]) if low is None else min(low, measure.money(ends[0]))
                high = measure.money(ends[1]) if high is None else max(high, measure.money(ends[1]))
                bands[level] = (low, high)
        return bands

    def quantile(self, probability: float, origin: Origin, window: Window, origins: Sequence[Origin]) -> float | None:
        """The amount below which the outcome falls with a probability."""
        cell = self.cell(origin, window, origins)
        measure = scale(window.sum(origin.path), origin.history, window, signed=self.signed)
        return measure.money(cell.at(probability)) if cell and measure else None


@dataclass(frozen=True, slots=True)
class _Windows:
    """Makes the windows of one forecast."""

    series: MonthlySeries
    commitments: tuple[Commitment, ...]
    calibration: Calibration
    present: Origin
    origins: tuple[Origin, ...]

    def make(self, window: Window) -> ForecastWindow:
        """Statistics for what recurs, one-off commitments on top of all of it."""
        first = self.series.month(self.present.at + window.first - 1)
        last = self.series.month(self.present.at + window.last - 1)
        due = [known for known in self.commitments if first <= known.due_on.replace(day=1) <= last]
        extra = sum((known.amount for known in due if not known.recurring), Decimal(0))
        bands = self.calibration.bands(self.present, window, self.origins)

        def money(value: float) -> Decimal:
            return (Decimal(repr(value)) + extra).quantize(CENT)

        def quantile(probability: float) -> Decimal | None:
            value = self.calibration.quantile(probability, self.present, window, self.origins)
            return None if value is None else money(value)

        return ForecastWindow(
            first_month=first,
            last_month=last,
            months_ahead=(window.first, window.last),
            point=money(window.sum(self.present.path)),
            intervals=tuple(
                ForecastInterval(level=level, low=money(low), high=money(high)) for level, (low, high) in bands.items()
            ),
            p10=quantile(0.1),
            p50=quantile(0.5),
            p90=quantile(0.9),
            committed=sum((known.amount for known in due), Decimal(0)),
        )


def _warnings(
    records: Sequence[BacktestRecord], windows: Mapping[Window, ForecastWindow], *, own: bool
) -> tuple[WarningCode, ...]:
    found: list[WarningCode] = []
    near = [result for result in records if result.months <= QUARTERS[0].months]
    if any(result.skill_naive is not None and result.skill_naive < 0 for result in near):
        found.append("worse-than-naive")
    if any(
        result.n_origins >= MANY_ORIGINS and result.coverage_80 is not None and result.coverage_80 < FEW_HELD
        for result in near
    ):
        found.append("low-coverage")
    if any(window.intervals and window.committed > window.intervals[-1].high for window in windows.values()):
        found.append("commitments-above-forecast")
    if own:
        found.append("own-calibration")
    return tuple(found)
