"""Typed results of rail tickets, air itineraries and taxi receipts."""

from typing import Literal

from sme_extract.schemas.fields import Day, FieldModel, Money, Number, Text, printed
from sme_extract.schemas.result import ExtractionResult


class RailTicketFields(FieldModel):
    """What a rail e-ticket says."""

    variant: Text = printed("einv_rail")
    invoice_number: Text = printed("发票号码")
    issue_date: Day = printed("开票日期")
    departure_station: Text = printed("departure, without 站")
    arrival_station: Text = printed("arrival, without 站")
    train_no: Text = printed("G7575")
    travel_date: Day = printed("day of the journey")
    departure_time: Text = printed("12:12开")
    coach_seat: Text = printed("07车12A号")
    seat_class: Text = printed("二等座")
    fare: Money = printed("票价, with tax")
    total_amount_excl_tax: Money = printed("net, structured carriers only")
    tax_rate: Number = printed("rate as a fraction")
    total_tax: Money = printed("tax, structured carriers only")
    eticket_no: Text = printed("电子客票号")
    passenger_name: Text = printed("name behind the masked id")
    passenger_id_masked: Text = printed("masked id")
    buyer_name: Text = printed("购买方名称", name="buyer.name")
    buyer_tax_id: Text = printed("统一社会信用代码", name="buyer.tax_id")
    business_type: Text = printed("售, 退, 改, …")
    original_invoice_number: Text = printed("原发票号码")


class RailTicketResult(ExtractionResult):
    """Result of kind `rail_ticket`."""

    kind: Literal["rail_ticket"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: RailTicketFields  # type: ignore[assignment]


class AirTicketFields(FieldModel):
    """What an air itinerary says."""

    variant: Text = printed("einv_air")
    invoice_number: Text = printed("发票号码")
    issue_date: Day = printed("填开日期")
    passenger_name: Text = printed("旅客姓名")
    passenger_id_masked: Text = printed("有效身份证件号码")
    eticket_no: Text = printed("电子客票号码")
    flight_no: Text = printed("航班号, first segment")
    carrier: Text = printed("承运人, first segment")
    travel_date: Day = printed("日期, first segment")
    departure_time: Text = printed("时间, first segment")
    departure_station: Text = printed("自")
    arrival_station: Text = printed("至")
    seat_class: Text = printed("座位等级")
    fare: Money = printed("票价")
    fuel_surcharge: Money = printed("燃油附加费")
    tax_rate: Number = printed("增值税税率")
    total_tax: Money = printed("增值税税额")
    civil_aviation_fund: Money = printed("民航发展基金")
    other_taxes: Money = printed("其他税费")
    total_incl_tax: Money = printed("合计")
    buyer_name: Text = printed("购买方名称", name="buyer.name")
    buyer_tax_id: Text = printed("统一社会信用代码/纳税人识别号", name="buyer.tax_id")
    issuer_name: Text = printed("填开单位", name="seller.name")


class AirTicketResult(ExtractionResult):
    """Result of kind `air_ticket`."""

    kind: Literal["air_ticket"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: AirTicketFields  # type: ignore[assignment]


class TaxiReceiptFields(FieldModel):
    """What a taxi receipt says."""

    invoice_code: Text = printed("发票代码")
    invoice_number: Text = printed("发票号码")
    plate_no: Text = printed("车号")
    issue_date: Day = printed("日期")
    boarding_time: Text = printed("上车, or start of 时间")
    alighting_time: Text = printed("下车, or end of 时间")
    unit_price: Money = printed("单价")
    distance_km: Number = printed("里程")
    fare: Money = printed("金额, by the meter")
    total_incl_tax: Money = printed("实收金额, what was paid")


class TaxiReceiptResult(ExtractionResult):
    """Result of kind `taxi_receipt`."""

    kind: Literal["taxi_receipt"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: TaxiReceiptFields  # type: ignore[assignment]
