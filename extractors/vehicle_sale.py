"""Vehicle sales invoices: 机动车销售统一发票 and 二手车销售统一发票, paper and digital. One vehicle each.

Source: field list of the tax administration's data interface; VIN by GB 16735 and ISO 3779.
"""

import re
from decimal import Decimal

from sme_extract.extractors import checks, parse
from sme_extract.extractors.amount_words import parse_words
from sme_extract.extractors.base import Extractor, Field, Verdict, rule
from sme_extract.extractors.cue import label, title
from sme_extract.extractors.dates import date_value
from sme_extract.extractors.find import Finder, after, below, element, pattern
from sme_extract.extractors.invoice_amounts import AmountInWords
from sme_extract.extractors.invoice_number import DigitsAbove, document_number
from sme_extract.extractors.invoice_party import party_name, party_tax_id, person
from sme_extract.extractors.invoice_qr_part import qr_code, qr_date, qr_gross, qr_net, qr_number
from sme_extract.extractors.scope import Scope
from sme_extract.extractors.vat_rate import rate_or_none

VIN = r"(?<![0-9A-Z])[0-9A-HJ-NPR-Z]{17}(?![0-9A-Z])"
"""LSVNV2182E2100001"""


def beside(*labels: str) -> tuple[Finder, Finder]:
    """Right of a label, or under it: forms differ."""
    return after(*labels), below(*labels)


def variant(text: str) -> str:
    """New or used, from the title."""
    return "used_vehicle_sale" if "二手车" in text else "vehicle_sale"


def vin(text: str) -> str:
    """17 characters without I, O, Q; ValueError else."""
    match = re.search(VIN, parse.text(text).upper().replace(" ", ""))
    if match is None:
        raise ValueError(f"{text!r} holds no VIN")
    return match.group()


class VehicleSale(Extractor):
    """A vehicle sales invoice (机动车销售统一发票, 二手车销售统一发票)."""

    kind = "vehicle_sale"
    cues = (
        title(r"(机动车|二手车)销售统一发票", 4.5),
        label(r"车辆识别代号|车架号码"),
        label(r"厂牌型号"),
        label(r"发动机号码"),
        label(r"合格证号"),
        label(r"车辆类型"),
    )
    noise = re.compile(r"(?=(?:.*[+\-*/<>]){3})[0-9+\-*/<>\s]{14,}")
    labels = (
        "税控码",
        "限乘人数",
        "吨位",
        "主管税务机关及代码",
        "备注",
        "商检单号",
        "完税凭证号码",
        "进口证明书号",
        "销货单位盖章",
    )

    variant = Field(variant, pattern(r"(机动车|二手车)销售统一发票", "title"))
    invoice_code = Field(
        parse.digits(10, 12),
        element("InvoiceCode"),
        qr_code(),
        after("发票代码", "机打代码"),
        DigitsAbove((10, 12), "repeat"),
    )
    invoice_number = Field(
        parse.digits(8, 20),
        element("EIid", "InvoiceNo"),
        qr_number(),
        after("发票号码", "机打号码"),
        required=True,
    )
    issue_date = Field(
        date_value,
        element("IssueTime", "IssueDate"),
        qr_date(),
        after("开票日期"),
        required=True,
    )
    machine_number = Field(parse.digits(12), after("机器编号"))
    buyer_name = Field(
        party_name,
        after("购买方名称", "买方单位/个人"),
        below("购买方名称", "买方单位/个人"),
        name="buyer.name",
        required=True,
    )
    buyer_id_no = Field(
        parse.text,
        after("纳税人识别号/统一社会信用代码/身份证明号码", "身份证号码/组织机构代码", "单位代码/身份证号码"),
        below("纳税人识别号/统一社会信用代码/身份证明号码", "身份证号码/组织机构代码", "单位代码/身份证号码"),
        name="buyer.id_no",
    )
    vehicle_type = Field(parse.text, *beside("车辆类型"))
    brand_model = Field(parse.text, *beside("厂牌型号"))
    place_of_origin = Field(parse.text, *beside("产地"))
    conformity_cert_no = Field(parse.text, *beside("合格证号"))
    import_cert_no = Field(parse.text, *beside("进口证明书号"))
    inspection_no = Field(parse.text, *beside("商检单号"))
    engine_no = Field(parse.text, *beside("发动机号码"))
    vin = Field(
        vin,
        after("车辆识别代号/车架号码", "车架号码"),
        below("车辆识别代号/车架号码", "车架号码"),
        pattern(VIN, "vin"),
        required=True,
    )
    total_incl_tax_words = Field(parse.text, AmountInWords("print", reach=2))
    total_incl_tax = Field(
        lambda text: parse_words(text) if re.search("[元圆角分]", text) else parse.money(text),
        qr_gross(),
        after("小写", "(小写)"),
        below("小写", "(小写)"),
        AmountInWords(reach=2),
        required=True,
    )
    seller_name = Field(
        party_name,
        after("销货单位名称", "卖方单位/个人"),
        below("销货单位名称", "卖方单位/个人"),
        name="seller.name",
        required=True,
    )
    seller_tax_id = Field(party_tax_id, *beside("纳税人识别号"), name="seller.tax_id", check=checks.tax_id)
    seller_phone = Field(parse.text, *beside("电话"), name="seller.phone")
    seller_account = Field(parse.text, *beside("账号"), name="seller.account")
    seller_address = Field(parse.text, *beside("地址"), name="seller.address")
    seller_bank = Field(parse.text, *beside("开户银行"), name="seller.bank")
    tax_rate = Field(rate_or_none, *beside("增值税税率或征收率"))
    tax_amount = Field(parse.money, *beside("增值税税额"))
    tax_authority = Field(parse.text, *beside("主管税务机关及代码"))
    amount_excl_tax = Field(
        parse.money,
        qr_net(),
        after("不含税价"),
        below("不含税价"),
    )
    tonnage = Field(parse.text, *beside("吨位"))
    passenger_limit = Field(parse.text, *beside("限乘人数"))
    drawer = Field(person, after("开票人"))

    @classmethod
    def document_key(cls, scope: Scope) -> str | None:
        """The invoice number."""
        return document_number(scope)

    @rule("totals-disagree", "amount_excl_tax", "tax_amount", "total_incl_tax")
    def totals_add_up(self) -> Verdict:
        """Price without tax + tax = total."""
        if self.amount_excl_tax is None or self.tax_amount is None or self.total_incl_tax is None:
            return None
        gap = self.amount_excl_tax + self.tax_amount - self.total_incl_tax
        return gap == 0 or f"net + tax - gross = {gap}"

    @rule("tax-disagrees", "tax_amount", "tax_rate", severity="warning")
    def tax_is_rate_times_net(self) -> Verdict:
        """Net x rate = tax, to a cent."""
        if self.amount_excl_tax is None or self.tax_rate is None or self.tax_amount is None:
            return None
        gap = abs(self.amount_excl_tax * self.tax_rate - self.tax_amount)
        return gap <= Decimal("0.01") or f"{self.amount_excl_tax} x {self.tax_rate} is not {self.tax_amount}"

    @rule("words-disagree", "total_incl_tax", "total_incl_tax_words")
    def words_are_the_figures(self) -> Verdict:
        """The amount in words is the amount in figures."""
        if self.total_incl_tax_words is None or self.total_incl_tax is None:
            return None
        try:
            words = parse_words(self.total_incl_tax_words)
        except ValueError:
            return None
        return words == self.total_incl_tax or f"the words say {words}, the figures {self.total_incl_tax}"

    @rule("vin-check-digit", "vin", severity="warning")
    def vin_check_digit(self) -> Verdict:
        """Position 9 is a check digit at some makers only, so a mismatch is a warning."""
        if self.vin is None:
            return None
        return checks.vin(self.vin) or f"the check digit of {self.vin} does not hold"
