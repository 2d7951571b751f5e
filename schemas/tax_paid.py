"""Typed results of proofs of tax paid and of tax credit grades."""

from typing import Literal

from sme_extract.schemas.fields import Day, FieldModel, Money, Number, Text, printed
from sme_extract.schemas.result import ExtractionResult


class TaxCertificateFields(FieldModel):
    """Head and foot of a proof of tax paid. Money is CNY; refunds are negative."""

    certificate_no: Text = printed("number of the certificate, No., 税票号码")
    issue_date: Day = printed("填发日期, 转账日期")
    tax_authority: Text = printed("税务机关, 征收机关名称")
    taxpayer_id: Text = printed("纳税人识别号")
    taxpayer_name: Text = printed("纳税人名称")
    payer_account: Text = printed("付款人账号, 账号")
    payer_bank: Text = printed("付款人开户银行, 开户银行")
    treasury: Text = printed("收款国库")
    transaction_no: Text = printed("缴款书交易流水号")
    deadline: Day = printed("税款限缴日期")
    total: Money = printed("金额合计 in figures")
    total_words: Money = printed("金额合计（大写）")


class TaxCertificateResult(ExtractionResult):
    """Result of kind `tax_certificate`; its items are the rows of taxes."""

    kind: Literal["tax_certificate"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: TaxCertificateFields  # type: ignore[assignment]


class TaxCreditGradeFields(FieldModel):
    """One year's grade."""

    taxpayer_id: Text = printed("纳税人识别号")
    taxpayer_name: Text = printed("纳税人名称")
    year: Text = printed("评价年度")
    score: Number = printed("评价得分")
    grade: Text = printed("年度评价结果, 纳税信用级别: A, B, C, D or M")
    graded_on: Day = printed("评价日期")


class TaxCreditGradeResult(ExtractionResult):
    """Result of kind `tax_credit_grade`."""

    kind: Literal["tax_credit_grade"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: TaxCreditGradeFields  # type: ignore[assignment]
