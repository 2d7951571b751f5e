"""Personal numbers in outputs: ids of natural persons and mobile phones, hidden unless asked for.

What identifies a company or a document stays: a number is hidden only where it can be nothing else.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from sme_extract.extractors.checks import personal_id, uscc
from sme_extract.schemas.result import ExtractionResult, Row

# 18 characters that stand alone: 11010519491231002X
PERSONAL_ID = re.compile(r"(?<![0-9A-Za-z])[1-8]\d{16}[\dXx](?![0-9A-Za-z])", re.ASCII)
# 11 digits that stand alone and are no amount: 13800001234
MOBILE = re.compile(r"(?<![0-9A-Za-z.,-])1[3-9]\d{9}(?![0-9A-Za-z]|[.,]\d)", re.ASCII)
# Fields whose value is an identifier; eleven digits there are not a phone.
IDENTIFIER = re.compile(r"(^|[._])(number|no|code|account|uscc|tax_id|id)$")


def mask(result: ExtractionResult) -> ExtractionResult:
    """The same result with personal numbers hidden in its values, evidence, findings and text."""
    data = result.model_dump()
    hidden = {
        "fields": {name: _walk(cell, name) for name, cell in data["fields"].items()},
        "items": [{name: _walk(cell, name) for name, cell in item.items()} for item in data["items"]],
        "findings": _walk(data["findings"], ""),
        "text": _walk(data["text"], ""),
    }
    rows = {name: partial(_mask_rows, result, name) for name in result.tables or ()}
    return ExtractionResult.model_validate(data | hidden).with_rows(rows).with_files(result.files)


def _mask_rows(result: ExtractionResult, table: str) -> Iterator[Row]:
    return ({name: _walk(value, name) for name, value in row.items()} for row in result.rows(table))


def mask_text(text: str, *, phones: bool = True) -> str:
    """Ids keep their first six and last four characters, mobile numbers the first three and last four."""
    text = PERSONAL_ID.sub(_hide_id, text)
    return MOBILE.sub(lambda m: f"{m[0][:3]}****{m[0][-4:]}", text) if phones else text


def _hide_id(match: re.Match[str]) -> str:
    """One company code in a few hundred passes the check for persons too; it stays."""
    code = match[0].upper()
    if not personal_id(code) or uscc(code):
        return match[0]
    return f"{match[0][:6]}********{match[0][-4:]}"


def _walk(data: Any, name: str) -> Any:
    """Every string below, hidden."""
    if isinstance(data, str):
        return mask_text(data, phones=not IDENTIFIER.search(name))
    if isinstance(data, dict):
        return {key: _walk(value, name) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_walk(value, name) for value in data]
    return data
