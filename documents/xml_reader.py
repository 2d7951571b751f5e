"""XML files: digital invoices, old electronic invoices, XBRL, UBL, CII. No pages, one payload."""

from pathlib import PurePosixPath

from sme_extract.documents.model import Document, Payload
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.documents.xml_tree import looks_like_xml, parse_xml


class XmlReader:
    """Reads any well-formed XML file that is not HTML."""

    name = "xml"
    version = "1.0"

    def sniff(self, blob: Blob) -> str | None:
        """`application/xml` when the bytes begin like XML."""
        return "application/xml" if looks_like_xml(blob.data) else None

    def read(self, blob: Blob, media_type: str, options: ReadOptions) -> Document:  # noqa: ARG002  # nothing to choose
        """The tree as one payload, named after the file."""
        name = PurePosixPath((blob.member or blob.path).replace("\\", "/")).name
        return Document(
            path=blob.path,
            sha256=blob.sha256,
            media_type=media_type,
            reader=f"{self.name} {self.version}",
            payloads=(Payload(name, parse_xml(blob.data), "xml"),),
            member=blob.member,
        )
