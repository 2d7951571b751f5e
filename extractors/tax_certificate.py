"""Proof of tax paid: 税收完税证明, 税收缴款书, 电子缴税付款凭证. Amounts are CNY, refunds negative."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from sme_extract.extractors import parse
from sme_extract.extractors.base import Candidate, Extractor, Field, ItemSlots, Slot, Verdict, rule
from sme_extract.extractors.checks import tax_id
from sme_extract.extractors.cue import label, title
from sme_extract.extractors.find import after, pattern
from sme_extract.extractors.grid import Grid, GridCell, grids
from sme_extract.schemas.result import Finding

HEADERS = {
    "voucher_no": r"原?凭证号(码)?|税票号码",
    "tax_type": r"(税\(?费?\)?种|税种)(名称)?",
    "tax_item": r"品目(名称)?",
    "period": r"(税款)?所属(时期|日期|期间?)",
    "paid_on": r"(入\(退\)库|入库|缴款)日期",
    "amount": r"实缴(\(退\))?(金额|税额)",
}
"""Columns by their headers."""
SUM_ROW = re.compile(r"(金额)?合计|总计")
FILLED_DOWN = ("voucher_no", "tax_type")
PENALTY = re.compile(r"滞纳金|罚款")
# ¥1,234.50 or -1,234.50 with its sign in front
FIGURES = r"[¥￥](?P<value>-?[0-9,]+\.[0-9]{2})(?![0-9])"
WORDS = r"大写\)?:?(人民币)?(?P<value>(\(负数\))?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正]+)"


class TaxCertificate(Extractor):
    """Proof of tax paid (税收完税证明, 税收缴款书, 电子缴税付款凭证)."""

    kind = "tax_certificate"
    cues = (
        title(r"税收完税证明|税收缴款书|电子缴税付款凭证"),
        label(r"税款所属时期"),
        label(r"实缴(\(退\))?(税额|金额)"),
        label(r"税种"),
    )
    labels = ("纳税人名称", "纳税人识别号", "填发日期", "税务机关", "填票人", "备注", "缴款书交易流水号")

    certificate_no = Field(
        parse.text,
        pattern(r"(?P<value>\(?[0-9]{4}\)?[\u4e00-\u9fff]{1,6}证[明]?[0-9]{6,10}号?)", "number"),
        pattern(r"No\.?:?(?P<value>[0-9]{12,20})", "number"),
        after("税票号码"),
    )
    issue_date = Field(parse.date_value, after("填发日期", max_gap=4.0))
    tax_authority = Field(parse.name, after("税务机关", "征收机关名称"))
    taxpayer_id = Field(parse.tax_id, after("纳税人识别号", reach=15), required=True, check=tax_id)
    taxpayer_name = Field(parse.name, after("纳税人名称", reach=15), required=True)
    total = Field(parse.money, pattern(FIGURES, "figures"), required=True)
    total_words = Field(parse.words_amount, pattern(WORDS, "words"))

    def find_items(self) -> Iterator[ItemSlots]:
        """Rows of the table under the headers, down to the sum."""
        self.strays: list[str] = []
        for grid in grids(self.scope):
            found = _header(grid)
            if found is not None:
                yield from self._rows(grid, *found)

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
        if not self.items:
            yield Finding(
                code="table-not-read", severity="error", message="no table of taxes was found", fields=("items",)
            )
        for text in self.strays:
            yield Finding(
                code="row-without-amount", severity="error", message=f"no amount in: {text}", fields=("items",)
            )

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
        if columns.keys() >= {"tax_type", "amount"}:
            return number, columns
    return None


def _item(cells: dict[str, GridCell]) -> ItemSlots:
    parsers: dict[str, Callable[[str], str | Decimal]] = {
        "voucher_no": parse.text,
        "tax_type": parse.name,
        "tax_item": parse.text,
        "amount": parse.money,
    }
    item: ItemSlots = {name: _slot(cells[name], parser) for name, parser in parsers.items() if name in cells}
    if "paid_on" in cells:
        item["paid_on"] = _slot(cells["paid_on"], parse.date_value)
    if "period" in cells:
        item["period_start"] = _slot(cells["period"], lambda text: parse.period(text)[0])
        item["period_end"] = _slot(cells["period"], lambda text: parse.period(text)[1])
    named = next((cells[n] for n in ("tax_item", "tax_type") if n in cells and PENALTY.search(cells[n].text)), None)
    source = named or cells.get("tax_item") or cells.get("tax_type")
    if source is not None:
        item["is_penalty"] = Slot(Candidate(named is not None, source.span("penalty"), "print"))
    return item


def _slot(cell: GridCell, parser: Callable[[str], str | date | Decimal]) -> Slot[str | date | Decimal]:
    """A cell as a value, or as what cannot be read."""
    span = cell.span("column")
    try:
        return Slot(Candidate(parser(span.text), span, "print"))
    except ValueError:
        return Slot(unreadable=span)
