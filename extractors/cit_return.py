"""Corporate income tax returns: A200000 (月（季）度预缴) and A100000 (年度), with their schedules.

Amounts are CNY, from 1 January to the end of the period, also on the returns of quarters; assets are printed in 10 000
CNY and given in CNY. The version of a form is told by its labels: 利润总额 stands in row 18, 13 or 3.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from sme_extract.documents.model import Document
from sme_extract.extractors import checks, parse
from sme_extract.extractors.base import Extractor, Field, ItemSlots, Rule, Slot, Verdict, rule
from sme_extract.extractors.cit_return_forms import FORMS
from sme_extract.extractors.cue import label, title
from sme_extract.extractors.find import pattern
from sme_extract.extractors.form import Filled, fill
from sme_extract.extractors.form_fields import FormFact, amount, form_fields, form_findings, row_items
from sme_extract.extractors.form_rows import A_CODE
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.return_head import (
    ACCEPTED_ON,
    FILLED_ON,
    LABELS,
    PERIOD,
    TAXPAYER_ID,
    TAXPAYER_ID_CELL,
    TAXPAYER_NAME,
    TAXPAYER_NAME_CELL,
    Beside,
    first_day,
    head_key,
    last_day,
    taxpayer,
)
from sme_extract.extractors.scope import Scope
from sme_extract.schemas.result import Finding

QUARTERS = "一二三四"
TEN_THOUSAND = Decimal(10000)
# the first character of a label at the edge of a photo may be lost
HEADS = r"从?业人数"
ASSETS = r"资?产总额(\([^()]*万元\))?"
# ■是□否, 是☑否□; a box that is not marked may be read as 口
CHOICES = re.compile(r"([□口■√☑✓☒])是([□口■√☑✓☒])否|是([□口■√☑✓☒])否([□口■√☑✓☒])")
CODES = {"cit_prepay": "A200000", "cit_annual": "A100000"}


def ten_thousands(raw: str) -> Decimal:
    """An amount in 10 000 CNY as CNY."""
    return amount(raw) * TEN_THOUSAND


def yes(raw: str) -> bool:
    """Which of 是 and 否 is marked; ValueError when none is, or both."""
    text = squeeze(raw)
    if text in ("是", "否"):
        return text == "是"
    match = CHOICES.fullmatch(text)
    marks = [mark not in "□口" for mark in match.groups() if mark] if match else []
    if sum(marks) != 1:
        raise ValueError(f"neither 是 nor 否: {raw!r}")
    return marks[0]


def _quarters(kind: "type[CitReturn]") -> "type[CitReturn]":
    """Declare what stands under 季初 and 季末 of each quarter."""
    rows: tuple[tuple[str, str, Callable[[str], Decimal]], ...] = (
        ("headcount", HEADS, amount),
        ("total_assets", ASSETS, ten_thousands),
    )
    for name, regex, parser in rows:
        for number, quarter in enumerate(QUARTERS, 1):
            for end, heading in (("open", "季初"), ("close", "季末")):
                full = f"{name}_q{number}.{end}"
                kind.fields[full] = Field(parser, Beside(regex, (f"{quarter}季度", heading)), name=full, asked=False)
    return kind


def _quarter(document: Any, name: str, number: int) -> list[Decimal | None]:
    """季初 and 季末 of a quarter."""
    slots = (document.slots[f"{name}_q{number}.{end}"].chosen for end in ("open", "close"))
    return [chosen.value if chosen is not None else None for chosen in slots]


def _average(name: str, within: Decimal) -> Rule:
    """季度平均值 is the mean of all 季初 and 季末 so far."""
    names = [f"{name}_q{number}.{end}" for number in range(1, 5) for end in ("open", "close")]

    def judge(document: Any) -> Verdict:
        values = [value for number in range(1, 5) for value in _quarter(document, name, number)]
        average = document.slots[f"{name}_avg"].chosen
        there = [value for value in values if value is not None]
        if average is None or not there or len(there) % 2 or any(value is None for value in values[: len(there)]):
            return None
        mean = sum(there) / len(there)
        return abs(mean - average.value) <= within or f"{name}: the mean is {mean:.2f}, not {average.value}"

    return rule("average-disagrees", f"{name}_avg", *names, severity="warning")(judge)


def _filled(scope: Scope) -> Filled | None:
    return fill(scope, FORMS)


@_quarters
@form_fields(_filled, *FORMS)
class CitReturn(Extractor):
    """A corporate income tax return, A200000 or A100000 (企业所得税纳税申报表)."""

    kind = "cit_return"
    cues = (
        title(r"(中华人民共和国)?企业所得税(月\(季\)度预缴|年度)(和年度)?纳税申报表", 4.5),
        label(r"(?<![0-9A-Z])A[12]00000(?![0-9])", 3),
        label(r"企业所得税"),
        label(r"行次"),
        label(r"利润总额"),
        label(r"应纳税所得额"),
    )
    labels = LABELS

    variant = Field(parse.text, FormFact(_filled, "variant"), required=True, asked=False)
    form_version = Field(parse.text, FormFact(_filled, "version"), asked=False)
    form_code = Field(parse.text, pattern(r"A[12]00000", "form-code"))
    taxpayer_id = Field(parse.tax_id, TAXPAYER_ID, TAXPAYER_ID_CELL, required=True, check=checks.tax_id)
    taxpayer_name = Field(taxpayer, TAXPAYER_NAME, TAXPAYER_NAME_CELL, required=True)
    period_start = Field(first_day, PERIOD, required=True)
    period_end = Field(last_day, PERIOD, required=True)
    filled_on = Field(parse.date_value, FILLED_ON)
    accepted_on = Field(parse.date_value, ACCEPTED_ON)
    is_small_low_profit = Field(yes, Beside("小型微利企业"))
    headcount_avg = Field(amount, Beside(HEADS, ("季度平均值",)), Beside(r"从?业人数(\(填写平均值,单位:人\))?"))
    total_assets_avg = Field(
        ten_thousands, Beside(ASSETS, ("季度平均值",)), Beside(r"资产总额\(填写平均值,单位:万元\)")
    )
    payroll_expensed = Field(amount, Beside("已计入成本费用的职工薪酬"))
    payroll_paid = Field(amount, Beside("实际支付给职工的应付职工薪酬"))

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.filled = self.scope.memo(_filled)
        self.cells: dict[str, Slot[Any]] = {}

    @classmethod
    def document_key(cls, scope: Scope) -> str | None:
        """Taxpayer and period."""
        return head_key(scope)

    @classmethod
    def goes_on(cls, scope: Scope) -> bool:
        """A form or schedule of the annual return, by its code, which names no taxpayer of its own."""
        return head_key(scope) is None and any(A_CODE.match(row.text) for row in scope.rows)

    def slots_named(self, name: str) -> list[Slot[Any]]:
        """Cells that are no fields too: `row.39.current`."""
        return [self.cells[name]] if name in self.cells else super().slots_named(name)

    def find_items(self) -> Iterator[ItemSlots]:
        """Every numbered row: `row_no`, `label`, `current`; of a schedule `schedule` and its columns by heading."""
        return row_items(self)

    def reconcile(self) -> Iterable[Finding]:
        """The form as a whole."""
        return form_findings(self)

    headcount_is_the_mean = _average("headcount", Decimal(1))
    assets_are_the_mean = _average("total_assets", TEN_THOUSAND / 100)

    @rule("tax-relief-disagrees", "tax_relief", "tax_relief_small")
    def small_relief_is_part_of_relief(self) -> Verdict:
        """Row 28.1 is part of row 28."""
        whole, part = (self.slots[name].chosen for name in ("tax_relief", "tax_relief_small"))
        if whole is None or part is None or part.value <= whole.value:
            return None
        return f"relief of small enterprises {part.value} of {whole.value}"

    @rule("form-code-disagrees", "form_code", "variant")
    def code_is_that_of_the_form(self) -> Verdict:
        """The rows are those of the form whose code is printed."""
        if self.form_code is None or self.variant is None:
            return None
        return CODES[self.variant] == self.form_code or f"{self.form_code} is printed, the rows are of {self.variant}"

    @rule("period-disagrees", "period_start", "period_end", "variant")
    def period_fits_the_form(self) -> Verdict:
        """A year ends in December; a quarter or month is no longer than a quarter."""
        if self.period_start is None or self.period_end is None or self.variant is None:
            return None
        days = (self.period_end - self.period_start).days
        fits = self.period_end.month == 12 if self.variant == "cit_annual" else days <= 92
        return fits or f"{self.period_start} to {self.period_end} is no period of {self.variant}"
