from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sme_extract.extractors.amount_words import format_words, parse_words

DOCUMENTED = [
    ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    ("107000.53", "壹拾万柒仟元零伍角叁分"),
    ("107000.53", "壹拾万零柒仟元伍角叁分"),
    ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
    ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
    ("6007.14", "陆仟零柒元壹角肆分"),
    ("325.04", "叁佰贰拾伍元零肆分"),
    ("10.70", "壹拾圆柒角整"),
    ("10.70", "壹拾圆零柒角整"),
    ("10.70", "拾圆柒角整"),
    ("960.00", "玖佰陆拾圆整"),
    ("1272.00", "壹仟贰佰柒拾贰圆整"),
    ("100000000.00", "壹亿圆整"),
    ("0.50", "伍角整"),
    ("0.50", "零圆伍角整"),
    ("-500.00", "（负数）伍佰圆整"),
    ("-500.00", "负伍佰圆整"),
]
OTHER_FORMS = [
    ("0.00", "零元整"),
    ("0.00", "零元零角零分"),
    ("0.05", "伍分"),
    ("0.05", "零元零伍分"),
    ("5.04", "伍元零角肆分"),
    ("5.40", "伍元肆角零分"),
    ("5.40", "伍元肆角"),
    ("100.00", "人民币（大写）：壹佰元正"),
    ("100.00", "⊗壹佰圆整"),
    ("100.00", "ⓧ 壹佰圆整"),
    ("100.00", "〇壹佰圆整"),
    ("-100.00", "（负数）⊗壹佰圆整"),
    ("-100.00", "⊗（负数）壹佰圆整"),
    ("2345.67", "二千三百四十五元六角七分"),
    ("2005.00", "两千〇五园整"),
    ("26005.00", "貳萬陸仟零伍圓整"),
    ("3.00", "参元整"),
    ("100001000.00", "壹亿零壹仟元整"),
    ("110000000.00", "壹亿壹仟万元整"),
    ("100000.00", "拾万元整"),
    ("1000000000000.00", "壹万亿圆整"),
    ("1234500000000.00", "壹万贰仟叁佰肆拾伍亿圆整"),
    ("1000000000001.00", "壹万亿零壹圆整"),
    ("1130.00", "壹 仟 壹 佰 叁 拾 圆 整"),
    ("5.50", "伍圆伍⻆整"),
]
MALFORMED = [
    "",
    "整",
    "圆整",
    "壹佰",
    "壹佰整",
    "壹佰元",  # a second line with 角 may be lost
    "元壹佰整",
    "佰壹元整",
    "佰圆整",
    "壹佰仟元整",
    "壹拾佰元整",
    "壹佰贰仟元整",
    "壹万贰亿元整",
    "壹亿亿元整",
    "壹贰元整",
    "壹佰贰元整",  # 零 is missing: 102 or a half-read 120
    "壹仟贰拾元整",
    "壹万贰佰元整",
    "壹亿伍仟元整",
    "壹佰零贰拾元整",
    "壹仟零零贰元整",
    "零壹佰元整",
    "壹佰元壹分壹角",
    "壹佰元贰分",
    "壹佰元零贰分整",
    "壹佰贰拾叁元零肆角整",
    "壹佰元壹角壹角",
    "壹佰拾元整",
    "⊗拾元整",  # a digit may hide behind the filler
    "负（负数）壹佰元整",
    "壹佰美元整",
    "壹佰元整¥100.00",
    "100.00",
    "abc",
    "拾" * 5000,
    "壹亿" * 3000 + "元整",
]


@pytest.mark.parametrize(("amount", "words"), DOCUMENTED + OTHER_FORMS)
def test_words_have_their_value(amount, words):
    value = parse_words(words)
    assert value == Decimal(amount)
    assert str(value) == amount


@pytest.mark.parametrize("words", MALFORMED)
def test_malformed_words_are_refused(words):
    with pytest.raises(ValueError):
        parse_words(words)


def test_unterminated_words_only_on_request():
    assert parse_words("人民币伍佰万元", terminated=False) == Decimal(5000000)
    with pytest.raises(ValueError):
        parse_words("伍佰万", terminated=False)


@pytest.mark.parametrize("words", [words for _, words in DOCUMENTED])
def test_one_changed_character_never_keeps_the_value(words):
    value = parse_words(words)
    characters = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整负"
    same = str.maketrans("圆", "元")
    changed = 0
    for place, original in enumerate(words):
        for other in characters:
            if other == original.translate(same):
                continue
            try:
                assert parse_words(words[:place] + other + words[place + 1 :]) != value
            except ValueError:
                changed += 1
    assert changed > 0


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零圆整"),
        ("0.5", "伍角整"),
        ("0.05", "伍分"),
        ("1009.02", "壹仟零玖圆零贰分"),
        ("107000.53", "壹拾万柒仟圆伍角叁分"),
        ("20000000", "贰仟万圆整"),
        ("-500", "（负数）伍佰圆整"),
        ("1000000000000", "壹万亿圆整"),
    ],
)
def test_official_writing(amount, words):
    assert format_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["0.001", "NaN", "Infinity", "10000000000000000"])
def test_unwritable_amounts_are_refused(amount):
    with pytest.raises(ValueError):
        format_words(Decimal(amount))


@given(st.integers(-(10**14), 10**14))
@example(10**14)
@example(10_000_000_00)
@example(100_0000_0007)
def test_written_amounts_read_back(cents):
    amount = Decimal(cents).scaleb(-2)
    assert parse_words(format_words(amount)) == amount


@given(st.text(alphabet="零壹贰伍玖拾佰仟万亿元角分整负", max_size=14))
def test_any_text_has_a_value_or_is_refused(text):
    try:
        value = parse_words(text)
    except ValueError:
        return
    assert abs(value) < Decimal(10**16)
    assert parse_words(format_words(value)) == value
