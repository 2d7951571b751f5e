"""Utility bills: each check holds and breaks by one digit; income is no cost; a blank form says nothing."""

from decimal import Decimal

import pytest

from sme_extract.documents.grid import make_cell, make_page
from sme_extract.documents.model import Document
from sme_extract.extractors.engine import extract
from sme_extract.extractors.utility_bill import UtilityBill, account, last_number
from sme_extract.extractors.utility_lines import component, meter_no, month, period_of_charge, register
from sme_extract.extractors.utility_tables import bare, columns_of
from sme_extract.schemas.result import ExtractionResult
from tests.extractors.pages import document, page, word

HEAD = [
    ["国网某某供电公司电费账单"],
    ["户号", "3301234567890", "户名", "某某有限公司"],
    ["计费周期", "2026-03-01至2026-03-31", "功率因数", "0.95"],
]
METERS = [
    ["表号", "示数类型", "上次示数", "本次示数", "倍率", "抄见电量", "变损电量", "合计电量"],
    ["A001", "总", "100.00", "220.00", "10", "1200", "12", "1212"],
    ["A001", "尖", "10.00", "20.00", "10", "100", "1", "101"],
    ["A001", "峰", "20.00", "50.00", "10", "300", "3", "303"],
    ["A001", "平", "30.00", "70.00", "10", "400", "4", "404"],
    ["A001", "谷", "40.00", "80.00", "10", "400", "4", "404"],
    ["A001", "无功", "5.00", "44.80", "10", "398", "0", "398"],
]
CHARGES = [
    ["费用名称", "电量", "电价", "金额"],
    ["代理购电费", "1212", "0.5", "606.00"],
    ["系统运行费用", "1212", "0.05", "60.60"],
    ["其中：煤电容量电费", "1212", "0.02", "24.24"],
    ["功率因数调整电费", "", "", "-6.60"],
    ["合计", "", "", "660.00"],
]
FOOT = [["应收电费合计（大写）：", "陆佰陆拾圆整", "应收电费合计（小写）：", "¥660.00"]]
BILL = [*HEAD, *METERS, *CHARGES, *FOOT]


def read(rows: list[list[str]]) -> ExtractionResult:
    cells = [make_cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row) if text]
    return extract(UtilityBill(Document("x.xlsx", "0" * 64, "", "test 1.0", pages=(make_page(cells, 1),))), 0.9)


def codes(result: ExtractionResult) -> list[str]:
    return [finding.code for finding in result.findings if finding.severity != "info"]


def values(result: ExtractionResult) -> dict:
    return {name: cell.value for name, cell in result.fields.items() if cell is not None}


def changed(old: str, new: str, row: int) -> list[list[str]]:
    rows = [list(cells) for cells in BILL]
    rows[row][rows[row].index(old)] = new
    return rows


def test_a_bill_that_agrees_with_itself() -> None:
    result = read(BILL)
    assert codes(result) == []
    found = values(result)
    assert found["account_no"] == "3301234567890"
    assert (found["energy_kwh"], found["energy_kwh.peak"], found["reactive_kvarh"]) == (1212, 303, 398)
    assert (found["amount_due"], found["pf_adjust_amount"]) == (Decimal("660.00"), Decimal("-6.60"))
    assert result.fields["amount_due"].confidence > 0.99
    sections = [item["section"].value for item in result.items]
    assert sections == ["meter"] * 6 + ["charge"] * 4
    assert [item["is_part"].value for item in result.items[6:]] == [False, False, True, False]
    assert [item["component"].value for item in result.items[6:]] == [
        "energy",
        "system_operation",
        "system_operation",
        "power_factor",
    ]


@pytest.mark.parametrize(
    ("old", "new", "row", "code"),
    [
        ("220.00", "221.00", 4, "readings-disagree"),
        ("1200", "1201", 4, "readings-disagree"),
        ("1212", "1213", 4, "energy-disagrees"),
        ("303", "304", 6, "periods-disagree"),
        ("0.95", "0.85", 2, "power-factor-disagrees"),
        ("606.00", "606.10", 11, "charge-disagrees"),
        ("606.00", "606.01", 11, "charges-disagree"),
        ("-6.60", "-6.61", 14, "charges-disagree"),
        ("¥660.00", "¥661.00", 16, "words-disagree"),
        ("陆佰陆拾圆整", "陆佰柒拾圆整", 16, "words-disagree"),
        ("660.00", "661.00", 15, "sources-disagree"),
        ("2026-03-01至2026-03-31", "2026-03-31至2026-03-31", 2, "implausible-period"),
    ],
)
def test_one_digit_is_noticed(old: str, new: str, row: int, code: str) -> None:
    result = read(changed(old, new, row))
    assert code in codes(result)


@pytest.mark.parametrize(("old", "new", "row"), [("606.00", "616.00", 11), ("¥660.00", "¥666.00", 16)])
def test_a_contradicted_amount_does_not_look_certain(old: str, new: str, row: int) -> None:
    result = read(changed(old, new, row))
    assert result.needs_review
    assert result.fields["amount_due"].confidence < 0.6


def test_readings_that_disagree_make_the_energy_doubtful() -> None:
    result = read(changed("50.00", "60.00", 6))
    assert result.fields["energy_kwh.peak"].confidence < 0.6


def test_a_counter_may_run_over() -> None:
    rows = changed("100.00", "99950.00", 4)
    rows[4][3] = "70.00"
    assert "readings-disagree" not in codes(read(rows))


def test_two_meters_are_added() -> None:
    second = [["B002", *row[1:]] for row in METERS[1:]]
    charges = [row if row[1] != "1212" else [row[0], "", "", row[3]] for row in CHARGES]
    result = read([*HEAD, *METERS, *second, *charges, *FOOT])
    assert values(result)["energy_kwh"] == 2424
    assert result.fields["energy_kwh.valley"].raw == "404 + 404"
    assert codes(result) == []


def test_a_row_of_a_meter_may_hold_charges() -> None:
    header = ["水表号", "上期读数", "本期读数", "用水量", "水价", "水费", "污水处理费", "合计"]
    row = ["S1", "100", "120", "20", "4.15", "83.00", "36.00", "119.00"]
    result = read([["水费通知单"], ["户号", "1234567890", "计费月份", "202603"], header, row, ["合计金额", "119.00"]])
    assert [item["section"].value for item in result.items] == ["meter", "charge", "charge"]
    assert (values(result)["volume_m3"], values(result)["amount_due"]) == (20, 119)
    assert codes(result) == []


@pytest.mark.parametrize(("second", "noticed"), [("5", False), ("6", True)])
def test_tiers_add_up_to_the_volume(second: str, noticed: bool) -> None:
    meter = [["水表号", "上期读数", "本期读数", "用水量"], ["S1", "100", "120", "20"]]
    tiers = [["阶梯", "水量", "水价", "金额"], ["第一阶梯水费", "15", "3.00", "45.00"]]
    result = read([["水费通知单"], ["户号", "1234567890", "计费月份", "202603"], *meter, *tiers,
                   ["第二阶梯水费", second, "4.00", f"{int(second) * 4}.00"]])  # fmt: skip
    assert ("sources-disagree" in codes(result)) == noticed
    assert (result.fields["volume_m3"].confidence < 0.6) == noticed


def test_a_meter_that_is_named_once() -> None:
    rows = [list(cells) for cells in BILL]
    for cells in rows[5:10]:
        cells[0] = ""
    result = read(rows)
    assert {item["meter_no"].value for item in result.items[:6]} == {"A001"}
    assert codes(result) == []


def test_a_late_fee_is_added() -> None:
    rows = [*HEAD, ["违约金", "5.00"], *METERS, *CHARGES[:-1], ["应缴金额", "665.00"]]
    assert codes(read(rows)) == []


def test_a_table_goes_on_on_the_next_page() -> None:
    pages = [
        make_page([make_cell(t, r, c) for r, row in enumerate(part) for c, t in enumerate(row) if t], number)
        for number, part in enumerate(([*HEAD, *METERS[:4]], METERS[4:]), 1)
    ]
    result = extract(UtilityBill(Document("x.xlsx", "0" * 64, "", "test 1.0", pages=tuple(pages))), 0.9)
    assert [item["register"].value for item in result.items][-1] == "reactive"


def test_what_a_roof_feeds_in_is_income() -> None:
    rows = [
        ["某某供电公司上网电费结算单"],
        ["户号", "3301234567890", "电费年月", "202603"],
        ["表号", "示数类型", "上次示数", "本次示数", "倍率", "抄见电量"],
        ["A1", "反向有功(总)", "23.35", "32.51", "3000", "27480"],
        ["费用名称", "电量", "电价", "金额"],
        ["光伏上网电费", "27480", "0.306018", "8409.37"],
        ["结算电费（小写）：", "8409.37"],
    ]
    result = read(rows)
    found = values(result)
    assert (found["direction"], found["feed_in_amount"], found["feed_in_kwh"]) == ("income", Decimal("8409.37"), 27480)
    assert found.get("amount_due") is None
    assert found.get("energy_kwh") is None
    assert codes(result) == []


def test_charges_laid_on_their_side() -> None:
    side = [["功率因数", "(5)调整电费(元)", "(6)基金及附加费(元)"], ["0.95", "-6.60", "60.00"]]
    charges = [["类别", "项目", "电量", "电价", "金额"], ["大工业", "(1)峰", "1212", "0.5", "606.00"]]
    total = [["应收电费合计（小写）：", "659.40"]]
    result = read([*HEAD[:2], ["电费年月", "202603"], *charges, *side, *total])
    assert [item["item_name"].value for item in result.items] == ["峰", "调整电费", "基金及附加费"]
    assert values(result)["power_factor"] == Decimal("0.95")
    assert codes(result) == []


def test_a_blank_form() -> None:
    result = read([["电费通知单"], ["户号", "", "户名"], METERS[0], CHARGES[0], ["应收电费合计（小写）："]])
    assert "blank-form" in codes(result)
    assert {name for name, value in values(result).items() if value is not None} == {"utility", "direction"}


def test_a_table_without_rules() -> None:
    rows = [
        word("某某自来水有限公司水费通知单", 100, 10),
        *(word(t, x, 40) for t, x in (("收费项目", 40), ("数量", 200), ("单价", 300), ("金额", 400))),
        *(word(t, x, 60) for t, x in (("水费", 40), ("20", 210), ("4.15", 300), ("83.00", 395))),
        *(word(t, x, 80) for t, x in (("污水处理费", 40), ("20", 210), ("1.80", 300), ("36.00", 395))),
        *(word(t, x, 100) for t, x in (("合计", 40), ("119.00", 390))),
        word("电话：057412345678", 40, 160),
    ]
    result = extract(UtilityBill(document(page(*rows))), 0.9)
    assert [item["amount"].value for item in result.items] == [83, 36]
    assert values(result)["amount_due"] == Decimal("119.00")
    assert values(result)["supplier"] == "某某自来水有限公司"


@pytest.mark.parametrize(
    ("text", "name"),
    [("(2)峰", "peak"), ("正向有功(谷)", "valley"), ("深谷", "deep_valley"), ("无功总", "reactive"),
     ("反向有功(总)", "reverse"), ("总", "total")],
)  # fmt: skip
def test_registers(text: str, name: str) -> None:
    assert register(text) == name


def test_charges_of_one_time_of_day() -> None:
    assert period_of_charge("代理购电费-尖") == "sharp"
    with pytest.raises(ValueError, match="no time"):
        period_of_charge("峰谷分时电价损益")


@pytest.mark.parametrize(
    ("text", "name"),
    [("上网环节线损费用", "line_loss"), ("输配容(需)量电费", "capacity"), ("力调电费损益", "system_operation"),
     ("可再生能源电价附加", "government_funds"), ("污水处理费", "sewage"), ("余电上网电费", "income")],
)  # fmt: skip
def test_components(text: str, name: str) -> None:
    assert component(text) == name


@pytest.mark.parametrize(
    ("parser", "text"),
    [(account, "1234****5678"), (account, "12345"), (month, "2026年1-3月"), (meter_no, "表"), (register, "A"),
     (component, "其他"), (last_number, "标准")],
)  # fmt: skip
def test_refused(parser, text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parser(text)


def test_headers_without_ordinal_and_unit() -> None:
    assert bare("(5)调整电费(元)") == "调整电费"
    assert columns_of(["项目", "金额(元)"]) == ("charge", {"item_name": 0, "amount": 1})
    assert columns_of(["项目", "余额"]) is None
