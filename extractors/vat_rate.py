"""Cells that say on purpose that there is no figure: `***`, 免税, 不征税."""

from decimal import Decimal

from sme_extract.extractors.base import NoValue
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.parse import money, rate

MASKED = frozenset({"免税", "不征税", "出口零税率", "普通零税率"})


def says_none(text: str) -> bool:
    """Whether the cell holds a mask or the name of a tax treatment instead of a figure."""
    squeezed = squeeze(text).lstrip("¥")
    return squeezed in MASKED or (squeezed != "" and set(squeezed) <= {"*"})


def tax_or_none(text: str) -> Decimal:
    """A tax amount; NoValue for `***` and the like."""
    if says_none(text):
        raise NoValue(text)
    return money(text)


def rate_or_none(text: str) -> Decimal:
    """A tax rate as a fraction; NoValue for `***`, 免税 and the like."""
    if says_none(text):
        raise NoValue(text)
    return rate(text)
