"""Figures of returns and statements by name: what one form, or all forms of a window, state."""

from collections.abc import Callable
from decimal import Decimal

import numpy as np

from sme_extract.credit.definitions import Missing, rounded
from sme_extract.credit.facts_frame import Facts

CENT = Decimal("0.01")


class Figures:
    """The figures of one form; asking for one that it does not state raises Missing."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._rows = {name: row for row, name in enumerate(facts.name)}

    def __getitem__(self, name: str) -> Decimal:
        if name not in self._rows:
            raise Missing("unknown-value")
        return self.get(name)

    def get(self, name: str) -> Decimal:
        """Zero where the form leaves it blank."""
        row = self._rows.get(name)
        if row is None:
            return Decimal(0)
        self.facts.where(slice(row, row + 1)).point()
        return _exact(self.facts.columns["value"][row], self.facts.columns["value"].dtype)

    def __contains__(self, name: str) -> bool:
        return name in self._rows

    def average(self, name: str) -> Decimal:
        """Mean of the figure at the end and at the opening of the year; of one, when the other is not stated."""
        both = [self[key] for key in (name, f"{name}.opening") if key in self]
        if not both:
            raise Missing("unknown-value")
        return sum(both, Decimal(0)) / len(both)


def latest(facts: Facts) -> Figures:
    """The figures of the form with the latest end; facts are in order of their ends."""
    if not len(facts):
        raise Missing("no-facts-in-window")
    return Figures(facts.where(facts.last == facts.last.max()))


def year_end(facts: Facts) -> Figures:
    """The figures of the last form that ends with a calendar year."""
    ends = np.array([str(day).endswith("-12-31") for day in facts.last], dtype=bool)
    return latest(facts.where(ends))


def each_form(facts: Facts) -> list[Figures]:
    """One for each period, oldest first."""
    return [Figures(facts.where(facts.last == last)) for last in np.unique(facts.last)]


def total(facts: Facts, of: Callable[[Figures], Decimal]) -> Decimal:
    """Sum of a figure over all forms of the window."""
    forms = each_form(facts)
    if not forms:
        raise Missing("no-facts-in-window")
    return sum((of(form) for form in forms), Decimal(0))


def _exact(value: object, dtype: object) -> Decimal:
    if dtype == np.int64:  # cents
        return Decimal(int(value)) / 100  # type: ignore[call-overload]
    return rounded(value)
