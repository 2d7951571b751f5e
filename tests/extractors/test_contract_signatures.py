"""Signatures and seals: whose they are, and that nothing is claimed where nothing can be seen."""

from dataclasses import replace

import pytest

from sme_extract.documents.model import Seal
from sme_extract.extractors.contract import Contract
from sme_extract.extractors.engine import extract
from sme_extract.schemas.geometry import BoundingBox

from .pages import document, page, word

A, B = "宁波澜缎新材料有限公司", "杭州云枢户外用品有限公司"
LEFT, MIDDLE, RIGHT = 150, 300, 450


def sealed(x, y=330.0, text="", confidence=0.95):
    return Seal(BoundingBox(x - 42, y - 42, x + 42, y + 42), text, confidence if text else 0.0)


def contract(*seals, lines=None, source="text-layer", gray=False, width=600.0):
    """A contract whose last lines are signature blocks side by side, and the seals on its page."""
    head = [word("购销合同", 250, 10), word(f"甲方：{A}", 20, 40), word(f"乙方：{B}", 20, 60)]
    block = lines or [
        word("甲方（盖章）：", 20, 300),
        word("乙方（盖章）：", 320, 300),
        word("授权代表（签字）：", 20, 320),
        word("授权代表（签字）：", 320, 320),
    ]
    words = [replace(each, source=source) for each in (*head, *block)]
    made = page(*words, width=width, height=842.0)
    made.seals = lambda: None if gray else seals
    return extract(Contract(document(made)), 1.0)


def value(result, name):
    cell = result.fields[name]
    return None if cell is None else cell.value


def both(result, what):
    return value(result, f"party_a.{what}"), value(result, f"party_b.{what}")


def codes(result):
    return [finding.code for finding in result.findings if "seal" in finding.code]


def test_a_seal_belongs_to_the_party_in_whose_place_it_stands():
    result = contract(sealed(LEFT), sealed(RIGHT))
    assert both(result, "sealed") == (True, True)
    assert both(result, "seal_text") == (None, None)
    assert result.fields["party_b.sealed"].evidence[0].bbox == sealed(RIGHT).bbox.rounded()
    assert codes(result) == []


def test_a_seal_belongs_to_the_party_whose_name_it_bears_wherever_it_stands():
    result = contract(sealed(MIDDLE, 360, A), sealed(RIGHT, text=B))
    assert both(result, "sealed") == (True, True)
    assert both(result, "seal_text") == (A, B)
    assert result.fields["party_a.sealed"].confidence >= 0.9


@pytest.mark.parametrize(("x", "y"), [(MIDDLE + 15, 330), (LEFT, 120)])
def test_a_seal_that_could_be_either_s_or_nobody_s_is_only_told(x, y):
    result = contract(sealed(x, y))
    assert both(result, "sealed") == (None, None)
    assert codes(result) == ["seal-unattributed"]


def test_a_red_logo_far_from_the_signatures_is_no_seal_but_one_with_a_name_is():
    assert codes(contract(sealed(520, 45))) == []
    assert codes(contract(sealed(520, 45, "苏州锦阙织造有限公司"))) == ["seal-unattributed"]


def test_a_seal_cut_off_at_the_edge_runs_over_the_pages_and_tells_nothing():
    result = contract(sealed(590, 330))
    assert both(result, "sealed") == (False, False)
    assert codes(result) == []


def test_one_seal_of_two_is_noticed():
    result = contract(sealed(LEFT))
    assert both(result, "sealed") == (True, False)
    assert codes(result) == ["one-sided-seal"]
    assert result.fields["party_b.sealed"].confidence < 0.9


def test_a_photo_that_passes_for_a_huge_page_has_larger_places():
    words = [
        word("购销合同", 1250, 50, size=50),
        word(f"甲方：{A}", 100, 200, size=50),
        word(f"乙方：{B}", 100, 300, size=50),
    ]
    words += [word("甲方（盖章）：", 100, 1500, size=50), word("乙方（盖章）：", 1600, 1500, size=50)]
    made = page(*words, width=3000.0, height=4210.0)
    made.seals = lambda: (Seal(BoundingBox(540, 1590, 960, 2010)),)
    result = extract(Contract(document(made)), 1.0)
    assert both(result, "sealed") == (True, False)


def test_a_person_presses_no_seal():
    lines = [word("甲方（盖章）：", 20, 300), word("乙方（签字）：王芳", 320, 300)]
    head = [word("劳动合同", 250, 10), word(f"甲方：{A}", 20, 40), word("乙方：王芳", 20, 60)]
    made = page(*head, *lines, height=842.0)
    made.seals = lambda: (sealed(LEFT),)
    result = extract(Contract(document(made)), 1.0)
    assert both(result, "sealed") == (True, False)
    assert value(result, "party_b.signed") is True
    assert codes(result) == []


def test_a_seal_of_another_name_is_noticed():
    result = contract(sealed(LEFT, text="苏州锦阙织造有限公司"), sealed(RIGHT, text=B))
    assert value(result, "party_a.sealed") is True
    assert value(result, "party_a.seal_text") == "苏州锦阙织造有限公司"
    assert codes(result) == ["seal-name"]


def test_a_seal_of_the_other_party_is_the_other_s():
    result = contract(sealed(LEFT, text=B))
    assert both(result, "sealed") == (False, True)


def test_a_name_with_a_misread_character_owns_the_seal_but_is_not_given_out():
    result = contract(sealed(LEFT, text=A.replace("缎", "级")), sealed(RIGHT, text=B))
    assert both(result, "sealed") == (True, True)
    assert value(result, "party_a.seal_text") is None
    assert result.fields["party_a.seal_text"].raw == A.replace("缎", "级")


def test_without_colour_nothing_is_said_of_seals():
    result = contract(gray=True)
    assert both(result, "sealed") == (None, None)


def test_places_under_each_other():
    lines = [word("甲方盖章：", 20, 200), word("日期：2026年3月5日", 20, 230), word("乙方盖章：", 20, 340)]
    result = contract(sealed(120, 215), lines=lines)
    assert both(result, "sealed") == (True, False)


def test_a_seal_between_two_places_under_each_other_is_nobody_s():
    lines = [word("甲方盖章：", 20, 250), word("乙方盖章：", 20, 310)]
    result = contract(sealed(120, 285), lines=lines)
    assert both(result, "sealed") == (None, None)
    assert codes(result) == ["seal-unattributed"]


@pytest.mark.parametrize(
    ("left", "right", "source", "wanted"),
    [
        ("授权代表（签字）：林晓雯", "授权代表（签字）：", "text-layer", (True, False)),
        ("授权代表（签字）：林晓雯", "授权代表（签字）：", "ocr", (True, None)),
        ("法定代表人或授权代表（签字）：____", "委托代理人：陈立", "text-layer", (False, True)),
        ("法定代表人：林晓雯", "法定代表人：陈立", "text-layer", (None, None)),
    ],
)
def test_a_name_in_the_place_to_sign_is_a_signature(left, right, source, wanted):
    lines = [
        word("甲方（盖章）：", 20, 300),
        word("乙方（盖章）：", 320, 300),
        word(left, 20, 320),
        word(right, 320, 320),
    ]
    assert both(contract(lines=lines, source=source), "signed") == wanted


def test_who_signs_for_a_party_is_not_its_name():
    lines = [word("甲方签字：林晓雯", 20, 300), word("乙方签字：陈立", 320, 300)]
    result = contract(lines=lines)
    assert (value(result, "party_a.name"), value(result, "party_b.name")) == (A, B)
    assert both(result, "signed") == (True, True)
