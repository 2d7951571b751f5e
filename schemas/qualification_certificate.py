"""Typed results of qualification certificates and permits."""

from typing import Literal

from sme_extract.schemas.fields import Count, Day, FieldModel, Text, printed
from sme_extract.schemas.result import ExtractionResult


class QualificationCertificateFields(FieldModel):
    """What a certificate says."""

    variant: Text = printed("hightech_cert, iso_cert, food_permit, sme_cert or permit")
    certificate_title: Text = printed("title, as printed")
    number: Text = printed("证书编号, 许可证编号")
    holder: Text = printed("企业名称, 组织名称, 经营者名称, 生产者名称")
    uscc: Text = printed("统一社会信用代码")
    legal_representative: Text = printed("法定代表人（负责人）")
    address: Text = printed("注册地址, 住所")
    site_address: Text = printed("审核地址, 经营场所, 生产地址")
    standard: Text = printed("GB/T 19001-2016 / ISO 9001:2015")
    scope_text: Text = printed("认证范围, 经营项目, 食品类别", name="scope")
    first_issued_on: Day = printed("初次发证日期")
    issued_on: Day = printed("发证日期, 发证时间, 本次发证日期")
    valid_from: Day = printed("有效期 自")
    valid_until: Day = printed("有效期至; else issue and the printed number of years")
    validity_years: Count = printed("有效期：三年")
    issuer: Text = printed("发证机关, 批准机关, 认证机构")
    approval_no: Text = printed("CNCA-R-…, approval of the certification body")
    qr: Text = printed("text of the QR code")
    days_left: Count = printed("days from the option as_of to valid_until, negative when it has passed")


class QualificationCertificateResult(ExtractionResult):
    """Result of kind `qualification_certificate`."""

    kind: Literal["qualification_certificate"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: QualificationCertificateFields  # type: ignore[assignment]
