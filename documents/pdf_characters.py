"""What a glyph of a PDF says: repairs of radicals, controls and characters that the font does not name."""

import unicodedata
from functools import cache

UNMAPPED = "\ufffd"
"""Stands for a glyph that the file draws but does not name."""

# Simplified forms of the block CJK Radicals Supplement that NFKC leaves alone, with the character that each depicts
# (Unicode property Equivalent_Unified_Ideograph). PDF writers of some office programs emit them for whole words.
_RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
_PDFIUM_HYPHEN = 2  # pdfium's text for a hyphen that ends a line; printed amounts and ciphers end in one, too
_SPACES = frozenset({0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x3000, *range(0x2000, 0x200B), 0x202F, 0x205F})
_INVISIBLE = frozenset({0xAD, 0xFEFF, 0x2060, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)})


@cache
def character(code: int) -> str:
    """The text of one code of pdfium: `" "` for any space, `""` for what has no shape, `UNMAPPED` for no meaning."""
    if code == _PDFIUM_HYPHEN:
        return "-"
    if code in _SPACES:
        return " "
    if code in _INVISIBLE:
        return ""
    if _means_nothing(code):
        return UNMAPPED
    text = chr(code)
    if 0x2E80 <= code < 0x2FE0 or 0xF900 <= code < 0xFB00:
        plain = _RADICALS.get(text) or unicodedata.normalize("NFKC", text)
        return plain if len(plain) == 1 else text
    return text


def _means_nothing(code: int) -> bool:
    """Controls, surrogates, private use and non-characters: codes that no one else can read."""
    return (
        code < 0x20
        or 0x7F <= code < 0xA0
        or 0xD800 <= code < 0xF900
        or 0xFDD0 <= code < 0xFDF0
        or code & 0xFFFE == 0xFFFE
        or code == 0xFFFD
        or code >= 0xF0000
    )
