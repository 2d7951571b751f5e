"""Terms, lengths, days left and capital as licences print them."""

from datetime import date
from decimal import Decimal

import pytest

from sme_extract.extractors import capital, validity
from sme_extract.extractors.base import Candidate, NoValue, Slot
from sme_extract.extractors.scope import Span


@pytest.mark.parametrize(
    ("text", "start", "end", "is_open"),
    [
        ("自2010年05月20日至2030年05月19日", "2010-05-20", "2030-05-19", False),
        ("2010年05月20日 至 长期", "2010-05-20", None, True),
        ("2010-05-20至无固定期限", "2010-05-20", None, True),
        ("二〇一〇年五月二十日至二〇三〇年五月十九日", "2010-05-20", "2030-05-19", False),
        ("长期", None, None, True),
        ("自2010年05月20日起", "2010-05-20", None, False),
        ("2030年05月19日", None, None, False),
        ("至2030年05月19日", None, "2030-05-19", False),
    ],
)
def test_term(text, start, end, is_open):
    def day(parser):
        try:
            return parser(text).isoformat()
        except NoValue:
            return None

    assert (day(validity.term_start), day(validity.term_end), validity.open_ended(text)) == (start, end, is_open)


@pytest.mark.parametrize("text", ["", "至", "2010年05月20日 2030", "三年", "2010年13月20日至长期"])
def test_no_term(text):
    with pytest.raises(ValueError, match=r"\S"):
        validity.term_start(text)


@pytest.mark.parametrize(("text", "count"), [("三年", 3), ("叁年", 3), ("5年", 5), ("十年", 10)])
def test_years(text, count):
    assert validity.years(text) == count


@pytest.mark.parametrize("text", ["3", "三", "2023年", "三年半", "0年"])
def test_no_years(text):
    with pytest.raises(ValueError, match="not a number of years"):
        validity.years(text)


def test_the_leap_day_goes_on_to_march():
    assert validity.add_years(date(2024, 2, 29), 3) == date(2027, 3, 1)
    assert validity.add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("as_of", "left", "codes"),
    [
        (date(2026, 1, 31), 0, []),
        (date(2026, 2, 1), -1, ["expired"]),
        (date(2026, 1, 1), 30, []),
        (None, None, []),
    ],
)
def test_days_left_and_expired(as_of, left, codes):
    until = Slot(Candidate(date(2026, 1, 31), Span("2026-01-31", "text-layer", "after"), "print"))
    chosen = validity.days_left(until, as_of).chosen
    assert (chosen.value if chosen else None) == left
    assert [finding.code for finding in validity.expired(until, as_of, "valid_until")] == codes


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("壹佰万元", "1000000", "CNY"),
        ("伍佰万元整", "5000000", "CNY"),
        ("人民币壹仟零伍拾万圆整", "10500000", "CNY"),
        ("壹佰万美元整", "1000000", "USD"),
        ("500万元人民币", "5000000", "CNY"),
        ("500.000000万人民币", "5000000", "CNY"),
        ("人民币1,234.5万元", "12345000", "CNY"),
        ("100万美元", "1000000", "USD"),
        ("1.5亿元", "150000000", "CNY"),
        ("2000万港币", "20000000", "HKD"),
        ("500万", "5000000", None),
        ("壹佰零捌点捌伍万元整", "1088500", "CNY"),
        ("叁拾万圆(人民币)", "300000", "CNY"),
    ],
)
def test_capital(text, amount, currency):
    assert capital.amount(text) == Decimal(amount)
    assert "E" not in str(capital.amount(text))
    if currency is None:
        with pytest.raises(NoValue):
            capital.currency(text)
    else:
        assert capital.currency(text) == currency


@pytest.mark.parametrize("text", ["万元", "壹百五万元佰", "5OO万元", "500万元以上", "壹佰万元100"])
def test_no_capital(text):
    with pytest.raises(ValueError, match=r"\S"):
        capital.amount(text)


@pytest.mark.parametrize("text", ["/", "***", "——", "无"])
def test_a_stroke_says_that_there_is_no_term(text):
    with pytest.raises(NoValue):
        validity.term(text)


def test_two_currencies_are_refused():
    with pytest.raises(ValueError, match="several currencies"):
        capital.currency("100万美元人民币")
    with pytest.raises(NoValue):
        capital.amount("/")
