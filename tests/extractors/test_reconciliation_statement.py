"""Statements of balances: each layout is read, each check holds and breaks by one digit, a blank form gives nothing."""

from random import Random

import pytest

from sme_extract.extractors.reconciliation_statement import ReconciliationStatement
from tests.extractors.papers import changed, codes, one_up, read, tampered
from tests.fixtures.make.company import world
from tests.fixtures.make.identifiers import words
from tests.fixtures.make.reconciliations import statement

THERE = world(6)
ONE = statement(Random(6), THERE.company, THERE.customers[1][1], 5, 3)
LAYOUTS = ("running", "letter", "brief")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_statement_is_read_and_its_checks_hold(layout):
    found = read(ReconciliationStatement, ONE.sheets(layout))
    assert codes(found) == []
    assert len(found.items) == 4


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("key", "code"), [("debit", "sums-of-lines"), ("sum", "closing-balance"), ("opening", "closing-balance")]
)
def test_one_digit_of_a_figure(layout, key, code):
    if key == "debit":
        sheets = tampered(ONE.sheets(layout), f"{ONE.entries[1].debit:,.2f}", one_up(f"{ONE.entries[1].debit:,.2f}"))
    else:
        sheets = changed(ONE.sheets(layout), key)
    assert code in codes(read(ReconciliationStatement, sheets))


@pytest.mark.parametrize("layout", ["running", "letter"])
def test_one_digit_of_a_balance(layout):
    assert "running-balance" in codes(read(ReconciliationStatement, changed(ONE.sheets(layout), "balance")))


def test_one_digit_of_the_balance_in_words():
    sheets = changed(ONE.sheets("brief"), "closing_words", words(ONE.closing + 1))
    assert codes(read(ReconciliationStatement, sheets)) == ["total-words"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_blank_form_has_no_values(layout):
    found = read(ReconciliationStatement, ONE.sheets(layout, blank=True))
    values = {name for name, cell in found.fields.items() if cell is not None and cell.value is not None}
    assert "blank-form" in codes(found)
    assert values <= {"seller.name"}
    assert found.items == ()
