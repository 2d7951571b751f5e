"""Rail e-tickets: 电子发票（铁路电子客票), page, OFD and the accounting standard's XBRL (prefix `rai`).

Source: 国家税务总局公告2024年第8号; element names of the published `rai` taxonomy.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sme_extract.extractors import checks, parse
from sme_extract.extractors.base import Extractor, Field, Verdict, rule
from sme_extract.extractors.cue import label, root, title
from sme_extract.extractors.dates import date_value
from sme_extract.extractors.find import Channel, after, element, pattern
from sme_extract.extractors.invoice_number import document_number
from sme_extract.extractors.invoice_party import party_name, party_tax_id
from sme_extract.extractors.invoice_qr_part import qr_date, qr_gross, qr_number
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Scope, Span

TRAIN = r"(?<![0-9A-Z])[GDCZTKLYS]\d{1,4}(?!\d)"
"""G7575"""
STATION = re.compile(r"[\u4e00-\u9fff]{2,10}站")
"""南京南站"""
RAIL_VAT = Decimal("0.09")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Station:
    """The two stations stand left (0) and right (1) of the train number."""

    index: int
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """A row with two names that end in 站."""
        for row in scope.rows:
            found = list(STATION.finditer(row.text))
            if len(found) == 2:
                yield row.span(*found[self.index].span(), f"station:{self.index}")


def station(text: str) -> str:
    """A station's name without the closing 站."""
    return parse.name(squeeze(text).removesuffix("站"))


class RailTicket(Extractor):
    """A rail e-ticket (电子发票（铁路电子客票）)."""

    kind = "rail_ticket"
    cues = (
        title(r"电子发票\(铁路电子客票\)|铁路电子客票"),
        label(r"票价"),
        label(TRAIN),
        label(r"电子客票号"),
        label(r"\d{1,2}车\d{1,2}[A-Z]?号"),
        root(r"ElectronicInvoiceRailwayETicketNumber"),
    )
    labels = ("购买方名称", "统一社会信用代码", "电子客票号", "开票日期", "发票号码", "票价")

    variant = Field(lambda _: "einv_rail", element("TypeOfVoucher"), pattern(r"电子发票\(铁路电子客票\)", "title"))
    invoice_number = Field(
        parse.digits(20),
        element("ElectronicInvoiceRailwayETicketNumber", "EIid"),
        qr_number(),
        after("发票号码"),
        required=True,
    )
    issue_date = Field(
        date_value,
        element("DateOfIssue"),
        qr_date(),
        after("开票日期"),
        required=True,
    )
    departure_station = Field(station, element("DepartureStation"), Station(0), required=True)
    arrival_station = Field(station, element("DestinationStation"), Station(1), required=True)
    train_no = Field(parse.text, element("TrainNumber"), pattern(TRAIN, "train"), required=True)
    travel_date = Field(
        date_value,
        element("TravelDate"),
        pattern(r"(?P<value>20\d{2}年\d{1,2}月\d{1,2}日)(?=\d{1,2}:\d{2}开)", "travel-date"),
        pattern(r"(?<!开票日期:)20\d{2}年\d{1,2}月\d{1,2}日", "date"),
        required=True,
    )
    departure_time = Field(parse.text, element("DepartureTime"), pattern(r"(?P<value>\d{1,2}:\d{2})开", "departure"))
    coach_seat = Field(parse.text, pattern(r"\d{1,2}车(\d{1,3}[A-Z]?号(上铺|中铺|下铺)?|无座)", "seat"))
    seat_class = Field(
        parse.text,
        element("SeatLevel"),
        pattern(r"商务座|特等座|一等座|二等座|无座|硬座|软座|(硬卧|软卧)(代.座)?|高级软卧|动卧", "seat-class"),
    )
    fare = Field(
        parse.money,
        element("Fare"),
        qr_gross(),
        after("票价"),
        pattern(r"票价:?(?P<value>¥\d[\d,]*\.\d{2})", "fare"),
        required=True,
    )
    total_amount_excl_tax = Field(parse.money, element("TotalAmountExcludingTax"))
    tax_rate = Field(parse.rate, element("TaxRate"))
    total_tax = Field(parse.money, element("TaxAmount"))
    eticket_no = Field(parse.text, element("ETicketNumber"), after("电子客票号"))
    passenger_name = Field(
        parse.name,
        element("Name"),
        pattern(r"(?<![0-9])\d{6,10}\*{4,8}\d{3}[0-9X](?P<value>[\u4e00-\u9fff·]{2,15})", "passenger"),
        required=True,
    )
    passenger_id_masked = Field(
        parse.text, element("IdNumber"), pattern(r"(?<![0-9])\d{6,10}\*{4,8}\d{3}[0-9X]", "passenger-id")
    )
    buyer_name = Field(party_name, element("NameOfPurchaser"), after("购买方名称"), name="buyer.name")
    buyer_tax_id = Field(
        party_tax_id,
        element("UnifiedSocialCreditCodeOfPurchaser"),
        after("统一社会信用代码"),
        name="buyer.tax_id",
        check=checks.tax_id,
    )
    business_type = Field(parse.text, element("TypeOfBusiness"), pattern(r"退票费|改签费|始发改签|退票", "business"))
    original_invoice_number = Field(parse.digits(20), element("NumberOfOriginalInvoice"), after("原发票号码"))

    @classmethod
    def document_key(cls, scope: Scope) -> str | None:
        """The invoice number."""
        return document_number(scope)

    @rule("totals-disagree", "total_amount_excl_tax", "total_tax", "fare")
    def totals_add_up(self) -> Verdict:
        """Net + tax = fare."""
        if self.total_amount_excl_tax is None or self.total_tax is None or self.fare is None:
            return None
        gap = self.total_amount_excl_tax + self.total_tax - self.fare
        return gap == 0 or f"net + tax - fare = {gap}"

    @rule("tax-disagrees", "total_tax", "total_amount_excl_tax", severity="warning")
    def tax_is_nine_percent(self) -> Verdict:
        """The fare holds 9 % VAT."""
        if self.total_tax is None or self.total_amount_excl_tax is None:
            return None
        gap = abs(self.total_amount_excl_tax * RAIL_VAT - self.total_tax)
        return gap <= CENT or f"{self.total_amount_excl_tax} x 9 % is not {self.total_tax}"

    @rule("implausible-number", "invoice_number", severity="warning")
    def number_is_plausible(self) -> Verdict:
        """Year and region inside the number."""
        if self.invoice_number is None:
            return None
        return checks.invoice_number_20(self.invoice_number, self.issue_date) or None

    @rule("implausible-date", "travel_date", severity="warning")
    def travel_is_near_issue(self) -> Verdict:
        """A ticket's invoice is issued within 180 days of the journey; refunds and test samples aside."""
        if self.travel_date is None or self.issue_date is None or abs((self.issue_date - self.travel_date).days) <= 400:
            return None
        return f"travelled on {self.travel_date}, issued on {self.issue_date}"
