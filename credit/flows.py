"""The monthly flows of a company, and what is known of their future: what forecasts are made of."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

import numpy as np

from sme_extract.credit.company import Company
from sme_extract.credit.facts_frame import NO_COUNT, Array, Facts
from sme_extract.credit.features.balances import signed
from sme_extract.credit.features.orders import running_leases
from sme_extract.credit.features.series import monthly
from sme_extract.credit.forecast import MonthlySeries
from sme_extract.credit.views import VIEWS
from sme_extract.credit.windows import Span, first_day, month_number, window
from sme_extract.schemas.forecast import Commitment, FlowName

YEAR = 12


def _net(facts: Facts) -> Array:
    return facts.net


def _amount(facts: Facts) -> Array:
    return np.where(facts.amount == NO_COUNT, 0, facts.amount)


FLOWS: Mapping[FlowName, tuple[str, Callable[[Facts], Array]]] = {
    "sales": ("sales", _net),
    "purchases": ("purchases", _net),
    "collections": ("trade_inflow", _amount),
    "net_cash": ("transactions", lambda facts: np.where(facts.amount == NO_COUNT, 0, signed(facts))),
}
"""View and amount of each flow: net sales and net purchases on invoices, money in from trade, all money."""


def series_of(facts: Facts, name: FlowName, last: Span) -> MonthlySeries:
    """Complete months from the first fact to the end of `last`, in CNY; empty where there is none before it."""
    known = facts.where((facts.date <= np.datetime64(last.last)) & ~np.isnat(facts.date))
    if not len(known):
        return MonthlySeries(name, last.first, ())
    span = Span("", month_number(known.date.min().astype(object)), last.stop)
    cents = monthly(known.with_columns(flow=FLOWS[name][1](known)), span, "flow")
    return MonthlySeries(name, span.first, tuple(float(value) / 100 for value in cents))


def all_series(company: Company) -> Iterator[MonthlySeries]:
    """Every flow of which the company has facts."""
    last = window("t1m", company.as_of)
    for name, (view, _) in FLOWS.items():
        facts = VIEWS[view].select(company)
        if len(facts):
            yield series_of(facts, name, last)


def commitments(company: Company, name: FlowName) -> tuple[Commitment, ...]:
    """Drafts that fall due and rents: the history holds such amounts already, so they are shown and not added."""
    found: list[Commitment] = []
    if name in ("collections", "net_cash"):
        drafts = VIEWS["drafts"].select(company)
        due = drafts.where((drafts.payee == company.number) & (drafts.due_on > np.datetime64(company.as_of)))
        found += [
            Commitment(due_on=day.astype(object), amount=_cny(amount), source=f"draft {number}", recurring=True)
            for day, amount, number in zip(due.due_on, due.amount, due.number, strict=True)
            if amount != NO_COUNT
        ]
    if name == "net_cash":
        leases = running_leases(VIEWS["leases_taken"].select(company), company.as_of)
        start = month_number(company.as_of) + 1
        found += [
            Commitment(
                due_on=first_day(month), amount=-_cny(rent), source=f"rent {number or ''}".strip(), recurring=True
            )
            for rent, number, ends in zip(leases.rent, leases.number, leases.columns["last"], strict=True)
            if rent != NO_COUNT
            for month in range(start, start + YEAR)
            if np.isnat(ends) or np.datetime64(first_day(month)) <= ends
        ]
    return tuple(sorted(found, key=lambda one: (one.due_on, one.source)))


def _cny(cents: int) -> Decimal:
    return Decimal(int(cents)) / 100
