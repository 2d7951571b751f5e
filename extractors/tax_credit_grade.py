"""Tax credit grades (纳税信用评价, since July 2025 纳税缴费信用)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from sme_extract.extractors import parse
from sme_extract.extractors.base import Extractor, Field, Verdict, rule
from sme_extract.extractors.checks import tax_id
from sme_extract.extractors.cue import label, title
from sme_extract.extractors.find import Finder, after, below
from sme_extract.extractors.normalize import squeeze
from sme_extract.schemas.result import Finding

LEAST = {"A": Decimal(90), "B": Decimal(70), "C": Decimal(40), "M": Decimal(70)}
BELOW = {"B": Decimal(90), "C": Decimal(70)}
"""Scores of each grade, from and below; anyone may be put into D outright."""


def grade(raw: str) -> str:
    """A, B, C, D or M, with 级 or without."""
    # A, B级, M 级
    match = re.fullmatch(r"([ABCDM])级?", squeeze(raw).upper())
    if match is None:
        raise ValueError(f"not a grade: {raw!r}")
    return match[1]


def year(raw: str) -> str:
    """The assessed year."""
    match = re.fullmatch(r"(20[0-9]{2})(年度?)?", squeeze(raw))
    if match is None:
        raise ValueError(f"not a year: {raw!r}")
    return match[1]


def score(raw: str) -> Decimal:
    """Points of one hundred, with 分 or without."""
    points = parse.quantity(squeeze(raw).removesuffix("分"))
    if not 0 <= points <= 100:
        raise ValueError(f"not a score: {raw!r}")
    return points


GRADE_LABELS = ("年度评价结果", "纳税缴费信用级别", "纳税信用级别", "纳税信用等级", "信用级别", "评价结果")


def holder(raw: str) -> str:
    """A taxpayer's name, which is no label of the form."""
    if re.search(r"评价|纳税人|信用代码|级别|等级", squeeze(raw)):
        raise ValueError(f"a label: {raw!r}")
    return parse.name(raw)


def _beside(*labels: str) -> tuple[Finder, Finder]:
    """Right of a label in a wide table, or under it."""
    return after(*labels, reach=25), below(*labels)


class TaxCreditGrade(Extractor):
    """A tax credit grade (纳税信用等级)."""

    kind = "tax_credit_grade"
    cues = (
        title(r"纳税(缴费)?信用(评价|管理|等级|级别)(信息|结果|证明|通知书)"),
        label(r"评价年度"),
        label(r"信用(级别|等级)|评价结果"),
        label(r"评价得分|评价分数"),
    )
    labels = ("评价机关", "税务机关", "序号", "指标")

    taxpayer_id = Field(parse.tax_id, *_beside("纳税人识别号", "统一社会信用代码"), required=True, check=tax_id)
    taxpayer_name = Field(holder, *_beside("纳税人名称"), required=True)
    year = Field(year, *_beside("评价年度"), required=True)
    score = Field(score, *_beside("评价得分", "评价分数"))
    grade = Field(grade, *_beside(*GRADE_LABELS), required=True)
    graded_on = Field(parse.date_value, *_beside("评价日期", "评价时间"))

    def reconcile(self) -> Iterator[Finding]:
        """Without any value the form is blank."""
        if all(slot.chosen is None for slot in self.slots.values()):
            yield Finding(code="blank-form", severity="warning", message="the form is not filled in")

    @rule("grade-of-score", "grade", "score")
    def grade_fits_the_score(self) -> Verdict:
        """A from 90, B from 70, C from 40, M from 70; D says nothing about the score."""
        if self.grade is None or self.score is None or self.grade == "D":
            return None
        fits = LEAST[self.grade] <= self.score < BELOW.get(self.grade, Decimal(101))
        return fits or f"grade {self.grade} with a score of {self.score}"
