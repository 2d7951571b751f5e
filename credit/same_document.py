"""The same document once: XML, OFD, PDF and photo of one invoice, its row in a ledger, statements that overlap.

The best carrier wins; the others corroborate it, or disagree with it and are told.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sme_extract.credit.facts import CARRIERS
from sme_extract.credit.facts_frame import NO_COUNT, Array, Facts

Key = tuple[Any, ...] | None
TWENTY = 20
"""Digits of a number that is unique in the country."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts, and what was left out."""

    facts: Facts
    """Each thing once; `n_sources` says from how many documents it is known; it is void when any of them says so."""
    repeats: Facts
    """The other mentions of the same things."""
    incomplete: Facts
    """Facts that lack what counting takes."""
    disagreements: tuple[tuple[str, str], ...] = ()
    """Places of two mentions of one thing that state different amounts."""


def count_once(facts: Facts, keys: Iterator[Key], amount: str | None = None) -> Counted:
    """Of the facts with the same key the most trusted; a fact without a key cannot be counted."""
    groups: dict[Key, list[int]] = {}
    incomplete: list[int] = []
    for row, key in enumerate(keys):
        if key is None:
            incomplete.append(row)
        else:
            groups.setdefault(key, []).append(row)
    trust = _trust(facts)
    is_void = facts.columns.get("void")
    best, repeats, differing, sources, void = [], [], [], [], []
    for rows in groups.values():
        first = rows[0] if len(rows) == 1 else min(rows, key=lambda row: (*trust(row), row))
        best.append(first)
        sources.append(len({facts.document[row] for row in rows}))
        void.append(is_void is not None and any(is_void[row] == 1 for row in rows))
        for row in rows:
            if row != first:
                repeats.append(row)
                if amount and _differ(facts.columns[amount], first, row):
                    differing.append((first, row))
    places = list(facts.places()) if differing else []
    counted = facts.where(np.array(best, dtype=np.int64)).with_columns(n_sources=np.array(sources, dtype=np.int64))
    if is_void is not None:
        counted = counted.with_columns(void=np.array(void, dtype=np.int8))
    return Counted(
        counted,
        facts.where(np.array(repeats, dtype=np.int64)),
        facts.where(np.array(incomplete, dtype=np.int64)),
        tuple((places[one], places[other]) for one, other in differing),
    )


def _trust(facts: Facts) -> Callable[[int], tuple[bool, int, float]]:
    rank = {carrier: position for position, carrier in enumerate(CARRIERS)}

    def of(row: int) -> tuple[bool, int, float]:
        return (
            bool(facts.needs_review[row]),
            rank.get(facts.carrier[row], len(rank)),
            -float(facts.confidence[row]),
        )

    return of


def _differ(column: Array, one: int, other: int) -> bool:
    return bool(NO_COUNT not in (column[one], column[other]) and abs(column[one] - column[other]) > 1)


def invoice_keys(invoices: Facts) -> Iterator[Key]:
    """A number of 20 digits, or code and number, is unique; a bare number only with seller, day and amount, and two
    rows of one ledger that agree in all of them are two invoices."""
    seen: Counter[Any] = Counter()
    columns = (invoices.number, invoices.date, invoices.net, invoices.seller, invoices.gross, invoices.document)
    days = np.isnat(invoices.date)
    for row, (number, date, net, seller, gross, document) in enumerate(zip(*columns, strict=True)):
        if not number or days[row] or net == NO_COUNT:
            yield None
        elif len(number) == TWENTY or "/" in number:
            yield (number,)
        else:
            weak = (number, date, int(seller), int(gross))
            seen[document, weak] += 1
            yield (*weak, seen[document, weak])


def transaction_keys(transactions: Facts) -> Iterator[Key]:
    """Account, day, amount and balance; two rows of one statement that agree in all of them are two transactions."""
    seen: Counter[Any] = Counter()
    columns = [
        transactions.columns[name]
        for name in ("account_no", "currency", "date", "incoming", "amount", "balance", "counterparty", "document")
    ]
    days = np.isnat(transactions.date)
    for row, (*same, document) in enumerate(zip(*columns, strict=True)):
        if days[row] or same[3] < 0 or same[4] == NO_COUNT:
            yield None
        else:
            key = tuple(same)
            seen[document, key] += 1
            yield (*key, seen[document, key])


def document_keys(facts: Facts, *columns: str) -> Iterator[Key]:
    """What these columns say; where they say nothing, each document is its own."""
    for row in range(len(facts)):
        key = tuple(facts.columns[column][row] for column in columns)
        yield (facts.document[row], facts.part[row], int(facts.row[row])) if None in key else key


def latest_filing(facts: Facts, *columns: str, by: str) -> Facts:
    """Of the returns for a period those of the document that was made last: a correction replaces what it corrects."""
    newest: dict[Any, tuple[Any, str]] = {}
    keys = list(zip(*(facts.columns[column] for column in columns), strict=True))
    for key, made, document in zip(keys, facts.columns[by], facts.document, strict=True):
        stamp = (np.datetime64("0001-01-01") if np.isnat(made) else made, document)
        newest[key] = max(newest.get(key, stamp), stamp)
    mask = [newest[key][1] == document for key, document in zip(keys, facts.document, strict=True)]
    return facts.where(np.array(mask, dtype=bool))
