"""Typed result of papers around a patent."""

from typing import Literal

from sme_extract.schemas.fields import Day, FieldModel, Money, Text, printed
from sme_extract.schemas.patent_certificate import Names, Years
from sme_extract.schemas.result import ExtractionResult


class PatentDocumentFields(FieldModel):
    """What a register copy, fee receipt or notice says. Money is CNY."""

    document: Text = printed(
        "register_copy, fee_receipt, acceptance_notice, grant_notice, fee_notice, change_notice or pledge_notice"
    )
    variant: Text = printed("patent_invention, patent_utility or patent_design, where the kind is printed")
    application_no: Text = printed("申请号, 申请号或专利号: twelve digits, point, check character")
    patent_no: Text = printed("专利号, with ZL")
    title: Text = printed("发明创造名称, 发明名称, 实用新型名称, 外观设计名称")
    applicants: Names = printed("申请人")
    patentee: Names = printed("专利权人, the present one")
    inventors: Names = printed("发明人, 设计人")
    filing_date: Day = printed("申请日")
    grant_date: Day = printed("授权公告日")
    grant_pub_no: Text = printed("授权公告号")
    main_class: Text = printed("主分类号")
    legal_status: Text = printed(
        "法律状态: granted_active, granted_grace, lapsed_fee, expired, invalidated, abandoned, pending, refused, …"
    )
    legal_status_text: Text = printed("法律状态, as printed")
    fees_paid_to_year: Years = printed("年费已缴纳至第…年度")
    issue_date: Day = printed("发文日, 出具日期, 开票日期")
    dispatch_no: Text = printed("发文序号")
    case_no: Text = printed("案卷号")
    receipt_code: Text = printed("票据代码")
    receipt_no: Text = printed("票据号码, 收据号")
    check_code: Text = printed("校验码")
    payer: Text = printed("缴费人, 交款人")
    payer_tax_id: Text = printed("交款人统一社会信用代码", name="payer.tax_id")
    total: Money = printed("合计 in figures")
    total_words: Money = printed("合计（大写）")
    registration_no: Text = printed("登记号 of a pledge")
    pledgor: Names = printed("出质人")
    pledgee: Names = printed("质权人")
    due_on: Day = printed("缴费期限")


class PatentDocumentResult(ExtractionResult):
    """Result of kind `patent_document`; its items are fees or entries of the register."""

    kind: Literal["patent_document"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: PatentDocumentFields  # type: ignore[assignment]
