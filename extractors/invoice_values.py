"""Values that VAT invoices print in ways of their own: amounts in figures or words, dates on forms, periods."""

import re
from datetime import date
from decimal import Decimal

from sme_extract.extractors import parse
from sme_extract.extractors.amount_words import parse_words
from sme_extract.extractors.dates import date_value

DAY = re.compile(r"20\d{2}-\d{1,2}-\d{1,2}|20\d{2}年\d{1,2}月\d{1,2}日")
"""2026-01-02"""


def figure_or_words(text: str) -> Decimal:
    """An amount in figures, or in Chinese words."""
    try:
        return parse.money(text)
    except ValueError:
        return parse_words(text)


def printed_date(text: str) -> date:
    """A date; also one whose 年 月 日 were printed on the form beforehand (`2023 02 28`)."""
    match = re.fullmatch(r"(20\d{2})\s+(\d{1,2})\s+(\d{1,2})", text.strip())
    return date(*map(int, match.groups())) if match else date_value(text)


def passage_day(text: str) -> date:
    """A date; in XML with the time to the millisecond and no signs between (`20251230080000000`)."""
    moment = re.fullmatch(r"(20\d{2})(\d{2})(\d{2})\d{9}", text.strip())
    return date(*map(int, moment.groups())) if moment else date_value(text)


def first_day(text: str) -> date:
    """The first of two days; ValueError when there are not two."""
    return _two_days(text)[0]


def last_day(text: str) -> date:
    """The second of two days; ValueError when there are not two."""
    return _two_days(text)[1]


def _two_days(text: str) -> list[date]:
    days = [date_value(day) for day in DAY.findall(text)]
    if len(days) != 2:
        raise ValueError(f"{text!r} is not a period")
    return days
