"""Typed results of purchase orders, delivery notes and goods-in notes; their items are the lines of goods."""

from typing import Literal

from sme_extract.schemas.fields import Day, FieldModel, Money, Number, Text, printed
from sme_extract.schemas.result import ExtractionResult


class PurchaseOrderFields(FieldModel):
    """Head and sums of an order."""

    total_quantity: Number = printed("合计 under 数量")
    total: Money = printed("合计, with tax where the lines state it")
    total_words: Money = printed("合计（大写）")
    order_no: Text = printed("订单编号, 单号")
    order_date: Day = printed("订单日期")
    buyer_name: Text = printed("采购方, or the company in the title", name="buyer.name")
    seller_name: Text = printed("供应商", name="seller.name")
    delivery_date: Day = printed("交货日期, 要求到货")
    delivery_place: Text = printed("交货地点")
    payment_terms: Text = printed("付款方式")
    contract_no: Text = printed("合同编号")


class PurchaseOrderResult(ExtractionResult):
    """Result of kind `purchase_order`."""

    kind: Literal["purchase_order"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: PurchaseOrderFields  # type: ignore[assignment]


class DeliveryNoteFields(FieldModel):
    """Head and sums of a delivery note."""

    total_quantity: Number = printed("合计 under 数量")
    total: Money = printed("合计")
    total_words: Money = printed("合计（大写）")
    delivery_no: Text = printed("送货单号, 单号")
    delivery_date: Day = printed("送货日期")
    order_no: Text = printed("订单号")
    invoice_no: Text = printed("发票号码")
    seller_name: Text = printed("送货单位, or the company in the title", name="seller.name")
    buyer_name: Text = printed("收货单位, 客户名称", name="buyer.name")
    delivery_place: Text = printed("送货地址")


class DeliveryNoteResult(ExtractionResult):
    """Result of kind `delivery_note`."""

    kind: Literal["delivery_note"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: DeliveryNoteFields  # type: ignore[assignment]


class WarehouseReceiptFields(FieldModel):
    """Head and sums of a goods-in note."""

    total_quantity: Number = printed("合计 under 实收数量")
    total: Money = printed("合计")
    total_words: Money = printed("合计（大写）")
    receipt_no: Text = printed("入库单号, 单号")
    receipt_date: Day = printed("入库日期")
    order_no: Text = printed("订单号")
    delivery_no: Text = printed("送货单号")
    warehouse: Text = printed("仓库")
    seller_name: Text = printed("供应商", name="seller.name")
    buyer_name: Text = printed("收货单位, or the company in the title", name="buyer.name")


class WarehouseReceiptResult(ExtractionResult):
    """Result of kind `warehouse_receipt`."""

    kind: Literal["warehouse_receipt"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: WarehouseReceiptFields  # type: ignore[assignment]
