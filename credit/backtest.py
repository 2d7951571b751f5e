"""Rolling origin: forecasts of the past, each from the months before it only."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sme_extract.credit import forecast_methods
from sme_extract.credit.conformal import LEVELS, WINDOWS, Pool, Scored, Window, pool, scale, volatility
from sme_extract.credit.forecast_methods import YEAR, Forecaster, Values
from sme_extract.credit.forecast_refusal import fault
from sme_extract.schemas.errors import EngineError
from sme_extract.schemas.forecast import BacktestRecord

Band = tuple[float, float]
SIGNED = frozenset({"net_cash"})


@dataclass(frozen=True, slots=True)
class Origin:
    """A forecast made at one time; `outcome` is what followed, as far as it is known (empty for the present)."""

    history: Values
    path: Values
    outcome: Values

    @property
    def at(self) -> int:
        """Months of history."""
        return len(self.history)

    def knows(self, window: Window) -> bool:
        """Whether the outcome of the window is known."""
        return len(self.outcome) >= window.last


def path(name: str, history: Values, engine: Forecaster) -> Values:
    """A year of forecasts; a flow is not below zero. EngineError for a method that does not give twelve numbers."""
    found = engine.path(history, YEAR)
    if found.shape != (YEAR,) or not np.isfinite(found).all():
        raise EngineError(f"the forecaster {engine.name} did not give {YEAR} numbers.")
    return found if name in SIGNED else np.maximum(found, 0.0)


def past(name: str, values: Values, engine: Forecaster) -> tuple[Origin, ...]:
    """Every month from the second year on at which a forecast would not have been refused."""
    return tuple(
        Origin(values[:at], path(name, values[:at], engine), values[at : at + YEAR])
        for at in range(YEAR, len(values))
        if fault(values[:at], signed=name in SIGNED) is None
    )


def score(name: str, origin: Origin, window: Window) -> float | None:
    """The outcome of a window against its forecast, free of size."""
    signed = name in SIGNED
    measure = scale(window.sum(origin.path), origin.history, window, signed=signed)
    return measure.score(window.sum(origin.outcome)) if measure else None


def scores(name: str, company: str, values: Values, engine: Forecaster) -> Iterator[tuple[Window, Scored]]:
    """All past scores of one series: what a pool learns from."""
    for origin in past(name, values, engine):
        unrest = volatility(origin.history)
        for window in WINDOWS:
            got = score(name, origin, window) if origin.knows(window) else None
            if got is not None:
                yield window, Scored(company, unrest, got)


def learn(source: str, series: Mapping[str, Mapping[str, Values]], engine: Forecaster) -> Pool:
    """The pool of many companies; `series`: name of the flow -> company -> monthly values."""
    gathered: dict[tuple[str, Window], list[Scored]] = {}
    for name, companies in sorted(series.items()):
        for company, values in sorted(companies.items()):
            for window, scored in scores(name, company, values, engine):
                gathered.setdefault((name, window), []).append(scored)
    return pool(source, gathered)


def record(
    window: Window, origins: Sequence[Origin], bands: Callable[[Origin, Window], Mapping[float, Band]]
) -> BacktestRecord:
    """How the forecasts of a window that begins with the next month came out."""
    tried = [origin for origin in origins if origin.knows(window)]
    outcomes = np.array([window.sum(origin.outcome) for origin in tried])
    size = float(np.abs(outcomes).sum())

    def error(points: Sequence[float]) -> float:
        return float(np.abs(np.array(points) - outcomes).sum())

    def rival(method: Callable[[Values, int], Values]) -> float:
        return error([window.sum(method(origin.history, window.months)) for origin in tried])

    own = error([window.sum(origin.path) for origin in tried])
    found = [bands(origin, window) for origin in tried]
    held = {level: _held(level, found, outcomes) for level in LEVELS}
    return BacktestRecord(
        months=window.months,
        n_origins=len(tried),
        error=_ratio(own, size),
        skill_naive=_skill(own, rival(forecast_methods.naive)),
        skill_seasonal_naive=_skill(own, rival(forecast_methods.seasonal_naive)),
        coverage_80=held[0.8][0],
        coverage_90=held[0.9][0],
        width_80=held[0.8][1],
        width_90=held[0.9][1],
    )


def _held(level: float, found: Sequence[Mapping[float, Band]], outcomes: Values) -> tuple[float | None, float | None]:
    """Coverage of the bands of one level, and their mean width over the mean outcome."""
    pairs = [(band[level], outcome) for band, outcome in zip(found, outcomes, strict=True) if level in band]
    if not pairs:
        return None, None
    inside = sum(low <= outcome <= high for (low, high), outcome in pairs)
    width = sum(high - low for (low, high), _ in pairs)
    return _ratio(inside, len(pairs)), _ratio(width, sum(abs(float(outcome)) for _, outcome in pairs))


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def _skill(error: float, rival: float) -> float | None:
    ratio = _ratio(error, rival)
    return None if ratio is None else round(1 - ratio, 4)
