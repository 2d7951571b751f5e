"""Parsers: the text of one value in, a typed value out. They raise ValueError and nothing else, and never guess."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from sme_extract.extractors.amount_words import parse_words
from sme_extract.extractors.dates import date_value, period, time_of_day
from sme_extract.extractors.normalize import half_width, mend_glyphs, squeeze

__all__ = [
    "TaxTreatment",
    "date_value",
    "digits",
    "money",
    "name",
    "period",
    "quantity",
    "rate",
    "tax_id",
    "tax_treatment",
    "text",
    "time_of_day",
    "words_amount",
]

TaxTreatment = Literal["taxable", "exempt", "zero_rated", "out_of_scope", "margin"]

# ——, --, ***, /, 无
_NOTHING = re.compile(r"[-—–－/*＊]*|无")
_CJK = r"\u3000-\u303f\u3400-\u9fff\uff00-\uff65"
_CJK_GAP = re.compile(rf"(?<=[{_CJK}])\s+(?=[{_CJK}])")

# － and 一 are how a minus sign is printed and read.
_MINUS = "-—–−‐‑﹣一"
_NUMBER = r"(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:(?P<comma>[,'’])[0-9]{3})(?:(?P=comma)[0-9]{3})*)(?:\.[0-9]+)?"
# -¥1,130.00, ¥ -1130.00, (1,130.00), 1130.00-, Y1130.00, 1130.00元
_MONEY = re.compile(
    rf"(?P<open>\()?(?P<lead>[{_MINUS}+])?\s*(?:(?:¥|RMB|CNY|人民币)\s*|[Y羊半](?=[0-9]))?"
    rf"(?P<inner>[{_MINUS}+])?\s*(?P<bracket>\()?(?P<number>{_NUMBER})\)?\s*[元圆]?\s*(?P<trail>[-−])?(?P<close>\))?"
)
_QUANTITY = re.compile(rf"(?P<lead>[{_MINUS}+])?\s*(?P<number>{_NUMBER})")
# 1.234: three decimals after a short whole part may be a misread thousands separator.
_UNSURE_POINT = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_MAX_DECIMALS = 13

_LOOKALIKES = str.maketrans("OoОоIl", "000011")


def text(raw: str) -> str:
    """Trimmed text with single spaces; ValueError for an empty cell (`——`, `/`, `***`, `无`)."""
    words = " ".join(mend_glyphs(raw).split())
    if _NOTHING.fullmatch(words):
        raise ValueError(f"nothing there: {raw!r}")
    return words


def name(raw: str) -> str:
    """Name of a party or person, brackets as printed; refuses what has no letters."""
    words = _CJK_GAP.sub("", text(raw).strip(":： ;；,，"))
    if sum(char.isalpha() for char in words) < 2:
        raise ValueError(f"not a name: {raw!r}")
    return words


def money(raw: str) -> Decimal:
    """Amount with exactly the decimals that are printed; no currency, since only ¥ and its misreadings may precede."""
    words = half_width(raw).strip()
    match = _MONEY.fullmatch(words)
    if match is None or not _brackets_pair(match, words):
        raise ValueError(f"not an amount: {raw!r}")
    signs = [mark for mark in match.group("lead", "inner", "trail") if mark]
    enclosed = ")" in words
    if len(signs) + enclosed > 1:
        raise ValueError(f"more than one sign: {raw!r}")
    if _UNSURE_POINT.fullmatch(match["number"]):
        raise ValueError(f"point or thousands separator: {raw!r}")
    return _signed(match["number"], negative=enclosed or (bool(signs) and signs != ["+"]))


def quantity(raw: str) -> Decimal:
    """Number without currency, up to 13 decimals, never rounded."""
    match = _QUANTITY.fullmatch(half_width(raw).strip())
    if match is None:
        raise ValueError(f"not a number: {raw!r}")
    value = _signed(match["number"], negative=match["lead"] not in (None, "+"))
    if len(match["number"].partition(".")[2]) > _MAX_DECIMALS:
        raise ValueError(f"more than {_MAX_DECIMALS} decimals: {raw!r}")
    return value


def rate(raw: str) -> Decimal:
    """Rate as a fraction: `13%` and `0.130000` are 0.13. A bare number from 1 upward is ambiguous and refused."""
    # 13%, 1.5 %, 0.130000
    match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,10})?)\s*(%)?", half_width(raw).strip())
    if match is None:
        raise ValueError(f"not a rate: {raw!r}")
    value = Decimal(match[1]) / 100 if match[2] else Decimal(match[1])
    if value > 1 or (value == 1 and not match[2]):
        raise ValueError(f"not a rate: {raw!r}")
    return Decimal(f"{value.normalize():f}")


def tax_treatment(raw: str) -> TaxTreatment:
    """Meaning of a rate cell: `13%`, `0%`, `免税`, `不征税`, `***` (differential taxation)."""
    cell = squeeze(raw)
    if cell in ("免税", "免征", "免征增值税"):
        return "exempt"
    if cell == "不征税":
        return "out_of_scope"
    if cell in ("***", "差额征税", "差额"):
        return "margin"
    return "taxable" if rate(raw) else "zero_rated"


def digits(*lengths: int, repair: bool = False) -> Callable[[str], str]:
    """Parser of a digit run of one of `lengths` (any when none is given); inner spaces go.

    `repair` reads O as 0 and I, l as 1 where most of the run is digits.
    """

    def parse(raw: str) -> str:
        run = "".join(half_width(raw).split())
        if repair and 2 * sum("0" <= char <= "9" for char in run) > len(run):
            run = run.translate(_LOOKALIKES)
        if not re.fullmatch(r"[0-9]+", run) or (lengths and len(run) not in lengths):
            raise ValueError(f"not {' or '.join(map(str, lengths)) or 'only'} digits: {raw!r}")
        return run

    return parse


def tax_id(raw: str) -> str:
    """Taxpayer identifier of 15, 17, 18 or 20 characters, upper case, without spaces; whether it is right says
    `checks.tax_id`."""
    code = "".join(half_width(raw).split()).upper()
    if len(code) not in (15, 17, 18, 20) or not re.fullmatch(r"[0-9A-Z]+", code) or len(re.findall("[0-9]", code)) < 6:
        raise ValueError(f"not a taxpayer identifier: {raw!r}")
    return code


def words_amount(raw: str) -> Decimal:
    """Amount in Chinese words (大写)."""
    return parse_words(raw)


def _brackets_pair(match: re.Match[str], words: str) -> bool:
    """Whether there is no bracket, or exactly one pair."""
    opened = sum(match[group] is not None for group in ("open", "bracket"))
    return opened == words.count(")") and opened < 2


def _signed(number: str, *, negative: bool) -> Decimal:
    value = Decimal(re.sub(r"[,'’]", "", number))
    return value.copy_negate() if negative and value else value
