"""Proof of tax paid: 税收完税证明 (table and document form), 税收缴款书, 电子缴税付款凭证.

The taxes stand in a ruled table, or in lines of tax, period and amount. Amounts are CNY, refunds negative.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sme_extract.extractors import parse
from sme_extract.extractors.base import Candidate, Extractor, Field, ItemSlots, Parser, Slot, Verdict, item_rule, rule
from sme_extract.extractors.checks import tax_id
from sme_extract.extractors.cue import heading, label, title
from sme_extract.extractors.find import after, pattern
from sme_extract.extractors.grid import Grid, GridCell, grids
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Row, Span
from sme_extract.schemas.result import Finding

HEADERS = {
    "voucher_no": r"原?凭证号(码)?|税票号码",
    "tax_type": r"(税\(?费?\)?种|税种)(名称)?",
    "tax_item": r"品目(名称)?",
    "period": r"(税款)?所属(时期|日期|期间?)",
    "tax_base": r"计税(金额|依据)(或销售收入)?",
    "tax_rate": r"税率(或单位税额)?",
    "credited": r"已缴或扣除额",
    "paid_on": r"(入\(退\)库|入库|缴款)日期",
    "amount": r"实缴(\(退\))?(金额|税额)|金额(\(元\))?",
}
"""Columns by their headers."""
SUM_ROW = re.compile(r"(金额)?合计|总计")
FILLED_DOWN = ("voucher_no", "tax_type")
PENALTY = re.compile(r"滞纳金|罚款")
# ¥1,234.50 or -1,234.50 with its sign in front
FIGURES = r"[¥￥](?P<value>-?[0-9,]+\.[0-9]{2})(?![0-9])"
WORDS = r"大写\)?(\(合计\))?(金额)?:?(人民币)?(?P<value>(\(负数\))?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正]+)"
NAME_AND_ID = r"纳税人全称及(纳税人)?识别号:?"
DAY = r"([0-9]{4}[-./]?[0-9]{2}[-./]?[0-9]{2}|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)"
# 增值税 20260301-20260331 ¥1,000.00; the width of a day is fixed, so that no digit of the amount is taken for it
LINE = re.compile(
    rf"(?P<tax>[\u4e00-\u9fff]+(税|附加|费|滞纳金|罚款|基金)[\u4e00-\u9fff()]*?)"
    rf"(?P<period>{DAY}[-至~]{DAY})[¥￥]?(?P<amount>-?[0-9,]+\.[0-9]{{2}})"
)
CENT = Decimal("0.01")


def authority(raw: str) -> str:
    """An office of the tax administration; `(盖章)` of a blank form is none."""
    if "税务" not in squeeze(raw):
        raise ValueError(f"not a tax office: {raw!r}")
    return parse.name(raw)


class TaxCertificate(Extractor):
    """Proof of tax paid (税收完税证明, 税收缴款书, 电子缴税付款凭证)."""

    kind = "tax_certificate"
    cues = (
        title(r"税收完税证明|税收缴款书|电子缴税付款凭证"),
        heading(r"(银行|信用社|信用联社).{0,12}电子缴税付款凭证"),
        label(r"税收缴款书\((银行经收|税务收现|出口货物劳务)专用\)", 3),
        label(r"税款所属时期"),
        label(r"实缴(\(退\))?(税额|金额)"),
        label(r"税种"),
    )
    labels = ("纳税人名称", "纳税人识别号", "填发日期", "税务机关", "填票人", "备注", "缴款书交易流水号", "预算科目",
              "编码", "名称", "级次", "付款人全称", "登记注册类型", "凭证字号", "打印时间", "地址")  # fmt: skip

    certificate_no = Field(
        parse.text,
        pattern(r"(?P<value>\(?[0-9]{4}\)?[\u4e00-\u9fff]{1,6}证[明]?[0-9]{6,10}号?)", "number"),
        pattern(r"No\.?:?(?P<value>[0-9]{12,20})", "number"),
        after("税票号码"),
    )
    issue_date = Field(parse.date_value, after("填发日期", "转账日期", max_gap=4.0))
    tax_authority = Field(authority, after("税务机关", "征收机关名称"))
    taxpayer_id = Field(
        parse.tax_id,
        pattern(NAME_AND_ID + r".*?(?P<value>[0-9A-Z]{15,20})(?![0-9A-Z])", "name and id"),
        pattern(r"\(纳税人识别号:?(?P<value>[0-9A-Z]{15,20})\)", "in brackets"),
        after("纳税人识别号", "代码", reach=15),
        required=True,
        check=tax_id,
    )
    taxpayer_name = Field(
        parse.name,
        pattern(NAME_AND_ID + r"(?P<value>[^0-9]+?)(?=[0-9A-Z]{15,20})", "name and id"),
        pattern(r"^(?P<value>[^:,]+?)\(纳税人识别号:?[0-9A-Z]{15,20}\)", "before its id"),
        after("纳税人名称", "全称", reach=15),
        required=True,
    )
    payer_account = Field(parse.digits(), after("付款人账号", "账号", reach=15))
    payer_bank = Field(parse.name, after("付款人开户银行", "开户银行", reach=15))
    treasury = Field(parse.name, after("收款国库(银行)名称", "收款国库", reach=15))
    transaction_no = Field(parse.digits(), after("缴款书交易流水号"))
    deadline = Field(parse.date_value, after("税款限缴日期", reach=15, max_gap=4.0))
    total = Field(
        parse.money,
        pattern(r"合计.*?" + FIGURES, "figures"),
        pattern(FIGURES, "figures"),
        required=True,
    )
    total_words = Field(parse.words_amount, pattern(WORDS, "words"))

    def find_items(self) -> Iterator[ItemSlots]:
        """Rows of the table under the headers, down to the sum; else the lines of tax, period and amount."""
        self.strays: list[str] = []
        self.header_seen = False
        found = False
        for grid in grids(self.scope):
            header = _header(grid)
            if header is not None:
                self.header_seen = True
                for item in self._rows(grid, *header):
                    found = True
                    yield self._dated(item)
        if not found and not self.strays:
            for row in self.scope.rows:
                match = LINE.fullmatch(row.text)
                if match is not None and not SUM_ROW.match(row.text):
                    yield _line(row, match)

    def _dated(self, item: ItemSlots) -> ItemSlots:
        """With the period of the head, where the table has no column of it."""
        if "period_start" not in item:
            span = next(iter(after("税款所属时期", reach=15, max_gap=4.0)(self.scope)), None)
            item |= _period(span) if span is not None else {}
        return item

    def _rows(self, grid: Grid, header: int, columns: dict[str, int]) -> Iterator[ItemSlots]:
        above: dict[str, GridCell] = {}
        for row in range(header + 1, grid.n_rows):
            first = grid.at(row, 0)
            if first is not None and SUM_ROW.match(first.text):
                return
            cells = {name: cell for name, at in columns.items() if (cell := grid.at(row, at)) is not None and cell.text}
            if "amount" not in cells:
                if cells.keys() - set(FILLED_DOWN):
                    self.strays.append("".join(cell.text for cell in cells.values()))
                continue
            for name in FILLED_DOWN:
                if name in cells:
                    above[name] = cells[name]
                elif name in above:
                    cells[name] = above[name]
            yield _item(cells)

    def reconcile(self) -> Iterator[Finding]:
        """Rows that have no amount are named."""
        if not self.items and not self.strays and all(self.slots[n].chosen is None for n in ("taxpayer_id", "total")):
            yield Finding(code="blank-form", severity="warning", message="the form is not filled in", fields=("items",))
        elif not self.items:
            yield Finding(
                code="table-not-read", severity="error", message="no table of taxes was found", fields=("items",)
            )
        for text in self.strays:
            yield Finding(
                code="row-without-amount", severity="error", message=f"no amount in: {text}", fields=("items",)
            )

    @item_rule("amount-of-base", "tax_base", "tax_rate", "credited", "amount")
    def amount_follows_from_base(self, item: dict[str, Any]) -> Verdict:
        """Base times rate, less what was paid before, to the cent."""
        if not item.keys() >= {"tax_base", "tax_rate", "amount"} or PENALTY.search(item.get("tax_item", "")):
            return None
        due = item["tax_base"] * item["tax_rate"] - item.get("credited", 0)
        return abs(due - item["amount"]) <= CENT or f"{due} is due by the base, {item['amount']} was paid"

    @rule("total-words", "total", "total_words")
    def words_are_the_total(self) -> Verdict:
        """Figures and words say the same."""
        if self.total is None or self.total_words is None:
            return None
        return self.total == self.total_words or f"{self.total} in figures, {self.total_words} in words"

    @rule("total-of-items", "total", "items.amount")
    def items_add_up(self) -> Verdict:
        """The total is the sum of the rows."""
        amounts = self.item_values("amount")
        if self.total is None or not amounts:
            return None
        if None in amounts:
            return "an amount of a row could not be read"
        summed = sum(amounts, Decimal(0))
        return self.total == summed or f"rows add up to {summed}, the total says {self.total}"


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Row of the headers and column of each: there are a tax and an amount at least."""
    for number, cells in enumerate(grid.rows()):
        columns = {
            name: cell.column for name, regex in HEADERS.items() for cell in cells if re.fullmatch(regex, cell.text)
        }
        if "amount" in columns and columns.keys() & {"tax_type", "tax_item"}:
            return number, columns
    return None


def _item(cells: dict[str, GridCell]) -> ItemSlots:
    parsers: dict[str, Parser[Any]] = {
        "voucher_no": parse.text,
        "tax_type": parse.name,
        "tax_item": parse.text,
        "tax_base": parse.money,
        "tax_rate": parse.rate,
        "credited": parse.money,
        "paid_on": parse.date_value,
        "amount": parse.money,
    }
    spans = {name: cell.span("column") for name, cell in cells.items()}
    item: ItemSlots = {name: _slot(spans[name], parser) for name, parser in parsers.items() if name in cells}
    if "period" in cells:
        item |= _period(spans["period"])
    return item | _penalty({name: spans[name] for name in ("tax_item", "tax_type") if name in spans})


def _line(row: Row, match: re.Match[str]) -> ItemSlots:
    spans = {name: row.span(*match.span(name), "line") for name in ("tax", "period", "amount")}
    item: ItemSlots = {"tax_type": _slot(spans["tax"], parse.name), "amount": _slot(spans["amount"], parse.money)}
    return item | _period(spans["period"]) | _penalty({"tax_type": spans["tax"]})


def _period(span: Span) -> ItemSlots:
    """First and last day."""
    return {
        "period_start": _slot(span, lambda text: parse.period(text)[0]),
        "period_end": _slot(span, lambda text: parse.period(text)[1]),
    }


def _penalty(names: dict[str, Span]) -> ItemSlots:
    """Whether one of the names, the finest first, is that of a penalty."""
    named = next((span for span in names.values() if PENALTY.search(squeeze(span.text))), None)
    source = named or next(iter(names.values()), None)
    return {} if source is None else {"is_penalty": Slot(Candidate(named is not None, source, "print"))}


def _slot(span: Span, parser: Parser[Any]) -> Slot[Any]:
    """A text as a value, or as what cannot be read."""
    try:
        return Slot(Candidate(parser(span.text), span, "print"))
    except ValueError:
        return Slot(unreadable=span)
