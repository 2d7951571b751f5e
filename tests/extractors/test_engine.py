"""What the engine does with agreeing, disagreeing, unreadable and failing statements."""

from decimal import Decimal

import pytest

from sme_extract.documents.model import Node, Payload
from sme_extract.extractors import parse
from sme_extract.extractors.base import Extractor, Field, NoValue, item_rule, rule
from sme_extract.extractors.confidence import CERTAIN, PRIOR
from sme_extract.extractors.engine import extract
from sme_extract.extractors.find import after, element

from .pages import document, page, word


def even(number):
    return int(number) % 2 == 0


def masked_money(text):
    if text == "***":
        raise NoValue(text)
    return parse.money(text)


class Slip(Extractor):
    """A slip for tests."""

    kind = "slip"
    number = Field(parse.digits(4), element("No"), after("号码"), required=True, check=even)
    net = Field(parse.money, after("净额"))
    tax = Field(masked_money, after("税额"))
    total = Field(parse.money, element("Total"), after("总额"))

    @rule("totals-disagree", "net", "total")
    def totals(self):
        if self.net is None or self.total is None:
            return None
        return self.net == self.total or "net is not total"


def run(*words, xml=()):
    payloads = (Payload("a.xml", Node("r", children=tuple(Node(n, t) for n, t in xml)), "xml"),) if xml else ()
    return extract(Slip(document(page(*words), payloads=payloads)), 0.9)


def codes(result):
    return [finding.code for finding in result.findings]


def test_value_keeps_raw_place_and_source():
    cell = run(word("号码:1234", 0, 0)).fields["number"]
    assert (cell.value, cell.raw, cell.evidence[0].page, cell.evidence[0].source) == ("1234", "1234", 1, "text-layer")
    assert cell.evidence[0].bbox == (30.0, 0.0, 70.0, 10.0)


def test_two_sources_that_agree_both_stand_as_evidence():
    result = run(word("号码:1234", 0, 0), xml=[("No", "1234")])
    cell = result.fields["number"]
    assert [e.source for e in cell.evidence] == ["xml", "text-layer"]
    assert cell.confidence > PRIOR["xml"]
    assert not result.needs_review


def test_two_sources_that_disagree_keep_the_better_and_ask_for_review():
    result = run(word("号码:1236", 0, 0), xml=[("No", "1234")])
    cell = result.fields["number"]
    assert (cell.value, cell.conflicts[0].value) == ("1234", "1236")
    assert cell.confidence < CERTAIN
    assert codes(result) == ["sources-disagree"]
    assert result.needs_review


def test_pixels_alone_are_never_certain():
    cell = run(word("净额:12.00", 0, 0, source="ocr"), word("号码:1234", 0, 20)).fields["net"]
    assert cell.confidence < CERTAIN


def test_pixels_with_a_rule_that_holds_are():
    words = [word("号码:1234", 0, 0), word("净额:12.00", 0, 20, source="ocr"), word("总额:12.00", 0, 40, source="ocr")]
    result = run(*words)
    assert result.fields["net"].confidence >= CERTAIN


def test_failed_check_on_pixels_withholds_the_value():
    result = run(word("号码:1235", 0, 0, source="ocr"))
    cell = result.fields["number"]
    assert (cell.value, cell.raw) == (None, "1235")
    assert codes(result) == ["check-failed"]
    assert (result.status, result.needs_review) == ("partial", True)


def test_failed_check_on_a_lossless_carrier_keeps_and_flags_the_value():
    result = run(word("号码:1235", 0, 0))
    assert result.fields["number"].value == "1235"
    assert codes(result) == ["check-failed"]
    assert result.needs_review


def test_a_source_that_passes_the_check_beats_a_better_one_that_fails():
    result = run(word("号码:1234", 0, 0), xml=[("No", "1235")])
    assert result.fields["number"].value == "1234"
    assert result.needs_review


def test_missing_required_field_is_an_error():
    result = run(word("净额:12.00", 0, 0))
    assert result.fields["number"] is None
    assert codes(result) == ["missing-field"]
    assert result.status == "partial"


def test_unreadable_text_is_null_with_its_place():
    result = run(word("号码:1234", 0, 0), word("净额:abc", 0, 20))
    cell = result.fields["net"]
    assert (cell.value, cell.raw, cell.evidence[0].bbox is not None) == (None, "abc", True)
    assert codes(result) == ["unreadable-field"]


def test_a_masked_amount_is_null_without_complaint():
    result = run(word("号码:1234", 0, 0), word("税额:***", 0, 20))
    assert (result.fields["tax"].value, result.fields["tax"].raw, codes(result)) == (None, "***", [])


@pytest.mark.parametrize(("total", "expected"), [("12.00", []), ("12.01", ["totals-disagree"])])
def test_rule_that_fails_by_a_cent_is_a_finding(total, expected):
    result = run(word("号码:1234", 0, 0), word("净额:12.00", 0, 20), word(f"总额:{total}", 0, 40))
    assert codes(result) == expected
    assert result.needs_review == bool(expected)


def test_item_rule_speaks_of_its_line():
    class Lines(Slip):
        """A slip with lines."""

        def find_items(self):
            return [{"amount": self.slots["net"]}, {"amount": self.slots["net"]}]

        @item_rule("odd-line", "amount", severity="warning")
        def small(self, line):
            return line["amount"] < Decimal(1) or "too much"

    result = extract(Lines(document(page(word("号码:1234", 0, 0), word("净额:12.00", 0, 20)))), 0.9)
    assert [f.message for f in result.findings] == ["line 1: too much", "line 2: too much"]
