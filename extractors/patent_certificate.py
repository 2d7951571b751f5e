"""Patent certificates: invention, utility model, design; on one page, with a second page, electronic.

The certificate shows what held at grant; what happened since is on the register copy (`patent_document`).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from math import inf

from sme_extract.extractors import checks, parse
from sme_extract.extractors.base import Candidate, Extractor, Field, Slot, Verdict, rule
from sme_extract.extractors.cue import label, title
from sme_extract.extractors.find import Pattern, pattern, within
from sme_extract.extractors.patent_text import (
    CodedNumber,
    Prose,
    entry,
    expiry,
    filled,
    holders,
    is_one_holder,
    is_plausible,
    kind_digit,
    lines,
    named,
    number_year,
    patent_no,
    patent_word,
    persons,
    publication_kind,
    publication_no,
    year_of_filing,
)
from sme_extract.extractors.scope import Scope
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import Finding

# 專 is how a blurred 专 is read
TITLE = r"(发明|实用新型|外观设计)[专專]利证书"
NUMBER = r"证书号:?第?(?P<value>[0-9]{4,8})号"
# 年费应当在每年04月13日前缴纳
FEE_DAY = r"每年(?P<value>[0-9]{1,2}月[0-9]{1,2}日)前"
# 专利权期限为十年, 专利权的期限为二十年
TERM = r"期限为(?P<value>二十|十五|十)年"
YEARS = {"十": 10, "十五": 15, "二十": 20}
POSTCODE = re.compile(r"[0-9]{6}(?![0-9])")


def month_day(raw: str) -> str:
    """`04-13`."""
    month, day = re.findall(r"[0-9]+", raw)
    return f"{int(month):02d}-{int(day):02d}"


def address(raw: str) -> str:
    """An address without the postcode in front."""
    return named(POSTCODE.sub("", raw.strip(), count=1))


def postcode(raw: str) -> str:
    """Six digits in front of an address."""
    match = POSTCODE.match(parse.text(raw))
    if match is None:
        raise ValueError(f"no postcode: {raw!r}")
    return match.group()


def first_page(scope: Scope) -> tuple[int, BoundingBox] | None:
    """The page that says what held at grant."""
    return _page(scope, 0)


def second_page(scope: Scope) -> tuple[int, BoundingBox] | None:
    """The page that repeats the number and says who applied."""
    return _page(scope, 1)


def _page(scope: Scope, index: int) -> tuple[int, BoundingBox] | None:
    if index >= len(scope.pages):
        return None
    return scope.pages[index].number, BoundingBox(-inf, -inf, inf, inf)


class PatentCertificate(Extractor):
    """Certificate of an invention, utility model or design patent."""

    kind = "patent_certificate"
    cues = (
        title(TITLE),
        label(r"专利号:?ZL"),
        label(r"授权公告日"),
        label(r"专利权人"),
        label(r"证书号"),
        label(r"登记簿副本|收据", -3),
    )
    labels = ("局长", "申请人", "证书号第")

    variant = Field(patent_word, pattern(TITLE, "title"), required=True)
    certificate_no = Field(
        parse.digits(), pattern(NUMBER, "number"), within(second_page, Pattern(re.compile(NUMBER), "number", "repeat"))
    )
    invention = Field(
        filled, lines("使用外观设计的产品名称", "实用新型名称", "外观设计名称", "发明名称"), name="title", required=True
    )
    patent_no = Field(
        patent_no,
        CodedNumber(),
        entry("专利号"),
        pattern(r"ZL(?P<value>[0-9]{12}\.[0-9X])", "patent-no"),
        required=True,
        check=checks.patent_number,
    )
    inventors = Field(persons, within(first_page, lines("发明人", "设计人")))
    filing_date = Field(parse.date_value, entry("专利申请日", "申请日"), required=True)
    grant_date = Field(parse.date_value, entry("授权公告日"), required=True)
    grant_pub_no = Field(publication_no, entry("授权公告号"))
    patentee = Field(holders, within(first_page, lines("专利权人")), required=True)
    patentee_address = Field(address, within(first_page, lines("地址")))
    postcode = Field(postcode, within(first_page, entry("地址")))
    applicants = Field(holders, lines("申请日时申请人"), within(second_page, lines("申请人")))
    applied_inventors = Field(
        persons,
        lines("申请日时发明人", "申请日时设计人"),
        within(second_page, lines("发明人", "设计人")),
        name="inventors_at_filing",
    )
    term_years = Field(lambda text: YEARS[text], Prose(re.compile(TERM), "term"))
    fee_day = Field(month_day, Prose(re.compile(FEE_DAY), "fee-day"), name="annual_fee_day")
    expiry_date = Field(parse.date_value)

    @classmethod
    def document_key(cls, scope: Scope) -> str | None:
        """The number of the certificate, which its second page repeats."""
        return next((match["value"] for row in scope.rows if (match := re.search(NUMBER, row.text))), None)

    def reconcile(self) -> Iterator[Finding]:
        """Reckon the end of the term; name a form that is not filled in."""
        filed = self.slots["filing_date"].chosen
        if filed is not None and self.variant is not None:
            span = replace(filed.span, finder="filing_date+term")
            self.slots["expiry_date"] = Slot(Candidate(expiry(self.variant, filed.value), span, filed.channel))
        if all(self.slots[name].chosen is None for name in ("patent_no", "title", "patentee", "filing_date")):
            yield Finding(code="blank-form", severity="warning", message="the form is not filled in")

    @rule("kind-of-number", "variant", "patent_no")
    def number_is_of_this_kind(self) -> Verdict:
        """The fifth digit of the number says the kind in the title."""
        return kind_digit(self.variant, self.patent_no)

    @rule("kind-of-publication", "variant", "grant_pub_no")
    def publication_is_of_this_kind(self) -> Verdict:
        """Letter and first digit of the publication say the kind in the title."""
        return publication_kind(self.variant, self.grant_pub_no)

    @rule("number-of-year", "patent_no", "filing_date", "expiry_date", severity="warning")
    def number_is_of_the_year(self) -> Verdict:
        """The number begins with the year of filing; that of a divisional application with a later one."""
        return year_of_filing(self.patent_no, self.filing_date)

    @rule("implausible-date", "filing_date", "grant_date")
    def granted_after_filing(self) -> Verdict:
        """A patent is granted after it was filed, and before its term ends."""
        if self.filing_date is None or self.grant_date is None:
            return None
        if self.grant_date <= self.filing_date:
            return f"filed on {self.filing_date}, granted on {self.grant_date}"
        late = self.expiry_date is not None and self.grant_date >= self.expiry_date
        return f"granted on {self.grant_date}, ended on {self.expiry_date}" if late else None

    @rule("fee-day", "annual_fee_day", "filing_date", "expiry_date", severity="warning")
    def fees_are_due_on_the_day_of_filing(self) -> Verdict:
        """Annual fees are due each year on the day of filing; with the year in the number that proves the date."""
        if self.fee_day is None or self.filing_date is None:
            return None
        if self.fee_day != f"{self.filing_date:%m-%d}":
            return f"due on {self.fee_day}, filed on {self.filing_date}"
        return True if self.patent_no and number_year(self.patent_no) == self.filing_date.year else None

    @rule("grant-day", "grant_date", severity="info")
    def day_of_grant_is_repeated(self) -> Verdict:
        """The commissioner signs on the day of grant."""
        if self.grant_date is None:
            return None
        day = f"{self.grant_date:%Y年%m月%d日}"
        return True if sum(row.text.count(day) for row in self.scope.rows) > 1 else None

    @rule("term-of-kind", "term_years", "variant", severity="warning")
    def term_is_that_of_the_kind(self) -> Verdict:
        """The printed term is that of the law."""
        if self.term_years is None or self.expiry_date is None or self.filing_date is None:
            return None
        years = self.expiry_date.year - self.filing_date.year
        return years == self.term_years or f"{self.term_years} years are printed, the law says {years}"

    @rule("at-filing", "inventors", "inventors_at_filing", severity="info")
    def inventors_are_repeated(self) -> Verdict:
        """The second page mostly repeats the inventors."""
        return True if self.inventors and self.inventors == self.applied_inventors else None

    @rule("at-filing", "patentee", "applicants", severity="info")
    def patentees_are_repeated(self) -> Verdict:
        """The applicants mostly own the patent."""
        return True if self.patentee and self.patentee == self.applicants else None

    @rule("implausible-name", "inventors", "inventors_at_filing", severity="warning")
    def persons_are_single(self) -> Verdict:
        """Long names may be two that run together."""
        odd = [name for name in (*(self.inventors or ()), *(self.applied_inventors or ())) if not is_plausible(name)]
        return f"long names: {'; '.join(odd)}" if odd else None

    @rule("implausible-name", "patentee", severity="warning")
    def patentees_are_single(self) -> Verdict:
        """A name may be two companies that run together."""
        odd = [name for name in self.patentee or () if not is_one_holder(name)]
        return f"long names: {'; '.join(odd)}" if odd else None
