"""Where the glyphs of a text object land and how they become words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sme_extract.documents.ofd_text import parse_deltas
from sme_extract.tests.documents.ofd_builder import MM, read_page, text_object, texts


def box_mm(word):
    return tuple(round(edge / MM, 2) for edge in (word.bbox.left, word.bbox.top, word.bbox.right, word.bbox.bottom))


@pytest.mark.parametrize(
    ("text", "limit", "steps"),
    [
        ("1 2.5 3", 9, [1, 2.5, 3]),
        ("g 3 2.5", 9, [2.5, 2.5, 2.5]),
        ("g 2 1 7 g 1 4 5", 9, [1, 1, 7, 4, 5]),
        ("g 999999999 1", 4, [1, 1, 1, 1]),
        ("g " + "9" * 5000 + " 1", 2, [1, 1]),
        ("1 2 3", 2, [1, 2]),
        ("1,2", 9, [1, 2]),
        ("g 3", 9, []),
        ("g x 1 2", 9, []),
        ("1 nan inf x", 9, [1, 0, 0, 0]),
        ("", 9, []),
    ],
)
def test_steps_are_unfolded(text, limit, steps):
    assert parse_deltas(text, limit) == steps


@given(st.text("g0123456789.- "), st.integers(0, 20))
def test_no_list_of_steps_grows_over_its_limit(text, limit):
    assert len(parse_deltas(text, limit)) <= limit


def test_a_word_lies_at_boundary_plus_code_in_points():
    page = read_page(text_object("甲乙", boundary="10 20 50 6", size=4, code='DeltaX="4"'))
    (word,) = page.words
    # baseline at 20 + 4 mm, the letters reach from 0.86 em above it to 0.14 em below
    assert box_mm(word) == (10, 20.56, 18, 24.56)
    assert (word.source, word.confidence) == ("text-layer", 1.0)


def test_every_character_has_its_edges():
    (word,) = read_page(text_object("甲1.5", boundary="10 20 50 6", code='DeltaX="4 2 2"')).words
    assert [(round(left / MM, 2), round(right / MM, 2)) for left, right in word.edges] == [
        (10, 14),
        (14, 16),
        (16, 18),
        (18, 20),
    ]


def test_without_steps_wide_and_narrow_characters_differ():
    (word,) = read_page(text_object("甲12", boundary="10 20 50 6")).words
    assert box_mm(word)[2] == 18


@pytest.mark.parametrize(
    ("text", "deltas", "words"),
    [
        ("名称", "4", ["名称"]),
        ("名称", "5.9", ["名称"]),
        ("名称", "6.1", ["名", "称"]),
        ("12", "2.4", ["12"]),
        ("12", "4.2", ["1", "2"]),
        ("甲 乙", "4 2", ["甲", "乙"]),
        ("甲　乙", "4 4", ["甲", "乙"]),
        (" 甲乙  ", "2 4 2 2", ["甲乙"]),
    ],
)
def test_words_part_at_blanks_and_wide_gaps(text, deltas, words):
    assert texts(read_page(text_object(text, code=f'DeltaX="{deltas}"'))) == words


def test_a_leading_blank_takes_its_step():
    (word,) = read_page(text_object(" 甲", boundary="10 20 50 6", code='DeltaX="2"')).words
    assert box_mm(word)[0] == 12


def test_one_text_code_can_hold_two_rows():
    page = read_page(text_object("甲乙丙丁", boundary="10 20 50 20", code='DeltaX="4 -4 4" DeltaY="0 6 0"'))
    assert texts(page) == ["甲乙", "丙丁"]
    assert page.words[1].bbox.top - page.words[0].bbox.top == pytest.approx(6 * MM)


def test_a_column_comes_out_character_by_character():
    page = read_page(text_object("购买方", code='DeltaY="g 2 5"'))
    assert texts(page) == ["购", "买", "方"]
    assert len({round(word.bbox.left, 3) for word in page.words}) == 1


def test_ctm_scales_text():
    page = read_page(text_object("甲乙", boundary="10 20 50 6", size=10, code='DeltaX="10"', CTM="0.4 0 0 0.4 1 0"))
    assert box_mm(page.words[0]) == (11, 18.16, 19, 22.16)


def test_ctm_turns_text():
    page = read_page(text_object("甲乙", boundary="100 20 6 50", code='DeltaX="4"', CTM="0 1 -1 0 6 0"))
    assert [box_mm(word)[1] for word in page.words] == [20, 24]


def test_glyph_transforms_do_not_disturb():
    inner = (
        '<ofd:CGTransform CodePosition="0" CodeCount="1" GlyphCount="1"><ofd:Glyphs>7</ofd:Glyphs></ofd:CGTransform>'
    )
    assert texts(read_page(text_object("施", inner=inner))) == ["施"]


def test_several_codes_in_one_object_go_on():
    second = '<ofd:TextCode X="20" Y="4">乙</ofd:TextCode>'
    assert texts(read_page(text_object("甲", inner=second))) == ["乙", "甲"]


def test_characters_drawn_one_by_one_become_a_word():
    objects = [text_object(c, boundary=f"{10 + 4 * i} 10 4 5", object_id=i) for i, c in enumerate("工程名称")]
    (word,) = read_page(*objects).words
    assert (word.text, len(word.edges)) == ("工程名称", 4)


def test_a_label_and_the_value_beside_it_stay_apart():
    page = read_page(
        text_object("名称：", boundary="10 10 12 5", code='DeltaX="4 4"'),
        text_object("甲公司", boundary="22 10 12 5", code='DeltaX="4 4"', object_id=2),
    )
    assert texts(page) == ["名称：", "甲公司"]


def test_a_word_drawn_twice_to_look_bold_counts_once():
    page = read_page(
        text_object("合计", code='DeltaX="4"'),
        text_object("合计", boundary="10.1 10 80 5", code='DeltaX="4"'),
        text_object("合计", boundary="10 30 80 5", code='DeltaX="4"'),
    )
    assert texts(page) == ["合计", "合计"]


@pytest.mark.parametrize(
    "attributes",
    [{"Visible": "false"}, {"Alpha": "0"}, {"Fill": "false"}, {"Size": "0", "size": 0}],
    ids=["switched off", "transparent", "neither filled nor stroked", "no size"],
)
def test_what_nobody_sees_is_left_out(attributes):
    attributes.pop("Size", None)
    assert texts(read_page(text_object("甲", **attributes), text_object("乙", boundary="10 30 9 9"))) == ["乙"]


def test_a_transparent_outline_leaves_the_letters_visible():
    inner = '<ofd:FillColor Value="0 0 0"/><ofd:StrokeColor Value="0 0 0" Alpha="0"/>'
    assert texts(read_page(text_object("甲", inner=inner))) == ["甲"]


def test_a_transparent_fill_hides_the_letters():
    assert texts(read_page(text_object("甲", inner='<ofd:FillColor Value="0 0 0" Alpha="0"/>'))) == []


@pytest.mark.parametrize("number", ["1e300", "inf", "nan", "-1e9", "x"])
def test_absurd_numbers_do_no_harm(number):
    page = read_page(
        text_object("甲", boundary=f"{number} 0 1 1", CTM=f"{number} 0 0 {number} 0 0", size=number),
        f'<ofd:ImageObject Boundary="0 0 {number} 1" CTM="{number} 0 0 1 0 0" ResourceID="1"/>',
        text_object("乙", boundary="10 30 9 9"),
    )
    assert "乙" in texts(page)


def test_text_beside_the_page_is_left_out():
    assert texts(read_page(text_object("甲", boundary="10 286 20 5"), area="0 0 210 140")) == []
