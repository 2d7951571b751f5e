"""Texts of licences and certificates; templates print placeholders where values go."""

import re

from sme_extract.extractors import parse
from sme_extract.extractors.normalize import squeeze

# ××有限公司, XXXX, 某某公司
PLACEHOLDER = re.compile(r"[×✕xX*＊_]{2,}|某某|示例|样本")


def filled_name(raw: str) -> str:
    """A name that is no placeholder of an empty form."""
    if PLACEHOLDER.search(squeeze(raw)):
        raise ValueError(f"a placeholder: {raw!r}")
    return parse.name(raw)


def filled_text(raw: str) -> str:
    """A text that is no placeholder of an empty form."""
    if PLACEHOLDER.search(squeeze(raw)):
        raise ValueError(f"a placeholder: {raw!r}")
    return parse.text(raw)
