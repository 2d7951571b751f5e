"""Typed result of an electronic commercial draft."""

from typing import Literal

from sme_extract.schemas.fields import Day, FieldModel, Money, Text, printed
from sme_extract.schemas.result import Extracted, ExtractionResult

Flag = Extracted[bool] | None


class AcceptanceBillFields(FieldModel):
    """Face of a draft. Money is CNY."""

    variant: Text = printed("bank_acceptance or commercial_acceptance, of the title")
    draft_no: Text = printed("票据号码, 票据（包）号码: 30 digits, 16 on paper")
    sub_range: Text = printed("子票区间, `first-last`; 0 cannot be split")
    status: Text = printed("票据状态")
    issue_date: Day = printed("出票日期")
    due_date: Day = printed("汇票到期日")
    acceptance_date: Day = printed("承兑日期")
    amount: Money = printed("票据金额 in figures or digit boxes")
    amount_words: Money = printed("人民币（大写）")
    drawer_name: Text = printed("出票人 全称", name="drawer.name")
    drawer_account: Text = printed("出票人 账号", name="drawer.account")
    drawer_bank: Text = printed("出票人 开户银行", name="drawer.bank")
    payee_name: Text = printed("收票人 全称", name="payee.name")
    payee_account: Text = printed("收票人 账号", name="payee.account")
    payee_bank: Text = printed("收票人 开户银行", name="payee.bank")
    acceptor_name: Text = printed("承兑人 全称", name="acceptor.name")
    acceptor_account: Text = printed("承兑人 账号", name="acceptor.account")
    acceptor_bank: Text = printed("承兑人 开户行名称", name="acceptor.bank")
    acceptor_bank_no: Text = printed("承兑人 开户行行号", name="acceptor.bank_no")
    contract_no: Text = printed("交易合同号")
    transferable: Flag = printed("能否转让")


class AcceptanceBillResult(ExtractionResult):
    """Result of kind `acceptance_bill`; its items are the endorsements, oldest first."""

    kind: Literal["acceptance_bill"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: AcceptanceBillFields  # type: ignore[assignment]
