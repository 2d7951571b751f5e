"""The invoice of a utility: account, period and quantity; other invoices have none of it."""

from decimal import Decimal

import pytest

from sme_extract.documents.model import Document, Node, Page, Payload
from sme_extract.extractors.engine import extract
from sme_extract.extractors.vat_invoice import VatInvoice


def read(*lines: tuple[str, str, str, str], remark: str) -> dict:
    names = ("ItemName", "MeaUnits", "Quantity", "Amount")
    rows = tuple(
        Node("IssuItemInformation", children=tuple(Node(n, text) for n, text in zip(names, line, strict=True)))
        for line in lines
    )
    root = Node("EInvoice", children=(*rows, Node("AdditionalInformation", children=(Node("Remark", remark),))))
    page = Page(1, 600, 400)
    document = Document("x.xml", "0" * 64, "", "test 1.0", pages=(page,), payloads=(Payload("x", root, "xml"),))
    fields = extract(VatInvoice(document), 0.9).fields
    return {
        n.removeprefix("utility."): c.value for n, c in fields.items() if n.startswith("utility.") and c is not None
    }


REMARK = "户号：3301234567890；户名：某某；电费年月：202603；计费期：2026-02-26至2026-03-25；用电地址：某某路1号"


def test_electricity() -> None:
    found = read(("*供电*电费", "千瓦时", "1000", "600.00"), remark=REMARK)
    assert (found["kind"], found["account_no"], found["bill_month"]) == ("electricity", "3301234567890", "2026-03")
    assert (str(found["period_start"]), str(found["period_end"])) == ("2026-02-26", "2026-03-25")
    assert (found["quantity"], found["amount"], found["address"]) == (1000, Decimal("600.00"), "某某路1号")


def test_sewage_is_paid_for_but_not_supplied() -> None:
    lines = ("*水冰雪*自来水", "立方米", "20", "80.00"), ("*不征税自来水*污水处理费", "立方米", "20", "36.00")
    found = read(*lines, remark="用户编号:12345678")
    assert (found["kind"], found["quantity"], found["amount"]) == ("water", 20, 116)


@pytest.mark.parametrize("name", ["*合成树脂*切片", "*物流辅助服务*供电箱运费"])
def test_another_invoice_has_nothing_of_it(name: str) -> None:
    assert read((name, "吨", "1", "600.00"), remark=REMARK) == {}


def test_a_line_without_quantity_gives_no_sum() -> None:
    found = read(("*供电*电费", "千瓦时", "1000", "600.00"), ("*供电*电费", "千瓦时", "", "6.00"), remark="")
    assert "quantity" not in found
    assert found["amount"] == 606
