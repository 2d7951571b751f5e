import math

import pytest

from sme_extract.documents.ocr.engine import OcrWord
from sme_extract.documents.text_direction import rotation_of, skew_of


def tilted(angle, length=200.0, height=20.0, x=300.0, y=300.0):
    """A word whose text runs at `angle` degrees clockwise."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    corners = [(0, 0), (length, 0), (length, height), (0, height)]
    a, b, c, d = ((x + u * cos - v * sin, y + u * sin + v * cos) for u, v in corners)
    return OcrWord("一行文字", 1.0, (a, b, c, d))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("tilt", [0, 2, -7])
def test_rotation_is_the_way_most_text_runs(turn, tilt):
    words = [tilted(turn + tilt)] * 4 + [tilted(turn + 90, length=100)] * 3
    assert rotation_of(words) == turn


def test_single_characters_do_not_turn_a_page():
    assert rotation_of([tilted(90, length=20, height=20)] * 50 + [tilted(0)]) == 0


def test_a_page_without_words_is_upright_and_straight():
    assert rotation_of([]) == 0
    assert skew_of([], 0) == 0


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("tilt", [-10.0, -1.5, 0.5, 4.0])
def test_skew_is_what_is_left_after_the_turn(turn, tilt):
    assert skew_of([tilted(turn + tilt)] * 5, turn) == pytest.approx(tilt)


def test_skew_follows_the_long_lines_not_the_many_short_ones():
    words = [tilted(2, length=600)] * 4 + [tilted(-8, length=80)] * 12
    assert skew_of(words, 0) == pytest.approx(2)


def test_a_trace_of_skew_is_left_alone():
    assert skew_of([tilted(0.2)] * 5, 0) == 0


def test_two_lines_are_no_evidence_of_skew():
    assert skew_of([tilted(3)] * 2, 0) == 0


def test_vertical_labels_do_not_count_as_skew():
    assert skew_of([tilted(90)] * 9 + [tilted(1)] * 3, 0) == pytest.approx(1)
