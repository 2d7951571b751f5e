"""PDF: the text layer through pdfium, page by page; a page without a usable one goes to OCR.

pdfium is not thread safe: read from one thread of a process, and use several processes to go faster.
"""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from sme_extract.documents.model import Attachment, Document, Node, Page, Seal, Table, Word
from sme_extract.documents.ocr.engine import OcrEngine
from sme_extract.documents.pdf_embedded import (
    form_payload,
    page_attachments,
    page_fields,
    read_attachments,
    read_metadata,
    xfa_findings,
    xml_payloads,
)
from sme_extract.documents.pdf_frame import Frame
from sme_extract.documents.pdf_images import PageObjects, list_objects, read_codes
from sme_extract.documents.pdf_render import PageImage, affordable_dpi, render
from sme_extract.documents.pdf_text import PageText, load_text, read_text
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.schemas.errors import DamagedDocument, EncryptedDocument, TooLarge
from sme_extract.schemas.result import Finding

MEDIA_TYPE = "application/pdf"
HEAD_BYTES = 1024  # where the header may stand (ISO 32000-1, implementation note 13)
SCAN_DPI = 200
FEW_GLYPHS = 50  # a stamp or a footer over a scan, not a text layer
SCAN_COVER = 0.6  # share of the page under one image that makes it a scan
UNMAPPED_SHARE = 0.3  # so many unreadable glyphs spoil most fields
HIDDEN_SHARE = 0.5
HIDDEN_CONFIDENCE = 0.7  # text that another program's OCR laid under the picture


@dataclass(slots=True)
class _Read:
    """What is gathered while pages go by."""

    pages: list[Page] = field(default_factory=list[Page])
    findings: list[Finding] = field(default_factory=list[Finding])
    fields: list[Node] = field(default_factory=list[Node])
    attachments: list[Attachment] = field(default_factory=list[Attachment])


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page while it is read."""

    page: Any
    image: PageImage
    frame: Frame
    text: PageText
    objects: PageObjects

    @property
    def number(self) -> int:
        return self.image.index + 1

    @property
    def is_hidden(self) -> bool:
        """Whether the text is drawn invisibly, as OCR programs lay it under a scan."""
        return self.text.glyphs > 0 and self.text.hidden > HIDDEN_SHARE * self.text.glyphs


class PdfReader:
    """Reads PDF files. One process, one thread: pdfium allows no more."""

    name = "pdf"
    version = "1.0"

    def sniff(self, blob: Blob) -> str | None:
        """`application/pdf` when the header stands in the first kilobyte."""
        return MEDIA_TYPE if b"%PDF-" in blob.data[:HEAD_BYTES] else None

    def read(self, blob: Blob, media_type: str, options: ReadOptions) -> Document:
        """Pages, embedded files, form values and metadata."""
        document, password = _open(blob, options)
        with document:
            count = len(document)
            if count > options.limits.max_pages:
                raise TooLarge(
                    f"{blob.path} has {count} pages, over the limit max_pages ({options.limits.max_pages}). "
                    "Raise max_pages or split the file."
                )
            document.init_forms()
            max_bytes = options.limits.max_unpacked_bytes
            gathered = _Read(attachments=list(read_attachments(document, max_bytes)))
            gathered.findings += xfa_findings(document)
            for index in range(count):
                image = PageImage(blob.data, index, password, options.limits.max_page_pixels)
                _read_page(document, image, gathered, options)
            if not gathered.pages:
                raise DamagedDocument(f"no page of {blob.path} can be loaded. Print or save it again and give that.")
            payloads, findings = xml_payloads(tuple(gathered.attachments))
            return Document(
                path=blob.path,
                sha256=blob.sha256,
                media_type=media_type,
                reader=f"{self.name} {self.version}",
                pages=tuple(gathered.pages),
                payloads=payloads + form_payload(gathered.fields),
                attachments=tuple(gathered.attachments),
                metadata=read_metadata(document, blob.data),
                findings=(*gathered.findings, *findings),
                member=blob.member,
            )


def _open(blob: Blob, options: ReadOptions) -> tuple[Any, str | None]:
    """The document and the password that opened it."""
    for password in (None, "", *options.passwords):
        try:
            return pdfium.PdfDocument(blob.data, password=password), password
        except pdfium.PdfiumError as error:
            if error.err_code == pdfium_c.FPDF_ERR_SECURITY:
                raise EncryptedDocument(
                    f"{blob.path} is encrypted in a way that is not supported. Remove the protection and give that."
                ) from error
            if error.err_code != pdfium_c.FPDF_ERR_PASSWORD:
                raise DamagedDocument(
                    f"{blob.path} is not a whole PDF. Get it again, or open it and print it to a new PDF."
                ) from error
    raise EncryptedDocument(f"{blob.path} wants a password. Give it with --password.")


def _read_page(document: Any, image: PageImage, gathered: _Read, options: ReadOptions) -> None:
    try:
        page = document[image.index]
        left, bottom, right, top = page.get_bbox()
        frame = Frame(left, bottom, right, top, page.get_rotation())
        objects = list_objects(page, frame)
        textpage = load_text(page, objects.shapeless)
    except pdfium.PdfiumError:
        message = f"page {image.index + 1} is damaged and was left out"
        gathered.findings.append(Finding(code="page-unreadable", severity="error", message=message))
        return
    sheet = _Sheet(page, image, frame, read_text(textpage, frame), objects)
    textpage.close()
    _read_annotations(document, sheet, gathered, options)
    complaint = _complaint(sheet)
    if complaint is not None and not (sheet.is_hidden and options.ocr_engine is None):
        scanned, findings = _scan(sheet, complaint, options)
    else:
        scanned, findings = _native_page(sheet, options)
    gathered.pages.append(scanned)
    gathered.findings += findings
    page.close()


def _read_annotations(document: Any, sheet: _Sheet, gathered: _Read, options: ReadOptions) -> None:
    if pdfium_c.FPDFPage_GetAnnotCount(sheet.page) <= 0:
        return
    left = options.limits.max_unpacked_bytes - sum(len(each.data) for each in gathered.attachments)
    gathered.attachments += page_attachments(sheet.page, left)
    if document.formenv:
        gathered.fields += page_fields(document, sheet.page, sheet.number, sheet.frame)


def _complaint(sheet: _Sheet) -> str | None:
    """Why the text layer cannot be used; None when it can, or when the page is blank."""
    text = sheet.text
    if not text.glyphs:
        drawn = sheet.objects.count or pdfium_c.FPDFPage_GetAnnotCount(sheet.page) > 0
        return "it holds no text" if drawn else None
    if text.unmapped > UNMAPPED_SHARE * text.glyphs:
        return f"{text.unmapped} of its {text.glyphs} characters have no meaning"
    if text.glyphs >= FEW_GLYPHS and not sheet.is_hidden:
        return None
    if sheet.objects.image_cover(sheet.frame) < SCAN_COVER:
        return None
    return "it is hidden text over a scan" if sheet.is_hidden else f"it holds {text.glyphs} characters over a scan"


def _scan(sheet: _Sheet, complaint: str, options: ReadOptions) -> tuple[Page, tuple[Finding, ...]]:
    """The page read from its pixels."""
    # OCR and image clean-up are heavy: loaded for the first page that needs them.
    from sme_extract.documents.scan import scan_page  # noqa: PLC0415

    limit = options.limits.max_page_pixels
    dpi = affordable_dpi(sheet.page, SCAN_DPI, limit)
    pixels = render(sheet.page, dpi, limit)
    page, findings = scan_page(pixels, sheet.number, dpi, options, reload=partial(sheet.image, dpi))
    if not sheet.text.glyphs:
        return page, findings
    message = f"page {sheet.number}: the text layer was not used because {complaint}"
    return page, (Finding(code="text-layer-unusable", severity="info", message=message), *findings)


def _native_page(sheet: _Sheet, options: ReadOptions) -> tuple[Page, tuple[Finding, ...]]:
    """The page as its text layer states it."""
    text = sheet.text
    width, height = sheet.frame.size
    limit = options.limits.max_page_pixels
    page = Page(
        number=sheet.number,
        width=width,
        height=height,
        words=_doubted(text.words) if sheet.is_hidden else text.words,
        codes=read_codes(sheet.page, sheet.objects, sheet.frame, limit) if options.qr else (),
        rotation=sheet.frame.rotation,
        render=sheet.image,
        ruled=partial(_ruled, sheet.image, upright=not sheet.frame.rotation),
        seals=partial(_seals, sheet.image, (width, height), options.ocr_engine),
    )
    findings: list[Finding] = []
    if text.unmapped:
        message = f"page {sheet.number}: {text.unmapped} of {text.glyphs} characters have no meaning in the file"
        findings.append(Finding(code="unmapped-glyphs", severity="warning", message=message))
    if sheet.is_hidden:
        message = f"page {sheet.number}: the text is hidden under a picture, as OCR programs leave it"
        findings.append(Finding(code="hidden-text-layer", severity="info", message=message))
    return page, tuple(findings)


def _ruled(image: PageImage, *, upright: bool) -> tuple[Table, ...]:
    """Tables from the page's lines; from its pixels where it lies turned or where no line is drawn as one."""
    # both are heavy: loaded for the first table that is wanted
    from sme_extract.documents.image_tables import ImageTables  # noqa: PLC0415
    from sme_extract.documents.pdf_tables import ruled_tables  # noqa: PLC0415

    tables = ruled_tables(image.data, image.index + 1, image.password) if upright else ()
    return tables or ImageTables(image)()


def _seals(image: PageImage, size: tuple[float, float], engine: OcrEngine | None) -> tuple[Seal, ...] | None:
    """Red seals, drawn or laid over the text as pictures."""
    from sme_extract.documents.seals import SealFinder  # noqa: PLC0415  # heavy; few kinds ask for seals

    return SealFinder(image, size, engine)()


def _doubted(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(Word(word.text, word.bbox, word.source, HIDDEN_CONFIDENCE, word.edges) for word in words)
