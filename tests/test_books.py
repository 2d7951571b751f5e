"""The demo company's books agree with its invoices and with themselves."""

from decimal import Decimal
from itertools import pairwise

import pytest

from tests.fixtures.make import utilities
from tests.fixtures.make.books import books
from tests.fixtures.make.year import year

SEED = 20260101
BOOKS = books(SEED)


def test_two_years_without_a_gap():
    firsts = [month.first for month in BOOKS.months]
    assert len(firsts) == 24
    assert all(
        (later.year - earlier.year) * 12 + later.month - earlier.month == 1 for earlier, later in pairwise(firsts)
    )


def test_every_invoice_of_the_inbox_is_in_the_books():
    known = {invoice.number for _, invoice in BOOKS.invoices()}
    assert {invoice.number for _, invoice in year(SEED)} <= known


@pytest.mark.parametrize("month", BOOKS.months, ids=lambda month: f"{month.first:%Y-%m}")
def test_the_return_declares_what_the_invoices_say(month):
    assert month.vat.output == sum((i.tax or 0 for i in month.sales), Decimal(0))
    assert month.vat.sales == sum((i.excluding_tax for i in month.sales), Decimal(0))
    assert month.vat.payable >= 0
    assert month.vat.payable == 0 or month.vat.carried_forward == 0


def test_credits_and_debts_are_carried_on():
    for earlier, later in pairwise(BOOKS.months):
        assert later.vat.brought_forward == earlier.vat.carried_forward
        assert later.vat.paid_previous == earlier.vat.payable


def test_a_year_is_the_sum_of_its_months():
    last = BOOKS.months[13].last
    assert BOOKS.profit(last).revenue == sum(m.vat.sales for m in BOOKS.months[2:14])


def test_a_meter_counts_on_from_month_to_month():
    bills = [fixture.documents[0] for fixture in utilities.demo(BOOKS)]
    assert len(bills) == 48
    for kind in ("electricity", "water"):
        meters = [bill["items"] for bill in bills if bill["fields"]["utility"] == kind]
        for before, after in pairwise(meters):
            assert [row["current_reading"] for row in before if row["section"] == "meter"] == [
                row["previous_reading"] for row in after if row["section"] == "meter"
            ]


def test_energy_follows_the_sales():
    power = [f.documents[0]["fields"] for f in utilities.demo(BOOKS) if "energy_kwh" in f.documents[0]["fields"]]
    pairs = sorted(
        (month.vat.sales, Decimal(bill["energy_kwh"])) for month, bill in zip(BOOKS.months, power, strict=True)
    )
    assert [kwh for _, kwh in pairs] == sorted(kwh for _, kwh in pairs)
