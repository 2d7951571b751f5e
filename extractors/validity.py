"""Until when a paper is valid, and how many days are left on the day that the work is for."""

import re
from collections.abc import Iterator
from datetime import date

from sme_extract.extractors.base import Candidate, NoValue, Slot
from sme_extract.extractors.dates import date_value
from sme_extract.extractors.normalize import squeeze
from sme_extract.schemas.result import Finding

OPEN_END = re.compile(r"长期|永久|永续|无固定期限|不约定(期限)?")
# 2023年12月08日, 2023-12-08, 二〇二三年十二月八日
_WORD = "零〇○一二三四五六七八九"
DAY = (
    r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
    rf"|[0-9{_WORD}]{{4}}年[0-9{_WORD}十]{{1,3}}月[0-9{_WORD}十]{{1,3}}日)"
)
# 自2010年05月20日至2030年05月19日, 2010-05-20至长期, 长期
_TERM = re.compile(rf"(?:自|从)?(?P<start>{DAY})?起?(?:至|到|—+|-+|~)?(?P<end>{DAY}|{OPEN_END.pattern})?止?")
# 三年, 3年, 叁年
_YEARS = re.compile(r"([1-9]|10|[一二三四五六七八九十壹贰叁肆伍])年")
_NUMBERS = "零一二三四五六七八九十"
_CAPITALS = str.maketrans("壹贰叁肆伍", "一二三四五")


def _term(raw: str) -> re.Match[str]:
    words = squeeze(raw)
    words = words if "(" in words else words.removesuffix(")")
    if re.fullmatch(r"[-—/*]+|无", words):
        raise NoValue(f"no term: {raw!r}")
    match = _TERM.fullmatch(words)
    if match is None or not (match["start"] or match["end"]):
        raise ValueError(f"not a term: {raw!r}")
    return match


def term(raw: str) -> str:
    """A term as printed; ValueError when it is none."""
    _term(raw)
    return squeeze(raw)


def term_start(raw: str) -> date:
    """First day of `自…至…`; a day alone is not said to be the first."""
    start, words = _term(raw)["start"], squeeze(raw)
    if start is None or words == start:
        raise NoValue(f"no first day: {raw!r}")
    return date_value(start)


def term_end(raw: str) -> date:
    """Last day of `自…至…`; no value where it is open."""
    end = _term(raw)["end"]
    if end is None or OPEN_END.fullmatch(end):
        raise NoValue(f"no last day: {raw!r}")
    return date_value(end)


def open_ended(raw: str) -> bool:
    """Whether a term says that it has no end."""
    return OPEN_END.fullmatch(_term(raw)["end"] or "") is not None


def years(raw: str) -> int:
    """Length of a validity in whole years: 三年, 3年."""
    match = _YEARS.fullmatch(squeeze(raw).translate(_CAPITALS))
    if match is None:
        raise ValueError(f"not a number of years: {raw!r}")
    return int(match[1]) if match[1].isdigit() else _NUMBERS.index(match[1])


def add_years(day: date, count: int) -> date:
    """The same day so many years later; 1 March after 29 February of a leap year."""
    try:
        return day.replace(year=day.year + count)
    except ValueError:
        return date(day.year + count, 3, 1)


def days_left(until: Slot[date], as_of: date | None) -> Slot[int]:
    """Days from `as_of` to the last day, negative afterwards; nothing without a day to reckon from."""
    if until.chosen is None or as_of is None:
        return Slot()
    left = Candidate((until.chosen.value - as_of).days, until.chosen.span, until.chosen.channel)
    return Slot(left, confirmations=until.confirmations, contradictions=until.contradictions)


def expired(until: Slot[date], as_of: date | None, field: str) -> Iterator[Finding]:
    """A finding when the last day has passed on `as_of`."""
    if until.chosen is not None and as_of is not None and until.chosen.value < as_of:
        yield Finding(
            code="expired",
            severity="warning",
            message=f"valid until {until.chosen.value}, which is before {as_of}",
            fields=(field,),
        )
