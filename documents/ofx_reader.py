"""Open Financial Exchange, the files that banks offer for download: SGML of version 1, XML of version 2, as one tree.

Version 1 closes no element that holds a value (`<TRNAMT>-12.00`), and writers differ on the rest; version 2 is read
as any XML from strangers. Both come out as one payload with the root `OFX`.
"""

import html
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from sme_extract.documents.charset import decode, peek
from sme_extract.documents.model import Document, Node, Payload
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.documents.xml_tree import parse_xml
from sme_extract.schemas.errors import DamagedDocument
from sme_extract.schemas.result import Finding

OFX = "application/x-ofx"
HEADER = re.compile(r"\s*(OFXHEADER:|<OFX>|<\?OFX\s|<\?xml\b[^>]*\?>\s*(<\?OFX\s|<OFX>))")
IS_XML = re.compile(r"\s*<\?(xml|OFX)\s")
TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z0-9._]{1,64})\s*>(?P<text>[^<]*)")
DEEPEST = 40
"""Elements inside one another; the standard needs about ten."""


class OfxReader:
    """OFX and QFX files."""

    name = "ofx"
    version = "1.0"

    def sniff(self, blob: Blob) -> str | None:
        """Text that begins with the header of OFX or with its root."""
        text = peek(blob.data)
        return OFX if text is not None and HEADER.match(text.lstrip("\ufeff")) else None

    def read(self, blob: Blob, media_type: str, options: ReadOptions) -> Document:
        """The whole tree."""
        del options
        decoded = decode(blob.data)
        if decoded is None:
            raise DamagedDocument(f"this is not text in a known encoding: {blob.member or blob.path}. Fetch it again.")
        is_xml = IS_XML.match(decoded.text.lstrip("\ufeff")) is not None
        root, findings = (parse_xml(blob.data), ()) if is_xml else _parse(decoded.text)
        return Document(
            path=blob.path,
            sha256=blob.sha256,
            media_type=media_type,
            reader=f"{self.name} {self.version}",
            payloads=(Payload(PurePosixPath((blob.member or blob.path).replace("\\", "/")).name, root, "xml"),),
            metadata={"encoding": decoded.encoding},
            findings=decoded.findings + findings,
            member=blob.member,
        )


@dataclass(slots=True)
class _Open:
    """An element whose end has not come."""

    name: str
    text: str = ""
    children: list[Node] = field(default_factory=list[Node])

    def node(self) -> Node:
        return Node(self.name, self.text, children=tuple(self.children))


def _parse(text: str) -> tuple[Node, tuple[Finding, ...]]:
    """The tree of version 1, and whether the file breaks off inside it."""
    stack = [_Open("")]
    for match in TAG.finditer(text, max(text.upper().find("<OFX>"), 0)):
        name, value = match["name"].upper(), html.unescape(match["text"]).strip()
        if not match["close"]:
            if value:
                stack[-1].children.append(Node(name, value))
            else:
                stack.append(_Open(name))
        elif any(one.name == name for one in stack):
            while stack[-1].name != name:
                _leave_empty(stack)
            done = stack.pop()
            stack[-1].children.append(done.node())
        if len(stack) > DEEPEST:
            raise DamagedDocument(f"more than {DEEPEST} elements inside one another, or as many that are empty.")
    is_cut = len(stack) > 1
    if is_cut and stack[-1].children and not stack[-1].children[-1].children:
        stack[-1].children.pop()  # its value may have lost its end
    while len(stack) > 1:
        done = stack.pop()
        stack[-1].children.append(done.node())
    root = next((node for node in stack[0].children if node.name == "OFX"), None)
    if root is None:
        raise DamagedDocument("there is no element OFX. Fetch the file again.")
    return root, (_cut(),) if is_cut else ()


def _leave_empty(stack: list[_Open]) -> None:
    """The innermost element was never closed: it has no value, and what came after it stands beside it."""
    empty = stack.pop()
    stack[-1].children += [Node(empty.name), *empty.children]


def _cut() -> Finding:
    message = "the file breaks off before its elements are closed; what came before was read"
    return Finding(code="file-cut-off", severity="error", message=message)
