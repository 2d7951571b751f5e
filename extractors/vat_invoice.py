"""VAT invoices of every form: paper, electronic, roll, toll, blockchain and fully digital (数电票).

Sources: 国家税务总局公告2024年第11号 (fully digital invoices), GB/T 33190 (OFD), the QR code's published samples.
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sme_extract.extractors import checks, parse
from sme_extract.extractors.amount_words import parse_words
from sme_extract.extractors.base import Extractor, Field, ItemSlots, Verdict, item_rule, rule
from sme_extract.extractors.cue import label, root, title
from sme_extract.extractors.find import after, below, element, pattern, within
from sme_extract.extractors.invoice_amounts import AmountInWords, SumRow, settle_amounts
from sme_extract.extractors.invoice_items import amount_sum, best_items, refers_to_list
from sme_extract.extractors.invoice_layout import top_block
from sme_extract.extractors.invoice_number import DigitsAbove, document_number
from sme_extract.extractors.invoice_party import person
from sme_extract.extractors.invoice_qr import parse_invoice_qr
from sme_extract.extractors.invoice_qr_part import (
    qr_check_code,
    qr_code,
    qr_date,
    qr_gross,
    qr_net,
    qr_number,
    qr_variant,
)
from sme_extract.extractors.invoice_remarks import Remarks, free_text, in_remarks
from sme_extract.extractors.invoice_sides import BUYER, SELLER, address_phone_of, bank_account_of, name_of, tax_id_of
from sme_extract.extractors.invoice_utility import ACCOUNT, ADDRESS, MONTH, PERIOD, settle_utility
from sme_extract.extractors.invoice_values import figure_or_words, first_day, last_day, passage_day, printed_date
from sme_extract.extractors.invoice_variant import (
    BusinessLabel,
    EInvoiceType,
    SpecialLabel,
    Title,
    special_label,
    variant_of,
)
from sme_extract.extractors.scope import Scope
from sme_extract.extractors.utility_lines import month
from sme_extract.extractors.vat_rate import tax_or_none
from sme_extract.schemas.result import Finding

CENT = Decimal("0.01")
LINE_TAX_TOLERANCE = Decimal("0.06")
"""Per line, as the old tax-control software allowed."""
FIRST_DAY = date(2009, 1, 1)


class VatInvoice(Extractor):
    """A VAT invoice (增值税发票, 数电票)."""

    kind = "vat_invoice"
    cues = (
        title(
            r"(?<!所属|开具|符的)增值税(电子)?(普通|专用)发票(?!不含税)|电子发票\((普通|增值税专用)发票\)|电子普通发票"
        ),
        title(r"增值税普通发票\(卷票\)"),
        label(r"发票代码"),
        label(r"发票号码"),
        label(r"开票日期"),
        label(r"价税合计"),
        label(r"税率(/征收率)?|税额"),
        label(r"购买方|购货单位|销售方|销货单位"),
        label(r"校验码|密码区"),
        label(r"货物或应税劳务|项目名称"),
        label(r"车辆识别代号|车架号码|铁路电子客票|航空运输电子客票", -6),
        root(r"EInvoice|eInvoice"),
    )
    noise = re.compile(r"(?=(?:.*[+\-*/<>]){3})[0-9+\-*/<>\s]{14,}")  # 030243319>1*+9*239+></<59+3-, the password area
    labels = ("密码区", "备注", "规格型号", "价税合计", "合计", "销售方:(章)", "销货单位:(章)", "机器编号", "项目名称")

    variant = Field(
        variant_of,
        EInvoiceType(),
        qr_variant(),
        Title(),
    )
    invoice_title = Field(parse.text, Title())
    copy_name = Field(parse.text, pattern(r"第[一二三四五六七]联:[\u4e00-\u9fff]{2,20}", "copy"))
    special_business_label = Field(special_label, BusinessLabel(), within(top_block, SpecialLabel()))
    invoice_code = Field(
        parse.digits(10, 12),
        element("InvoiceCode", "发票代码"),
        qr_code(),
        after("发票代码"),
        DigitsAbove((10, 12)),
        DigitsAbove((10, 12), "repeat"),
    )
    invoice_number = Field(
        parse.digits(8, 20),
        element("EIid", "InvoiceNo", "TaxSupervisionInfo/InvoiceNumber", "发票号码"),
        qr_number(),
        after("发票号码"),
        after("No", "№", "N°"),
        DigitsAbove((8,)),
        DigitsAbove((8,), "repeat"),
        required=True,
    )
    issue_date = Field(
        printed_date,
        element("IssueTime", "IssueDate", "开票日期"),
        qr_date(),
        after("开票日期", max_gap=4),
        pattern(r"20\d{2}年\d{1,2}月\d{1,2}日", "date"),
        required=True,
    )
    check_code = Field(
        parse.digits(20, 6, 5),
        element("InvoiceCheckCode", "校验码"),
        qr_check_code(),
        after("校验码", max_gap=4),
    )
    machine_number = Field(parse.digits(12), element("MachineNo"), after("机器编号"))
    buyer_name = name_of(BUYER)
    buyer_tax_id = tax_id_of(BUYER)
    buyer_address_phone = address_phone_of(BUYER)
    buyer_bank_account = bank_account_of(BUYER)
    seller_name = name_of(SELLER)
    seller_tax_id = tax_id_of(SELLER)
    seller_address_phone = address_phone_of(SELLER)
    seller_bank_account = bank_account_of(SELLER)
    total_amount_excl_tax = Field(
        parse.money,
        element("TotalAmWithoutTax", "TaxExclusiveTotalAmount", "合计金额"),
        qr_net(),
        SumRow("amount"),
    )
    total_tax = Field(tax_or_none, element("TotalTaxAm", "TaxTotalAmount", "合计税额"), SumRow("tax_amount"))
    total_incl_tax = Field(
        figure_or_words,
        element("TotalTax-includedAmount", "TaxInclusiveTotalAmount", "价税合计"),
        qr_gross(),
        after("(小写)", "小写", "合计金额(小写)"),
        AmountInWords(),
        required=True,
    )
    total_incl_tax_words = Field(
        parse.text,
        element("TotalTax-includedAmountInChinese", "TaxInclusiveTotalAmountWithWords"),
        AmountInWords("print"),
    )
    remarks = Field(free_text, element("AdditionalInformation/Remark", "Note"), Remarks())
    drawer = Field(person, element("Drawer", "InvoiceClerk"), after("开票人", reach=6, max_gap=1.5))
    payee = Field(
        person,
        element("Payee"),
        after("收款人", "收款员", reach=6, max_gap=1.5),
        in_remarks(r"收款人:([^;:,]{2,10})", "payee"),
    )
    reviewer = Field(
        person,
        element("Checker"),
        after("复核人", "复核", reach=6, max_gap=1.5),
        in_remarks(r"复核人:([^;:,]{2,10})", "reviewer"),
    )
    original_invoice_number = Field(
        parse.digits(8, 20),
        element("OriginalInvoiceCode", "OriginalInvoiceNo"),
        in_remarks(r"被红冲蓝字数?电?票?号码:(\d{20})|对应正数发票代码:\d{10,12}号码:(\d{8})", "original"),
    )
    red_confirmation_no = Field(
        parse.digits(20), element("CreditNoteNumber"), in_remarks(r"红字发票信息确认单编号:(\d{20})", "confirmation")
    )
    red_notice_no = Field(parse.digits(16), in_remarks(r"信息表编号:?(\d{16})", "notice"))
    construction_location = Field(parse.text, below("建筑服务发生地"))
    project_name = Field(parse.text, below("建筑项目名称"))
    vehicle_type = Field(parse.text, below("运输工具种类"), in_remarks(r"车种车号:([^;]+)", "vehicle"))
    vehicle_plate = Field(parse.text, below("运输工具牌号"))
    origin = Field(parse.text, below("起运地"), in_remarks(r"起运地:([^;]+)", "origin"))
    destination = Field(parse.text, below("到达地"), in_remarks(r"到达地:([^;]+)", "destination"))
    cargo_name = Field(parse.text, below("运输货物名称"), in_remarks(r"运输货物信息:([^;]+)", "cargo"))
    property_address = Field(parse.text, below("不动产地址"))
    plate_no = Field(parse.text, element("Toll/PlateNumber"), below("车牌号"))
    vehicle_class = Field(parse.text, element("Toll/VehicleType"), below("类型"))
    pass_start = Field(passage_day, element("Toll/StartDatesOfPassage"), below("通行日期起"))
    pass_end = Field(passage_day, element("Toll/EndDatesOfPassage"), below("通行日期止"))
    lease_start = Field(first_day, below("租赁期起止"))
    lease_end = Field(last_day, below("租赁期起止"))
    cross_city = Field(parse.text, below("跨地(市)标志"))
    title_cert_no = Field(parse.text, below("产权证书/不动产权证号"))
    utility_kind = Field(parse.text, name="utility.kind")
    utility_account = Field(parse.digits(), ACCOUNT, name="utility.account_no")
    utility_month = Field(month, MONTH, PERIOD, name="utility.bill_month")
    utility_start = Field(lambda text: parse.period(text)[0], PERIOD, name="utility.period_start")
    utility_end = Field(lambda text: parse.period(text)[1], PERIOD, name="utility.period_end")
    utility_address = Field(parse.text, ADDRESS, name="utility.address")
    utility_quantity = Field(parse.quantity, name="utility.quantity")
    utility_price = Field(parse.quantity, name="utility.unit_price")
    utility_amount = Field(parse.money, name="utility.amount")

    @classmethod
    def document_key(cls, scope: Scope) -> str | None:
        """The invoice number."""
        return document_number(scope)

    def find_items(self) -> Iterable[ItemSlots]:
        """The list that adds up."""
        return best_items(self.scope, self.total_amount_excl_tax)

    def reconcile(self) -> Iterable[Finding]:
        """Net, tax and gross settle each other."""
        whole = not self._prices_with_tax() and not any(refers_to_list(line) for line in self.items)
        lines_net = amount_sum(self.items) if whole else None
        lines_tax = amount_sum(self.items, "tax_amount") if whole else None
        settle_utility(self)
        return settle_amounts(self, lines_net, lines_tax)

    def _tax(self) -> Decimal | None:
        """Total tax; zero where the form masks it."""
        return Decimal(0) if self.slots["total_tax"].says_none else self.total_tax

    @rule("totals-disagree", "total_amount_excl_tax", "total_tax", "total_incl_tax")
    def totals_add_up(self) -> Verdict:
        """A3: net + tax = gross, exactly."""
        tax = self._tax()
        if self.total_amount_excl_tax is None or tax is None or self.total_incl_tax is None:
            return None
        gap = self.total_amount_excl_tax + tax - self.total_incl_tax
        return gap == 0 or f"net + tax - gross = {gap}"

    @rule("lines-disagree-with-net", "total_amount_excl_tax", "items.amount")
    def lines_are_the_net(self) -> Verdict:
        """A1: the lines sum to the net total; to a cent on recognised text."""
        if self._prices_with_tax():
            return None
        return self._compare("amount", self.total_amount_excl_tax, CENT if self._recognised() else Decimal(0))

    @rule("lines-disagree-with-gross", "total_incl_tax", "items.amount")
    def lines_are_the_gross(self) -> Verdict:
        """A1 of roll receipts: the lines sum to the gross total."""
        return self._compare("amount", self.total_incl_tax, Decimal(0)) if self._prices_with_tax() else None

    def _prices_with_tax(self) -> bool:
        """Roll receipts print prices and amounts with tax, and no tax of a line."""
        return self.variant == "vat_ordinary_roll"

    @rule("lines-disagree-with-tax", "total_tax", "items.tax_amount")
    def lines_are_the_tax(self) -> Verdict:
        """A2: the lines' tax sums to the total; old forms round line by line."""
        return self._compare("tax_amount", self.total_tax, Decimal(0) if self._digital() else CENT * len(self.items))

    def _compare(self, column: str, total: Decimal | None, tolerance: Decimal) -> Verdict:
        lines = amount_sum(self.items, column)
        if lines is None or total is None or any(refers_to_list(line) for line in self.items):
            return None
        return abs(lines - total) <= tolerance or f"the lines' {column} sums to {lines}, the total says {total}"

    def _digital(self) -> bool:
        """Whether the invoice is fully digital (数电票) and lossless: then amounts agree to the cent."""
        return len(self.invoice_number or "") == 20 and not self._recognised()

    def _recognised(self) -> bool:
        chosen = self.slots["total_amount_excl_tax"].chosen
        return chosen is not None and chosen.span.source == "ocr"

    @item_rule("line-tax-disagrees", "amount", "tax_rate", "tax_amount", severity="warning")
    def line_tax_is_rate_times_amount(self, line: dict[str, Any]) -> Verdict:
        """A4: amount x rate = tax; margin taxation, where tax is computed on less, is exempt from the check."""
        amount, rate, tax = (line.get(name) for name in ("amount", "tax_rate", "tax_amount"))
        if amount is None or rate is None or tax is None or self.special_business_label == "差额征税":
            return None
        gap = amount * rate - tax
        return abs(gap) <= (CENT if self._digital() else LINE_TAX_TOLERANCE) or f"{amount} x {rate} is not {tax}"

    @item_rule("line-amount-disagrees", "quantity", "unit_price", "amount", severity="warning")
    def line_amount_is_quantity_times_price(self, line: dict[str, Any]) -> Verdict:
        """A5: quantity x unit price = amount; roll receipts print prices with tax."""
        quantity, price, amount = (line.get(name) for name in ("quantity", "unit_price", "amount"))
        if quantity is None or price is None or amount is None:
            return None
        return abs(quantity * price - amount) <= CENT or f"{quantity} x {price} is not {amount}"

    @rule("words-disagree", "total_incl_tax", "total_incl_tax_words")
    def words_are_the_figures(self) -> Verdict:
        """A6: the amount in words is the amount in figures."""
        if self.total_incl_tax_words is None or self.total_incl_tax is None:
            return None
        try:
            words = parse_words(self.total_incl_tax_words)
        except ValueError:
            return None if self._recognised() else f"{self.total_incl_tax_words!r} is not an amount in words"
        return abs(words) == abs(self.total_incl_tax) or f"the words say {words}, the figures {self.total_incl_tax}"

    @rule("signs-disagree", "total_amount_excl_tax", "total_tax", "total_incl_tax")
    def signs_agree(self) -> Verdict:
        """A9: totals share one sign."""
        totals = [t for t in (self.total_amount_excl_tax, self.total_tax, self.total_incl_tax) if t]
        positive = [total > 0 for total in totals]
        return None if all(positive) or not any(positive) else "totals differ in sign"

    @rule("same-parties", "buyer.tax_id", "seller.tax_id", severity="warning")
    def parties_differ(self) -> Verdict:
        """A10: buyer and seller are two."""
        if self.buyer_tax_id is None or self.buyer_tax_id != self.seller_tax_id:
            return None
        return "buyer and seller have the same tax id"

    @rule("implausible-date", "issue_date")
    def date_is_plausible(self) -> Verdict:
        """A11: not before electronic tax control, not in the future."""
        if self.issue_date is None or FIRST_DAY <= self.issue_date <= date.today():  # noqa: DTZ011 - a calendar day
            return None
        return f"{self.issue_date} is not a plausible date of issue"

    @rule("implausible-number", "invoice_number", severity="warning")
    def number_is_plausible(self) -> Verdict:
        """Digits 1-2 of a digital number are the year, 3-4 a province or separately planned city."""
        if self.invoice_number is None or len(self.invoice_number) != 20:
            return None
        return checks.invoice_number_20(self.invoice_number, self.issue_date) or None

    @rule("implausible-code", "invoice_code", severity="warning")
    def code_is_plausible(self) -> Verdict:
        """Region, year and kind inside the code; blockchain invoices of some cities follow no published rule."""
        if self.invoice_code is None:
            return None
        try:
            checks.invoice_code(self.invoice_code)
        except ValueError as complaint:
            return str(complaint)
        return None

    @rule("qr-crc", "invoice_number", severity="info")
    def code_is_intact(self) -> Verdict:
        """The QR code's own checksum; issuers differ, so a mismatch is only noted."""
        codes = [c for _, code in self.scope.codes if (c := parse_invoice_qr(code.payload)) is not None]
        if not codes or codes[0].crc_ok is None or codes[0].crc_ok:
            return None
        return "the QR code's checksum does not match its content"

    @rule("missing-tax-id", "buyer.tax_id", "seller.tax_id")
    def special_invoice_names_both_ids(self) -> Verdict:
        """A special invoice must carry both tax ids."""
        if "special" not in (self.variant or "") or (self.buyer_tax_id and self.seller_tax_id):
            return None
        return "a special VAT invoice without the tax id of both parties"

    @rule("items-elsewhere", "items", severity="warning")
    def list_is_here(self) -> Verdict:
        """The line refers to a separate list that is not in this file."""
        return "the list of items is not in this file" if any(refers_to_list(line) for line in self.items) else None
