"""Typed result of patent certificates."""

from typing import Literal

from sme_extract.schemas.fields import Day, FieldModel, Text, printed
from sme_extract.schemas.result import Extracted, ExtractionResult

Names = Extracted[list[str]] | None
Years = Extracted[int] | None


class PatentCertificateFields(FieldModel):
    """What held at grant; later transfers and lapses are on the register copy."""

    variant: Text = printed("patent_invention, patent_utility or patent_design, from the title")
    certificate_no: Text = printed("证书号第…号")
    title: Text = printed("发明名称, 实用新型名称, 外观设计名称, 使用外观设计的产品名称")
    patent_no: Text = printed("专利号: ZL, twelve digits, point, check character; without spaces")
    inventors: Names = printed("发明人, 设计人")
    filing_date: Day = printed("专利申请日")
    grant_date: Day = printed("授权公告日")
    grant_pub_no: Text = printed("授权公告号, without spaces")
    patentee: Names = printed("专利权人")
    patentee_address: Text = printed("地址, without the postcode")
    postcode: Text = printed("six digits in front of the address")
    applicants: Names = printed("申请日时申请人, 申请人 on the second page")
    inventors_at_filing: Names = printed("申请日时发明人, 发明人 on the second page")
    term_years: Years = printed("专利权期限为…年")
    annual_fee_day: Text = printed("年费应当在每年…前缴纳, as MM-DD")
    expiry_date: Day = printed("reckoned: filing and the term of the kind, 20, 10 or 15 years")


class PatentCertificateResult(ExtractionResult):
    """Result of kind `patent_certificate`."""

    kind: Literal["patent_certificate"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: PatentCertificateFields  # type: ignore[assignment]
