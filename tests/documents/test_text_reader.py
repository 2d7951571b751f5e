import pytest

from sme_extract.documents.reader import Blob, Limits, ReadOptions
from sme_extract.documents.text_reader import TEXT, TextReader
from sme_extract.schemas.errors import TooLarge

READER = TextReader()


def read(text, **limits):
    blob = Blob("a.txt", text.encode(), "sha")
    assert READER.sniff(blob) == TEXT
    return READER.read(blob, TEXT, ReadOptions(limits=Limits(**limits)))


def placed(page):
    return [(word.text, word.bbox.left, word.bbox.top) for word in page.words]


def test_lines_stand_one_under_the_other():
    assert placed(read("one\r\n\r\nthree").pages[0]) == [("one", 0.0, 0.0), ("three", 0.0, 28.0)]


def test_wide_gaps_part_words_and_chinese_characters_are_twice_as_wide():
    assert placed(read("甲方：某     乙方：某").pages[0]) == [("甲方：某", 0.0, 0.0), ("乙方：某", 78.0, 0.0)]


def test_tabs_go_to_the_next_stop():
    assert placed(read("a\tb\t\tc").pages[0]) == [("a", 0.0, 0.0), ("b", 48.0, 0.0), ("c", 144.0, 0.0)]


def test_spaced_label_stays_whole():
    assert placed(read("账　　号：1").pages[0]) == [("账　　号：1", 0.0, 0.0)]


def test_form_feed_starts_a_page():
    assert [placed(page)[0][0] for page in read("one\ftwo").pages] == ["one", "two"]


def test_too_many_pages_are_refused():
    with pytest.raises(TooLarge, match="max_pages"):
        read("a\f" * 5, max_pages=3)


@pytest.mark.parametrize(
    "data", [b"  \n", b"<a/>", b'{"a": 1}', b"{\\rtf1 x}", b"\0\1\2", b"#!/bin/sh\nls", b"%PDF-1.7\n1 0 obj"]
)
def test_text_for_machines_is_not_claimed(data):
    assert READER.sniff(Blob("a.txt", data, "")) is None
