"""Contracts: who is who, what is due, and that one changed digit or word is noticed."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from sme_extract.documents.docx_reader import DOCX, DocxReader
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.extractors import contract_numbers as numbers
from sme_extract.extractors.contract import Contract
from sme_extract.extractors.contract_parties import RoleOf, party_name
from sme_extract.extractors.contract_terms import contract_type
from sme_extract.extractors.engine import extract
from sme_extract.pipeline.inputs import InputItem
from sme_extract.pipeline.process import process
from sme_extract.pipeline.registry import load_registry
from sme_extract.pipeline.settings import Settings
from tests.fixtures.make.books import books
from tests.fixtures.make.catalogue import SEED
from tests.fixtures.make.company import world
from tests.fixtures.make.contract_kinds import TERMS
from tests.fixtures.make.contracts import goods_contract
from tests.fixtures.make.demo_contracts import demo
from tests.fixtures.make.papers import Paragraph, Title, docx
from tests.fixtures.make.trade import NEW_PARTNER

FIXTURES = Path(__file__).parents[1] / "fixtures"
THERE = world(7)
AT = date(2026, 3, 5)


def read(blocks):
    document = DocxReader().read(Blob("c.docx", docx(blocks), "0" * 64), DOCX, ReadOptions())
    return extract(Contract(document), 1.0)


def said(*lines):
    """A contract of these paragraphs between two companies."""
    return read([Title("购销合同"), Paragraph("甲方：甲公司"), Paragraph("乙方：乙公司"), *map(Paragraph, lines)])


def value(result, name):
    cell = result.fields[name]
    return None if cell is None else cell.value


def sale(style="lettered", *, buying=False):
    return goods_contract(Random(3), THERE, style, TERMS[0], buying=buying, at=AT)


def codes(result):
    return [finding.code for finding in result.findings if finding.severity != "info"]


def changed(blocks, before, after):
    """The blocks with a text exchanged, wherever it stands."""

    def swap(block):
        if isinstance(block, Paragraph):
            return replace(block, text=block.text.replace(before, after))
        if hasattr(block, "rows"):
            return replace(block, rows=tuple(tuple(c.replace(before, after) for c in row) for row in block.rows))
        return block

    swapped = [swap(block) for block in blocks]
    assert swapped != blocks
    return swapped


@pytest.mark.parametrize("style", ["lettered", "named", "inline"])
@pytest.mark.parametrize("buying", [False, True])
def test_nothing_is_found_odd_in_a_sound_contract(style, buying):
    assert codes(read(sale(style, buying=buying).blocks())) == []


@pytest.mark.parametrize("style", ["lettered", "named", "inline"])
def test_the_seller_is_who_is_called_so_not_who_comes_second(style):
    made = sale(style, buying=True)
    result = read(made.blocks())
    seller = next(letter for letter in "ab" if value(result, f"party_{letter}.role") == "seller")
    assert value(result, f"party_{seller}.name") != THERE.company.name


@pytest.mark.parametrize(
    ("sentence", "roles"),
    [
        ("乙方向甲方供应下列货物。", ("buyer", "seller")),
        ("甲方向乙方销售下列货物。", ("seller", "buyer")),
        ("甲方同意向乙方采购下列产品。", ("buyer", "seller")),
        ("双方友好合作。", (None, None)),
    ],
)
def test_role_from_a_sentence(sentence, roles):
    result = said(sentence)
    assert (value(result, "party_a.role"), value(result, "party_b.role")) == roles


def test_name_that_differs_in_the_signature_is_noticed():
    result = said("甲方（盖章）：丁公司")
    assert "sources-disagree" in codes(result)


AMOUNT = "合同总金额为人民币100,000.00元（大写：壹拾万圆整）。"
RULES = (
    ("words-disagree", (AMOUNT,), ("合同总金额为人民币100,000.00元（大写：壹拾壹万圆整）。",)),
    ("payment-shares", ("预付30%，货到后支付70%。",), ("预付30%，货到后支付60%。",)),
    (
        "payment-amounts",
        (AMOUNT, "合同签订后支付40%，计40,000元；货到后支付60%，计60,000元。"),
        (AMOUNT, "合同签订后支付40%，计40,000元；货到后支付60%，计61,000元。"),
    ),
    (
        "payment-parts",
        (AMOUNT, "合同签订后支付40%，计40,000元；货到后支付60%，计60,000元。"),
        (AMOUNT, "合同签订后支付40%，计50,000元；货到后支付60%，计50,000元。"),
    ),
    ("term-order", ("有效期自2026年1月1日起至2026年12月31日止。",), ("有效期自2026年1月1日起至2025年12月31日止。",)),
    (
        "sign-order",
        ("签订日期：2026年3月5日", "有效期自2026年1月1日起至2026年12月31日止。"),
        ("签订日期：2027年3月5日", "有效期自2026年1月1日起至2026年12月31日止。"),
    ),
    (
        "net-and-tax",
        ("合同总金额113.00元，不含税金额100.00元，税额13.00元。",),
        ("合同总金额113.00元，不含税金额100.00元，税额14.00元。",),
    ),
    ("deposit-over-cap", ("甲方支付定金20%。",), ("甲方支付定金30%。",)),
    (
        "deposit-over-cap",
        (AMOUNT, "甲方支付订金人民币30,000元。"),
        (AMOUNT, "甲方支付定金人民币30,000元。"),
    ),
    ("same-role", ("甲方向乙方采购。",), ("甲方（需方）：甲公司", "乙方（需方）：乙公司")),
)


@pytest.mark.parametrize(("code", "sound", "odd"), RULES)
def test_rule(code, sound, odd):
    assert code not in codes(said(*sound))
    assert code in codes(said(*odd))


def test_both_parties_the_same_is_noticed():
    head = [Title("购销合同"), Paragraph("甲方：甲公司")]
    assert "same-party" in codes(read([*head, Paragraph("乙方：甲公司")]))
    assert "same-party" not in codes(read([*head, Paragraph("乙方：乙公司")]))


def test_line_that_does_not_add_up_is_noticed():
    made = sale()
    price = f"{made.total:,.2f}"
    first = made.items[0]
    gross = f"{first.amount + first.tax:,.2f}"
    assert price != gross
    found = codes(read(changed(made.blocks(), gross, "1" + gross)))
    assert {"total-of-items", "line-product"} <= set(found)


def test_tax_id_with_a_wrong_digit_is_noticed():
    made = sale()
    code = made.a.tax_id
    wrong = code[:-1] + ("1" if code[-1] != "1" else "2")
    assert "check-failed" in codes(read(changed(made.blocks(), code, wrong)))


def test_a_form_that_is_not_filled_in_gives_nulls():
    result = read(
        [
            Title("采购合同"),
            Paragraph("合同编号：________"),
            Paragraph("甲方（需方）：____________"),
            Paragraph("乙方（供方）：____________"),
            Paragraph("签订日期：____年__月__日"),
            Paragraph("本合同总金额为人民币________元（大写：________）。"),
            Paragraph("合同签订后____日内支付____%，余款验收合格后____日内付清。"),
            Paragraph("质保期____个月。本合同一式____份。"),
        ]
    )
    assert "blank-form" in codes(result)
    names = ("party_a.name", "party_b.name", "contract_no", "sign_date", "amount", "amount_words", "warranty_months",
             "copies", "payment_terms", "credit_days", "clause.warranty")  # fmt: skip
    assert {name: value(result, name) for name in names} == dict.fromkeys(names)
    assert value(result, "blank_share") >= numbers.percent("50%") / 100


GIVEN = {"title", "contract_type", "party_a.role", "party_b.role", "dispute", "blank_share", "party_a.signed",
         "party_b.signed", "party_a.sealed", "party_b.sealed"}  # fmt: skip
"""What a form says before anyone writes on it."""


@pytest.mark.parametrize(("stem", "share", "code"), [
    ("form-empty", ("0.7", "0.9"), "blank-form"),
    ("form-half", ("0.3", "0.5"), "partly-filled"),
    ("form-filled", ("0.01", "0.2"), None),
])  # fmt: skip
def test_a_form_says_how_much_of_it_is_blank_and_invents_nothing(stem, share, code):
    for file in sorted((FIXTURES / "contract").glob(f"*/{stem}.*")):
        if file.suffix == ".json":
            continue
        truth = json.loads(file.with_name(f"{file.name}.truth.json").read_text(encoding="utf-8"))["fields"]
        [result] = process(InputItem(file), Settings(ocr="off"), load_registry())[1]
        assert Decimal(share[0]) <= value(result, "blank_share") <= Decimal(share[1]), file
        found = [f.code for f in result.findings if f.code in ("blank-form", "partly-filled")]
        assert found == ([code] if code else []), file
        derived = {"credit_days", "effective_date", "dispute_body"} if stem == "form-filled" else set()
        claimed = {n for n, cell in result.fields.items() if cell is not None and cell.value is not None}
        clauses = {name for name in claimed if name.startswith("clause.")}
        assert claimed - clauses <= GIVEN | truth.keys() | derived, file
        assert result.items == (), file


def test_a_filled_contract_is_no_form():
    assert "blank-form" not in codes(read(sale().blocks()))


def test_evidence_of_a_clause_is_its_sentence():
    result = said("付款后转移风险。未经对方书面同意，任何一方不得将本合同项下的债权转让给第三方。其他。")
    cell = result.fields["clause.no_assignment"]
    assert cell.value is True
    assert cell.raw == "未经对方书面同意，任何一方不得将本合同项下的债权转让给第三方"
    assert cell.evidence[0].bbox is not None


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("产品购销合同", "sale"),
        ("委托加工合同", "processing"),
        ("厂房租赁合同", "lease"),
        ("流动资金借款合同", "loan"),
        ("劳动合同书", "labour"),
        ("建设工程施工合同", "construction"),
        ("技术服务合同", "service"),
    ],
)
def test_type_from_the_title(raw, wanted):
    assert contract_type(raw) == wanted


@pytest.mark.parametrize(("raw", "wanted"), [("30", 30), ("三十", 30), ("十五", 15), ("叁拾", 30), ("一百二十", 120)])
def test_count(raw, wanted):
    assert numbers.count(raw) == wanted


@pytest.mark.parametrize(
    ("raw", "wanted"), [("10万元", "100000"), ("¥1,130.50元", "1130.50"), ("人民币3.5万元", "35000")]
)
def test_money(raw, wanted):
    assert str(numbers.money(raw)) == wanted


@pytest.mark.parametrize(
    ("raw", "wanted"), [("万分之五", "0.0005"), ("千分之三", "0.003"), ("13%", "0.13"), ("3‰", "0.003")]
)
def test_share(raw, wanted):
    assert str(numbers.share(raw)) == wanted


@pytest.mark.parametrize("raw", ["____", "（盖章）", "应当按时付款", "甲公司，乙公司"])
def test_what_is_no_name_is_refused(raw):
    with pytest.raises(ValueError):  # any refusal will do
        party_name(raw)


def test_role_of_neither_is_refused():
    with pytest.raises(ValueError, match="no role"):
        RoleOf("a")("双方")


def test_every_contract_of_the_demo_company_comes_out_right():
    for fixture in demo(books(SEED)):
        if not fixture.path.endswith(".docx"):
            continue
        document = DocxReader().read(Blob("c.docx", fixture.build(), "0" * 64), DOCX, ReadOptions())
        result = extract(Contract(document), 1.0)
        assert codes(result) == [], fixture.path
        amount = fixture.documents[0]["fields"].get("amount")
        assert value(result, "amount") == (None if amount is None else Decimal(amount)), fixture.path


def test_the_new_partner_has_ordered_about_three_million():
    ordered = [Decimal(f.documents[0]["fields"]["amount"]) for f in demo(books(SEED)) if NEW_PARTNER[1] in f.path]
    assert Decimal(2_700_000) < sum(ordered) < Decimal(3_300_000)


@pytest.mark.parametrize(
    ("sentence", "name", "wanted"),
    [
        ("乙方应于交货时间2026年3月5日前送达。", "delivery_days", None),
        ("乙方应于交货时间2026年3月5日前送达。", "delivery_date", date(2026, 3, 5)),
        ("支付合同总价款后15日内提货。", "amount", None),
        ("合同总价为35万元。", "amount", Decimal(350000)),
        ("合同总价的30%在签订后支付。", "amount", None),
        ("质保期自2026年3月5日起计算。", "warranty_months", None),
        ("质保期为自验收之日起两年。", "warranty_months", 24),
        ("逾期30日的，按合同总额的千分之五支付违约金。", "penalty_daily_rate", None),
        ("每逾期一日，按合同总额的0.5%支付违约金。", "penalty_percent", None),
        ("每逾期一日，按合同总额的0.5%支付违约金。", "penalty_daily_rate", Decimal("0.005")),
        ("本价格不含税。", "tax_included", False),
        ("本协议有效期一年。", "term_months", 12),
        (
            "逾期交货的，每日按合同总价的0.1%支付违约金，违约金累计不超过合同总价的5%。",
            "penalty_cap_percent",
            Decimal(5),
        ),
        (
            "逾期交货的，每日按合同总价的0.1%支付违约金，违约金累计不超过合同总价的5%。",
            "penalty_daily_rate",
            Decimal("0.001"),
        ),
        ("逾期交货的，每日按合同总价的0.1%支付违约金，违约金累计不超过合同总价的5%。", "penalty_percent", None),
        ("违约金总额以合同总价的10%为限。", "penalty_cap_percent", Decimal(10)),
        ("违约金总额以合同总价的10%为限。", "penalty_percent", None),
        ("违约方应支付合同总额15%的违约金。", "penalty_cap_percent", None),
        ("每逾期一天，应支付违约金1,000元。", "penalty_daily_amount", Decimal(1000)),
        ("每逾期一日罚款人民币500元。", "penalty_daily_amount", Decimal(500)),
        ("每日按未付款项的万分之五支付违约金，未付款项为1,000元。", "penalty_daily_amount", None),
        ("每延误一周按迟交货物价款的0.5%支付违约金。", "penalty_weekly_rate", Decimal("0.005")),
        ("每延误一周按迟交货物价款的0.5%支付违约金。", "penalty_daily_rate", None),
        ("逾期付款的，按同期LPR的1.5倍支付违约金。", "penalty_lpr_multiple", Decimal("1.5")),
        ("按中国人民银行同期贷款利率的4倍计算利息。", "penalty_lpr_multiple", Decimal(4)),
        ("质保金于质保期满后30日内无息退还。", "retention_release_days", 30),
        ("缺陷责任期满后14日内退还质量保证金。", "retention_release_days", 14),
        ("合同签订后30日内支付95%。", "retention_release_days", None),
        ("5%质保金一年后付清。", "retention_months", 12),
        ("质保金为5%。", "retention_months", None),
        ("甲方支付定金20%。", "deposit_kind", "earnest"),
        ("甲方支付订金20%。", "deposit_kind", "advance"),
        ("押金为人民币5,000元。", "deposit_kind", "security"),
        ("甲方支付订金人民币20,000元。", "deposit_amount", Decimal(20000)),
        ("预付款30%。", "deposit_kind", None),
        ("本合同适用中华人民共和国法律。", "governing_law", "中华人民共和国法律"),
        ("本合同适用香港特别行政区法律。", "governing_law", "香港特别行政区法律"),
        ("本合同适用范围为甲方全部门店。", "governing_law", None),
        ("由宁波某某担保有限公司提供连带责任保证。", "guarantor", "宁波某某担保有限公司"),
        ("由宁波某某担保有限公司提供连带责任保证。", "guarantee_kind", "joint"),
        ("由宁波某某担保有限公司承担一般保证责任。", "guarantee_kind", "general"),
        ("由供方提供保修服务。", "guarantor", None),
        ("供方保证货物质量。", "guarantee_kind", None),
        ("附件1：技术协议", "attachments", ["技术协议"]),
        ("详见附件：无", "attachments", None),
    ],
)
def test_what_a_sentence_says_and_what_not(sentence, name, wanted):
    assert value(said(sentence), name) == wanted


def test_it_takes_effect_when_the_last_one_signs():
    lines = ("本合同自双方签字盖章之日起生效。", "甲方（盖章）：甲公司\t\t乙方（盖章）：乙公司")
    result = said(*lines, "签订日期：2026年3月5日\t\t签订日期：2026年3月9日")
    assert value(result, "party_a.sign_date") == date(2026, 3, 5)
    assert value(result, "effective_date") == value(result, "party_b.sign_date") == date(2026, 3, 9)


def test_attachments_are_a_list():
    assert value(said("本合同一式两份。", "附件一：技术协议", "附件二：价格表"), "attachments") == [
        "技术协议",
        "价格表",
    ]
