from itertools import pairwise

import pytest

from sme_extract.documents.ocr.glyphs import char_edges, even_edges


def test_each_character_gets_an_edge_pair_in_order():
    edges = char_edges("金额12", [0.125, 0.375, 0.5625, 0.6875], 0.25)
    assert len(edges) == 4
    assert all(left < right for left, right in edges)
    assert all(a[1] <= b[0] + 1e-9 for a, b in pairwise(edges))


def test_digits_are_half_as_wide_as_chinese_characters():
    (a, b), *_, (c, d) = char_edges("金金11", [0.1, 0.3, 0.45, 0.55], 0.3)
    assert b - a == pytest.approx(2 * (d - c), rel=0.05)


def test_a_wide_gap_stays_open():
    edges = char_edges("12", [0.1, 0.9], 0.1)
    assert edges[1][0] - edges[0][1] > 0.7


def test_spaces_get_the_room_between_their_neighbours():
    edges = char_edges("1 2", [0.1, 0.5], 0.1)
    assert edges[1] == (edges[0][1], edges[2][0])


def test_nothing_is_claimed_when_characters_and_columns_differ_in_number():
    assert char_edges("123", [0.1, 0.5], 0.1) == ()
    assert char_edges("  ", [], 0.1) == ()


def test_edges_never_leave_the_line():
    edges = char_edges("金", [0.01], 0.9)
    assert edges[0][0] == 0


def test_without_any_sight_of_the_characters_they_share_the_line_by_width():
    assert even_edges("金12") == ((0, 0.5), (0.5, 0.75), (0.75, 1))
    assert even_edges("") == ()
