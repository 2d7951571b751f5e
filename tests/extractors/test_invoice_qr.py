from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sme_extract.extractors.invoice_qr import crc16_modbus, crc16_umts, parse_invoice_qr


def test_check_values_of_both_sums():
    assert crc16_umts(b"123456789") == 0xFEE8
    assert crc16_modbus(b"123456789") == 0x4B37


@pytest.mark.parametrize(
    ("payload", "crc_ok"),
    [
        ("01,32,,26310000000000012345,1130.00,20260315,,2B6D", True),
        ("01,31,,26440000000000067890,22600.00,20260401,,0410", True),
        ("01,51,,26329000000000000123,72.00,20260821,,298c", True),
        ("01,10,031002600111,12345678,1000.00,20230815,12345678901234567890,9194,", True),
        ("01,32,,26310000000000012345,1180.00,20260315,,2B6D", False),
        ("01,32,,26310000000000012345,1130.00,20260315,,", None),
        ("01,10,031002600111,12345678,1000.00,20230815,12345678901234567890", None),
    ],
)
def test_crc(payload, crc_ok):
    assert parse_invoice_qr(payload).crc_ok is crc_ok


@pytest.mark.parametrize("crc", [crc16_umts, crc16_modbus])
@pytest.mark.parametrize("comma", ["", ","])
def test_crc_may_leave_out_the_comma(crc, comma):
    body = "01,10,031002600111,12345678,1000.00,20230815,12345678901234567890"
    payload = f"{body},{crc((body + comma).encode()):04X},"
    assert parse_invoice_qr(payload).crc_ok is True


def test_digital_invoice():
    qr = parse_invoice_qr("01,32,,26310000000000012345,1130.00,20260315,,2B6D")
    assert (qr.type_code, qr.variant, qr.code, qr.number) == ("32", "einv_ordinary", None, "26310000000000012345")
    assert (qr.amount, qr.amount_includes_tax, qr.issue_date) == (Decimal("1130.00"), True, date(2026, 3, 15))
    assert qr.check_code is None


def test_old_electronic_invoice():
    qr = parse_invoice_qr("01,10,031002600111,12345678,1000.00,20230815,12345678901234567890,9194,")
    assert (qr.variant, qr.code, qr.number) == ("vat_ordinary_electronic", "031002600111", "12345678")
    assert (qr.amount, qr.amount_includes_tax) == (Decimal("1000.00"), False)
    assert qr.check_code == "12345678901234567890"


@pytest.mark.parametrize(
    ("type_code", "variant", "includes_tax"),
    [
        ("01", "vat_special_paper", False), ("04", "vat_ordinary_paper", False), ("08", "vat_special_electronic", False),
        ("10", "vat_ordinary_electronic", False), ("11", "vat_ordinary_roll", False), ("14", "vat_ordinary_toll", False),
        ("31", "einv_special", True), ("32", "einv_ordinary", True), ("51", "einv_rail", True), ("61", "einv_air", True),
    ],
)  # fmt: skip
def test_types_of_the_qr_code(type_code, variant, includes_tax):
    qr = parse_invoice_qr(f"01,{type_code},3100201130,12345678,100.00,20200815,,ABCD")
    assert (qr.variant, qr.amount_includes_tax) == (variant, includes_tax)


def test_negative_and_missing_amounts():
    assert parse_invoice_qr("01,32,,26310000000000012345,-1130.00,20260315,,2B6D").amount == Decimal("-1130.00")
    assert parse_invoice_qr("01,32,,26310000000000012345,,20260315,,2B6D").amount is None


def test_verification_url():
    qr = parse_invoice_qr(
        "https://inv-veri.chinatax.gov.cn/index.html?fpdm=031002600111&fphm=12345678&kprq=20230815&kjje=1000.00&jym=567890"
    )
    assert (qr.type_code, qr.code, qr.number, qr.amount) == ("10", "031002600111", "12345678", Decimal("1000.00"))
    assert (qr.issue_date, qr.check_code, qr.amount_includes_tax, qr.crc_ok) == (
        date(2023, 8, 15),
        "567890",
        False,
        None,
    )


def test_verification_url_of_a_digital_invoice_leaves_the_type_open():
    qr = parse_invoice_qr(
        "https://inv-veri.chinatax.gov.cn/?fpdm=&fphm=26310000000000012345&kprq=20260315&kjje=1130.00"
    )
    assert (qr.type_code, qr.variant, qr.amount_includes_tax) == (None, None, None)
    assert qr.number == "26310000000000012345"


@pytest.mark.parametrize(
    "payload",
    [
        "", "hello", "01,", "01,32", "01,99,,26310000000000012345,1130.00,20260315,,2B6D",
        "02,32,,26310000000000012345,1130.00,20260315,,2B6D", "01,32,,2631000000000001234,1130.00,20260315,,2B6D",
        "01,32,,26310000000000012345,1130.00,20261315,,2B6D", "01,32,,26310000000000012345,11x,20260315,,2B6D",
        "01,32,,26310000000000012345,1130.00,20260315,,2B6", "01,32,,26310000000000012345,1130.00,20260315,,2B6D,,",
        "01,10,031002600111,26310000000000012345,1130.00,20260315,,2B6D", "https://example.com/?fphm=12345678",
        "https://inv-veri.chinatax.gov.cn.example.com/?fpdm=031002600111&fphm=12345678&kprq=20230815",
        "https://inv-veri.chinatax.gov.cn/?fpdm=031002600111&fphm=12345678", "https://[", "01,中文",
        "01,32,,26310000000000012345,1130.00,20260315,," + "0" * 5000,
    ],
)  # fmt: skip
def test_other_payloads_are_none(payload):
    assert parse_invoice_qr(payload) is None


@given(st.text(max_size=60) | st.text(alphabet="01,32.5", max_size=60).map("01,32,,".__add__))
def test_no_payload_raises(payload):
    qr = parse_invoice_qr(payload)
    assert qr is None or qr.number.isdigit()
