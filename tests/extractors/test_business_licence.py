"""Business licences: landscape and older forms, their checks, and what is no value."""

from datetime import date
from decimal import Decimal

import pytest

from sme_extract.extractors.business_licence import BusinessLicence
from sme_extract.extractors.engine import extract

from .pages import document, page, word

USCC = "91440300MA5FGH1268"


def pairs(*rows, left=40, top=100, pitch=24):
    """Labels in one column, values in the next."""
    return [
        piece
        for i, (label, value) in enumerate(rows)
        for piece in ([word(label, left, top + pitch * i)] if label else [])
        + ([word(value, left + 90, top + pitch * i)] if value else [])
    ]


def licence(code=USCC, kind="有限责任公司", founded="2019年09月12日", more=(), foot="2019年11月01日", codes=()):
    words = [
        word("营业执照", 220, 20, size=30),
        word("统一社会信用代码", 40, 30),
        word(code, 40, 44),
        *pairs(("名　　称", "深圳市某甲网络有限公司".replace("某甲", "鹭岸")), ("类　　型", kind), ("法定代表人", "陈佳"),
               ("经营范围", "软件开发；信息技术咨询（依法须经批准的项目，"), pitch=26),
        word("经相关部门批准后方可开展经营活动）", 130, 190),
        *pairs(("注册资本", "伍佰万元整"), ("成立日期", founded), ("住　　所", "深圳市南山区"), left=400, pitch=26),
        word("学府路1号", 490, 164),
        *more,
        word("登记机关", 400, 300),
        *([word(foot, 430, 330)] if foot else []),
    ]  # fmt: skip
    return document(page(*words, width=800, codes=codes))


def read(source, as_of=None):
    extractor = BusinessLicence(source)
    extractor.as_of = as_of
    return extract(extractor, 0.9)


def value(result, name):
    cell = result.fields[name]
    return cell.value if cell is not None else None


def codes_of(result):
    return [finding.code for finding in result.findings]


def test_landscape():
    result = read(licence())
    assert codes_of(result) == []
    assert {name: value(result, name) for name in ("uscc", "name", "company_type", "legal_representative")} == {
        "uscc": USCC,
        "name": "深圳市鹭岸网络有限公司",
        "company_type": "有限责任公司",
        "legal_representative": "陈佳",
    }
    assert value(result, "business_scope").endswith("批准的项目，经相关部门批准后方可开展经营活动）")
    assert value(result, "address") == "深圳市南山区学府路1号"
    assert value(result, "representative_title") == "法定代表人"
    assert value(result, "registered_capital.amount") == Decimal(5000000)
    assert value(result, "established_on") == date(2019, 9, 12)
    assert value(result, "issued_on") == date(2019, 11, 1)
    assert value(result, "days_left") is None


@pytest.mark.parametrize(
    ("code", "findings"),
    [
        ("91440300MA5FGH1268", []),
        ("914403001922038216", []),
        ("9144030071526726XG", []),
        ("914403001922038217", ["check-failed"]),
        ("91440300192203812G", ["check-failed"]),
        ("91440300MA5FGH1269", ["check-failed"]),
        ("12110000400005679A", ["implausible-code"]),
        ("110108000000016", []),
        ("110108000000017", ["check-failed"]),
        ("92320505MA1TQW8PXE", ["code-of-type"]),
    ],
)
def test_code(code, findings):
    assert codes_of(read(licence(code))) == findings


def test_an_individual_business_has_a_code_of_its_own():
    assert codes_of(read(licence("92320505MA1TQW8PXE", kind="个体工商户"))) == []


def test_days_are_in_order():
    assert codes_of(read(licence(founded="2019年11月01日"))) == []
    assert codes_of(read(licence(founded="2019年11月02日"))) == ["implausible-date"]


@pytest.mark.parametrize(
    ("term", "as_of", "left", "findings"),
    [
        ("自2019年09月12日至2029年09月11日", date(2029, 9, 11), 0, []),
        ("自2019年09月12日至2029年09月11日", date(2029, 9, 12), -1, ["expired"]),
        ("自2019年09月12日至2029年09月11日", None, None, []),
        ("长期", date(2029, 9, 12), None, []),
        ("自2019年09月12日至2018年09月11日", None, None, ["implausible-date"]),
    ],
)
def test_term(term, as_of, left, findings):
    more = pairs(("营业期限", term), left=400, top=185)
    result = read(licence(more=more), as_of)
    assert codes_of(result) == findings
    assert value(result, "days_left") == left
    assert value(result, "business_term.open_ended") is (term == "长期")


@pytest.mark.parametrize(
    ("payload", "findings"),
    [
        (f"https://www.gsxt.gov.cn/index?uniscid={USCC}", []),
        ("https://www.gsxt.gov.cn/index?uniscid=91310115MA1K35X74N", ["sources-disagree"]),
        ("https://www.gsxt.gov.cn/index?uniscid=91310115MA1K35X74M", []),
        (f"名称:深圳市鹭岸网络有限公司;统一社会信用代码:{USCC}", []),
        (f"名称:深圳市鹭滩网络有限公司;统一社会信用代码:{USCC}", ["sources-disagree"]),
    ],
)
def test_the_code_square_is_a_second_source(payload, findings):
    assert codes_of(read(licence(codes=[payload]))) == findings


@pytest.mark.parametrize(
    ("text", "copy"),
    [("(副本)", "duplicate"), ("（副本）（1-1）", "duplicate"), ("正本", "original"), ("副本编号", None)],
)
def test_copy(text, copy):
    assert value(read(licence(more=[word(text, 380, 60)])), "variant") == copy


@pytest.mark.parametrize("role", ["负责人", "投资人", "经营者", "执行事务合伙人"])
def test_who_stands_for_it(role):
    words = [word("营业执照", 200, 20, size=30), *pairs((role, "欧阳若兰"), ("经营场所", "宁波市海曙区中山路2号"))]
    result = read(document(page(*words)))
    assert (value(result, "legal_representative"), value(result, "representative_title")) == ("欧阳若兰", role)
    assert value(result, "address") == "宁波市海曙区中山路2号"


def test_captions_set_apart_by_recognition():
    upright = word("名类", 40, 100, source="ocr")
    words = [
        word("营业执照", 200, 20, size=30, source="ocr"),
        type(upright)("名类", type(upright.bbox)(40, 100, 50, 146), "ocr", 0.9),
        word("称宁波澜缎新材料有限公司", 100, 100, source="ocr"),
        word("型有限责任公司", 100, 136, source="ocr"),
    ]
    result = read(document(page(*words)))
    assert (value(result, "name"), value(result, "company_type")) == ("宁波澜缎新材料有限公司", "有限责任公司")


def test_sentences_are_no_captions():
    note = word("1.商事主体的经营范围由章程确定。", 60, 250)
    result = read(licence(more=[note]))
    assert value(result, "business_scope").startswith("软件开发")


@pytest.mark.parametrize("placeholder", ["", "××××有限公司", "XXXX"])
def test_blank_form(placeholder):
    words = [
        word("营业执照", 200, 20, size=30),
        word("统一社会信用代码", 40, 60),
        *pairs(("名　　称", placeholder), ("类　　型", ""), ("法定代表人", placeholder), ("成立日期", "年 月 日")),
    ]
    result = read(document(page(*words)))
    assert "blank-form" in codes_of(result)
    assert result.status == "partial"
    assert {value(result, name) for name in result.fields} <= {None, "法定代表人"}


def test_older_form_of_an_individual_business():
    words = [
        word("个体工商户营业执照", 200, 20, size=20),
        *pairs(
            ("注册号", "110108000000016"),
            ("经营者姓名", "顾明远"),
            ("组成形式", "个人经营"),
            ("名　　称", "海淀区启明五金店"),
            ("经营场所", "北京市海淀区中关村大街1号"),
            ("注册日期", "二〇一二年三月一日"),
        ),
        word("登记机关", 300, 300),
        word("二〇一二年三月二日", 320, 330),
    ]
    result = read(document(page(*words)))
    assert codes_of(result) == []
    assert result.status == "ok"
    wanted = {
        "uscc": "110108000000016",
        "company_type": "个体工商户",
        "form_of_organisation": "个人经营",
        "established_on": date(2012, 3, 1),
        "issued_on": date(2012, 3, 2),
    }
    assert {name: value(result, name) for name in wanted} == wanted
