import pytest

from sme_extract.pipeline.masking import mask_text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("张三 11010519491231002X", "张三 110105********002X"),
        ("11010519491231002x", "110105********002x"),
        ("电话 13800138000 转", "电话 138****8000 转"),
    ],
)
def test_personal_numbers_are_hidden(text, masked):
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # check character wrong
        "11010519491331002X",  # month 13
        "91310115591309280L",  # company code
        "25312000000012345678",  # invoice number of 20 digits
        "031002300411",  # invoice code
        "13800138000.00",  # amount
        "13800138000,50",
        "a13800138000b",
        "6222021001116245702",  # bank card
        "12800138000",  # no mobile prefix
        "021-13800138",
    ],
)
def test_other_numbers_stay(text):
    assert mask_text(text) == text


def test_eleven_digits_of_an_identifier_are_no_phone(house, fake):
    from sme_extract.pipeline.inputs import InputItem
    from sme_extract.pipeline.masking import mask
    from sme_extract.pipeline.process import process
    from sme_extract.pipeline.settings import Settings

    _, (result,) = process(InputItem(fake("x.fake", "13800138000")), Settings(mask_personal=False), house)
    cell = result.fields["body"]
    named = result.model_copy(update={"fields": {"contract_number": cell, "seller.phone": cell}})
    masked = mask(named).fields
    assert masked["contract_number"].raw == "13800138000"
    assert masked["seller.phone"].raw == "138****8000"
    assert masked["seller.phone"].evidence[0].text == "138****8000"
