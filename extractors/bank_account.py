"""Sums of one account of a statement, and whether its balances follow from each other."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sme_extract.extractors.bank_ledger import Entry

NAMED_BREAKS = 3


@dataclass
class Account:
    """Sums of one account in one currency, and what its balances say."""

    first: Entry
    last: Entry
    newest_first: bool
    n_rows: int = 0
    total: Counter[str] = field(default_factory=Counter[str])
    n: Counter[str] = field(default_factory=Counter[str])
    days: tuple[date, date] = (date.max, date.min)
    unsure: int = 0
    """Rows of which it is not told whether money came or went."""
    without_balance: int = 0
    breaks: list[str] = field(default_factory=list[str])
    n_links: int = 0
    n_breaks: int = 0
    loose: Counter[Decimal] = field(default_factory=Counter[Decimal])
    """Balances before transactions less balances after them; one of each is left when all follow, in any order."""

    def add(self, entry: Entry) -> None:
        """The next row of the file."""
        if self.n_rows and entry.balance is not None and self.last.balance is not None:
            older, newer = (entry, self.last) if self.newest_first else (self.last, entry)
            assert older.balance is not None
            assert newer.balance is not None
            self.n_links += 1
            if older.balance + newer.moved != newer.balance:
                self.n_breaks += 1
                if self.n_breaks <= NAMED_BREAKS:
                    self.breaks.append(f"page {newer.line.page} row {newer.line.row}")
        self.n_rows += 1
        self.last = entry
        self.days = min(self.days[0], entry.day), max(self.days[1], entry.day)
        if entry.sign:
            way = "in" if entry.sign > 0 else "out"
            self.total[way] += entry.amount  # type: ignore[assignment]  # a Counter adds Decimals as well
            self.n[way] += 1
        else:
            self.unsure += entry.unsigned
        if entry.balance is None:
            self.without_balance += 1
        else:
            self.loose[entry.balance - entry.moved] += 1
            self.loose[entry.balance] -= 1

    @property
    def chain(self) -> bool | None:
        """Whether every balance follows from another one; None without balances."""
        if self.n_links == 0 or self.without_balance:
            return None
        return self.n_breaks == 0 or sum(abs(n) for n in self.loose.values()) <= 2

    @property
    def ends(self) -> tuple[Entry, Entry]:
        """The oldest and the newest row."""
        return (self.last, self.first) if self.newest_first else (self.first, self.last)

    def balances(self) -> tuple[Decimal | None, Decimal | None]:
        """Opening and closing; None where the rows do not say."""
        if not self.chain and self.n_rows > 1:
            return None, None
        if self.n_breaks:  # in no order: what is left over
            rest = {n: balance for balance, n in self.loose.items() if n}
            return rest.get(1), rest.get(-1)
        oldest, newest = self.ends
        before = None if oldest.balance is None or oldest.unsigned else oldest.balance - oldest.moved
        return before, newest.balance
