"""Transactions of account statements out of rows of text: which way the money went, and whether balances follow.

Three passes at most, none of which keeps rows: one learns the order of the rows and the convention of the signs, one
adds up and checks, and the rows themselves are made when they are asked for.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any, Literal

from sme_extract.extractors.bank_columns import (
    MONEY,
    Header,
    account,
    amount,
    clock,
    currency,
    day,
    direction,
    header_of,
    name_and_account,
)
from sme_extract.extractors.bank_lines import Line
from sme_extract.extractors.base import NoValue
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.row_table import Troubles
from sme_extract.extractors.scope import Span
from sme_extract.schemas.geometry import cell_address

Order = Literal["oldest", "newest"]
Key = tuple[str | None, str | None]
"""Account number and currency."""
NOTHING = Decimal(0)
TEXTS = ("counterparty.bank", "summary", "purpose", "remark", "type", "status")
# 合计, 人民币合计, 总计:
TOTAL = re.compile(r"(人民币|美元|欧元|港币|本期|期间|全部|累计)?(发生额)?(合计|总计)(金额|发生额)?:?")
SUMS = re.compile(r"合计|小计|总计|累计|余额|承前|过次|发生额|笔")
"""Words of rows that are no transactions."""
OPENING = re.compile(r"(期初|上期|上页|承前|上日|承前页|期初账户)(余额|结余|页)|承前页|期初")
CLOSING = re.compile(r"(期末|本期|过次|本页)(余额|结余|页)|过次页|期末")
ACCOUNT_LINE = re.compile(r"(?:账号|帐号|卡号|账户)[:：]?(?P<no>[0-9*xX][0-9*xX -]{6,}[0-9*xX])?")
CLOSED = re.compile(r"关闭|失败|撤销|未支付|待付款")


@dataclass(slots=True)
class Entry:
    """One transaction. `sign` is 1 for money in, -1 for money out, 0 where it is not told or no money moved."""

    line: Line
    header: Header
    day: date
    amount: Decimal
    sign: int
    balance: Decimal | None
    key: Key
    unsigned: bool = False
    """Neither its column nor its sign tells which way the money went; the balance may."""
    texts: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def clock(self) -> time | None:
        """Time of day, in a column of its own or behind the date."""
        return _clock(self.header.cell(self.line.cells, "time") or self.header.cell(self.line.cells, "date"))

    @property
    def moved(self) -> Decimal:
        """What it adds to the balance."""
        return self.sign * self.amount


@dataclass(slots=True)
class Convention:
    """What the first pass learns."""

    order: Order = "oldest"
    links: Counter[Order] = field(default_factory=Counter[Order])
    dates: Counter[Order] = field(default_factory=Counter[Order])
    positive: Counter[str] = field(default_factory=Counter[str])
    """Amounts above zero by column."""
    negative: Counter[str] = field(default_factory=Counter[str])


@dataclass
class Ledger:
    """All transactions of a document."""

    lines: Callable[[], Iterator[Line]]
    account_no: str | None = None
    """Of the head, where the rows name none."""
    currency: str | None = None
    year: int | None = None
    month: int | None = None
    """Of the statement, for days without a year."""
    is_card: bool = False
    """A credit card's statement: what is spent is positive."""
    convention: Convention = field(default_factory=Convention)

    def learn(self) -> "Ledger":
        """The first pass."""
        found = Convention()
        last: dict[Key, Entry] = {}
        for entry in self._read(found, None):
            before = last.get(entry.key)
            if before is not None:
                if entry.day != before.day:
                    found.dates["oldest" if entry.day > before.day else "newest"] += 1
                if entry.balance is not None and before.balance is not None:
                    change = entry.balance - before.balance
                    found.links["oldest"] += _follows(change, entry)
                    found.links["newest"] += _follows(-change, before)
            last[entry.key] = entry
        votes = found.links if found.links["oldest"] != found.links["newest"] else found.dates
        found.order = "newest" if votes["newest"] > votes["oldest"] else "oldest"
        self.convention = found
        return self

    def entries(self, troubles: Troubles | None = None) -> Iterator[Entry]:
        """Transactions in the order of the file, directions settled by the balance where nothing else tells."""
        before: Entry | None = None
        for entry in self._read(None, troubles):
            if self.convention.order == "oldest":
                _settle(entry, before)
                yield entry
            elif before is not None:
                _settle(before, entry)
                yield before
            before = entry
        if before is not None and self.convention.order == "newest":
            yield before

    def header(self) -> tuple[Line, Header] | None:
        """The first row of headers."""
        return next(((line, found) for line in self.lines() if (found := header_of(line.cells))), None)

    def _read(self, learned: Convention | None, troubles: Troubles | None) -> Iterator[Entry]:
        header: Header | None = None
        account_no = self.account_no
        for line in self.lines():
            if header is None or not self._is_day(header.cell(line.cells, "date")):
                found = header_of(line.cells)
                if found is not None:
                    header = found
                    continue
                account_no = _named_account(line) or account_no
            if header is None:
                continue
            entry = self._entry(line, header, account_no, learned, troubles)
            if entry is not None:
                yield entry

    def _is_day(self, text: str) -> bool:
        try:
            return bool(day(text, self.year, self.month))
        except ValueError:
            return False

    def _entry(
        self, line: Line, header: Header, account_no: str | None, learned: Convention | None, troubles: Troubles | None
    ) -> Entry | None:
        def cell(name: str, parser: Callable[[str], Any]) -> Any:
            text = header.cell(line.cells, name)
            if not text:
                return None
            try:
                return parser(text)
            except NoValue:
                return None
            except ValueError:
                if troubles is not None:
                    where = _where(line, header.places[name])
                    troubles.note("unreadable-cell", "error", f"{where}: {text!r}", name)
                return None

        when = header.cell(line.cells, "date") or header.cell(line.cells, "posting_date")
        try:
            booked = day(when, self.year, self.month)
        except ValueError:
            self._not_a_row(line, header, when, troubles)
            return None
        amounts = {name: value for name in MONEY if (value := cell(name, amount)) is not None}
        balance = cell("balance", amount)
        value, sign, unsigned = self._direction(line, header, amounts, cell("direction", direction), learned, troubles)
        if value is None:
            text = squeeze("".join(line.cells))
            if troubles is not None and not (OPENING.search(text) or CLOSING.search(text)):
                troubles.note("row-without-amount", "warning", f"{_where(line)}: {text[:40]}")
            return None
        if CLOSED.search(header.cell(line.cells, "status")):
            sign, unsigned = 0, False
        key = cell("account_no", account) or account_no, cell("currency", currency) or self.currency
        return Entry(line, header, booked, value, sign, balance, key, unsigned)

    def _direction(
        self,
        line: Line,
        header: Header,
        amounts: dict[str, Decimal],
        printed: int | None,
        learned: Convention | None,
        troubles: Troubles | None,
    ) -> tuple[Decimal | None, int, bool]:
        """Amount above zero, which way it went, and whether nothing tells."""
        for name, value in amounts.items():
            if learned is not None and value:
                (learned.positive if value > 0 else learned.negative)[name] += 1
        sides = [name for name in ("in", "out") if amounts.get(name)]
        if len(sides) == 2:
            if troubles is not None:
                troubles.note("both-directions", "error", f"{_where(line)}: money in and out in one row", *sides)
            return abs(amounts["in"] - amounts["out"]), 0, False
        if sides:
            value = amounts[sides[0]]
            sign = 1 if sides[0] == "in" else -1
            # minus in the column of money out is how some print it; among positive ones it takes an entry back
            back = value < 0 and (self.convention.positive[sides[0]] > 0 or sides[0] == "in")
            return abs(value), -sign if back else sign, False
        if "amount" not in amounts:
            return next(iter(amounts.values()), None), 0, False
        value = amounts["amount"]
        if "direction" in header.places:
            return abs(value), printed or 0, False
        signed = self.is_card or self.convention.negative["amount"] > 0
        sign = ((value > 0) - (value < 0)) * (-1 if self.is_card else 1)
        return abs(value), sign if signed else 0, not signed

    def _not_a_row(self, line: Line, header: Header, when: str, troubles: Troubles | None) -> None:
        """Totals and notes have no date; a row that has amounts and looks like neither is a trouble."""
        if troubles is None:
            return
        text = squeeze("".join(line.cells))
        filled = [name for name in (*MONEY, "balance") if _is_amount(header.cell(line.cells, name))]
        if not filled or any(words.search(text) for words in (SUMS, OPENING, CLOSING)):
            return
        if len(filled) > 1 or len(re.findall("[0-9]", when)) >= 4:
            troubles.note("row-without-date", "error", f"{_where(line)}: {text[:40]}", "date")
        elif when:
            troubles.note("row-left-out", "info", f"{_where(line)}: {text[:40]}")

    def printed_totals(self) -> Iterator[tuple[str, Decimal, Span]]:
        """`total_in` and `total_out` as a row of sums under the columns has them."""
        header: Header | None = None
        for line in self.lines():
            first = next((text for text in line.cells if text.strip()), "")
            if first[:1].isdigit():  # a transaction, neither headers nor sums
                continue
            header = header_of(line.cells) or header
            if header is None or not TOTAL.fullmatch(squeeze(first)):
                continue
            for name in ("in", "out"):
                text = header.cell(line.cells, name)
                if _is_amount(text):
                    where = cell_address(line.row - 1, header.places[name])
                    yield f"total_{name}", abs(amount(text)), Span(text, "cell", "sum", line.page, locator=where)


def row_of(entry: Entry) -> dict[str, Any]:
    """A transaction as a row of the result, without its category."""
    header, cells = entry.header, entry.line.cells
    row: dict[str, Any] = {
        "page": entry.line.page,
        "row": entry.line.row,
        "date": entry.day,
        "time": entry.clock,
        "direction": {1: "in", -1: "out", 0: None}[entry.sign],
        "amount": entry.amount,
        "balance": entry.balance,
    }
    side = "counterparty"
    if f"{side}.name" not in header.places and entry.sign and "payer.name" in header.places:
        side = "payer" if entry.sign > 0 else "payee"
    name, behind = name_and_account(_plain(header.cell(cells, f"{side}.name")) or "")
    joint = "counterparty.account" in header.places
    row["counterparty.name"] = (_plain(header.cell(cells, f"{side}.name")) if joint else name) or None
    if entry.line.confidence < 1 and not any(map(str.isalpha, row["counterparty.name"] or "")):
        row["counterparty.name"] = None  # a dash or slash misread as a digit
    own = _plain(header.cell(cells, f"{side}.account"))
    row["counterparty.account"] = own if joint or side != "counterparty" else own or behind
    row["counterparty.bank"] = _plain(header.cell(cells, f"{side}.bank"))
    for text in TEXTS[1:]:
        row[text] = _plain(header.cell(cells, text))
    row["serial_no"] = _serial(header.cell(cells, "serial_no"))
    row["account_no"], row["currency"] = entry.key
    row["category"] = row["category_reason"] = None
    row["value_date"] = _value_day(header.cell(cells, "value_date"))
    row["reference"] = _plain(header.cell(cells, "reference"))
    return row


def _plain(text: str) -> str | None:
    """Text of a cell; a dash or a slash says that there is none."""
    words = " ".join(text.split())
    return None if words in ("", "-", "--", "/", "——", "无", "*") else words


def _value_day(text: str) -> date | None:
    try:
        return day(text) if text else None
    except ValueError:
        return None


def _serial(text: str) -> str | None:
    plain = _plain(text.strip("`' \t"))
    return None if plain is None or re.fullmatch(r"[0-9.]+[eE][+]?[0-9]+", plain) else plain


def _clock(text: str) -> time | None:
    try:
        return clock(text)
    except ValueError:
        return None


def _follows(change: Decimal, entry: Entry) -> bool:
    return abs(change) == entry.amount if entry.unsigned else change == entry.moved


def _settle(entry: Entry, before: Entry | None) -> None:
    """The direction of an entry without one, when the balance changed by its amount."""
    if not entry.unsigned or before is None or entry.balance is None or before.balance is None:
        return
    change = entry.balance - before.balance
    if abs(change) == entry.amount and entry.key == before.key:
        entry.sign, entry.unsigned = (1 if change > 0 else -1), False


def _is_amount(text: str) -> bool:
    try:
        return bool(text) and amount(text).is_finite()
    except ValueError:
        return False


def _named_account(line: Line) -> str | None:
    """The account that a line between tables names."""
    texts = [squeeze(text) for text in line.cells if text.strip()]
    if not texts or len(texts) > 8:
        return None
    for at, text in enumerate(texts):
        match = ACCOUNT_LINE.match(text)
        if match is None:
            continue
        number = match["no"] or (texts[at + 1] if match.end() == len(text) and at + 1 < len(texts) else "")
        if re.fullmatch(r"[0-9*xX][0-9*xX -]{6,}[0-9*xX]", number):
            return number.replace(" ", "")
    return None


def _where(line: Line, column: int | None = None) -> str:
    """Page and row, or the address of a cell."""
    return f"page {line.page} {f'row {line.row}' if column is None else cell_address(line.row - 1, column)}"
