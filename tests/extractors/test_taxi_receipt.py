"""Taxi slips."""

from datetime import date
from decimal import Decimal

import pytest

from sme_extract.extractors.classifier import split
from sme_extract.extractors.engine import extract
from sme_extract.extractors.taxi_receipt import TaxiReceipt, plate, price_per_km

from .pages import document, page, word


def slip(left, fare="55.00元", *more):
    pairs = (
        ("车号", "浙B·T4134"),
        ("日期", "2026-06-07"),
        ("单价", "2.40元/km"),
        ("里程", "21.5km"),
        ("金额", fare),
        *more,
    )
    return (
        word("宁波市出租汽车发票", left, 20),
        word("发票代码 133026169320", left, 50, size=8),
        word("发票号码 06357452", left, 65, size=8),
        *(w for i, (name, value) in enumerate(pairs)
          for w in (word(name, left, 90 + 15 * i), word(value, left + 40, 90 + 15 * i))),
    )  # fmt: skip


def values(made):
    result = extract(TaxiReceipt(made), 1.0)
    return {name: cell.value for name, cell in result.fields.items() if cell is not None}


def test_the_only_amount_of_a_slip_is_what_was_paid():
    read = values(document(page(*slip(10))))
    assert (read["plate_no"], read["issue_date"]) == ("浙B·T4134", date(2026, 6, 7))
    assert (read["unit_price"], read["total_incl_tax"]) == (Decimal("2.40"), Decimal("55.00"))


def test_an_amount_paid_with_a_label_of_its_own_comes_first():
    read = values(document(page(*slip(10, "55.00元", ("实收金额", "¥57.00")))))
    assert (read["fare"], read["total_incl_tax"]) == (Decimal("55.00"), Decimal("57.00"))


def test_slips_side_by_side_are_several_documents():
    made = document(page(*slip(10), *slip(210), *slip(410)))
    assert [part.kind for part in split(made, [TaxiReceipt])] == ["taxi_receipt"] * 3


@pytest.mark.parametrize("raw", ["京BU1604", "浙B·T4134", "浙B-T4134"])
def test_plate(raw):
    assert plate(f"车号{raw}") == raw


def test_a_province_alone_is_no_plate():
    with pytest.raises(ValueError, match="no plate"):
        plate("浙B")


@pytest.mark.parametrize("raw", ["2.40", "2.40元/km", "2.40元", "2.40元/公里"])
def test_price(raw):
    assert price_per_km(raw) == Decimal("2.40")
