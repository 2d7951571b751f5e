"""How long money takes to come in, and in which months it moves (catalogue E)."""

from decimal import Decimal

import numpy as np

from sme_extract.credit.company import Company
from sme_extract.credit.definitions import CNY, DAYS, RATIO, Missing, feature, ratio, rounded
from sme_extract.credit.facts_frame import Array, Facts
from sme_extract.credit.features.series import monthly
from sme_extract.credit.features.settlement import Settled, settle
from sme_extract.credit.windows import Span, month_number

GROUP = "collections"
TWO_YEARS = ("t24m",)
PEAK, LEVEL, RESAMPLES, SEED = 1.2, 5.0, 400, 20260101
"""A peak month has an index above PEAK, and no more than LEVEL percent of its resamples fall to 1."""
YEAR = 12
THREE_YEARS = 36


@feature(GROUP, unit=DAYS, windows=("t6m", "t12m"))
def collection_cycle_days_p50(sales_ever: Facts, trade_inflow: Facts, trade_inflow_ever: Facts, window: Span) -> int:
    """Half of the money in from customers came within so many days of the invoice that it settles."""
    return _percentile(_matches(sales_ever, trade_inflow_ever, window), 50)


@feature(GROUP, unit=DAYS, windows=("t6m", "t12m"))
def collection_cycle_days_p90(sales_ever: Facts, trade_inflow: Facts, trade_inflow_ever: Facts, window: Span) -> int:
    """Nine tenths of the money in from customers came within so many days of the invoice that it settles."""
    return _percentile(_matches(sales_ever, trade_inflow_ever, window), 90)


@feature(GROUP, unit=RATIO, windows=("t6m", "t12m"))
def collection_match_rate(sales_ever: Facts, trade_inflow: Facts, trade_inflow_ever: Facts, window: Span) -> Decimal:
    """Money in from trade that settles a sales invoice, of all money in from trade."""
    matched = sum(match.amount for match in _matches(sales_ever, trade_inflow_ever, window))
    return ratio(matched, trade_inflow.total("amount"))


@feature(GROUP, unit=RATIO)
def partial_payment_share(sales_ever: Facts, trade_inflow: Facts, trade_inflow_ever: Facts, window: Span) -> Decimal:
    """Of the money of the window that settles invoices, what settles only a part of one."""
    matches = _matches(sales_ever, trade_inflow_ever, window)
    parts = sum(match.amount for match in matches if match.amount < sales_ever.gross[match.invoice])
    return ratio(parts, sum(match.amount for match in matches))


@feature(GROUP, unit=CNY, windows=("t1m",), optional=("trade_inflow_ever", "drafts"))
def overdue_amount(
    sales_contracts: Facts, sales_ever: Facts, trade_inflow_ever: Facts, drafts: Facts, company: Company, window: Span
) -> Decimal:
    """What customers whose contracts state days of credit owe at the end of the last month on invoices past those
    days, with tax; drafts received count as paid."""
    end = np.datetime64(window.last)
    credit = _credit_of(sales_contracts)
    invoices = sales_ever.where(np.isin(sales_ever.partner, list(credit)) & (sales_ever.date <= end))
    paid = _paid(trade_inflow_ever, drafts.where(drafts.payee == company.number), end)
    left = {row: int(invoices.gross[row]) for row in range(len(invoices)) if invoices.gross[row] > 0}
    for match in settle(invoices, paid):
        left[match.invoice] -= match.amount
    taken_back = set(invoices.original_number[invoices.gross < 0])
    late = {
        row: amount
        for row, amount in left.items()
        if amount > 0
        and invoices.number[row] not in taken_back
        and invoices.date[row] + np.timedelta64(credit[int(invoices.partner[row])], "D") <= end
    }
    invoices.where(np.array(list(late), dtype=np.int64)).point()
    return Decimal(sum(late.values())) / 100


@feature(GROUP, unit=DAYS)
def payment_cycle_days_p50(purchases_ever: Facts, trade_outflow: Facts, trade_outflow_ever: Facts, window: Span) -> int:
    """Half of the money out to suppliers went within so many days of the invoice that it settles."""
    return _percentile(_matches(purchases_ever, trade_outflow_ever, window), 50)


@feature(GROUP, unit="months", windows=TWO_YEARS)
def procurement_peak_months(purchases: Facts, window: Span) -> list[str]:
    """Calendar months whose net purchases stand out: mean ratio to the mean month of their year above 1.2, above 1 in
    each of the two years, and above 1 in 95 % of resamples of the difference between years. None is an answer."""
    return _peaks(purchases, window, "net")


@feature(GROUP, unit="months", windows=TWO_YEARS)
def shipping_peak_months(sales: Facts, window: Span) -> list[str]:
    """Calendar months whose net sales stand out, told as for purchases: goods are invoiced as they are shipped."""
    return _peaks(sales, window, "net")


@feature(GROUP, unit="months", windows=TWO_YEARS)
def collection_peak_months(trade_inflow: Facts, window: Span) -> list[str]:
    """Calendar months whose money in from trade stands out, told as for purchases."""
    return _peaks(trade_inflow, window, "amount")


@feature(GROUP, unit=RATIO, windows=())
def seasonal_strength(sales: Facts) -> Decimal:
    """1 - variance of what season and trend leave over, over that of what the trend leaves over (0 to 1), of monthly
    net sales; classical decomposition over the last three to five years."""
    last = month_number(sales.date.max().astype(object))
    months = min(60, last - month_number(sales.date.min().astype(object)) + 1) // YEAR * YEAR
    if months < THREE_YEARS:
        raise Missing("short-history")
    values = monthly(sales, Span("", last + 1 - months, last + 1), "net").astype(float)
    weights = np.array([0.5, *[1.0] * (YEAR - 1), 0.5]) / YEAR
    trend = np.convolve(values, weights, mode="valid")
    loose = values[YEAR // 2 : -(YEAR // 2)] - trend
    phase = np.arange(len(loose)) % YEAR
    season = np.array([loose[phase == month].mean() for month in range(YEAR)])
    return rounded(max(0.0, 1 - (loose - season[phase]).var() / _positive(loose.var())))


@feature(GROUP, unit="months", windows=TWO_YEARS)
def lead_lag_purchases_sales(purchases: Facts, sales: Facts, window: Span) -> int:
    """Months by which sales follow purchases: the lag from 0 to 6 with the highest correlation of the monthly sums."""
    return _lag(monthly(purchases, window, "net"), monthly(sales, window, "net"))


@feature(GROUP, unit="months", windows=TWO_YEARS)
def lead_lag_sales_receipts(sales: Facts, trade_inflow: Facts, window: Span) -> int:
    """Months by which money in follows sales: the lag from 0 to 6 with the highest correlation of the monthly sums."""
    return _lag(monthly(sales, window, "net"), monthly(trade_inflow, window, "amount"))


def _matches(invoices: Facts, payments: Facts, window: Span) -> list[Settled]:
    """Matches of the payments of a window; earlier payments settle earlier invoices first."""
    first, last = np.datetime64(window.first), np.datetime64(window.last)
    return [match for match in settle(invoices, payments) if first <= payments.date[match.payment] <= last]


def _credit_of(contracts: Facts) -> dict[int, int]:
    """Days of credit of each partner: those of the contract signed last that states them."""
    known = contracts.where(~np.isnan(contracts.credit_days))
    return {int(partner): round(float(days)) for partner, days in zip(known.partner, known.credit_days, strict=True)}


def _paid(inflow: Facts, drafts: Facts, end: np.datetime64) -> Facts:
    """Money and drafts received until a day, as payments."""
    names = ("partner", "date", "amount", "summary")
    from_drafts = {
        "partner": drafts.drawer,
        "date": drafts.issued_on,
        "amount": drafts.amount,
        "summary": drafts.status,
    }
    both = {name: np.concatenate([inflow.columns[name], from_drafts[name]]) for name in names}
    return Facts("payments", {name: column[both["date"] <= end] for name, column in both.items()}).sorted_by("date")


def _percentile(matches: list[Settled], percent: int) -> int:
    """Smallest number of days within which this share of the amount came."""
    total = sum(match.amount for match in matches)
    if not total:
        raise Missing("too-few-points")
    reached = 0
    for match in sorted(matches, key=lambda match: match.days):
        reached += match.amount
        if reached * 100 >= total * percent:
            return match.days
    raise AssertionError("shares add up to the whole")


def _peaks(facts: Facts, window: Span, of: str) -> list[str]:
    """Months whose index stands out from what one year differs from the other: the noise of all months, resampled."""
    rows = facts.where((facts.columns[of] > 0) & ~np.isnat(facts.date))
    if not len(rows) or month_number(rows.date.min().astype(object)) > window.start:
        raise Missing("short-history")
    years = monthly(rows, window, of).astype(float).reshape(-1, YEAR)
    if not years.sum(axis=1).all():
        raise Missing("too-few-points")
    ratios = years / years.mean(axis=1, keepdims=True)
    index = ratios.mean(axis=0)
    noise = (ratios[:, index > 0] / index[index > 0] - 1).ravel() * np.sqrt(len(years) / (len(years) - 1))
    drawn = np.random.default_rng(SEED).choice(noise, size=(RESAMPLES, len(years), YEAR)).mean(axis=1)
    low = np.percentile(index * (1 + drawn), LEVEL, axis=0)
    stands_out = (index > PEAK) & (low > 1) & (ratios > 1).all(axis=0)
    return sorted(f"{(window.start + place) % YEAR + 1:02d}" for place in np.flatnonzero(stands_out))


def _lag(leading: Array, following: Array) -> int:
    best = [
        np.corrcoef(leading[: len(leading) - lag], following[lag:])[0, 1]
        if leading[: len(leading) - lag].std() and following[lag:].std()
        else -1.0
        for lag in range(7)
    ]
    if max(best) < 0.3:
        raise Missing("too-few-points")
    return int(np.argmax(np.round(best, 9)))


def _positive(value: float) -> float:
    if value <= 0:
        raise Missing("zero-denominator")
    return value
