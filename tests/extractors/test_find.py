import pytest

from sme_extract.documents.model import Node, Payload
from sme_extract.extractors.find import after, below, element, pattern, within, wrapped
from sme_extract.schemas.geometry import BoundingBox

from .pages import scope, word


def texts(finder, where):
    return [span.text for span in finder(where)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([word("名称:甲公司", 0, 0)], ["甲公司"]),
        ([word("名 称：", 0, 0), word("甲公司", 60, 0)], ["甲公司"]),
        ([word("名称:甲公司", 0, 0), word("备注", 200, 0)], ["甲公司"]),  # a wide gap ends the value
        ([word("名称:甲公司", 0, 0), word("地址:宁波", 62, 0)], ["甲公司"]),  # the next label ends it
        ([word("名称:", 0, 0), word("甲公司", 300, 0)], []),  # too far away to belong to the label
        ([word("名称:", 0, 0), word("甲公司", 0, 15)], []),
        ([word("项目名称", 0, 0), word("甲公司", 45, 0)], []),  # part of a longer label
        ([word("名称:", 0, 0), word("地址", 35, 0), word("宁波", 60, 0)], []),  # the next label, not a value
    ],
)
def test_value_right_of_its_label(words, expected):
    assert texts(after("名称"), scope(*words, labels=("名称", "地址", "项目名称"))) == expected


def test_a_value_may_begin_with_the_word_of_its_label():
    assert texts(after("用途"), scope(word("用途:用途001", 0, 0), labels=("用途",)))[0] == "用途001"


def test_a_label_word_inside_a_value_does_not_end_it():
    where = scope(word("名称:宁波单位用品公司", 0, 0), labels=("名称", "单位"))
    assert texts(after("名称"), where) == ["宁波单位用品公司"]


def test_misread_label_is_found_on_recognised_text_only():
    assert texts(after("开票日期"), scope(word("升票日期:2026年", 0, 0, source="ocr"))) == ["2026年"]
    assert texts(after("开票日期"), scope(word("升票日期:2026年", 0, 0))) == []


@pytest.mark.parametrize(
    ("below_the_value", "expected"),
    [
        ([word("经营部", 30, 12)], "启明五金经营部"),
        ([word("经营", 30, 12), word("部", 30, 24)], "启明五金经营部"),
        ([word("经营部", 60, 12)], "启明五金"),  # not under the value
        ([word("经营部", 30, 30)], "启明五金"),  # too far below
        ([word("地址:宁波", 30, 12)], "启明五金"),  # a label
        ([word("电话", 0, 12), word("经营部", 30, 12)], "启明五金"),  # something stands before it
    ],
)
def test_a_value_may_go_on_under_its_own_beginning(below_the_value, expected):
    where = scope(word("名称:", 0, 0), word("启明五金", 30, 0), *below_the_value, labels=("名称", "地址"))
    assert texts(wrapped("名称"), where) == [expected]


def test_a_wrapped_value_has_the_box_of_all_its_rows():
    [span] = wrapped("名称")(scope(word("名称:", 0, 0), word("启明五金", 30, 0), word("经营部", 30, 12)))
    assert span.bbox == BoundingBox(30, 0, 70, 22)


def test_value_below_its_label():
    where = scope(word("起运地", 0, 0), word("到达地", 200, 0), word("宁波", 5, 15), word("上海", 205, 15))
    assert texts(below("到达地"), where)[0] == "上海"


def test_pattern_yields_its_named_group():
    assert texts(pattern(r"票价:(?P<value>¥\d+\.\d\d)", "fare"), scope(word("票价:¥72.00", 0, 0))) == ["¥72.00"]


def test_within_a_region_that_is_not_there_nothing_is_found():
    assert texts(within(lambda _: None, after("名称")), scope(word("名称:甲", 0, 0))) == []


def test_within_a_region_only_its_words_are_seen():
    where = scope(word("名称:甲公司", 0, 0), word("名称:乙公司", 300, 0))
    right = within(lambda _: (1, BoundingBox(250, 0, 600, 20)), after("名称"))
    assert texts(right, where) == ["乙公司"]


def test_element_prefers_xml_and_keeps_its_place():
    xml = Payload("original_invoice.xml", Node("eInvoice", children=(Node("InvoiceNo", "12345678"),)), "xml")
    tags = Payload("CustomTags", Node("root", children=(Node("InvoiceNo", "87654321"),)), "ofd")
    spans = list(element("InvoiceNo")(scope(payloads=(tags, xml))))
    assert [(s.text, s.locator) for s in spans] == [
        ("12345678", "original_invoice.xml#InvoiceNo"),
        ("87654321", "CustomTags#InvoiceNo"),
    ]


def test_element_by_parent():
    root = Node(
        "r", children=(Node("Buyer", children=(Node("Name", "甲"),)), Node("Seller", children=(Node("Name", "乙"),)))
    )
    assert texts(element("Seller/Name"), scope(payloads=(Payload("x", root, "xml"),))) == ["乙"]
