import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml

from sme_extract.documents.docx_reader import DOCX, DocxReader
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.schemas.errors import DamagedDocument, TooLarge

READER = DocxReader()
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc`\0\0\0\2\0\1H\xaf\xa4q"
    b"\0\0\0\0IEND\xaeB`\x82"
)


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def read(data):
    blob = Blob("a.docx", data, "sha")
    assert READER.sniff(blob) == DOCX
    return READER.read(blob, DOCX, ReadOptions())


def body_of(xml):
    document = docx.Document()
    for block in parse_xml(f'<w:body xmlns:w="{W}">{xml}</w:body>'):
        document.element.body.insert(len(document.element.body) - 1, block)
    return read(saved(document))


def texts(document):
    return [word.text for word in document.pages[0].words]


def test_paragraphs_and_tables_come_in_document_order():
    source = docx.Document()
    source.add_paragraph("before")
    source.add_table(1, 2).rows[0].cells[1].text = "inside"
    source.add_paragraph("after")
    document = read(saved(source))
    assert texts(document) == ["before", "inside", "after"]
    tops = [word.bbox.top for word in document.pages[0].words]
    assert tops == sorted(tops)
    assert len(set(tops)) == 3


def test_line_n_stands_n_rows_down():
    source = docx.Document()
    for line in ("a", "", "b"):
        source.add_paragraph(line)
    assert [word.bbox.top for word in read(saved(source)).pages[0].words] == [0.0, 28.0]


def test_merged_cells_span():
    source = docx.Document()
    table = source.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "wide"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "tall"
    table.cell(2, 2).text = "corner"
    [grid] = read(saved(source)).pages[0].tables
    spans = {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells if cell.text}
    assert spans == {"wide": (0, 0, 1, 3), "tall": (1, 0, 2, 1), "corner": (2, 2, 1, 1)}


def test_words_of_a_cell_lie_in_its_box():
    source = docx.Document()
    table = source.add_table(2, 2)
    table.cell(0, 0).text = "产品名称"
    table.cell(1, 1).text = "two\nlines"
    page = read(saved(source)).pages[0]
    for word in page.words:
        [home] = [cell for cell in page.tables[0].cells if word.text in cell.text]
        assert home.bbox.contains_center(word.bbox)


def test_headers_come_first_and_footers_last():
    source = docx.Document()
    source.sections[0].header.paragraphs[0].text = "合同编号：A-1"
    source.sections[0].footer.paragraphs[0].text = "第1页"
    source.add_paragraph("正文")
    assert texts(read(saved(source))) == ["合同编号：A-1", "正文", "第1页"]


def test_pictures_are_kept_as_attachments():
    source = docx.Document()
    source.add_picture(io.BytesIO(PNG))
    [picture] = read(saved(source)).attachments
    assert (picture.name, picture.data) == ("word/media/image1.png", PNG)


def test_content_controls_and_fields_show_what_is_printed():
    document = body_of(
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>甲方：</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:r><w:instrText>DATE</w:instrText></w:r><w:r><w:t>2026年</w:t></w:r><w:hyperlink><w:r><w:t>3月</w:t>"
        "</w:r></w:hyperlink></w:p>"
    )
    assert texts(document) == ["甲方：", "2026年3月"]


def test_text_box_is_read_once():
    box = "<w:txbxContent><w:p><w:r><w:t>盒中</w:t></w:r></w:p></w:txbxContent>"
    document = body_of(
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><w:t>外</w:t>'
        f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert texts(document) == ["外", "盒中"]


def test_tracked_changes_are_read_as_accepted_and_said():
    document = body_of(
        "<w:p><w:ins><w:r><w:t>200</w:t></w:r></w:ins><w:del><w:r><w:delText>100</w:delText></w:r></w:del></w:p>"
    )
    assert texts(document) == ["200"]
    assert [finding.code for finding in document.findings] == ["tracked-changes"]


def test_hidden_text_is_left_out_and_said():
    document = body_of(
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>shown</w:t></w:r></w:p>'
    )
    assert texts(document) == ["shown"]
    assert [finding.code for finding in document.findings] == ["hidden-text"]


def test_tabs_breaks_and_tick_boxes_are_characters():
    document = body_of(
        '<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:sym w:font="Wingdings 2" w:char="F052"/>'
        "<w:t>是</w:t></w:r></w:p>"
    )
    assert texts(document) == ["a", "b", "☑是"]


def repacked(data, **parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


BILLION_LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
)


@pytest.mark.parametrize("xml", [BILLION_LAUGHS, "<w:document>", "", "<a/><b/>"])
def test_xml_with_a_document_type_or_broken_is_damaged(xml):
    data = repacked(saved(docx.Document()), **{"word/document.xml": xml.encode() or b" "})
    with pytest.raises(DamagedDocument):
        read(data)


def test_bomb_inside_is_refused():
    bomb = repacked(saved(docx.Document()), **{"word/media/a.png": bytes(20_000_000)})
    with pytest.raises(TooLarge, match="max_unpack_ratio"):
        read(bomb)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<xml/>"])
def test_other_bytes_are_no_docx(data):
    assert READER.sniff(Blob("a.docx", data, "")) is None
