"""Certificates and permits: each rule holds and breaks by one digit."""

from datetime import date

import pytest

from sme_extract.extractors.engine import extract
from sme_extract.extractors.qualification_certificate import QualificationCertificate

from .pages import document, page, word

HIGHTECH = (
    ("高新技术企业证书", ""),
    ("企业名称：", "宁波澜缎新材料有限公司"),
    ("证书编号：", "GR202333001234"),
    ("发证时间：", "二〇二三年十二月八日"),
    ("有 效 期：", "三年"),
    ("批准机关：", "宁波市科学技术局"),
)
ISO = (
    ("质量管理体系认证证书", ""),
    ("证书编号：", "06523Q10045R1M"),
    ("组织名称：", "宁波澜缎新材料有限公司"),
    ("统一社会信用代码：", "91310115MA1K35X74N"),
    ("认证标准：", "GB/T 19001-2016/ISO 9001:2015"),
    ("认证范围：", "锦纶丝的生产和销售"),
    ("初次发证日期：", "2020-06-01"),
    ("发证日期：", "2023-05-31"),
    ("有效期至：", "2026-05-30"),
)
FOOD = (
    ("食品经营许可证", ""),
    ("经营者名称：", "宁波澜缎新材料有限公司"),
    ("社会信用代码（身份证号码）：", "91310115MA1K35X74N"),
    ("法定代表人（负责人）：", "林晓雯"),
    ("住所：", "宁波市鄞州区创业路88号"),
    ("经营场所：", "宁波市鄞州区创业路88号一层"),
    ("主体业态：", "单位食堂"),
    ("经营项目：", "热食类食品制售"),
    ("许可证编号：", "JY11105000000005"),
    ("发证机关：", "宁波市鄞州区市场监督管理局"),
    ("发证日期：", "2022年03月15日"),
    ("有效期至：", "2027年03月14日"),
)


def read(rows, as_of=None, change=(), squares=()):
    swap = dict([change]) if change else {}
    words = []
    for i, (label, before) in enumerate(rows):
        text = swap.get(before, before)
        words.append(word(label, 40, 40 + 24 * i))
        if text:
            words.append(word(text, 60 + 10 * len(label), 40 + 24 * i))
    extractor = QualificationCertificate(document(page(*words, width=800, codes=squares)))
    extractor.as_of = as_of
    return extract(extractor, 0.9)


def value(result, name):
    cell = result.fields[name]
    return cell.value if cell is not None else None


def codes(result):
    return [finding.code for finding in result.findings]


def test_hightech():
    result = read(HIGHTECH)
    assert codes(result) == []
    assert value(result, "variant") == "hightech_cert"
    assert value(result, "holder") == "宁波澜缎新材料有限公司"
    assert value(result, "number") == "GR202333001234"
    assert value(result, "issued_on") == date(2023, 12, 8)
    assert value(result, "validity_years") == 3
    assert value(result, "valid_until") == date(2026, 12, 8)
    assert value(result, "issuer") == "宁波市科学技术局"
    assert result.status == "ok"


def test_iso():
    result = read(ISO)
    assert codes(result) == []
    assert value(result, "variant") == "iso_cert"
    assert value(result, "number") == "06523Q10045R1M"
    assert value(result, "standard") == "GB/T19001-2016/ISO9001:2015"
    assert value(result, "scope") == "锦纶丝的生产和销售"
    assert [value(result, name) for name in ("first_issued_on", "issued_on", "valid_until")] == [
        date(2020, 6, 1), date(2023, 5, 31), date(2026, 5, 30)
    ]  # fmt: skip


def test_food():
    result = read(FOOD)
    assert codes(result) == []
    assert value(result, "variant") == "food_permit"
    assert value(result, "legal_representative") == "林晓雯"
    assert value(result, "address") == "宁波市鄞州区创业路88号"
    assert value(result, "site_address") == "宁波市鄞州区创业路88号一层"
    assert value(result, "scope") == "热食类食品制售"
    assert value(result, "uscc") == "91310115MA1K35X74N"


@pytest.mark.parametrize(
    ("rows", "change", "found"),
    [
        (HIGHTECH, ("GR202333001234", "GR202433001234"), ["number-of-year"]),
        (HIGHTECH, ("GR202333001234", "GR202399001234"), ["check-failed"]),
        (HIGHTECH, ("GR202333001234", "JY11105000000005"), ["number-of-form"]),
        (HIGHTECH, ("三年", "2023年12月8日至2026年12月7日"), []),
        (HIGHTECH, ("三年", "2023年12月8日至2028年12月7日"), ["implausible-validity"]),
        (ISO, ("2026-05-30", "2027-05-30"), ["implausible-validity"]),
        (ISO, ("2026-05-30", "2023-05-30"), ["implausible-validity"]),
        (ISO, ("91310115MA1K35X74N", "91310115MA1K35X75N"), ["check-failed"]),
        (FOOD, ("JY11105000000005", "JY11105000000001"), ["check-failed"]),
        (FOOD, ("2027年03月14日", "2028年03月14日"), ["implausible-validity"]),
    ],
)
def test_one_changed_digit(rows, change, found):
    assert codes(read(rows, change=change)) == found


def test_printed_length_against_printed_days():
    rows = [*ISO, ("证书有效期：", "三年")]
    assert codes(read(rows)) == []
    assert "validity-disagrees" in codes(read(rows, change=("2026-05-30", "2026-05-29")))


@pytest.mark.parametrize(
    ("rows", "as_of", "left", "found"),
    [
        (HIGHTECH, date(2026, 12, 8), 0, []),
        (HIGHTECH, date(2026, 12, 9), -1, ["expired"]),
        (ISO, date(2026, 5, 1), 29, []),
        (FOOD, None, None, []),
    ],
)
def test_days_left(rows, as_of, left, found):
    result = read(rows, as_of)
    assert value(result, "days_left") == left
    assert codes(result) == found


@pytest.mark.parametrize(
    ("square", "found"),
    [
        ("https://example.org/?no=GR202333001234", []),
        ("https://example.org/?no=GR202333001235", ["sources-disagree"]),
        ("https://example.org/?no=GR202333001235,GR202333001234", []),
    ],
)
def test_the_code_square_is_a_second_source(square, found):
    assert codes(read(HIGHTECH, squares=[square])) == found


def test_holder_after_a_preamble():
    words = [
        word("环境管理体系认证证书", 220, 20, size=20),
        word("证书编号：06523E10045R1M", 40, 60),
        word("兹证明", 40, 90),
        word("宁波澜缎新材料有限公司", 200, 114, size=14),
        word("建立的环境管理体系符合标准：GB/T 24001-2016/ISO 14001:2015", 40, 140),
        word("2024年06月01日", 300, 300),
    ]
    result = extract(QualificationCertificate(document(page(*words, width=800))), 0.9)
    assert value(result, "holder") == "宁波澜缎新材料有限公司"
    assert value(result, "standard") == "GB/T24001-2016/ISO14001:2015"
    assert value(result, "issued_on") == date(2024, 6, 1)


def test_blank_form():
    rows = [(label, "年　月　日" if "日期" in label else "") for label, _ in FOOD]
    result = read(rows)
    assert "blank-form" in codes(result)
    assert {value(result, name) for name in result.fields} == {"food_permit", "食品经营许可证", None}


def lines(*rows, width=800):
    words = [word(text, left, 40 + 20 * i, size=size) for i, (text, left, size) in enumerate(rows)]
    return extract(QualificationCertificate(document(page(*words, width=width))), 0.9)


def test_centred_and_in_two_languages():
    result = lines(
        ("质量管理体系认证证书", 200, 18),
        ("证书编号/Certificate No.: 00123Q31234R2M", 200, 10),
        ("兹证明：", 60, 10),
        ("This is to certify that", 60, 10),
        ("宁波澜缎新材料有限公司", 200, 14),
        ("建立的质量管理体系符合标准：GB/T 19001-2016 / ISO 9001:2015", 60, 10),
        ("通过认证范围如下：", 60, 10),
        ("锦纶弹力丝的设计、开发、生产和销售", 150, 10),
        ("（涉及许可要求的除外）", 220, 10),
        ("发证日期 Date of Issue：2023-05-31", 60, 10),
        ("有效期至 Valid Until：2026-05-30", 60, 10),
        ("甬信认证中心", 240, 14),
    )
    assert codes(result) == []
    wanted = {
        "number": "00123Q31234R2M",
        "holder": "宁波澜缎新材料有限公司",
        "scope": "锦纶弹力丝的设计、开发、生产和销售（涉及许可要求的除外）",
        "issued_on": date(2023, 5, 31),
        "valid_until": date(2026, 5, 30),
        "issuer": "甬信认证中心",
    }
    assert {name: value(result, name) for name in wanted} == wanted


def test_plaque_without_labels():
    result = lines(
        ("国家级专精特新“小巨人”企业", 200, 18),
        ("宁波澜缎新材料有限公司", 200, 14),
        ("（有效期：2024年7月1日至2027年6月30日）", 200, 10),
        ("中华人民共和国工业和信息化部", 200, 12),
    )
    wanted = {
        "variant": "sme_cert",
        "holder": "宁波澜缎新材料有限公司",
        "valid_until": date(2027, 6, 30),
        "issuer": "中华人民共和国工业和信息化部",
        "number": None,
    }
    assert {name: value(result, name) for name in wanted} == wanted
    assert "blank-form" not in codes(result)


def test_a_title_in_two_rows_is_known_by_its_number():
    assert value(read([("高新技术企业", ""), ("证书", ""), *HIGHTECH[1:]]), "variant") == "hightech_cert"


@pytest.mark.parametrize(
    ("printed", "issuer"), [("（盖章）宁波市生态环境局", "宁波市生态环境局"), ("宁波市生态环境局", "宁波市生态环境局")]
)
def test_place_of_the_seal_is_no_part_of_the_issuer(printed, issuer):
    rows = [("排污许可证", ""), ("单位名称：", "宁波澜缎新材料有限公司"), ("发证机关：", printed)]
    assert value(read(rows), "issuer") == issuer
