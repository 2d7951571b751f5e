"""Business licences (营业执照): original, duplicate, electronic, and the forms with a number of 15 digits before 2015.

Source: 市场主体登记管理条例; GB 32100-2015 for the credit code, GS 15-2006 for the registration number.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sme_extract.documents.model import Document, Page
from sme_extract.extractors import capital, checks, parse, validity
from sme_extract.extractors.base import Extractor, Field, Verdict, rule
from sme_extract.extractors.captions import captioned, captions, lone, tidy
from sme_extract.extractors.cue import label, title
from sme_extract.extractors.find import Channel, after, label_positions, pattern
from sme_extract.extractors.invoice_party import party_tax_id
from sme_extract.extractors.licence_code import code_name, code_uscc, payload
from sme_extract.extractors.licence_text import filled_name, filled_text
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Row, Scope, Span, rows_of
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import Finding

REPRESENTATIVE = (
    "法定代表人姓名",
    "法定代表人",
    "执行事务合伙人",
    "经营者姓名",
    "投资人姓名",
    "负责人",
    "投资人",
    "经营者",
)
TYPE = ("公司类型", "主体类型", "企业类型", "类型")
ADDRESS = ("主要经营场所", "营业场所", "经营场所", "住所")
SCOPE = ("经营范围", "业务范围")
CAPITAL = ("注册资本", "注册资金", "出资额", "成员出资总额")
TERM = ("营业期限", "合伙期限", "经营期限")
CODE = ("统一社会信用代码/注册号", "统一社会信用代码", "注册号")
AUTHORITY = re.compile(r"(市场(和质量)?监督管理|工商行政管理|行政审批|政务服务).*局$|委员会$|分局$")
TITLE_TYPE = r"^(?P<value>个体工商户|个人独资企业|合伙企业)营业执照"
"""Older forms name the type in the title only."""
CAPTIONS = frozenset("名类住")
"""First characters of the captions of two."""
# 91330212MA109Y0355, 330212000123456
CODES = re.compile(r"(?<![0-9A-Za-z])(?:[0-9A-Z]{18}|[0-9]{15})(?![0-9A-Za-z])")
DATE = re.compile(validity.DAY)


@dataclass(frozen=True)
class LabelItself:
    """The label under which a value stands, of several that a form may carry."""

    texts: tuple[str, ...]
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Each label that is there."""
        for row, start, end in captions(scope, self.texts):
            yield row.span(start, end, "label")


@dataclass(frozen=True)
class UnderCaption:
    """A code under its caption, whose row it may share with the title."""

    labels: tuple[str, ...] = CODE
    channel: Channel = "print"
    rows: float = 3.0
    """How far down, in heights of the caption."""

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Codes that overlap the caption from below."""
        for row, start, end in label_positions(scope, self.labels):
            box = row.box(start, end)
            for other in scope.rows:
                for match in CODES.finditer(other.text):
                    at = other.box(*match.span())
                    down = at.center_y - box.center_y
                    if other.page == row.page and 0 < down < self.rows * box.height and at.overlap_x(box) > 0:
                        yield other.span(*match.span(), "under:code")


@dataclass(frozen=True)
class UnderAuthority:
    """The date at the foot: right of the caption of the registering authority or below it; the seal lies over it."""

    labels: tuple[str, ...] = ("登记机关",)
    channel: Channel = "print"
    rows: float = 8.0
    """How far down, in heights of the caption."""

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Dates from the caption's height downward and not left of it, at first as read, else with the seal removed."""
        for row, start, end in label_positions(scope, self.labels):
            caption = row.box(start, end)
            [page] = [page for page in scope.pages if page.number == row.page]
            foot = BoundingBox(
                caption.left, caption.top, page.width, min(caption.bottom + self.rows * caption.height, page.height)
            )
            seen = list(_dates(scope.rows, page, foot))
            if not seen and page.second_look is not None:
                seen = list(_dates(rows_of(page.number, page.second_look(foot)), page, foot))
            yield from seen


def _dates(rows: Iterable[Row], page: Page, region: BoundingBox) -> Iterator[Span]:
    """Dates whose centre lies in the region."""
    for row in rows:
        for match in DATE.finditer(row.text):
            if row.page == page.number and region.contains_center(row.box(*match.span())):
                yield row.span(*match.span(), "under:登记机关")


def code(raw: str) -> str:
    """A credit code of 18 characters or a registration number of 15 digits."""
    value = party_tax_id(raw)
    if not re.fullmatch(r"[0-9A-Z]{18}|[0-9]{15}", value) or "XXXX" in value:
        raise ValueError(f"no code of a licence: {raw!r}")
    return value


def code_check(value: str) -> bool:
    """Check character of the credit code or of the older number."""
    return checks.uscc(value) if len(value) == 18 else checks.business_registration(value)


def authority(raw: str) -> str:
    """A registering authority."""
    value = parse.name(raw)
    if not AUTHORITY.search(squeeze(value)) or "总局" in value:
        raise ValueError(f"no registering authority: {raw!r}")
    return value


def copy(raw: str) -> str:
    """`original` (正本) or `duplicate` (副本)."""
    return "duplicate" if "副" in raw else "original"


class BusinessLicence(Extractor):
    """A business licence (营业执照)."""

    kind = "business_licence"
    cues = (
        title(r"(企业法人|个体工商户|合伙企业|个人独资企业)?营业执照"),
        label(r"统一社会信用代码|注册号"),
        label(r"经营范围"),
        label(r"登记机关"),
        label(r"法定代表人|负责人|经营者|投资人|执行事务合伙人"),
        label(r"甲方|乙方", -3),
        label(r"注册资本"),
    )
    noise = re.compile(r"S?CJDG?L?|SCJ[A-Z]{0,3}|J?DGL")
    labels = (*REPRESENTATIVE, "登记机关", "成立日期", "注册日期", "组成形式", "实收资本", "证照编号", "副本编号",
              "编号", "重要提示", "说明", "(副本)", "(正本)")  # fmt: skip

    variant = Field(copy, pattern(r"(?:^|\()(?P<value>[正副]本)(?=[()]|$)", "copy"))
    uscc = Field(code, code_uscc(), after(*CODE, reach=12), UnderCaption(), required=True, check=code_check)
    licence_serial = Field(filled_text, after("证照编号", "编号"))
    copy_no = Field(
        filled_text, after("副本编号"), pattern(r"副本\)?\(?(?P<value>[0-9]{1,2}-[0-9]{1,2})\)?", "copy-no")
    )
    name = Field(filled_name, code_name(), captioned("名称", "企业名称"), lone("称名"), required=True)
    company_type = Field(filled_text, captioned(*TYPE), lone("型类"), pattern(TITLE_TYPE, "title"), required=True)
    form_of_organisation = Field(filled_text, after("组成形式", reach=12))
    legal_representative = Field(filled_name, captioned(*REPRESENTATIVE), required=True)
    representative_title = Field(squeeze, LabelItself(REPRESENTATIVE))
    registered_capital = Field(capital.capital, captioned(*CAPITAL))
    capital_amount = Field(capital.amount, captioned(*CAPITAL), name="registered_capital.amount")
    capital_currency = Field(capital.currency, captioned(*CAPITAL), name="registered_capital.currency")
    paid_in_capital = Field(capital.amount, captioned("实收资本"))
    established_on = Field(parse.date_value, after("成立日期", "注册日期", reach=12), required=True)
    business_term = Field(validity.term, captioned(*TERM))
    term_start = Field(validity.term_start, captioned(*TERM), name="business_term.start")
    term_end = Field(validity.term_end, captioned(*TERM), name="business_term.end")
    open_ended = Field(validity.open_ended, captioned(*TERM), name="business_term.open_ended")
    address = Field(filled_text, captioned(*ADDRESS), lone("所住"))
    business_scope = Field(filled_text, captioned(*SCOPE))
    registration_authority = Field(authority, captioned("登记机关"))
    issued_on = Field(parse.date_value, UnderAuthority())
    qr = Field(parse.text, payload())
    days_left = Field(int)

    def __init__(self, document: Document) -> None:
        super().__init__(tidy(document, CAPTIONS))

    def reconcile(self) -> Iterator[Finding]:
        """Days left on the day that the work is for; an empty form is named."""
        until = self.slots["business_term.end"]
        self.slots["days_left"] = validity.days_left(until, self.as_of)
        yield from validity.expired(until, self.as_of, "business_term.end")
        if all(self.slots[f].chosen is None for f in ("uscc", "name", "legal_representative", "established_on")):
            yield Finding(code="blank-form", severity="warning", message="the form is not filled in")

    @rule("implausible-code", "uscc", severity="warning")
    def code_is_of_this_register(self) -> Verdict:
        """A credit code of a business begins with 9 and a region of GB/T 2260."""
        if self.uscc is None:
            return None
        start = 2 if len(self.uscc) == 18 else 0
        if start and self.uscc[0] != "9":
            return f"{self.uscc} was not given by a register of businesses"
        return None if checks.region(self.uscc[start : start + 6]) else f"no region {self.uscc[start : start + 6]}"

    @rule("code-of-type", "uscc", "company_type", severity="warning")
    def code_fits_the_type(self) -> Verdict:
        """The second character: 1 enterprise, 2 individual business, 3 farmers' cooperative."""
        if self.uscc is None or self.company_type is None or len(self.uscc) != 18 or self.uscc[0] != "9":
            return None
        kind = {"个体": "2", "专业合作": "3"}
        wanted = next((digit for word, digit in kind.items() if word in self.company_type), "1")
        return None if self.uscc[1] in (wanted, "Y") else f"{self.uscc} is no code of {self.company_type}"

    @rule("term-start", "business_term.start", "established_on", severity="info")
    def term_starts_on_foundation(self) -> Verdict:
        """Most terms begin on the day of foundation, which then confirms both."""
        return True if self.term_start is not None and self.term_start == self.established_on else None

    @rule("implausible-date", "established_on", "issued_on", "business_term.end", severity="warning")
    def days_are_in_order(self) -> Verdict:
        """Founded, issued, ended."""
        if self.established_on is None:
            return None
        if self.issued_on is not None and self.issued_on < self.established_on:
            return f"issued on {self.issued_on}, founded on {self.established_on}"
        if self.term_end is not None and self.term_end <= self.established_on:
            return f"ends on {self.term_end}, founded on {self.established_on}"
        return None
