"""The statements of one account that came as messages of its bank: head, sums, rows, and whether they add up."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sme_extract.extractors.bank_head import holder
from sme_extract.extractors.bank_message import Balance, Message, MessageEntry, iso_day
from sme_extract.extractors.base import Candidate, Slot
from sme_extract.extractors.engine import settle
from sme_extract.extractors.parse import text
from sme_extract.extractors.row_table import Troubles
from sme_extract.extractors.scope import Span
from sme_extract.schemas.result import Finding, Row, Severity

NOTHING = Decimal(0)
HEAD: dict[str, Callable[[str], Any]] = {
    "account_no": text, "account_name": holder, "bank": text, "currency": text, "period_start": iso_day,
    "period_end": iso_day, "printed_on": iso_day,
}  # fmt: skip
LATEST = ("period_end", "printed_on")
"""Fields for which the last statement speaks; for the others the first."""
SUMS = ("total_in", "total_out", "n_in", "n_out")
Slots = dict[str, Slot[Any]]


@dataclass
class Book:
    """Statements that follow from each other, and what one pass over their entries finds."""

    messages: Sequence[Message]
    sums: Counter[str] = field(default_factory=Counter[str])
    """Of booked entries, by the names of `SUMS`."""
    n_rows: int = 0
    days: tuple[date, date] = (date.max, date.min)
    currencies: dict[str, None] = field(default_factory=dict[str, None])
    """Of the entries."""
    unsure: int = 0
    """Booked entries of which amount or direction is not known."""
    proven: bool | None = None
    """Whether opening balance and entries give the closing balance, in every statement that has both."""

    @property
    def currency(self) -> str | None:
        """Of the account: what its head says, else what all balances and entries agree on."""
        said = self.head("currency")
        if said is not None:
            return said.text
        named = self._named_currencies()
        return named[0] if len(named) == 1 else None

    def _named_currencies(self) -> list[str]:
        """All that head, balances and entries name."""
        said = self.head("currency")
        balances = (balance for one in self.messages for balance in (one.opening, one.closing) if balance)
        named = (said and said.text, *(balance.currency for balance in balances), *self.currencies)
        return list(dict.fromkeys(code for code in named if code))

    def head(self, name: str) -> Span | None:
        """What the statements say about a field."""
        order = self.messages[::-1] if name in LATEST else self.messages
        return next((one.head[name] for one in order if name in one.head), None)

    def tally(self) -> Iterator[Finding]:
        """The pass over all entries: sums, and what is odd."""
        troubles = Troubles()
        for message in self.messages:
            moved: Decimal | None = NOTHING
            seen: set[int] = set()
            for number, entry in enumerate(message.entries(), start=1):
                where = f"{message.name} entry {number}".strip()
                self._add(entry)
                _complain(entry, where, troubles)
                same = hash((entry.amount, entry.sign, entry.day, *entry.texts.values()))
                if same in seen and (entry.texts.get("serial_no") or entry.texts.get("reference")):
                    troubles.note("duplicate-row", "warning", f"{where}: {entry.day} {entry.amount}")
                seen.add(same)
                if entry.is_booked:
                    moved = None if moved is None or entry.moved is None else moved + entry.moved
            yield from self._judge(message, moved)
        yield from troubles.findings()
        yield from self._mixed()

    def _add(self, entry: MessageEntry) -> None:
        self.n_rows += 1
        if entry.day is not None:
            self.days = min(self.days[0], entry.day), max(self.days[1], entry.day)
        if entry.currency:
            self.currencies[entry.currency] = None
        if not entry.is_booked:
            return
        if entry.moved is None:
            self.unsure += 1
            return
        way = "in" if entry.moved > 0 else "out"
        self.sums[f"total_{way}"] += abs(entry.moved)  # type: ignore[assignment]  # a Counter adds Decimals as well
        self.sums[f"n_{way}"] += 1

    def _judge(self, message: Message, moved: Decimal | None) -> Iterator[Finding]:
        """Whether opening and entries give closing."""
        opening, closing = message.opening, message.closing
        if opening is None or closing is None:
            if message.has_both and opening is not closing:
                which = "closing" if closing is None else "opening"
                said = f"statement {message.name} has no {which} balance that could prove its entries"
                yield Finding(code="rows-unproven", severity="warning", message=said, fields=(f"{which}_balance",))
            return
        if opening.amount is None or closing.amount is None or moved is None or opening.currency != closing.currency:
            return
        end = opening.amount + moved
        self.proven = end == closing.amount and self.proven is not False
        if end != closing.amount:
            said = f"statement {message.name}: {opening.amount} and entries of {moved} give {end}, not {closing.amount}"
            fields = ("opening_balance", "closing_balance")
            yield Finding(code="balance-chain", severity="error", message=said, fields=fields)

    def _mixed(self) -> Iterator[Finding]:
        """Amounts of one account in several currencies: none of them can be added up."""
        named = self._named_currencies()
        if len(named) > 1:
            said = f"amounts of one account in several currencies: {', '.join(named)}"
            yield Finding(code="mixed-currencies", severity="error", message=said, fields=("currency",))

    def settle(self, slots: Slots) -> Iterator[Finding]:
        """The fields of the result, once the entries are counted."""
        for name, parser in HEAD.items():
            span = self.head(name)
            if span is not None:
                _put(slots[name], span, parser)
        if slots["currency"].chosen is None and self.currency is not None:
            self._say(slots, "currency", self.currency)
        self._say(slots, "n_rows", self.n_rows)
        self._say(slots, "n_accounts", 1)
        yield from self._settle_period(slots)
        self._settle_balance(slots["opening_balance"], self.messages[0].opening)
        self._settle_balance(slots["closing_balance"], self.messages[-1].closing)
        if not self.unsure and set(self.currencies) <= {self.currency}:
            for name in SUMS:
                self._settle_sum(slots, name)
        if not self.n_rows:
            said = "a statement without entries"
            yield Finding(code="no-rows", severity="info" if self.proven else "warning", message=said)

    def _settle_period(self, slots: Slots) -> Iterator[Finding]:
        """The period that the head names; else the days of the entries, else those of the balances."""
        start, end = slots["period_start"].chosen, slots["period_end"].chosen
        first, last = self.days
        if start and end and first <= last and not (start.value <= first and last <= end.value):
            said = f"entries from {first} to {last} in a statement from {start.value} to {end.value}"
            fields = ("period_start", "period_end")
            yield Finding(code="outside-period", severity="error", message=said, fields=fields)
        for name, day in zip(("period_start", "period_end"), self._days(), strict=True):
            if slots[name].chosen is None and slots[name].unreadable is None and day is not None:
                self._say(slots, name, day)

    def _days(self) -> tuple[date | None, date | None]:
        """First and last day of the entries, or those of the balances around none."""
        if self.days[0] <= self.days[1]:
            return self.days
        opening, closing = self.messages[0].opening, self.messages[-1].closing
        return opening.day if opening else None, closing.day if closing else None

    def _settle_balance(self, slot: Slot[Any], balance: Balance | None) -> None:
        """A balance in another currency than the account's is not given out; `mixed-currencies` tells of it."""
        if balance is None:
            return
        is_foreign = bool(balance.currency) and balance.currency != self.currency
        if balance.amount is None or is_foreign:
            slot.unreadable, slot.says_none = balance.span, is_foreign
            return
        slot.chosen = Candidate(balance.amount, balance.span, "structured")
        self._weigh(slot)

    def _settle_sum(self, slots: Slots, name: str) -> None:
        """The sum that the statements print beside the sum of their entries."""
        value = self.sums[name] + (NOTHING if name.startswith("total") else 0)
        said = [one.totals[name] for one in self.messages if name in one.totals]
        found = [(Candidate(value, self._span(value), "lines"), None)]
        if len(said) == len(self.messages):
            printed = sum((number for number, _ in said[1:]), said[0][0])
            found.insert(0, (Candidate(printed, said[0][1], "structured"), None))
        settle(slots[name], [*found])
        self._weigh(slots[name])

    def _weigh(self, slot: Slot[Any]) -> None:
        slot.confirmations += self.proven is True
        slot.contradictions += self.proven is False

    def _say(self, slots: Slots, name: str, value: Any) -> None:
        slots[name].chosen = Candidate(value, self._span(value), "lines")

    def _span(self, value: Any) -> Span:
        """Where a figure of the entries comes from: the statements that hold them."""
        first = self.messages[0].element
        where = f"{first.payload.name}#{first.path}"
        return Span(str(value), first.payload.source, "rows:entries", locator=where)

    def rows(self) -> Iterator[Row]:
        """All entries as rows of the result, without their category; `page` is the number of the statement."""
        for page, message in enumerate(self.messages, start=1):
            for number, entry in enumerate(message.entries(), start=1):
                yield {
                    "page": page,
                    "row": number,
                    "date": entry.day,
                    "time": entry.clock,
                    "direction": {1: "in", -1: "out", 0: None}[entry.sign],
                    "amount": entry.amount,
                    "account_no": message.account_no or None,
                    "currency": entry.currency,
                    "value_date": entry.value_day,
                    "locator": entry.locator,
                    **entry.texts,
                }


def _put(slot: Slot[Any], span: Span, parser: Callable[[str], Any]) -> None:
    try:
        slot.chosen = Candidate(parser(span.text), span, "structured")
    except ValueError:
        slot.unreadable = span


def _complain(entry: MessageEntry, where: str, troubles: Troubles) -> None:
    for column, printed in entry.unreadable:
        severity: Severity = "warning" if column == "value_date" else "error"
        troubles.note("unreadable-cell", severity, f"{where}: {printed!r}", column)
    if entry.amount is None:
        troubles.note("row-without-amount", "error", where, "amount")
    elif not entry.sign and entry.amount:
        troubles.note("direction-unknown", "error", f"{where}: {entry.amount}", "direction")
    if entry.day is None and not any(column == "date" for column, _ in entry.unreadable):
        troubles.note("row-without-date", "warning", where, "date")
    if entry.n_details > 1:
        troubles.note("batch-entry", "info", f"{where}: {entry.n_details} payments in one entry", "counterparty.name")
