"""A model's answers: none is believed that the page does not bear out."""

from decimal import Decimal
from random import Random

import pytest

from sme_extract.extractors import checks, parse
from sme_extract.extractors.base import Extractor, Field
from sme_extract.extractors.engine import extract
from sme_extract.extractors.find import after, pattern, within
from sme_extract.extractors.gaps import SURE_AT_MOST, schema_of
from sme_extract.schemas.errors import EngineError
from sme_extract.schemas.geometry import BoundingBox

from .pages import document, page, word

SELLER, BUYER = "91330212MA109Y0355", "91440112MA7EPJ4T32"


def upper(_scope):
    return 1, BoundingBox(0, 0, 600, 100)


class Paper(Extractor):
    """Finders that reach nothing on the pages of these tests: their labels are not printed."""

    kind = "paper"
    labels = ("价税合计", "购买方", "销售方", "开票人", "编号", "税额", "件数")
    number = Field(parse.digits(8), after("编号"), required=True)
    seller_name = Field(parse.name, within(upper, after("供方名")), name="seller.name")
    seller_tax_id = Field(parse.tax_id, after("供方号"), name="seller.tax_id", check=checks.tax_id)
    buyer_tax_id = Field(parse.tax_id, after("需方号"), name="buyer.tax_id", check=checks.tax_id)
    total = Field(parse.money, after("应付金额"))
    words = Field(parse.words_amount, pattern(r"大写金额(?P<value>.+)", "words"))


class Model:
    """Says what it was told to say."""

    name, version = "scripted", "1"

    def __init__(self, **answers):
        self.answers = {name.replace("__", "."): value for name, value in answers.items()}
        self.asked = None

    def available(self):
        return None

    def answer(self, pages, schema):
        self.asked = schema
        return self.answers


def paper(**more):
    words = [
        word("编号:20260001", 10, 10, **more),
        word("甲公司", 10, 30, **more),
        word(SELLER, 60, 30, **more),
        word("乙公司", 10, 130, **more),
        word(BUYER, 60, 130, **more),
        word("1,500.00", 10, 150, **more),
        word("壹仟伍佰元整", 150, 150, **more),
        word("开票人:王芳", 10, 170, **more),
    ]
    return Paper(document(page(*words)))


def values(extractor, model):
    result = extract(extractor, 1.0, model=model)
    return {name: cell.value for name, cell in result.fields.items() if cell is not None}, result


def test_a_right_answer_fills_its_field_and_says_who_gave_it():
    read, result = values(paper(), Model(total="1,500.00", seller__name="甲公司", seller__tax_id=SELLER))
    assert read["total"] == Decimal("1500.00")
    assert (read["seller.name"], read["seller.tax_id"]) == ("甲公司", SELLER)
    cell = result.fields["total"]
    assert cell.evidence[0].finder == "model:scripted"
    assert cell.evidence[0].bbox is not None
    assert [f.fields for f in result.findings if f.code == "filled-by-model"] == [
        ("seller.name", "seller.tax_id", "total")
    ]


def test_only_empty_fields_are_asked_for_and_described_by_their_labels():
    model = Model()
    values(paper(), model)
    assert "number" not in model.asked["properties"]
    assert model.asked["properties"]["total"] == {
        "type": ["string", "null"],
        "description": "as printed after: 应付金额",
    }
    assert schema_of("paper", {})["title"] == "paper"


def test_what_a_finder_read_is_never_replaced():
    read, _ = values(paper(), Model(number="99999999"))
    assert read["number"] == "20260001"


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"total": "2,500.00"}, "not printed"),
        ({"total": "500.00"}, "the tail of a longer number"),
        ({"total": "1,500"}, "the head of a longer number"),
        ({"total": "甲公司"}, "no amount"),
        ({"total": "20260001"}, "read as another field"),
        ({"seller__name": "乙公司"}, "outside the field's region"),
        ({"seller__name": "王芳"}, "behind another label"),
        ({"seller__name": "丙公司"}, "not printed"),
        ({"seller__tax_id": SELLER[:-1] + "4"}, "not printed and its check fails"),
        ({"seller__tax_id": SELLER, "buyer__tax_id": SELLER}, "one place for two fields"),
        ({"total": "1,500.00元左右"}, "not printed so"),
        ({"total": ["1,500.00"]}, "no text"),
        ({"total": 1500}, "no text"),
        ({"total": ""}, "empty"),
        ({"unheard_of": "甲公司"}, "not asked for"),
    ],
)
def test_a_false_answer_fills_nothing(answers, why):
    before, _ = values(paper(), Model())
    after_, _ = values(paper(), Model(**answers))
    assert after_ == before, why


@pytest.mark.parametrize(
    ("behind", "filled"),
    [((), False), (("件数",), False), (("8",), True)],
    ids=["the row ends", "another heading", "its own value"],
)
def test_an_answer_under_the_heading_of_another_field_fills_nothing(behind, filled):
    heads = [word(text, left, 130) for text, left in zip(("税额", *behind), (100, 160), strict=False)]
    read, _ = values(Paper(document(page(*heads, word("195.00", 100, 150)))), Model(total="195.00"))
    assert ("total" in read) is filled


def test_a_field_known_by_its_place_alone_is_not_asked():
    class Form(Paper):
        row_1 = Field(parse.money, after("第一行"), asked=False)

    model = Model(row_1="1,500.00")
    read, _ = values(Form(document(page(word("1,500.00", 10, 150)))), model)
    assert "row_1" not in model.asked["properties"]
    assert read == {}


def test_a_misread_identifier_is_taken_on_recognised_text_when_its_check_digit_holds():
    misread = SELLER.replace("109Y", "1O9Y")
    made = Paper(document(page(word("甲公司", 10, 30, source="ocr"), word(misread, 60, 30, source="ocr"))))
    read, result = values(made, Model(seller__tax_id=SELLER))
    assert read["seller.tax_id"] == SELLER
    assert result.fields["seller.tax_id"].raw == misread
    lossless = Paper(document(page(word("甲公司", 10, 30), word(misread, 60, 30))))
    assert "seller.tax_id" not in values(lossless, Model(seller__tax_id=SELLER))[0]


def test_a_filled_value_is_not_sure_until_something_confirms_it():
    _, result = values(paper(source="ocr"), Model(total="1,500.00", seller__tax_id=SELLER))
    assert result.fields["total"].confidence <= SURE_AT_MOST
    assert result.fields["seller.tax_id"].confidence > SURE_AT_MOST


def test_a_model_that_fails_costs_nothing_but_a_finding():
    class Broken(Model):
        def answer(self, pages, schema):
            raise EngineError("out of memory")

    read, result = values(paper(), Broken())
    assert read == values(paper(), None)[0]
    assert "model-failed" in [finding.code for finding in result.findings]


def planted(seed):
    """A page with random values, the answers that are on it, and answers that look alike and are false."""
    rng = Random(seed)
    total, tax = (f"{rng.randrange(10**4, 10**7) / 100:.2f}" for _ in range(2))
    name, other = ("".join(rng.choices("宁波澜缎新材料纺织机械", k=6)) + end for end in ("公司", "商行"))
    made = Paper(
        document(
            page(
                word("编号:20260001", 10, 10),
                word(name, 10, 30),
                word(SELLER, 200, 30),
                word(other, 10, 130),
                word("税额", 300, 130),
                word(total, 10, 150),
                word(tax, 300, 150),
            )
        )
    )
    digit = rng.choice([at for at, character in enumerate(total) if character.isdigit()])
    changed = total[:digit] + str((int(total[digit]) + rng.randrange(1, 10)) % 10) + total[digit + 1 :]
    at = rng.choice([at for at, character in enumerate(SELLER) if character.isdigit()])
    false = (
        {"total": changed},
        {"total": total[1:]},
        {"total": tax},
        {"seller__name": name[:-2] + "集团"},
        {"seller__name": other},
        {"seller__tax_id": SELLER[:at] + str((int(SELLER[at]) + rng.randrange(1, 10)) % 10) + SELLER[at + 1 :]},
    )
    return made, {"total": total, "seller__name": name, "seller__tax_id": SELLER}, false


def test_none_of_more_than_two_hundred_planted_false_answers_gets_in():
    asked, wrong = 0, []
    for seed in range(50):
        for number in range(len(planted(seed)[2])):
            made, _, false = planted(seed)
            read, result = values(made, Model(**false[number]))
            asked += 1
            wrong += [(seed, read)] if read.keys() - {"number"} else []
            assert [finding.code for finding in result.findings if "answer" in finding.code] == ["ungrounded-answer"]
    assert wrong == []
    assert asked == 300


def test_every_planted_true_answer_gets_in():
    missed = []
    for seed in range(50):
        made, true, _ = planted(seed)
        read, _ = values(made, Model(**true))
        missed += [(seed, read)] if {"total", "seller.name", "seller.tax_id"} - read.keys() else []
    assert missed == []


def test_what_is_reckoned_from_other_fields_is_not_asked():
    class Reckoned(Paper):
        days_left = Field(int)

    model = Model()
    extract(Reckoned(document(page(word("编号:20260001", 10, 10)))), 0.9, model=model)
    assert model.asked is not None
    assert "total" in model.asked["properties"]
    assert "days_left" not in model.asked["properties"]
