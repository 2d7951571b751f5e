"""The demo company's books agree with its invoices and with themselves."""

from decimal import Decimal
from itertools import pairwise

import pytest

from tests.fixtures.make import cit_returns, demo_utilities, tax_paid, vat_returns
from tests.fixtures.make.accounts import Accounts
from tests.fixtures.make.books import GAP, GAP_MONTH, books
from tests.fixtures.make.trade import BANK_FROM

SEED = 20260101
BOOKS = books(SEED)


def test_two_years_without_a_gap():
    firsts = [month.first for month in BOOKS.months]
    assert len(firsts) == 24
    assert all(
        (later.year - earlier.year) * 12 + later.month - earlier.month == 1 for earlier, later in pairwise(firsts)
    )


def test_every_invoice_of_the_inbox_is_in_a_ledger():
    listed = {invoice.number for year in (2024, 2025, 2026) for invoice in BOOKS.ledger(year)}
    assert {invoice.number for _, invoice in BOOKS.inbox()} <= listed


@pytest.mark.parametrize("month", BOOKS.months, ids=lambda month: f"{month.first:%Y-%m}")
def test_the_return_declares_what_the_invoices_say_but_in_one_month(month):
    gap = GAP if month.first == GAP_MONTH else Decimal(0)
    assert month.vat.output == sum((i.tax or 0 for i in month.sales), Decimal(0)) - gap * Decimal("0.13")
    assert month.vat.sales == sum((i.excluding_tax for i in month.sales), Decimal(0)) - gap
    assert month.vat.payable >= 0
    assert month.vat.payable == 0 or month.vat.carried_forward == 0


def test_credits_and_debts_are_carried_on():
    for earlier, later in pairwise(BOOKS.months):
        assert later.vat.brought_forward == earlier.vat.carried_forward
        assert later.vat.paid_previous == earlier.vat.payable


def test_a_year_is_the_sum_of_its_months():
    last = BOOKS.months[13].last
    assert BOOKS.profit(last).revenue == sum(m.vat.sales for m in BOOKS.months[2:14])


def test_annual_return_and_income_statement_tell_the_same_profit():
    [made] = [r for r in cit_returns.from_books(BOOKS) if r.annual and r.last.year == 2025]
    accounts = Accounts(BOOKS)
    index = accounts.index(made.last)
    income = accounts.income(accounts.year_start(made.last), index)
    assert (made.rows["1"], made.rows["18"]) == (income["revenue"], income["profit_before_tax"])
    declared = [r for r in vat_returns.from_books(BOOKS) if r.first.year == 2025]
    assert income["revenue"] == sum(r.columns["current"][1] for r in declared)


def test_every_tax_due_has_a_certificate():
    due = sum((m.vat.payable + sum(m.vat.surcharges) for m in (BOOKS.earlier[-1], *BOOKS.months)), Decimal(0))
    due += sum((BOOKS.quarter_tax(last) for last in BOOKS.quarters()), Decimal(0))
    assert sum((sum(c.amounts) for c in tax_paid.certificates(BOOKS)), Decimal(0)) == due


def test_a_meter_counts_on_from_month_to_month():
    bills = [fixture.documents[0] for fixture in demo_utilities.demo(BOOKS)]
    assert len(bills) == 25
    for kind in ("electricity", "water"):
        meters = [b["items"] for b in bills if b["fields"]["utility"] == kind and "bill_month" in b["fields"]]
        assert len(meters) == 12
        for before, after in pairwise(meters):
            assert [row["current_reading"] for row in before if row["section"] == "meter"] == [
                row["previous_reading"] for row in after if row["section"] == "meter"
            ]


def test_the_power_company_invoices_its_bills():
    for month in BOOKS.months:
        [invoice] = [i for i in month.purchases if i.seller.name == month.power.supplier]
        assert invoice.including_tax == month.power.total


def test_energy_follows_the_sales():
    pairs = sorted((month.profit.revenue, month.power.quantity("total")) for month in BOOKS.months)
    assert [kwh for _, kwh in pairs] == sorted(kwh for _, kwh in pairs)


def test_the_books_begin_with_the_bank_statements():
    assert BOOKS.months[0].first == BANK_FROM
