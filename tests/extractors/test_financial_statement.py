"""Financial statements: lines, columns, panels, units, and sums that hold and break by one digit."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from sme_extract.documents.csv_reader import CsvReader
from sme_extract.documents.grid import make_cell, make_page
from sme_extract.documents.html_reader import HtmlReader
from sme_extract.documents.model import Document, Page, Word
from sme_extract.documents.pdf_reader import PdfReader
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.documents.sheet_reader import SheetReader
from sme_extract.documents.text_reader import TextReader
from sme_extract.extractors.bank_statement import BankStatement
from sme_extract.extractors.cit_return import CitReturn
from sme_extract.extractors.classifier import split
from sme_extract.extractors.engine import extract
from sme_extract.extractors.financial_statement import FinancialStatement
from sme_extract.extractors.statement_lines import BALANCE, CASH, INCOME, find_line, marker_and_key
from sme_extract.extractors.vat_return import VatReturn
from sme_extract.schemas.geometry import BoundingBox
from tests.fixtures.make import pdf
from tests.fixtures.make.accounts import Accounts
from tests.fixtures.make.books import books
from tests.fixtures.make.statement_data import quarter, samples, year
from tests.fixtures.make.statement_files import as_text, page, text_rows, workbook

KINDS = (BankStatement, CitReturn, FinancialStatement, VatReturn)
HEAD = [["资产负债表", "会小企01表"], ["编制单位：某某有限公司", "2025年12月31日", "单位：元"]]
COLUMNS = ["资产", "行次", "期末余额", "年初余额"]


def read(*tables, name="x.xlsx"):
    pages = tuple(
        make_page(
            [make_cell(str(text), r, c) for r, row in enumerate(rows) for c, text in enumerate(row) if text != ""], n
        )
        for n, rows in enumerate(tables, 1)
    )
    document = Document(name, "0" * 64, "", "test 1.0", pages=pages)
    return [extract(part.extractor(part.document), part.confidence, part.findings) for part in split(document, KINDS)]


def only(*rows):
    [result] = read(rows)
    assert result.kind == "financial_statement"
    return result


def file(reader, data, name="x"):
    blob = Blob(name, data, "0" * 64)
    media_type = reader.sniff(blob)
    assert media_type is not None
    document = reader.read(blob, media_type, ReadOptions())
    return [extract(part.extractor(part.document), part.confidence, part.findings) for part in split(document, KINDS)]


def value(result, name):
    cell = result.fields[name]
    return None if cell is None else cell.value


def codes(result):
    return [finding.code for finding in result.findings]


@cache
def accounts():
    return Accounts(books(20260101))


@cache
def rows_of(form, kind):
    made = quarter(accounts(), date(2026, 6, 30), form)[kind]
    return [[made.code], *text_rows(made)]


def tampered(rows, label, column):
    """The rows with the last digit of one amount changed; `column` counts the amounts behind the label."""
    rows = [list(row) for row in rows]
    row, at = next((row, i) for row in rows for i, cell in enumerate(row) if cell.lstrip("　").startswith(label))
    text = row[at + 2 + column]
    row[at + 2 + column] = text[:-1] + str((int(text[-1]) + 1) % 10)
    return rows


@pytest.mark.parametrize("form", ["small", "business"])
@pytest.mark.parametrize("kind", [BALANCE, INCOME, CASH])
def test_a_correct_statement_has_no_findings(form, kind):
    result = only(*rows_of(form, kind))
    assert codes(result) == []
    assert (value(result, "statement"), result.status) == (kind, "ok")
    assert all(cell.confidence >= 0.97 for cell in result.fields.values() if cell and cell.value is not None)


@pytest.mark.parametrize(
    ("form", "kind", "label", "code"),
    [
        ("small", BALANCE, "货币资金", "section-sum"),
        ("small", BALANCE, "无形资产", "section-sum"),
        ("small", BALANCE, "应交税费", "section-sum"),
        ("small", BALANCE, "长期借款", "section-sum"),
        ("small", BALANCE, "未分配利润", "section-sum"),
        ("small", BALANCE, "固定资产原价", "fixed-assets"),
        ("small", BALANCE, "减：累计折旧", "fixed-assets"),
        ("small", BALANCE, "资产总计", "assets-total"),
        ("small", BALANCE, "负债合计", "liabilities-total"),
        ("small", BALANCE, "所有者权益（或股东权益）合计", "balance"),
        ("small", BALANCE, "负债和所有者权益（或股东权益）总计", "balance"),
        ("business", BALANCE, "合同负债", "section-sum"),
        ("small", INCOME, "一、营业收入", "profit-chain"),
        ("small", INCOME, "财务费用", "profit-chain"),
        ("small", INCOME, "三、利润总额", "profit-chain"),
        ("small", INCOME, "减：所得税费用", "profit-chain"),
        ("small", INCOME, "四、净利润", "profit-chain"),
        ("business", INCOME, "研发费用", "profit-chain"),
        ("small", CASH, "支付的税费", "cash-sum"),
        ("small", CASH, "偿还借款利息支付的现金", "cash-sum"),
        ("small", CASH, "四、现金净增加额", "cash-chain"),
        ("small", CASH, "五、期末现金余额", "cash-chain"),
        ("business", CASH, "经营活动现金流入小计", "cash-sum"),
        ("business", CASH, "购建固定资产", "cash-sum"),
    ],
)
@pytest.mark.parametrize("column", [0, 1])
def test_one_changed_digit_is_noticed(form, kind, label, code, column):
    result = only(*tampered(rows_of(form, kind), label, column))
    assert code in codes(result)
    assert result.needs_review


@pytest.mark.parametrize("beside", [True, False])
@pytest.mark.parametrize("numbers", [True, False])
@pytest.mark.parametrize("order", [("期末余额", "年初余额"), ("年初数", "期末数"), ("2026年6月30日", "2025年12月31日")])
def test_columns_are_told_by_their_headings(order, beside, numbers):
    made = quarter(accounts(), date(2026, 6, 30))[BALANCE]
    suffixes = (".opening", "") if order[0].startswith("年初") else ("", ".opening")
    columns = tuple(zip(suffixes, order, strict=True))
    made = replace(made, layout=replace(made.layout, columns=columns, beside=beside, numbers=numbers))
    result = only(*text_rows(made))
    assert value(result, "cash") == made.amounts[""]["cash"]
    assert value(result, "total_liabilities.opening") == made.amounts[".opening"]["total_liabilities"]
    assert [code for code in codes(result) if code != "unit-assumed"] == []


def test_the_other_lines_of_both_panels_are_kept_apart():
    rows = [
        *HEAD,
        [*COLUMNS, "负债和所有者权益", "行次", "期末余额", "年初余额"],
        ["其他流动资产", 14, "1.00", "2.00", "其他流动负债", 40, "3.00", "4.00"],
        ["应收账款", 4, "5.00", "6.00", "应付账款", 33, "7.00", "8.00"],
        ["存货", 9, "1.00", "1.00", "应交税费", 36, "1.00", "1.00"],
    ]
    items = {item["name"].value: item for item in only(*rows).items}
    assert items["other_current_assets"]["amount"].value == Decimal("1.00")
    assert items["other_current_liabilities"]["amount.opening"].value == Decimal("4.00")
    assert items["other_current_liabilities"]["row_no"].value == "40"


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("-1,234.50", Decimal("-1234.50")),
        ("（1,234.50）", Decimal("-1234.50")),
        ("－1,234.50", Decimal("-1234.50")),
        ("0.00", Decimal("0.00")),
        ("—", None),
        ("--", None),
        ("", None),
        ("1,234.5O", None),
    ],
)
def test_amounts(printed, amount):
    result = only(
        *HEAD, COLUMNS, ["货币资金", 1, printed, "9.00"], ["存货", 9, "", "1.00"], ["应收账款", 4, "", "1.00"]
    )
    assert value(result, "cash") == amount
    assert value(result, "cash.opening") == Decimal("9.00")
    assert ("unreadable-cell" in codes(result)) == (printed == "1,234.5O")


@pytest.mark.parametrize(
    ("head", "unit", "amount", "code"),
    [
        ([["资产负债表"], ["单位：万元"]], "万元", Decimal("12500.00"), None),
        ([["资产负债表"], ["金额单位：人民币千元"]], "千元", Decimal("1250.00"), None),
        ([["资产负债表", "会企01表"]], None, Decimal("1.25"), "unit-assumed"),
        ([["资产负债表"], ["编制单位：元气有限公司"]], None, Decimal("1.25"), "unit-unknown"),
    ],
)
def test_units(head, unit, amount, code):
    result = only(*head, COLUMNS, ["货币资金", 1, "1.25", ""], ["存货", 9, "", "1.00"], ["应收账款", 4, "", "1.00"])
    cell = result.fields["cash"]
    assert (value(result, "unit"), cell.value, cell.raw) == (unit, amount, "1.25")
    assert [c for c in codes(result) if c.startswith("unit-")] == ([code] if code else [])


def test_sums_in_ten_thousands_may_be_off_by_rounding_only():
    made = year(accounts(), date(2025, 12, 31))[BALANCE]
    rows = text_rows(replace(made, layout=replace(made.layout, unit="万元")))
    assert codes(only(*rows)) == []
    total = next(row for row in rows if row[:1] == ["资产总计"])
    total[2] = f"{Decimal(total[2].replace(',', '')) + 1:,.2f}"
    assert "assets-total" in codes(only(*rows))


def test_a_blank_form_has_no_values():
    made = quarter(accounts(), date(2026, 6, 30))[BALANCE]
    rows = [[made.code], *text_rows(replace(made, amounts={}))]
    result = only(*rows)
    assert "blank-form" in codes(result)
    assert [n for n, cell in result.fields.items() if cell and n.startswith("total_") and cell.value is not None] == []
    assert len(result.items) == 53


def test_a_line_in_words_of_its_own_is_part_of_its_total():
    base = [["消耗性生物资产", "", "2.00", ""], ["货币资金", 1, "1.00", ""], ["存货", 9, "4.00", ""]]
    total = ["流动资产合计", 15, "7.00", ""]
    assert "section-sum" not in codes(only(*HEAD, COLUMNS, *base, total))
    total[2] = "8.00"
    assert "section-sum" in codes(only(*HEAD, COLUMNS, *base, total))


def test_lines_that_are_part_of_another_are_not_added():
    rows = [
        ["项目", "本期金额"],
        ["一、营业总收入", "100.00"],
        ["其中：营业收入", "100.00"],
        ["二、营业总成本", "70.00"],
        ["其中：营业成本", "50.00"],
        ["管理费用", "15.00"],
        ["财务费用", "5.00"],
        ["其中：利息费用", "4.00"],
        ["加：其他收益", "3.00"],
        ["信用减值损失（损失以“-”号填列）", "-1.00"],
        ["三、营业利润", "32.00"],
        ["加：营业外收入", "2.00"],
        ["四、利润总额", "34.00"],
        ["减：所得税费用", "4.00"],
        ["五、净利润", "30.00"],
    ]
    head = [["利润表", "会企02表"], ["编制单位：某某有限公司", "2025年度", "单位：元"]]
    result = only(*head, *rows)
    assert codes(result) == []
    assert (value(result, "revenue"), value(result, "interest_expense")) == (Decimal("100.00"), Decimal("4.00"))
    assert (value(result, "period_start"), value(result, "period_end")) == (date(2025, 1, 1), date(2025, 12, 31))
    rows[5][1] = "15.01"
    assert "profit-chain" in codes(only(*head, *rows))


def test_notes_behind_a_statement_are_no_part_of_it():
    made = samples(accounts(), 2)["income-business"]
    notes = replace(page(made), texts=[], rules=[])
    for y, row in (
        (60, ("项目", "本期金额", "上期金额")),
        (80, ("利息收入", "5.00", "6.00")),
        (100, ("营业外收入", "7.00", "8.00")),
    ):
        for x, text in zip((60, 260, 460), row, strict=True):
            notes.label(x, y, text)
    [result] = file(PdfReader(), pdf.render([page(made), notes]), "x.pdf")
    assert value(result, "non_operating_income") is None
    assert len(result.items) == len(made.truth()["items"])
    assert codes(result) == []


@pytest.mark.parametrize("sign", ["", "减："])
def test_losses_are_added_or_subtracted_as_the_form_says(sign):
    loss = "资产减值损失" if sign else "信用减值损失（损失以“-”号填列）"
    rows = [
        ["项目", "本期金额"],
        ["营业收入", "100.00"],
        ["营业成本", "50.00"],
        [f"{sign}{loss}", "3.00" if sign else "-3.00"],
        ["营业利润", "47.00"],
        ["净利润", "47.00"],
    ]
    assert codes(only(["利润表"], ["编制单位：某某有限公司", "2025年度", "单位：元"], *rows)) == []


def test_a_label_that_wraps_is_whole_again():
    rows = [
        ["现金流量表", "会企03表"],
        ["编制单位：某某有限公司", "2025年度", "单位：元"],
        ["项目", "行次", "本年金额", "上年金额"],
        ["购建固定资产、无形资产和", "", "", ""],
        ["其他长期资产支付的现金", 5, "7.00", "8.00"],
        ["经营活动产生的现金流量净额", 1, "1.00", "1.00"],
        ["投资活动产生的现金流量净额", 6, "-7.00", "-8.00"],
        ["现金及现金等价物净增加额", 9, "-6.00", "-7.00"],
    ]
    result = only(*rows)
    assert result.items[0]["name"].value == "assets_bought"
    assert value(result, "cfi.prior") == Decimal("-8.00")
    assert codes(result) == []


def test_a_line_printed_twice_differently_is_said():
    rows = [["货币资金", 1, "1.00", ""], ["货币资金", 1, "2.00", ""], ["存货", 9, "4.00", ""]]
    result = only(*HEAD, COLUMNS, *rows)
    assert "line-repeated" in codes(result)
    assert value(result, "cash") == Decimal("1.00")


def test_years_as_columns():
    rows = [["科目", "2024", "2025", "2023"], ["存货", 1, 2, 3], ["应收账款", 4, 5, 6], ["资产合计", 7, 8, 9]]
    result = only(["资产负债表"], *rows)
    assert [value(result, f"inventory{suffix}") for suffix in ("", ".opening")] == [2, 1]
    assert result.items[0]["amount.2023"].value == 3
    assert value(result, "period_end") == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("head", "first", "last"),
    [
        ("2025年12月31日", None, date(2025, 12, 31)),
        ("2025-12-31 00:00:00", None, date(2025, 12, 31)),
        ("所属期：2025-10-01 至 2025-12-31", date(2025, 10, 1), date(2025, 12, 31)),
        ("填表日期：2026-01-12  会计期间：2025年第12期", date(2025, 12, 1), date(2025, 12, 31)),
        ("2025年第4季度", date(2025, 10, 1), date(2025, 12, 31)),
        ("2025年1-9月", date(2025, 1, 1), date(2025, 9, 30)),
        ("2025 年 度", date(2025, 1, 1), date(2025, 12, 31)),
        ("打印日期：2026-01-12", None, None),
        ("    年  月  日", None, None),
    ],
)
def test_periods(head, first, last):
    rows = [["利润表"], ["编制单位：某某有限公司", head, "单位：元"], ["项目", "本期金额"]]
    result = only(*rows, ["营业收入", "3.00"], ["营业成本", "1.00"], ["净利润", "2.00"])
    assert (value(result, "period_start"), value(result, "period_end")) == (first, last)


def test_a_statement_without_a_title_is_told_by_its_lines():
    made = quarter(accounts(), date(2026, 6, 30))[CASH]
    result = only(*text_rows(made)[1:])
    assert value(result, "statement") == CASH


def test_a_title_that_the_lines_belie_is_said():
    rows = [["利润表"], *rows_of("small", BALANCE)[2:]]
    assert "sources-disagree" in codes(only(*rows))


def test_sheets_are_documents_of_their_own():
    made = list(quarter(accounts(), date(2026, 6, 30)).values())
    results = file(SheetReader(), workbook(*(("bureau", m) for m in made), *(("software", m) for m in made[:1])))
    assert [value(r, "statement") for r in results[:3]] == [BALANCE, INCOME, CASH]
    assert [r.source.pages for r in results] == [(1,), (2,), (3,), (4,)]


def test_a_cover_sheet_goes_with_the_first_statement():
    small = quarter(accounts(), date(2026, 6, 30))
    results = read([["某某有限公司财务报告"]], text_rows(small[BALANCE]), [["备注"]], text_rows(small[INCOME]))
    assert [(value(r, "statement"), r.source.pages) for r in results] == [(BALANCE, (1, 2, 3)), (INCOME, (4,))]


def test_sheets_of_two_periods_are_two_documents():
    made = [quarter(accounts(), date(2026, month, 30))[INCOME] for month in (6, 9)]
    assert [value(r, "period_end").month for r in read(*map(text_rows, made))] == [6, 9]


def test_statements_below_each_other_on_one_sheet():
    small = quarter(accounts(), date(2026, 6, 30))
    results = read([*text_rows(small[BALANCE]), [], *text_rows(small[INCOME]), [], *text_rows(small[CASH])])
    assert [value(r, "statement") for r in results] == [BALANCE, INCOME, CASH]
    assert [codes(r) for r in results] == [[], [], []]
    assert value(results[2], "closing_cash") == value(results[0], "cash")


def test_tables_of_one_web_page():
    html = ""
    for made in quarter(accounts(), date(2026, 6, 30)).values():
        (title,), head, _, *body = text_rows(made)
        cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in body)
        html += f"<h2>{title}</h2><p>{'&nbsp;&nbsp;&nbsp;&nbsp;'.join(head)}</p><table>{cells}</table>"
    results = file(HtmlReader(), f"<html><body>{html}</body></html>".encode(), "x.html")
    assert [(value(r, "statement"), codes(r)) for r in results] == [(BALANCE, []), (INCOME, []), (CASH, [])]


def test_annexes_of_another_form_stay_with_it():
    main = [["增值税及附加税费申报表"], ["栏次", "销项税额", "应纳税额", "即征即退项目"]]
    [result] = read(main, [["附列资料（一）"], ["开具增值税专用发票", "1.00"]])
    assert (result.kind, result.source.pages) == ("vat_return", (1, 2))


@pytest.mark.parametrize("name", sorted(samples(accounts(), 2)))
def test_print_without_and_with_rulings(name):
    made = samples(accounts(), 2)[name]
    [result] = file(PdfReader(), pdf.render([page(made)]), "x.pdf")
    truth = made.truth()
    for field, wanted in truth["fields"].items():
        got = value(result, field)
        assert (f"{got:.2f}" if isinstance(got, Decimal) else str(got)) == wanted, field
    assert len(result.items) == len(truth["items"])
    assert codes(result) == []


@pytest.mark.parametrize("name", ["balance-ruled", "balance-software", "income-business", "cash-ruled"])
def test_narrow_amounts_at_the_right_of_wide_columns(name):
    made = samples(accounts(), 0)[name]
    made = replace(made, layout=replace(made.layout, ruled=False, unit="万元", nothing="-"))
    [result] = file(PdfReader(), pdf.render([page(made)]), "x.pdf")
    truth = made.truth()["fields"]
    assert {n: f"{value(result, n):.2f}" for n in truth if isinstance(value(result, n), Decimal)} == {
        n: text for n, text in truth.items() if text.endswith("00")
    }
    assert codes(result) == []


def test_amounts_at_the_left_of_their_columns():
    lines = [
        "资产负债表",
        "编制单位：某某有限公司   2025年12月31日   单位：元",
        "资产            期末余额          年初余额",
        "货币资金        1,234.50          1.00",
        "应收账款        2.00              11,222,333.44",
        "存货            3.00              5.00",
    ]
    [result] = file(TextReader(), "\n".join(lines).encode(), "x.txt")
    assert [value(result, f"accounts_receivable{s}") for s in ("", ".opening")] == [Decimal(2), Decimal("11222333.44")]
    assert [value(result, f"cash{s}") for s in ("", ".opening")] == [Decimal("1234.50"), Decimal(1)]


def test_amounts_under_a_heading_that_is_not_known_are_said():
    rows = [["资产", "期末余额", "环比"], ["货币资金", "1.00", "2.00"], ["存货", "1.00", ""], ["应收账款", "1.00", ""]]
    result = only(*HEAD, *rows)
    assert "amounts-not-placed" in codes(result)
    assert value(result, "cash") == Decimal("1.00")


@pytest.mark.parametrize("again", [True, False])
def test_a_table_that_goes_on_over_the_page(again):
    made = samples(accounts(), 2)["balance-business"]
    whole = page(replace(made, layout=replace(made.layout, beside=False)))
    middle = next(text.y for text in whole.texts if text.text == "流动负债：") - 6
    first, second = (replace(whole, texts=[], rules=[]) for _ in range(2))
    heading_y = next(text.y for text in whole.texts if text.text == "期末余额")
    first.texts = [t for t in whole.texts if t.y < middle]
    second.texts = [replace(t, y=t.y - middle + 60) for t in whole.texts if t.y >= middle]
    second.texts += [replace(t, y=40) for t in whole.texts if again and t.y == heading_y]
    [result] = file(PdfReader(), pdf.render([first, second]), "x.pdf")
    assert codes(result) == []
    assert value(result, "total_liabilities.opening") == made.amounts[".opening"]["total_liabilities"]


@pytest.mark.parametrize(
    "heading", ["期末余额（元）", "2025年12月31日期末余额", "期 末 数", "余额", "2025年12月31日", "2025年末"]
)
def test_headings(heading):
    rows = [["项 目", "行 次", heading, "附注"], ["货币资金", 1, "1.00", "五、1"], ["存货", 9, "2.00", ""]]
    result = only(*HEAD, *rows, ["应收账款", 4, "1.00", ""])
    assert value(result, "cash") == Decimal("1.00")


def test_a_print_out_in_columns_of_spaces():
    made = samples(accounts(), 2)["balance-software"]
    data = as_text(made)
    assert CsvReader().sniff(Blob("x.txt", data, "0" * 64)) is None
    [result] = file(TextReader(), data, "x.txt")
    assert value(result, "total_assets") == made.amounts[""]["total_assets"]


@pytest.mark.parametrize(
    ("label", "marker", "key"),
    [
        ("　减：所得税费用", "减", "所得税费用"),
        ("四、净利润（净亏损以“－”号填列）", "", "净利润"),
        ("其中：原材料", "其中", "原材料"),
        ("加:其他收益", "加", "其他收益"),
        ("（一）持续经营净利润（净亏损以“-”号填列）", "", "持续经营净利润"),
        ("城镇土地使用税、房产税、车船税、印花税", "", "城镇土地使用税房产税车船税印花税"),
        ("*资产合计", "", "资产合计"),
        ("实收资本（或股本", "", "实收资本"),
    ],
)
def test_labels(label, marker, key):
    assert marker_and_key(label) == (marker, key)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("经营活动产生的现金流量净颔", "cfo"),
        ("口资活动产生的现金流量净额", None),  # 投资 or 筹资
        ("应付账教", None),  # too short
    ],
)
def test_one_misread_character(key, name):
    line = find_line(CASH, key, misread=True)
    assert (line.name if line else None) == name


@pytest.mark.parametrize(("char", "amount"), [("材", Decimal("1234.50")), ("万", None)])
def test_a_seal_over_an_amount(char, amount):
    made = samples(accounts(), 2)["balance-ruled"]
    sheet = page(replace(made, amounts=made.amounts | {"": made.amounts[""] | {"cash": Decimal("1234.50")}}))
    text = next(text for text in sheet.texts if text.text == "1,234.50")
    sheet.value(text.x - 60, text.y - 1, char)
    [result] = file(PdfReader(), pdf.render([sheet]), "x.pdf")
    assert value(result, "cash") == amount
    assert result.needs_review


def scanned(*amounts):
    cells = {(0, 0): "资产负债表", (1, 0): "单位：元", (2, 0): "资产", (2, 2): "期末余额"}
    for row, (label, amount) in enumerate(zip(("货币资金", "存货", "应收账款", "固定资产"), amounts, strict=True), 3):
        cells |= {(row, 0): label, (row, 2): amount}
    return [
        Word(text, BoundingBox(column * 100, row * 20, column * 100 + 80, row * 20 + 10), "ocr", 0.95)
        for (row, column), text in cells.items()
        if text
    ]


@pytest.mark.parametrize(
    ("others", "amount"), [(("1,000.00", "2,000.00"), None), (("1.00", "2000.00"), Decimal(216601))]
)
def test_an_amount_whose_separators_were_not_read_is_not_believed(others, amount):
    seen = Page(1, 400, 200, words=tuple(scanned("216601.00", "3.00", *others)))
    result = extract(FinancialStatement(Document("x.jpg", "0" * 64, "", "test 1.0", pages=(seen,))), 0.9)
    assert value(result, "cash") == amount


@pytest.mark.parametrize(("seen_again", "amount"), [("1,234.50", Decimal("1234.50")), ("234.50", None)])
def test_a_cell_that_cannot_be_read_is_looked_at_again(seen_again, amount):
    def look(box):
        return (Word(seen_again, box, "ocr", 0.95),)

    words = scanned("新材1,234.50", "2.00", "", "")
    seen = Page(1, 400, 200, words=tuple(words), second_look=look)
    result = extract(FinancialStatement(Document("x.jpg", "0" * 64, "", "test 1.0", pages=(seen,))), 0.9)
    assert (value(result, "cash"), value(result, "inventory")) == (amount, Decimal("2.00"))
    assert result.fields["cash"].evidence[0].finder == ("second-look" if amount else "column")
