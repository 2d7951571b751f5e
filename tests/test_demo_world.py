"""The demo company is one world: its money pays its invoices, and the stories that are planted in it are there."""

import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from tests.fixtures.make import cash_book, planted, planted_facts, planted_money
from tests.fixtures.make.accounts import Accounts
from tests.fixtures.make.books import books
from tests.fixtures.make.catalogue import SEED
from tests.fixtures.make.settlement import STAND_IN, is_taken_back, settlement
from tests.fixtures.make.trade import AS_OF, BANK_FROM, LEDGER_FROM

ROOT = Path(__file__).parent / "fixtures"
BOOKS = books(SEED)
FACTS = {fact.name: fact for fact in planted.facts(BOOKS, SEED)}


def test_committed_facts_are_told_again(tmp_path):
    assert planted.write(SEED, tmp_path).read_bytes() == (ROOT / planted.FILE).read_bytes()


def test_facts_are_many_and_each_has_its_own_name():
    told = json.loads((ROOT / planted.FILE).read_text(encoding="utf-8"))["facts"]
    assert len({fact["name"] for fact in told}) == len(told) >= 40
    assert all(fact["unit"] and fact["definition"] and fact["window"] for fact in told)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("new_partner_count", "1"),
        ("patents_in_force", "12"),
        ("lost_customer_count", "1"),
        ("procurement_peak_months", [4, 8]),
        ("collection_peak_months", [12]),
        ("shipping_peak_months", []),
        ("invoice_to_declared_gap_months", ["2026-06"]),
        ("tax_credit_grade", "A"),
    ],
)
def test_story_is_planted(name, value):
    assert FACTS[name].value == value


@pytest.mark.parametrize(("side", "wanted"), [("purchases", [4, 8]), ("sales", [])])
def test_no_other_month_is_near_a_peak(side, wanted):
    monthly = [planted_facts.net(getattr(month, side)) for month in BOOKS.months]
    assert planted_facts.peaks(monthly, BANK_FROM.month, Decimal("1.15")) == wanted
    assert planted_facts.peaks(monthly, BANK_FROM.month, Decimal("1.5")) == wanted


def test_no_invoice_is_paid_twice_or_before_it_is_written():
    paid = defaultdict(Decimal)
    known = settlement(BOOKS)
    for one in (*known.receipts, *known.payouts, *known.drafts):
        assert one.on >= one.invoice.issued_at.date()
        assert BANK_FROM <= one.on < AS_OF
        paid[one.invoice.number] += one.amount
        assert paid[one.invoice.number] <= one.invoice.including_tax


def test_the_bank_alone_tells_which_invoice_was_paid():
    """First in, first out over a customer's receipts gives the links that the world itself has."""
    receipts = settlement(BOOKS).receipts
    sales = [i for side, i in BOOKS.invoices(LEDGER_FROM) if side == "sales" and not is_taken_back(BOOKS, i)]
    waits, linked = [], []
    for buyer in {i.buyer.tax_id for i in sales}:
        mine = sorted((i for i in sales if i.buyer.tax_id == buyer), key=lambda i: i.issued_at)
        due = [[i.issued_at.date(), i.including_tax] for i in mine]
        for got in sorted((p for p in receipts if p.by.tax_id == buyer and p.by is not STAND_IN), key=lambda p: p.on):
            left = got.amount
            while left:
                part = min(left, due[0][1])
                waits.append(((got.on - due[0][0]).days, part))
                left, due[0][1] = left - part, due[0][1] - part
                due = due if due[0][1] else due[1:]
            linked.append(((got.on - got.invoice.issued_at.date()).days, got.amount))
    assert sorted(waits) == sorted(linked)


def test_statements_carry_on_and_hold_all_money():
    for account in cash_book.OPENING:
        made = [s for name, s in cash_book.statements(BOOKS) if name == account]
        assert all(later.opening == earlier.closing for earlier, later in pairwise(made))
        assert sum(len(s.txns) for s in made) == len(cash_book.transactions(BOOKS)[account])
        assert min(t.balance for s in made for t in s.txns) > 0
    assert FACTS["closing_balance"].value == f"{cash_book.balance(BOOKS, date(2026, 10, 31)):.2f}"


def test_own_transfers_cancel_out():
    moved = [t.amount for txns in cash_book.transactions(BOOKS).values() for t in txns if t.category == "own_transfer"]
    assert sum(moved) == 0
    assert len(moved) == 48


def test_cash_of_the_balance_sheet_is_what_the_banks_say():
    accounts = Accounts(BOOKS)
    for last in accounts.quarter_ends():
        found = accounts.balance(accounts.index(last))
        assert found["cash"] == cash_book.balance(BOOKS, last)
        assert 0 < found["accounts_receivable"] < found["total_current_assets"]
        assert 0 < found["inventory"] < found["total_current_assets"]


@pytest.mark.parametrize(("part", "days"), [("0.5", 20), ("0.51", 30), ("0.9", 30), ("0.1", 10)])
def test_quantile_weighs_by_amount(part, days):
    assert planted_money.quantile([(10, Decimal(1)), (20, Decimal(4)), (30, Decimal(5))], Decimal(part)) == days
