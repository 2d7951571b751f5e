"""Electronic drafts: every layout is read, every check holds and breaks by one digit, a blank form gives nothing."""

from dataclasses import replace
from random import Random

import pytest

from sme_extract.extractors.acceptance_bill import AcceptanceBill, account, draft_no, sub_range, transferable
from tests.extractors.papers import codes, one_up, read, tampered
from tests.fixtures.make.company import world
from tests.fixtures.make.drafts import samples

LAYOUTS = ("form", "package", "details")
DRAFTS = samples(Random(3), world(3))


def bill(layout: str, old: str = "", new: str = "", *, blank: bool = False):
    return read(AcceptanceBill, tampered(DRAFTS[layout].sheets(layout, blank=blank), old, new))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_draft_is_read_and_its_checks_hold(layout):
    result = bill(layout)
    assert codes(result) == []
    assert len(result.items) == len(DRAFTS[layout].chain)


@pytest.mark.parametrize("layout", ["package", "details"])
def test_one_digit_of_the_amount(layout):
    amount = f"{DRAFTS[layout].amount:,.2f}"
    assert {"amount-words", "sub-range-amount"} <= set(codes(bill(layout, amount, one_up(amount))))


def test_one_digit_in_a_box():
    sheets = DRAFTS["form"].sheets("form")
    at = next(i for i, text in enumerate(sheets[0].texts) if text.key == "amount" and text.text == "3")
    sheets[0].texts[at] = replace(sheets[0].texts[at], text="8")
    assert "amount-words" in codes(read(AcceptanceBill, sheets))


@pytest.mark.parametrize("layout", ["form", "details"])
def test_one_digit_of_the_maturity(layout):
    due = f"{DRAFTS[layout].due_on:%Y-%m-%d}"
    assert "tenor" in codes(bill(layout, due, one_up(due)))


@pytest.mark.parametrize("layout", ["package", "details"])
def test_one_digit_of_the_number(layout):
    number = DRAFTS[layout].number
    assert "number-and-date" in codes(
        bill(layout, number, number[:16] + {"6": "7", "5": "4"}[number[16]] + number[17:])
    )
    assert "check-failed" in codes(bill(layout, number, number[:17] + "3" + number[18:]))
    other = {"5": "6", "6": "5"}[number[0]] + number[1:]
    assert "number-and-kind" in codes(bill(layout, number, other))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_broken_chain(layout):
    step = DRAFTS[layout].chain[0]
    sheets = DRAFTS[layout].sheets(layout)
    texts = sheets[-1].texts
    at = next(i for i, text in enumerate(texts) if text.text == step.giver and text.key == "step")
    sheets[-1].texts[at] = replace(texts[at], text="上海某某有限公司")
    assert "endorsement-chain" in codes(read(AcceptanceBill, sheets))


def test_dates_of_endorsements():
    step = DRAFTS["details"].chain[0]
    assert "endorsement-dates" in codes(bill("details", f"{step.on:%Y-%m-%d}", "2021-01-05"))


@pytest.mark.parametrize(
    ("layout", "old", "new"), [("form", "可再转让", "不得转让"), ("details", "可转让", "不得转让")]
)
def test_endorsed_although_not_transferable(layout, old, new):
    assert "not-transferable" in codes(bill(layout, old, new))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_blank_form_has_no_values(layout):
    result = bill(layout, blank=True)
    assert "blank-form" in codes(result)
    values = {name for name, cell in result.fields.items() if cell is not None and cell.value is not None}
    assert values <= {"variant"}
    assert result.items == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [("1-1000000", "1-1000000"), ("000000000001,000001000000", "1-1000000"), ("0", "0"), ("0-0", "0")],
)
def test_sub_ranges(text, value):
    assert sub_range(text) == value


@pytest.mark.parametrize(
    ("parser", "text"),
    [
        (sub_range, "5-4"),
        (sub_range, "0-4"),
        (sub_range, "x"),
        (draft_no, "1" * 29),
        (transferable, "转让"),
        (account, "A1"),
    ],
)
def test_refused(parser, text):
    with pytest.raises(ValueError, match=r"\S"):
        parser(text)
