"""Roll receipts: prices with tax, the kind of the form under its title."""

from decimal import Decimal

import pytest

from sme_extract.extractors.engine import extract
from sme_extract.extractors.vat_invoice import VatInvoice

from .pages import document, page, word


def receipt(total="707.50", price="697.00"):
    return document(
        page(
            word("宁波增值税普通发票", 30, 0),
            word("(卷票)", 60, 14),
            word("销售方名称:启明五金", 10, 30),
            word("经营部", 70, 42),
            word("购买方名称:澜缎新材料", 10, 60),
            *(word(text, x, 80, size=8) for text, x in (("项目", 10), ("单价", 62), ("数量", 98), ("金额", 128))),
            word("*餐饮服务*餐费", 10, 92, size=8),
            *(word(text, x, 102, size=8) for text, x in ((price, 60), ("1", 110), ("697.00", 130))),
            word("*软饮料*矿泉水", 10, 114, size=8),
            *(word(text, x, 124, size=8) for text, x in (("3.50", 64), ("3", 110), ("10.50", 134))),
            word(f"合计金额(小写):¥{total}", 10, 140),
            word("合计金额(大写):柒佰零柒圆伍角整", 10, 155),
            width=200,
        )
    )


def read(made):
    return extract(VatInvoice(made), 1.0)


def test_a_roll_receipt_is_read_whole():
    result = read(receipt())
    fields = {name: cell.value for name, cell in result.fields.items() if cell is not None}
    assert fields["invoice_title"] == "宁波增值税普通发票(卷票)"
    assert (fields["variant"], fields["seller.name"]) == ("vat_ordinary_roll", "启明五金经营部")
    assert "total_amount_excl_tax" not in fields
    lines = [{name: cell.value for name, cell in item.items()} for item in result.items]
    assert [(line["quantity"], line["unit_price"], line["amount"]) for line in lines] == [
        (Decimal(1), Decimal("697.00"), Decimal("697.00")),
        (Decimal(3), Decimal("3.50"), Decimal("10.50")),
    ]


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"total": "707.60"}, "lines-disagree-with-gross"), ({"price": "698.00"}, "line-amount-disagrees")],
)
def test_one_changed_digit_is_a_finding(changed, code):
    assert code not in {finding.code for finding in read(receipt()).findings}
    assert code in {finding.code for finding in read(receipt(**changed)).findings}
