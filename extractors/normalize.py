"""Text made comparable: widths, radicals, spaces. For keys and parsers; evidence keeps the raw text."""

import unicodedata

# PDF fonts map glyphs to radicals. NFKC mends the Kangxi block (⽇ -> 日) but only two of the CJK Radicals Supplement.
# Forms that are only parts of characters (⺡, ⻌) stay: no text means them.
_SUPPLEMENT = str.maketrans(
    "⺎⺒⺓⺜⺝⺠⺩⺫⺬⺮⺶⺷⺸⺺⻁⻃⻄⻅⻆⻇⻉⻊⻋⻐⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱",
    "兀巳幺日月民王目示竹羊羊羊聿虎西西见角角贝足车钅長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜",
)
_INVISIBLE: dict[int, int | None] = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_RADICALS = range(0x2E80, 0x2FE0)
_COMPATIBILITY = range(0xF900, 0xFB00)


def normalize(text: str) -> str:
    """NFKC (full-width to half-width, Kangxi radicals to characters), supplement radicals, no invisible characters.

    The length may change: `㎡` becomes `m2`.
    """
    return unicodedata.normalize("NFKC", text.translate(_SUPPLEMENT).translate(_INVISIBLE))


def squeeze(text: str) -> str:
    """Normalized, without any white space: for labels and keys."""
    return "".join(normalize(text).split())


def name_key(text: str) -> str:
    """Key under which company names are compared: `（青岛）` and `(青岛)` are one name."""
    return squeeze(text).upper()


def half_width(text: str) -> str:
    """Full-width ASCII, the wide space and `￥` made narrow, and nothing else: `²` and `①` never become digits."""
    return text.translate(_FULL_WIDTH).translate(_INVISIBLE)


def mend_glyphs(text: str) -> str:
    """Radicals and compatibility ideographs made ordinary characters; widths and brackets stay as printed."""
    return "".join(map(_mend, text.translate(_SUPPLEMENT).translate(_INVISIBLE)))


def _mend(char: str) -> str:
    code = ord(char)
    return unicodedata.normalize("NFKC", char) if code in _RADICALS or code in _COMPATIBILITY else char
