"""Values as nameplates print them. Parsers raise ValueError and nothing else; what has two readings is refused."""

import re
from datetime import date
from decimal import Decimal

from sme_extract.extractors import parse
from sme_extract.extractors.normalize import half_width, squeeze

LONGEST = 40
"""Characters of a model or serial number."""
_MODEL = re.compile(r"[A-Za-z0-9\u3400-\u9fff][A-Za-z0-9\u3400-\u9fff ./\\()+*×_-]*")
_SERIAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]*")
# 2018, 2018年6月, 2018.06, 2018-06-12
_DATE = re.compile(
    r"(?P<year>(?:19[5-9]|20[0-9])[0-9])(?:(?:年|(?P<mark>[-./]))(?P<month>[0-9]{1,2})(?:月|(?![0-9]))"
    r"(?:(?P=mark)?(?P<day>[0-9]{1,2})日?)?|年?)"
)
# 06/2018
_MONTH_FIRST = re.compile(r"(?P<month>0[1-9]|1[0-2])[./-](?P<year>(?:19[5-9]|20[0-9])[0-9])")
# 5.5 kW, 18,5kW, 750W
_POWER = re.compile(r"(?<![\d.,])(\d{1,5}(?:[.,]\d{1,2})?)\s*(kW|W)(?![A-Za-z])", re.IGNORECASE)
# 380V, 220/380 V, AC 400 V, 3~400V
_VOLTS = re.compile(r"(?<![\d.,])(\d{2,4}(?:/\d{2,4})?)\s*V(?![A-Za-z])", re.IGNORECASE)
_UNIT = re.compile(r"\d+(?:[.,]\d+)?\s*(?:kW|W|V|A|Hz|kg|mm|MPa|bar|r/min|rpm)", re.IGNORECASE)


def model(raw: str) -> str:
    """A model's name: letters or digits among it, no quantity with a unit."""
    words = parse.text(half_width(raw)).strip(" .:;,-")
    if not _MODEL.fullmatch(words) or len(words) > LONGEST or _UNIT.fullmatch(words):
        raise ValueError(f"no model: {raw!r}")
    if not re.search(r"[A-Za-z0-9]", words):
        raise ValueError(f"no model: {raw!r}")
    return words


def serial(raw: str) -> str:
    """A serial number: it has a digit and no Chinese character."""
    words = parse.text(half_width(raw)).strip(" .:;,-")
    if not _SERIAL.fullmatch(words) or len(words) > LONGEST or not re.search(r"\d", words) or _UNIT.fullmatch(words):
        raise ValueError(f"no serial number: {raw!r}")
    return words


def year(raw: str) -> int:
    """The year of a date of any precision."""
    return _dated(raw)[0]


def month(raw: str) -> str:
    """Year and month, 2018-06; ValueError where only the year is stated."""
    stated, number, _ = _dated(raw)
    if number is None:
        raise ValueError(f"no month: {raw!r}")
    return f"{stated}-{number:02d}"


def day(raw: str) -> date:
    """The day; ValueError where it is not stated."""
    stated, number, of_month = _dated(raw)
    if number is None or of_month is None:
        raise ValueError(f"no day: {raw!r}")
    return date(stated, number, of_month)


def _dated(raw: str) -> tuple[int, int | None, int | None]:
    words = squeeze(raw).strip(".:;,")
    match = _DATE.fullmatch(words) or _MONTH_FIRST.fullmatch(words)
    if match is None:
        raise ValueError(f"no date: {raw!r}")
    parts = match.groupdict()
    number, of_month = (int(parts[name]) if parts.get(name) else None for name in ("month", "day"))
    if number is not None:
        date(int(parts["year"]), number, of_month or 1)  # refuses a 13th month
    return int(parts["year"]), number, of_month


def kilowatts(raw: str) -> Decimal:
    """Power in kW, as printed in kW or W; horsepower, of which there are two, is refused."""
    found = {_in_kilowatts(*match.groups()) for match in _POWER.finditer(half_width(raw))}
    if len(found) != 1:
        raise ValueError(f"not one power: {raw!r}")
    return found.pop()


def _in_kilowatts(number: str, unit: str) -> Decimal:
    value = Decimal(number.replace(",", "."))
    return value if unit.lower() == "kw" else value / 1000


def volts(raw: str) -> str:
    """Voltage in V, `380` or `220/380`."""
    found = {match[1] for match in _VOLTS.finditer(half_width(raw))}
    if len(found) != 1:
        raise ValueError(f"not one voltage: {raw!r}")
    return found.pop()


def maker(raw: str) -> str:
    """Name of a maker."""
    return parse.name(raw)
