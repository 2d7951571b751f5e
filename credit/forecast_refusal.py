"""When a history bears no forecast."""

from collections.abc import Mapping

import numpy as np

from sme_extract.credit.forecast_methods import YEAR, Values
from sme_extract.schemas.forecast import ForecastRefusal, RefusalCode

LEAST_ORIGINS = 6
"""Past tries without which a forecast has no record to stand beside it."""
LEAST_ACTIVE = 10
"""Months of the last twelve with a value. New Year and one more month may be empty."""
SILENT = 3
"""Months without any value after which a company is taken for inactive."""
BREAK = 4.0
"""Last half year over the year before it, or its inverse, from which the past says nothing of the level."""
MESSAGES: Mapping[RefusalCode, str] = {
    "short-history": "the history is too short: it needs the year of the level, the horizon and five months more",
    "gaps": f"fewer than {LEAST_ACTIVE} of the last {YEAR} months have a value",
    "no-recent-activity": f"nothing in the last {SILENT} months",
    "structural-break": f"the last six months are over {BREAK:g} times the year before them, or under 1/{BREAK:g}",
    "no-level": "the level of a flow is not above zero",
    "not-finite": "a month has no finite value",
}


def least_months(horizon: int) -> int:
    """Months of history that a horizon needs."""
    return YEAR + horizon + LEAST_ORIGINS - 1


def fault(history: Values, *, signed: bool) -> RefusalCode | None:
    """What is wrong with a history of at least a year; None when nothing is."""
    year = history[-YEAR:]
    if not np.isfinite(history).all():
        return "not-finite"
    if not year[-SILENT:].any():
        return "no-recent-activity"
    if np.count_nonzero(year) < LEAST_ACTIVE:
        return "gaps"
    return None if signed else _fault_of_level(history)


def _fault_of_level(history: Values) -> RefusalCode | None:
    """A flow has a level above zero that its past vouches for."""
    if history[-YEAR:].mean() <= 0:
        return "no-level"
    recent, before = history[-6:].mean(), history[-6 - YEAR : -6]
    if len(before) == YEAR and not before.mean() / BREAK <= recent <= before.mean() * BREAK:
        return "structural-break"
    return None


def refusal(code: RefusalCode, months: int | None = None) -> ForecastRefusal:
    """With its message."""
    return ForecastRefusal(months=months, code=code, message=MESSAGES[code])
