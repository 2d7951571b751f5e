from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sme_extract.extractors.dates import date_value, period, time_of_day


@pytest.mark.parametrize(
    "raw",
    [
        "2026年03月15日",
        "2026 年 3 月 15 日",
        "2 0 2 6 年 0 3 月 1 5 日",
        "２０２６年３月１５日",
        "2026-03-15",
        "2026/3/15",
        "2026.03.15",
        "20260315",
        "2026-03-15 10:11:12",
        "2026年03月15日10:11",
        "20260315 17:07:09",
        "2026-03-15T10:11:12.000+08:00",
        "二〇二六年三月十五日",
        "二O二六年三月十五日",
        "贰零贰陆年叁月壹拾伍日",
        "贰零贰陆年零叁月壹拾伍日",
    ],
)
def test_every_form_of_a_date(raw):
    assert date_value(raw) == date(2026, 3, 15)


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("二〇二五年十二月三十一日", date(2025, 12, 31)),
        ("贰零贰伍年零壹拾月零贰拾日", date(2025, 10, 20)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_other_dates(raw, wanted):
    assert date_value(raw) == wanted


@pytest.mark.parametrize(
    "raw",
    [
        "", "长期", "2026-02-29", "2026-13-01", "20261301", "2026-03/15", "26-03-15", "2026年3月15", "2026年3月",
        "2026-03-1 5", "0226-03-15", "2026-03-15 25:00:00", "2026-03-15 10:11:12 x", "二〇二六年三月三十二日",
        "二〇二六年零月五日", "2026031", "202603150", "2026-03-15-", "46290.5",
    ],
)  # fmt: skip
def test_impossible_or_partial_dates_are_refused(raw):
    with pytest.raises(ValueError):
        date_value(raw)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["{:%Y-%m-%d}", "{:%Y年%m月%d日}", "{:%Y%m%d}"]))
def test_printed_dates_read_back(day, form):
    assert date_value(form.format(day)) == day


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [("12:12", time(12, 12)), ("12：12开", time(12, 12)), ("10:11:12", time(10, 11, 12)), ("9时05分", time(9, 5))],
)
def test_time_of_day(raw, wanted):
    assert time_of_day(raw) == wanted


@pytest.mark.parametrize("raw", ["", "24:00", "12:60", "12", "12:1", "a12:12"])
def test_time_of_day_refuses(raw):
    with pytest.raises(ValueError):
        time_of_day(raw)


@pytest.mark.parametrize(
    ("raw", "first", "last"),
    [
        ("2026年第1季度", "2026-01-01", "2026-03-31"),
        ("2026年1季度", "2026-01-01", "2026-03-31"),
        ("2026年第四季度", "2026-10-01", "2026-12-31"),
        ("自2026年1月1日至2026年3月31日", "2026-01-01", "2026-03-31"),
        ("税款所属时间：2026-01-01 至 2026-03-31", "2026-01-01", "2026-03-31"),
        ("税款所属期：自 2026 年 1 月 1 日 至 2026 年 3 月 31 日", "2026-01-01", "2026-03-31"),
        ("2026-01-01—2026-03-31", "2026-01-01", "2026-03-31"),
        ("2026.01.01-2026.03.31", "2026-01-01", "2026-03-31"),
        ("2026-01-01-2026-03-31", "2026-01-01", "2026-03-31"),
        ("20260101～20260331", "2026-01-01", "2026-03-31"),
        ("2026年2月", "2026-02-01", "2026-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("202602", "2026-02-01", "2026-02-28"),
        ("2026年1月至3月", "2026-01-01", "2026-03-31"),
        ("2026年1-3月", "2026-01-01", "2026-03-31"),
        ("2025年12月至2026年1月", "2025-12-01", "2026-01-31"),
        ("202601-202603", "2026-01-01", "2026-03-31"),
        ("2026年度", "2026-01-01", "2026-12-31"),
        ("2026年下半年", "2026-07-01", "2026-12-31"),
        ("2026-03-15", "2026-03-15", "2026-03-15"),
    ],
)
def test_period(raw, first, last):
    assert period(raw) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "2026",
        "2026年第5季度",
        "2026年13月",
        "2026-03-31至2026-01-01",
        "2026年3-1月",
        "至2026-03-31",
        "自2026-01-01至",
        "至" * 5000,
        "2026-01-01" * 5000,
    ],
)
def test_period_refuses(raw):
    with pytest.raises(ValueError):
        period(raw)
