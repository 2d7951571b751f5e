from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sme_extract.extractors import parse

MONEY = [
    ("1130.00", "1130.00"),
    ("¥1130.00", "1130.00"),
    ("￥１，１３０．００", "1130.00"),
    ("¥ 1,130.00", "1130.00"),
    ("Y1130.00", "1130.00"),
    ("羊1130.00", "1130.00"),
    ("1,234,567.89", "1234567.89"),
    ("1'234'567.89", "1234567.89"),
    ("1234567.8", "1234567.8"),
    ("57", "57"),
    ("1,234", "1234"),
    ("0.00", "0.00"),
    ("-0.00", "0.00"),
    ("0.500", "0.500"),
    ("1234.500", "1234.500"),
    ("-100.00", "-100.00"),
    ("－100.00", "-100.00"),
    ("— 100.00", "-100.00"),
    ("– 100.00", "-100.00"),
    ("− 100.00", "-100.00"),
    ("一100.00", "-100.00"),
    ("¥-1,130.00", "-1130.00"),
    ("-¥1,130.00", "-1130.00"),
    ("- ¥ 1,130.00", "-1130.00"),
    ("100.00-", "-100.00"),
    ("100.00－", "-100.00"),
    ("(100.00)", "-100.00"),
    ("（¥1,130.00）", "-1130.00"),
    ("¥(100.00)", "-100.00"),
    ("+1,000.00", "1000.00"),
    ("1130.00元", "1130.00"),
]
NOT_MONEY = [
    "", "-", "¥", "***", "——", "免税", "1.2.3", "12,34,5", "1,23", "1,2345", "1234,567.00", "1,234'567", ",123", "1.",
    ".50", "1e5", "1130.00abc", "O.00", "Y 1130.00", "y1130.00", "$100", "100 200", "1 130.00", "-(100)", "--100",
    "-100-", "(100", "100)", "((100))", "007.00", "1.234", "12.345", "100.000", "5²", "①", "١٢٣", "100万元", "2026-03-15",
    "nan", "Infinity", "1_000",
]  # fmt: skip


@pytest.mark.parametrize(("raw", "wanted"), MONEY)
def test_money_keeps_printed_decimals(raw, wanted):
    assert str(parse.money(raw)) == wanted


@pytest.mark.parametrize("raw", NOT_MONEY)
def test_money_refuses(raw):
    with pytest.raises(ValueError):
        parse.money(raw)


@given(
    st.decimals(-(10**15), 10**15, places=2), st.sampled_from(["{:.2f}", "{:,.2f}"]), st.sampled_from(["", "¥", "¥ "])
)
def test_formatted_money_reads_back(amount, form, currency):
    assert parse.money(currency + form.format(amount)) == amount


@given(st.decimals(-(10**20), 10**20, places=2))
def test_bracketed_and_trailing_minus_are_negative(amount):
    printed = f"{abs(amount):,.2f}"
    assert parse.money(f"({printed})") == parse.money(f"{printed}-") == -abs(amount)


@given(st.text(alphabet="0123456789.,-()¥Y一 —'+", max_size=10))
def test_money_raises_only_value_error(raw):
    try:
        value = parse.money(raw)
    except ValueError:
        return
    assert value.is_finite()


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [("1", "1"), ("1.234", "1.234"), ("0.3333333333333", "0.3333333333333"), ("-2", "-2"), ("１，２００", "1200")],
)
def test_quantity_is_never_rounded(raw, wanted):
    assert str(parse.quantity(raw)) == wanted


@pytest.mark.parametrize("raw", ["", "¥1", "1.23456789012345", "两", "1 2", "12,34", "1-"])
def test_quantity_refuses(raw):
    with pytest.raises(ValueError):
        parse.quantity(raw)


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("13%", "0.13"), ("13 %", "0.13"), ("１３％", "0.13"), ("13.00%", "0.13"), ("0.13", "0.13"), ("0.130000", "0.13"),
        ("10%", "0.1"), ("1.5%", "0.015"), ("0%", "0"), ("0", "0"), ("0.000000", "0"), ("100%", "1"),
    ],
)  # fmt: skip
def test_rate_is_a_fraction(raw, wanted):
    assert str(parse.rate(raw)) == wanted


@pytest.mark.parametrize("raw", ["", "13", "1", "免税", "不征税", "***", "-3%", "101%", "13%%", "1O%", "13%6%"])
def test_rate_refuses(raw):
    with pytest.raises(ValueError):
        parse.rate(raw)


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("13%", "taxable"), ("0.03", "taxable"), ("0%", "zero_rated"), ("免税", "exempt"), ("免 税", "exempt"),
        ("不征税", "out_of_scope"), ("***", "margin"), ("＊＊＊", "margin"),
    ],
)  # fmt: skip
def test_tax_treatment(raw, wanted):
    assert parse.tax_treatment(raw) == wanted


@pytest.mark.parametrize("raw", ["", "税", "13", "——"])
def test_tax_treatment_refuses(raw):
    with pytest.raises(ValueError):
        parse.tax_treatment(raw)


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [("  甲  乙\n丙 ", "甲 乙 丙"), ("⽇本（⾦）", "日本（金）"), ("A-1/2", "A-1/2"), ("无锡", "无锡")],
)
def test_text_is_trimmed(raw, wanted):
    assert parse.text(raw) == wanted


@pytest.mark.parametrize("raw", ["", "  ", "——", "--", "-", "/", "***", "无", "－", "\u200b"])
def test_text_refuses_empty_cells(raw):
    with pytest.raises(ValueError):
        parse.text(raw)


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("：甲乙（青岛）有限公司", "甲乙（青岛）有限公司"),
        ("甲乙 (青岛) 有限公司:", "甲乙 (青岛) 有限公司"),
        ("甲 乙 有 限 公 司", "甲乙有限公司"),
        ("Acme Trading Co., Ltd.", "Acme Trading Co., Ltd."),
        ("3M 中国", "3M 中国"),
        ("个人", "个人"),
    ],
)
def test_name(raw, wanted):
    assert parse.name(raw) == wanted


@pytest.mark.parametrize("raw", ["", "：", "12345", "——", "（）", "购", "9.5"])
def test_name_refuses(raw):
    with pytest.raises(ValueError):
        parse.name(raw)


@pytest.mark.parametrize(
    ("lengths", "repair", "raw", "wanted"),
    [
        ((8, 20), False, "1234 5678", "12345678"),
        ((20,), False, "26310000000000012345", "26310000000000012345"),
        ((8,), False, "０１２３４５６７", "01234567"),
        ((8,), True, "O1234567", "01234567"),
        ((8,), True, "1234I6l8", "12341618"),
        ((), False, "007", "007"),
    ],
)
def test_digits(lengths, repair, raw, wanted):
    assert parse.digits(*lengths, repair=repair)(raw) == wanted


@pytest.mark.parametrize(
    ("lengths", "repair", "raw"),
    [((8,), False, "1234567"), ((8,), False, "O1234567"), ((8,), True, "OIlOIlOI"), ((8,), True, "S1234567"),
        ((8,), True, "|1234567"), ((), False, ""),
     ((4,), True, "OO12"), ((3,), False, "١٢٣")],
)  # fmt: skip
def test_digits_refuse(lengths, repair, raw):
    with pytest.raises(ValueError):
        parse.digits(*lengths, repair=repair)(raw)


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [("91330100799655058b", "91330100799655058B"), ("9133 0100 7996 5505 8B", "91330100799655058B"),
     ("330100799655058", "330100799655058"), ("11010519491231002X00", "11010519491231002X00"),
     ("９１３３０１００７９９６５５０５８Ｂ", "91330100799655058B")],
)  # fmt: skip
def test_tax_id(raw, wanted):
    assert parse.tax_id(raw) == wanted


@pytest.mark.parametrize(
    "raw", ["", "9133010079965505", "9133010079965505-B", "ABCDEFGHIJKLMNO", "91330100799655058B0"]
)
def test_tax_id_refuses(raw):
    with pytest.raises(ValueError):
        parse.tax_id(raw)


def test_words_amount():
    assert parse.words_amount("壹仟壹佰叁拾圆整") == Decimal(1130)
    with pytest.raises(ValueError):
        parse.words_amount("1130")


def test_dates_are_parsers_too():
    assert parse.date_value("2026-03-15") == date(2026, 3, 15)
    assert parse.time_of_day("12:12开") == time(12, 12)
    assert parse.period("2026年3月") == (date(2026, 3, 1), date(2026, 3, 31))
