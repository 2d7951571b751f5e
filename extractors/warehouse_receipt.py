"""Goods-in notes: what came into which warehouse, what was due and what passed inspection."""

from sme_extract.extractors import parse
from sme_extract.extractors.base import Field
from sme_extract.extractors.cue import heading, label
from sme_extract.extractors.trade_lines import number
from sme_extract.extractors.trade_paper import InTitle, TradePaper, beside, party

TITLE = r"(材料|采购|原材料|产品)?(入库|收货|验收)单"


class WarehouseReceipt(TradePaper):
    """A goods-in note (入库单)."""

    kind = "warehouse_receipt"
    number_field = "receipt_no"
    cues = heading(r"(入库|收货|验收)单"), label(r"数量"), label(r"仓库|库位"), label(r"入库日期|验收人")

    receipt_no = Field(number, *beside("入库单号", "收货单号", "验收单号", "单据编号", "单号", "编号"), required=True)
    receipt_date = Field(
        parse.date_value, *beside("入库日期", "收货日期", "验收日期", "单据日期", "日期"), required=True
    )
    order_no = Field(number, *beside("采购订单号", "订单编号", "订单号码", "订单号"))
    delivery_no = Field(number, *beside("送货单号", "发货单号"))
    warehouse = Field(parse.text, *beside("仓库名称", "仓库", "库位"))
    seller_name = Field(
        party,
        *beside("供应商名称", "供应商", "供货单位", "送货单位"),
        name="seller.name",
        required=True,
    )
    buyer_name = Field(party, *beside("收货单位"), InTitle(TITLE), name="buyer.name")
