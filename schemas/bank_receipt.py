"""Typed result of a bank receipt."""

from typing import Literal

from sme_extract.schemas.fields import Day, FieldModel, Money, Text, printed
from sme_extract.schemas.result import ExtractionResult


class BankReceiptFields(FieldModel):
    """Fields of one receipt (电子回单). Money is in `currency`."""

    bank: Text = printed("the bank of the title")
    receipt_no: Text = printed("回单编号, 电子回单号码")
    direction: Text = printed("in or out, as the receipt says of its holder: 业务回单(贷), 付款回单")
    payer_name: Text = printed("付款人户名", name="payer.name")
    payer_account: Text = printed("付款人账号", name="payer.account")
    payer_bank: Text = printed("付款人开户行", name="payer.bank")
    payee_name: Text = printed("收款人户名", name="payee.name")
    payee_account: Text = printed("收款人账号", name="payee.account")
    payee_bank: Text = printed("收款人开户行", name="payee.bank")
    amount: Money = printed("金额, in figures and in words")
    currency: Text = printed("币种, ISO 4217")
    posting_date: Day = printed("记账日期, 交易日期")
    serial_no: Text = printed("交易流水号")
    summary: Text = printed("摘要")
    purpose: Text = printed("用途")
    remark: Text = printed("附言, 备注")
    verification_code: Text = printed("验证码")
    seal: Text = printed("text of the electronic seal, where it can be read")


class BankReceiptResult(ExtractionResult):
    """Result of kind `bank_receipt`."""

    kind: Literal["bank_receipt"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: BankReceiptFields  # type: ignore[assignment]
