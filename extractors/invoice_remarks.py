"""The remarks block: free text, and the facts that issuers put there by fixed phrases."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sme_extract.extractors.find import Channel
from sme_extract.extractors.invoice_layout import remarks_block
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Row, Scope, Span
from sme_extract.schemas.geometry import BoundingBox

SEAL_TEXT = re.compile(r"[0-9A-Z]{15,20}|发票专用章|.{0,3}[（(]?章[)）]?")
CAPTION = re.compile(r"^备?注?[:：]?")


@dataclass(frozen=True)
class Remarks:
    """All text of the block, row by row."""

    channel: Channel = "print"
    labels: tuple[str, ...] = ("备注",)

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """One span with the rows joined by newlines."""
        where = remarks_block(scope)
        if where is None:
            return
        rows = [
            row.span(0, len(row.text), "remarks")
            for row in scope.within(*where).rows
            if not SEAL_TEXT.fullmatch(row.text) and CAPTION.sub("", row.text) and not _is_arc(row)
        ]
        if rows:
            yield Span(
                "\n".join(CAPTION.sub("", span.text).strip() for span in rows),
                rows[0].source,
                "remarks",
                rows[0].page,
                BoundingBox.around(span.bbox for span in rows if span.bbox is not None),
                min(span.confidence for span in rows),
            )


def _is_arc(row: Row) -> bool:
    """Whether the row is text of a round seal: glyphs that stand askew have no edges of their own."""
    return all(word.source == "text-layer" and not word.edges for word in row.words)


@dataclass(frozen=True)
class InRemarks:
    """A phrase of the remarks; the groups that took part are the value. Wrapped rows are joined first."""

    pattern: re.Pattern[str]
    name: str
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """The first match; its evidence is the whole block."""
        for span in [*Remarks()(scope), *_payload_remarks(scope)]:
            match = self.pattern.search(squeeze(span.text))
            if match:
                yield Span(
                    " ".join(group for group in match.groups() if group),
                    span.source,
                    f"remarks:{self.name}",
                    span.page,
                    span.bbox,
                    span.confidence,
                    span.locator,
                )


def _payload_remarks(scope: Scope) -> Iterator[Span]:
    for payload in scope.payloads:
        for node in payload.root.find_all("Remark", "Note"):
            if node.text:
                yield Span(
                    node.text, payload.source, "element", node.page, node.bbox, locator=f"{payload.name}#{node.name}"
                )


def in_remarks(regex: str, name: str) -> InRemarks:
    """The groups that took part of `regex` in the squeezed remarks."""
    return InRemarks(re.compile(regex), name)
