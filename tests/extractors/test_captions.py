"""Values over several lines: where they begin, go on and end."""

from sme_extract.documents.model import Word
from sme_extract.extractors.captions import captioned, lone, tidy
from sme_extract.extractors.scope import Scope
from sme_extract.schemas.geometry import BoundingBox

from .pages import document, page, scope, word

LABELS = ("住所", "经营范围", "登记机关")


def texts(finder, *words):
    return [span.text for span in finder(scope(*words, labels=LABELS))]


def test_lines_under_the_beginning_belong_to_the_value():
    words = [
        word("经营范围", 20, 50),
        word("纤维制造；", 80, 50),
        word("塑料销售。", 80, 64),
        word("甲", 300, 64),
        word("另起一段", 80, 120),
    ]
    assert texts(captioned("经营范围"), *words) == ["纤维制造；塑料销售。"]


def test_the_box_holds_all_lines():
    words = [word("经营范围", 20, 50), word("纤维制造；", 80, 50), word("塑料", 80, 64)]
    [span] = captioned("经营范围")(scope(*words, labels=LABELS))
    assert span.bbox == BoundingBox(80, 50, 130, 74)


def test_a_line_beside_another_caption_is_not_the_rest():
    words = [
        word("住所", 20, 50),
        word("创业路88号", 80, 50),
        word("经营范围", 20, 69),
        word("纤维制造；", 80, 64),
        word("塑料销售。", 80, 75),
    ]
    assert texts(captioned("住所"), *words) == ["创业路88号"]
    assert texts(captioned("经营范围"), *words) == ["纤维制造；塑料销售。"]


def test_a_line_behind_the_rest_of_a_caption_is_not_the_rest():
    words = [word("住所", 20, 50), word("创业路88号", 80, 50), word("限", 60, 66), word("长期", 80, 66)]
    assert texts(captioned("住所"), *words) == ["创业路88号"]


def test_sentences_hold_no_captions():
    assert texts(captioned("经营范围"), word("商事主体的经营范围由章程确定", 20, 50)) == []
    assert texts(captioned("经营范围"), word("其经营范围:纤维", 20, 50)) == ["纤维"]
    assert texts(captioned("经营范围"), word("SC经营范围", 20, 50), word("纤维", 100, 50)) == ["纤维"]


def test_a_label_nearly_right_is_not_another_one():
    words = [
        word(f"{label}:2023年", 20, 50, source="ocr") for label in ("初次发证日期", "本次发证日期", "木次发证日期")
    ]
    labels = ("初次发证日期", "本次发证日期")

    def read(printed):
        return [span.text for span in captioned("初次发证日期")(scope(printed, labels=labels))]

    assert [read(printed) for printed in words] == [["2023年"], [], ["2023年"]]


def test_one_character_of_a_caption():
    assert texts(lone("所住"), word("所", 60, 50), word("创业路88号", 80, 50)) == ["创业路88号"]
    assert texts(lone("所住"), word("住", 20, 50), word("所", 60, 50)) == []
    assert texts(lone("所住"), word("所有权", 60, 50), word("创业路88号", 100, 50)) == []


def test_upright_captions_are_taken_apart_and_glyphs_across_the_page_left_out():
    words = (
        Word("名类", BoundingBox(20, 50, 30, 100), "ocr"),
        Word("要提示", BoundingBox(20, 150, 30, 190), "ocr"),
        Word("执", BoundingBox(200, 50, 250, 100), "ocr"),
        word("称某公司", 60, 50),
        word("型个体", 60, 90),
    )
    tidied = Scope.of(tidy(document(page(*words)), frozenset("名类")))
    assert [row.text for row in tidied.rows] == ["名称某公司", "类型个体", "要提示"]
