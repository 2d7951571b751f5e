"""Word documents (docx): text, tables, headers, footers, text boxes and pictures, straight from the XML parts.

A docx has no pages: one page holds it all, a paragraph a line (see `flow`).
"""

import re
import zipfile

from lxml import etree

from sme_extract.documents.docx_body import BodyReader, Element
from sme_extract.documents.flow import Block, lay_out
from sme_extract.documents.model import Attachment, Document
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.documents.zip_package import Budget, entry_names, open_zip, read_entry
from sme_extract.schemas.errors import DamagedDocument
from sme_extract.schemas.result import Finding

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BODY = re.compile(r"word/document\d*\.xml")
FLOWS = tuple(
    re.compile(pattern)
    for pattern in (r"word/header\d*\.xml", BODY.pattern, r"word/(?:footnotes|endnotes)\.xml", r"word/footer\d*\.xml")
)
"""Parts with text, in the order in which they are laid out."""

PICTURE = re.compile(r"word/media/.+\.(?:png|jpe?g|gif|bmp|tiff?|webp)", re.IGNORECASE)
EMBEDDED = re.compile(r"word/embeddings/.+\.(?:xlsx|xlsm|docx|pdf)", re.IGNORECASE)
PROPERTIES = "docProps/core.xml"


class DocxReader:
    """Word documents of 2007 and later."""

    name = "docx"
    version = "1.0"

    def sniff(self, blob: Blob) -> str | None:
        """A zip with Word's main part."""
        names = entry_names(blob.data) or ()
        return DOCX if any(BODY.fullmatch(name) for name in names) else None

    def read(self, blob: Blob, media_type: str, options: ReadOptions) -> Document:
        """Text and tables in document order; pictures and embedded files as attachments."""
        name = blob.member or blob.path
        budget = Budget(options.limits, len(blob.data))
        blocks: list[Block] = []
        findings: list[Finding] = []
        with open_zip(blob.data, name, budget) as package:
            entries = {entry.filename: entry for entry in package.filelist}
            parts = Parts(package, entries, name, budget)
            for part in _flow_parts(entries):
                _append(blocks, findings, parts, part)
            attachments = tuple(
                Attachment(part, parts.read(part))
                for part in sorted(entries)
                if PICTURE.fullmatch(part) or EMBEDDED.fullmatch(part)
            )
            metadata = _properties(parts)
        return Document(
            path=blob.path,
            sha256=blob.sha256,
            media_type=media_type,
            reader=f"{self.name} {self.version}",
            pages=(lay_out(blocks),),
            attachments=attachments,
            metadata=metadata,
            findings=tuple(dict.fromkeys(findings)),
            member=blob.member,
        )


class Parts:
    """The parts of one package."""

    def __init__(
        self, package: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], name: str, budget: Budget
    ) -> None:
        self._package = package
        self._entries = entries
        self._name = name
        self._budget = budget

    def read(self, part: str) -> bytes:
        """The part's bytes."""
        return read_entry(self._package, self._entries[part], f"{self._name}: {part}", self._budget)

    def parse(self, part: str) -> Element:
        """The part as XML. Office never writes a document type, so one is refused."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
        )
        try:
            root = etree.fromstring(self.read(part), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise DamagedDocument(f"the XML is broken ({error}): {self._name}: {part}. Save it again.") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise DamagedDocument(f"the XML declares a document type: {self._name}: {part}. Do not trust this file.")
        return root

    def __contains__(self, part: str) -> bool:
        return part in self._entries


def _flow_parts(entries: dict[str, zipfile.ZipInfo]) -> list[str]:
    return [part for pattern in FLOWS for part in sorted(entries) if pattern.fullmatch(part)]


def _append(blocks: list[Block], findings: list[Finding], parts: Parts, part: str) -> None:
    """Add what stands in the part; a header that repeats another one is added once."""
    reader = BodyReader()
    added = list(reader.blocks(parts.parse(part)))
    findings.extend(reader.findings())
    if BODY.fullmatch(part) or not all(block in blocks for block in added):
        blocks.extend(added)


def _properties(parts: Parts) -> dict[str, str]:
    """Author, title and dates as the file states them."""
    if PROPERTIES not in parts:
        return {}
    root = parts.parse(PROPERTIES)
    return {etree.QName(child).localname: child.text.strip() for child in root if child.text and child.text.strip()}
