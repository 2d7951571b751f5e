"""Purchase orders: parties, terms, goods. Amounts are in the currency of the order, CNY where none is named."""

from datetime import date
from typing import Any

from sme_extract.extractors import parse
from sme_extract.extractors.base import Field, Verdict, item_rule, rule
from sme_extract.extractors.cue import heading, label
from sme_extract.extractors.trade_lines import number
from sme_extract.extractors.trade_paper import InTitle, TradePaper, beside, party

TITLE = r"(采购|订购|订货)(订)?单"


class PurchaseOrder(TradePaper):
    """A purchase order (采购订单)."""

    kind = "purchase_order"
    number_field = "order_no"
    cues = heading(TITLE), label(r"数量"), label(r"交货(日期|期)|交期"), label(r"供应商|供货方")

    order_no = Field(
        number, *beside("采购订单号", "订单编号", "订单号码", "订单号", "采购单号", "单据编号", "单号"), required=True
    )
    order_date = Field(
        parse.date_value, *beside("订单日期", "采购日期", "下单日期", "订购日期", "制单日期"), required=True
    )
    buyer_name = Field(
        party,
        *beside("采购方名称", "采购方", "采购单位", "订购方", "需方", "买方"),
        InTitle(TITLE),
        name="buyer.name",
        required=True,
    )
    seller_name = Field(
        party,
        *beside("供应商名称", "供应商", "供货方", "供货单位", "供方", "卖方"),
        name="seller.name",
        required=True,
    )
    delivery_date = Field(parse.date_value, *beside("要求到货日期", "要求到货", "交货日期", "交货期"))
    delivery_place = Field(parse.text, *beside("交货地点", "送货地址", "收货地址"))
    payment_terms = Field(parse.text, *beside("付款方式", "付款条件", "结算方式"))
    contract_no = Field(number, *beside("合同编号", "合同号"))

    @rule("delivery-before-order", "order_date", "delivery_date", severity="warning")
    def delivered_after_the_order(self) -> Verdict:
        """Goods come on the day of the order or later."""
        return _follows(self.order_date, self.delivery_date)

    @item_rule("delivery-before-order", "delivery_date", severity="warning")
    def line_delivered_after_the_order(self, item: dict[str, Any]) -> Verdict:
        """The same for a line with a day of its own."""
        return _follows(self.order_date, item.get("delivery_date"))


def _follows(ordered: date | None, due: date | None) -> Verdict:
    if ordered is None or due is None:
        return None
    return ordered <= due or f"ordered {ordered}, due {due}"
