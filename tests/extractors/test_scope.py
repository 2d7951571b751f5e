import re

from hypothesis import given
from hypothesis import strategies as st

from sme_extract.extractors.scope import Scope, rows_of
from sme_extract.schemas.geometry import BoundingBox

from .pages import document, page, scope, word


def test_letter_spaced_label_is_one_squeezed_text():
    row = scope(word("名", 0, 0), word("称:", 60, 0), word("甲公司", 90, 0)).rows[0]
    assert row.text == "名称:甲公司"


def test_span_keeps_the_print_and_its_box():
    row = scope(word("名称：甲公司", 0, 0)).rows[0]
    span = row.span(3, 6, "test")
    assert (span.text, span.bbox) == ("甲公司", BoundingBox(30, 0, 60, 10))


def test_full_width_is_compared_half_width_and_kept_as_printed():
    row = scope(word("（小写）￥１２．００", 0, 0)).rows[0]
    assert row.text == "(小写)¥12.00"
    assert row.span(4, 10, "test").text == "￥１２．００"


def test_rows_follow_a_slope():
    words = [word("字", 20 * i, 2.0 * i) for i in range(20)]
    assert len(rows_of(1, words)) == 1


def test_rows_one_line_apart_stay_apart():
    assert [row.text for row in rows_of(1, [word("下", 0, 12), word("上", 0, 0)])] == ["上", "下"]


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 30)), max_size=30))
def test_every_word_is_in_exactly_one_row(places):
    words = [word(f"w{i}", float(x), 14.0 * y) for i, (x, y) in enumerate(places)]
    rows = rows_of(1, words)
    assert sorted(w.text for row in rows for w in row.words) == sorted(w.text for w in words)


def test_a_region_holds_only_its_words():
    whole = scope(word("左", 0, 0), word("右", 300, 0))
    assert whole.within(1, BoundingBox(200, 0, 400, 20)).rows[0].text == "右"


def test_noise_is_left_out():
    doc = document(page(word("甲公司", 0, 0), word("03+*9<>2", 300, 0)))
    assert Scope.of(doc, noise=re.compile(r"[0-9+*<>]+")).rows[0].text == "甲公司"


def test_a_short_label_inside_a_longer_one_is_not_a_label():
    inside = scope(word("项目名称", 0, 0), labels=("项目名称", "名称"))
    assert inside.label_at(inside.rows[0], 2, 4)
    alone = scope(word("名称", 0, 0), labels=("项目名称", "名称"))
    assert not alone.label_at(alone.rows[0], 0, 2)
