"""How a monthly series goes on: small methods, each a few lines, and the blend of three that is used.

Every method takes the history, oldest month first, and gives the next months. None sees a calendar or another series.
The textbook behind them: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, chapters 5 and 8.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
YEAR = 12


class Forecaster(Protocol):
    """A method, built in or from a plugin (entry points `sme_extract.forecasters`).

    A plugin's class is made without an argument; with `takes_model = True`, with the folder of its model, a `Path`.
    """

    @property
    def name(self) -> str:
        """Its name in results."""
        ...

    @property
    def version(self) -> str:
        """Changes when its figures may."""
        ...

    def available(self) -> str | None:
        """What is missing, with its mend; None when it can run."""
        ...

    def path(self, history: Values, months: int) -> Values:
        """The next `months` values; deterministic, from `history` (at least a year) only."""
        ...


def naive(history: Values, months: int) -> Values:
    """The last months, as many as are asked for, once more; the last year again and again beyond it."""
    return seasonal_naive(history[-min(months, YEAR) :], months)


def seasonal_naive(history: Values, months: int) -> Values:
    """The same months of the last year, or of as much as there is."""
    season = history[-YEAR:]
    return np.resize(season, months)


def mean(history: Values, months: int, window: int = YEAR) -> Values:
    """The mean of the last months, zeros included."""
    return np.full(months, history[-window:].mean())


def smoothed(history: Values, months: int, alpha: float = 0.2) -> Values:
    """Simple exponential smoothing; it begins at the mean of the first half year."""
    level = history[:6].mean()
    for value in history:
        level += alpha * (value - level)
    return np.full(months, level)


def damped_trend(history: Values, months: int, alpha: float = 0.2, beta: float = 0.1, phi: float = 0.9) -> Values:
    """Holt's trend, damped."""
    level, trend = history[:6].mean(), 0.0
    for value in history:
        before = level
        level = alpha * value + (1 - alpha) * (level + phi * trend)
        trend = beta * (level - before) + (1 - beta) * phi * trend
    path: Values = level + trend * np.cumsum(phi ** np.arange(1, months + 1))
    return path


def theta(history: Values, months: int, alpha: float = 0.2) -> Values:
    """Theta (Assimakopoulos & Nikolopoulos 2000): smoothing with half of the line through the history as its drift."""
    time = np.arange(len(history)) - (len(history) - 1) / 2
    slope = float(time @ history / (time @ time))
    return smoothed(history, months, alpha) + slope / 2 * np.arange(1, months + 1)


class Blend:
    """Four parts mean of the year, four smoothing, two seasonal naive: level, drift and season, none trusted alone.

    The weights were chosen once, on other companies than those of the published figures.
    """

    name = "blend"
    version = "1"
    takes_model = False

    def available(self) -> str | None:
        """Always there."""
        return None

    def path(self, history: Values, months: int) -> Values:
        """See `Forecaster`."""
        return 0.4 * mean(history, months) + 0.4 * smoothed(history, months) + 0.2 * seasonal_naive(history, months)
