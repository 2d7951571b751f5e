"""Patent certificates: entries of several lines, numbers, and each rule, which holds and breaks by one digit."""

from datetime import date

import pytest

from sme_extract.extractors.engine import extract
from sme_extract.extractors.patent_certificate import PatentCertificate, address, month_day, postcode
from sme_extract.extractors.patent_text import (
    application_no,
    expiry,
    filled,
    holders,
    patent_no,
    persons,
    publication_no,
)

from .pages import document, page, word

FORM = (
    "证书号第5595756号",
    "实用新型专利证书",
    "实用新型名称：一种加弹机用摩擦盘组件",
    "发明人：李昂；陈鹏飞",
    "专利号：ZL 2022 2 0654321.3",
    "专利申请日：2022年04月13日",
    "专利权人：宁波澜缎新材料有限公司",
    "授权公告日：2022年10月05日",
    "授权公告号：CN 217654321 U",
    "专利权期限为十年，自申请日起算。",
    "年费应当在每年04月13日前缴纳。",
)


def read(*texts, more=(), codes=(), source="text-layer"):
    words = [word(text, 20, 40.0 * i, source=source) for i, text in enumerate(texts)]
    first = page(*words, height=1000, codes=codes)
    return extract(PatentCertificate(document(first, *more)), 0.9)


def value(result, name):
    cell = result.fields[name]
    return None if cell is None else cell.value


def codes(result):
    return [finding.code for finding in result.findings]


def changed(old, new):
    assert any(old in text for text in FORM)
    return read(*(text.replace(old, new) for text in FORM))


def test_form():
    result = read(*FORM)
    assert codes(result) == []
    assert {name: cell.value for name, cell in result.fields.items() if cell is not None} == {
        "variant": "patent_utility",
        "certificate_no": "5595756",
        "title": "一种加弹机用摩擦盘组件",
        "inventors": ["李昂", "陈鹏飞"],
        "patent_no": "ZL202220654321.3",
        "filing_date": date(2022, 4, 13),
        "patentee": ["宁波澜缎新材料有限公司"],
        "grant_date": date(2022, 10, 5),
        "grant_pub_no": "CN217654321U",
        "term_years": 10,
        "annual_fee_day": "04-13",
        "expiry_date": date(2032, 4, 13),
    }


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("0654321.3", "0654321.4", "check-failed"),
        ("0654321.3", "0654312.3", "check-failed"),
        ("ZL 2022 2 0654321.3", "ZL 2021 1 0123456.7", "kind-of-number"),
        ("217654321 U", "217654321 B", "kind-of-publication"),
        ("217654321 U", "117654321 U", "kind-of-publication"),
        ("2022年04", "2023年04", "number-of-year"),
        ("2022年04", "2021年04", "number-of-year"),
        ("2022年10月05", "2022年04月13", "implausible-date"),
        ("2022年10月05", "2032年10月05", "implausible-date"),
        ("每年04月13日", "每年04月15日", "fee-day"),
        ("期限为十年", "期限为十五年", "term-of-kind"),
        ("李昂；陈鹏飞", "李昂陈鹏飞", "implausible-name"),
        ("李昂；陈鹏飞", "李昂陈敏", "implausible-name"),
        ("宁波澜缎新材料有限公司", "宁波澜缎新材料有限公司苏州锦阙织造有限公司", "implausible-name"),
    ],
)
def test_one_change_is_noticed(old, new, code):
    assert code in codes(changed(old, new))


@pytest.mark.parametrize(
    ("missing", "sure"),
    [
        ("局长", {"patent_no", "filing_date", "expiry_date", "annual_fee_day", "variant", "term_years"}),
        ("年费应当", {"patent_no", "variant", "term_years"}),
        ("专利号", {"variant", "term_years"}),
    ],
)
def test_what_is_proved_is_sure_and_nothing_else(missing, sure):
    """The year in the number proves no day, the letter of the publication none of its digits."""
    result = read(*(text for text in FORM if not text.startswith(missing)), source="ocr")
    assert {name for name, cell in result.fields.items() if cell is not None and cell.confidence >= 0.9} == sure


def test_the_day_under_the_seal_proves_the_day_of_grant():
    assert read(*FORM, "2022年10月05日", source="ocr").fields["grant_date"].confidence > 0.9
    assert read(*FORM, "2022年10月06日", source="ocr").fields["grant_date"].confidence < 0.9


def test_a_misread_number_is_withheld():
    texts = [text.replace("0654321.3", "0654821.3") for text in FORM]
    result = read(*texts, source="ocr")
    assert value(result, "patent_no") is None
    assert result.needs_review


def test_numbers_through_the_pct_may_be_later_than_the_filing():
    texts = [text.replace("ZL 2022 2 0654321.3", "ZL 2022 8 0012345.1") for text in FORM]
    texts = [text.replace("实用新型", "发明").replace("2022年04", "2020年04") for text in texts]
    texts = [text.replace("十年", "二十年").replace("217654321 U", "117654321 B") for text in texts]
    assert codes(read(*texts)) == []


def test_a_code_states_the_number_too():
    result = read(*FORM, codes=("https://example.com/?no=2022206543213",))
    assert len(result.fields["patent_no"].evidence) == 2
    assert "sources-disagree" in codes(read(*FORM, codes=("2023301112220",)))
    assert len(read(*FORM, codes=("2022206543214",)).fields["patent_no"].evidence) == 1


def test_lines_of_a_title_are_joined_and_the_next_entry_is_not():
    words = [
        word("发明专利证书", 100, 0),
        word("发明名称：", 20, 40),
        word("一种玻纤增强尼龙66改性粒子及其在汽车", 80, 40),
        word("发动机周边零部件中的应用", 80, 56),
        word("专 利 权 人：", 20, 72),
        word("宁波澜缎新材料有限公司;苏州锦阙织造", 100, 72),
        word("有限公司", 100, 88),
        word("专利权人应当依照专利法缴纳年费。", 20, 120),
    ]
    result = extract(PatentCertificate(document(page(*words))), 0.9)
    assert value(result, "title") == "一种玻纤增强尼龙66改性粒子及其在汽车发动机周边零部件中的应用"
    assert value(result, "patentee") == ["宁波澜缎新材料有限公司", "苏州锦阙织造有限公司"]


def test_a_label_may_follow_a_number_at_once():
    texts = [text for text in FORM if "授权公告" not in text]
    result = read(*texts, "授权公告号：CN 217654321 U授权公告日：2022年10月05日")
    assert value(result, "grant_date") == date(2022, 10, 5)
    assert value(result, "grant_pub_no") == "CN217654321U"
    assert value(read("发明专利证书", "原专利权人：某某有限公司"), "patentee") is None


def test_second_page_says_who_applied():
    second = page(
        word("证书号第5595756号", 20, 0),
        word("申请日时申请人：苏州锦阙织造有限公司", 20, 40),
        word("申请日时发明人：王芳", 20, 80),
        number=2,
    )
    result = read(*FORM, more=(second,))
    assert value(result, "applicants") == ["苏州锦阙织造有限公司"]
    assert value(result, "inventors_at_filing") == ["王芳"]
    assert value(result, "patentee") == ["宁波澜缎新材料有限公司"]
    assert len(result.fields["certificate_no"].evidence) == 2


def test_a_sentence_is_no_entry():
    texts = [text for text in FORM if not text.startswith("专利权人")]
    result = read(
        *texts, "专利权人应当依照专利法及其实施细则规定缴纳年费。", "专利权人的姓名、地址变更等事项记载在专利登记簿上。"
    )
    assert value(result, "patentee") is None
    assert value(result, "patentee_address") is None


@pytest.mark.parametrize("filling", ["", "XXXXXX", "××××"])
def test_blank_form(filling):
    texts = [
        "发明专利证书",
        *(f"{label}：{filling}" for label in ("发明名称", "发明人", "专利号", "专利申请日", "专利权人")),
    ]
    result = read(*texts, "本专利的年费应当在每年  月  日前缴纳。")
    assert "blank-form" in codes(result)
    assert [name for name, cell in result.fields.items() if cell is not None and cell.value is not None] == ["variant"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ZL 2020 1 0948173.1", "ZL202010948173.1"),
        ("Z1 2020 1 0948173.1", "ZL202010948173.1"),
        ("21202010948173.1", "ZL202010948173.1"),
        ("ZL 2003 1 0100002.×", "ZL200310100002.X"),
        ("ZL 02 1 23456.6", "ZL02123456.6"),
    ],
)
def test_numbers(text, number):
    assert patent_no(text) == number


@pytest.mark.parametrize(
    ("variant", "filed", "end"),
    [
        ("patent_invention", date(2003, 1, 10), date(2023, 1, 10)),
        ("patent_utility", date(2016, 2, 29), date(2026, 3, 1)),
        ("patent_design", date(2021, 5, 31), date(2031, 5, 31)),
        ("patent_design", date(2021, 6, 1), date(2036, 6, 1)),
    ],
)
def test_expiry(variant, filed, end):
    assert expiry(variant, filed) == end


@pytest.mark.parametrize(
    ("parser", "text", "wanted"),
    [
        (persons, "李昂;陈鹏飞；黄从贵", ["李昂", "陈鹏飞", "黄从贵"]),
        (persons, "李昂 陈鹏飞", ["李昂", "陈鹏飞"]),
        (persons, "王 芳", ["王芳"]),
        (persons, "李昂;陈鹏\n飞;黄从贵", ["李昂", "陈鹏飞", "黄从贵"]),
        (persons, "李昂;\n陈鹏飞\n;黄从贵", ["李昂", "陈鹏飞", "黄从贵"]),
        (persons, "约翰·史密斯;J. Smith", ["约翰·史密斯", "J. Smith"]),
        (holders, "某某（宁波）有限公司;王芳", ["某某（宁波）有限公司", "王芳"]),
        (holders, "某某有限责任公司\n成都分公司;ACME\nINC.", ["某某有限责任公司成都分公司", "ACME INC."]),
        (filled, "X射线检测数据的记载方法", "X射线检测数据的记载方法"),
        (address, "315100 宁波市鄞州区创业路88号", "宁波市鄞州区创业路88号"),
        (address, "宁波市鄞州区创业路88号", "宁波市鄞州区创业路88号"),
        (postcode, "315100 宁波市", "315100"),
        (publication_no, "CN 112029006 B", "CN112029006B"),
        (month_day, "4月3日", "04-03"),
    ],
)
def test_parsers(parser, text, wanted):
    assert parser(text) == wanted


@pytest.mark.parametrize(
    ("parser", "text"),
    [
        (application_no, "2020109481731234"),
        (application_no, "2020 1 094817.1"),
        (persons, "王 芳 李 昂"),
        (persons, "请求不公布姓名"),
        (persons, "李昂;王丽\n陈敏;黄从贵"),
        (holders, "应当依照专利法缴纳年费"),
        (filled, "XXX有限公司"),
        (publication_no, "CN 112029006 8"),
        (publication_no, "2016年10月05日"),
        (postcode, "宁波市鄞州区"),
    ],
)
def test_refused(parser, text):
    with pytest.raises(ValueError, match=r"\S"):
        parser(text)
