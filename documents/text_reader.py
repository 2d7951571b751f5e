"""Plain text: the last resort among readers. A form feed starts a page, as in printed bank listings."""

from sme_extract.documents.charset import decode, peek
from sme_extract.documents.flow import lay_out
from sme_extract.documents.markup import looks_like_code
from sme_extract.documents.model import Document
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.schemas.errors import DamagedDocument, TooLarge

TEXT = "text/plain"


class TextReader:
    """Plain text files."""

    name = "text"
    version = "1.0"

    def sniff(self, blob: Blob) -> str | None:
        """Any text that is not written for machines."""
        text = peek(blob.data)
        return TEXT if text is not None and text.strip() and not looks_like_code(text) else None

    def read(self, blob: Blob, media_type: str, options: ReadOptions) -> Document:
        """A line of the file is a line of the page."""
        name = blob.member or blob.path
        decoded = decode(blob.data)
        if decoded is None:
            raise DamagedDocument(f"this is not text in a known encoding: {name}. Save it as UTF-8.")
        text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
        leaves = text.split("\f")
        if len(leaves) > options.limits.max_pages:
            raise TooLarge(f"more than {options.limits.max_pages} pages: {name}. Raise max_pages.")
        return Document(
            path=blob.path,
            sha256=blob.sha256,
            media_type=media_type,
            reader=f"{self.name} {self.version}",
            pages=tuple(lay_out([leaf], number) for number, leaf in enumerate(leaves, start=1)),
            metadata={"encoding": decoded.encoding},
            findings=decoded.findings,
            member=blob.member,
        )
