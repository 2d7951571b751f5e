"""SWIFT MT940 and MT942 (account statements and interim reports): tagged lines, `:61:…`, as a tree of messages.

No pages, one payload: `MT940` holds a `Message` for each statement, which holds its tags in their order, named by the
tag, with the number of the line where each begins. What the tags say is left to the extractor.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from sme_extract.documents.charset import decode
from sme_extract.documents.model import Document, Node, Payload
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.schemas.errors import DamagedDocument

MT940 = "application/mt940"
HEAD_BYTES = 4096
TAG_LINE = re.compile(r":(?P<tag>NS|13D|20|21|25P?|28C?|34F|60[FM]|61|62[FM]|64|65|86|90[CD]):(?P<text>.*)")
"""Fields of the two messages; another number between colons is text that happens to begin a line (`T13\\n:12:11`)."""
PREFACE = re.compile(r"-|\{.*|[A-Z0-9 ]{0,40}")
"""Lines before the first tag: blank ones, end marks, SWIFT's own envelope `{1:F01…`, names of sender and message."""
END = re.compile(r"\s*(-|-\}.*|\{[1-5]:.*)\s*")
CUT_CLOCK = re.compile(r"T[0-9]{2}\s*$")
"""A time of day that a fixed line length has cut: its minutes look like a tag."""
MINUTES = re.compile(r":[0-9]{2}:[0-9]{2}")
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Frames of transfer protocols."""


class Mt940Reader:
    """Files of MT940 and MT942 messages, with or without SWIFT's envelope."""

    name = "mt940"
    version = "1.0"

    def sniff(self, blob: Blob) -> str | None:
        """A file whose first line of its own is a tag of these messages."""
        for line in CONTROLS.sub(b"", blob.data[:HEAD_BYTES]).decode("latin-1").lstrip("ï»¿").splitlines():
            if TAG_LINE.match(line):
                return MT940
            if PREFACE.fullmatch(line.strip()) is None:
                return None
        return None

    def read(self, blob: Blob, media_type: str, options: ReadOptions) -> Document:
        """All messages."""
        del options
        decoded = decode(CONTROLS.sub(b"", blob.data))
        if decoded is None:
            raise DamagedDocument(f"this is not text in a known encoding: {blob.member or blob.path}. Export it again.")
        name = PurePosixPath((blob.member or blob.path).replace("\\", "/")).name
        root = Node("MT940", children=tuple(_messages(decoded.text)))
        return Document(
            path=blob.path,
            sha256=blob.sha256,
            media_type=media_type,
            reader=f"{self.name} {self.version}",
            payloads=(Payload(name, root, "text-layer"),),
            metadata={"encoding": decoded.encoding},
            findings=decoded.findings,
            member=blob.member,
        )


def _messages(text: str) -> Iterator[Node]:
    """Messages begin at `:20:`, or at the first tag after an end mark."""
    tags: list[tuple[str, int, list[str]]] = []
    ended, before = False, ""
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        found = None if CUT_CLOCK.search(before) and MINUTES.match(line) else TAG_LINE.match(line)
        if found is not None:
            if tags and (ended or found["tag"] == "20"):
                yield _message(tags)
                tags = []
            ended = False
            tags.append((found["tag"], number, [found["text"]]))
        elif END.fullmatch(line):
            ended = True
        elif tags and not ended:
            tags[-1][2].append(line)
        before = line
    if tags:
        yield _message(tags)


def _message(tags: list[tuple[str, int, list[str]]]) -> Node:
    return Node(
        "Message",
        children=tuple(Node(tag, "\n".join(lines).strip("\n"), {"line": str(number)}) for tag, number, lines in tags),
    )
