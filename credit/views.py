"""The views: what a feature can ask for by the name of a parameter, each as facts of one company.

A view with a day column can be seen through a window; `sales_before` is the view in the window just before, and
`sales_ever` all of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sme_extract.credit.company import Company
from sme_extract.credit.facts_frame import Facts
from sme_extract.credit.windows import Span, month_numbers

VALID = 0


@dataclass(frozen=True, slots=True)
class View:
    """Facts of a company, and the column that a window looks at; None where windows do not apply."""

    select: Callable[[Company], Facts]
    day: str | None = "date"
    until: str | None = None
    """Last day of a fact that holds for a period; coverage counts every month of it."""


def _invoices(company: Company) -> Facts:
    return company.invoices.facts


def _side(facts: Facts, side: str, company: Company) -> Facts:
    return facts.where(facts.columns[side] == company.number)


def _sales(company: Company) -> Facts:
    issued = _side(_invoices(company), "seller", company)
    return issued.where(issued.void == VALID)


def _purchases(company: Company) -> Facts:
    received = _side(_invoices(company), "buyer", company)
    return received.where(received.void == VALID)


def _lines(side: str) -> Callable[[Company], Facts]:
    def select(company: Company) -> Facts:
        lines = _side(company.invoice_lines, side, company)
        return lines.where(lines.void == VALID).sorted_by("date")

    return select


def _cash(company: Company) -> Facts:
    rows = company.transactions.facts
    return rows.where((rows.currency == "CNY") | (rows.currency == None))  # noqa: E711 - elementwise


def _category(incoming: bool | None, *categories: str) -> Callable[[Company], Facts]:
    def select(company: Company) -> Facts:
        rows = _cash(company)
        mask = np.isin(rows.category.astype(str), categories) if categories else np.ones(len(rows), dtype=bool)
        if incoming is not None:
            mask &= rows.incoming == int(incoming)
        return rows.where(mask)

    return select


def _trade(incoming: bool) -> Callable[[Company], Facts]:
    """Money that is neither a loan, interest, tax, refund nor moved between own accounts."""

    def select(company: Company) -> Facts:
        rows = _category(incoming)(company)
        other = ("own_transfer", "loan_in", "loan_out", "interest", "tax", "refund")
        return rows.where(~np.isin(rows.category.astype(str), other) & (rows.partner != company.number))

    return select


def _table(name: str, day: str | None = None) -> Callable[[Company], Facts]:
    def select(company: Company) -> Facts:
        facts = company.papers(name)
        return facts.sorted_by(day, "document", "row") if day else facts

    return select


def _form(*forms: str) -> Callable[[Company], Facts]:
    def select(company: Company) -> Facts:
        filings = company.papers("filings")
        return filings.where(np.isin(filings.form.astype(str), forms)).sorted_by("first", "document")

    return select


def _electricity(utility: str) -> Callable[[Company], Facts]:
    def select(company: Company) -> Facts:
        bills = company.papers("utility_periods")
        days = np.array([f"{month}-01" if month else "NaT" for month in bills.month], dtype="datetime64[D]")
        bills = bills.with_columns(date=days)
        return bills.where((bills.utility == utility) & ~np.isnat(days)).sorted_by("date", "document")

    return select


def _role(*names: str) -> Callable[[Company], Facts]:
    """Contracts in which the company has one of these roles."""

    def select(company: Company) -> Facts:
        contracts = company.papers("contracts")
        mine = [
            any(int(contracts.columns[side][row]) == company.number and contracts.columns[f"{side}_role"][row] in names
                for side in ("a", "b"))
            for row in range(len(contracts))
        ]  # fmt: skip
        picked = contracts.where(np.array(mine, dtype=bool))
        partner = np.where(picked.a == company.number, picked.b, picked.a)
        return picked.with_columns(partner=partner).sorted_by("signed_on", "document")

    return select


def _orders(side: str) -> Callable[[Company], Facts]:
    def select(company: Company) -> Facts:
        orders = _side(company.papers("orders"), side, company)
        partner = np.where(orders.seller == company.number, orders.buyer, orders.seller)
        return orders.with_columns(partner=partner).sorted_by("date", "document")

    return select


def _deliveries(company: Company) -> Facts:
    return _side(company.papers("deliveries"), "seller", company).sorted_by("date", "document")


SELLER = ("seller", "supplier", "contractor", "processor", "service_provider")
BUYER = ("buyer", "principal", "client", "customer")

VIEWS: Mapping[str, View] = {
    "issued": View(lambda company: _side(_invoices(company), "seller", company)),
    "sales": View(_sales),
    "purchases": View(_purchases),
    "sale_lines": View(_lines("seller")),
    "purchase_lines": View(_lines("buyer")),
    "transactions": View(_cash),
    "inflow": View(_category(True)),
    "outflow": View(_category(False)),
    "trade_inflow": View(_trade(True)),
    "trade_outflow": View(_trade(False)),
    "payroll": View(_category(False, "payroll")),
    "rent": View(_category(False, "rent")),
    "fees": View(_category(False, "fee")),
    "supplier_payments": View(_category(False, "trade")),
    "utility_payments": View(_category(False, "utility")),
    "tax_debits": View(_category(False, "tax")),
    "loan_receipts": View(_category(True, "loan_in")),
    "loan_repayments": View(_category(False, "loan_out")),
    "interest": View(_category(None, "interest")),
    "cash": View(_category(False, "cash")),
    "vat_returns": View(_form("vat_return_general", "vat_return_small"), "last", "last"),
    "cit_prepayments": View(_form("cit_prepay"), "last", "last"),
    "cit_annual": View(_form("cit_annual"), "last", "last"),
    "balance_sheets": View(lambda company: _statements(company, "balance_sheet"), "last", "last"),
    "income_statements": View(lambda company: _statements(company, "income_statement"), "last", "last"),
    "cash_flow_statements": View(lambda company: _statements(company, "cash_flow"), "last", "last"),
    "tax_payments": View(_table("tax_payments", "paid_on"), "paid_on"),
    "tax_grades": View(_table("tax_grades", "year"), None),
    "electricity": View(_electricity("electricity")),
    "water": View(_electricity("water")),
    "gas": View(_electricity("gas")),
    "patents": View(_table("patents", "issued_on"), None),
    "certificates": View(_table("certificates", "issued_on"), None),
    "licences": View(_table("licences", "issued_on"), None),
    "contracts": View(_table("contracts", "signed_on"), None),
    "sales_contracts": View(_role(*SELLER), None),
    "purchase_contracts": View(_role(*BUYER), None),
    "leases_taken": View(_role("lessee"), None),
    "orders_received": View(_orders("seller")),
    "orders_placed": View(_orders("buyer")),
    "deliveries": View(_deliveries),
    "drafts": View(_table("drafts", "issued_on"), None),
    "videos": View(_table("videos"), None),
    "floor_objects": View(_table("floor_objects"), None),
    "nameplates": View(_table("nameplates"), None),
}  # fmt: skip
"""Every view by its name."""


def _statements(company: Company, statement: str) -> Facts:
    rows = company.papers("statement_rows")
    return rows.where(rows.statement == statement).sorted_by("last", "document")


def through(facts: Facts, view: View, span: Span) -> Facts:
    """The facts whose day lies in the window."""
    if view.day is None or not len(facts):
        return facts
    days = facts.columns[view.day]
    return facts.where((days >= np.datetime64(span.first)) & (days <= np.datetime64(span.last)))


def months_with_facts(facts: Facts, view: View, span: Span) -> int:
    """Months of the window in which there is a fact; a period counts with each of its months."""
    if not len(facts) or view.day is None:
        return 0
    if view.until is None:
        months = np.unique(month_numbers(facts.columns[view.day]))
        return int(((months >= span.start) & (months < span.stop)).sum())
    covered: set[int] = set()
    firsts, lasts = month_numbers(facts.columns["first"]), month_numbers(facts.columns[view.until])
    for first, last in set(zip(firsts.tolist(), lasts.tolist(), strict=True)):
        covered |= set(range(max(first, last - 11), last + 1))
    return len(covered & set(span.each_month()))
