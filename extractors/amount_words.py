"""Chinese amounts in words (大写金额), read and written.

Rules: 正确填写票据和结算凭证的基本规定, appendix of 支付结算办法. A text is right when it is one of the ways to
write its own value: it is first evaluated leniently, then held against every accepted spelling of the result.
"""

import re
from decimal import Decimal

from sme_extract.extractors.normalize import squeeze

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_SCALES = ((10**8, "亿"), (10**4, "万"), (10**3, "仟"), (10**2, "佰"), (10, "拾"))
_LIMIT = Decimal(10**16)
_VARIANTS = str.maketrans(
    "〇○一弌二弍貳两兩三參参叄四五六陸七八九十百千萬億元圓園园正",
    "零零壹壹贰贰贰贰贰叁叁叁叁肆伍陆陆柒捌玖拾佰仟万亿圆圆圆圆整",
)
# The blank filler ⊗ of paper invoices, and what it is read as. NFKC would make digits and letters of some.
_FILLERS = str.maketrans(dict.fromkeys("⨂⊕⊙◎ⓧⓍ⑧⑨×◯", "⊗"))
# 人民币（大写）：（负数）⊗ — a digit must follow the filler, so that no digit hides behind it.
_PREFIX = re.compile(
    r"人民币|RMB|CNY|\(?大写\)?|[¥:]|(?P<sign>\(负数\)|负)"
    r"|[⊗〇○](?=\(?负|[壹贰貳弍叁參参叄肆伍陆陸柒捌玖一二两兩三四五六七八九])"
)
_LONGEST = 64
# 壹仟陆佰捌拾圆零叁角贰分
_WORDS = re.compile(
    rf"(?:(?P<yuan>[{_DIGITS}拾佰仟万亿]+)圆)?零?(?:(?P<jiao>[{_DIGITS}])角)?零?(?:(?P<fen>[{_DIGITS}])分)?整?"
)


def parse_words(text: str, *, terminated: bool = True) -> Decimal:
    """Value of an amount in words, two decimals.

    An amount that ends at 圆 must close with 整, or else a lost second line would pass unseen; contracts often leave it
    out: `terminated=False` allows that.
    """
    negative, words = _strip_prefixes(text)
    match = _WORDS.fullmatch(words)
    if match is None or not words:
        raise ValueError(f"not an amount in words: {text!r}")
    yuan = _evaluate(match["yuan"] or "")
    jiao, fen = (_DIGITS.index(match[name] or "零") for name in ("jiao", "fen"))
    if yuan >= _LIMIT or not re.fullmatch(_spellings(yuan, jiao, fen, terminated=terminated), words):
        raise ValueError(f"malformed amount in words: {text!r}")
    cents = yuan * 100 + jiao * 10 + fen
    return Decimal(-cents if negative else cents).scaleb(-2)


def format_words(amount: Decimal) -> str:
    """The official writing: `壹仟零玖圆零贰分`, `伍角整`, `（负数）伍佰圆整`."""
    if not amount.is_finite() or abs(amount) >= _LIMIT or amount != round(amount, 2):
        raise ValueError(f"not an amount of whole 分 below 10^16: {amount}")
    yuan, cents = divmod(int(abs(amount).scaleb(2)), 100)
    jiao, fen = divmod(cents, 10)
    sign = "（负数）" if amount < 0 else ""
    head = _integer(yuan, "") + "圆" if yuan or not cents else ""
    return sign + head + _fraction(yuan, jiao, fen)


def _strip_prefixes(text: str) -> tuple[bool, str]:
    """Sign, and the words in canonical characters."""
    rest, signs = squeeze(text.translate(_FILLERS)), 0
    while prefix := _PREFIX.match(rest):
        signs += prefix["sign"] is not None
        rest = rest[prefix.end() :]
    if signs > 1 or len(rest) > _LONGEST:
        raise ValueError(f"not an amount in words: {text!r}")
    return signs == 1, rest.translate(_VARIANTS)


def _evaluate(words: str) -> int:
    """Value of canonical integer words, however odd they are."""
    for size, unit in _SCALES:
        head, found, tail = words.rpartition(unit)
        if found:
            # 拾 alone is ten.
            return (_evaluate(head) if head else 1) * size + _evaluate(tail)
    return _DIGITS.index(words[-1]) if words else 0


def _integer(number: int, optional_zero: str) -> str:
    """Official words of an integer; `optional_zero` stands where 零 may be written or left out (壹拾万[零]柒仟)."""
    for size, unit in _SCALES:
        if number < size:
            continue
        high, low = divmod(number, size)
        if not low:
            gap = ""
        elif low < size // 10:
            gap = "零"
        else:
            gap = "" if high % 10 else optional_zero
        return _integer(high, optional_zero) + unit + gap + (_integer(low, optional_zero) if low else "")
    return _DIGITS[number]


def _fraction(yuan: int, jiao: int, fen: int) -> str:
    """Official words after 圆."""
    if not fen:
        return f"{_DIGITS[jiao]}角整" if jiao else "整"
    if jiao:
        return f"{_DIGITS[jiao]}角{_DIGITS[fen]}分"
    return f"零{_DIGITS[fen]}分" if yuan else f"{_DIGITS[fen]}分"


def _spellings(yuan: int, jiao: int, fen: int, *, terminated: bool) -> str:
    """Pattern of every accepted writing of one amount."""
    head = re.sub("^壹拾", "壹?拾", _integer(yuan, "零?")) + "圆"
    zero = "" if yuan % 10 else "零?"
    jiao_word, fen_word = f"{_DIGITS[jiao]}角", f"{_DIGITS[fen]}分"
    if jiao:
        tail = zero + jiao_word + (fen_word if fen else "(?:整?|零分整?)")
        bare = jiao_word + (fen_word if fen else "(?:整?|零分整?)")
    elif fen:
        tail, bare = f"零角?{fen_word}", fen_word
    else:
        end = "整" if terminated else "整?"
        tail, bare = f"(?:{end}|零角零分整?)", "(?!)"
    return f"{head}{tail}" if yuan else f"{head}{tail}|{bare}"
