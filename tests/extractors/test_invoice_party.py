"""Checks on what stands in the party blocks of an invoice."""

import pytest

from sme_extract.extractors.invoice_party import address_phone, bank_account


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


@pytest.mark.parametrize("text", ["中国建设银行宁波分行4发票专9用章203255855", "宁波分行45534598562032558公"])
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
