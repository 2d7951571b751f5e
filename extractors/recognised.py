"""Kinds that are told apart today and read tomorrow: cues without fields.

Each moves to a file of its own when it learns to read; until then its documents keep their text.
"""

from sme_extract.extractors.base import Extractor
from sme_extract.extractors.cue import heading, label, title


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


class Contract(Extractor):
    """A contract or agreement."""

    kind = "contract"
    cues = (
        heading(r"(合同|协议)(书)?", 2.5),
        heading(r"(?i:agreement|contract)", 2.5),
        label(r"甲方|买方|需方|出租方|发包方|委托方|定作方"),
        label(r"乙方|卖方|供方|承租方|承包方|受托方|承揽方"),
        label(r"违约(责任|金)?"),
        label(r"签字|盖章|签订(日期|地点)"),
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
