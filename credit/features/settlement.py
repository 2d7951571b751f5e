"""Which payment settles which invoice: by the invoice number in the bank's text, by the same amount, else oldest first.

A partner's invoices and payments are looked at by themselves; red letters take back what they name, else the newest.
"""

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np

from sme_extract.credit.fact_base import NOBODY
from sme_extract.credit.facts_frame import NO_COUNT, Facts

LEAST_DIGITS = 8
"""Digits of an invoice number that a bank's text must hold to name the invoice."""


@dataclass(slots=True)
class Open:
    """An invoice and what is still to be paid of it, in cents."""

    row: int
    number: str
    day: np.datetime64
    left: int


@dataclass(frozen=True, slots=True)
class Settled:
    """A part of a payment that settles a part of an invoice."""

    invoice: int
    payment: int
    """Rows."""
    amount: int
    days: int
    """From the invoice to the payment; 0 for money that came first."""


def settle(invoices: Facts, payments: Facts) -> list[Settled]:
    """Every match, payments oldest first."""
    found: list[Settled] = []
    for partner in sorted(set(invoices.partner.tolist()) & set(payments.partner.tolist()) - {NOBODY}):
        owed = _open(invoices, np.flatnonzero(invoices.partner == partner))
        for row in np.flatnonzero(payments.partner == partner):
            found += _pay(owed, payments, int(row))
    return sorted(found, key=lambda match: (match.payment, match.invoice))


def _open(invoices: Facts, rows: np.ndarray) -> list[Open]:
    """What is owed, oldest first, with red letters taken off."""
    owed: list[Open] = []
    for row in rows[np.lexsort((invoices.number[rows].astype(str), invoices.date[rows]))]:
        gross = int(invoices.gross[row])
        if gross == NO_COUNT:
            continue
        if gross > 0:
            day: Any = invoices.date[row]
            owed.append(Open(int(row), str(invoices.number[row]), day, gross))
        else:
            original: Any = invoices.original_number[row]
            _take_back(owed, original, -gross)
    return owed


def _take_back(owed: list[Open], original: str | None, amount: int) -> None:
    named = [one for one in owed if original and one.number == original]
    for one in named + [one for one in reversed(owed) if one not in named]:
        taken = min(one.left, amount)
        one.left -= taken
        amount -= taken


def _pay(owed: list[Open], payments: Facts, row: int) -> list[Settled]:
    amount, day, text = int(payments.amount[row]), payments.date[row], payments.summary[row] or ""
    if amount == NO_COUNT:
        return []
    queue: deque[Open] = deque(one for one in owed if one.left > 0)
    named = [one for one in queue if len(one.number) >= LEAST_DIGITS and one.number.split("/")[-1] in text]
    same = [one for one in queue if one.left == amount and one.day <= day][:1]
    settled: list[Settled] = []
    for one in [*named, *same, *(one for one in queue if one.day <= day), *(one for one in queue if one.day > day)]:
        part = min(one.left, amount)
        if part > 0:
            one.left -= part
            amount -= part
            days = max(0, int((day - one.day).astype("timedelta64[D]").astype(int)))
            settled.append(Settled(one.row, row, part, days))
    return settled
