"""PDFs made here, read back: words and where they stand, what is embedded, what is refused."""

import hashlib
import io
import pickle
import re
import sys
from types import ModuleType

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from sme_extract.documents.model import Code, Document, Node, Page
from sme_extract.documents.pdf_reader import PdfReader
from sme_extract.documents.reader import Blob, Limits, ReadOptions
from sme_extract.schemas.errors import DamagedDocument, EncryptedDocument, TooLarge
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import Finding

SONG = "STSong-Light"
WIDTH, HEIGHT = 300, 200
PLAIN = ReadOptions(qr=False)


def draw(paint, **options) -> bytes:
    """A one-page PDF; `paint` gets the canvas."""
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), **options)
    canvas.setFont(SONG, 10)
    paint(canvas)
    canvas.save()
    return buffer.getvalue()


def read(data: bytes, options: ReadOptions = PLAIN) -> Document:
    blob = Blob("made.pdf", data, hashlib.sha256(data).hexdigest())
    return PdfReader().read(blob, "application/pdf", options)


def words(data: bytes) -> list[str]:
    return [word.text for word in read(data).pages[0].words]


def codes_of(document: Document) -> list[str]:
    return [finding.code for finding in document.findings]


@pytest.fixture
def scans(monkeypatch) -> list[tuple]:
    """The scanner, replaced: records what it was given."""
    calls: list[tuple] = []

    def scan_page(image, number, dpi, options, reload):
        assert (reload() == image).all()
        calls.append((image.shape, number, dpi))
        found = Finding(code="ocr-off", severity="warning", message="off")
        return Page(number, WIDTH, HEIGHT), (found,)

    stub = ModuleType("sme_extract.documents.scan")
    stub.scan_page = scan_page
    monkeypatch.setitem(sys.modules, stub.__name__, stub)
    return calls


def grey_image() -> ImageReader:
    return ImageReader(Image.new("L", (60, 40), 128))


@pytest.mark.parametrize(
    ("head", "expected"),
    [(b"%PDF-1.4\n", "application/pdf"), (b"\n" * 1000 + b"%PDF-1.4", "application/pdf"), (b"PK\x03\x04", None)],
)
def test_a_pdf_is_known_by_its_header(head, expected):
    assert PdfReader().sniff(Blob("x", head, "")) == expected


def test_a_late_header_is_not_a_pdf():
    assert PdfReader().sniff(Blob("x", b" " * 1024 + b"%PDF-1.4", "")) is None


class TestWords:
    def test_a_word_has_a_box_and_an_edge_for_each_character(self):
        (word,) = read(draw(lambda c: c.drawString(20, 150, "名称：甲公司"))).pages[0].words
        assert word.text == "名称：甲公司"
        assert word.source == "text-layer"
        assert [edge[0] for edge in word.edges] == pytest.approx([20, 30, 40, 50, 60, 70], abs=0.1)
        assert word.edges[-1][1] == pytest.approx(80, abs=0.1)
        assert word.bbox.left == pytest.approx(20, abs=0.1)
        assert word.bbox.top < HEIGHT - 150 < word.bbox.bottom

    def test_table_cells_stay_apart(self):
        def paint(c):
            c.drawString(20, 100, "数量")
            c.drawString(44, 100, "单价")

        assert words(draw(paint)) == ["数量", "单价"]

    def test_touching_objects_of_one_line_are_one_word_whatever_their_order(self):
        def paint(c):
            c.drawString(40, 100, "公司")
            c.drawString(20, 100, "北京")

        assert words(draw(paint)) == ["北京公司"]

    def test_a_printed_space_divides_words(self):
        def paint(c):
            c.setFont("Helvetica", 10)
            c.drawString(20, 100, "Total due")

        assert words(draw(paint)) == ["Total", "due"]

    def test_spaces_under_a_value_do_not_cut_it(self):
        def paint(c):
            c.drawString(20, 100, "小写" + " " * 20)
            c.drawString(48, 100, "1234567")

        assert words(draw(paint)) == ["小写", "1234567"]

    def test_a_hyphen_at_the_end_of_a_line_stays_a_hyphen(self):
        def paint(c):
            c.setFont("Helvetica", 10)
            c.drawString(20, 112, "12+34-")
            c.drawString(20, 100, "ab>56")

        assert words(draw(paint)) == ["12+34-", "ab>56"]

    def test_texts_printed_over_each_other_are_not_shuffled(self):
        def paint(c):
            c.drawString(20, 100, "很长的货物名称")
            c.drawString(65, 100, "规格型号")

        assert words(draw(paint)) == ["很长的货物名称", "规格型号"]

    def test_a_size_jump_is_another_text_even_on_the_same_baseline(self):
        def paint(c):
            c.drawString(20, 100, "发票")
            c.setFont(SONG, 6)
            c.drawString(40, 100, "监制")

        assert words(draw(paint)) == ["发票", "监制"]

    @pytest.mark.parametrize("offset", [0.0, 0.2, 0.45])
    def test_text_drawn_twice_for_boldness_is_read_once(self, offset):
        def paint(c):
            c.drawString(20, 100, "合计金额")
            c.drawString(20 + offset, 100, "合计金额")

        assert words(draw(paint)) == ["合计金额"]

    def test_a_second_layer_of_single_characters_is_read_once(self):
        def paint(c):
            c.drawString(20, 100, "金额")
            for index, text in enumerate("金额"):
                c.drawString(20.3 + 10 * index, 100.2, text)

        assert words(draw(paint)) == ["金额"]

    def test_repeated_digits_are_kept(self):
        assert words(draw(lambda c: c.drawString(20, 100, "1111000"))) == ["1111000"]

    def test_radicals_become_the_characters_they_depict(self):
        # The font has no glyph of its own for radicals, the file still states them.
        data = draw(lambda c: c.drawString(20, 100, "⽤⻔"))
        assert words(data) == ["用门"]

    def test_text_outside_the_page_box_is_left_out(self):
        def paint(c):
            c.drawString(20, 100, "里面")
            c.drawString(WIDTH + 50, 100, "外面")

        assert words(draw(paint)) == ["里面"]

    def test_text_on_a_circle_stays_out_of_the_lines_it_crosses(self):
        ring = "SUPERVISE"

        def paint(c):
            c.setFont("Helvetica", 10)
            c.drawString(100, 120, "Invoicewithalongtitle")
            for index, text in enumerate(ring):
                c.saveState()
                c.translate(140, 100)
                c.rotate(80 - 20 * index)
                c.drawString(0, 20, text)
                c.restoreState()

        found = words(draw(paint))
        assert "Invoicewithalongtitle" in found
        assert sorted("".join(found)) == sorted("Invoicewithalongtitle" + ring)
        assert len(found) <= 4

    def test_a_lone_character_of_a_font_that_is_not_embedded_is_read(self):
        # Without the font pdfium knows no shape for it, and leaves it out.
        def paint(c):
            c.drawString(20, 100, "件")
            c.drawString(60, 100, "数量")
            c.drawString(20, 80, "公")
            c.drawString(30, 80, "司")

        assert words(draw(paint)) == ["件", "数量", "公司"]

    def test_upended_text_is_a_word_without_edges(self):
        def paint(c):
            c.setFont("Helvetica", 10)
            c.translate(100, 50)
            c.rotate(90)
            c.drawString(0, 0, "Copy1")

        (word,) = read(draw(paint)).pages[0].words
        assert (word.text, word.edges) == ("Copy1", ())
        assert word.bbox.height > word.bbox.width

    @pytest.mark.parametrize("rotation", [0, 90, 180, 270])
    def test_boxes_lie_in_the_upright_frame(self, rotation):
        # The text is written so that it reads level once the viewer has turned the page.
        turn = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}[rotation]
        content = f"{turn} 150 100 cm BT /F 10 Tf (Tax) Tj ET".encode()
        font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
        entries = f"/Rotate {rotation} /Resources << /Font << /F 4 0 R >> >> /Contents 5 0 R"
        page = read(raw_pdf("", entries, font, stream(content))).pages[0]
        (word,) = page.words
        assert (page.width, page.height) == ((200, 300) if rotation in {90, 270} else (300, 200))
        assert page.rotation == rotation
        assert word.text == "Tax"
        assert len(word.edges) == 3
        assert word.bbox.left == pytest.approx(page.width / 2, abs=0.5)
        assert word.bbox.top < page.height / 2 < word.bbox.bottom
        ink = page.image(72)[
            round(word.bbox.top) : round(word.bbox.bottom), round(word.bbox.left) : round(word.bbox.right)
        ]
        assert ink.min() < 128

    def test_a_crop_box_moves_the_origin(self):
        def paint(c):
            c.setCropBox((10, 20, 290, 180))
            c.drawString(20, 100, "甲乙")

        page = read(draw(paint)).pages[0]
        assert (page.width, page.height) == (280, 160)
        assert page.words[0].bbox.left == pytest.approx(10, abs=0.1)
        assert page.words[0].bbox.bottom == pytest.approx(180 - 100, abs=3)


class TestTextLayerThatCannotBeUsed:
    def test_a_page_with_a_picture_alone_is_scanned_at_200_dpi(self, scans):
        document = read(draw(lambda c: c.drawImage(grey_image(), 0, 0, WIDTH, HEIGHT)))
        assert [(shape[2], number, dpi) for shape, number, dpi in scans] == [(3, 1, 200)]
        assert scans[0][0][:2] == pytest.approx((HEIGHT * 200 / 72, WIDTH * 200 / 72), abs=1)
        assert codes_of(document) == ["ocr-off"]

    def test_a_stamp_over_a_scan_is_not_a_text_layer(self, scans):
        def paint(c):
            c.drawImage(grey_image(), 0, 0, WIDTH, HEIGHT)
            c.drawString(20, 20, "下载次数：1")

        assert codes_of(read(draw(paint))) == ["text-layer-unusable", "ocr-off"]
        assert len(scans) == 1

    def test_only_the_bad_page_is_scanned(self, scans):
        def paint(c):
            c.drawString(20, 100, "第一页")
            c.showPage()
            c.drawImage(grey_image(), 0, 0, WIDTH, HEIGHT)

        document = read(draw(paint))
        assert [number for _, number, _ in scans] == [2]
        assert [page.number for page in document.pages] == [1, 2]
        assert document.pages[0].words[0].text == "第一页"

    def test_a_blank_page_is_not_scanned(self, scans):
        document = read(draw(lambda c: c.showPage()))
        assert scans == []
        assert document.pages[0].words == ()

    def test_a_huge_page_is_scanned_at_a_resolution_within_the_limit(self, scans):
        options = ReadOptions(qr=False, limits=Limits(max_page_pixels=240_000))
        read(draw(lambda c: c.drawImage(grey_image(), 0, 0, WIDTH, HEIGHT)), options)
        ((height, width, _), _, dpi) = scans[0]
        assert dpi == 144
        assert height * width <= 240_000

    def test_glyphs_without_meaning_are_never_guessed(self, scans):
        assert codes_of(read(without_unicode_map("éèàüöñçê"))) == ["text-layer-unusable", "ocr-off"]
        assert len(scans) == 1

    def test_a_few_glyphs_without_meaning_are_marked_and_told(self, scans):
        document = read(without_unicode_map("éTotal 99.50"))
        assert scans == []
        assert codes_of(document) == ["unmapped-glyphs"]
        assert [word.text for word in document.pages[0].words] == ["\ufffdTotal", "99.50"]

    def test_hidden_text_under_a_scan_is_doubted_when_there_is_no_ocr(self, scans):
        def paint(c):
            c.drawImage(grey_image(), 0, 0, WIDTH, HEIGHT)
            text = c.beginText(20, 100)
            text.setTextRenderMode(3)
            text.textOut("隐藏的文字")
            c.drawText(text)

        document = read(draw(paint))
        assert codes_of(document) == ["hidden-text-layer"]
        assert [(word.text, word.confidence) for word in document.pages[0].words] == [("隐藏的文字", 0.7)]


def without_unicode_map(text: str) -> bytes:
    """A PDF with an embedded font that does not say what its characters beyond ASCII mean."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))

    def paint(c):
        c.setFont("Vera", 10)
        c.drawString(20, 100, text)

    data = draw(paint)
    assert b"/ToUnicode" in data
    return re.sub(rb"/ToUnicode \d+ 0 R", lambda match: b" " * len(match.group()), data)


class TestRefusals:
    @pytest.fixture
    def locked(self) -> bytes:
        return draw(lambda c: c.drawString(20, 100, "密文"), encrypt=StandardEncryption("opensesame", "owner"))

    def test_a_password_is_tried(self, locked):
        document = read(locked, ReadOptions(qr=False, passwords=("wrong", "opensesame")))
        assert document.pages[0].words[0].text == "密文"
        assert document.pages[0].image(36).shape == (100, 150, 3)

    @pytest.mark.parametrize("passwords", [(), ("wrong",)])
    def test_without_the_password_it_says_which_option_to_use(self, locked, passwords):
        with pytest.raises(EncryptedDocument, match=r"made\.pdf wants a password.*--password"):
            read(locked, ReadOptions(passwords=passwords))

    def test_an_empty_user_password_opens_by_itself(self):
        data = draw(lambda c: c.drawString(20, 100, "可读"), encrypt=StandardEncryption("", "owner"))
        assert words(data) == ["可读"]

    @pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.7\n" + bytes(range(256)) * 20])
    def test_a_damaged_file_is_named(self, data):
        with pytest.raises(DamagedDocument, match=r"made\.pdf is not a whole PDF"):
            read(data)

    def test_too_many_pages_name_the_limit(self):
        data = draw(lambda c: [c.showPage() for _ in range(3)])
        with pytest.raises(TooLarge, match=r"3 pages, over the limit max_pages \(2\)"):
            read(data, ReadOptions(limits=Limits(max_pages=2)))

    def test_an_image_over_the_pixel_limit_is_not_drawn(self):
        data = draw(lambda c: c.drawString(20, 100, "文字"))
        page = read(data, ReadOptions(qr=False, limits=Limits(max_page_pixels=100_000))).pages[0]
        with pytest.raises(TooLarge, match="max_page_pixels"):
            page.image(300)

    def test_embedded_files_over_the_limit_are_refused(self):
        with pytest.raises(TooLarge, match="max_unpacked_bytes"):
            read(with_attachment("a.xml", b"<a>" + b" " * 1000), ReadOptions(limits=Limits(max_unpacked_bytes=1000)))


def raw_pdf(catalog: str, page: str, *objects: bytes) -> bytes:
    """A one-page PDF written by hand; `objects` are numbered from 4."""
    parts = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] {page} >>".encode(),
        *objects,
    ]
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    starts = []
    for number, part in enumerate(parts, 1):
        starts.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    xref = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1))
    out.writelines(b"%010d 00000 n \n" % start for start in starts)
    out.write(b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, xref))
    return out.getvalue()


def stream(data: bytes) -> bytes:
    return b"<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def with_attachment(name: str, data: bytes) -> bytes:
    catalog = f"/Names << /EmbeddedFiles << /Names [({name}) 4 0 R] >> >>"
    return raw_pdf(catalog, "", f"<< /Type /Filespec /F ({name}) /EF << /F 5 0 R >> >>".encode(), stream(data))


@pytest.fixture
def xml(monkeypatch) -> None:
    """The XML parser, replaced: the root's name, or damaged."""

    def parse_xml(data):
        match = re.fullmatch(rb"<(\w+)/>", data)
        if match is None:
            raise DamagedDocument("broken XML")
        return Node(match.group(1).decode())

    stub = ModuleType("sme_extract.documents.xml_tree")
    stub.parse_xml = parse_xml
    monkeypatch.setitem(sys.modules, stub.__name__, stub)


@pytest.mark.usefixtures("xml")
class TestEmbedded:
    def test_an_embedded_xml_is_kept_and_parsed(self):
        document = read(with_attachment("invoice.xml", b"<EInvoice/>"))
        assert [(each.name, each.data) for each in document.attachments] == [("invoice.xml", b"<EInvoice/>")]
        assert [(each.name, each.root.name, each.source) for each in document.payloads] == [
            ("invoice.xml", "EInvoice", "xml")
        ]

    def test_other_files_are_kept_as_they_are(self):
        document = read(with_attachment("photo.jpg", b"\xff\xd8\xff"))
        assert document.attachments[0].data == b"\xff\xd8\xff"
        assert document.payloads == ()

    def test_a_broken_xml_is_a_finding(self):
        document = read(with_attachment("invoice.xml", b"<EInvoice"))
        assert codes_of(document) == ["attachment-unreadable"]
        assert len(document.attachments) == 1

    def test_a_file_pinned_to_the_page_is_kept(self, scans):
        page = "/Annots [4 0 R]"
        annotation = b"<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS 5 0 R >>"
        spec = b"<< /Type /Filespec /F (note.xml) /EF << /F 6 0 R >> >>"
        document = read(raw_pdf("", page, annotation, spec, stream(b"<Note/>")))
        assert [each.name for each in document.attachments] == ["note.xml"]
        assert document.payloads[0].root.name == "Note"


class TestForm:
    @pytest.fixture
    def fields(self) -> dict[str, Node]:
        def paint(c):
            c.drawString(20, 180, "表格")
            form = c.acroForm
            form.textfield(name="total", value="99.50", x=20, y=100, width=80, height=20, tooltip="Total due")
            form.checkbox(name="yes", checked=True, x=20, y=60)
            form.checkbox(name="no", checked=False, x=60, y=60)
            form.choice(name="state", value="CA", options=["CA", "NY"], x=120, y=60, width=50, height=20)

        (payload,) = read(draw(paint)).payloads
        assert (payload.name, payload.source, payload.root.name) == ("AcroForm", "form", "AcroForm")
        return {node.name: node for node in payload.root.children}

    def test_a_text_value_has_its_place_and_label(self, fields):
        total = fields["total"]
        assert (total.text, total.page, total.attributes) == ("99.50", 1, {"type": "text", "label": "Total due"})
        assert total.bbox == BoundingBox(20, 80, 100, 100)

    def test_check_boxes_say_whether_they_are_ticked(self, fields):
        assert (fields["yes"].text, fields["yes"].attributes["checked"]) == ("Yes", "true")
        assert (fields["no"].text, fields["no"].attributes["checked"]) == ("", "false")

    def test_a_choice_gives_what_was_chosen(self, fields):
        assert (fields["state"].text, fields["state"].attributes["type"]) == ("CA", "choice")

    def test_an_xfa_form_is_told(self):
        catalog = "/NeedsRendering true /AcroForm << /Fields [] /XFA 4 0 R >>"
        document = read(raw_pdf(catalog, "", b"<< /Length 5 >>\nstream\n<xdp>\nendstream"))
        assert "xfa-form" in codes_of(document)


class TestMetadata:
    def test_it_is_kept_as_the_file_states_it(self):
        def paint(c):
            c.setTitle("发票")
            c.setAuthor("甲公司")
            c.drawString(20, 100, "文字")

        metadata = read(draw(paint, pdfVersion=(1, 4))).metadata
        assert (metadata["Title"], metadata["Author"]) == ("发票", "甲公司")
        assert metadata["pdf_version"] == "1.4"
        assert metadata["signatures"] == "0"
        assert metadata["revisions"] == "1"

    def test_an_incremental_update_counts_as_a_revision(self):
        data = draw(lambda c: c.drawString(20, 100, "文字"))
        start = re.findall(rb"startxref\s+(\d+)", data)[-1]
        update = b"trailer << /Root 1 0 R /Size 1 /Prev %s >>\nstartxref\n%s\n%%%%EOF\n" % (start, start)
        assert read(data + update).metadata["revisions"] == "2"

    def test_signatures_are_counted(self):
        catalog = "/AcroForm << /Fields [4 0 R] /SigFlags 3 >>"
        field = b"<< /FT /Sig /T (seal) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /V 5 0 R >>"
        value = b"<< /Type /Sig /Filter /Adobe.PPKLite /Contents <00> /ByteRange [0 0 0 0] >>"
        assert read(raw_pdf(catalog, "", field, value)).metadata["signatures"] == "1"


class TestCodes:
    @pytest.fixture
    def seen(self, monkeypatch) -> list[tuple]:
        """The decoder, replaced: notes what it is shown, and answers one code for anything."""
        images: list[tuple] = []

        def decode_codes(image, points_per_pixel, offset=(0.0, 0.0)):
            images.append((image.shape, points_per_pixel, offset))
            return (Code("payload", None),)

        stub = ModuleType("sme_extract.documents.codes")
        stub.decode_codes = decode_codes
        monkeypatch.setitem(sys.modules, stub.__name__, stub)
        return images

    @staticmethod
    def square(c):
        c.drawString(150, 100, "文字")
        c.drawImage(ImageReader(Image.new("1", (37, 37), 1)), 20, 120, 60, 60)

    def test_a_square_image_is_decoded_enlarged_and_keeps_its_place(self, seen):
        page = read(draw(self.square), ReadOptions()).pages[0]
        ((shape, _, _),) = seen
        assert min(shape[:2]) >= 120
        assert page.codes == (Code("payload", page.codes[0].bbox),)
        assert page.codes[0].bbox.rounded() == (20, 20, 80, 80)

    def test_codes_are_left_alone_when_not_wanted(self, seen):
        assert read(draw(self.square)).pages[0].codes == ()
        assert seen == []

    def test_a_wide_picture_is_not_a_code(self, seen):
        def paint(c):
            c.drawString(150, 100, "文字")
            c.drawImage(grey_image(), 20, 120, 120, 60)

        assert read(draw(paint), ReadOptions()).pages[0].codes == ()
        assert seen == []

    def test_a_code_drawn_with_squares_is_drawn_and_decoded_alone(self, seen):
        def paint(c):
            c.drawString(150, 20, "文字")
            for row in range(21):
                for column in range(21):
                    if (row * column + row) % 3 == 0 or row in {0, 20} or column in {0, 20}:
                        c.rect(20 + 3 * column, 110 + 3 * row, 3, 3, stroke=0, fill=1)

        page = read(draw(paint), ReadOptions()).pages[0]
        ((shape, points_per_pixel, offset),) = seen
        assert [code.payload for code in page.codes] == ["payload"]
        assert points_per_pixel == pytest.approx(72 / 200)
        assert offset[0] < 20
        assert offset[1] < 200 - 173
        assert max(shape[:2]) < 300


def test_a_document_can_be_pickled_and_still_draws():
    document = read(draw(lambda c: c.drawString(20, 100, "文字")))
    again = pickle.loads(pickle.dumps(document))
    assert (again.pages[0].image(72) == document.pages[0].image(72)).all()
