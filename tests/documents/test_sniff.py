import io
import zipfile

import docx
import openpyxl
import pytest

from sme_extract.documents.csv_reader import CsvReader
from sme_extract.documents.docx_reader import DocxReader
from sme_extract.documents.html_reader import HtmlReader
from sme_extract.documents.reader import Blob
from sme_extract.documents.sheet_reader import SheetReader
from sme_extract.documents.sniff import choose
from sme_extract.documents.text_reader import TextReader
from sme_extract.schemas.errors import DamagedDocument, EmptyInput, EncryptedDocument, UnsupportedFormat

READERS = (TextReader(), CsvReader(), HtmlReader(), DocxReader(), SheetReader())
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + b"\x09\0" + bytes(480)


class XmlStub:
    name = "xml"
    version = "1"

    def sniff(self, blob):
        return "application/xml" if b"<" in blob.data else None


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def packed(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return buffer.getvalue()


def ole(*streams):
    return OLE + b"".join(f"{stream}\0".encode("utf-16-le").ljust(128, b"\0") for stream in ("Root Entry", *streams))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (saved(openpyxl.Workbook()), "sheet"),
        (saved(docx.Document()), "docx"),
        (ole("Workbook"), "sheet"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "html"),
        (b"a,b,c\n1,2,3\n4,5,6\n", "csv"),
        ("甲方：某公司".encode("gbk"), "text"),
    ],
)
@pytest.mark.parametrize("extension", ["csv", "xls", "pdf", "txt", ""])
def test_reader_is_chosen_by_content(data, name, extension):
    assert choose(READERS, Blob(f"file.{extension}", data, ""))[0].name == name


@pytest.mark.parametrize("readers", [(*READERS, XmlStub()), (XmlStub(), *READERS)])
def test_order_of_readers_does_not_decide_between_formats_that_contain_one_another(readers):
    xhtml = b"<?xml version='1.0'?><html><p>1,2,3\n4,5,6\n</p></html>"
    assert choose(readers, Blob("a", xhtml, ""))[0].name == "html"


@pytest.mark.parametrize("data", [b"", b" \r\n", b"\xef\xbb\xbf", bytes(100), b"\xff\xfe"])
def test_nothing_is_empty(data):
    with pytest.raises(EmptyInput):
        choose(READERS, Blob("a.csv", data, ""))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Rar!\x1a\x07\0" + bytes(9), "RAR archive"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(9), "7-Zip"),
        (b"MZ\x90\0" + bytes(9), "Windows program"),
        (b"\x7fELF" + bytes(9), "executable"),
        (b"\0\0\0\x20ftypisom\0\0", "video"),
        (b'{"a": 1}', "JSON"),
        (b"{\\rtf1 hello}", "rich text"),
        (b"\x80\x81\x00\x01" * 20, "no known format"),
        (ole("WordDocument"), "docx or PDF"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
        (packed("META-INF/MANIFEST.MF"), "Java"),
    ],
)
def test_refusal_says_what_the_bytes_look_like_and_names_the_file(data, words):
    with pytest.raises(UnsupportedFormat, match=words) as refusal:
        choose(READERS, Blob("bill.pdf", data, ""))
    assert "bill.pdf" in str(refusal.value)


def test_member_is_named_in_a_refusal():
    with pytest.raises(UnsupportedFormat, match=r"inner\.bin"):
        choose(READERS, Blob("a.zip", b"\x7fELF", "", "inner.bin"))


def test_locked_office_file_is_encrypted():
    with pytest.raises(EncryptedDocument):
        choose(READERS, Blob("a.xlsx", ole("EncryptedPackage"), ""))


def test_letter_with_an_embedded_workbook_is_a_letter():
    with pytest.raises(UnsupportedFormat, match="Word"):
        choose(READERS, Blob("a.doc", ole("WordDocument", "Workbook"), ""))


def test_cut_off_zip_is_damaged():
    with pytest.raises(DamagedDocument):
        choose(READERS, Blob("a.docx", saved(docx.Document())[:-100], ""))
