"""Statements of balances between two companies (往来对账单): opening, what was delivered and paid, closing.

Debit is what the sender claims, credit what it received; both in the currency of the statement, CNY
where none is named.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sme_extract.extractors import parse
from sme_extract.extractors.base import Candidate, Extractor, Field, ItemSlots, Parser, Slot, Verdict, rule
from sme_extract.extractors.cue import heading, label
from sme_extract.extractors.find import Channel, pattern
from sme_extract.extractors.grid import grids
from sme_extract.extractors.scope import Scope, Span
from sme_extract.extractors.trade_lines import number
from sme_extract.extractors.trade_paper import InTitle, beside, party
from sme_extract.schemas.result import Finding

TITLE = r"(往来|客户|供应商|应收|应付)?(账款)?对账(单|函)"
WORDS = r"大写\)?(金额)?:?(人民币)?(?P<value>(\(负数\))?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正]{3,})"
OPENING = re.compile(r"(上期|上月|期初)(结余|余额|结转|欠款|未付)?(余额|金额)?")
CLOSING = re.compile(r"(期末|本期|截止日?)?(欠款)?(余额|结余)|期末欠款|合计欠款")
SUM_ROW = re.compile(r"(本期|金额)?(合计|总计)")
BRACKET = re.compile(r"\(.*\)$|[:：]$")
COLUMNS: dict[str, tuple[str, Parser[Any]]] = {
    "event_date": (r"(单据|业务|发生|送货)?日期", parse.date_value),
    "document_no": (r"(单据|凭证|送货|业务)?(单号|编号|号码)|发票号码?", number),
    "summary": (r"摘要|业务类型|类型|品名", parse.text),
    "debit": (r"借方(金额)?|应收(金额)?|(本期)?(送货|发货|开票)金额", parse.money),
    "credit": (r"贷方(金额)?|(已|实)?收款?(金额)?|付款金额|已付(金额)?|回款(金额)?", parse.money),
    "balance": (r"(应收|欠款|期末)?余额|结余|累计欠款", parse.money),
}


@dataclass(frozen=True)
class Ledger:
    """What the table says: lines, and figures by the name of the field that they are."""

    lines: tuple[dict[str, Span], ...]
    figures: dict[str, Span]


@dataclass(frozen=True)
class Figure:
    """A figure of the table."""

    name: str
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """One cell at most."""
        found = ledger(scope).figures.get(self.name)
        if found is not None:
            yield found


def ledger(scope: Scope) -> Ledger:
    """The table of the statement; computed once for a scope."""
    return scope.memo(_ledger)


def _ledger(scope: Scope) -> Ledger:
    lines: list[dict[str, Span]] = []
    figures: dict[str, Span] = {}
    columns: dict[str, int] = {}
    for grid in grids(scope):
        for row in grid.rows():
            texts = [(cell, BRACKET.sub("", cell.text)) for cell in row if cell.text]
            found = {
                name: cell.column
                for cell, text in texts
                for name, (regex, _) in COLUMNS.items()
                if re.fullmatch(regex, text)
            }
            if len(found) >= 4 and found.keys() & {"debit", "credit"}:
                columns = found
                continue
            cells = {name: cell for name, at in columns.items() for cell, _ in texts if cell.column == at}
            spans = {name: cell.span(f"column:{name}") for name, cell in cells.items()}
            named = [text for _, text in texts[:3]]
            if columns and any(OPENING.fullmatch(text) for text in named):
                _put(figures, "opening", spans.get("balance"))
            elif columns and any(SUM_ROW.fullmatch(text) for text in named):
                for name, column in (("total_debit", "debit"), ("total_credit", "credit"), ("closing", "balance")):
                    _put(figures, name, spans.get(column))
                columns = {}  # what stands below is no line
            elif columns and any(CLOSING.fullmatch(text) for text in named):
                _put(figures, "closing", spans.get("balance"))
            elif {"debit", "credit"} & spans.keys() and {"event_date", "document_no", "summary"} & spans.keys():
                lines.append(spans)
    return Ledger(tuple(lines), figures)


def _put(figures: dict[str, Span], name: str, span: Span | None) -> None:
    if span is not None:
        figures.setdefault(name, span)


class ReconciliationStatement(Extractor):
    """A statement of balances between two companies (往来对账单)."""

    kind = "reconciliation_statement"
    cues = (
        heading(r"(往来|客户|供应商|应收|应付)(账款)?对账(单|函)|询证函", 4.5),
        label(r"截止|截至"),
        label(r"欠款|应收|应付"),
        label(r"客户(名称|确认)|供应商|致:"),
        label(r"上期结余|期初(欠款|余额)|期末(欠款|余额)"),
    )
    labels = (
        "联系人",
        "电话",
        "传真",
        "地址",
        "制单",
        "审核",
        "经办人",
        "盖章",
        "备注",
        "日期",
        "对账期间",
        "单据编号",
        "单号",
    )

    statement_no = Field(number, *beside("对账单号", "对账单编号"))
    seller_name = Field(
        party,
        *beside("供应商名称", "供应商", "供货单位", "销售方", "供方"),
        InTitle(TITLE),
        name="seller.name",
        required=True,
    )
    buyer_name = Field(
        party, *beside("客户名称", "购货单位", "客户", "采购方", "需方", "致"), name="buyer.name", required=True
    )
    period_start = Field(lambda text: parse.period(text)[0], *beside("对账期间", "对账日期", "期间", "对账月份"))
    period_end = Field(lambda text: parse.period(text)[1], *beside("对账期间", "对账日期", "期间", "对账月份"))
    opening = Field(parse.money, Figure("opening"), *beside("期初余额", "上期余额", "上期结余", "期初欠款"))
    total_debit = Field(parse.money, Figure("total_debit"))
    total_credit = Field(parse.money, Figure("total_credit"))
    closing = Field(
        parse.money, Figure("closing"), *beside("期末余额", "期末欠款", "本期欠款余额", "欠款余额"), required=True
    )
    closing_words = Field(parse.words_amount, pattern(WORDS, "words"))

    def find_items(self) -> Iterator[ItemSlots]:
        """Lines of the table, oldest first."""
        for line in ledger(self.scope).lines:
            yield {name: _slot(span, COLUMNS[name][1]) for name, span in line.items()}

    def reconcile(self) -> Iterator[Finding]:
        """Without any figure the form is blank."""
        figures = ("opening", "total_debit", "total_credit", "closing")
        if not self.items and all(self.slots[name].chosen is None for name in figures):
            yield Finding(code="blank-form", severity="warning", message="the form is not filled in")
        elif not self.items:
            yield Finding(code="table-not-read", severity="error", message="no lines were read", fields=("items",))

    @rule("closing-balance", "opening", "total_debit", "total_credit", "closing")
    def balance_follows(self) -> Verdict:
        """Opening and debit less credit is the closing balance; sums of the lines stand in for sums not printed."""
        if self.opening is None or self.closing is None:
            return None
        sums = self._sums()
        if sums is None:
            return None
        closing = self.opening + sums[0] - sums[1]
        return closing == self.closing or f"{self.opening} + {sums[0]} - {sums[1]} is not {self.closing}"

    @rule("sums-of-lines", "total_debit", "total_credit", "items.debit", "items.credit")
    def lines_add_up(self) -> Verdict:
        """The sums are those of the lines."""
        if not self.items or (self.total_debit is None and self.total_credit is None):
            return None
        lines = self._of_lines()
        if lines is None:
            return "an amount of a line could not be read"
        for said, summed in zip((self.total_debit, self.total_credit), lines, strict=True):
            if said is not None and said != summed:
                return f"lines add up to {summed}, the sum says {said}"
        return True

    @rule("running-balance", "opening", "items.debit", "items.credit", "items.balance")
    def balances_run(self) -> Verdict:
        """Each balance is the one before with the line's debit and credit."""
        before, checked = self.opening, False
        for at, item in enumerate(self.items, 1):
            values = {name: slot.chosen.value for name, slot in item.items() if slot.chosen is not None}
            if any(slot.chosen is None for name, slot in item.items() if name in ("debit", "credit", "balance")):
                return f"line {at} could not be read"
            balance = values.get("balance")
            if before is not None and balance is not None:
                checked = True
                after = before + values.get("debit", Decimal(0)) - values.get("credit", Decimal(0))
                if after != balance:
                    return f"line {at}: {after} is left, the balance says {balance}"
            before = balance
        if checked and self.closing is not None and before is not None and before != self.closing:
            return f"the last balance is {before}, the closing one {self.closing}"
        return checked or None

    @rule("total-words", "closing", "closing_words")
    def words_are_the_balance(self) -> Verdict:
        """Figures and words say the same."""
        if self.closing is None or self.closing_words is None:
            return None
        return self.closing == self.closing_words or f"{self.closing} in figures, {self.closing_words} in words"

    def _sums(self) -> tuple[Decimal, Decimal] | None:
        if self.total_debit is not None and self.total_credit is not None:
            return self.total_debit, self.total_credit
        return self._of_lines() if self.items else None

    def _of_lines(self) -> tuple[Decimal, Decimal] | None:
        slots = [item[name] for item in self.items for name in ("debit", "credit") if name in item]
        if any(slot.chosen is None for slot in slots):
            return None
        debit, credit = (
            sum((value for value in self.item_values(name) if value is not None), Decimal(0))
            for name in ("debit", "credit")
        )
        return debit, credit


def _slot(span: Span, parser: Parser[Any]) -> Slot[Any]:
    try:
        return Slot(Candidate(parser(span.text), span, "print"))
    except ValueError:
        return Slot(unreadable=span)
