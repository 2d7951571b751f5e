"""Which fields of which kind of document become which columns of which fact table.

To make facts of a new kind, add a `FactSource` here; columns are those of `fact_tables.TABLES`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Fact = dict[str, Any]
"""Values of the columns of a fact, as in JSON."""


@dataclass(frozen=True, slots=True)
class FactSource:
    """One way from a document to facts."""

    table: str
    kinds: tuple[str, ...]
    columns: Mapping[str, str]
    """Column of the fact: name in `part`."""
    part: str = "fields"
    """`fields` makes one fact, `items` and each row table one a row."""
    document: Mapping[str, str] = field(default_factory=dict[str, str])
    """Column of the fact: field of the document, for the parts that have rows."""
    finish: Callable[[Fact], Iterable[Fact]] | None = None
    """Makes one fact, several or none of what was taken from the document."""
    figures: bool = False
    """Each further field that holds a number becomes a fact of its own, in the columns `name` and `value`."""


def _sides(seller: str = "seller", buyer: str = "buyer", tax_id: str = "tax_id") -> dict[str, str]:
    return {
        "seller_id": f"{seller}.{tax_id}",
        "seller_name": f"{seller}.name",
        "buyer_id": f"{buyer}.{tax_id}",
        "buyer_name": f"{buyer}.name",
    }


TAXPAYER = {"owner_id": "taxpayer_id", "owner_name": "taxpayer_name"}
PERIOD = {"first": "period_start", "last": "period_end"}
_INVOICE = {
    "number": "invoice_number",
    "code": "invoice_code",
    "variant": "variant",
    "date": "issue_date",
    "net": "total_amount_excl_tax",
    "tax": "total_tax",
    "gross": "total_incl_tax",
}


def _invoice(fact: Fact) -> Iterator[Fact]:
    """The number that names an invoice in all its carriers; the amount that the others leave over."""
    code, digital = fact.pop("code", None), fact.pop("digital", None)
    fact["number"] = digital or (f"{code}/{fact['number']}" if code and fact["number"] else fact["number"])
    net, tax, gross = (fact.get(name) for name in ("net", "tax", "gross"))
    if net is None and gross is not None and tax is not None:
        fact["net"] = str(Decimal(gross) - Decimal(tax))
    if gross is None and net is not None and tax is not None:
        fact["gross"] = str(Decimal(net) + Decimal(tax))
    fact.setdefault("void", False)
    yield fact


def _exempt_invoice(fact: Fact) -> Iterator[Fact]:
    """A form that prints `***` for the tax has none."""
    if fact["tax"] is None and fact["net"] is not None and fact["net"] == fact["gross"]:
        fact["tax"] = "0"
    yield from _invoice(fact)


def _ledger_row(fact: Fact) -> Iterator[Fact]:
    """A row of an invoice ledger; an export with codes for partners names the company once, as itself."""
    partner = {side: fact.pop(f"{side}_code") for side in ("seller", "buyer")}
    company = fact.pop("company_code")
    for side, other in (("seller", "buyer"), ("buyer", "seller")):
        if partner[side] and not fact[f"{side}_id"]:
            fact[f"{side}_id"] = partner[side]
            fact[f"{other}_id"] = fact[f"{other}_id"] or company
    fact["ledger_id"] = fact["ledger_id"] or company
    fact["void"] = "作废" in (fact.pop("status") or "")
    yield from _invoice(fact)


def _ledger_line(fact: Fact) -> Iterator[Fact]:
    code, digital, rate = fact.pop("code"), fact.pop("digital"), fact["rate"]
    fact["number"] = digital or (f"{code}/{fact['number']}" if code and fact["number"] else fact["number"])
    percent = rate.removesuffix("%") if rate else ""
    fact["rate"] = str(Decimal(percent) / 100) if percent.replace(".", "", 1).isdigit() else None
    yield fact


def _line(fact: Fact) -> Iterator[Fact]:
    code = fact.pop("code")
    fact["number"] = f"{code}/{fact['number']}" if code and fact["number"] else fact["number"]
    yield fact


def _transaction(fact: Fact) -> Iterator[Fact]:
    direction = fact.pop("direction")
    fact["incoming"] = None if direction is None else direction == "in"
    fact["summary"] = " ".join(text for text in (fact["summary"], fact.pop("purpose"), fact.pop("remark")) if text)
    yield fact


def _utility(fact: Fact) -> Iterator[Fact]:
    if fact.pop("direction") != "income":
        fact["month"] = fact["month"] or (fact["last"] or "")[:7] or None
        yield fact


def _utility_month(fact: Fact) -> Iterator[Fact]:
    if fact.pop("section") == "month":
        yield fact


def _utility_invoice(fact: Fact) -> Iterator[Fact]:
    if fact["utility"]:
        fact["month"] = fact["month"] or (fact["last"] or "")[:7] or None
        quantity = fact.pop("quantity")
        fact["kwh" if fact["utility"] == "electricity" else "volume_m3"] = quantity
        yield fact


def _owners(fact: Fact) -> Iterator[Fact]:
    """One fact an owner, or one with none."""
    applicants, payer = fact.pop("applicants", None), fact.pop("payer", None)
    names = fact.pop("owners") or applicants or [payer]
    pledgees = fact.pop("pledgees", None) or [None]
    fact["patent_no"] = (fact["patent_no"] or fact.pop("application_no", None) or "").removeprefix("ZL") or None
    fact.pop("application_no", None)
    yield from (fact | {"owner_name": name, "pledgee_name": pledgees[0]} for name in names)


def _terms(fact: Fact) -> Iterator[Fact]:
    """One fact a payment."""
    terms = fact.pop("terms") or []
    yield from (fact | {name: term.get(name) for name in ("trigger", "percent", "amount", "days", "method")}
                for term in terms)  # fmt: skip


SOURCES: tuple[FactSource, ...] = (
    FactSource("invoices", ("vat_invoice",), _INVOICE | _sides() | {"original_number": "original_invoice_number"},
               finish=_exempt_invoice),
    FactSource("invoices", ("vehicle_sale",),
               _INVOICE | _sides() | {"net": "amount_excl_tax", "tax": "tax_amount", "buyer_id": "buyer.id_no"},
               finish=_invoice),
    FactSource("tickets", ("rail_ticket", "air_ticket"),
               {"number": "invoice_number", "variant": "variant", "date": "issue_date", "net": "total_amount_excl_tax",
                "tax": "total_tax", "gross": "fare", "buyer_id": "buyer.tax_id", "buyer_name": "buyer.name"}),
    FactSource("invoices", ("invoice_ledger",),
               {"number": "invoice_number", "code": "invoice_code", "digital": "digital_number",
                "variant": "invoice_type", "date": "issue_date", **_sides(), "seller_code": "seller.code",
                "buyer_code": "buyer.code", "company_code": "company.code", "net": "amount", "tax": "tax",
                "gross": "total", "status": "status"},
               part="invoices", document={"ledger_id": "company.tax_id", "ledger_name": "company.name"},
               finish=_ledger_row),
    FactSource("invoice_lines", ("vat_invoice",),
               {"item_name": "item_name", "class_code": "tax_class_code", "unit": "unit", "quantity": "quantity",
                "net": "amount", "rate": "tax_rate", "tax": "tax_amount"},
               part="items", document={"number": "invoice_number", "code": "invoice_code"}, finish=_line),
    FactSource("invoice_lines", ("invoice_ledger",),
               {"number": "invoice_number", "code": "invoice_code", "digital": "digital_number",
                "item_name": "item_name", "class_code": "class_code", "unit": "unit", "quantity": "quantity",
                "net": "amount", "rate": "tax_rate", "tax": "tax"},
               part="lines", finish=_ledger_line),
    FactSource("transactions", ("bank_statement",),
               {"account_no": "account_no", "currency": "currency", "date": "date", "time": "time",
                "direction": "direction", "amount": "amount", "balance": "balance",
                "counterparty_name": "counterparty.name", "counterparty_account": "counterparty.account",
                "summary": "summary", "purpose": "purpose", "remark": "remark", "serial_no": "serial_no",
                "category": "category", "category_reason": "category_reason"},
               part="transactions", document={"bank": "bank", "owner_name": "account_name"}, finish=_transaction),
    FactSource("filings", ("vat_return", "cit_return"),
               TAXPAYER | PERIOD | {"form": "variant", "filled_on": "filled_on"}, figures=True),
    FactSource("statement_rows", ("financial_statement",),
               {"owner_id": "company.tax_id", "owner_name": "company.name", "statement": "statement"} | PERIOD,
               figures=True),
    FactSource("tax_payments", ("tax_certificate",),
               {"tax_type": "tax_type", "voucher_no": "voucher_no", "paid_on": "paid_on", "amount": "amount",
                "penalty": "is_penalty"} | PERIOD,
               part="items", document=TAXPAYER),
    FactSource("tax_grades", ("tax_credit_grade",),
               TAXPAYER | {"year": "year", "grade": "grade", "graded_on": "graded_on"}),
    FactSource("utility_periods", ("utility_bill",),
               {"utility": "utility", "direction": "direction", "owner_name": "account_name",
                "account_no": "account_no", "address": "service_address", "month": "bill_month", "kwh": "energy_kwh",
                "kwh_sharp": "energy_kwh.sharp", "kwh_peak": "energy_kwh.peak", "kwh_flat": "energy_kwh.flat",
                "kwh_valley": "energy_kwh.valley", "demand_kw": "demand_kw", "capacity_kva": "contract_capacity_kva",
                "volume_m3": "volume_m3", "amount": "amount_due", "pf_adjust": "pf_adjust_amount",
                "late_fee": "late_fee", "previous_balance": "previous_balance", "due_on": "due_date"} | PERIOD,
               finish=_utility),
    FactSource("utility_periods", ("utility_bill",),
               {"section": "section", "month": "month", "kwh": "quantity", "kwh_sharp": "sharp", "kwh_peak": "peak",
                "kwh_flat": "flat", "kwh_valley": "valley", "amount": "amount"},
               part="items", document={"utility": "utility", "owner_name": "account_name", "account_no": "account_no"},
               finish=_utility_month),
    FactSource("utility_periods", ("vat_invoice",),
               {"utility": "utility.kind", "owner_id": "buyer.tax_id", "owner_name": "buyer.name",
                "account_no": "utility.account_no", "month": "utility.bill_month", "first": "utility.period_start",
                "last": "utility.period_end", "quantity": "utility.quantity", "amount": "total_incl_tax",
                "address": "utility.address"},
               finish=_utility_invoice),
    FactSource("patents", ("patent_certificate",),
               {"patent_no": "patent_no", "variant": "variant", "owners": "patentee", "paper": "certificate_no",
                "title": "title", "filed_on": "filing_date", "granted_on": "grant_date", "expires_on": "expiry_date",
                "issued_on": "grant_date"},
               finish=_owners),
    FactSource("patents", ("patent_document",),
               {"patent_no": "patent_no", "application_no": "application_no", "variant": "variant",
                "owners": "patentee", "applicants": "applicants", "payer": "payer", "pledgees": "pledgee",
                "paper": "document", "title": "title", "filed_on": "filing_date", "granted_on": "grant_date",
                "legal_status": "legal_status", "fees_paid_to_year": "fees_paid_to_year", "main_class": "main_class",
                "issued_on": "issue_date"},
               finish=_owners),
    FactSource("certificates", ("qualification_certificate",),
               {"variant": "variant", "number": "number", "owner_id": "uscc", "owner_name": "holder",
                "title": "certificate_title", "standard": "standard", "issued_on": "issued_on",
                "valid_until": "valid_until"}),
    FactSource("licences", ("business_licence",),
               {"owner_id": "uscc", "owner_name": "name", "legal_representative": "legal_representative",
                "capital": "registered_capital.amount", "established_on": "established_on",
                "term_end": "business_term.end", "address": "address", "scope": "business_scope",
                "issued_on": "issued_on"}),
    FactSource("contracts", ("contract",),
               {"number": "contract_no", "type": "contract_type", "framework": "framework", "signed_on": "sign_date",
                "first": "term_start", "last": "term_end", "a_id": "party_a.tax_id", "a_name": "party_a.name",
                "a_role": "party_a.role", "b_id": "party_b.tax_id", "b_name": "party_b.name",
                "b_role": "party_b.role", "amount": "amount", "net": "amount_excl_tax", "tax_rate": "tax_rate",
                "credit_days": "credit_days", "retention": "retention_percent", "rent": "rent",
                "area_m2": "area_m2", "guarantee": "clause.guarantee"}),
    FactSource("orders", ("purchase_order",),
               {"number": "order_no", "date": "order_date", "seller_name": "seller.name", "buyer_name": "buyer.name",
                "gross": "total", "quantity": "total_quantity", "due_on": "delivery_date",
                "contract_number": "contract_no"}),
    FactSource("deliveries", ("delivery_note",),
               {"number": "delivery_no", "order_number": "order_no", "invoice_number": "invoice_no",
                "date": "delivery_date", "seller_name": "seller.name", "buyer_name": "buyer.name",
                "quantity": "total_quantity", "amount": "total"}),
    FactSource("deliveries", ("warehouse_receipt",),
               {"number": "delivery_no", "order_number": "order_no", "date": "receipt_date",
                "seller_name": "seller.name", "buyer_name": "buyer.name", "quantity": "total_quantity",
                "amount": "total"}),
    FactSource("drafts", ("acceptance_bill",),
               {"number": "draft_no", "variant": "variant", "status": "status", "issued_on": "issue_date",
                "due_on": "due_date", "amount": "amount", "drawer_name": "drawer.name", "payee_name": "payee.name",
                "acceptor_name": "acceptor.name"}),
    FactSource("payment_terms", ("contract",), {"number": "contract_no", "terms": "payment_terms"}, finish=_terms),
    FactSource("reconciliations", ("reconciliation_statement",),
               {"number": "statement_no", "seller_name": "seller.name", "buyer_name": "buyer.name",
                "opening": "opening", "debit": "total_debit", "credit": "total_credit", "closing": "closing"} | PERIOD),
    FactSource("bank_receipts", ("bank_receipt",),
               {"number": "serial_no", "date": "posting_date", "amount": "amount", "payer_name": "payer.name",
                "payee_name": "payee.name", "summary": "summary"}),
    FactSource("draft_events", ("acceptance_bill",),
               {"type": "event_type", "endorser_name": "endorser", "endorsee_name": "endorsee", "date": "event_date"},
               part="items", document={"number": "draft_no"}),
    FactSource("videos", ("factory_video",),
               {"floor_area_m2": "floor_area_m2", "low_m2": "floor_area_m2@low", "high_m2": "floor_area_m2@high",
                "persons_at_once": "persons_max_at_once"}),
    FactSource("floor_objects", ("factory_video",),
               {"object_class": "object_class", "number": "number", "x_m": "x_m", "y_m": "y_m", "views": "views",
                "counted_by": "counted_by"}, part="items"),
    FactSource("site_photos", ("site_photo",), {"sign_name": "company_name", "taken_on": "taken_on"}),
    FactSource("nameplates", ("nameplate",),
               {"maker": "maker", "model": "model", "serial_number": "serial_number", "year": "year",
                "power_kw": "rated_power_kw"}),
)  # fmt: skip
"""Every way, in the order in which their facts are listed."""

OWNERS: Mapping[str, Mapping[str, str]] = {
    kind: {column: name for column, name in (*source.document.items(), *source.columns.items()) if "owner" in column}
    for source in SOURCES
    for kind in source.kinds
    if source.table not in ("invoices", "invoice_lines") and kind != "vat_invoice"
} | {"invoice_ledger": {"owner_id": "company.tax_id", "owner_name": "company.name"}}
"""For each kind of paper that is a company's own: the fields that name that company."""

DATES: Mapping[str, tuple[str, ...]] = {
    "vat_invoice": ("issue_date",),
    "vehicle_sale": ("issue_date",),
    "rail_ticket": ("issue_date", "travel_date"),
    "air_ticket": ("issue_date",),
    "invoice_ledger": ("period_end",),
    "bank_statement": ("period_end", "printed_on"),
    "bank_receipt": ("posting_date",),
    "vat_return": ("filled_on", "period_end"),
    "cit_return": ("filled_on", "period_end"),
    "financial_statement": ("period_end",),
    "tax_certificate": ("issue_date",),
    "tax_credit_grade": ("graded_on",),
    "utility_bill": ("period_end",),
    "patent_certificate": ("grant_date",),
    "patent_document": ("issue_date",),
    "qualification_certificate": ("issued_on",),
    "business_licence": ("issued_on",),
    "contract": ("sign_date",),
    "purchase_order": ("order_date",),
    "delivery_note": ("delivery_date",),
    "warehouse_receipt": ("receipt_date",),
    "reconciliation_statement": ("period_end",),
    "acceptance_bill": ("issue_date",),
}
"""Fields that say when a document was made; the first that is there counts. Never a day in its future."""
