import io
import re
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from sme_extract.documents.reader import Blob, Limits, ReadOptions
from sme_extract.documents.sheet_reader import ODS, XLSB, XLSX, SheetReader
from sme_extract.schemas.errors import DamagedDocument, InputError, TooLarge
from sme_extract.schemas.geometry import BoundingBox

READER = SheetReader()
INSTANT = datetime.fromisoformat("2026-03-15 10:11:12")


def workbook(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for index, fill in enumerate(sheets, start=1):
        fill(book.create_sheet(f"s{index}"))
    return saved(book)


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(data, **limits):
    blob = Blob("a.xlsx", data, "sha")
    media_type = READER.sniff(blob)
    assert media_type
    return READER.read(blob, media_type, ReadOptions(limits=Limits(**limits)))


def only_cell(value, number_format=None):
    def fill(sheet):
        sheet["A1"] = value
        if number_format:
            sheet["A1"].number_format = number_format

    document = read(workbook(fill))
    [cell] = document.pages[0].tables[0].cells
    return cell, document


@pytest.mark.parametrize(
    ("given", "text", "value"),
    [
        ("发票号码 ", "发票号码", "发票号码 "),
        ("00123", "00123", "00123"),
        (1234, "1234", 1234),
        (-0.06, "-0.06", -0.06),
        (1130.5, "1130.5", 1130.5),
        (0.1 + 0.2, "0.3", 0.3),
        (1e-7, "0.0000001", 1e-7),
        (True, "TRUE", True),
        (date(2026, 3, 15), "2026-03-15", date(2026, 3, 15)),
        (INSTANT, "2026-03-15 10:11:12", INSTANT),
        (time(9, 5), "09:05:00", "09:05:00"),
        (timedelta(hours=30), "30:00:00", "30:00:00"),
    ],
)
def test_cell_has_text_and_typed_value(given, text, value):
    cell, document = only_cell(given)
    assert (cell.text, cell.value) == (text, value)
    assert type(cell.value) is type(value)
    assert not document.findings


def test_serial_number_with_a_date_format_is_a_date():
    assert only_cell(46290.5, "yyyy-mm-dd hh:mm")[0].value == datetime.fromisoformat("2026-09-25 12:00")


def test_long_number_is_reported_and_does_not_pass_for_an_identifier():
    cell, document = only_cell(6222020200012345678)
    assert not cell.text.isdigit()
    [finding] = document.findings
    assert finding.code == "precision-lost"
    assert "sheet s1, cells A1" in finding.message


def test_fifteen_digits_are_exact():
    cell, document = only_cell(999999999999999)
    assert (cell.value, document.findings) == (999999999999999, ())


def test_cells_stand_at_their_address_on_the_grid():
    def fill(sheet):
        sheet["C4"] = "x"

    page = read(workbook(fill)).pages[0]
    [cell] = page.tables[0].cells
    assert (cell.row, cell.column) == (3, 2)
    assert cell.bbox == BoundingBox(144, 42, 216, 56)
    assert (page.tables[0].n_rows, page.tables[0].n_columns) == (4, 3)
    [word] = page.words
    assert (word.text, word.bbox, word.source) == ("x", cell.bbox, "cell")


def test_merged_cells_span():
    def fill(sheet):
        sheet["A1"] = "title"
        sheet["C3"] = "end"
        sheet.merge_cells("A1:C2")

    cell = read(workbook(fill)).pages[0].tables[0].cells[0]
    assert (cell.row_span, cell.column_span) == (2, 3)
    assert cell.bbox == BoundingBox(0, 0, 216, 28)


def test_merge_far_beyond_the_used_part_is_clamped():
    def fill(sheet):
        sheet["A1"] = "x"
        sheet.merge_cells("A1:Z100")

    assert read(workbook(fill)).pages[0].tables[0].n_rows == 1


def test_every_sheet_is_a_page_hidden_and_empty_ones_too():
    book = openpyxl.Workbook()
    book.active["A1"] = "a"
    hidden = book.create_sheet("底稿")
    hidden["A1"] = "b"
    hidden.sheet_state = "hidden"
    book.create_sheet("empty")
    document = read(saved(book))
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert [table.name for page in document.pages for table in page.tables] == ["Sheet", "底稿"]
    assert document.metadata["hidden_sheets"] == "底稿"


def rewritten(rows):
    """A workbook whose only sheet holds this XML."""
    data = workbook(lambda sheet: None)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text, count = re.subn(
                    rb"<sheetData ?/>|<sheetData></sheetData>", f"<sheetData>{rows}</sheetData>".encode(), text
                )
                assert count == 1
            new.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c><v>2</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c s='>' r='XFD1048576'><v>2</v></c></row>",
    ],
)
def test_stray_cell_far_out_is_refused_before_the_grid_is_built(rows):
    with pytest.raises(TooLarge, match="stray"):
        read(rewritten(rows))


def test_empty_cells_that_are_only_formatted_do_not_count():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576" ht="14"><c r="XFD1048576" s="0"/></row>'
    [cell] = read(rewritten(rows)).pages[0].tables[0].cells
    assert (cell.row, cell.column, cell.value) == (0, 0, 1)


def test_too_many_sheets_are_refused():
    with pytest.raises(TooLarge, match="max_pages"):
        read(workbook(*[lambda sheet: None] * 3), max_pages=2)


def test_zip_bomb_inside_a_workbook_is_refused():
    data = workbook(lambda sheet: None)
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/zeros", bytes(20_000_000))
    with pytest.raises(TooLarge, match="max_unpack_ratio"):
        read(buffer.getvalue())


def test_workbook_with_broken_xml_is_damaged():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook><sheets>")
    with pytest.raises(DamagedDocument):
        read(buffer.getvalue())


def test_old_workbook_of_rubbish_is_an_input_error():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Workbook\0".encode("utf-16-le") + bytes(600)
    with pytest.raises(InputError):
        read(data)


def ods(rows):
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="s">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", ODS)
        package.writestr("META-INF/manifest.xml", "<m/>")
        package.writestr("content.xml", content)
    return buffer.getvalue()


ODS_CELL = '<table:table-cell office:value-type="string" {}><text:p>甲</text:p></table:table-cell>'


def test_ods_is_read_with_its_repeats_and_its_endless_empty_rows():
    rows = (
        f'<table:table-row table:number-rows-repeated="2">{ODS_CELL.format("")}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    document = read(ods(rows))
    assert document.media_type == ODS
    assert [(cell.text, cell.row) for cell in document.pages[0].tables[0].cells] == [("甲", 0), ("甲", 1)]


@pytest.mark.parametrize(
    "rows",
    [
        "<table:table-row>" + ODS_CELL.format('table:number-columns-repeated="900000000"') + "</table:table-row>",
        f'<table:table-row table:number-rows-repeated="900000000">{ODS_CELL.format("")}</table:table-row>',
        (
            '<table:table-row table:number-rows-repeated="900000000"><table:table-cell/></table:table-row>'
            f"<table:table-row>{ODS_CELL.format('')}</table:table-row>"
        ),
    ],
)
def test_ods_that_repeats_itself_without_end_is_refused(rows):
    with pytest.raises(TooLarge, match="stray"):
        read(ods(rows))


def test_xlsb_with_a_stray_cell_is_refused():
    row = bytes([0, 4]) + (1_048_575).to_bytes(4, "little")
    cell = bytes([1, 8]) + (16_383).to_bytes(4, "little") + bytes(4)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("xl/workbook.bin", b"")
        package.writestr("xl/worksheets/sheet1.bin", row + cell)
    blob = Blob("a.xlsb", buffer.getvalue(), "")
    assert READER.sniff(blob) == XLSB
    with pytest.raises(TooLarge, match="stray"):
        READER.read(blob, XLSB, ReadOptions())


@pytest.mark.parametrize("path", ["a.xlsx", "a.csv", "a.pdf"])
def test_workbook_is_known_by_content(path):
    assert READER.sniff(Blob(path, workbook(lambda sheet: None), "")) == XLSX


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_other_bytes_are_no_workbook(data):
    assert READER.sniff(Blob("a.xlsx", data, "")) is None
