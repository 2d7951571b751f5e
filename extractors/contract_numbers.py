"""Numbers of clauses: shares, money with 万, periods in days or months; in figures or in words.

Periods are calendar days; a month is 30 days and a year 360 where days are asked for.
"""

import re
from decimal import Decimal

from sme_extract.extractors import parse
from sme_extract.extractors.base import NoValue
from sme_extract.extractors.normalize import squeeze

_WORD_DIGITS = "零一二三四五六七八九"
_SPELLINGS = str.maketrans("〇壹贰两叁肆伍陆柒捌玖拾佰", "零一二二三四五六七八九十百")
COUNT = r"(?:[0-9]{1,4}|[〇零一二两三四五六七八九十百壹贰叁肆伍陆柒捌玖拾佰]{1,5})"
"""A small whole number as clauses write it: 30, 三十, 叁拾. Both at once (叁拾(30)) is for the caller."""
FIGURES = r"[0-9][0-9,]*(?:\.[0-9]+)?"
PERCENT = rf"(?:[0-9]{{1,3}}(?:\.[0-9]+)?%|百分之{COUNT})"
UNIT_DAYS = {"日": 1, "天": 1, "月": 30, "周": 7, "星期": 7, "年": 360, "季度": 90}
PERIOD = (
    rf"(?P<count>{COUNT})(?:\([0-9一二三四五六七八九十]+\))?个?"
    r"(?P<unit>工作日|日历日|日历天|自然日|日|天|周|星期|月|季度|年)"
)


def count(raw: str) -> int:
    """`30`, `三十`, `一百二十`, `叁拾`: a whole number below 1000 in words, below 10000 in figures."""
    text = squeeze(raw).translate(_SPELLINGS)
    if re.fullmatch(r"[0-9]{1,4}", text):
        return int(text)
    match = re.fullmatch(
        rf"(?:(?P<h>[{_WORD_DIGITS}])百)?零?(?:(?P<t>[{_WORD_DIGITS}])?(?P<ten>十))?(?P<o>[{_WORD_DIGITS}])?", text
    )
    if match is None or not text:
        raise ValueError(f"not a count: {raw!r}")
    hundreds, ones = (_WORD_DIGITS.index(match[group] or "零") for group in ("h", "o"))
    tens = (_WORD_DIGITS.index(match["t"]) if match["t"] else 1) if match["ten"] else 0
    return 100 * hundreds + 10 * tens + ones


def percent(raw: str) -> Decimal:
    """`30%`, `百分之三十` are 30: the number before the sign."""
    text = squeeze(raw)
    if text.startswith("百分之"):
        return Decimal(count(text.removeprefix("百分之")))
    value = Decimal(text.removesuffix("%"))
    if not 0 <= value <= 100:
        raise ValueError(f"not a share: {raw!r}")
    return value.normalize() if value % 1 else Decimal(int(value))


def share(raw: str) -> Decimal:
    """A rate as a fraction: `13%` 0.13, `千分之三` and `3‰` 0.003, `万分之五` 0.0005."""
    text = squeeze(raw)
    match = re.fullmatch(rf"(?P<base>[百千万])分之(?P<count>{COUNT}|[0-9.]+)|(?P<mille>[0-9.]+)‰", text)
    if match is None:
        return parse.rate(text)
    if match["mille"]:
        return Decimal(match["mille"]) / 1000
    number = Decimal(match["count"]) if re.fullmatch(r"[0-9.]+", match["count"]) else Decimal(count(match["count"]))
    return number / {"百": 100, "千": 1000, "万": 10000}[match["base"]]


def money(raw: str) -> Decimal:
    """`¥100,000.00元`, `人民币10万元` is 100000; a blank has no value."""
    text = squeeze(raw)
    if not re.search(r"[0-9]", text):
        raise NoValue(f"not filled in: {raw!r}")
    match = re.fullmatch(rf"(?:人民币|RMB|CNY)?¥?(?P<number>{FIGURES})(?P<wan>万)?[元圆]?(?:整|人民币)?", text)
    if match is None:
        raise ValueError(f"not an amount: {raw!r}")
    if not match["wan"]:
        return parse.money(match["number"])
    value = parse.quantity(match["number"]) * 10000
    return value.quantize(Decimal(1)) if value == value.to_integral() else value


def days(raw: str) -> int:
    """`30日`, `三十个工作日`, `一个月`: days; ValueError when there is no period."""
    match = re.search(PERIOD, squeeze(raw))
    if match is None:
        raise ValueError(f"not a period: {raw!r}")
    unit = match["unit"]
    return count(match["count"]) * UNIT_DAYS[unit if unit in UNIT_DAYS else "日"]


def months(raw: str) -> int:
    """`12个月`, `一年`, `两年`, `一个季度`: whole months."""
    match = re.search(PERIOD, squeeze(raw))
    sizes = {"月": 1, "年": 12, "季度": 3}
    if match is None or match["unit"] not in sizes:
        raise ValueError(f"not months or years: {raw!r}")
    return count(match["count"]) * sizes[match["unit"]]
