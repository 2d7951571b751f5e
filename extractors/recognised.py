"""Kinds that are told apart today and read tomorrow: cues without fields.

Each moves to a file of its own when it learns to read; until then its documents keep their text.
"""

from sme_extract.extractors.base import Extractor
from sme_extract.extractors.cue import heading, label, title


class BankReceipt(Extractor):
    """A bank's receipt of one transfer (电子回单)."""

    kind = "bank_receipt"
    cues = (
        heading(r"电子回单|付款回单|收款回单|业务回单"),
        label(r"付款人|付款方"),
        label(r"收款人|收款方"),
        label(r"回单(编号|号码)"),
    )


class BankStatement(Extractor):
    """An account statement of a bank or wallet, as file or paper."""

    kind = "bank_statement"
    cues = (
        heading(r"(对账单|交易明细|账户明细|交易流水|账务明细)(清单|表|查询)?|\[HISTORYDETAIL\]|微信支付账单明细"),
        label(r"交易(日期|时间)|记账日期|入账日期"),
        label(r"账户?余额|本次余额|余额"),
        label(r"借方|贷方|收入金额|支出金额|收/支|交易金额"),
        label(r"对方(户名|账号|账户)|交易对方|对方名称"),
        label(r"摘要|交易类型|备注|附言"),
        label(r"往来对账", -4),
    )


class AcceptanceBill(Extractor):
    """An electronic commercial draft (电子商业汇票)."""

    kind = "acceptance_bill"
    cues = (
        title(r"电子(银行|商业)承兑汇票"),
        label(r"承兑人"),
        label(r"汇票到期日"),
        label(r"出票人"),
        label(r"(?<!\d)\d{30}(?!\d)"),
    )


class PurchaseOrder(Extractor):
    """A purchase order (采购订单)."""

    kind = "purchase_order"
    cues = heading(r"(采购|订购)(订)?单"), label(r"数量"), label(r"交货(日期|期)|交期"), label(r"供应商|供货方")


class DeliveryNote(Extractor):
    """A delivery note (送货单)."""

    kind = "delivery_note"
    cues = heading(r"(送货|发货|出库|出货)单"), label(r"数量"), label(r"收货(人|单位)"), label(r"送货(人|日期)")


class WarehouseReceipt(Extractor):
    """A goods-in note (入库单)."""

    kind = "warehouse_receipt"
    cues = heading(r"(入库|收货|验收)单"), label(r"数量"), label(r"仓库|库位"), label(r"入库日期|验收人")


class ReconciliationStatement(Extractor):
    """A statement of balances between two companies (往来对账单)."""

    kind = "reconciliation_statement"
    cues = (
        heading(r"(往来|客户|供应商|应收|应付)对账(单|函)|询证函", 4.5),
        label(r"截止|截至"),
        label(r"欠款|应收|应付"),
    )
