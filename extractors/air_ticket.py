"""Air itineraries: 电子发票（航空运输电子客票行程单).

Source: 国家税务总局公告2024年第9号; fares are printed without tax, tax is 9 % of fare and fuel surcharge.
"""

from decimal import Decimal

from sme_extract.extractors import checks, parse
from sme_extract.extractors.base import Extractor, Field, Verdict, rule
from sme_extract.extractors.cue import label, root, title
from sme_extract.extractors.dates import date_value
from sme_extract.extractors.find import after, below, element, pattern
from sme_extract.extractors.invoice_number import document_number
from sme_extract.extractors.invoice_party import party_name, party_tax_id
from sme_extract.extractors.invoice_qr_part import qr_date, qr_gross, qr_number
from sme_extract.extractors.scope import Scope
from sme_extract.extractors.vat_rate import rate_or_none, tax_or_none

CENT = Decimal("0.01")


class AirTicket(Extractor):
    """An air itinerary (电子发票（航空运输电子客票行程单）)."""

    kind = "air_ticket"
    cues = (
        title(r"电子发票\(航空运输电子客票行程单\)|航空运输电子客票行程单"),
        label(r"电子客票号码"),
        label(r"民航发展基金"),
        label(r"燃油附加费"),
        label(r"承运人"),
        label(r"航班号"),
        root(r"AirTransport.*"),
    )
    labels = (
        "旅客姓名", "签注", "承运人", "航班号", "座位等级", "日期", "时间", "免费行李", "保险费", "提示信息", "备注",
        "验证码",
        "销售网点代号", "国内国际标识", "客票级别/客票类别", "客票级别",
    )  # fmt: skip

    variant = Field(lambda _: "einv_air", pattern(r"电子发票\(航空运输电子客票行程单\)", "title"))
    invoice_number = Field(
        parse.digits(20),
        element("EIid", "InvoiceNumber"),
        qr_number(),
        after("发票号码"),
        required=True,
    )
    issue_date = Field(
        date_value,
        element("IssueTime", "DateOfIssue"),
        qr_date(),
        after("填开日期", "开票日期"),
        below("填开日期"),
        required=True,
    )
    passenger_name = Field(parse.name, after("旅客姓名", "姓名"), below("旅客姓名", "姓名"), required=True)
    passenger_id_masked = Field(parse.text, after("有效身份证件号码"), below("有效身份证件号码"))
    eticket_no = Field(
        parse.text, after("电子客票号码"), below("电子客票号码"), pattern(r"(?<!\d)\d{3}-?\d{10}(?!\d)", "eticket")
    )
    flight_no = Field(parse.text, below("航班号"), pattern(r"(?<![0-9A-Z])[0-9A-Z]{2}\d{3,4}(?![0-9A-Z])", "flight"))
    carrier = Field(parse.text, below("承运人"))
    travel_date = Field(date_value, below("日期"), pattern(r"20\d{2}[-年]\d{1,2}[-月]\d{1,2}日?", "date"))
    departure_time = Field(parse.text, below("时间"), pattern(r"(?<!\d)\d{2}:\d{2}(?!\d)", "time"))
    departure_station = Field(parse.text, after("自", reach=4), below("自"))
    arrival_station = Field(parse.text, after("至", reach=4), below("至"))
    seat_class = Field(parse.text, below("座位等级"))
    fare = Field(parse.money, after("票价"), below("票价"), required=True)
    fuel_surcharge = Field(parse.money, after("燃油附加费"), below("燃油附加费"))
    tax_rate = Field(rate_or_none, after("增值税税率"), below("增值税税率"))
    total_tax = Field(tax_or_none, after("增值税税额"), below("增值税税额"))
    civil_aviation_fund = Field(parse.money, after("民航发展基金"), below("民航发展基金"))
    other_taxes = Field(tax_or_none, after("其他税费"), below("其他税费"))
    total_incl_tax = Field(
        parse.money,
        qr_gross(),
        after("合计"),
        below("合计"),
        required=True,
    )
    buyer_name = Field(party_name, after("购买方名称"), below("购买方名称"), name="buyer.name")
    buyer_tax_id = Field(
        party_tax_id,
        after("统一社会信用代码/纳税人识别号", "统一社会信用代码", "纳税人识别号"),
        below("统一社会信用代码/纳税人识别号", "统一社会信用代码", "纳税人识别号"),
        name="buyer.tax_id",
        check=checks.tax_id,
    )
    issuer_name = Field(party_name, after("填开单位"), below("填开单位"), name="seller.name")

    @classmethod
    def document_key(cls, scope: Scope) -> str | None:
        """The invoice number."""
        return document_number(scope)

    @rule("totals-disagree", "fare", "fuel_surcharge", "total_tax", "civil_aviation_fund", "total_incl_tax")
    def parts_are_the_total(self) -> Verdict:
        """票价 + 燃油附加费 + 税额 + 民航发展基金 + 其他税费 = 合计."""
        if self.fare is None or self.total_incl_tax is None or self.total_tax is None:
            return None
        parts = (self.fare, self.fuel_surcharge, self.total_tax, self.civil_aviation_fund, self.other_taxes)
        gap = sum((part for part in parts if part is not None), Decimal(0)) - self.total_incl_tax
        return gap == 0 or f"the parts differ from the total by {gap}"

    @rule("tax-disagrees", "fare", "total_tax", severity="warning")
    def tax_is_rate_times_fare(self) -> Verdict:
        """Tax = (fare + fuel surcharge) x rate, or the part that a tax-inclusive fare holds."""
        if self.fare is None or self.total_tax is None or self.tax_rate is None:
            return None
        base = self.fare + (self.fuel_surcharge or 0)
        return abs(base * self.tax_rate - self.total_tax) <= CENT or f"{base} x {self.tax_rate} is not {self.total_tax}"
