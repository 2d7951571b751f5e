"""Columns of running text are read one after the other; nothing else is parted."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sme_extract.documents.layout.reading_order import reading_order
from sme_extract.documents.model import Page, Region, Word
from sme_extract.extractors.scope import page_rows
from sme_extract.schemas.geometry import BoundingBox


def region(left, top, right, bottom, kind="text"):
    return Region(kind, BoundingBox(left, top, right, bottom), 1.0)


HEADING = region(100, 20, 500, 40, "title")
LEFT, RIGHT = region(50, 60, 280, 400), region(320, 60, 550, 400)


def test_two_columns_under_a_heading():
    assert reading_order([HEADING, LEFT, RIGHT]) == (
        BoundingBox(-inf, -inf, inf, 60),
        BoundingBox(-inf, 60, 300, 400),
        BoundingBox(300, 60, inf, 400),
        BoundingBox(-inf, 400, inf, inf),
    )


@pytest.mark.parametrize(
    "regions",
    [
        [],
        [HEADING, LEFT],
        [region(50, 60, 550, 100), region(50, 120, 550, 300)],
        [region(50, 60, 280, 400, "table"), RIGHT],
        [region(50, 60, 280, 100), region(320, 95, 550, 400)],  # hardly beside each other
    ],
)
def test_a_page_of_one_column_has_no_parts(regions):
    assert reading_order(regions) == ()


def test_blocks_of_one_column_stay_in_it():
    upper, lower = region(50, 60, 280, 200), region(60, 210, 270, 400)
    assert len(reading_order([upper, lower, RIGHT])) == 4


def test_columns_above_and_below_a_table():
    again = [region(50, 600, 280, 700), region(320, 600, 550, 700)]
    parts = reading_order([LEFT, RIGHT, region(50, 420, 550, 580, "table"), *again])
    assert [part.top for part in parts] == [-inf, 60, 60, 400, 600, 600, 700]


boxes = st.builds(
    lambda left, top, width, height: region(left, top, left + width, top + height),
    *(st.floats(0, 500) for _ in range(2)),
    *(st.floats(1, 300) for _ in range(2)),
)


@given(st.lists(boxes, max_size=8), st.lists(st.tuples(st.floats(0, 900), st.floats(0, 900)), max_size=10))
def test_every_word_of_a_page_is_read_once(regions, places):
    words = tuple(Word("x", BoundingBox(x, y, x + 5, y + 10), "ocr", 1.0) for x, y in places)
    page = Page(1, 1000, 1000, words, parts=reading_order(regions))
    assert sorted(map(repr, words)) == sorted(repr(word) for row in page_rows(page) for word in row.words)


def test_rows_follow_the_columns():
    texts = {"left one": (50, 70), "right one": (320, 70), "left two": (50, 90), "right two": (320, 90)}
    words = tuple(Word(t, BoundingBox(x, y, x + 60, y + 10), "text-layer", 1.0) for t, (x, y) in texts.items())
    read = Page(1, 600, 800, words, parts=reading_order([LEFT, RIGHT]))
    assert [row.text for row in page_rows(read)] == ["leftone", "lefttwo", "rightone", "righttwo"]
    assert [row.text for row in page_rows(Page(1, 600, 800, words))] == ["leftonerightone", "lefttworighttwo"]
