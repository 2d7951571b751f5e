"""Typed result of a statement of balances between two companies."""

from typing import Literal

from sme_extract.schemas.fields import Day, FieldModel, Money, Text, printed
from sme_extract.schemas.result import ExtractionResult


class ReconciliationStatementFields(FieldModel):
    """Head and balances. Debit is claimed by the sender, credit was received."""

    statement_no: Text = printed("对账单号")
    seller_name: Text = printed("供应商, or the company in the title", name="seller.name")
    buyer_name: Text = printed("客户名称, 致", name="buyer.name")
    period_start: Day = printed("对账期间, first day")
    period_end: Day = printed("对账期间, last day")
    opening: Money = printed("期初余额, 上期结余")
    total_debit: Money = printed("合计 of 借方, 应收金额, 送货金额")
    total_credit: Money = printed("合计 of 贷方, 收款金额")
    closing: Money = printed("期末余额, 欠款余额")
    closing_words: Money = printed("期末余额（大写）")


class ReconciliationStatementResult(ExtractionResult):
    """Result of kind `reconciliation_statement`; its items are the lines, oldest first."""

    kind: Literal["reconciliation_statement"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: ReconciliationStatementFields  # type: ignore[assignment]
