"""Taxi receipts: narrow slips of many cities; labels in Chinese and often in English."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sme_extract.extractors import parse
from sme_extract.extractors.base import Extractor, Field, Verdict, rule
from sme_extract.extractors.cue import label, title
from sme_extract.extractors.dates import date_value
from sme_extract.extractors.find import Channel, after, label_positions, pattern
from sme_extract.extractors.invoice_amounts import YEN_AMOUNT
from sme_extract.extractors.scope import Scope, Span

PLATE = r"[\u4e00-\u9fff]?[A-Z][-·•.]?[A-Z0-9]{5}(?![A-Z0-9])"
"""京BU1604, 浙B·T4134"""


def receipt_date(text: str) -> date:
    """A date whose year may have two digits (`16-11-09`)."""
    match = re.fullmatch(r"(\d{2})-(\d{1,2})-(\d{1,2})", text.strip())
    return date_value(f"20{text.strip()}" if match else text)


def plate(text: str) -> str:
    """The letters and digits of a plate; ValueError when only the province is there."""
    match = re.search(PLATE, text.upper().replace(" ", ""))
    if match is None:
        raise ValueError(f"{text!r} holds no plate")
    return match.group()


def price_per_km(text: str) -> Decimal:
    """A price with or without its unit (`2.40元/km`)."""
    return parse.money(re.sub(r"(?i)/?(km|公里)$", "", text.strip()))


def kilometres(text: str) -> Decimal:
    """A distance with or without its unit."""
    return parse.quantity(re.sub(r"(?i)(km|公里)$", "", text.strip()))


@dataclass(frozen=True)
class AmountNear:
    """The amount with a currency sign whose height is nearest to a label's: print on slips is out of line."""

    labels: tuple[str, ...]
    channel: Channel = "print"

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Amounts at most a line away."""
        for row, start, end in label_positions(scope, self.labels, fuzzy=False):
            box = row.box(start, end)
            near = [
                (abs(other.box(*m.span()).center_y - box.center_y), other, m)
                for other in scope.rows
                for m in YEN_AMOUNT.finditer(other.text)
                if abs(other.box(*m.span()).center_y - box.center_y) < 1.2 * box.height
            ]
            for _, other, match in sorted(near, key=lambda place: place[0]):
                yield other.span(*match.span(), f"amount-near:{self.labels[0]}")


PAID = ("实收金额", "实收", "收金额", "Total", "合计")


@dataclass(frozen=True)
class OnlyAmount:
    """The amount of a slip that prints one amount alone: what the meter says was paid."""

    channel: Channel = "print"
    labels: tuple[str, ...] = ("金额",)

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Nothing where the amount paid has a label of its own."""
        if not any(label_positions(scope, PAID, fuzzy=False)):
            yield from after(*self.labels)(scope)


class TaxiReceipt(Extractor):
    """A taxi receipt (出租汽车发票)."""

    kind = "taxi_receipt"
    cues = (
        title(r"出租(汽)?车.{0,8}发票|(?i:taxispecialinvoice)"),
        label(r"上车|(?i:taxino)"),
        label(r"下车|等候|(?i:waiting)"),
        label(r"里程|(?i:distance)"),
        label(r"单价|(?i:priceperkm)"),
        label(r"车号|证号"),
        label(r"卡号|卡余额|原额|余额"),
        label(r"增值税|纳税人识别号", -3),
    )
    labels = ("单位", "电话", "车号", "证号", "日期", "时间", "单价", "里程", "等候", "状态", "金额", "卡号", "密码")

    invoice_code = Field(parse.digits(12), after("发票代码"), pattern(r"(?<!\d)\d{12}(?!\d)", "code"), required=True)
    invoice_number = Field(parse.digits(8), after("发票号码"), pattern(r"(?<!\d)\d{8}(?!\d)", "number"), required=True)
    plate_no = Field(plate, after("车号"), pattern(PLATE, "plate"))
    issue_date = Field(
        receipt_date,
        after("日期"),
        pattern(r"(?<!\d)(20)?\d{2}[-年]\d{1,2}[-月]\d{1,2}日?(?!\d)", "date"),
        required=True,
    )
    boarding_time = Field(parse.text, pattern(r"(?P<value>\d{1,2}:\d{2})-\d{1,2}:\d{2}", "from"), after("上车"))
    alighting_time = Field(parse.text, pattern(r"\d{1,2}:\d{2}-(?P<value>\d{1,2}:\d{2})", "to"), after("下车"))
    unit_price = Field(price_per_km, after("单价"))
    distance_km = Field(kilometres, after("里程"))
    fare = Field(parse.money, after("金额", "Fare"))
    total_incl_tax = Field(parse.money, AmountNear(PAID), OnlyAmount(), required=True)

    @rule("implausible-fare", "total_incl_tax", severity="warning")
    def fare_is_plausible(self) -> Verdict:
        """Distance x price is the least that a ride costs; a slip under half of it was misread."""
        if self.total_incl_tax is None or self.unit_price is None or self.distance_km is None:
            return None
        least = self.unit_price * self.distance_km / 2
        return None if self.total_incl_tax >= least else f"{self.total_incl_tax} for {self.distance_km} km"
