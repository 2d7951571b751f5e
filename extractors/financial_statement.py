"""Balance sheet, income statement and cash flow statement. Amounts are CNY yuan, whatever unit is printed.

A line's amount is a field under its canonical name; a suffix says which column: `cash` is the closing balance and
`cash.opening` the one before, `revenue` is the current period, `revenue.ytd` the year so far, `revenue.prior` the
period that it is compared with.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from sme_extract.extractors import parse
from sme_extract.extractors.base import Candidate, Extractor, Field, ItemSlots, NoValue, Slot
from sme_extract.extractors.checks import tax_id
from sme_extract.extractors.cue import label, title
from sme_extract.extractors.find import after
from sme_extract.extractors.grid import GridCell
from sme_extract.extractors.scope import Scope, Span
from sme_extract.extractors.statement_checks import Entry, Sums, arrange, rules
from sme_extract.extractors.statement_columns import is_amount
from sme_extract.extractors.statement_head import (
    TITLE,
    UNIT,
    ByLines,
    HeadPeriod,
    SheetName,
    company,
    first_day,
    in_head,
    last_day,
    printed_statement,
    standard,
)
from sme_extract.extractors.statement_lines import (
    BALANCE,
    CASH,
    COLUMNS,
    HEADLINES,
    INCOME,
    TOTALS_AS_HEADINGS,
    find_line,
    marker_and_key,
)
from sme_extract.extractors.statement_table import Printed, joined, statement_table
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import Finding

UNITS: Final = {"元": 1, "千元": 1000, "万元": 10000, "百万元": 1000000, "亿元": 100000000}
NEEDED: Final = {
    BALANCE: ("total_assets", "total_liabilities", "total_equity"),
    INCOME: ("revenue", "net_profit"),
    CASH: ("net_cash_change",),
}
"""Lines without which a statement is worth little."""
MOST_LOOKS = 12
"""Cells that are read again; more mean a page that nobody can read."""
LAST_LINE: Final = {BALANCE: "total_liabilities_and_equity", INCOME: "net_profit", CASH: "closing_cash"}
"""Where a statement ends: the tables of the pages behind it belong to its notes."""
LEAST_BLANK = 5
"""Known lines without any amount that make a blank form."""
# ——, --, blank, 无: no amount, which is not zero
_NOTHING: Final = re.compile(r"[-—–－−/*_一]*|无|不适用")
# 损失以“一”号填列: how the minus sign in quotes is read
_DASHED: Final = re.compile(r"(?<=[“\"'])一(?=[”\"'])")
# A character that is neither a unit nor a sign
_SEAL: Final = re.compile(r"[\u4e00-\u9fff](?<![百千万亿元圆负减一])")
_NAME_ENDING = r"(?:公司|厂|商店|经营部|工作室|中心|企业(?:\((?:有限|普通)合伙\))?)"


class FinancialStatement(Extractor):
    """Balance sheet, income statement or cash flow statement (资产负债表, 利润表, 现金流量表)."""

    kind = "financial_statement"
    cues = (
        title(rf"(合并|母公司)?({TITLE})(_?[月季年]+报)?(\(适用.{{0,50}}\)|\([续月季年度]+\))?"),
        label(r"会小?企0?[123]表"),
        label(r"期末余额|年初余额|本期金额|本年累计(金额|数)"),
        label(r"货币资金|现金及现金等价物"),
        label(r"应收账款|固定资产|存货"),
        label(r"(负债|所有者权益|股东权益|资产)(合计|总计)"),
        label(r"营业(总)?收入"),
        label(r"营业(总)?成本"),
        label(r"利润总额|净利润"),
        label(r"经营活动.{0,3}现金(净?流量|流[入出])"),
        label(r"投资活动.{0,3}现金(净?流量|流[入出])"),
        label(r"[筹融]资活动.{0,3}现金(净?流量|流[入出])"),
        label(r"审计报告", -2),
        label(r"应纳税所得额|借方|贷方", -3),
    )
    labels = ("单位", "金额单位", "货币单位", "日期", "所属期", "报表所属期", "税款所属期", "会计期间", "制表人")

    statement = Field(
        printed_statement, in_head(rf"(?P<value>{TITLE})", "title"), SheetName(), ByLines(), required=True
    )
    standard = Field(standard, in_head(r"(?P<value>会小?企0?[1-4]表|小?企业会计准则|的一般企业)", "form-code"))
    company_name = Field(
        company,
        after("编制单位", "纳税人名称", "单位名称", "企业名称", "公司名称", "核算单位", "编报单位", reach=15),
        in_head(rf"^(?P<value>[^:]{{2,40}}{_NAME_ENDING})(?:$|(?:合并|母公司)?(?:{TITLE}))", "company-above"),
        name="company.name",
        required=True,
    )
    company_tax_id = Field(
        parse.tax_id,
        after("纳税人识别号", "统一社会信用代码", "税号", reach=15),
        name="company.tax_id",
        check=tax_id,
    )
    period_start = Field(first_day, HeadPeriod())
    period_end = Field(last_day, HeadPeriod(), required=True)
    unit = Field(
        parse.text,
        in_head(rf"(?<![制报送名业])单位:?(?:人民币)?(?P<value>{UNIT})(?=[^\u4e00-\u9fff]|$|至|列|会)", "unit"),
        in_head(rf"(?:余额|金额|[数额])\((?P<value>{UNIT})\)", "unit-in-heading"),
    )

    def __init__(self, document: Any) -> None:
        super().__init__(document)
        self.sums: Sums | None = None
        self.looks = 0
        self.grouped = False

    @classmethod
    def document_key(cls, scope: Scope) -> str | None:
        """Which statement, and its period where that is said; a page without a title goes on with the one before."""
        finders = [*cls.statement.finders] if any(page.tables for page in scope.pages) else [*cls.statement.finders][:1]
        named = next((span.text for finder in finders for span in finder(scope)), None)
        if named is None:
            return None
        ends = [last_day(span.text).isoformat() for span in HeadPeriod()(scope)]
        return ":".join([printed_statement(named), *ends])

    def find_items(self) -> Iterator[ItemSlots]:
        """Every printed line that is known, numbered or has an amount."""
        statement = self.statement
        if statement is None:
            return
        unit = UNITS.get(self.unit or "元", 1)
        rows = self.scope.memo(statement_table).rows
        self.grouped = _is_grouped([cell.text for row in rows for cell in row.amounts.values()])
        lines = [self._entry(row, statement, unit) for row in _mended(rows, statement)]
        kept = [(row, entry) for row, entry in _without_notes(lines, statement) if _is_line(row, entry)]
        entries = tuple(entry for _, entry in kept)
        arrange(entries, statement)
        self.sums = Sums(statement, entries, unit)
        for row, entry in kept:
            yield _item(row, entry)

    def _entry(self, row: Printed, statement: str, unit: int) -> tuple[Printed, Entry]:
        slots = {
            column: self._slot(cell, unit, crowded=role in row.crowded)
            for role, cell in row.amounts.items()
            if (column := _column(role, statement)) is not None
        }
        marker, key = marker_and_key(row.label.text) if row.label else ("", "")
        misread = row.label is not None and any(word.source == "ocr" for word in row.label.words)
        line = find_line(statement, key, misread=misread)
        entry = Entry(key, marker, line, slots)
        if line is None and statement == BALANCE and entry.has_value:
            entry.line = TOTALS_AS_HEADINGS.get(key)
        return row, entry

    def _slot(self, cell: GridCell, unit: int, *, crowded: bool) -> Slot[Decimal]:
        span = cell.span("column")
        if not crowded:
            try:
                return Slot(Candidate(self._amount(span) * unit, span, "print"))
            except NoValue:
                return Slot(unreadable=span, says_none=True)
            except ValueError:
                pass
        for other in (*_beside_seal(cell), *self._second_looks(cell)):
            with suppress(ValueError):
                return Slot(Candidate(self._amount(other) * unit, other, "print"))
        return Slot(unreadable=span)

    def _amount(self, span: Span) -> Decimal:
        """An amount in the printed unit; a spreadsheet's number has as many decimals as it has."""
        text = "".join(span.text.split())
        if _NOTHING.fullmatch(text):
            raise NoValue(span.text)
        if span.source == "cell":
            with suppress(ValueError):
                return parse.quantity(span.text)
        if span.source == "ocr" and self.grouped and re.search(r"\d{4}", text):
            raise ValueError(f"a thousands separator was not read: {span.text!r}")
        return parse.money(span.text)

    def _second_looks(self, cell: GridCell) -> Iterator[Span]:
        """The cell read again without red ink, as long as there are not too many; a reading of fewer digits than the
        first one is a part of it."""
        page = next(page for page in self.scope.pages if page.number == cell.page)
        if page.second_look is None or self.looks >= MOST_LOOKS:
            return
        self.looks += 1
        words = page.second_look(cell.bbox)
        text = "".join(word.text for word in words)
        if words and _n_digits(text) >= _n_digits(cell.text):
            confidence = min(word.confidence for word in words)
            box = BoundingBox.around(word.bbox for word in words)
            yield Span(text, "ocr", "second-look", cell.page, box, confidence)

    def reconcile(self) -> Iterator[Finding]:
        """Lines become fields; what is blank, unreadable, repeated or missing is named."""
        sums = self.sums
        if sums is None or not any(entry.line for entry in sums.entries):
            yield Finding(code="table-not-read", severity="error", message="no lines of a statement were found")
            return
        for name in HEADLINES[sums.statement]:
            entry = sums.entry(name)
            for suffix in COLUMNS[sums.statement] if entry is not None else ():
                if entry is not None and suffix in entry.slots:
                    self.slots[f"{name}{suffix}"] = entry.slots[suffix]
        strays = self.scope.memo(statement_table).strays
        if strays:
            yield Finding(
                code="amounts-not-placed",
                severity="warning",
                message=f"{len(strays)} amounts stand under no known heading: {', '.join(strays[:3])}",
                fields=("items",),
            )
        known = [entry for entry in sums.entries if entry.line]
        if not strays and not any(entry.has_value for entry in sums.entries) and len(known) >= LEAST_BLANK:
            yield Finding(code="blank-form", severity="warning", message="a form without any amount")
            return
        yield from self._unit_finding()
        yield from _odd_lines(sums)

    def _unit_finding(self) -> Iterator[Finding]:
        form = self.slots["standard"].chosen
        if self.unit is None and form is not None and form.span.source != "ocr":
            yield Finding(
                code="unit-assumed",
                severity="warning",
                message="no unit is printed; the form is in yuan unless it says otherwise",
                fields=("unit",),
            )
        elif self.unit not in UNITS:
            yield Finding(
                code="unit-unknown",
                severity="error",
                message="no known unit was read; amounts are given as printed, as if in yuan",
                fields=("unit",),
            )

    def slots_named(self, name: str) -> list[Slot[Any]]:
        """As of every kind; `items.total_equity.opening` are the amounts that make up that total."""
        total, _, suffix = name.removeprefix("items.").partition(".")
        if not name.startswith("items.") or self.sums is None or self.sums.entry(total) is None:
            return super().slots_named(name)
        suffix = suffix and f".{suffix}"
        return [e.slots[suffix] for e in self.sums.parts(total) if e.line is not None and suffix in e.slots]


for _name in dict.fromkeys(
    f"{n}{s}" for kind in (BALANCE, INCOME, CASH) for n in HEADLINES[kind] for s in COLUMNS[kind]
):
    # Their values come from the lines, so that a field and its line are the same statement with the same proof.
    FinancialStatement.fields[_name] = Field[Decimal](parse.money, name=_name)
FinancialStatement.rules = tuple(rules(lambda extractor: extractor.sums))


def _mended(rows: tuple[Printed, ...], statement: str) -> Iterator[Printed]:
    """Rows of which a label that wraps is whole again, when the whole is a known line."""

    def known(cell: GridCell | None) -> bool:
        return cell is not None and find_line(statement, marker_and_key(cell.text)[1]) is not None

    waiting: Printed | None = None
    for row in rows:
        if waiting is not None and waiting.panel == row.panel and waiting.label and row.label:
            both = joined(waiting.label, row.label)
            bare = not (row.amounts or row.number) or not (waiting.amounts or waiting.number)
            if bare and known(both) and not (known(waiting.label) and known(row.label)):
                whole = row if row.amounts or row.number else waiting
                waiting = replace(whole, label=both)
                continue
        if waiting is not None:
            yield waiting
        waiting = row
    if waiting is not None:
        yield waiting


def _column(role: str, statement: str) -> str | None:
    """The suffix under which a column's amounts are given; None for a column that such a statement has not."""
    if statement == BALANCE:
        role = {".before": ".opening", ".prior": ".opening"}.get(role, role)
        return None if role in (".ytd", ".prior_ytd") else role
    return {".before": ".prior", ".opening": None}.get(role, role)


def _beside_seal(cell: GridCell) -> Iterator[Span]:
    """The one amount of a cell in which else only single characters of a seal stand."""
    amounts = [word for word in cell.words if is_amount(word.text)]
    others = [word.text for word in cell.words if word not in amounts]
    if len(amounts) == 1 and others and all(len(text) == 1 and _SEAL.fullmatch(text) for text in others):
        word = amounts[0]
        yield Span(word.text, word.source, "beside-seal", cell.page, word.bbox, word.confidence)


def _n_digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _is_grouped(texts: list[str]) -> bool:
    """Whether most amounts from a thousand on have their thousands parted."""
    long = [text for text in texts if re.search(r"\d[\d,]{3}", text)]
    return 2 * sum("," in text for text in long) > len(long)


def _without_notes(lines: list[tuple[Printed, Entry]], statement: str) -> list[tuple[Printed, Entry]]:
    """The lines up to the page on which the statement ends."""
    ends = [
        row.label.page
        for row, entry in lines
        if row.label and entry.line and entry.line.name == LAST_LINE[statement] and entry.has_value
    ]
    return [(row, entry) for row, entry in lines if not ends or row.page <= ends[0]]


def _is_line(row: Printed, entry: Entry) -> bool:
    """Whether a row is a line: known, numbered, or with something in a column; not a seal or a note in the margin."""
    if row.label is None and row.number is None:
        return entry.has_value
    return entry.line is not None or row.number is not None or not entry.is_blank


def _item(row: Printed, entry: Entry) -> ItemSlots:
    item: ItemSlots = {}
    if row.label is not None:
        span = row.label.span("label")
        item["label"] = Slot(Candidate(_DASHED.sub("－", span.text), span, "print"))
        if entry.line is not None:
            item["name"] = Slot(Candidate(entry.line.name, span, "print"))
    if row.number is not None:
        span = row.number.span("row-no")
        item["row_no"] = Slot(Candidate(span.text, span, "print"))
    return item | {f"amount{suffix}": slot for suffix, slot in entry.slots.items()}


def _odd_lines(sums: Sums) -> Iterator[Finding]:
    """Cells that cannot be read, lines said twice, lines that are needed and not there."""
    seen: dict[str, Entry] = {}
    for entry in sums.entries:
        for suffix, slot in entry.slots.items():
            if slot.chosen is None and slot.unreadable is not None and not slot.says_none:
                name = entry.line.name if entry.line else "items.amount"
                yield Finding(
                    code="unreadable-cell",
                    severity="error",
                    message=f"{entry.label or 'a line without label'}: {slot.unreadable.text!r} is no amount",
                    fields=(f"{name}{suffix}",),
                )
        if not entry.label and entry.has_value:
            yield Finding(code="row-without-label", severity="warning", message="amounts stand in a row without label")
        if entry.line is not None and entry.has_value:
            first = seen.setdefault(entry.line.name, entry)
            if any(_differs(first.slots.get(suffix), slot) for suffix, slot in entry.slots.items()):
                yield Finding(
                    code="line-repeated",
                    severity="warning",
                    message=f"{entry.label} is printed twice, with different amounts; the first is taken",
                    fields=(entry.line.name,),
                )
    for name in NEEDED[sums.statement]:
        if sums.entry(name) is None and not (name == "revenue" and sums.entry("total_revenue")):
            yield Finding(code="missing-line", severity="error", message=f"no line {name} was found", fields=(name,))


def _differs(one: Slot[Decimal] | None, other: Slot[Decimal]) -> bool:
    return (
        one is not None
        and one.chosen is not None
        and other.chosen is not None
        and one.chosen.value != other.chosen.value
    )
