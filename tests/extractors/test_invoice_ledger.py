"""Invoice ledgers: totals, sides, oddities of rows, and long tables that are streamed."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from sme_extract.documents.csv_reader import CSV, CsvReader
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.extractors.engine import extract
from sme_extract.extractors.invoice_ledger import InvoiceLedger
from sme_extract.pipeline.masking import mask
from sme_extract.pipeline.writer import write_result
from sme_extract.schemas.result import ExtractionResult

HEADER = "数电发票号码,销方识别号,销方名称,购方识别号,购买方名称,开票日期,金额,税额,价税合计,发票状态,备注"
OWN, ONE, TWO = "91330212MA2GAAAA1B", "91310115MA2GBBBB2C", "91320505MA2GCCCC3D"
SALE = f"26332000000000000017,{OWN},甲公司,{ONE},乙公司,2026-03-02,100.00,13.00,113.00,正常,"
PURCHASE = f"26312000000000000025,{TWO},丙公司,{OWN},甲公司,2026-04-02,10.00,1.30,11.30,正常,"


def read(*rows: str, header: str = HEADER) -> ExtractionResult:
    data = "\n".join((header, *rows)).encode()
    document = CsvReader().read(Blob("ledger.csv", data, "0" * 64), CSV, ReadOptions())
    return extract(InvoiceLedger(document), 0.9)


def value(result: ExtractionResult, name: str) -> object:
    cell = result.fields[name]
    return None if cell is None else cell.value


def codes(result: ExtractionResult) -> list[str]:
    return [finding.code for finding in result.findings]


def test_totals_by_direction() -> None:
    result = read(SALE, PURCHASE)
    assert codes(result) == []
    assert [value(result, f"company.{name}") for name in ("tax_id", "name")] == [OWN, "甲公司"]
    assert value(result, "direction") == "both"
    assert [value(result, f"{way}.amount") for way in ("sales", "purchases")] == [Decimal(100), Decimal(10)]
    assert value(result, "tax") == Decimal("14.30")
    amount = result.fields["amount"]
    assert amount is not None
    assert amount.evidence[0].locator == "G2:G3"


def test_void_and_red() -> None:
    void = SALE.replace("正常", "作废").replace("0017", "0018")
    red = SALE.replace("100.00,13.00,113.00", "-20.00,-2.60,-22.60").replace("0017", "0019")
    result = read(SALE, PURCHASE, void, red)
    assert [value(result, name) for name in ("n_rows", "n_void", "n_red", "amount")] == [4, 1, 1, Decimal("90.00")]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("113.00", "113.01", "row-total"),
        ("26332", "2633", "implausible-number"),
        ("26332", "25332", "implausible-number"),
        ("26332000000000000017", "2.6332E+19", "damaged-number"),
        ("26332000000000000017", "26332000000001200000", "rounded-number"),
        (SALE, PURCHASE, "duplicate-invoice"),
        ("100.00", "1OO.00", "unreadable-cell"),
    ],
)
def test_odd_row(old: str, new: str, code: str) -> None:
    assert code in codes(read(SALE.replace(old, new), PURCHASE))


def test_no_total_over_unreadable_amounts() -> None:
    for amount in ("1OO.00", ""):
        result = read(SALE.replace("100.00", amount), PURCHASE)
        assert value(result, "amount") is None
        assert value(result, "sales.amount") is None
        assert result.needs_review


def test_one_partner_leaves_the_company_open() -> None:
    result = read(SALE)
    assert value(result, "company.tax_id") is None
    assert value(result, "direction") is None


def test_row_of_sums_is_no_invoice() -> None:
    result = read(SALE, PURCHASE, "合计,,,,,,110.00,14.30,124.30,,".replace("合计", ""))
    assert value(result, "n_rows") == 2


def test_rows_are_written_beside_the_result(tmp_path) -> None:
    result = mask(read(replace_remark(SALE, "13800001234"), PURCHASE))
    assert result.tables is not None
    assert result.tables["invoices"].file is None
    named = write_result(tmp_path / "ledger.json", result)
    assert named.tables is not None
    table = named.tables["invoices"]
    assert (table.file, table.n_rows) == ("ledger.invoices.jsonl", 2)
    rows = [json.loads(line) for line in (tmp_path / "ledger.invoices.jsonl").read_text().splitlines()]
    assert rows[0]["page"] == 1
    assert rows[0]["row"] == 2
    assert rows[0]["amount"] == "100.00"
    assert rows[0]["remarks"] == "138****1234"
    assert [column.letter for column in table.columns] == list("ABCDEFGHIJK")
    assert json.loads((tmp_path / "ledger.json").read_text())["tables"]["invoices"]["file"] == table.file


def replace_remark(row: str, remark: str) -> str:
    return row + remark


def test_long_table_is_streamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sme_extract.documents.csv_reader.LONG_SHEET", 3)
    result = read(SALE, PURCHASE, *(SALE.replace("0017", f"{n:04}") for n in range(100, 110)))
    assert value(result, "n_rows") == 12
    assert len(list(result.rows("invoices"))) == 12
    assert codes(result) == []


def test_kind_without_tables_says_what_it_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sme_extract.documents.csv_reader.LONG_SHEET", 3)
    data = f"{HEADER}\n{SALE}\n{PURCHASE}\n{SALE}\n{SALE}".encode()
    document = CsvReader().read(Blob("ledger.csv", data, "0" * 64), CSV, ReadOptions())
    reader = InvoiceLedger(replace(document))
    monkeypatch.setattr(reader, "tables", tuple)
    assert "rows-not-read" in codes(extract(reader, 0.9))


SELECTED_HEADER = "勾选状态,数电票号码,开票日期,金额,票面税额,有效抵扣税额,销售方纳税人识别号,销售方纳税人名称"
SELECTED = f"已勾选,26312000000000000025,2026-04-02,10.00,1.30,1.30,{TWO},丙公司"


def test_deductions_count_what_is_selected() -> None:
    other = SELECTED.replace("已勾选", "未勾选").replace("0025", "0026")
    result = read(SELECTED, other, header=SELECTED_HEADER)
    assert codes(result) == []
    assert [value(result, name) for name in ("direction", "deductible_tax", "tax")] == [
        "purchases", Decimal("1.30"), Decimal("2.60")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("deductible", "found"), [("1.31", "deducted-beyond-tax"), ("", None), ("1.3O", "unreadable-cell")]
)
def test_deductions_beyond_the_tax(deductible: str, found: str | None) -> None:
    result = read(SELECTED.replace("1.30,1.30", f"1.30,{deductible}"), header=SELECTED_HEADER)
    assert codes(result) == ([found] if found else [])
    assert (value(result, "deductible_tax") is None) == (found != "deducted-beyond-tax")
