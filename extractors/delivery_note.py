"""Delivery notes: who sent what to whom, with the numbers of order and invoice. Many print no prices."""

from sme_extract.extractors import parse
from sme_extract.extractors.base import Field
from sme_extract.extractors.cue import heading, label
from sme_extract.extractors.trade_lines import number
from sme_extract.extractors.trade_paper import InTitle, TradePaper, beside, party

TITLE = r"(送货|发货|销售出库|出库|出货)单"


class DeliveryNote(TradePaper):
    """A delivery note (送货单)."""

    kind = "delivery_note"
    number_field = "delivery_no"
    cues = heading(r"(送货|发货|出库|出货)单"), label(r"数量"), label(r"收货(人|单位)"), label(r"送货(人|日期)")

    delivery_no = Field(number, *beside("送货单号", "发货单号", "出库单号", "单据编号", "单号", "编号"), required=True)
    delivery_date = Field(
        parse.date_value, *beside("送货日期", "发货日期", "出库日期", "单据日期", "日期"), required=True
    )
    order_no = Field(number, *beside("采购订单号", "订单编号", "订单号码", "订单号"))
    invoice_no = Field(number, *beside("发票号码", "发票号"))
    seller_name = Field(
        party, *beside("送货单位", "发货单位", "供货单位", "供应商"), InTitle(TITLE), name="seller.name", required=True
    )
    buyer_name = Field(
        party,
        *beside("收货单位", "客户名称", "购货单位", "客户"),
        name="buyer.name",
        required=True,
    )
    delivery_place = Field(parse.text, *beside("送货地址", "收货地址", "交货地点"))
