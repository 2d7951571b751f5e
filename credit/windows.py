"""Windows of complete calendar months before the day for which features are made."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

MONTHS = {"t1m": (0, 1), "t3m": (0, 3), "t6m": (0, 6), "t12m": (0, 12), "t24m": (0, 24)}
BANDS = {"m7_12": (6, 12), "m13_24": (12, 24)}
GRID = (*MONTHS, *BANDS)
"""Every window: how many months back it ends and begins."""
YEAR = ("t12m",)
"""The window of a feature that has no other in its name."""
LAST_YEAR = ("fy",)


@dataclass(frozen=True, slots=True)
class Span:
    """Calendar months from `start` to before `stop`, counted from the year 0."""

    name: str
    start: int
    stop: int

    @property
    def months(self) -> int:
        """How many."""
        return self.stop - self.start

    @property
    def first(self) -> date:
        """First day."""
        return first_day(self.start)

    @property
    def last(self) -> date:
        """Last day."""
        return first_day(self.stop) - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    def before(self) -> "Span":
        """As many months just before."""
        return Span(f"before {self.name}", self.start - self.months, self.start)

    def each_month(self) -> range:
        """Number of each month."""
        return range(self.start, self.stop)


def month_number(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """First day of a month given by its number."""
    return date(month // 12, month % 12 + 1, 1)


def month_numbers(days: np.ndarray) -> np.ndarray:
    """Month number of each day; NaT becomes a very small number."""
    months = days.astype("datetime64[M]").astype(np.int64)
    return np.where(np.isnat(days), np.iinfo(np.int64).min, months + 1970 * 12)


def window(name: str, as_of: date) -> Span:
    """The window of this name that ends with the last complete month before `as_of`; `fy` is the last whole year."""
    stop = month_number(as_of)
    if (as_of + timedelta(days=1)).day == 1:  # as_of is the last day of its month
        stop += 1
    if name == "fy":
        year = stop // 12
        return Span(name, (year - 1) * 12, year * 12)
    near, far = (MONTHS | BANDS)[name]
    return Span(name, stop - far, stop - near)
