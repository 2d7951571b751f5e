"""Dates, times and periods as Chinese papers print them. Parsers raise ValueError and nothing else."""

import re
from calendar import monthrange
from datetime import date, time

from sme_extract.extractors.normalize import half_width, squeeze

# 2026-03-15, 2026/3/15, 2026.03.15
_DATE = re.compile(r"([0-9]{4})\s*(?P<mark>[-/.])\s*([0-9]{1,2})\s*(?P=mark)\s*([0-9]{1,2})")
# 2026年3月15日
_CJK_DATE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
# 20260315
_COMPACT_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
# 二〇二六年三月十五日, 贰零贰陆年叁月壹拾伍日
_WORD_DATE = re.compile(
    r"([零一二三四五六七八九]{4})年([零一二三四五六七八九十]{1,4})月([零一二三四五六七八九十]{1,4})日"
)
# 10:11:12, T10:11:12.345+08:00
_CLOCK_TAIL = re.compile(
    r"(?:\s+|(?<=[0-9])T|(?<=日))([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_PLAIN_DIGITS = str.maketrans("〇○O0壹贰貳叁參参肆伍陆陸柒捌玖拾", "零零零零一二二三三三四五六六七八九十")
_LONGEST_PERIOD = 64
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_WORD_DIGITS = "零一二三四五六七八九"

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


def date_value(raw: str) -> date:
    """Day of a date or datetime in every printed form; impossible and two-digit-year dates are refused."""
    words = half_width(raw).strip()
    if clock := _CLOCK_TAIL.search(words):
        if clock.end() != len(words):
            raise ValueError(f"not a date: {raw!r}")
        time_of_day(clock[1])
        words = words[: clock.start()].strip()
    if match := _CJK_DATE.fullmatch(squeeze(words)):
        return _day(*match.groups())
    if match := _DATE.fullmatch(words):
        return _day(match[1], match[3], match[4])
    if match := _COMPACT_DATE.fullmatch(words):
        return _day(*match.groups())
    if match := _WORD_DATE.fullmatch(squeeze(words).translate(_PLAIN_DIGITS)):
        year = "".join(str(_WORD_DIGITS.index(char)) for char in match[1])
        return _day(year, str(_small_number(match[2])), str(_small_number(match[3])))
    raise ValueError(f"not a date: {raw!r}")


def time_of_day(raw: str) -> time:
    """`12:12`, `12:12开`, `10:11:12`, `9时05分`."""
    match = re.fullmatch(r"([0-9]{1,2})[:时点]([0-9]{2})(?:[:分]([0-9]{2}))?[分秒]?开?", squeeze(half_width(raw)))
    if match is None:
        raise ValueError(f"not a time: {raw!r}")
    return time(int(match[1]), int(match[2]), int(match[3] or 0))


def period(raw: str) -> tuple[date, date]:
    """First and last day; ValueError when the text has more than one reading or ends before it begins."""
    words = _LEAD.sub("", squeeze(raw), count=1)
    readings = set(_readings(words)) if len(words) <= _LONGEST_PERIOD else set()
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
    if not (_FIRST_YEAR <= int(year) <= _LAST_YEAR and 1 <= first <= 12 and 1 <= last <= 12):
        raise ValueError(f"no such months: {year} {first} to {last}")
    return date(int(year), first, 1), date(int(year), last, monthrange(int(year), last)[1])


def _small_number(words: str) -> int:
    """1 to 99 in words, with the leading 零 of cheques: 三, 十五, 零壹拾, 二十一."""
    match = re.fullmatch(r"零?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?", words)
    if match is None or not (match[2] or match[3]):
        raise ValueError(f"not a number below 100: {words!r}")
    tens = (_WORD_DIGITS.index(match[1]) if match[1] else 1) * 10 if match[2] else 0
    return tens + (_WORD_DIGITS.index(match[3]) if match[3] else 0)


def _day(year: str, month: str, day: str) -> date:
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        raise ValueError(f"year out of range: {year}")
    return date(int(year), int(month), int(day))
