"""Nameplates: values of three languages, what is refused, and papers that are no plates."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sme_extract.extractors.classifier import split
from sme_extract.extractors.engine import extract
from sme_extract.extractors.nameplate import Nameplate
from sme_extract.extractors.purchase_order import PurchaseOrder

from .pages import document, page, word

CHINESE = (
    ("产品名称", "数控车床"),
    ("型号", "CK6150"),
    ("出厂编号", "20180536"),
    ("功率", "11 kW"),
    ("电压", "3~380V 50Hz"),
    ("出厂日期", "2018年6月"),
    ("生产厂家：江苏禾田精密机械（苏州）有限公司", ""),
)
ENGLISH = (
    ("AIR COMPRESSOR", ""),
    ("MODEL", "GA37-VSD"),
    ("SERIAL NO.", "API 612488"),
    ("YEAR OF MANUFACTURE", "2019"),
    ("RATED POWER", "37 kW"),
    ("VOLTAGE", "400 V"),
    ("Kestrel Pneumatics Ltd", ""),
)
GERMAN = (
    ("Drehmaschine", ""),
    ("Typ", "KM 80-320CX"),
    ("Masch.-Nr.", "61004512"),
    ("Baujahr", "2012"),
    ("Nennleistung", "18,5 kW"),
    ("Spannung", "400 V"),
    ("Hersteller", "Brinkhof Maschinenbau GmbH"),
)


def plate(rows, source="ocr", second_look=None, swap=()):
    words = []
    for number, (left, right) in enumerate(rows):
        value = dict(swap).get(left, right)
        words.append(word(left, 40, 40 + 24 * number, source=source, confidence=0.99))
        if value:
            words.append(word(value, 300, 40 + 24 * number, source=source, confidence=0.99))
    return document(replace(page(*words), second_look=second_look))


def read(rows, as_of=None, **more):
    extractor = Nameplate(plate(rows, **more))
    extractor.as_of = as_of
    return extract(extractor, 0.9)


def values(result):
    return {name: cell.value for name, cell in result.fields.items() if cell is not None and cell.value is not None}


def codes(result):
    return [finding.code for finding in result.findings]


def test_chinese():
    result = read(CHINESE)
    assert values(result) == {
        "equipment_name": "数控车床",
        "model": "CK6150",
        "serial_number": "20180536",
        "maker": "江苏禾田精密机械（苏州）有限公司",
        "year": 2018,
        "made_month": "2018-06",
        "rated_power_kw": Decimal(11),
        "voltage_v": "380",
    }
    assert codes(result) == []
    assert result.fields["serial_number"].evidence[0].bbox is not None
    assert result.fields["serial_number"].confidence < 0.9  # pixels alone are never certain


def test_english_and_german_name_the_machine_in_the_heading():
    english, german = values(read(ENGLISH)), values(read(GERMAN))
    assert (english["equipment_name"], english["maker"]) == ("AIR COMPRESSOR", "Kestrel Pneumatics Ltd")
    assert (english["serial_number"], english["year"]) == ("API 612488", 2019)
    assert (german["equipment_name"], german["maker"]) == ("Drehmaschine", "Brinkhof Maschinenbau GmbH")
    assert (german["model"], german["rated_power_kw"]) == ("KM 80-320CX", Decimal("18.5"))


def test_two_languages_side_by_side():
    rows = (("型号 Model", "VMC850L"), ("编号 Serial No.", "S4427"), ("日期 Date of manufacture", "2015-11-20"))
    found = values(read(rows))
    assert (found["model"], found["serial_number"], found["made_on"]) == ("VMC850L", "S4427", date(2015, 11, 20))


def test_a_value_joined_with_the_next_label_ends_before_it():
    joined = document(
        page(
            *(
                word(text, left, 40, source="ocr")
                for text, left in (("产品名称", 40), ("数控车床型号", 120), ("CK6150", 200))
            ),
            *(word(text, left, 70, source="ocr") for text, left in (("编号", 40), ("S427", 120))),
        )
    )
    found = values(extract(Nameplate(joined), 0.9))
    assert (found["equipment_name"], found["model"], found["serial_number"]) == ("数控车床", "CK6150", "S427")


@pytest.mark.parametrize(
    ("label", "printed", "field"),
    [
        ("功率", "15 HP", "rated_power_kw"),
        ("功率", "5.5/7.5 kW", "rated_power_kw"),
        ("电压", "10kV", "voltage_v"),
        ("出厂编号", "见机身", "serial_number"),
        ("出厂日期", "05/06/18", "year"),
        ("出厂日期", "2018年13月", "year"),
    ],
)
def test_what_has_no_sure_reading_is_null(label, printed, field):
    result = read(CHINESE, swap=[(label, printed)])
    assert field not in values(result) or printed.startswith("5.5/")
    if printed.startswith("5.5/"):
        assert values(result)[field] == Decimal("7.5")


def test_of_two_companies_neither_is_the_maker():
    rows = (*ENGLISH, ("Harrow Tools Inc.", ""))
    result = read(rows)
    assert "maker" not in values(result)
    assert "maker-unclear" in codes(result)


def test_a_dealer_is_no_maker():
    assert "maker" not in values(read((*CHINESE[:-1], ("总代理：上海沧渡机电有限公司", ""))))


def test_a_number_that_reads_otherwise_when_enlarged_asks_for_review():
    result = read(CHINESE, second_look=lambda box: (word("2018O536", box.left + 10, box.top + 10, source="ocr"),))
    assert "sources-disagree" in codes(result)
    assert result.needs_review
    same = read(CHINESE, second_look=lambda box: plate(CHINESE).pages[0].words)
    assert "sources-disagree" not in codes(same)


def test_a_machine_of_next_year_is_odd():
    assert "made-in-future" in codes(read(CHINESE, as_of=date(2017, 1, 1)))
    assert "made-in-future" not in codes(read(CHINESE, as_of=date(2018, 1, 1)))


@pytest.mark.parametrize("rows", [CHINESE, ENGLISH, GERMAN])
def test_a_picture_of_a_plate_is_told(rows):
    [part] = split(plate(rows), (Nameplate, PurchaseOrder))
    assert (part.kind, part.findings) == ("nameplate", ())


def test_text_that_is_no_picture_is_no_plate():
    [part] = split(plate(CHINESE, source="text-layer"), (Nameplate,))
    assert part.kind == "unknown"


@pytest.mark.parametrize("more", [(("单价", "12,000.00"),), (("订单编号", "PO-17"),), (("Invoice", "42"),)])
def test_a_paper_about_a_machine_is_no_plate(more):
    [part] = split(plate((*CHINESE, *more)), (Nameplate,))
    assert part.kind == "unknown"


def test_much_writing_is_no_plate():
    rows = (
        *CHINESE,
        *((f"说明第{number}条：请按照规定的周期保养本设备，更换润滑油并作记录", "") for number in range(25)),
    )
    [part] = split(plate(rows), (Nameplate,))
    assert part.kind == "unknown"
