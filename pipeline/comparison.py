"""Whether a value says the same as the truth: the name of the field tells how to compare.

Decimals numerically, dates as ISO dates, identifiers on letters and digits, lists as sets, text after NFKC, case
folding and removal of white space and punctuation.
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

MONEY = re.compile(r"amount|total|tax$|_tax|price|quantity|energy_kwh|balance|^row\.|claims_count|fare|rate")
DATE = re.compile(r"date|_on$|period_|\.start$|\.end$|term_end|term_start|as_of")
IDENTIFIER = re.compile(r"number|_no$|uscc|tax_id|code|iban|account")
# 2026-1-5, 2026年01月05日, 20260105
DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})")
# -1,234.50: a number by its looks is no identifier, whatever its name: `accounts_payable` is no account
NUMBER = re.compile(r"-?[0-9][0-9,]*\.[0-9]+")
HALF_CENT = Decimal("0.005")


def same(name: str, truth: Any, got: Any) -> bool:
    """Whether both values of the field `name` say the same."""
    if isinstance(truth, bool) or isinstance(got, bool):
        return bool(truth) == bool(got)
    if isinstance(truth, list) or isinstance(got, list):
        return {squeeze(one) for one in _as_list(truth)} == {squeeze(_entry(one)) for one in _as_list(got)}
    is_amount = isinstance(truth, str) and NUMBER.fullmatch(truth) is not None
    if IDENTIFIER.search(name) and not is_amount:
        return squeeze(truth) == squeeze(got)
    if DATE.search(name) and not is_amount:
        return _iso(truth) == _iso(got)
    if is_amount or MONEY.search(name):
        left, right = _number(truth), _number(got)
        if left is not None and right is not None:
            return abs(left - right) <= HALF_CENT
    end = "整正" if name.endswith("_words") else ""  # 伍角整 and 伍角 are one amount
    return squeeze(truth).rstrip(end) == squeeze(got).rstrip(end)


def squeeze(value: Any) -> str:
    """Letters and digits only, one width, one case."""
    return "".join(c for c in unicodedata.normalize("NFKC", str(value)).casefold() if c.isalnum())


def _number(value: Any) -> Decimal | None:
    text = unicodedata.normalize("NFKC", str(value)).replace(",", "").replace("¥", "").strip()
    try:
        number = Decimal(text.rstrip("%"))
    except InvalidOperation:
        return None
    return number / 100 if text.endswith("%") else number


def _iso(value: Any) -> str:
    match = DAY.match(str(value))
    return "{:04d}-{:02d}-{:02d}".format(*map(int, match.groups())) if match else squeeze(value)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _entry(one: Any) -> Any:
    """One entry of a list: a plain value, a named object, or a payment term as trigger:percent:days."""
    if not isinstance(one, dict):
        return one
    if "trigger" not in one:
        return one.get("name", one.get("value"))
    part = {key: cell.get("value") if isinstance(cell, dict) else cell for key, cell in one.items()}
    percent = _number(part.get("percent") or 0) or Decimal(0)
    whole = percent * 100 if percent <= 1 else percent
    return f"{part['trigger']}:{whole.normalize():f}:{part.get('days') or 0}"
