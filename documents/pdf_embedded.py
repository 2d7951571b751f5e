"""What a PDF carries besides its pages: embedded files, form values, metadata, signs of signing and editing."""

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2.raw as pdfium_c

from sme_extract.documents.model import Attachment, Node, Payload
from sme_extract.documents.pdf_frame import Frame
from sme_extract.schemas.errors import DamagedDocument, TooLarge
from sme_extract.schemas.result import Finding

FIELD_TYPES = {
    pdfium_c.FPDF_FORMFIELD_CHECKBOX: "checkbox",
    pdfium_c.FPDF_FORMFIELD_RADIOBUTTON: "radio",
    pdfium_c.FPDF_FORMFIELD_COMBOBOX: "choice",
    pdfium_c.FPDF_FORMFIELD_LISTBOX: "choice",
    pdfium_c.FPDF_FORMFIELD_TEXTFIELD: "text",
}
"""Buttons and signature fields hold no value."""

_DOUBLE_BYTE = 2


def read_metadata(document: Any, data: bytes) -> dict[str, str]:
    """The document information as the file states it, and counts that tell of signing and editing."""
    found: dict[str, str] = document.get_metadata_dict(skip_empty=True)
    version = document.get_version()
    if version:
        found["pdf_version"] = f"{version // 10}.{version % 10}"
    found["signatures"] = str(max(pdfium_c.FPDF_GetSignatureCount(document), 0))
    found["revisions"] = str(count_revisions(data))
    return found


def count_revisions(data: bytes) -> int:
    """How often the file was saved: 1, and one more for each incremental update, as a signature makes one.
    A linearized file ends its first part with a mark of its own."""
    marks = data.count(b"%%EOF")
    return max(marks - 1 if b"/Linearized" in data[:1024] else marks, 1)


def read_attachments(document: Any, max_bytes: int) -> tuple[Attachment, ...]:
    """Files of the document's own list. `TooLarge` when all together are over `max_unpacked_bytes`."""
    budget = max_bytes
    found: list[Attachment] = []
    for index in range(document.count_attachments()):
        attachment = _attachment(pdfium_c.FPDFDoc_GetAttachment(document, index), budget, f"attachment-{index + 1}")
        if attachment is not None:
            budget -= len(attachment.data)
            found.append(attachment)
    return tuple(found)


def page_attachments(page: Any, max_bytes: int) -> tuple[Attachment, ...]:
    """Files pinned to the page as annotations."""
    found: list[Attachment] = []
    for index, annotation in _annotations(page):
        if pdfium_c.FPDFAnnot_GetSubtype(annotation) == pdfium_c.FPDF_ANNOT_FILEATTACHMENT:
            handle = pdfium_c.FPDFAnnot_GetFileAttachment(annotation)
            attachment = _attachment(handle, max_bytes, f"annotation-{index + 1}")
            if attachment is not None:
                max_bytes -= len(attachment.data)
                found.append(attachment)
    return tuple(found)


def _attachment(handle: Any, budget: int, default_name: str) -> Attachment | None:
    if not handle:
        return None
    length = ctypes.c_ulong()
    known = pdfium_c.FPDFAttachment_GetFile(handle, None, 0, length)
    if not known or not length.value:
        return None
    if length.value > budget:
        raise TooLarge(
            f"embedded files unpack to more than {budget} bytes left of the limit max_unpacked_bytes. "
            "Raise max_unpacked_bytes if the file is trusted."
        )
    buffer = ctypes.create_string_buffer(length.value)
    if not pdfium_c.FPDFAttachment_GetFile(handle, buffer, length.value, length):
        return None
    name = _string(lambda out, size: pdfium_c.FPDFAttachment_GetName(handle, out, size))
    return Attachment(name or default_name, buffer.raw[: length.value])


def xml_payloads(attachments: tuple[Attachment, ...]) -> tuple[tuple[Payload, ...], tuple[Finding, ...]]:
    """Embedded XML, parsed; a finding for each that cannot be."""
    candidates = [each for each in attachments if _may_be_xml(each)]
    if not candidates:
        return (), ()
    # lxml is loaded for the few files that embed XML.
    from sme_extract.documents.xml_tree import parse_xml  # noqa: PLC0415

    payloads: list[Payload] = []
    findings: list[Finding] = []
    for attachment in candidates:
        try:
            payloads.append(Payload(attachment.name, parse_xml(attachment.data), "xml"))
        except DamagedDocument as error:
            message = f"the embedded file {attachment.name} is not readable XML: {error}"
            findings.append(Finding(code="attachment-unreadable", severity="warning", message=message))
    return tuple(payloads), tuple(findings)


def _may_be_xml(attachment: Attachment) -> bool:
    head = attachment.data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    return head.startswith(b"<") or attachment.name.lower().endswith((".xml", ".xbrl"))


def page_fields(document: Any, page: Any, number: int, frame: Frame) -> Iterator[Node]:
    """Form fields on the page that can hold a value. The document's form environment must stand before the page."""
    for _, annotation in _annotations(page):
        if pdfium_c.FPDFAnnot_GetSubtype(annotation) == pdfium_c.FPDF_ANNOT_WIDGET:
            node = _field(document.formenv, annotation, number, frame)
            if node is not None:
                yield node


def _field(form: Any, annotation: Any, number: int, frame: Frame) -> Node | None:
    kind = FIELD_TYPES.get(pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation))
    if kind is None:
        return None
    attributes = {"type": kind}
    text = _string(lambda out, size: pdfium_c.FPDFAnnot_GetFormFieldValue(form, annotation, out, size))
    if kind in {"checkbox", "radio"}:
        checked = bool(pdfium_c.FPDFAnnot_IsChecked(form, annotation))
        attributes["checked"] = "true" if checked else "false"
        export = _string(lambda out, size: pdfium_c.FPDFAnnot_GetFormFieldExportValue(form, annotation, out, size))
        text = (export or text) if checked else ""
    label = _string(lambda out, size: pdfium_c.FPDFAnnot_GetFormFieldAlternateName(form, annotation, out, size))
    if label:
        attributes["label"] = label
    rect = pdfium_c.FS_RECTF()
    placed = pdfium_c.FPDFAnnot_GetRect(annotation, rect)
    return Node(
        name=_string(lambda out, size: pdfium_c.FPDFAnnot_GetFormFieldName(form, annotation, out, size)),
        text=text,
        attributes=attributes,
        page=number,
        bbox=frame.bounding_box(rect.left, rect.bottom, rect.right, rect.top) if placed else None,
    )


def form_payload(fields: list[Node]) -> tuple[Payload, ...]:
    """All fields of the document as one payload; none when there are none."""
    return (Payload("AcroForm", Node("AcroForm", children=tuple(fields)), "form"),) if fields else ()


def xfa_findings(document: Any) -> tuple[Finding, ...]:
    """A warning where the form exists as XFA only: its pages show a placeholder, not the values."""
    if document.get_formtype() != pdfium_c.FORMTYPE_XFA_FULL:
        return ()
    message = "the form is XFA, which is not drawn on the pages. Print it to a plain PDF and give that."
    return (Finding(code="xfa-form", severity="warning", message=message),)


def _annotations(page: Any) -> Iterator[tuple[int, Any]]:
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        if annotation:
            try:
                yield index, annotation
            finally:
                pdfium_c.FPDFPage_CloseAnnot(annotation)


def _string(read: Callable[[Any, int], int]) -> str:
    """A UTF-16 string from one of pdfium's two-step calls: length first, then text."""
    length = read(None, 0)
    if length <= _DOUBLE_BYTE:
        return ""
    buffer = (pdfium_c.FPDF_WCHAR * (length // _DOUBLE_BYTE))()
    read(buffer, length)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
