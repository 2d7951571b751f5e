"""Monthly series and shares that many features are made of."""

from decimal import Decimal
from fractions import Fraction

import numpy as np

from sme_extract.credit.definitions import Missing, quotient, rounded
from sme_extract.credit.facts_frame import NO_COUNT, Array, Facts
from sme_extract.credit.windows import Span, month_numbers


def monthly(facts: Facts, span: Span, of: str, day: str = "date") -> Array:
    """Sum of a column for each month of a window, zeros included; cents where the column is money."""
    months = month_numbers(facts.columns[day]) - span.start
    inside = (months >= 0) & (months < span.months)
    totals = np.zeros(span.months, dtype=facts.columns[of].dtype)
    np.add.at(totals, months[inside], facts.columns[of][inside])
    return totals


def variation(values: Array) -> Decimal:
    """Standard deviation over mean, of the population; Missing where the mean is not positive."""
    if len(values) == 0 or values.sum() <= 0:
        raise Missing("zero-denominator")
    return rounded(values.std() / values.mean())


def top_share(sums: dict[object, int], count: int) -> Decimal:
    """Share of the largest `count` in the sum of all."""
    ranked = sorted(sums.values(), reverse=True)
    whole = sum(ranked)
    if whole <= 0:
        raise Missing("zero-denominator")
    return quotient(sum(ranked[:count]), whole)


def concentration(sums: dict[object, int]) -> Decimal:
    """Herfindahl-Hirschman index, 0 to 1: Σ share². Partners whose invoices sum to nothing or less have no share."""
    amounts = [amount for amount in sums.values() if amount > 0]
    whole = sum(amounts)
    if whole <= 0:
        raise Missing("zero-denominator")
    total = sum(Fraction(amount, whole) ** 2 for amount in amounts)
    return quotient(total.numerator, total.denominator)


def longest_gap(days: Array) -> int:
    """Most days from one of these days to the next."""
    distinct = np.unique(days)
    if len(distinct) < 2:
        raise Missing("too-few-points")
    return int(np.diff(distinct).max().astype(int))


def firsts(facts: Facts) -> dict[int, np.datetime64]:
    """The first day of each partner; facts are in the order of their days."""
    partners, rows = np.unique(facts.partner, return_index=True)
    return dict(zip(partners.tolist(), facts.date[rows], strict=True))


def known_amount(facts: Facts, name: str) -> Facts:
    """The facts that state this amount."""
    return facts.where(facts.columns[name] != NO_COUNT)
