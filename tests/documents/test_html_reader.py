import pytest

from sme_extract.documents.html_reader import HTML, HtmlReader
from sme_extract.documents.reader import Blob, ReadOptions

READER = HtmlReader()


def read(text, encoding="utf-8"):
    blob = Blob("a.xls", text.encode(encoding), "sha")
    assert READER.sniff(blob) == HTML
    return READER.read(blob, HTML, ReadOptions())


def cells(document, table=0):
    return [(c.row, c.column, c.text) for c in document.pages[0].tables[table].cells]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
@pytest.mark.parametrize("declared", ["", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'])
def test_table_is_read_in_any_encoding(encoding, declared):
    document = read(f"<html>{declared}<table><tr><td>账户余额</td><td>1.00</td></tr></table></html>", encoding)
    assert cells(document) == [(0, 0, "账户余额"), (0, 1, "1.00")]


def test_spans_push_cells_aside():
    document = read("<table><tr><td rowspan=2>a</td><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr></table>")
    assert cells(document) == [(0, 0, "a"), (0, 1, "b"), (1, 1, "c"), (1, 2, "d")]
    first, second = document.pages[0].tables[0].cells[:2]
    assert (first.row_span, second.column_span) == (2, 2)


@pytest.mark.parametrize("span", ["999999999", "9" * 40, "-1", "x", "²", ""])
def test_senseless_spans_are_bounded(span):
    assert read(f"<table><tr><td colspan='{span}'>a</td></tr></table>").pages[0].tables[0].n_columns <= 1000


def test_text_and_tables_follow_one_another_down_the_page():
    document = read("<html><p>title one</p><table><tr><td>x</td></tr></table><div>end<br>of it</div></html>")
    words = [(word.text, word.bbox.top) for word in document.pages[0].words]
    assert words == [("title one", 0.0), ("x", 14.0), ("end", 28.0), ("of it", 42.0)]


def test_layout_tables_are_looked_through():
    document = read("<table><tr><td>top<table><tr><td>in</td></tr></table></td></tr></table>")
    assert cells(document) == [(0, 0, "in")]
    assert "top" in [word.text for word in document.pages[0].words]


def test_scripts_styles_and_comments_are_no_text():
    document = read("<html><style>p{}</style><script>alert(1)</script><!-- no --><p>yes&nbsp;it is</p></html>")
    assert [word.text for word in document.pages[0].words] == ["yes it is"]


def test_deep_nesting_is_survived():
    assert read("<html>" + "<div>" * 20_000 + "x").pages


@pytest.mark.parametrize(
    "data", [b"", b"<?xml version='1.0'?><invoice/>", b"a,b", b"<svg></svg>", b"see <html>", b"\x89PNG\0<html>"]
)
def test_other_content_is_not_claimed(data):
    assert READER.sniff(Blob("a.html", data, "")) is None


def test_xhtml_behind_an_xml_declaration_is_claimed():
    assert READER.sniff(Blob("a", b"<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html><html/>", "")) == HTML
