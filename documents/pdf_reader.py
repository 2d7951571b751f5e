"""PDF: the text layer through pdfium, page by page; a page without a usable one goes to OCR.

pdfium is not thread safe: read from one thread of a process, and use several processes to go faster.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from sme_extract.documents.model import Attachment, Document, Node, Page, Word
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
from sme_extract.documents.pdf_text import PageText, read_text
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
    number = image.index + 1
    try:
        page = document[image.index]
        textpage = page.get_textpage()
    except pdfium.PdfiumError:
        message = f"page {number} is damaged and was left out"
        gathered.findings.append(Finding(code="page-unreadable", severity="error", message=message))
        return
    frame = Frame(*page.get_bbox(), page.get_rotation())
    if pdfium_c.FPDFPage_GetAnnotCount(page) > 0:
        left = options.limits.max_unpacked_bytes - sum(len(each.data) for each in gathered.attachments)
        gathered.attachments += page_attachments(page, left)
        if document.formenv:
            gathered.fields += page_fields(document, page, number, frame)
    text = read_text(textpage, frame)
    objects = list_objects(page, frame)
    textpage.close()
    complaint = _complaint(text, objects, frame)
    if complaint is not None and not (_is_hidden(text) and options.ocr_engine is None):
        gathered.findings += _scan(page, number, text, complaint, gathered.pages, options)
    else:
        gathered.pages.append(_native_page(page, image, text, objects, frame, options))
        gathered.findings += _text_findings(text, number)
    page.close()


def _complaint(text: PageText, objects: PageObjects, frame: Frame) -> str | None:
    """Why the text layer cannot be used; None when it can, or when the page is blank."""
    if not text.glyphs:
        return "it holds no text" if objects.count else None
    if text.unmapped > UNMAPPED_SHARE * text.glyphs:
        return f"{text.unmapped} of its {text.glyphs} characters have no meaning"
    if text.glyphs >= FEW_GLYPHS and not _is_hidden(text):
        return None
    if objects.image_cover(frame) < SCAN_COVER:
        return None
    return "it is hidden text over a scan" if _is_hidden(text) else f"it holds {text.glyphs} characters over a scan"


def _is_hidden(text: PageText) -> bool:
    return text.glyphs > 0 and text.hidden > HIDDEN_SHARE * text.glyphs


def _scan(
    page: Any, number: int, text: PageText, complaint: str, pages: list[Page], options: ReadOptions
) -> Iterator[Finding]:
    """Reads the page from its pixels, appends it to `pages`, yields what was noticed."""
    # OCR and image clean-up are heavy: loaded for the first page that needs them.
    from sme_extract.documents.scan import scan_page  # noqa: PLC0415

    if text.glyphs:
        message = f"page {number}: the text layer was not used because {complaint}"
        yield Finding(code="text-layer-unusable", severity="info", message=message)
    limit = options.limits.max_page_pixels
    dpi = affordable_dpi(page, SCAN_DPI, limit)
    scanned, findings = scan_page(render(page, dpi, limit), number, dpi, options)
    pages.append(scanned)
    yield from findings


def _native_page(
    page: Any, image: PageImage, text: PageText, objects: PageObjects, frame: Frame, options: ReadOptions
) -> Page:
    width, height = frame.size
    limit = options.limits.max_page_pixels
    return Page(
        number=image.index + 1,
        width=width,
        height=height,
        words=_doubted(text.words) if _is_hidden(text) else text.words,
        codes=read_codes(page, objects, frame, limit) if options.qr else (),
        rotation=frame.rotation,
        render=image,
    )


def _doubted(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(Word(word.text, word.bbox, word.source, HIDDEN_CONFIDENCE, word.edges) for word in words)


def _text_findings(text: PageText, number: int) -> Iterator[Finding]:
    if text.unmapped:
        message = f"page {number}: {text.unmapped} of {text.glyphs} characters have no meaning in the file"
        yield Finding(code="unmapped-glyphs", severity="warning", message=message)
    if _is_hidden(text):
        message = f"page {number}: the text is hidden text over a picture, as OCR programs leave it"
        yield Finding(code="hidden-text-layer", severity="info", message=message)
