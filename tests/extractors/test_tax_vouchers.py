"""Payment books, the bank's vouchers and certificates in document form: read, checked, and blank."""

from random import Random

import pytest

from sme_extract.extractors.tax_certificate import TaxCertificate
from tests.extractors.papers import codes, one_up, read, tampered
from tests.fixtures.make.company import world
from tests.fixtures.make.tax_vouchers import payment

LAYOUTS = ("book", "cash", "voucher", "document")
ONE = payment(Random(5), world(1).company, 3, penalty=True)


def certificate(layout: str, old: str = "", new: str = "", *, blank: bool = False):
    return read(TaxCertificate, tampered([ONE.sheet(layout, blank=blank)], old, new))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_paper_is_read_and_its_checks_hold(layout):
    result = certificate(layout)
    assert codes(result) == []
    assert result.status == "ok"
    assert [item["is_penalty"].value for item in result.items] == [False] * 4 + [True]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_digit_of_an_amount_breaks_the_sum(layout):
    amount = f"{ONE.lines[1].amount:,.2f}"
    assert "total-of-items" in codes(certificate(layout, amount, one_up(amount)))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_digit_of_the_total_breaks_the_words(layout):
    total = f"{ONE.total:,.2f}"
    assert "total-words" in codes(certificate(layout, total, one_up(total)))


@pytest.mark.parametrize("layout", ["book", "cash"])
def test_one_digit_of_the_base_breaks_the_tax(layout):
    base = f"{ONE.lines[0].base:,.2f}"
    changed = str(int(base[0]) % 9 + 1) + base[1:]
    assert "amount-of-base" in codes(certificate(layout, base, changed))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_digit_of_the_taxpayer_is_noticed(layout):
    code = ONE.taxpayer.tax_id
    assert "check-failed" in codes(certificate(layout, code, code[:9] + ("8" if code[9] != "8" else "7") + code[10:]))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_blank_form_has_no_values(layout):
    result = certificate(layout, blank=True)
    assert "blank-form" in codes(result)
    assert [name for name, cell in result.fields.items() if cell is not None and cell.value is not None] == []
    assert result.items == ()
