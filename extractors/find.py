"""Where a value stands: finders look at a `Scope` and yield `Span`s, best first.

Each finder belongs to a channel. Inside a channel the first span that parses wins; values of different channels are
independent statements of the same fact and are compared.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Literal, Protocol

from sme_extract.documents.model import Node, Payload
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Row, Scope, Span
from sme_extract.schemas.geometry import BoundingBox

Channel = Literal["structured", "qr", "form", "print", "repeat", "words", "lines"]
"""Order is trust: signed data, QR code, form value, print; then the same fact printed again, in words, as a sum."""

CHANNELS: tuple[Channel, ...] = ("structured", "qr", "form", "print", "repeat", "words", "lines")


class Finder(Protocol):
    """Locates candidates of one field."""

    @property
    def channel(self) -> Channel:
        """Which statement of the document this finder reads."""
        ...

    @property
    def labels(self) -> tuple[str, ...]:
        """Squeezed label texts that this finder knows; other finders stop in front of them."""
        ...

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Candidates, best first."""
        ...


Region = Callable[[Scope], tuple[int, BoundingBox] | None]
"""Names a part of a page: page number and box, or None when it is not there."""


def label_positions(scope: Scope, labels: tuple[str, ...], *, fuzzy: bool = True) -> Iterator[tuple[Row, int, int]]:
    """Where one of `labels` stands: row, start, end. Exact matches first; else, on recognised text, nearly.

    Longer labels of the kind win: `名称` is not found inside `项目名称`. A label of one character must be a word.
    """
    found = False
    for label in labels:
        for row in scope.rows:
            start = row.text.find(label)
            while start >= 0:
                end = start + len(label)
                whole = len(label) > 1 or (row.starts_word(start) and row.ends_word(end))
                if whole and not scope.label_at(row, start, end):
                    found = True
                    yield row, start, end
                start = row.text.find(label, end)
    if found or not fuzzy:
        return
    for label in labels:
        if len(label) >= 4:
            for row in scope.rows:
                if row.words[0].source == "ocr":
                    yield from _nearly(scope, row, label)


def _nearly(scope: Scope, row: Row, label: str) -> Iterator[tuple[Row, int, int]]:
    """Windows that differ by a character or two; one that is another label of the kind (本期余额, 上期余额) is none."""
    allowed = 1 if len(label) < 7 else 2
    for start in range(len(row.text) - len(label) + 1):
        window = row.text[start : start + len(label)]
        if sum(a != b for a, b in zip(window, label, strict=True)) > allowed:
            continue
        if window not in scope.labels and not scope.label_at(row, start, start + len(label)):
            yield row, start, start + len(label)


def value_range(scope: Scope, row: Row, end: int, *, reach: float, max_gap: float) -> tuple[int, int]:
    """Squeezed range of the value that follows a label ending at `end`: up to the next label or a wide gap."""
    start = end
    while start < len(row.text) and row.text[start] in ":;.·":
        start += 1
    if start < len(row.text) and (row.gap_before(start) > reach or scope.label_stands(row, start)):
        return start, start
    stop = start
    while stop < len(row.text):
        if stop > start and row.gap_before(stop) > max_gap:
            break
        if stop > start and scope.label_starts(row, stop):
            break
        stop += 1
    return start, stop


@dataclass(frozen=True)
class After:
    """Text to the right of a label, in the same row."""

    labels: tuple[str, ...]
    reach: float = 8.0
    """How far, in em, the value may begin behind its label."""
    max_gap: float = 2.5
    """A gap, in em, that ends the value."""
    channel: Channel = "print"

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Values right of the label."""
        for row, _, end in label_positions(scope, self.labels):
            start, stop = value_range(scope, row, end, reach=self.reach, max_gap=self.max_gap)
            if stop > start:
                yield row.span(start, stop, f"after:{self.labels[0]}")


GoesOn = Callable[[Scope, list[Span]], Span | None]
"""Given the lines of a value so far: the line that goes on below them, or None when the value ends."""


@dataclass(frozen=True)
class Wrapped:
    """A value that goes on in lines below its first one."""

    first: Finder
    """Of the first line."""
    goes_on: GoesOn
    max_rows: int
    """Further lines at most."""
    joint: str = ""
    """What stands between the lines in the text."""

    @property
    def channel(self) -> Channel:
        """That of the first line."""
        return self.first.channel

    @property
    def labels(self) -> tuple[str, ...]:
        """Those of the first line."""
        return self.first.labels

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """The lines as one span, as sure as the least sure of them."""
        for span in self.first(scope):
            pieces = [span]
            while len(pieces) <= self.max_rows and (more := self.goes_on(scope, pieces)) is not None:
                pieces.append(more)
            yield joined_lines(pieces, self.joint)


def joined_lines(pieces: list[Span], joint: str = "") -> Span:
    """Lines as one span: their texts with `joint` between, the box around them, the least confidence."""
    return replace(
        pieces[0],
        text=joint.join(piece.text for piece in pieces),
        bbox=BoundingBox.around(piece.bbox for piece in pieces if piece.bbox is not None),
        confidence=min(piece.confidence for piece in pieces),
    )


@dataclass(frozen=True)
class RowsUnder:
    """Goes on in the very next row, where that begins right under the first one's beginning with nothing before it."""

    leading: float = 0.8
    """White between two rows at most, in heights of the first."""

    def __call__(self, scope: Scope, pieces: list[Span]) -> Span | None:
        """The next row of the page; None when it is a label or stands elsewhere."""
        rows = _rows_below(scope, pieces[0])[len(pieces) - 1 :]
        first, last = pieces[0].bbox, pieces[-1].bbox
        if first is None or last is None or not rows:
            return None
        row = rows[0]
        inside = [word for word in row.words if word.bbox.right > first.left - 0.5 * first.height]
        if not inside or row.bbox.top - last.bottom > self.leading * first.height:
            return None
        at = row.index_of(inside[0])
        aligned = abs(inside[0].bbox.left - first.left) < 0.7 * first.height
        if not aligned or scope.label_starts(row, at) or len(inside) < len(row.words):
            return None
        return row.span(at, len(row.text), "wrapped")


def _rows_below(scope: Scope, span: Span) -> list[Row]:
    """Rows of the span's page under it, the nearest first."""
    if span.bbox is None:
        return []
    bottom = span.bbox.bottom - 0.4 * span.bbox.height
    below = [row for row in scope.rows if row.page == span.page and row.bbox.top >= bottom]
    return sorted(below, key=lambda row: row.bbox.top)


@dataclass(frozen=True)
class Below:
    """Text under a label: the nearest row below that overlaps it horizontally."""

    labels: tuple[str, ...]
    max_rows: int = 2
    channel: Channel = "print"

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Values under the label."""
        for row, start, end in label_positions(scope, self.labels):
            box = row.box(start, end)
            below = [
                (other, word)
                for other in scope.rows
                if other.page == row.page and other.bbox.top >= box.center_y and other is not row
                for word in other.words
                if word.bbox.overlap_x(box) > 0 and word.bbox.top - box.bottom < self.max_rows * 2 * box.height
            ]
            below.sort(key=lambda pair: pair[1].bbox.top)
            for other, word in below[: self.max_rows]:
                at = other.index_of(word)
                first, stop = value_range(scope, other, at, reach=inf, max_gap=1.0)
                if stop > first:
                    yield other.span(first, stop, f"below:{self.labels[0]}")


@dataclass(frozen=True)
class Pattern:
    """A regular expression over the squeezed text of each row; group `value` (or the whole match) is the value."""

    pattern: re.Pattern[str]
    name: str
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Matches in reading order."""
        group = "value" if "value" in self.pattern.groupindex else 0
        for row in scope.rows:
            for match in self.pattern.finditer(row.text):
                if match.end(group) > match.start(group):
                    yield row.span(match.start(group), match.end(group), f"pattern:{self.name}")


@dataclass(frozen=True)
class Within:
    """Another finder, held to a region of the page."""

    region: Region
    finder: Finder

    @property
    def channel(self) -> Channel:
        """That of the inner finder."""
        return self.finder.channel

    @property
    def labels(self) -> tuple[str, ...]:
        """Those of the inner finder."""
        return self.finder.labels

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Candidates inside the region."""
        where = self.region(scope)
        if where is not None:
            yield from self.finder(scope.within(*where))


@dataclass(frozen=True)
class InPayload:
    """Elements of a structured payload, by local name or by `Parent/Child`."""

    names: tuple[str, ...]
    channel: Channel = "structured"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Non-empty elements, in the order of `names`, XML before OFD tags."""
        for payload in sorted(scope.payloads, key=lambda p: p.source != "xml"):
            for name in self.names:
                for node in _nodes(payload.root, name.split("/")):
                    if node.text:
                        yield node_span(payload, node)


def _nodes(root: Node, path: list[str]) -> Iterator[Node]:
    for node in root.find_all(path[0]):
        if len(path) == 1:
            yield node
        else:
            for child in node.children:
                yield from _nodes(child, path[1:])


def node_span(payload: Payload, node: Node) -> Span:
    """A payload's element as a span; its locator names payload and element."""
    return Span(
        node.text,
        payload.source,
        f"element:{node.name}",
        node.page,
        node.bbox,
        locator=f"{payload.name}#{node.name}",
    )


def after(*labels: str, reach: float = 8.0, max_gap: float = 2.5) -> After:
    """Text right of one of `labels` (squeezed and compared without white space)."""
    return After(tuple(squeeze(label) for label in labels), reach, max_gap)


def wrapped(*labels: str, reach: float = 8.0, max_gap: float = 2.5, max_rows: int = 2) -> Wrapped:
    """Text right of one of `labels` and under its own beginning in the rows below."""
    return Wrapped(after(*labels, reach=reach, max_gap=max_gap), RowsUnder(), max_rows)


def below(*labels: str, max_rows: int = 2) -> Below:
    """Text under one of `labels`."""
    return Below(tuple(squeeze(label) for label in labels), max_rows)


def pattern(regex: str, name: str) -> Pattern:
    """Matches of `regex` in squeezed rows."""
    return Pattern(re.compile(regex), name)


def within(region: Region, finder: Finder) -> Within:
    """`finder`, held to `region`."""
    return Within(region, finder)


@dataclass(frozen=True)
class JoinedElements:
    """Several elements that one printed field shows side by side (address and telephone)."""

    names: tuple[str, ...]
    channel: Channel = "structured"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Their texts with a space between; what is empty is left out."""
        for payload in scope.payloads:
            nodes = [node for name in self.names for node in payload.root.find_all(name) if node.text]
            if nodes:
                yield replace(node_span(payload, nodes[0]), text=" ".join(node.text for node in nodes))


def joined(*names: str) -> JoinedElements:
    """Elements that one printed field shows side by side."""
    return JoinedElements(names)


def element(*names: str) -> InPayload:
    """Elements of XML files, attachments and OFD tags."""
    return InPayload(names)
