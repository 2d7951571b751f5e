"""Personal numbers in outputs: ids of natural persons and mobile phones, hidden unless asked for.

What identifies a company or a document stays: a number is hidden only where it can be nothing else.
"""

import re
from datetime import date
from typing import Any

from sme_extract.schemas.result import ExtractionResult

# 18 characters that stand alone: 11010519491231002X
PERSONAL_ID = re.compile(r"(?<![0-9A-Za-z])[1-8]\d{16}[\dXx](?![0-9A-Za-z])", re.ASCII)
# 11 digits that stand alone and are no amount: 13800001234
MOBILE = re.compile(r"(?<![0-9A-Za-z.,-])1[3-9]\d{9}(?![0-9A-Za-z]|[.,]\d)", re.ASCII)
# Fields whose value is an identifier; eleven digits there are not a phone.
IDENTIFIER = re.compile(r"(^|[._])(number|no|code|account|uscc|tax_id|id)$")

# GB 2260: first two digits of the codes of provinces, and of Taiwan, Hong Kong, Macau
PROVINCES = frozenset((*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)))
OUTER_REGIONS = frozenset((71, 81, 82, 83))
# GB 11643: ISO 7064 MOD 11-2
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
# GB 32100: alphabet and weights of the unified social credit code
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
OLDEST_BIRTH = 1900


def mask(result: ExtractionResult) -> ExtractionResult:
    """The same result with personal numbers hidden in its values, evidence, findings and text."""
    data = result.model_dump()
    hidden = {
        "fields": {name: _walk(cell, name) for name, cell in data["fields"].items()},
        "items": [{name: _walk(cell, name) for name, cell in item.items()} for item in data["items"]],
        "findings": _walk(data["findings"], ""),
        "text": _walk(data["text"], ""),
    }
    return ExtractionResult.model_validate(data | hidden)


def mask_text(text: str, *, phones: bool = True) -> str:
    """Ids keep their first six and last four characters, mobile numbers the first three and last four."""
    text = PERSONAL_ID.sub(_hide_id, text)
    return MOBILE.sub(lambda m: f"{m[0][:3]}****{m[0][-4:]}", text) if phones else text


def is_personal_id(text: str) -> bool:
    """Whether this is the number of an identity card: region, date of birth and check character all fit."""
    if int(text[:2]) not in PROVINCES | OUTER_REGIONS or not _is_birth(text[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], ID_WEIGHTS, strict=True))
    return ID_CHECKS[total % 11] == text[17].upper()


def _hide_id(match: re.Match[str]) -> str:
    text = match[0]
    if not is_personal_id(text) or _is_company_code(text.upper()):
        return text
    return f"{text[:6]}********{text[-4:]}"


def _is_birth(digits: str) -> bool:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return birth.year >= OLDEST_BIRTH and birth <= date(2100, 1, 1)


def _is_company_code(text: str) -> bool:
    total = sum(USCC_ALPHABET.index(c) * weight for c, weight in zip(text[:17], USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31] == text[17]


def _walk(data: Any, name: str) -> Any:
    """Every string below, hidden."""
    if isinstance(data, str):
        return mask_text(data, phones=not IDENTIFIER.search(name))
    if isinstance(data, dict):
        return {key: _walk(value, name) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_walk(value, name) for value in data]
    return data
