"""Typed result of an invoice ledger. Its rows are in `tables`: `invoices`, `lines`."""

from typing import Literal

from sme_extract.schemas.fields import Day, FieldModel, Money, Text, printed
from sme_extract.schemas.result import Extracted, ExtractionResult

Count = Extracted[int] | None


class InvoiceLedgerFields(FieldModel):
    """Totals of a ledger, without void invoices. Money is CNY; evidence is the column that was added up."""

    n_rows: Count = printed("rows, void ones too")
    period_start: Day = printed("first 开票日期")
    period_end: Day = printed("last 开票日期")
    company_tax_id: Text = printed("the taxpayer that every row names", name="company.tax_id")
    company_name: Text = printed("its name", name="company.name")
    direction: Text = printed("sales, purchases or both")
    amount: Money = printed("sum of 金额")
    tax: Money = printed("sum of 税额")
    sales_amount: Money = printed("sum of 金额 where the company sells", name="sales.amount")
    sales_tax: Money = printed("sum of 税额 where the company sells", name="sales.tax")
    purchases_amount: Money = printed("sum of 金额 where the company buys", name="purchases.amount")
    purchases_tax: Money = printed("sum of 税额 where the company buys", name="purchases.tax")
    deductible_tax: Money = printed("sum of 有效抵扣税额 of the selected rows")
    n_void: Count = printed("rows whose 发票状态 is 作废")
    n_red: Count = printed("rows that are negative, void ones left out")


class InvoiceLedgerResult(ExtractionResult):
    """Result of kind `invoice_ledger`."""

    kind: Literal["invoice_ledger"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: InvoiceLedgerFields  # type: ignore[assignment]
