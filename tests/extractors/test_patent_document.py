"""Papers around a patent: each rule holds and breaks by one digit; blank forms say nothing."""

from datetime import date
from decimal import Decimal

import pytest

from sme_extract.documents.grid import make_cell, make_page
from sme_extract.documents.model import Document
from sme_extract.extractors.classifier import split
from sme_extract.extractors.engine import extract
from sme_extract.extractors.patent_certificate import PatentCertificate
from sme_extract.extractors.patent_document import EVENTS, STATUSES, OneOf, PatentDocument, year_of_fee

from .pages import document, page, word

RECEIPT = (
    ("国家知识产权局专利收费收据",),
    ("收据号：", "12345678"),
    ("缴费人：", "宁波澜缎新材料有限公司"),
    ("申请号/专利号：", "202110123456.7"),
    ("费用名称", "年度", "金额（元）"),
    ("发明专利年费", "第5年度", "¥1,200.00"),
    ("滞纳金", "第5年度", "60.00"),
    ("合计（大写）壹仟贰佰陆拾圆整", "", "（小写）¥1,260.00"),
)
REGISTER = (
    ("专利登记簿副本",),
    ("发明名称：", "一种锦纶6弹力丝的低温染色方法"),
    ("专利号：", "ZL 2021 1 0123456.7"),
    ("申请日：", "2021年03月12日"),
    ("授权公告日：", "2022年11月16日"),
    ("专利权人：", "宁波澜缎新材料有限公司"),
    ("法律状态：", "专利权有效"),
    ("年费已缴纳至第4年度",),
    ("登记事项", "登记日", "变更前", "变更后"),
    ("专利权的转移", "2023-02-09", "某某有限公司", "宁波澜缎新材料有限公司"),
    ("专利权质押合同登记的生效", "2023-04-10", "", "质权人：宁波银行"),
    ("出具日期：", "2025年06月18日"),
)
NOTICE = (
    ("缴费通知书",),
    ("申请号或专利号：", "202330111222.0"),
    ("缴费时间", "年费（元）", "滞纳金（元）", "总计（元）"),
    ("2025-05-11至2025-06-10", "900.00", "90.00", "990.00"),
)


def read(rows):
    cells = [make_cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row) if text]
    return extract(PatentDocument(Document("x.xlsx", "0" * 64, "", "t", pages=(make_page(cells, 1),))), 0.9)


def changed(rows, old, new):
    assert any(old in text for row in rows for text in row)
    return read([[text.replace(old, new) for text in row] for row in rows])


def codes(result):
    return [finding.code for finding in result.findings]


def values(result):
    return {name: cell.value for name, cell in result.fields.items() if cell is not None}


def test_receipt():
    result = read(RECEIPT)
    assert codes(result) == []
    assert values(result) == {
        "document": "fee_receipt",
        "variant": "patent_invention",
        "receipt_no": "12345678",
        "payer": "宁波澜缎新材料有限公司",
        "application_no": "202110123456.7",
        "total": Decimal("1260.00"),
        "total_words": Decimal("1260.00"),
    }
    assert [item["amount"].value for item in result.items] == [Decimal("1200.00"), Decimal("60.00")]
    assert [item["fee_year"].value for item in result.items] == [5, 5]


def test_register():
    result = read(REGISTER)
    assert codes(result) == []
    found = values(result)
    assert found["document"] == "register_copy"
    assert found["variant"] == "patent_invention"
    assert found["patent_no"] == "ZL202110123456.7"
    assert found["legal_status"] == "granted_active"
    assert found["fees_paid_to_year"] == 4
    assert found["issue_date"] == date(2025, 6, 18)
    assert [item["event_type"].value for item in result.items] == ["transfer", "pledge"]
    assert "before" not in result.items[1]


def test_notice():
    result = read(NOTICE)
    assert codes(result) == []
    assert [item["grace_total"].value for item in result.items] == [Decimal("990.00")]


def test_change():
    head = [("手续合格通知书",), ("申请号或专利号：", "202110123456.7"), ("发文日：", "2023年02月09日")]
    table = [("变更项目", "变更前", "变更后"), ("专利权人", "某某有限公司", "宁波澜缎新材料有限公司")]
    result = read([*head, *table])
    assert codes(result) == []
    assert values(result)["document"] == "change_notice"
    assert result.items[0]["after"].value == "宁波澜缎新材料有限公司"


def test_pledge():
    result = read(
        [
            ("专利权质押登记通知书",),
            ("登记号：", "Y2023980012345"),
            ("出质人：", "宁波澜缎新材料有限公司"),
            ("质权人：", "宁波银行股份有限公司"),
            ("专利号：", "ZL 2021 1 0123456.7"),
        ]
    )
    assert codes(result) == []
    found = values(result)
    assert found["document"] == "pledge_notice"
    assert found["registration_no"] == "Y2023980012345"
    assert found["pledgee"] == ["宁波银行股份有限公司"]


def test_grant():
    found = values(
        read([("授予实用新型专利权通知书",), ("申请号：", "202220654321.3"), ("发文日：", "2022年09月09日")])
    )
    assert found == {
        "document": "grant_notice",
        "variant": "patent_utility",
        "application_no": "202220654321.3",
        "issue_date": date(2022, 9, 9),
    }


@pytest.mark.parametrize(
    ("rows", "old", "new", "code"),
    [
        (RECEIPT, "0123456.7", "0123456.8", "check-failed"),
        (RECEIPT, "1,200.00", "1,201.00", "total-of-items"),
        (RECEIPT, "1,200.00", "1,2O0.00", "total-of-items"),
        (RECEIPT, "陆拾圆", "伍拾圆", "words-disagree"),
        (RECEIPT, "发明专利年费", "外观设计专利年费", "kind-of-number"),
        (REGISTER, "0123456.7", "0123465.7", "check-failed"),
        (REGISTER, "发明名称", "实用新型名称", "kind-of-number"),
        (REGISTER, "2021年03", "2022年03", "number-of-year"),
        (REGISTER, "2022年11月16", "2021年03月12", "implausible-date"),
        (REGISTER, "2025年06", "2020年06", "implausible-date"),
        (REGISTER, "2023-04-10", "2028-04-10", "implausible-date"),
        (REGISTER, "2023-02-09", "2013-02-09", "implausible-date"),
        (NOTICE, "990.00", "991.00", "row-disagrees"),
        (RECEIPT, "202110123456.7", "", "missing-field"),
    ],
)
def test_one_change_is_noticed(rows, old, new, code):
    assert code in codes(changed(rows, old, new))


@pytest.mark.parametrize("title", ["专利申请受理通知书", "专利登记簿副本"])
def test_blank_form(title):
    result = read([(title,), ("申请号：",), ("申请日：",), ("申请人：",), ("发明创造名称：",)])
    assert codes(result) == ["blank-form"]
    assert list(values(result)) == ["document"]


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (("专 利 登 记 簿 副 本", "专利号：ZL 2021 1 0123456.7"), "patent_document"),
        (("国家知识产权局", "专 利 申 请 受 理 通 知 书", "申请号：202110123456.7"), "patent_document"),
        (("中央非税收入统一票据（电子）", "交款人：某某", "专利收费", "申请号：202110123456.7"), "patent_document"),
        (("中央非税收入统一票据（电子）", "交款人：某某", "考试费"), "unknown"),
        (("发明专利证书", "专利号：ZL 2021 1 0123456.7", "国家知识产权局", "缴纳年费"), "patent_certificate"),
    ],
)
def test_kind(texts, kind):
    words = [word(text, 20, 20.0 * i) for i, text in enumerate(texts)]
    [part] = split(document(page(*words)), (PatentCertificate, PatentDocument))
    assert part.kind == kind


@pytest.mark.parametrize(
    ("names", "text", "wanted"),
    [
        (STATUSES, "专利权维持", "granted_active"),
        (STATUSES, "等年费滞纳金", "granted_grace"),
        (STATUSES, "未缴年费专利权终止", "lapsed_fee"),
        (STATUSES, "专利权期限届满终止", "expired"),
        (STATUSES, "专利权全部无效", "invalidated"),
        (STATUSES, "实质审查的生效", "pending"),
        (EVENTS, "专利权质押合同登记的注销", "release"),
        (EVENTS, "专利实施许可合同备案的生效", "licence"),
        (EVENTS, "专利权人的姓名或者名称、地址的变更", "change"),
    ],
)
def test_words_of_the_register(names, text, wanted):
    assert OneOf(names)(text) == wanted


@pytest.mark.parametrize("text", ["第21年度", "0", "第年度"])
def test_years_that_no_fee_is_for(text):
    with pytest.raises(ValueError, match="year"):
        year_of_fee(text)
