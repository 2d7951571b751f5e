import pytest

from sme_extract.documents.csv_reader import CSV, CsvReader, find_delimiter
from sme_extract.documents.reader import Blob, ReadOptions

READER = CsvReader()
STATEMENT = "交易日期,对方户名,收入,支出\n2026-03-01,青岛某公司,100.00,\n2026-03-02,李四,,20.50\n"


def read(data, path="a.csv"):
    blob = Blob(path, data if isinstance(data, bytes) else data.encode(), "sha")
    assert READER.sniff(blob) == CSV
    return READER.read(blob, CSV, ReadOptions())


def rows(document):
    table = document.pages[0].tables[0]
    grid = [[""] * table.n_columns for _ in range(table.n_rows)]
    for cell in table.cells:
        grid[cell.row][cell.column] = cell.text
    return grid


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_give_the_same_table(encoding):
    document = read(STATEMENT.encode(encoding), "a.bin")
    assert rows(document) == [
        ["交易日期", "对方户名", "收入", "支出"],
        ["2026-03-01", "青岛某公司", "100.00", ""],
        ["2026-03-02", "李四", "", "20.50"],
    ]
    assert not document.findings


def test_character_cut_in_two_is_reported_not_fatal():
    text = STATEMENT + "2026-03-03,某" * 1 + ",1.00,\n" + STATEMENT * 20
    data = text.encode("gb18030").replace("李四".encode("gb18030"), "李四".encode("gb18030")[:3], 1)
    document = read(data)
    assert [finding.code for finding in document.findings] == ["text-undecodable"]
    assert rows(document)[1][1] == "青岛某公司"


def test_latin_letters_are_not_taken_for_chinese():
    document = read("name;city;amount\nMüller;Köln;1,00\nSørensen;Århus;2,00\n".encode("cp1252"))
    assert rows(document)[1] == ["Müller", "Köln", "1,00"]
    assert [finding.code for finding in document.findings] == ["encoding-guessed"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiter_is_found(delimiter):
    assert rows(read(STATEMENT.replace(",", delimiter)))[1][1] == "青岛某公司"


def test_comma_as_decimal_mark_does_not_win_over_semicolon():
    assert find_delimiter("name;net;tax\na;1,00;0,19\nb;2,00;0,38\n") == ";"


def test_quoted_fields_hold_delimiters_and_line_feeds():
    document = read('a,b,c\n"x, y","1,234.50","two\nlines"\n')
    assert rows(document)[1] == ["x, y", "1,234.50", "two\nlines"]


@pytest.mark.parametrize(
    "preamble", ["[HISTORYDETAIL]\n", "微信支付账单明细\n昵称：[某]\n\n----\n", "#账号：1\n#起始日期\n"]
)
def test_preamble_before_the_header_is_kept_as_rows(preamble):
    document = read(preamble + STATEMENT, "a.txt")
    assert rows(document)[0][0] == preamble.splitlines()[0]
    assert rows(document)[-1][:2] == ["2026-03-02", "李四"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("4200002026\t", "4200002026"),
        ("\t62220202\t", "62220202"),
        ('="6222020200012345678"', "6222020200012345678"),
        (" 100.00 ", "100.00"),
    ],
)
def test_guards_are_stripped_from_text_and_kept_in_value(field, text):
    document = read(f"单号,{field},x\n单号,{field},y\n")
    cell = next(c for c in document.pages[0].tables[0].cells if c.column == 1)
    assert (cell.text, cell.value) == (text, field)


def test_quote_that_is_never_closed_loses_no_row():
    document = read('a,b,c\n1,"open,3\n4,5,6\n7,8,9\n')
    assert len(rows(document)) == 4
    assert [finding.code for finding in document.findings] == ["unbalanced-quotes"]


def test_inch_mark_inside_a_field_is_plain():
    document = read('a,b,c\n1,5" tube,"2,3"\n')
    assert rows(document)[1] == ["1", '5" tube', "2,3"]
    assert not document.findings


def test_header_alone_is_a_table_when_the_name_says_csv():
    assert rows(read("交易日期,摘要,金额\n")) == [["交易日期", "摘要", "金额"]]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<?xml version='1.0'?>\n<a b='1,2'>\n1,2\n3,4\n</a>",
        b"<html><table>\n1,2\n3,4\n</table>",
        b'{"a": 1,\n"b": 2,\n"c": 3}',
        b"[1, 2,\n3, 4,\n5, 6]",
        b"%PDF-1.7\n1,2,3\n1,2,3\n",
        b"PK\x03\x04,,,\n,,,\n",
        b"\x89PNG\r\n\x1a\n\0\0,\n,,",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"Dear Sir, thank you, and goodbye.\nI remain, as ever, yours.\n",
        "甲方：某公司\n乙方：另一公司\n".encode(),
        bytes(range(256)) * 4,
    ],
)
def test_other_content_is_not_claimed(data):
    assert READER.sniff(Blob("a.csv", data, "")) is None
