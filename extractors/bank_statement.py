"""Account statements (对账单, 交易明细) of banks and wallets, as export, print or scan, and as messages of banks.

Columns are told by their headers. 借 is money out and 贷 money in, for the bank's books are shown. Rows are the table
`transactions`; the head and the sums are fields, which are null where several accounts or currencies are in one file.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from sme_extract.documents.model import Document
from sme_extract.extractors import parse
from sme_extract.extractors.bank_account import Account
from sme_extract.extractors.bank_book import Book
from sme_extract.extractors.bank_head import (
    BANKS,
    DAY,
    ENGLISH_BANKS,
    SPAN_OF_DAYS,
    account_number,
    bank_name,
    count,
    head_amount,
    head_currency,
    head_total,
    holder,
    outside,
    printed_counts,
    printed_totals,
)
from sme_extract.extractors.bank_ledger import Entry, Ledger, row_of
from sme_extract.extractors.bank_lines import lines
from sme_extract.extractors.bank_messages import ROOTS, messages, runs
from sme_extract.extractors.base import Candidate, Extractor, Field, RowTable
from sme_extract.extractors.cue import heading, label, root
from sme_extract.extractors.engine import settle
from sme_extract.extractors.find import after, pattern
from sme_extract.extractors.normalize import name_key
from sme_extract.extractors.row_table import Troubles
from sme_extract.extractors.scope import Scope, Span
from sme_extract.extractors.transaction_category import categorise
from sme_extract.schemas.geometry import cell_address
from sme_extract.schemas.result import Finding, Row, Source, TableColumn

NOTHING = Decimal(0)
COLUMNS = (
    "date", "time", "direction", "amount", "balance", "counterparty.name", "counterparty.account", "counterparty.bank",
    "summary", "purpose", "remark", "type", "status", "serial_no", "account_no", "currency", "category",
    "category_reason", "value_date", "reference",
)  # fmt: skip
PLACES = ("page", "row", *COLUMNS, "locator")
"""Keys of the rows of a file of messages, all of which every row has."""


class BankStatement(Extractor):
    """An account statement of a bank or wallet, as file or paper."""

    kind = "bank_statement"
    book: Book | None = None
    """What a file of messages (CAMT, MT940, OFX) says."""
    least: float = 1.0
    """Confidence of the least sure word of the rows; 1 where nothing was recognised from pixels."""
    cues = (
        heading(
            r"(对账单|交易明细|账户明细|交易流水|账务明细|明细查询)(清单|表|查询|文件下载)?|\[HISTORYDETAIL\]|微信支付(账单明细(列表)?|交易明细证明)"
        ),
        label(r"交易(日期|时间)|记账日期|入账日期"),
        label(r"账户?余额|本次余额|余额"),
        label(r"借方|贷方|收入金额|支出金额|收/支|交易金额"),
        label(r"对方(户名|账号|账户)|交易对方|对方名称"),
        label(r"摘要|交易类型|备注|附言"),
        label(r"往来对账", -4),
        label(r"(信用卡|支付宝|微信支付|银行).{0,12}(账单|流水|明细)", 1.5),
        # one row of headers with day, text and amounts
        label(r"(交易|记账|入账)(日期?|时间).*(支出|金额|发生额).*(余额|币种|对方|交易方式|状态)", 2),
        label(r"(交易|记账)日.*(摘要|描述).*(存入|支出|金额)", 2),
        root(ROOTS),
    )
    labels = tuple(
        {
            "查询时间",
            "查询期间",
            "打印日期",
            "打印时间",
            "币种",
            "币别",
            "开户机构",
            "开户行",
            "户名",
            "账号",
            "卡号",
            "页码",
            "对方户名",
            "对方账号",
        }
        | {
            "子账户序号",
            "子账户类别",
            "卡别名",
            "起始日期",
            "截止日期",
            "期初余额",
            "期末余额",
            "账户类型",
            "起止日期",
            "余额",
        }
    )

    bank = Field(
        bank_name,
        *outside(
            pattern(BANKS, "bank"),
            pattern("|".join(name.replace(" ", "") for name in ENGLISH_BANKS), "bank"),
        ),
    )
    account_no = Field(
        account_number,
        *outside(
            after(
                "本方账号", "查询账号", "交易账号", "客户账号", "账号", "帐号", "卡号", "支付宝账户", "账户号", reach=12
            )
        ),
    )
    account_name = Field(
        holder,
        *outside(
            after(
                "账户名称",
                "帐户名称",
                "客户名称",
                "本方户名",
                "户名",
                "客户姓名",
                "单位名称",
                "姓名",
                "微信昵称",
                reach=12,
            )
        ),
    )
    currency = Field(head_currency, *outside(after("货币种类", "币种", "币别", "货币", reach=12)))
    period_start = Field(
        parse.date_value,
        *outside(pattern(SPAN_OF_DAYS.replace("first", "value"), "period"), after("起始日期", "开始日期", "起始时间")),
        required=True,
    )
    period_end = Field(
        parse.date_value,
        *outside(
            pattern(SPAN_OF_DAYS.replace("?P<first>", "") + rf"(?P<value>{DAY})", "period"),
            after("截止日期", "结束日期", "终止日期", "终止时间"),
        ),
        required=True,
    )
    printed_on = Field(
        parse.date_value, *outside(after("打印日期", "打印时间", "导出时间", "查询时间", "下载时间", "制表日期"))
    )
    opening_balance = Field(
        head_amount,
        *outside(after("期初余额", "上期余额", "期初账户余额", "上页余额", "承前页余额", "上期结余"), after("承前页")),
    )
    closing_balance = Field(
        head_amount, *outside(after("期末余额", "本期余额", "期末账户余额", "当前余额", "EndingBalance"))
    )
    total_in = Field(head_total, *printed_totals("total_in"))
    total_out = Field(head_total, *printed_totals("total_out"))
    n_in = Field(count, *printed_counts("total_in"))
    n_out = Field(count, *printed_counts("total_out"))
    n_rows = Field(int, required=True)
    n_accounts = Field(int)

    @classmethod
    def document_key(cls, scope: Scope) -> str | None:
        """The account, which every page of a statement repeats."""
        for span in cls.fields["account_no"].finders[0](scope):
            try:
                return account_number(span.text)
            except ValueError:
                continue
        return None

    @classmethod
    def parts(cls, document: Document) -> list[Document]:
        """A file of messages may hold statements of many accounts."""
        return runs(document)

    def reconcile(self) -> Iterable[Finding]:
        """Passes over the rows: sums into the fields, oddities into findings."""
        found = tuple(messages(self.scope.payloads))
        if found:
            self.book = Book(found)
            yield from self.book.tally()
            yield from self.book.settle(self.slots)
            return
        self.accounts: dict[Any, Account] = {}
        self.names: dict[str, str] = {}
        self.ledger = Ledger(partial(lines, self.scope), self.account_no, self.currency, *self._month())
        self.ledger.is_card = any("信用卡" in row.text for row in self.scope.rows[:3])
        self.found = self.ledger.header()
        if self.found is None:
            yield Finding(code="no-header", severity="error", message="no row of headers with a date and amounts")
            return
        self.ledger.learn()
        troubles = Troubles()
        seen: set[int] = set()
        newest_first = self.ledger.convention.order == "newest"
        for entry in self.ledger.entries(troubles):
            self.least = min(self.least, entry.line.confidence)
            if entry.key not in self.accounts:
                self.accounts[entry.key] = Account(entry, entry, newest_first)
            self.accounts[entry.key].add(entry)
            where = f"page {entry.line.page} row {entry.line.row}"
            if entry.unsigned:
                troubles.note("direction-unknown", "error", f"{where}: {entry.amount}", "direction")
            same = hash(tuple(entry.line.cells))  # no more, for there may be many rows
            if same in seen:
                troubles.note("duplicate-row", "warning", f"{where}: {entry.day} {entry.amount}")
            seen.add(same)
            if entry.line.confidence < 1:
                self._compare_names(entry, where, troubles)
        yield from troubles.findings()
        self._settle()
        yield from self._judge()

    def _compare_names(self, entry: Entry, where: str, troubles: Troubles) -> None:
        """A name recognised from pixels beside the one that the same account has in another row."""
        row = row_of(entry)
        name, number = row["counterparty.name"], row["counterparty.account"]
        if name and number and name_key(self.names.setdefault(number, name)) != name_key(name):
            said = f"{where}: {number} is {name!r}, elsewhere {self.names[number]!r}"
            troubles.note("counterparty-spelled-twice", "warning", said, "counterparty.name")

    def _month(self) -> tuple[int | None, int | None]:
        """Year and month that the title names, for days without a year."""
        for row in self.scope.rows[:5]:
            match = re.search(r"(20[0-9]{2})年([0-9]{1,2})月", row.text)
            if match is not None:
                return int(match[1]), int(match[2])
        return None, None

    def _settle(self) -> None:
        """Sums of the rows beside what the statement prints."""
        if not self.accounts:
            return
        self._say("n_rows", sum(found.n_rows for found in self.accounts.values()))
        self._say("n_accounts", len(self.accounts))
        days = [found.days for found in self.accounts.values()]
        for name, day in (("period_start", min(d[0] for d in days)), ("period_end", max(d[1] for d in days))):
            if self.slots[name].chosen is None:
                self._say(name, day)
        for at, name in enumerate(("account_no", "currency")):
            values = {key[at] for key in self.accounts}
            if len(values) == 1 and None not in values and self.slots[name].chosen is None:
                self._say(name, values.pop())
        if len(self.accounts) > 1:
            return
        (only,) = self.accounts.values()
        opening, closing = only.balances()
        sums: dict[str, Any] = {"opening_balance": opening, "closing_balance": closing}
        if not only.unsure:
            sums |= {"total_in": only.total["in"] + NOTHING, "total_out": only.total["out"] + NOTHING}
            sums |= {"n_in": only.n["in"], "n_out": only.n["out"]}
        printed = {name: Candidate(value, span, "print") for name, value, span in self.ledger.printed_totals()}
        for name, value in sums.items():
            if value is None:
                continue
            said = self.slots[name].chosen or printed.get(name)
            candidates = [] if said is None else [(said, None)]
            settle(self.slots[name], [*candidates, (Candidate(value, self._span(name, value), "lines"), None)])
            self.slots[name].confirmations += only.chain is True
            self.slots[name].contradictions += only.chain is False

    def _say(self, name: str, value: Any) -> None:
        self.slots[name].chosen = Candidate(value, self._span(name, value), "lines")

    def _span(self, name: str, value: Any) -> Span:
        """Where a figure comes from: the rows of the table, from the first to the last."""
        assert self.found is not None
        line, header = self.found
        last = max((found.last.line.row for found in self.accounts.values()), default=line.row)
        column = {"total_in": "in", "total_out": "out", "n_in": "in", "n_out": "out"}.get(name, name)
        at = header.places.get(column, header.places.get("balance" if name.endswith("balance") else "date", 0))
        letter = cell_address(0, at)[:-1]
        where = f"{letter}{line.row + 1}:{letter}{last}"
        source: Source = "cell" if self.least == 1 else "ocr"
        return Span(str(value), source, f"rows:{column}", line.page, None, self.least, where)

    def _judge(self) -> Iterator[Finding]:
        """Balances that do not follow, rows outside the period, and rows that nothing proves."""
        if not self.accounts:
            yield Finding(code="no-rows", severity="warning", message="headers, and no transaction under them")
            return
        for (number, code), found in self.accounts.items():
            name = " ".join(filter(None, (number, code))) if len(self.accounts) > 1 else "the account"
            if found.chain is False:
                yield Finding(
                    code="balance-chain",
                    severity="error",
                    message=f"{found.n_breaks} of {found.n_links} balances of {name} do not follow: "
                    + "; ".join(found.breaks),
                    fields=("balance",),
                )
            elif found.chain is None and self.least < 1:
                yield Finding(
                    code="rows-unproven",
                    severity="warning",
                    message=f"amounts of {name} were recognised from pixels, and no running balance proves them",
                    fields=("amount",),
                )
        start, end = self.period_start, self.period_end
        first, last = min(f.days[0] for f in self.accounts.values()), max(f.days[1] for f in self.accounts.values())
        if start is not None and end is not None and (first < start or last > end):
            message = f"transactions from {first} to {last} in a statement from {start} to {end}"
            yield Finding(
                code="outside-period", severity="error", message=message, fields=("period_start", "period_end")
            )

    def tables(self) -> Iterator[RowTable]:
        """`transactions`."""
        if self.book is not None:
            yield self._entries(self.book)
            return
        if getattr(self, "found", None) is None:
            return
        assert self.found is not None
        _, header = self.found
        columns = tuple(
            TableColumn(name=name, header=header.texts[at], letter=cell_address(0, at)[:-1])
            if (at := _place(header.places, name)) is not None
            else TableColumn(name=name, header="", letter="")
            for name in COLUMNS
        )
        yield RowTable("transactions", columns, sum(f.n_rows for f in self.accounts.values()), self._rows)

    def _entries(self, book: Book) -> RowTable:
        """The table of a file of messages, whose columns have no letters."""
        named = book.messages[0].columns
        columns = tuple(TableColumn(name=name, header=named.get(name, ""), letter="") for name in (*COLUMNS, "locator"))
        return RowTable("transactions", columns, book.n_rows, self._rows)

    def _rows(self) -> Iterator[Row]:
        book = self.book
        rows = map(row_of, self.ledger.entries()) if book is None else (dict.fromkeys(PLACES) | r for r in book.rows())
        for row in rows:
            row["category"], row["category_reason"] = categorise(row, self.account_name, self.category_rules)
            yield row


def _place(places: dict[str, int], name: str) -> int | None:
    """Where a column of the result was read."""
    tried = {"amount": ("amount", "in", "out"), "direction": ("direction", "in")}.get(name, (name,))
    return next((places[one] for one in tried if one in places), None)
