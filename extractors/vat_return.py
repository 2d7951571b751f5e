"""VAT returns: 增值税及附加税费申报表, general and small-scale. Amounts are CNY."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from sme_extract.documents.model import Document
from sme_extract.extractors import checks, parse
from sme_extract.extractors.base import Extractor, Field, ItemSlots, Slot, Verdict, rule
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


def _filled(scope: Scope) -> Filled | None:
    return fill(scope, FORMS)


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

    variant = Field(parse.text, FormFact(_filled, "variant"), required=True)
    form_version = Field(parse.text, FormFact(_filled, "version"))
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

    def _amount(self, name: str) -> Decimal | None:
        chosen = self.slots[name].chosen
        return Decimal(chosen.value) if chosen is not None else None
