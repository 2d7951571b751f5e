"""What the message formats of banks (CAMT, MT940, OFX) have in common: statements with balances and dated entries.

Each format has a module that maps its elements to these; the book adds up and checks.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from sme_extract.extractors.element import Element
from sme_extract.extractors.scope import Span

Texts = Mapping[str, str | None]
# 2014-12-31, 2014-12-31T13:15:00+01:00, 20141231120000.000[-5:EST]
ISO_DAY = re.compile(
    r"(?P<y>[0-9]{4})-?(?P<m>[0-9]{2})-?(?P<d>[0-9]{2})"
    r"(?:T?(?P<H>[0-9]{2}):?(?P<M>[0-9]{2}):?(?P<S>[0-9]{2})(?:\.[0-9]+)?)?(?:Z|[+-][0-9:]{4,6}|\s*\[.*\])?"
)


@dataclass(frozen=True, slots=True)
class Balance:
    """A booked balance, below zero when the bank is owed. `amount` is None where it cannot be read."""

    amount: Decimal | None
    currency: str | None
    day: date | None
    span: Span


@dataclass(frozen=True, slots=True)
class MessageEntry:
    """One entry. `sign` is 1 for money in, -1 for money out, 0 where it cannot be told."""

    locator: str
    amount: Decimal | None
    sign: int
    currency: str | None
    day: date | None = None
    clock: time | None = None
    value_day: date | None = None
    is_booked: bool = True
    """False for entries that are only announced: they are in no balance."""
    texts: Texts = field(default_factory=dict[str, str | None])
    unreadable: tuple[tuple[str, str], ...] = ()
    """Column and text of what cannot be read."""
    n_details: int = 1
    """Payments that the entry sums up."""

    @property
    def moved(self) -> Decimal | None:
        """What it adds to the balance; None where that is not known."""
        return self.sign * self.amount if self.sign and self.amount is not None else None


@dataclass(frozen=True, slots=True)
class Message:
    """One statement, report or notification. `head` and `totals` hold texts by the name of their field."""

    element: Element
    name: str
    """Its number or id, as its sender has it."""
    head: Mapping[str, Span]
    entries: Callable[[], Iterator[MessageEntry]]
    opening: Balance | None = None
    closing: Balance | None = None
    totals: Mapping[str, tuple[Decimal | int, Span]] = field(default_factory=dict[str, tuple[Decimal | int, Span]])
    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    """Where a column of the rows comes from, in the words of the format."""
    has_both: bool = True
    """Whether the format has an opening balance wherever it has a closing one."""

    @property
    def account_no(self) -> str:
        """The account as the head writes it, or nothing."""
        return self.head["account_no"].text if "account_no" in self.head else ""

    @property
    def currency(self) -> str | None:
        """Of the account, as far as the head says."""
        if "currency" in self.head:
            return self.head["currency"].text
        return next((b.currency for b in (self.opening, self.closing) if b is not None), None)


def iso_day(text: str) -> date:
    """The day as it stands there, in the sender's own time zone. Raises ValueError."""
    match = ISO_DAY.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a day: {text!r}")
    return date(int(match["y"]), int(match["m"]), int(match["d"]))


def iso_clock(text: str) -> time | None:
    """The time of day of a date with one."""
    match = ISO_DAY.fullmatch(text.strip())
    if match is None or match["H"] is None:
        return None
    return time(int(match["H"]), int(match["M"]), int(match["S"]))


def plain_amount(text: str, mark: str = ".") -> Decimal:
    """A number without sign and without thousands: these formats know one decimal mark. Raises ValueError."""
    if re.fullmatch(rf"[0-9]{{1,18}}([{mark}][0-9]{{0,5}})?", text) is None:
        raise ValueError(f"not an amount: {text!r}")
    return Decimal(re.sub(r"[.,]$", "", text).replace(",", "."))


def one_line(*texts: str) -> str | None:
    """Texts with a space between them, or None."""
    return " ".join(" ".join(texts).split()) or None
