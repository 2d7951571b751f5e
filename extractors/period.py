"""Periods: 税款所属时期 and the like, as first and last day."""

import re
from calendar import monthrange
from datetime import date

from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.parse import date_value

# 税款所属时间：, 自
_LEAD = re.compile(r"(?:(?:税款|费款)?所属(?:时间|时期|期间|期)(?:起止)?:?)?[自从]?")
_RANGE_MARK = re.compile(r"至|到|~|—+|–|-+")
_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "一": 1, "二": 2, "三": 3, "四": 4}
# 2026年第1季度, 2026年一季度
_QUARTER = re.compile(r"([0-9]{4})年度?第?([1-4一二三四])季度?")
# 2026年3月, 2026-03, 202603
_MONTH = re.compile(r"([0-9]{4})(?:年([0-9]{1,2})月(?:份)?|[-/.]?([0-9]{2}))")
# 2026年上半年
_HALF = re.compile(r"([0-9]{4})年度?([上下])半年度?")
# 2026年度, 2026年
_YEAR = re.compile(r"([0-9]{4})年度?")
# 2026年1-3月, 2026年1月至3月
_MONTHS = re.compile(r"([0-9]{4})年([0-9]{1,2})月?(?:至|到|~|—|–|-)([0-9]{1,2})月")


def period(raw: str) -> tuple[date, date]:
    """First and last day; ValueError when the text has more than one reading or ends before it begins."""
    words = squeeze(raw)
    words = words[_LEAD.match(words).end() :]  # type: ignore[union-attr]
    readings = set(_readings(words))
    if len(readings) != 1:
        raise ValueError(f"not a period: {raw!r}")
    first, last = readings.pop()
    if last < first:
        raise ValueError(f"the period ends before it begins: {raw!r}")
    return first, last


def _readings(words: str) -> list[tuple[date, date]]:
    """Every way to read the text, as one span or as two with a mark between."""
    found = []
    for left, right in [(words, words), *((words[: m.start()], words[m.end() :]) for m in _RANGE_MARK.finditer(words))]:
        try:
            found.append((_span(left)[0], _span(right)[1]))
        except ValueError:
            continue
    return found


def _span(words: str) -> tuple[date, date]:
    """A quarter, half-year, year, month, run of months or single day."""
    if match := _QUARTER.fullmatch(words):
        last = 3 * _QUARTERS[match[2]]
        return _months(match[1], last - 2, last)
    if match := _HALF.fullmatch(words):
        return _months(match[1], 1, 6) if match[2] == "上" else _months(match[1], 7, 12)
    if match := _YEAR.fullmatch(words):
        return _months(match[1], 1, 12)
    if match := _MONTHS.fullmatch(words):
        return _months(match[1], int(match[2]), int(match[3]))
    if match := _MONTH.fullmatch(words):
        month = int(match[2] or match[3])
        return _months(match[1], month, month)
    day = date_value(words)
    return day, day


def _months(year: str, first: int, last: int) -> tuple[date, date]:
    if not (1900 <= int(year) <= 2100 and 1 <= first <= 12 and 1 <= last <= 12):
        raise ValueError(f"no such months: {year} {first} to {last}")
    return date(int(year), first, 1), date(int(year), last, monthrange(int(year), last)[1])
