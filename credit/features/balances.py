"""Balances of the accounts day by day, and whether their chain holds."""

import numpy as np

from sme_extract.credit.definitions import Missing
from sme_extract.credit.facts_frame import NO_COUNT, Array, Facts
from sme_extract.credit.windows import Span


def accounts(transactions: Facts) -> list[Facts]:
    """The movements of each account that state a balance, oldest first."""
    known = transactions.where((transactions.balance != NO_COUNT) & (transactions.amount != NO_COUNT))
    keys = np.array([number or "" for number in known.account_no], dtype=object)
    return [known.where(keys == key) for key in sorted(set(keys))]


def signed(transactions: Facts) -> Array:
    """Amounts in cents, money out negative."""
    return np.where(transactions.incoming == 1, transactions.amount, -transactions.amount)


def daily(transactions: Facts, span: Span) -> Array:
    """Balance of all accounts together at the end of each day, in cents; an account keeps the last balance that it
    had, and has the opening one before its first movement."""
    found = accounts(transactions)
    if not found:
        raise Missing("no-facts-in-window")
    days = np.arange(np.datetime64(span.first), np.datetime64(span.last) + 1)
    total: Array = np.sum([_of_account(account, days) for account in found], axis=0)
    return total


def _of_account(account: Facts, days: Array) -> Array:
    """The last row of a day that continues the chain holds its closing balance."""
    order = _chained(account)
    dates, balances = account.date[order], account.balance[order]
    opening = balances[0] - signed(account)[order][0]
    at = np.searchsorted(dates, days, side="right") - 1
    return np.where(at >= 0, balances[np.maximum(at, 0)], opening)


def _chained(account: Facts) -> Array:
    """Rows oldest first; of one day in the order of the statement or against it, whichever keeps the chain."""
    forward = np.lexsort((account.row, account.date))
    backward = np.lexsort((-account.row, account.date))
    return max((forward, backward), key=lambda order: _links(account, order))


def _links(account: Facts, order: Array) -> int:
    balances = account.balance[order]
    return int((balances[1:] == balances[:-1] + signed(account)[order][1:]).sum())


def chain(transactions: Facts) -> tuple[int, int]:
    """Steps from one row to the next in which the balance changes by the amount, and all steps; each account and
    currency by itself, statement by statement."""
    held = steps = 0
    for account in accounts(transactions):
        for document in sorted(set(account.document)):
            rows = account.where(account.document == document)
            held += _links(rows, _chained(rows))
            steps += len(rows) - 1
    return held, steps
