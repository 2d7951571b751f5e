"""The sign over a door: the largest writing, high in the picture, and the name of a business in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sme_extract.vision.photo import Photo, TextLine

LEAST_HEIGHT = 0.03
"""Height of a sign's letters as a share of the picture's."""
LOWEST = 0.6
"""A sign's middle lies above this share of the picture's height."""
SURE = 0.8
"""Confidence that the reading of a sign must have to count as one."""
MUCH_SMALLER = 0.5
"""Letters under this share of the largest belong to another text."""
_CJK = r"\u3400-\u9fff"
# 宁波澜缎新材料有限公司, 启明五金经营部, 喜来顺超市
BUSINESS = re.compile(
    rf"(?!有限|股份|公司)[{_CJK}A-Za-z0-9()（）·&]{{2,30}}(?:公司|集团|厂|店|商行|车行|经营部|门市部|营业部|超市|商场|商城|工作室|合作社|药房|酒楼|"
    rf"饭庄|餐厅|宾馆|加工点|维修部)(?:[(（][{_CJK}]{{2,10}}[)）])?"
)
# Kestrel Pneumatics Ltd, Brinkhof Maschinenbau GmbH
LATIN_BUSINESS = re.compile(
    r"[A-Z][\w&.,' -]{1,50}\b(?:GmbH(?: ?& ?Co\.? ?KG)?|AG|KG|Ltd|Limited|LTD|Inc|LLC|Corp|Corporation|Co|SARL)\b\.?"
)
TRADE = re.compile(
    r"便利|超市|烟酒|副食|五金|建材|百货|批发|零售|专卖|餐饮|小吃|饭|酒楼|药房|服饰|服装|数码|维修|汽修|物流|欢迎光临|营业|厂|公司|商行|"
    r"(?i:\b(?:shop|store|market|restaurant|caf[eé]|hotel|bakery|works|welcome|open|apotheke|bäckerei|werkstatt|markt)\b)"
)
"""Words over doors that are no names."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What was taken for a sign."""

    lines: tuple[TextLine, ...]
    """From the top down."""
    name: tuple[str, tuple[TextLine, ...]] | None
    """Name of a business and the lines that it stands in; None where there is none or more than one."""

    @property
    def text(self) -> str:
        """Line by line."""
        return "\n".join(line.text for line in self.lines)

    @property
    def tells_trade(self) -> bool:
        """Whether a word of it is of those that stand over doors."""
        return TRADE.search(self.text) is not None


def sign_of(photo: Photo) -> Sign | None:
    """The sign of a photo; None where no writing is large, high and well read."""
    high = [
        line
        for line in photo.lines
        if line.height >= LEAST_HEIGHT * photo.height
        and (line.top + line.bottom) / 2 <= LOWEST * photo.height
        and line.confidence >= SURE
        and sum(char.isalpha() for char in line.text) >= 2
    ]
    if not high:
        return None
    largest = max(line.height for line in high)
    lines = sorted((line for line in high if line.height >= MUCH_SMALLER * largest), key=lambda line: line.top)
    return Sign(tuple(lines), _name(lines))


def _name(lines: Sequence[TextLine]) -> tuple[str, tuple[TextLine, ...]] | None:
    found = {name: (line,) for line in lines if (name := business_name(line.text))}
    if not found and len(lines) > 1 and (name := business_name("".join(line.text for line in lines))):
        return name, tuple(lines)
    return next(iter(found.items())) if len(found) == 1 else None


def business_name(text: str) -> str | None:
    """The name of a business that a line consists of, or ends in."""
    words = " ".join(text.split())
    match = BUSINESS.fullmatch(words.replace(" ", "")) or LATIN_BUSINESS.fullmatch(words)
    return match[0] if match else None
