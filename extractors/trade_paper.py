"""What orders, delivery notes and goods-in notes have in common: a table of goods with sums, checked to the cent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from sme_extract.extractors import parse
from sme_extract.extractors.base import Extractor, Field, ItemSlots, Verdict, item_rule, rule
from sme_extract.extractors.find import Channel, Finder, after, pattern
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.ruled_find import Beside
from sme_extract.extractors.scope import Scope, Span
from sme_extract.extractors.trade_lines import HEADINGS, SumCell, quantity, sums_of, trade_table
from sme_extract.schemas.result import Finding

CENT = Decimal("0.01")
COMPANY = r"[\u4e00-\u9fff()（）A-Za-z]{2,40}(公司|厂|经营部|商行|合作社|中心|集团)"
WORDS = r"大写\)?(金额)?:?(人民币)?(?P<value>(\(负数\))?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正]{3,})"

# 地址, 签字:, 确认(盖章), 对账单
LABEL = re.compile(r":$|(名称|单位|地址|电话|日期|编号)$|签[字名收]|盖章|确认|单$")


def party(raw: str) -> str:
    """Name of a company or person, which is no heading or label of the form."""
    name = parse.name(raw)
    if squeeze(name) in HEADINGS or LABEL.search(squeeze(raw)):
        raise ValueError(f"a label: {raw!r}")
    return name


def key_of(kind: type[Extractor], scope: Scope, name: str) -> str | None:
    """The field `name` of a scope, as its finders see it first."""
    declared = kind.fields[name]
    labelled = Scope(scope.pages, scope.payloads, kind.all_labels())
    for span in (span for finder in declared.finders for span in finder(labelled)):
        try:
            return str(declared.parse(span.text))
        except ValueError:
            continue
    return None


def beside(*labels: str) -> tuple[Finder, Finder]:
    """In the cell beside a label, or behind it in its row."""
    return Beside(labels), after(*labels, max_gap=1.5)


@dataclass(frozen=True)
class InTitle:
    """The company whose name begins the title (某某公司送货单), or stands alone in the row above it."""

    title: str
    """Regular expression of the title."""
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """One name at most."""
        for at, row in enumerate(scope.rows):
            match = re.match(rf"(?P<value>{COMPANY})?({self.title})", row.text)
            if match is None:
                continue
            above = scope.rows[at - 1] if at else None
            if match["value"]:
                yield row.span(*match.span("value"), "title")
            elif above is not None and above.page == row.page and re.fullmatch(COMPANY, above.text):
                yield above.span(0, len(above.text), "above the title")
            return


class TradePaper(Extractor):
    """Goods, their sums, and the numbers by which order, delivery and invoice are matched."""

    kind = "trade_paper"
    number_field: ClassVar[str] = ""
    """The field that tells two papers in one file apart."""
    labels = (
        *HEADINGS, "联系人", "电话", "联系电话", "传真", "地址", "制单", "审核", "批准", "送货人", "收货人",
        "收货人签字", "经手人", "库管", "质检员", "采购", "第一联", "第二联", "日期", "编号", "币种", "版本",
    )  # fmt: skip

    total_quantity = Field(quantity, SumCell(("quantity",)))
    total = Field(
        parse.money,
        SumCell(("total", "amount")),
        pattern(r"(合计|总计|总金额|小写).*?[¥￥](?P<value>-?[0-9,]+\.[0-9]{2})(?![0-9])", "figures"),
    )
    total_words = Field(parse.words_amount, pattern(WORDS, "words"))

    @classmethod
    def document_key(cls, scope: Scope) -> str | None:
        """The number of the paper."""
        return key_of(cls, scope, cls.number_field)

    def find_items(self) -> Iterator[ItemSlots]:
        """Lines of the table."""
        yield from trade_table(self.scope).items()

    def reconcile(self) -> Iterator[Finding]:
        """A form without lines is blank where nothing else is there; what could not be placed is told."""
        table = trade_table(self.scope)
        if not self.items and not table.strays:
            if all(slot.chosen is None for name, slot in self.slots.items() if name != "variant"):
                yield Finding(code="blank-form", severity="warning", message="the form is not filled in")
            else:
                yield Finding(
                    code="table-not-read", severity="error", message="no table of goods was read", fields=("items",)
                )
        for text in table.strays:
            yield Finding(code="line-not-read", severity="error", message=f"no figures in: {text}", fields=("items",))

    @item_rule("line-amount", "quantity", "unit_price", "amount")
    def amount_of_line(self, item: dict[str, Any]) -> Verdict:
        """Quantity times price, to the cent; a price of three and more decimals may have been rounded."""
        if not item.keys() >= {"quantity", "unit_price", "amount"}:
            return None
        decimals = -item["unit_price"].as_tuple().exponent
        slack = CENT + (abs(item["quantity"]) * Decimal(5).scaleb(-decimals - 1) if decimals > 2 else 0)
        product = item["quantity"] * item["unit_price"]
        return abs(product - item["amount"]) <= slack or f"{product} is not {item['amount']}"

    @item_rule("line-tax", "amount", "tax_rate", "tax_amount", "total")
    def tax_of_line(self, item: dict[str, Any]) -> Verdict:
        """Amount and tax are the total; the tax is that of the rate."""
        if not item.keys() >= {"amount", "total"}:
            return None
        tax = item["total"] - item["amount"]
        if "tax_amount" in item and tax != item["tax_amount"]:
            return f"{item['amount']} + {item['tax_amount']} is not {item['total']}"
        if "tax_rate" in item and abs(item["amount"] * item["tax_rate"] - tax) > CENT:
            return f"{tax} is not {item['tax_rate']} of {item['amount']}"
        return True

    @item_rule("line-accepted", "quantity", "accepted", "rejected")
    def accepted_of_line(self, item: dict[str, Any]) -> Verdict:
        """What came in is what passed and what did not."""
        if not item.keys() >= {"quantity", "accepted"} or not any("rejected" in other for other in self.items):
            return None
        passed = item["accepted"] + item.get("rejected", 0)  # an empty cell beside others that are filled
        return passed == item["quantity"] or f"{passed} inspected of {item['quantity']}"

    @rule("total-of-lines", "total", "items.amount", "items.total")
    def lines_add_up(self) -> Verdict:
        """The total is the sum of the lines, with tax where they state it."""
        if self.total is None or not self.items:
            return None
        column = "total" if any("total" in item for item in self.items) else "amount"
        if not any(column in item for item in self.items):
            return None
        summed = sums_of(self.item_values(column))
        if summed is None:
            return "an amount of a line could not be read"
        return summed == self.total or f"lines add up to {summed}, the total says {self.total}"

    @rule("quantity-of-lines", "total_quantity", "items.quantity")
    def quantities_add_up(self) -> Verdict:
        """The sum under the quantities."""
        if self.total_quantity is None or not self.items:
            return None
        summed = sums_of(self.item_values("quantity"))
        if summed is None:
            return "a quantity of a line could not be read"
        return summed == self.total_quantity or f"quantities add up to {summed}, the sum says {self.total_quantity}"

    @rule("total-words", "total", "total_words")
    def words_are_the_total(self) -> Verdict:
        """Figures and words say the same."""
        if self.total is None or self.total_words is None:
            return None
        return self.total == self.total_words or f"{self.total} in figures, {self.total_words} in words"
