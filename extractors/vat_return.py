"""VAT returns: 增值税及附加税费申报表, general and small-scale. Amounts are CNY."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from sme_extract.documents.model import Document
from sme_extract.extractors import checks, parse
from sme_extract.extractors.base import Extractor, Field, ItemSlots, Rule, Slot, Verdict, rule
from sme_extract.extractors.cue import label, title
from sme_extract.extractors.form import Filled, fill
from sme_extract.extractors.form_fields import FormFact, form_fields, form_findings, row_items
from sme_extract.extractors.return_head import (
    ACCEPTED_ON,
    FILLED_ON,
    LABELS,
    PERIOD,
    TAXPAYER_ID,
    TAXPAYER_ID_CELL,
    TAXPAYER_NAME,
    TAXPAYER_NAME_CELL,
    first_day,
    head_key,
    last_day,
    taxpayer,
)
from sme_extract.extractors.scope import Scope
from sme_extract.extractors.vat_return_forms import FORMS
from sme_extract.schemas.result import Finding

ATTACHMENT = re.compile(r"申报表附列资料|减免税申报明细表|附加税费情况表")
FIRST_ROWS = 5
SURCHARGES = ("surcharge_city", "surcharge_education", "surcharge_local_education")
CITY_RATES = (7, 5, 1)
HIGHEST_RATE = Decimal("0.17")
CENT, ONE = Decimal("0.01"), Decimal(1)


def _filled(scope: Scope) -> Filled | None:
    return fill(scope, FORMS)


def _one_base(surcharges: list[Decimal | None], within: Decimal) -> Verdict:
    """Whether the three are in proportion; None when one is not given, or small sales are free of education fees."""
    city, education, local = surcharges
    if city is None or education is None or local is None or not (education or local):
        return None
    if abs(2 * education - 3 * local) > within:
        return f"education {education} and local education {local} are not 3 to 2"
    if min(abs(3 * city - rate * education) for rate in CITY_RATES) > 2 * within:
        return f"city {city} is not 7, 5 or 1 to 3 of education {education}"
    return True


def _levied(column: str) -> Rule:
    """The tax of a small-scale taxpayer is 3 % of rows 1 and 7 and 5 % of row 4, rounded for each sale."""
    names = tuple(f"{name}.{column}" for name in ("tax_payable", "sales_3pct", "sales_used_assets", "sales_5pct"))

    def judge(document: Any) -> Verdict:
        slots = [document.slots[name] for name in names]
        if document.variant != "vat_return_small" or any(slot.chosen is None for slot in slots):
            return None
        tax, at_three, used, at_five = (slot.chosen.value for slot in slots)
        wanted = (at_three + used) * Decimal("0.03") + at_five * Decimal("0.05")
        if abs(tax - wanted) <= ONE:
            return True if tax else None
        return f"tax {tax} of {at_three} and {used} at 3 %, {at_five} at 5 %"

    return rule("tax-of-sales", *names, severity="warning")(judge)


@form_fields(_filled, *FORMS)
class VatReturn(Extractor):
    """A VAT return, general or small-scale (增值税及附加税费申报表)."""

    kind = "vat_return"
    cues = (
        title(r"增值税(及附加税费|纳税)申报表(\((一般纳税人|小规模纳税人)适用\))?"),
        label(r"栏次"),
        label(r"即征即退项目"),
        label(r"销项税额"),
        label(r"应纳税额"),
    )
    labels = LABELS

    variant = Field(parse.text, FormFact(_filled, "variant"), required=True, asked=False)
    form_version = Field(parse.text, FormFact(_filled, "version"), asked=False)
    taxpayer_id = Field(parse.tax_id, TAXPAYER_ID, TAXPAYER_ID_CELL, required=True, check=checks.tax_id)
    taxpayer_name = Field(taxpayer, TAXPAYER_NAME, TAXPAYER_NAME_CELL, required=True)
    period_start = Field(first_day, PERIOD, required=True)
    period_end = Field(last_day, PERIOD, required=True)
    filled_on = Field(parse.date_value, FILLED_ON)
    accepted_on = Field(parse.date_value, ACCEPTED_ON)

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
        """An attachment: it names the taxpayer and the period, but not the taxpayer's number."""
        return head_key(scope) is None and any(ATTACHMENT.search(row.text) for row in scope.rows[:FIRST_ROWS])

    def slots_named(self, name: str) -> list[Slot[Any]]:
        """Cells that are no fields too: `row.17.refund`."""
        return [self.cells[name]] if name in self.cells else super().slots_named(name)

    def find_items(self) -> Iterator[ItemSlots]:
        """Every numbered row: `row_no`, `label`, and its columns."""
        return row_items(self)

    def reconcile(self) -> Iterable[Finding]:
        """The form as a whole."""
        return form_findings(self)

    @rule("part-above-whole", "sales_at_rates", "sales_goods", "sales_labour", "sales_audit_adjusted")
    def parts_are_no_more_than_sales(self) -> Verdict:
        """Goods, labour and adjustments are part of the sales at rates."""
        names = ("sales_at_rates", "sales_goods", "sales_labour", "sales_audit_adjusted")
        whole, *parts = (self._amount(name) for name in names)
        stated = sum((part for part in parts if part is not None), Decimal(0))
        if whole is None or stated <= max(whole, Decimal(0)):
            return None
        return f"rows 2 to 4 add up to {stated}, row 1 is {whole}"

    @rule("tax-above-rate", "output_tax", "sales_at_rates", severity="warning")
    def output_tax_fits_the_sales(self) -> Verdict:
        """Output tax is no more than the highest rate there has been of the sales at rates."""
        tax, sales = self._amount("output_tax"), self._amount("sales_at_rates")
        if tax is None or sales is None or tax <= max(sales, Decimal(0)) * HIGHEST_RATE + ONE:
            return None
        return f"output tax {tax} of sales {sales}"

    @rule("surcharges-disagree", *SURCHARGES, severity="warning")
    def surcharges_have_one_base(self) -> Verdict:
        """Education 3 %, local education 2 %, city 7, 5 or 1 % of the same tax, reliefs being the same for all."""
        return _one_base([self._amount(name) for name in SURCHARGES], 5 * CENT)

    @rule("surcharges-disagree", *(f"{name}.ytd" for name in SURCHARGES), severity="warning")
    def surcharges_of_the_year_have_one_base(self) -> Verdict:
        """The same of 本年累计, where each month is rounded."""
        return _one_base([self._amount(f"{name}.ytd") for name in SURCHARGES], 60 * CENT)

    goods_are_levied = _levied("goods")
    services_are_levied = _levied("services")
    goods_of_the_year_are_levied = _levied("goods_ytd")
    services_of_the_year_are_levied = _levied("services_ytd")

    def _amount(self, name: str) -> Decimal | None:
        chosen = self.slots[name].chosen
        return Decimal(chosen.value) if chosen is not None else None
