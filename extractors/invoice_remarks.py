"""The remarks block: free text, and the facts that issuers put there by fixed phrases."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sme_extract.documents.model import Word
from sme_extract.extractors.base import NoValue
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
        printed = (Row(row.page, words) for row in scope.within(*where).rows if (words := _without_seal(row)))
        rows = [row.span(0, len(row.text), "remarks") for row in printed if len(CAPTION.sub("", row.text)) > 1]
        if rows:
            yield Span(
                "\n".join(CAPTION.sub("", span.text).strip() for span in rows),
                rows[0].source,
                "remarks",
                rows[0].page,
                BoundingBox.around(span.bbox for span in rows if span.bbox is not None),
                min(span.confidence for span in rows),
            )


def _without_seal(row: Row) -> tuple[Word, ...]:
    """Words that are no text of a seal: glyphs that stand askew on its arc have no edges of their own."""
    return tuple(
        word
        for word in row.words
        if not SEAL_TEXT.fullmatch(squeeze(word.text)) and (word.source != "text-layer" or word.edges)
    )


PARTY_DATA = re.compile(
    r"[购销](买|售)?方(开户银行|地址)[:：][^;；]*[;；]\s*(银行账号|电话)[:：][^;；]*[;；]?|(收款人|复核人)[:：][^;；]*[;；]?"
)
"""购方开户银行:某某银行;银行账号:4553; 收款人:陈立; what becomes fields of its own"""


def free_text(text: str) -> str:
    """Remarks without the party data that digital invoices print there; ValueError when nothing else is left."""
    joined = re.sub(r"\s*\n\s*", "", text)  # the data wraps anywhere
    value = (PARTY_DATA.sub("", joined) if PARTY_DATA.search(joined) else text).strip()
    if not value:
        raise NoValue(text)
    return value


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
