import pytest

from sme_extract.documents.ocr.engine import OcrWord
from sme_extract.documents.ocr_words import mean_confidence, page_words, split_runs
from sme_extract.schemas.geometry import BoundingBox


def level(text, box, confidence=0.99, edges=()):
    left, top, right, bottom = box
    return OcrWord(text, confidence, ((left, top), (right, top), (right, bottom), (left, bottom)), edges)


def same(x, y):
    return x, y


def spread(text, *gaps_before, height=1.0, width=0.5):
    """Edges of characters `width` wide; `gaps_before` maps an index to the gap in front of it."""
    gaps, x, edges = dict(gaps_before), 0.0, []
    for i, _ in enumerate(text):
        x += gaps.get(i, 0.0) * height
        edges.append((x, x + width))
        x += width
    return tuple(edges)


@pytest.mark.parametrize(
    ("text", "gaps", "runs"),
    [
        ("126.213%", [(6, 1.3)], ["126.21", "3%"]),  # amount and rate of two cells
        ("11709.40 17%", [], ["11709.40 17%"]),  # one space is no wide gap
        ("11709.40 17%", [(9, 0.6)], ["11709.40", "17%"]),
        ("金额", [(1, 1.6)], ["金额"]),  # a label spaced out to fill its cell
        ("金额", [(1, 2.5)], ["金", "额"]),
        ("服务费用单位", [(4, 1.2)], ["服务费用", "单位"]),
        ("1 2 3", [(2, 1.0), (4, 1.0)], ["1", "2", "3"]),
        ("机器编号499", [(4, 0.8)], ["机器编号499"]),
        ("A", [], ["A"]),
        ("  ", [], []),
    ],
)
def test_lines_are_split_at_gaps_that_only_cells_have(text, gaps, runs):
    assert [text[a:b] for a, b in split_runs(text, spread(text, *gaps), 1.0)] == runs


def test_split_words_keep_their_own_boxes_and_edges():
    edges = ((0.0, 0.1), (0.1, 0.2), (0.6, 0.8), (0.8, 1.0))
    left, right = page_words([level("1234", (100, 50, 300, 80), edges=edges)], same)
    assert (left.text, left.bbox) == ("12", BoundingBox(100, 50, 140, 80))
    assert (right.text, right.bbox) == ("34", BoundingBox(220, 50, 300, 80))
    assert right.edges[0] == pytest.approx((220, 260))
    assert right.slice_box(1, 2) == BoundingBox(260, 50, 300, 80)


def test_lines_that_run_down_the_page_stay_whole_and_without_edges():
    down = OcrWord("购买方", 0.9, ((130, 50), (130, 250), (100, 250), (100, 50)), ((0, 0.1), (0.5, 0.6), (0.9, 1)))
    (word,) = page_words([down], same)
    assert (word.text, word.bbox, word.edges) == ("购买方", BoundingBox(100, 50, 130, 250), ())


def test_noise_is_no_word_but_lowers_the_mean():
    lines = [level("清楚", (0, 0, 40, 20), confidence=1.0), level("模糊", (0, 30, 40, 50), confidence=0.4)]
    assert [word.text for word in page_words(lines, same)] == ["清楚"]
    assert mean_confidence(lines) == pytest.approx(0.7)


def test_words_say_that_ocr_read_them():
    (word,) = page_words([level("a", (0, 0, 40, 20), confidence=0.8)], same)
    assert (word.source, word.confidence) == ("ocr", 0.8)
