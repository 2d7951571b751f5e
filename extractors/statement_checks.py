"""Sums of financial statements: which printed lines make up which total, and the rules that hold between them.

Lines in words that no table knows are part of the total that they stand before; as nobody can say whether they are
parts of another line, a sum may hold with them or without.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sme_extract.extractors.base import Rule, Slot, Verdict
from sme_extract.extractors.statement_lines import BALANCE, CASH, COLUMNS, INCOME, Line

NIL = Decimal(0)
TOTAL_COST = "total_cost"
_PAID: Final = re.compile(r"支付|偿还")
_RECEIVED: Final = re.compile(r"收到|收回|取得")


@dataclass(slots=True, eq=False)
class Entry:
    """One printed line: what it is, and its amounts by column suffix."""

    label: str
    marker: str
    line: Line | None
    slots: dict[str, Slot[Decimal]]
    section: str = ""
    """The total that it is added to; empty for none."""
    sign: int = 0

    @property
    def has_value(self) -> bool:
        """Whether any column holds a value."""
        return any(slot.chosen is not None for slot in self.slots.values())

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in any column, or dashes."""
        return all(slot.chosen is None and slot.says_none for slot in self.slots.values())


def arrange(entries: Sequence[Entry], statement: str) -> None:
    """Give each entry the total that it is part of, and its sign."""
    mode = -1
    in_cost = False
    printed: set[str] = set()
    names = {entry.line.name for entry in entries if entry.line}
    for index, entry in enumerate(entries):
        if entry.marker in ("加", "减"):
            mode = 1 if entry.marker == "加" else -1
        in_cost = in_cost and entry.marker != "加"
        line = entry.line
        if line is None:
            entry.section = _next_section(entries[index + 1 :])
            entry.sign = 0 if entry.marker == "其中" else _unknown_sign(entry, statement, mode)
        elif line.name not in printed:
            entry.section, entry.sign = line.section, _known_sign(entry, line, mode, printed, names)
        if in_cost and entry.section == "operating_profit":
            entry.section, entry.sign = TOTAL_COST, 0 if line is None or line.memo else 1
        if line is not None and entry.has_value:
            printed.add(line.name)
            in_cost = in_cost or line.name == TOTAL_COST


def _next_section(following: Sequence[Entry]) -> str:
    """Of a line in words that are not known: that of the next line that is."""
    line = next((e.line for e in following if e.line is not None and not e.line.memo), None)
    return (line.section or line.name) if line is not None else ""


def _unknown_sign(entry: Entry, statement: str, mode: int) -> int:
    if statement == CASH:
        return -1 if _PAID.search(entry.label) else 1 if _RECEIVED.search(entry.label) else 0
    return mode if statement == INCOME else -1 if entry.marker == "减" else 1


def _known_sign(entry: Entry, line: Line, mode: int, printed: set[str], names: set[str]) -> int:
    if line.name in ("fixed_assets_cost", "accumulated_depreciation") and "fixed_assets_net" not in names:
        return 1 if line.name == "fixed_assets_cost" else -1
    if line.memo or entry.marker == "其中" or line.within in printed:
        return 0
    if line.name in ("revenue", "main_revenue") and "total_revenue" in printed:
        return 0
    return line.sign or mode


@dataclass(frozen=True)
class Sums:
    """The entries of one statement, and sums over one column of them."""

    statement: str
    entries: tuple[Entry, ...]
    unit: int
    """Yuan in the printed unit."""

    def entry(self, name: str) -> Entry | None:
        """The line of that name: the first with a value, else the first."""
        found = [e for e in self.entries if e.line is not None and e.line.name == name]
        return next((e for e in found if e.has_value), found[0] if found else None)

    def is_above(self, name: str, other: str) -> bool:
        """Whether both lines are printed, the first over the second."""
        names = [entry.line.name for entry in self.entries if entry.line is not None]
        return name in names and other in names and names.index(name) < names.index(other)

    def parts(self, total: str) -> list[Entry]:
        """Lines that are added up to `total`."""
        return [e for e in self.entries if e.section == total and e.sign]

    def amount(self, name: str, suffix: str) -> Decimal | None:
        """What a printed line says; nil where it is blank, None where it is not printed or cannot be read."""
        entry = self.entry(name)
        return _amount(entry.slots.get(suffix)) if entry is not None else None

    def section(self, total: str, suffix: str, *, of: str = "") -> Verdict:
        """Whether the lines above a total, and `of` when given, add up to it."""
        entry = self.entry(total)
        wanted = entry.slots.get(suffix) if entry is not None else None
        parts = self.parts(total)
        if entry is None or wanted is None or wanted.chosen is None or not parts:
            return None
        below = self.entries[self.entries.index(entry) :]
        if total != TOTAL_COST and any(part.line is not None and part in below for part in parts):
            return None  # totals over their parts: an export of selected lines
        known, other, slots = NIL, NIL, [wanted]
        if of:
            start = self.amount(of, suffix)
            if start is None:
                return None
            known += start
        for part in parts:
            amount = _amount(part.slots.get(suffix))
            if amount is None:
                return None
            slots.append(part.slots.get(suffix, Slot()))
            if part.line is not None:
                known += part.sign * amount
            else:
                other += part.sign * amount
        value, slack = wanted.chosen.value, self.slack(slots)
        if abs(value - known) <= slack or abs(value - known - other) <= slack:
            return True
        return f"{_column(suffix)}lines add up to {known + other}, {total} says {value}"

    def equal(self, total: str, terms: Sequence[tuple[int, str]], suffix: str) -> Verdict:
        """Whether a total is the signed sum of other lines."""
        value = self.amount(total, suffix)
        amounts = [(sign, self.amount(name, suffix)) for sign, name in terms]
        if value is None or any(amount is None for _, amount in amounts):
            return None
        entries = [self.entry(name) for _, name in ((1, total), *terms)]
        slots = [e.slots.get(suffix, Slot()) for e in entries if e is not None]
        if all(slot.chosen is None for slot in slots):
            return None
        summed = sum((sign * amount for sign, amount in amounts if amount is not None), NIL)
        if abs(value - summed) <= self.slack(slots):
            return True
        words = " ".join(f"{'+' if sign > 0 else '-'} {name}" for sign, name in terms).removeprefix("+ ")
        return f"{_column(suffix)}{words} is {summed}, {total} says {value}"

    def slack(self, slots: Sequence[Slot[Decimal]]) -> Decimal:
        """What rounding may cost: nothing to the cent; half of the last printed place a term in larger units."""
        printed = [slot.chosen.value / self.unit for slot in slots if slot.chosen is not None]
        places = max((-int(value.normalize().as_tuple().exponent) for value in printed), default=0)
        if self.unit == 1:
            return Decimal("0.01") if places > 2 else NIL
        return self.unit * Decimal(10) ** -max(places, 0) * (len(printed) + 1) / 2


def _amount(slot: Slot[Decimal] | None) -> Decimal | None:
    if slot is None or slot.says_none:
        return NIL
    return slot.chosen.value if slot.chosen is not None else None


def _column(suffix: str) -> str:
    return f"{suffix.removeprefix('.')}: " if suffix else ""


Check = Callable[[Sums, str], Verdict]


def _section(total: str, of: str = "") -> Check:
    return lambda sums, suffix: sums.section(total, suffix, of=of)


def _equal(total: str, *terms: tuple[int, str]) -> Check:
    return lambda sums, suffix: sums.equal(total, terms, suffix)


def _net_change(sums: Sums, suffix: str) -> Verdict:
    fx = ((1, "fx_effect"),) if sums.is_above("fx_effect", "net_cash_change") else ()
    return sums.equal("net_cash_change", ((1, "cfo"), (1, "cfi"), (1, "cff"), *fx), suffix)


def _closing(sums: Sums, suffix: str) -> Verdict:
    """Some forms print the effect of exchange rates below the net change, which then is without it."""
    fx = ((1, "fx_effect"),) if sums.is_above("net_cash_change", "fx_effect") else ()
    return sums.equal("closing_cash", ((1, "opening_cash"), (1, "net_cash_change"), *fx), suffix)


def _fixed_assets(sums: Sums, suffix: str) -> Verdict:
    lost = ((-1, "fixed_assets_impairment"),) if sums.entry("fixed_assets_impairment") is not None else ()
    return sums.equal("fixed_assets_net", ((1, "fixed_assets_cost"), (-1, "accumulated_depreciation"), *lost), suffix)


@dataclass(frozen=True)
class Identity:
    """A rule that holds in every column of a statement."""

    statement: str
    code: str
    check: Check
    fields: tuple[str, ...]
    """Names without suffix; `items.total` are the lines that make up a total."""


def _sum_of(statement: str, code: str, total: str, of: str = "") -> Identity:
    return Identity(statement, code, _section(total, of), (total, *((of,) if of else ()), f"items.{total}"))


def _chain(statement: str, code: str, total: str, *terms: tuple[int, str]) -> Identity:
    return Identity(statement, code, _equal(total, *terms), (total, *(name for _, name in terms)))


IDENTITIES: Final = (
    _sum_of(BALANCE, "section-sum", "total_current_assets"),
    _sum_of(BALANCE, "section-sum", "total_noncurrent_assets"),
    _sum_of(BALANCE, "section-sum", "total_current_liabilities"),
    _sum_of(BALANCE, "section-sum", "total_noncurrent_liabilities"),
    _sum_of(BALANCE, "section-sum", "total_equity"),
    Identity(
        BALANCE, "fixed-assets", _fixed_assets, ("fixed_assets_net", "fixed_assets_cost", "accumulated_depreciation")
    ),
    _chain(BALANCE, "assets-total", "total_assets", (1, "total_current_assets"), (1, "total_noncurrent_assets")),
    _chain(
        BALANCE,
        "liabilities-total",
        "total_liabilities",
        (1, "total_current_liabilities"),
        (1, "total_noncurrent_liabilities"),
    ),
    _chain(BALANCE, "balance", "total_assets", (1, "total_liabilities"), (1, "total_equity")),
    _chain(BALANCE, "balance", "total_liabilities_and_equity", (1, "total_assets")),
    _sum_of(INCOME, "profit-chain", "operating_profit"),
    _sum_of(INCOME, "profit-chain", TOTAL_COST),
    _sum_of(INCOME, "profit-chain", "profit_before_tax", "operating_profit"),
    _sum_of(INCOME, "profit-chain", "net_profit", "profit_before_tax"),
    _sum_of(CASH, "cash-sum", "cfo"),
    _sum_of(CASH, "cash-sum", "cfi"),
    _sum_of(CASH, "cash-sum", "cff"),
    _chain(CASH, "cash-sum", "cfo", (1, "operating_inflow"), (-1, "operating_outflow")),
    _chain(CASH, "cash-sum", "cfi", (1, "investing_inflow"), (-1, "investing_outflow")),
    _chain(CASH, "cash-sum", "cff", (1, "financing_inflow"), (-1, "financing_outflow")),
    Identity(CASH, "cash-chain", _net_change, ("net_cash_change", "cfo", "cfi", "cff", "fx_effect")),
    Identity(CASH, "cash-chain", _closing, ("closing_cash", "opening_cash", "net_cash_change")),
)


def rules(sums_of: Callable[[Any], Sums | None]) -> Iterator[Rule]:
    """Every identity for every column of its statement."""
    for identity in IDENTITIES:
        for suffix in COLUMNS[identity.statement]:
            yield _rule(identity, suffix, sums_of)


def _rule(identity: Identity, suffix: str, sums_of: Callable[[Any], Sums | None]) -> Rule:
    def judge(extractor: Any) -> Verdict:
        sums = sums_of(extractor)
        return identity.check(sums, suffix) if sums and sums.statement == identity.statement else None

    return Rule(identity.code, tuple(f"{name}{suffix}" for name in identity.fields), "error", judge)
