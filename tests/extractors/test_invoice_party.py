"""Checks on what stands in the party blocks of an invoice."""

import pytest

from sme_extract.extractors.invoice_party import address_phone, bank_account, party_name


@pytest.mark.parametrize(
    "text",
    [
        "招商银行股份有限公司苏州分行9265203251346281968",
        "中国建设银行宁波分行 4553459856203255855",
        "农业银行",
        "62220012",
    ],
)
def test_an_account_behind_its_bank_is_not_refused(text):
    assert bank_account(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "中国建设银行宁波分行4发票专9用章203255855",
        "宁波分行45534598562032558公",
        "招商银行股份有限公司宁变票专用8225123937045052",
    ],
)
def test_seal_characters_in_an_account_are_refused(text):
    assert bank_account(text) is False


@pytest.mark.parametrize(
    "text",
    ["宁波市鄞州区创业路88号 0413-70281044", "东信路6号B座1102室13800138000", "广州市黄埔区创业路88号", "A座1102室"],
)
def test_an_address_with_or_without_telephone_is_not_refused(text):
    assert address_phone(text) is None


@pytest.mark.parametrize(
    "text", ["鄞州区创业路8833001MA70281044公", "鄞州区创业路883号00413A70281044", "路8号041370281044限公"]
)
def test_seal_characters_in_a_telephone_number_are_refused(text):
    assert address_phone(text) is False


@pytest.mark.parametrize(
    "text",
    ["宁波澜缎新材料有限公司", "澜缎有限公司宁波分公司", "上海某某有限公司（宁波）", "某某有限责任公司第三纺纱厂", "欧阳若兰（个人）",
     "宁波某某有限公司鄞州销售中心"],
)  # fmt: skip
def test_names_and_branches_are_parties(text):
    assert party_name(text) == text


@pytest.mark.parametrize("text", ["宁波澜缎新材料有限公司材料有", "国家税务总局宁波市税务局", "91330212MA109Y0355"])
def test_seal_text_behind_a_name_and_codes_are_no_parties(text):
    with pytest.raises(ValueError, match="not a party"):
        party_name(text)
