"""Qualification certificates: high-tech enterprise, management systems (ISO), food permits, 专精特新 and like ones.

Sources: 高新技术企业认定管理办法 (three years), 食品经营许可和备案管理办法 and 食品生产许可管理办法 (five years),
GB/T 27021 (three years).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sme_extract.documents.model import Document
from sme_extract.extractors import certificate_kinds, checks, parse, validity
from sme_extract.extractors.base import Candidate, Extractor, Field, NoValue, Slot, Verdict, rule
from sme_extract.extractors.captions import beneath, captioned, lone
from sme_extract.extractors.certificate_kinds import STANDARD, TITLES, form_of, number_check
from sme_extract.extractors.cue import label, title
from sme_extract.extractors.find import Channel, pattern
from sme_extract.extractors.invoice_party import party_tax_id
from sme_extract.extractors.licence_code import code_number, code_uscc, payload
from sme_extract.extractors.licence_text import filled_name, filled_text
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Scope, Span
from sme_extract.schemas.result import Finding

NUMBER = (
    "许可证编号",
    "入库登记编号",
    "证书编号",
    "证书号码",
    "证书号",
    "注册号",
    "编号",
    "CertificateNo.",
    "CertificateNo",
)
HOLDER = ("经营者名称", "生产者名称", "组织名称", "获证组织名称", "获证组织", "获证企业", "企业名称", "单位名称",
          "公司名称")  # fmt: skip
CODE = ("社会信用代码(身份证号码)", "统一社会信用代码/组织机构代码", "统一社会信用代码", "社会信用代码")
PERSON = ("法定代表人(负责人)", "法定代表人", "主要负责人", "负责人")
ISSUER = (
    "认证机构名称",
    "认证机构",
    "发证机关",
    "批准机关",
    "发证单位",
    "认定机构",
    "颁发机构",
    "发证机构",
    "发证部门",
)
ISSUED = ("本次发证日期", "换证日期", "发证日期", "发证时间", "颁证日期", "颁发日期", "证书签发日期", "签发日期",
          "认定时间")  # fmt: skip
FIRST = ("初次发证日期", "首次发证日期", "首次获证日期", "初次获证日期", "首次颁证日期", "初次认证日期")
UNTIL = ("证书有效期至", "有效期至", "有效期限至", "有效日期至", "有效期截止日期")
TERM = ("证书有效期", "有效期限", "有效期")
SCOPE = ("通过认证范围如下", "认证范围如下", "认证范围", "经营项目", "食品类别", "许可范围", "资质类别及等级",
         "经营范围", "业务范围")  # fmt: skip
ADDRESS = ("注册地址", "住所", "单位地址")
SITE = ("生产/经营地址", "审核地址", "经营场所", "生产地址", "经营地址", "生产经营场所地址")
OTHER = ("标准", "认证标准", "主体业态", "日常监督管理机构", "日常监督管理人员", "投诉举报电话", "签发人", "仓库地址",
         "法定代表人姓名", "经济性质", "行业类别", "兹证明", "许可证明细", "品种明细", "认证机构地址")  # fmt: skip
# 甬信认证（宁波）有限公司, 方圆认证中心
BODY = r"^[\u4e00-\u9fff()]{2,20}认证(集团|中心|(集团)?(\([\u4e00-\u9fff]+\))?(股份)?有限公司)$"
# 宁波澜缎新材料有限公司
COMPANY = r"^[\u4e00-\u9fff()]{4,40}(公司|厂|合作社|\(有限合伙\))$"
# 浙江省经济和信息化厅
OFFICE = r"^[\u4e00-\u9fff]{4,20}(厅|局|委员会|信息化部)$"
# GR202333001234, JY11105000000005
NUMBERS = r"(?<![0-9A-Z])(G[RFS][0-9]{12}|(JY|SC|YB)[0-9]{14})(?![0-9])"
# GR202344001234, 06523Q10045R1M, (粤)JZ安许证字[2024]012345
NUMBER_FORM = re.compile(r"[0-9A-Z(\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff()\[\]/.—–-]{3,39}")
GRACE = timedelta(days=31)
"""A renewal may run from the end of the one before."""


@dataclass(frozen=True)
class AfterPreamble:
    """The name right of 兹证明 or in one of the next rows, where no label names the holder."""

    labels: tuple[str, ...] = ()
    channel: Channel = "print"

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """The rest of the row, or the next rows that are Chinese and no label."""
        for at, row in enumerate(scope.rows):
            match = re.search(r"兹证明:?", row.text)
            if match is None:
                continue
            if match.end() < len(row.text):
                yield row.span(match.end(), len(row.text), "after:兹证明")
            for below in scope.rows[at + 1 : at + 4]:
                if not scope.label_starts(below, 0) and not below.text.isascii():
                    yield below.span(0, len(below.text), "below:兹证明")


@dataclass(frozen=True)
class BottomDate:
    """A date that stands alone in its row, last first: the day of issue above or under the seal."""

    labels: tuple[str, ...] = ()
    channel: Channel = "print"

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Lone dates from the foot upward."""
        for row in reversed(scope.rows):
            if match := re.fullmatch(validity.DAY, row.text):
                yield row.span(*match.span(), "bottom-date")


def number(raw: str) -> str:
    """A certificate number: capitals, digits and their marks; a look-alike is not mended."""
    value = squeeze(raw)
    if not NUMBER_FORM.fullmatch(value) or not re.search(r"[0-9]{3}", value):
        raise ValueError(f"not a number: {raw!r}")
    return value


def standard(raw: str) -> str:
    """`GB/T19001-2016/ISO9001:2015`."""
    match = STANDARD.search(squeeze(raw))
    if match is None:
        raise ValueError(f"no standard: {raw!r}")
    return match.group()


def issuer(raw: str) -> str:
    """Who issued it, without the place for the seal; glyphs of a seal that fall into one row are no name."""
    if len(raw.split()) > 2:
        raise ValueError(f"scattered: {raw!r}")
    return filled_name(re.sub(r"^[(（](盖章|公章|章|签章)[)）]", "", raw.strip()))


def holder(raw: str) -> str:
    """The holder's name without the words around it."""
    value = filled_name(raw)
    if re.search(r"符合|标准|认证|体系|证书|[:：]", value) or len(value) > 60 or value.isascii():
        raise ValueError(f"no holder: {raw!r}")
    return value


def valid_until(raw: str) -> date:
    """The last day: a date, or the end of a term; no value where only a length is printed."""
    try:
        return parse.date_value(raw)
    except ValueError:
        return validity.term_end(_no_years(raw))


def valid_from(raw: str) -> date:
    """The first day of a term; no value where only a length is printed."""
    return validity.term_start(_no_years(raw))


def validity_years(raw: str) -> int:
    """A length in years; no value where a term with days is printed."""
    if re.search(validity.DAY, squeeze(raw)) or validity.OPEN_END.fullmatch(squeeze(raw)):
        raise NoValue(f"a term: {raw!r}")
    return validity.years(raw)


def _no_years(raw: str) -> str:
    try:
        validity.years(raw)
    except ValueError:
        return raw
    raise NoValue(f"only a length: {raw!r}")


class QualificationCertificate(Extractor):
    """A certificate or permit: high-tech enterprise, ISO, food, 专精特新."""

    kind = "qualification_certificate"
    cues = (
        title(TITLES),
        label(r"GR\d{12}|JY\d{14}|SC\d{14}"),
        label(r"证书编号|许可证编号"),
        label(r"有效期"),
        label(r"发证(机关|日期|时间)"),
    )
    labels = (*OTHER, *TERM, *UNTIL)

    variant = Field(certificate_kinds.variant, pattern(TITLES, "title"), pattern(NUMBERS, "number"), required=True)
    certificate_title = Field(squeeze, pattern(TITLES, "title"))
    number = Field(
        number,
        code_number(),
        pattern(NUMBERS, "number"),
        captioned(*NUMBER),
        required=True,
        check=number_check,
    )
    holder = Field(holder, captioned(*HOLDER), AfterPreamble(), pattern(COMPANY, "company"), required=True)
    uscc = Field(party_tax_id, code_uscc(), captioned(*CODE), check=checks.tax_id)
    legal_representative = Field(filled_name, captioned(*PERSON))
    address = Field(filled_text, captioned(*ADDRESS), lone("所住"))
    site_address = Field(filled_text, captioned(*SITE))
    standard = Field(standard, captioned("认证标准", "标准"), pattern(STANDARD.pattern, "standard"))
    scope_text = Field(filled_text, captioned(*SCOPE), beneath(*SCOPE), name="scope")
    first_issued_on = Field(parse.date_value, captioned(*FIRST))
    issued_on = Field(parse.date_value, captioned(*ISSUED), BottomDate(), required=True)
    valid_from = Field(valid_from, captioned(*TERM))
    valid_until = Field(valid_until, captioned(*UNTIL), captioned(*TERM))
    validity_years = Field(validity_years, captioned(*TERM))
    issuer = Field(issuer, captioned(*ISSUER), pattern(BODY, "body"), pattern(OFFICE, "office"))
    approval_no = Field(parse.text, pattern(r"CNCA-R-?\d{4}-\d{2,3}", "approval"))
    qr = Field(parse.text, payload())
    days_left = Field(int)

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.is_derived = False

    def reconcile(self) -> Iterator[Finding]:
        """Derive the last day where only a length is printed; reckon the days left; name an empty form."""
        until = self.slots["valid_until"]
        if until.chosen is None and self.issued_on is not None and self.validity_years is not None:
            self.slots["valid_until"] = until = self._derived(self.issued_on, self.validity_years)
            self.is_derived = True
        self.slots["days_left"] = validity.days_left(until, self.as_of)
        yield from validity.expired(until, self.as_of, "valid_until")
        if all(self.slots[name].chosen is None for name in ("number", "holder", "issued_on", "valid_until")):
            yield Finding(code="blank-form", severity="warning", message="the form is not filled in")

    def _derived(self, issued_on: date, count: int) -> Slot[date]:
        """Issue and a whole number of years, with the length as its evidence."""
        length, issue = self.slots["validity_years"].chosen, self.slots["issued_on"].chosen
        if length is None or issue is None:
            return Slot()
        seen = min(length.span.confidence, issue.span.confidence)
        span = replace(length.span, finder="issued_on+validity_years", confidence=seen)
        return Slot(Candidate(validity.add_years(issued_on, count), span, "print"))

    @rule("number-of-year", "number", "issued_on", severity="warning")
    def number_fits_the_year(self) -> Verdict:
        """The number of a high-tech certificate holds the year of issue; that proves neither's other digits."""
        if self.number is None or self.issued_on is None or not re.match(r"G[RFS]\d{12}", self.number):
            return None
        fits = int(self.number[2:6]) == self.issued_on.year
        return None if fits else f"{self.number} was issued on {self.issued_on}"

    @rule("validity-disagrees", "issued_on", "valid_until", "validity_years", severity="warning")
    def length_fits_the_days(self) -> Verdict:
        """Issue and length give the last day, or the day after it."""
        if self.is_derived or self.issued_on is None or self.valid_until is None or self.validity_years is None:
            return None
        return _ends(self.valid_until, self.valid_from or self.issued_on, self.validity_years) or (
            f"{self.validity_years} years from {self.issued_on} do not end on {self.valid_until}"
        )

    @rule("implausible-validity", "issued_on", "valid_until", severity="warning")
    def validity_is_lawful(self) -> Verdict:
        """A certificate ends after its issue and is valid for no longer than the rules allow; just so long confirms."""
        form = form_of(self.variant)
        if self.is_derived or self.issued_on is None or self.valid_until is None:
            return None
        if self.valid_until <= self.issued_on:
            return f"issued on {self.issued_on}, valid until {self.valid_until}"
        if form is None or form.years is None:
            return None
        if self.valid_until > validity.add_years(self.issued_on, form.years) + GRACE:
            return f"valid from {self.issued_on} until {self.valid_until}, more than {form.years} years"
        return _ends(self.valid_until, self.issued_on, form.years) or None

    @rule("number-of-form", "number", "variant", severity="warning")
    def number_is_of_this_form(self) -> Verdict:
        """High-tech certificates and food permits have numbers of a prescribed form."""
        form = form_of(self.variant)
        if form is None or form.number is None or self.number is None:
            return None
        return None if re.fullmatch(form.number, self.number) else f"{self.number} is no number of {form.variant}"


def _ends(until: date, start: date, years: int) -> bool:
    end = validity.add_years(start, years)
    return until in (end, end - timedelta(days=1))
