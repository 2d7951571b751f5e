"""Orders, delivery notes and goods-in notes: each layout is read, each check holds and breaks by one digit."""

from random import Random

import pytest

from sme_extract.documents.grid import make_cell, make_page
from sme_extract.documents.model import Document
from sme_extract.extractors.classifier import split
from sme_extract.extractors.delivery_note import DeliveryNote
from sme_extract.extractors.engine import extract
from sme_extract.extractors.purchase_order import PurchaseOrder
from sme_extract.extractors.trade_lines import number, price, quantity
from sme_extract.extractors.trade_paper import party
from sme_extract.extractors.warehouse_receipt import WarehouseReceipt
from sme_extract.pipeline.registry import load_registry
from tests.extractors.papers import changed, codes, document, one_up, read, tampered
from tests.fixtures.make.books import books
from tests.fixtures.make.company import world
from tests.fixtures.make.orders import deal, made_up
from tests.fixtures.make.sheet import Sheet

THERE = world(4)
DEAL = made_up(Random(4), THERE.company, THERE.customers[0][1], 3)
KINDS = {"order": PurchaseOrder, "note": DeliveryNote, "receipt": WarehouseReceipt}
CASES = [
    ("order", "ruled"),
    ("order", "plain"),
    *((k, n) for k in ("note", "receipt") for n in ("ruled", "carbon", "plain")),
]
NO_BOXES = [case for case in CASES if case[1] != "carbon"]


def paper(kind: str):
    return getattr(DEAL, kind)()


def result(kind: str, layout: str, old: str = "", new: str = "", *, blank: bool = False):
    return read(KINDS[kind], tampered(paper(kind).sheets(layout, blank=blank), old, new))


@pytest.mark.parametrize(("kind", "layout"), CASES)
def test_a_paper_is_read_and_its_checks_hold(kind, layout):
    found = result(kind, layout)
    assert codes(found) == []
    assert found.status == "ok"
    assert len(found.items) == 3


@pytest.mark.parametrize(("kind", "layout"), NO_BOXES)
def test_one_digit_of_an_amount(kind, layout):
    amount = DEAL.goods[1]["amount"]
    assert "line-amount" in codes(result(kind, layout, amount, str(int(amount[0]) % 9 + 1) + amount[1:]))


@pytest.mark.parametrize(("kind", "layout"), CASES)
def test_one_digit_of_a_quantity(kind, layout):
    found = codes(read(KINDS[kind], changed(paper(kind).sheets(layout), "quantity")))
    assert "quantity-of-lines" in found
    assert "line-amount" in found


@pytest.mark.parametrize(("kind", "layout"), NO_BOXES)
def test_one_digit_of_the_total(kind, layout):
    total = f"{paper(kind).total():.2f}"
    assert {"total-of-lines", "total-words"} <= set(codes(result(kind, layout, total, one_up(total))))


@pytest.mark.parametrize("kind", ["note", "receipt"])
def test_a_digit_in_a_box(kind):
    sheet = paper(kind).carbon()
    boxes = [text for text in sheet.texts if text.key == "boxes" and text.text.isdigit()]
    for text, code in (
        ("", "line-not-read"),
        ("x", "line-not-read"),
        (str((int(boxes[1].text) + 1) % 10), "line-amount"),
    ):
        copy = paper(kind).carbon()
        at = sheet.texts.index(boxes[1])
        copy.texts[at] = type(boxes[1])(boxes[1].x, boxes[1].y, text, 8, anchor="center")
        if not text:
            del copy.texts[at]
        assert code in codes(read(KINDS[kind], [copy]))


def test_one_digit_of_a_line_with_tax():
    total = DEAL.goods[2]["total"]
    assert "line-tax" in codes(result("order", "ruled", total, str(int(total[0]) % 9 + 1) + total[1:]))


def test_what_was_inspected_is_what_came():
    sheets = changed(paper("receipt").sheets("ruled"), "rejected")
    assert "line-accepted" in codes(read(WarehouseReceipt, sheets))


def test_a_lost_digit_beside_an_empty_cell():
    sheets = changed(paper("receipt").sheets("ruled"), "accepted", "0")
    at = next(i for i, text in enumerate(sheets[0].texts) if text.key == "rejected")
    del sheets[0].texts[at]
    assert "line-accepted" in codes(read(WarehouseReceipt, sheets))


def test_delivery_before_the_order():
    day = f"{DEAL.ordered:%Y-%m-%d}"
    assert "delivery-before-order" in codes(result("order", "ruled", day, "2027" + day[4:]))


@pytest.mark.parametrize(("kind", "layout"), CASES)
def test_a_blank_form_has_no_values(kind, layout):
    found = result(kind, layout, blank=True)
    values = {name for name, cell in found.fields.items() if cell is not None and cell.value is not None}
    assert values <= {"seller.name", "buyer.name"}  # that in the title of a pad
    assert found.items == ()
    assert {"blank-form", "table-not-read"} & set(codes(found))


def test_a_workbook_with_a_wrapped_sum_below():
    rows = [
        ["采购订单"],
        ["订单编号：PO-2026-0031", "", "订单日期：2026/3/5"],
        ["采购方：甲某某有限公司", "", "供应商：乙某某有限公司"],
        ["序号", "品名", "数量(kg)", "单价（元）", "金额（元）"],
        ["1", "尼龙切片", "10", "2.5", "25.00"],
        ["", "", "", "", ""],
        ["合计", "", "10", "", "25.00"],
        ["备注：加急", "", "99", "", "1.00"],
    ]
    cells = [make_cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row) if text]
    found = extract(PurchaseOrder(Document("x.xlsx", "0" * 64, "", "test 1.0", pages=(make_page(cells, 1),))), 0.9)
    assert codes(found) == []
    assert [len(found.items), found.fields["order_no"].value] == [1, "PO-2026-0031"]


def test_several_papers_in_one_file_are_told_apart():
    other = made_up(Random(9), THERE.company, THERE.customers[1][1], 2)
    sheets = [*DEAL.note().sheets("ruled"), *other.note().sheets("plain"), *other.order().sheets("ruled")]
    kinds = load_registry().extractors()
    found = [extract(part.extractor(part.document), part.confidence) for part in split(document(sheets), kinds)]
    assert [one.kind for one in found] == ["delivery_note", "delivery_note", "purchase_order"]
    assert [len(one.items) for one in found] == [3, 2, 2]
    assert [codes(one) for one in found] == [[], [], []]


def test_two_notes_on_one_page():
    other = made_up(Random(9), THERE.company, THERE.customers[1][1], 2)
    page = Sheet(780, 1100)
    for top, made in ((0, DEAL), (520, other)):
        page.place(made.note().sheets("ruled")[0], 0, top)
    parts = split(document([page]), load_registry().extractors())
    found = [extract(part.extractor(part.document), part.confidence) for part in parts]
    assert [one.fields["delivery_no"].value for one in found] == [DEAL.delivery_no, other.delivery_no]
    assert [codes(one) for one in found] == [[], []]


def test_papers_of_a_sale_agree_with_its_invoice():
    sale = next(
        s
        for month in books(2).months
        for s in month.sales
        if s.excluding_tax > 0 and not any(i.discount for i in s.items)
    )
    made = deal(sale)
    order, note = read(PurchaseOrder, made.order().sheets("ruled")), read(DeliveryNote, made.note().sheets("ruled"))
    assert codes(order) == codes(note) == []
    assert order.fields["total"].value == sale.excluding_tax + sale.tax
    assert note.fields["total"].value == sale.excluding_tax
    assert note.fields["invoice_no"].value == sale.number
    assert note.fields["order_no"].value == order.fields["order_no"].value


@pytest.mark.parametrize(
    ("parser", "text"),
    [
        (number, "备注"),
        (number, "AB-1"),
        (quantity, "10 20"),
        (price, "x"),
        (party, "规格"),
        (party, "客户名称"),
        (party, "确认（盖章）"),
        (party, "对账单"),
    ],
)
def test_refused(parser, text):
    with pytest.raises(ValueError, match=r"\S"):
        parser(text)
