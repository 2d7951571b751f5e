"""OFD documents (GB/T 33190): pages of words with boxes, QR codes, and the structured data that they carry."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import Image

from sme_extract.documents.model import Attachment, Code, Document, Page, Payload
from sme_extract.documents.ofd_content import DrawnObject, Picture
from sme_extract.documents.ofd_document import OfdBody, OfdPage
from sme_extract.documents.ofd_package import OfdPackage, is_ofd
from sme_extract.documents.ofd_pictures import (
    Undecodable,
    covers,
    decode_picture,
    native_dpi,
    page_image,
    picture_codes,
)
from sme_extract.documents.ofd_tags import ObjectIndex, attached_xml, attachments, custom_data, custom_tags
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.documents.xml_tree import Element, attribute, children, first, text_at
from sme_extract.schemas.errors import DamagedDocument, TooLarge
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import Finding

_INFO = ("DocID", "Title", "Author", "Subject", "Abstract", "Creator", "CreatorVersion", "CreationDate", "ModDate")
_SCAN_SHARE = 0.5  # a page without words whose picture fills half of it is a scan
_SCAN_DPI = (150, 400)
_MAX_PICTURES = 64
_UNREADABLE = {"\ufffd", "\xa4"}  # what producers write where a glyph has no character


class OfdReader:
    """Reads every document of an OFD package."""

    name = "ofd"
    version = "1.0"

    def sniff(self, blob: Blob) -> str | None:
        """`application/ofd` for a ZIP with `OFD.xml` at its root."""
        return "application/ofd" if is_ofd(blob.data) else None

    def read(self, blob: Blob, media_type: str, options: ReadOptions) -> Document:
        """All pages, payloads and attachments."""
        package = OfdPackage(blob.data, options.limits)
        entry = package.find("OFD.xml")
        root = package.xml(entry)
        if entry is None or root is None:
            raise DamagedDocument("the package has no readable OFD.xml. Ask for the file again.")
        reading = _Reading(package, options)
        for body in children(root, "DocBody"):
            reading.add(entry, body)
        if not reading.n_bodies:
            raise DamagedDocument("the package has no readable Document.xml. Ask for the file again.")
        return Document(
            path=blob.path,
            sha256=blob.sha256,
            media_type=media_type,
            reader=f"{self.name} {self.version}",
            pages=tuple(reading.pages),
            payloads=tuple(reading.payloads),
            attachments=tuple(reading.attachments),
            metadata=reading.metadata,
            findings=(*package.findings, *reading.findings),
            member=blob.member,
        )


@dataclass(slots=True)
class _Reading:
    """What has been read of one package so far."""

    package: OfdPackage
    options: ReadOptions
    n_bodies: int = 0
    pages: list[Page] = field(default_factory=list[Page])
    payloads: list[Payload] = field(default_factory=list[Payload])
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    metadata: dict[str, str] = field(default_factory=dict[str, str])
    findings: list[Finding] = field(default_factory=list[Finding])
    _pictures: dict[str, Image.Image | None] = field(default_factory=dict[str, Image.Image | None])

    def add(self, entry: str, element: Element) -> None:
        """One `DocBody`."""
        part = self.package.follow(entry, text_at(element, "DocRoot"))
        if part is None or self.package.xml(part) is None:
            return
        self.n_bodies += 1
        body = OfdBody(self.package, part)
        info = first(element, "DocInfo")
        self._add_metadata(entry, element, info)
        objects = self._add_pages(body)
        data = custom_data(info)
        self.payloads += [data] if data else []
        self.payloads += custom_tags(self.package, body.part_at("CustomTags"), objects)
        for attachment in attachments(self.package, body.part_at("Attachments")):
            self.attachments.append(attachment)
            payload = attached_xml(self.package, attachment)
            self.payloads += [payload] if payload else []

    def _add_metadata(self, entry: str, element: Element, info: Element | None) -> None:
        for name in _INFO:
            value = text_at(info, name)
            if value:
                self.metadata.setdefault(name, value)
        signatures = list(self._signatures(entry, element))
        for key, more in (("signatures", len(signatures)), ("seals", sum(signatures))):
            self.metadata[key] = str(int(self.metadata.get(key, "0")) + more)

    def _signatures(self, entry: str, element: Element) -> Iterator[bool]:
        """For each signature, whether it shows a seal on a page. Nothing is verified."""
        part = self.package.follow(entry, text_at(element, "Signatures"))
        if part is None:
            return
        for signature in children(self.package.xml(part), "Signature"):
            file = self.package.follow(part, attribute(signature, "BaseLoc"))
            stamp = first(self.package.xml(file), "SignedInfo", "StampAnnot")
            yield stamp is not None

    def _add_pages(self, body: OfdBody) -> ObjectIndex:
        refs = body.page_refs()
        limit = self.options.limits.max_pages
        if len(self.pages) + len(refs) > limit:
            raise TooLarge(f"the document has over {limit} pages. Raise max_pages to read it.")
        objects: dict[tuple[str, str], tuple[int, DrawnObject | None]] = {}
        for ref in refs:
            number = len(self.pages) + 1
            drawn = body.read_page(ref)
            self.pages.append(self._page(number, drawn))
            for object_id in drawn.canvas.hidden | drawn.canvas.objects.keys():
                objects[drawn.page_id, object_id] = (number, drawn.canvas.objects.get(object_id))
        return objects

    def _page(self, number: int, drawn: OfdPage) -> Page:
        self._note_text(number, drawn)
        area = BoundingBox(0, 0, drawn.width, drawn.height)
        scanned = not drawn.canvas.words and any(covers(p, area, _SCAN_SHARE) for p in drawn.canvas.pictures)
        images = self._images(number, drawn) if scanned or self.options.qr else {}
        page = Page(number, drawn.width, drawn.height, words=tuple(drawn.canvas.words), codes=self._codes(images))
        return self._scan(page, images) if scanned and images else page

    def _note_text(self, number: int, drawn: OfdPage) -> None:
        if drawn.canvas.overflow:
            self._find("too-many-objects", "error", f"page {number} draws more objects than are read.")
        if any(_is_unreadable(char) for word in drawn.canvas.words for char in word.text):
            self._find("unreadable-glyphs", "warning", f"page {number} has glyphs without a character.")

    def _images(self, number: int, drawn: OfdPage) -> dict[Picture, Image.Image]:
        images: dict[Picture, Image.Image] = {}
        for picture in list(drawn.canvas.pictures)[:_MAX_PICTURES]:
            part = drawn.resources.pictures.get(picture.resource)
            image = None if part is None else self._picture(part)
            if image is not None:
                images[picture] = image
            elif part is None:
                self._find("missing-picture", "info", f"page {number}: picture {picture.resource} is not in the file.")
        return images

    def _picture(self, part: str) -> Image.Image | None:
        if part not in self._pictures:
            self._pictures[part] = self._decode(part)
        return self._pictures[part]

    def _decode(self, part: str) -> Image.Image | None:
        data = self.package.read(part)
        if data is None:
            return None
        try:
            return decode_picture(data, self.options.limits.max_page_pixels)
        except Undecodable as reason:
            self._find("undecodable-picture", "info", f"{posixpath.basename(part)}: {reason}")
            return None

    def _codes(self, images: dict[Picture, Image.Image]) -> tuple[Code, ...]:
        if not self.options.qr:
            return ()
        return tuple(code for picture, image in images.items() for code in picture_codes(picture, image))

    def _scan(self, page: Page, images: dict[Picture, Image.Image]) -> Page:
        """A page that is only pictures: its image, and its words by OCR."""
        max_pixels = self.options.limits.max_page_pixels
        render = page_image((page.width, page.height), images, max_pixels)
        page.render = render
        if self.options.ocr_engine is None:
            self._find("ocr-off", "warning", f"page {page.number} is a picture and no OCR engine was chosen.")
            return page
        from sme_extract.documents.scan import scan_page  # noqa: PLC0415  # only scanned pages need it

        dpi = min(max(round(native_dpi(images)), _SCAN_DPI[0]), _SCAN_DPI[1])
        dpi = min(dpi, int(72 * (max_pixels / (page.width * page.height)) ** 0.5))
        scanned, findings = scan_page(render(dpi), page.number, dpi, self.options)
        self.findings += findings
        scanned.codes = scanned.codes or page.codes
        return scanned

    def _find(self, code: str, severity: str, message: str) -> None:
        self.findings.append(Finding.model_validate({"code": code, "severity": severity, "message": message}))


def _is_unreadable(char: str) -> bool:
    return char in _UNREADABLE or "\ue000" <= char <= "\uf8ff"
