"""Bank receipts: who is who, the amount twice, and the direction."""

from decimal import Decimal

import pytest

from sme_extract.extractors.bank_receipt import BankReceipt, figures_or_words, identifier, money_way
from sme_extract.extractors.engine import extract
from tests.extractors.pages import document, page, word

LINES = (
    ("中国工商银行电子回单", None),
    ("回单编号：", "22018000015"),
    ("交易日期：", "2026-03-02"),
    ("户名：", "甲公司"),
    ("账号：", "33150000001"),
    ("户名：", "乙公司"),
    ("账号：", "33150000002"),
    ("小写：", "1,067.00"),
    ("大写：", "壹仟零陆拾柒圆整"),
)


def read(*captions: str, lines=LINES):
    words = []
    at = iter(captions)
    for row, (label, value) in enumerate(lines):
        top = 20.0 * (row + 1)
        if label == "户名：" and (caption := next(at, "")):
            words.append(word(caption, 10, top))
        words.append(word(label, 60, top))
        if value:
            words.append(word(value, 130, top))
    return extract(BankReceipt(document(page(*words))), 0.9)


def value(result, name):
    cell = result.fields[name]
    return None if cell is None else cell.value


def codes(result):
    return [f.code for f in result.findings if f.severity != "info"]


@pytest.mark.parametrize(
    ("captions", "payer", "payee"),
    [(("付款人", "收款人"), "甲公司", "乙公司"), (("收款人", "付款人"), "乙公司", "甲公司"), ((), None, None)],
)
def test_captions_tell_the_parties(captions, payer, payee):
    result = read(*captions)
    assert [value(result, f"{role}.name") for role in ("payer", "payee")] == [payer, payee]


def test_amount_in_figures_and_words():
    result = read("付款人", "收款人")
    assert codes(result) == []
    assert value(result, "amount") == Decimal("1067.00")
    other = [(label, text and text.replace("1,067", "1,068")) for label, text in LINES]
    assert "sources-disagree" in codes(read("付款人", "收款人", lines=other))


def test_one_account_on_both_sides():
    same = [(label, text and text.replace("33150000002", "33150000001")) for label, text in LINES]
    assert "one-party" in codes(read("付款人", "收款人", lines=same))
    zero = [(a, {"1,067.00": "0.00", "壹仟零陆拾柒圆整": "-"}.get(b or "", b)) for a, b in LINES]
    assert "amount-is-zero" in codes(read("付款人", "收款人", lines=zero))


def test_parsers():
    assert money_way("贷") == "in"
    assert money_way("付款回单") == "out"
    assert figures_or_words("￥1,067.00元") == Decimal("1067.00")
    assert figures_or_words("人民币壹仟零陆拾柒圆整") == Decimal(1067)
    for parser, text in ((money_way, "回单"), (identifier, "凭证号001"), (figures_or_words, "陆拾")):
        with pytest.raises(ValueError, match=text):
            parser(text)


@pytest.mark.parametrize(
    ("recipient", "bank"), [("33150000001", "中国工商银行"), ("33150000002", "招商银行"), ("33150000009", None)]
)
def test_the_bank_of_the_account_that_the_receipt_is_for_has_issued_it(recipient: str, bank: str | None):
    lines = (
        ("业务回单（贷）", None),
        ("付款人户名：", "甲公司"),
        ("付款人账号：", "33150000001"),
        ("付款人开户行：", "中国工商银行上海分行"),
        ("收款人户名：", "乙公司"),
        ("收款人账号：", "33150000002"),
        ("收款人开户行：", "招商银行宁波分行"),
        ("回单接收人账号：", recipient),
    )
    assert value(read(lines=lines), "bank") == bank


def test_the_seal_names_the_bank():
    assert (
        value(read("付款人", "收款人", lines=(("业务回单", None), ("招商银行电子回单专用章", None))), "bank")
        == "招商银行"
    )
