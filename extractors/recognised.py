"""Kinds that are told apart today and read tomorrow: cues without fields.

Each moves to a file of its own when it learns to read; until then its documents keep their text.
"""

from sme_extract.extractors.base import Extractor
from sme_extract.extractors.cue import heading, label


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
