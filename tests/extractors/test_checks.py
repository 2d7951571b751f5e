from datetime import date

import pytest

from sme_extract.extractors import checks

USCC_PASS = [
    "914403001922038216", "9144030071526726XG", "91330100799655058B", "91110000802100433B", "91110105MA00ABCD4R",
    "91310115MA1K35X74N", "91440300MA5FGH1268", "92320505MA1TQW8PXE", "12110000400005679A", "52310000501788123N",
]  # fmt: skip
USCC_FAIL = [
    "914403001922038217", "91440300192203812G", "91330100799655058O", "91350203M0001QAY9B", "", "91330100799655058",
    "91330100799655058b", "91330100799655058B0",
]  # fmt: skip
PASS = [
    *((checks.uscc, code) for code in USCC_PASS),
    *((checks.organisation_code, code) for code in ("79965505-8", "19220382-1", "71526726-X", "799655058")),
    *((checks.patent_number, number) for number in (
        "202310397744.0", "ZL 2020 1 0948173.1", "202110123456.7", "202220654321.3", "202330111222.0",
        "200310100002.X", "202280012345.1", "85100001.0", "02123456.6", "2023103977440")),
    *((checks.luhn, card) for card in (
        "6222021234567890128", "6228481234567890128", "6217001234567890122", "6225881234567898")),
    *((checks.business_registration, number) for number in ("110108000000016", "440301000000126", "310115000012345")),
    (checks.food_permit, "JY11105000000005"),
    (checks.personal_id, "11010519491231002X"),
    *((checks.draft_number, number) for number in (
        "110231300001220260315001234567", "1020005123456789", "0010006223456789")),
    *((checks.iban, number) for number in (
        "DE89370400440532013000", "GB82WEST12345698765432", "DE89 3704 0044 0532 0130 00")),
    *((checks.aba_routing, number) for number in ("021000021", "011000015")),
    (checks.vin, "1HGCM82633A004352"),
    (checks.vin_form, "1HGCM82633A004353"),
]  # fmt: skip
FAIL = [
    *((checks.uscc, code) for code in USCC_FAIL),
    *((checks.organisation_code, code) for code in ("79965505-9", "19220381-2", "7996550-58", "")),
    *((checks.patent_number, number) for number in (
        "202310397744.1", "202110123465.7", "202410000128.X", "202340123456.7", "202310397744", "", "20231039774.0",
        "200110397744.0")),
    *((checks.luhn, card) for card in ("6222021234567890129", "6228481234567890182", "", "0")),
    *((checks.business_registration, number) for number in ("110108000000017", "11010800000001", "")),
    *((checks.food_permit, number) for number in ("JY11105000000001", "JY41105000000005", "11105000000005", "")),
    *((checks.personal_id, number) for number in ("110105194912310021", "11010519491331002X", "")),
    *((checks.draft_number, number) for number in (
        "11023130000122026033200123456", "110231300001220261332001234567", "010231300001220260315001234567",
        "1020006123456789", "1020005923456789", "1021005123456789", "")),
    *((checks.iban, number) for number in ("DE89370400440532013001", "DE00", "")),
    *((checks.aba_routing, number) for number in ("021000022", "991000015", "")),
    *((checks.vin, number) for number in ("1HGCM82643A004352", "1HGCM8263IA004352", "")),
    *((checks.vin_form, number) for number in ("1HGCM82633A00435", "OHGCM82633A004352")),
]  # fmt: skip


@pytest.mark.parametrize(("check", "value"), PASS)
def test_right_identifiers_pass(check, value):
    assert check(value) is True


@pytest.mark.parametrize(("check", "value"), FAIL)
def test_wrong_identifiers_fail(check, value):
    assert check(value) is False


@pytest.mark.parametrize(
    ("check", "value"),
    [
        *((checks.uscc, code) for code in USCC_PASS),
        (checks.organisation_code, "79965505-8"),
        (checks.organisation_code, "MA1K35X74"),
        (checks.patent_number, "202310397744.0"),
        (checks.patent_number, "85100001.0"),
        (checks.luhn, "6222021234567890128"),
        (checks.business_registration, "110108000000016"),
        (checks.food_permit, "JY11105000000005"),
        (checks.personal_id, "11010519491231002X"),
        (checks.iban, "DE89370400440532013000"),
        (checks.aba_routing, "021000021"),
        (checks.vin, "1HGCM82633A004352"),
    ],
)
def test_every_mutated_digit_is_detected(check, value):
    assert check(value) is True
    mutants = [
        value[:place] + digit + value[place + 1 :]
        for place, original in enumerate(value)
        if original.isdigit()
        for digit in "0123456789"
        if digit != original
    ]
    assert len(mutants) >= 18
    assert not [mutant for mutant in mutants if check(mutant)]


def test_every_mutated_character_of_a_uscc_is_detected():
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for code in USCC_PASS:
        for place, original in enumerate(code):
            for other in alphabet.replace(original, ""):
                assert not checks.uscc(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("9133O1OO799655O58B", ["91330100799655058B"]),
        ("9I330100799655058B", ["91330100799655058B"]),
        ("91330100799655058B", ["91330100799655058B"]),
        ("913301007996550588", ["91330100799655058B"]),
        ("9144030019Z2038216", ["914403001922038216"]),
        ("91330100799655058C", []),
        ("", []),
    ],
)
def test_documented_confusions_are_repaired(code, wanted):
    assert checks.uscc_repairs(code) == wanted


def test_every_repair_passes():
    for code in USCC_PASS:
        for place in range(18):
            for other in "08B1I5S":
                for repair in checks.uscc_repairs(code[:place] + other + code[place + 1 :]):
                    assert checks.uscc(repair)


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("330100799655058", True), ("440300192203821", True), ("110108802100433", True), ("310115631422007", True),
        ("330100799655057", False), ("91330100799655058B", True), ("91330100799655058C", False),
        ("91350203M0001QAY9B", False), ("11010519491231002X", True), ("110105194912310021", False),
        ("110105491231002", None), ("33010079965505812", None), ("11010519491231002X00", True),
        ("11010519491231003X00", False), ("91330100799655058B01", None), ("9133010079965505", False), ("", False),
    ],
)  # fmt: skip
def test_tax_id(code, wanted):
    assert checks.tax_id(code) is wanted


def test_food_filing_has_no_check():
    assert checks.food_permit("YB11105000000001") is None


def test_draft_is_not_registered_after_the_last_day():
    number = "110231300001220260315001234567"
    assert checks.draft_number(number, date(2026, 3, 15))
    assert not checks.draft_number(number, date(2026, 3, 14))


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("031002600111", ("3100", 2026, "10", "vat_ordinary_electronic")),
        ("044031900104", ("4403", 2019, "04", "vat_ordinary_paper")),
        ("033022000207", ("3302", 2020, "11", "vat_ordinary_roll")),
        ("011002000112", ("1100", 2020, "14", "vat_ordinary_toll")),
        ("011002100113", ("1100", 2021, "08", "vat_special_electronic")),
        ("011002100117", ("1100", 2021, "15", "used_vehicle_sale")),
        ("131002020411", ("3100", 2020, "03", "vehicle_sale")),
        ("3100201130", ("3100", 2020, "01", "vat_special_paper")),
        ("3100201120", ("3100", 2020, "01", "vat_special_paper")),
        ("3100201230", ("3100", 2020, "02", "vat_freight_paper")),
        ("3100201320", ("3100", 2020, "04", "vat_ordinary_paper")),
        ("1100991130", ("1100", 1999, "01", "vat_special_paper")),
        ("144031539110", ("4403", 2015, "10", "vat_ordinary_electronic")),
        ("131001570151", ("3100", 2015, "10", "vat_ordinary_electronic")),
        ("133011501118", ("3301", 2015, "10", "vat_ordinary_electronic")),
        ("111001571071", ("1100", 2015, "10", "vat_ordinary_electronic")),
    ],
)
def test_invoice_code(code, wanted):
    assert checks.invoice_code(code) == checks.InvoiceCode(*wanted)


@pytest.mark.parametrize(
    "code",
    ["", "031002600199", "099002600111", "131002010111", "3100201930", "9900201130", "03100260011", "03100260O111"],
)
def test_invoice_code_refuses(code):
    with pytest.raises(ValueError):
        checks.invoice_code(code)


@pytest.mark.parametrize("number", ["26310000000000012345", "26950000000000012345", "26910000000000012345"])
def test_plausible_digital_invoice_number(number):
    assert checks.invoice_number_20(number, date(2026, 3, 15)) is None


@pytest.mark.parametrize(
    ("number", "issued", "word"),
    [
        ("26990000000000012345", None, "region"),
        ("2631000000000001234", None, "20 digits"),
        ("25310000000000012345", date(2026, 3, 15), "2025"),
    ],
)
def test_implausible_digital_invoice_number(number, issued, word):
    assert word in checks.invoice_number_20(number, issued)
