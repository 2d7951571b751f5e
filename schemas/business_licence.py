"""Typed results of business licences."""

from typing import Literal

from sme_extract.schemas.fields import Count, Day, FieldModel, Flag, Number, Text, printed
from sme_extract.schemas.result import ExtractionResult


class BusinessLicenceFields(FieldModel):
    """What a business licence says."""

    variant: Text = printed("original (正本) or duplicate (副本)")
    uscc: Text = printed("统一社会信用代码, 18 characters; before 2015 注册号, 15 digits")
    licence_serial: Text = printed("证照编号")
    copy_no: Text = printed("副本编号, 1-1")
    name: Text = printed("名称")
    company_type: Text = printed("类型")
    form_of_organisation: Text = printed("组成形式 of an individual business")
    legal_representative: Text = printed("法定代表人, 负责人, 投资人, 经营者, 执行事务合伙人")
    representative_title: Text = printed("the label under which legal_representative stands")
    registered_capital: Text = printed("注册资本, 出资额, as printed")
    capital_amount: Number = printed("注册资本 in whole units of its currency", name="registered_capital.amount")
    capital_currency: Text = printed("ISO 4217 code, null where none is named", name="registered_capital.currency")
    paid_in_capital: Number = printed("实收资本, before 2014")
    established_on: Day = printed("成立日期, 注册日期")
    business_term: Text = printed("营业期限, as printed")
    term_start: Day = printed("营业期限 自", name="business_term.start")
    term_end: Day = printed("营业期限 至, null for 长期", name="business_term.end")
    open_ended: Flag = printed("营业期限 is 长期 or has no fixed end", name="business_term.open_ended")
    address: Text = printed("住所, 经营场所, 主要经营场所")
    business_scope: Text = printed("经营范围")
    registration_authority: Text = printed("登记机关")
    issued_on: Day = printed("date at the foot")
    qr: Text = printed("text of the QR code")
    days_left: Count = printed("days from the option as_of to business_term.end, negative when it has passed")


class BusinessLicenceResult(ExtractionResult):
    """Result of kind `business_licence`."""

    kind: Literal["business_licence"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: BusinessLicenceFields  # type: ignore[assignment]
