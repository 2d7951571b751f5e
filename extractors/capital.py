"""Registered capital as licences print it: 伍佰万元整, 500万元人民币, 100万美元."""

import re
from decimal import Decimal

from sme_extract.extractors.amount_words import parse_words
from sme_extract.extractors.base import NoValue
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.parse import quantity

CURRENCIES = {
    "人民币": "CNY",
    "美元": "USD",
    "美金": "USD",
    "港元": "HKD",
    "港币": "HKD",
    "欧元": "EUR",
    "日元": "JPY",
    "日圆": "JPY",
    "英镑": "GBP",
    "新加坡元": "SGD",
    "澳元": "AUD",
    "加元": "CAD",
    "韩元": "KRW",
    "瑞士法郎": "CHF",
}
_NAMES = re.compile("|".join(sorted(CURRENCIES, key=len, reverse=True)))
# 500.0000万元, 5000000元
_FIGURES = re.compile(r"[¥￥]?([0-9][0-9,]*(?:\.[0-9]+)?)([万亿])?[元圆]?整?")
# 壹佰点伍万元
_POINT = re.compile(r"([零壹贰叁肆伍陆柒捌玖拾佰仟万]+)点([零壹贰叁肆伍陆柒捌玖]+)([万亿])[元圆]?整?")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_SCALE = {"万": Decimal(10**4), "亿": Decimal(10**8), None: Decimal(1)}


def capital(raw: str) -> str:
    """As printed, when it can be read as an amount."""
    amount(raw)
    return squeeze(raw)


def amount(raw: str) -> Decimal:
    """Whole units of the currency: `壹佰万元` is 1000000."""
    bare = re.sub(r"[()]", "", _NAMES.sub("", squeeze(raw)))
    if not bare or re.fullmatch(r"[-—/*]+|无", bare):
        raise NoValue(f"no capital: {raw!r}")
    if match := _FIGURES.fullmatch(bare):
        # The text is an integer with a point at most: 万 only moves the point.
        return _plain(quantity(match[1]) * _SCALE[match[2]])
    if match := _POINT.fullmatch(bare):
        decimals = "".join(str(_DIGITS.index(digit)) for digit in match[2])
        whole = parse_words(f"{match[1]}元整")
        return _plain((whole + Decimal(f"0.{decimals}")) * _SCALE[match[3]])
    bare = bare.removesuffix("整").removesuffix("正").removesuffix("元").removesuffix("圆")
    return _plain(parse_words(f"{bare}元整"))


def currency(raw: str) -> str:
    """ISO 4217 code of a currency that is named or written 元; ValueError for several, no value for none."""
    words = squeeze(raw)
    amount(raw)
    named = {CURRENCIES[name] for name in _NAMES.findall(words)}
    if len(named) > 1:
        raise ValueError(f"several currencies: {raw!r}")
    if named:
        return named.pop()
    if not re.search("[元圆¥￥]", words):
        raise NoValue(f"no currency: {raw!r}")
    return "CNY"


def _plain(value: Decimal) -> Decimal:
    return Decimal(f"{value.normalize():f}")
