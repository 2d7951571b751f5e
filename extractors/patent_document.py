"""Papers around a patent: register copies, fee receipts, notices of acceptance, grant, fees, changes and pledges.

A register copy tells who owns the patent today, whether it is pledged and how far its fees are paid; a notice of
acceptance tells of an application, which is no patent yet. Amounts are CNY.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sme_extract.extractors import checks, parse
from sme_extract.extractors.base import Candidate, Extractor, Field, ItemSlots, Slot, Verdict, item_rule, rule
from sme_extract.extractors.cue import label, title
from sme_extract.extractors.find import below, pattern
from sme_extract.extractors.grid import Grid, GridCell, grids
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.patent_text import (
    application_no,
    entry,
    filled,
    holders,
    kind_digit,
    lines,
    named,
    patent_no,
    patent_word,
    persons,
    publication_no,
    year_of_filing,
)
from sme_extract.schemas.result import Finding

DOCUMENTS = {
    r"[专專]利登记簿副本": "register_copy",
    r"专利(年费)?(收费|缴费)(收据|票据)|专利收费|中央非税收入(统一)?票据": "fee_receipt",
    r"[专專]利申请受理通知书": "acceptance_notice",
    r"授予(发明|实用新型|外观设计)专利权通知书|办理登记手续通知书": "grant_notice",
    r"专利权质押登记通知书": "pledge_notice",
    r"手续合格通知书": "change_notice",
    r"(专利年费|年费)?(缴费|缴纳)通知书|缴纳年费通知书": "fee_notice",
}
"""Papers by their titles, the specific before the general."""
TITLE = "|".join(DOCUMENTS)
STATUSES = {
    r"无效": "invalidated",
    r"等年费滞纳金|滞纳期": "granted_grace",
    r"期限届满|期满": "expired",
    r"未缴年费|终止": "lapsed_fee",
    r"放弃": "abandoned",
    r"驳回": "refused",
    r"撤回": "withdrawn",
    r"有效|维持|授权": "granted_active",
    r"实质审查|公开|受理": "pending",
}
EVENTS = {
    r"(质押|保全).*(解除|注销)|解除.*(质押|保全)": "release",
    r"质押": "pledge",
    r"保全": "preservation",
    r"许可": "licence",
    r"转移|转让": "transfer",
    r"恢复": "restoration",
    r"终止": "termination",
    r"无效": "invalidation",
    r"授予": "grant",
    r"变更": "change",
}
"""Entries of the register by what they say."""
EVENT_COLUMNS = {
    "event": r"(登记|变更)(事项|项目)|事项",
    "event_date": r"(登记|变更|生效)(生效)?(日期?|时间)",
    "before": r"变更前(内容)?",
    "after": r"变更后(内容)?",
    "details": r"登记内容|内容|备注",
}
FEE_COLUMNS = {
    "application_no": r"(申请号|专利号)([/或](申请号|专利号))?",
    "fee_item": r"(费用|收费|项目)(名称|种类|项目|类别)",
    "fee_year": r"(缴费|年费)?年度",
    "amount": r"(应缴|缴费|实缴)?金额(\(元\))?",
    "due_on": r"缴费(期限|截止日期?)",
}
GRACE_COLUMNS = {
    "grace_period": r"缴费(时间|期间)",
    "annual_fee": r"(全额)?年费(\(元\))?",
    "surcharge": r"滞纳金(\(元\))?",
    "grace_total": r"(总计|合计)(\(元\))?",
}
TABLES = (
    ({"event", "event_date"}, EVENT_COLUMNS),
    ({"event", "before", "after"}, EVENT_COLUMNS),
    ({"fee_item", "amount"}, FEE_COLUMNS),
    ({"annual_fee", "surcharge", "grace_total"}, GRACE_COLUMNS),
)
"""Columns that a table must have, and all that it may have."""
END = re.compile(r"(金额)?(合计|总计)|.*:$")
"""First cell of the row below a table: its sum, or the next entry."""
# 金额合计（大写）壹仟贰佰圆整（小写）¥1,200.00
FIGURES = r"(?:小写|合计)[^0-9]*(?P<value>[0-9][0-9,]*\.[0-9]{2})(?![0-9])"
WORDS = r"大写\)?:?(人民币)?(?P<value>[零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正]+)"
# 年费已缴纳至第6年度
PAID_TO = r"年费.{0,4}缴(纳|费)?至:?第?(?P<value>[0-9]{1,2})年"
NAMES = ("使用外观设计的产品名称", "发明创造名称", "实用新型名称", "外观设计名称", "发明名称")
ISSUED = ("发文日期", "发文日", "出具日期", "开票日期", "收款日期", "开具日期", "签发日期")


@dataclass(frozen=True)
class OneOf:
    """A parser: the name of the first pattern that the text holds."""

    names: dict[str, str]

    def __call__(self, raw: str) -> str:
        """ValueError when it holds none."""
        text = squeeze(raw)
        for regex, name in self.names.items():
            if re.search(regex, text):
                return name
        raise ValueError(f"not known: {raw!r}")


def year_of_fee(raw: str) -> int:
    """`第5年度`, `5`: the year of the term that is paid for, 1 to 20."""
    match = re.fullmatch(r"第?([0-9]{1,2})年?度?", squeeze(raw))
    if match is None or not 1 <= int(match[1]) <= 20:
        raise ValueError(f"not a year of the term: {raw!r}")
    return int(match[1])


CELLS: dict[str, Callable[[str], Any]] = {
    "event": parse.text,
    "event_date": parse.date_value,
    "before": parse.text,
    "after": parse.text,
    "details": parse.text,
    "application_no": application_no,
    "fee_item": parse.text,
    "fee_year": year_of_fee,
    "amount": parse.money,
    "due_on": parse.date_value,
    "grace_period": parse.text,
    "annual_fee": parse.money,
    "surcharge": parse.money,
    "grace_total": parse.money,
}


class PatentDocument(Extractor):
    """Register copy, fee receipt or notice of a patent."""

    kind = "patent_document"
    cues = (
        title(rf"(国家知识产权局)?({TITLE.replace('|中央非税收入(统一)?票据', '')})"),
        label(r"国家知识产权局"),
        label(r"申请号|专利号"),
        label(r"专利收费|年费"),
        label(r"非税收入(统一)?票据", 1.5),
        label(r"缴费人|交款人|发文日|登记事项"),
        label(r"专利证书", -2),
    )
    labels = ("收款单位", "复核人", "收款人", "备注", "费用总计", "地址", "联系人", "代理机构")

    document_type = Field(OneOf(DOCUMENTS), pattern(TITLE, "title"), name="document", required=True)
    variant = Field(
        patent_word,
        entry("专利类型", "专利种类", "专利类别"),
        pattern(r"授予(发明|实用新型|外观设计)专利权通知书", "title"),
        pattern(r"^(发明|实用新型|外观设计)名称(?=:)", "label"),
        pattern(r"(发明|实用新型|外观设计)专利(第[0-9]{1,2}年)?年费", "fee"),
    )
    application_no = Field(
        application_no,
        entry("申请号或专利号", "申请号/专利号", "专利号/申请号", "专利申请号", "申请号"),
        check=checks.patent_number,
    )
    patent_no = Field(patent_no, entry("专利号"), check=checks.patent_number)
    invention = Field(filled, lines(*NAMES), name="title")
    applicants = Field(holders, lines("申请人"))
    patentee = Field(holders, lines("现专利权人", "专利权人"))
    inventors = Field(persons, lines("发明人", "设计人"))
    filing_date = Field(parse.date_value, entry("专利申请日", "申请日"))
    grant_date = Field(parse.date_value, entry("授权公告日"))
    grant_pub_no = Field(publication_no, entry("授权公告号"))
    main_class = Field(parse.text, entry("主分类号", "主分类"))
    legal_status = Field(OneOf(STATUSES), entry("法律状态", "专利权状态", "案件状态"))
    legal_status_text = Field(parse.text, entry("法律状态", "专利权状态", "案件状态"))
    fees_paid_to_year = Field(year_of_fee, pattern(PAID_TO, "paid-to"))
    issue_date = Field(parse.date_value, entry(*ISSUED), below(*ISSUED))
    dispatch_no = Field(parse.digits(), entry("发文序号"))
    case_no = Field(parse.text, entry("案卷号", "案件编号"))
    receipt_code = Field(parse.digits(8, 10, 12), entry("票据代码"))
    receipt_no = Field(parse.digits(), entry("票据号码", "收据号", "收据号码"))
    check_code = Field(parse.text, entry("校验码"))
    payer = Field(named, lines("缴费人", "交款人"))
    payer_tax_id = Field(parse.tax_id, entry("交款人统一社会信用代码"), name="payer.tax_id", check=checks.tax_id)
    total = Field(parse.money, pattern(FIGURES, "figures"))
    total_words = Field(parse.words_amount, pattern(WORDS, "words"))
    registration_no = Field(parse.text, entry("质押登记号", "质权登记号", "登记号"))
    pledgor = Field(holders, lines("出质人"))
    pledgee = Field(holders, lines("质权人"))
    due_on = Field(parse.date_value, entry("缴费期限", "缴费截止日", "缴费截止日期"))

    def find_items(self) -> Iterator[ItemSlots]:
        """Rows of the tables of fees and of register entries."""
        for grid in grids(self.scope):
            found = _header(grid)
            if found is not None:
                yield from _rows(grid, *found)

    def reconcile(self) -> Iterator[Finding]:
        """A paper names a patent or an application; one that says nothing else either is a form."""
        if self.number is not None or "application_no" in {name for item in self.items for name in item}:
            return
        said = any(self.slots[name].chosen for name in ("title", "applicants", "patentee", "payer", "total"))
        yield Finding(
            code="missing-field" if said else "blank-form",
            severity="error" if said else "warning",
            message="no number of an application or patent" if said else "the form is not filled in",
            fields=("application_no", "patent_no"),
        )

    @property
    def number(self) -> str | None:
        """The number of the patent, or of the application."""
        return self.patent_no or self.application_no

    @rule("kind-of-number", "variant", "patent_no", "application_no")
    def number_is_of_this_kind(self) -> Verdict:
        """The fifth digit says the printed kind."""
        return kind_digit(self.variant, self.number)

    @rule("number-of-year", "patent_no", "application_no", "filing_date", severity="warning")
    def number_is_of_the_year(self) -> Verdict:
        """The number begins with the year of filing; that of a divisional application with a later one."""
        return year_of_filing(self.number, self.filing_date)

    @rule("implausible-date", "filing_date", "grant_date", "issue_date")
    def days_are_in_order(self) -> Verdict:
        """Filed, granted, issued."""
        if self.filing_date is None:
            return None
        if self.grant_date is not None and self.grant_date <= self.filing_date:
            return f"filed on {self.filing_date}, granted on {self.grant_date}"
        if self.issue_date is not None and self.issue_date < self.filing_date:
            return f"filed on {self.filing_date}, issued on {self.issue_date}"
        return None

    @rule("total-of-items", "total", "items.amount")
    def fees_add_up(self) -> Verdict:
        """The total is the sum of the fees."""
        amounts = [item["amount"] for item in self.items if "amount" in item]
        if self.total is None or not amounts:
            return None
        read = [slot.chosen.value for slot in amounts if slot.chosen is not None]
        if len(read) < len(amounts):
            return "an amount of a row could not be read"
        summed = sum(read, Decimal(0))
        return self.total == summed or f"rows add up to {summed}, the total says {self.total}"

    @rule("words-disagree", "total", "total_words")
    def words_are_the_total(self) -> Verdict:
        """Figures and words say the same."""
        if self.total is None or self.total_words is None:
            return None
        return self.total == self.total_words or f"{self.total} in figures, {self.total_words} in words"

    @item_rule("row-disagrees", "annual_fee", "surcharge", "grace_total")
    def surcharge_is_added(self, item: dict[str, Any]) -> Verdict:
        """Annual fee and surcharge make the total of the row."""
        if not {"annual_fee", "surcharge", "grace_total"} <= item.keys():
            return None
        due = item["annual_fee"] + item["surcharge"]
        return bool(due == item["grace_total"]) or f"{due} is due, the row says {item['grace_total']}"

    @item_rule("implausible-date", "event_date", severity="warning")
    def entries_are_of_the_past(self, item: dict[str, Any]) -> Verdict:
        """An entry is made after filing, and before the copy is issued."""
        day: date | None = item.get("event_date")
        if day is None:
            return None
        if self.filing_date is not None and day < self.filing_date:
            return f"entered on {day}, filed on {self.filing_date}"
        if self.issue_date is not None and day > self.issue_date:
            return f"entered on {day}, issued on {self.issue_date}"
        return None


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Row of the headers and column of each, for a table that is known."""
    for number, cells in enumerate(grid.rows()):
        for needed, known in TABLES:
            columns = {
                name: cell.column for name, regex in known.items() for cell in cells if re.fullmatch(regex, cell.text)
            }
            if columns.keys() >= needed:
                return number, columns
    return None


def _rows(grid: Grid, header: int, columns: dict[str, int]) -> Iterator[ItemSlots]:
    """Rows below the headers, down to the sum; empty ones are left out."""
    for row in range(header + 1, grid.n_rows):
        first = grid.at(row, 0)
        if first is not None and END.match(first.text):
            return
        cells = {
            name: cell
            for name, at in columns.items()
            if (cell := grid.at(row, at)) is not None and cell.text and cell.column == at and cell.column_span == 1
        }
        if len(cells) >= 2:
            item: ItemSlots = {name: _slot(cell, CELLS[name]) for name, cell in cells.items()}
            if "event" in cells:
                item["event_type"] = _slot(cells["event"], OneOf(EVENTS))
            yield item


def _slot(cell: GridCell, parser: Callable[[str], Any]) -> Slot[Any]:
    """A cell as a value, or as what cannot be read."""
    span = cell.span("column")
    try:
        return Slot(Candidate(parser(span.text), span, "print"))
    except ValueError:
        return Slot(unreadable=span)
