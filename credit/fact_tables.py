"""The fact tables: what one row of each is, and of which type each column is.

A fact is one row of a document: an invoice, a transaction, a figure of a return. Its `PROVENANCE` says which result
file it comes from and where in it, so that each number can be followed back to the page.
"""

from collections.abc import Mapping
from typing import Literal

ColumnType = Literal["text", "date", "money", "number", "count", "flag", "share"]
"""`money` has cents, `number` six decimals; a `share` is a float from 0 to 1."""
Columns = Mapping[str, ColumnType]

PROVENANCE: Columns = {
    "document": "text",  # name of the result file
    "part": "text",  # `fields`, `items` or the name of a row table
    "row": "count",  # position in that part, 1-based; 1 for `fields`
    "page": "count",
    "confidence": "share",  # of the least certain value in the row
    "carrier": "text",  # of the value that names the fact: xml, ofd, text-layer, cell, ocr, …
    "needs_review": "flag",  # of the whole document
}


def _party(*roles: str) -> dict[str, ColumnType]:
    return {f"{role}_{what}": "text" for role in roles for what in ("id", "name")}


TABLES: Mapping[str, Columns] = {
    "documents": {
        "kind": "text",
        "variant": "text",
        "path": "text",
        "member": "text",
        "sha256": "text",
        "date": "date",
        "status": "text",
        **_party("owner"),
    },
    "invoices": {
        "number": "text",
        "variant": "text",
        "date": "date",
        **_party("seller", "buyer", "ledger"),
        "net": "money",
        "tax": "money",
        "gross": "money",
        "void": "flag",
        "original_number": "text",
    },
    "invoice_lines": {
        "number": "text",
        "item_name": "text",
        "class_code": "text",
        "unit": "text",
        "quantity": "number",
        "net": "money",
        "rate": "number",
        "tax": "money",
    },
    "transactions": {
        "account_no": "text",
        "bank": "text",
        "currency": "text",
        "date": "date",
        "time": "text",
        "incoming": "flag",
        "amount": "money",
        "balance": "money",
        **_party("owner", "counterparty"),
        "counterparty_account": "text",
        "summary": "text",
        "serial_no": "text",
        "category": "text",
        "category_reason": "text",
    },
    "filings": {
        "form": "text",
        **_party("owner"),
        "first": "date",
        "last": "date",
        "filled_on": "date",
        "name": "text",
        "value": "number",
    },
    "statement_rows": {
        "statement": "text",
        **_party("owner"),
        "first": "date",
        "last": "date",
        "name": "text",
        "value": "money",
    },
    "tax_payments": {
        **_party("owner"),
        "tax_type": "text",
        "voucher_no": "text",
        "paid_on": "date",
        "first": "date",
        "last": "date",
        "amount": "money",
        "penalty": "flag",
    },
    "tax_grades": {**_party("owner"), "year": "text", "grade": "text", "graded_on": "date"},
    "utility_periods": {
        "utility": "text",
        **_party("owner"),
        "account_no": "text",
        "address": "text",
        "month": "text",
        "first": "date",
        "last": "date",
        "kwh": "number",
        "kwh_sharp": "number",
        "kwh_peak": "number",
        "kwh_flat": "number",
        "kwh_valley": "number",
        "demand_kw": "number",
        "capacity_kva": "number",
        "volume_m3": "number",
        "amount": "money",
        "pf_adjust": "money",
        "late_fee": "money",
        "previous_balance": "money",
        "due_on": "date",
    },
    "patents": {
        "patent_no": "text",
        "variant": "text",
        **_party("owner"),
        "paper": "text",
        "title": "text",
        "filed_on": "date",
        "granted_on": "date",
        "expires_on": "date",
        "legal_status": "text",
        "fees_paid_to_year": "count",
        "main_class": "text",
        "issued_on": "date",
        "pledgee_name": "text",
    },
    "certificates": {
        "variant": "text",
        "number": "text",
        **_party("owner"),
        "title": "text",
        "standard": "text",
        "issued_on": "date",
        "valid_until": "date",
    },
    "licences": {
        **_party("owner"),
        "legal_representative": "text",
        "capital": "money",
        "established_on": "date",
        "term_end": "date",
        "address": "text",
        "scope": "text",
        "issued_on": "date",
    },
    "contracts": {
        "number": "text",
        "type": "text",
        "framework": "flag",
        "signed_on": "date",
        "first": "date",
        "last": "date",
        **_party("a", "b"),
        "a_role": "text",
        "b_role": "text",
        "amount": "money",
        "net": "money",
        "tax_rate": "number",
        "credit_days": "number",
        "retention": "number",
        "rent": "money",
        "area_m2": "number",
        "guarantee": "flag",
    },
    "payment_terms": {
        "number": "text",
        "trigger": "text",
        "percent": "number",
        "amount": "money",
        "days": "count",
        "method": "text",
    },
    "orders": {
        "number": "text",
        "date": "date",
        **_party("seller", "buyer"),
        "gross": "money",
        "quantity": "number",
        "due_on": "date",
        "contract_number": "text",
    },
    "deliveries": {
        "number": "text",
        "order_number": "text",
        "invoice_number": "text",
        "date": "date",
        **_party("seller", "buyer"),
        "quantity": "number",
        "amount": "money",
    },
    "drafts": {
        "number": "text",
        "variant": "text",
        "status": "text",
        "issued_on": "date",
        "due_on": "date",
        "amount": "money",
        **_party("drawer", "payee", "acceptor"),
    },
    "draft_events": {"number": "text", "type": "text", **_party("endorser", "endorsee"), "date": "date"},
    "tickets": {
        "number": "text",
        "variant": "text",
        "date": "date",
        **_party("buyer"),
        "net": "money",
        "tax": "money",
        "gross": "money",
    },
    "reconciliations": {
        "number": "text",
        **_party("seller", "buyer"),
        "first": "date",
        "last": "date",
        "opening": "money",
        "debit": "money",
        "credit": "money",
        "closing": "money",
    },
    "bank_receipts": {
        "number": "text",
        "date": "date",
        "amount": "money",
        **_party("payer", "payee"),
        "summary": "text",
    },
    "videos": {
        "floor_area_m2": "number",
        "low_m2": "number",
        "high_m2": "number",
        "persons_at_once": "number",
    },
    "floor_objects": {
        "object_class": "text",
        "number": "number",
        "x_m": "number",
        "y_m": "number",
        "views": "number",
        "counted_by": "text",
    },
    "site_photos": {"sign_name": "text", "taken_on": "date"},
    "nameplates": {
        "maker": "text",
        "model": "text",
        "serial_number": "text",
        "year": "count",
        "power_kw": "number",
    },
}  # fmt: skip

PARTIES: Mapping[str, tuple[str, ...]] = {
    table: tuple(column.removesuffix("_id") for column in columns if column.endswith("_id"))
    for table, columns in TABLES.items()
}
"""The roles in each table that a company can have: those with a column for an id and one for a name."""
