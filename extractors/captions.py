"""Values that run over several lines, and captions set apart: the habits of certificates.

A value begins right of its label and goes on under its own beginning. The two characters of a short caption (名　　称)
stand so far apart that recognition takes the first ones of neighbouring rows for one upright word (名 over 类).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf
from statistics import median

from sme_extract.documents.model import Document, Page, Word
from sme_extract.extractors.find import Channel, Wrapped, joined_lines, label_positions, value_range
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Row, Scope, Span
from sme_extract.schemas.geometry import BoundingBox

REACH, MAX_GAP = 12.0, 2.5
"""How far, in em, a value may begin behind its label; a gap that ends it."""
OUTDENT, INDENT = 1.2, 2.2
"""How far, in heights, a line may begin left or right of the first; on the left the captions are near."""
LEADING = 2.1
"""The most, in heights, from the middle of a line to that of the next."""
CLEARANCE = 3.0
"""A word this near, in em, on the left is the rest of a label: a further line has none."""
WATERMARK = 1.8
"""A single character this many times as high as the others is drawn across them."""
MOST_LINES = 60
# 发证日期 Date of Issue: 2023-05-31
_SECOND_LANGUAGE = re.compile(r"[A-Za-z][A-Za-z./'()]{2,40}:")


@dataclass(frozen=True)
class FirstLine:
    """The first line of what is printed right of a label, which may begin above the label's own row."""

    labels: tuple[str, ...]
    reach: float = REACH
    channel: Channel = "print"

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """First lines, label by label."""
        for row, at, end in captions(scope, self.labels):
            start, stop = value_range(scope, row, end, reach=self.reach, max_gap=MAX_GAP)
            if second := _SECOND_LANGUAGE.match(row.text, start, stop):
                start, stop = value_range(scope, row, second.end(), reach=self.reach, max_gap=MAX_GAP)
            if stop > start:
                first, begin = _first_line(scope, row, start, row.box(at, end))
                if first is not row:
                    begin, stop = value_range(scope, first, begin, reach=inf, max_gap=MAX_GAP)
                yield first.span(begin, stop, f"captioned:{self.labels[0]}")


@dataclass(frozen=True)
class LinesUnder:
    """Goes on in the nearest line that begins where the first did and beside which no caption but its own stands."""

    labels: tuple[str, ...] = ()
    """The value's own."""

    def __call__(self, scope: Scope, pieces: list[Span]) -> Span | None:
        """The next line; None when it belongs to another caption or is too far, too small or too large."""
        first, last = pieces[0].bbox, pieces[-1].bbox
        if first is None or last is None:
            return None
        below = [
            (word.bbox.center_y, row, word)
            for row, word in _words_at(scope, pieces[0].page, first)
            if 0.5 * last.height < word.bbox.center_y - last.center_y < LEADING * last.height
            and 0.6 < word.bbox.height / max(last.height, 1) < 1.6
        ]
        if not below:
            return None
        _, row, word = min(below, key=lambda found: found[0])
        at = row.index_of(word)
        if 0 < row.gap_before(at) < CLEARANCE or scope.label_starts(row, at):
            return None
        beside = _captions_beside(scope, row.page, word.bbox)
        if beside and not beside <= self._own(scope, pieces[0]):
            return None
        start, stop = value_range(scope, row, at, reach=inf, max_gap=MAX_GAP)
        return row.span(start, stop, pieces[0].finder) if stop > start else None

    def _own(self, scope: Scope, first: Span) -> set[BoundingBox]:
        """Places of its own caption: those beside the first line."""
        return {
            row.box(at, end)
            for row, at, end in captions(scope, self.labels)
            if row.page == first.page and first.bbox is not None and _beside(first.bbox, row.box(at, end))
        }


@dataclass(frozen=True)
class Beneath:
    """Lines under a label that ends its row, whatever their indent: centred certificates."""

    labels: tuple[str, ...]
    channel: Channel = "print"

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Rows below up to the next caption or a wider gap."""
        for row, _, end in captions(scope, self.labels):
            if row.text[end:].strip(":;."):
                continue
            pieces: list[Span] = []
            last = row.bbox
            for below in sorted((r for r in scope.rows if r.page == row.page), key=lambda r: r.bbox.center_y):
                down = below.bbox.center_y - last.center_y
                if down <= 0.5 * last.height:
                    continue
                if down > LEADING * max(last.height, below.bbox.height) or scope.label_starts(below, 0):
                    break
                pieces.append(below.span(0, len(below.text), f"beneath:{self.labels[0]}"))
                last = below.bbox
            if pieces:
                yield joined_lines(pieces)


@dataclass(frozen=True)
class Lone:
    """What follows one character of a caption of two (所 of 住所) that stands alone, the other not recognised."""

    glyphs: str
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """First lines right of the glyph as a word of its own."""
        for row in scope.rows:
            for start, glyph in enumerate(row.text[:-1]):
                is_word = row.starts_word(start) and row.starts_word(start + 1)
                if glyph in self.glyphs and is_word and not _is_whole(scope, row, start):
                    first, stop = value_range(scope, row, start + 1, reach=REACH, max_gap=MAX_GAP)
                    if stop > first:
                        yield row.span(first, stop, f"lone:{glyph}")


def _is_whole(scope: Scope, row: Row, at: int) -> bool:
    """Whether the character and a neighbour make a caption, which the finders of captions have looked at."""
    return any(row.text[max(first, 0) : first + 2] in scope.labels for first in (at - 1, at))


def captions(scope: Scope, labels: tuple[str, ...]) -> Iterator[tuple[Row, int, int]]:
    """Labels that begin a word or have a colon behind them: not 经营范围 in a sentence. Row, start, end.

    On recognised text a label may be nearly right, but not if it is exactly another: 本次发证日期 is not 初次发证日期.
    """
    for row, start, end in label_positions(scope, labels):
        text = row.text[start:end]
        is_other = text not in labels and text in scope.labels
        if not is_other and (_leads(row, start) or row.text[end : end + 1] == ":"):
            yield row, start, end


def _leads(row: Row, at: int) -> bool:
    """Whether a word begins here, or only Latin letters of a watermark stand before: SC经营范围."""
    while at > 0 and not row.starts_word(at) and "A" <= row.text[at - 1] <= "Z":
        at -= 1
    return row.starts_word(at)


def beneath(*labels: str) -> Beneath:
    """Lines under one of `labels`."""
    return Beneath(tuple(squeeze(label) for label in labels))


def captioned(*labels: str, reach: float = REACH) -> Wrapped:
    """Text right of one of `labels`, and its further lines."""
    names = tuple(squeeze(label) for label in labels)
    return Wrapped(FirstLine(names, reach), LinesUnder(names), MOST_LINES - 1)


def lone(glyphs: str) -> Wrapped:
    """Text right of one of `glyphs` that stands alone, and its further lines."""
    return Wrapped(Lone(glyphs), LinesUnder(), MOST_LINES - 1)


def _first_line(scope: Scope, row: Row, start: int, caption: BoundingBox) -> tuple[Row, int]:
    """Where a value begins: a line above the label's row, if the label stands beside it too."""
    at = row.box(start, start + 1)
    above = [
        (word.bbox.center_y, other, other.index_of(word))
        for other, word in _words_at(scope, row.page, at)
        if other is not row and word.bbox.center_y < at.center_y and _beside(word.bbox, caption)
    ]
    free = [found for found in above if found[2] == 0 or found[1].gap_before(found[2]) >= CLEARANCE]
    return min(free, key=lambda found: found[0])[1:] if free else (row, start)


def _words_at(scope: Scope, page: int | None, box: BoundingBox) -> Iterator[tuple[Row, Word]]:
    """Words that begin where the box does."""
    for row in scope.rows:
        if row.page == page:
            for word in row.words:
                if -OUTDENT * box.height < word.bbox.left - box.left < INDENT * box.height:
                    yield row, word


def _beside(line: BoundingBox, caption: BoundingBox) -> bool:
    return line.overlap_y(caption) >= 0.5 * min(line.height, caption.height)


def _captions_beside(scope: Scope, page: int, line: BoundingBox) -> set[BoundingBox]:
    """Captions beside a line on its left."""
    return {
        box
        for number, box in scope.memo(_caption_boxes)
        if number == page and 0 <= line.left - box.right < REACH * box.height and _beside(line, box)
    }


def _caption_boxes(scope: Scope) -> list[tuple[int, BoundingBox]]:
    """Page and place of every label that begins a word."""
    found: list[tuple[int, BoundingBox]] = []
    for row in scope.rows:
        for start in range(len(row.text)):
            if row.starts_word(start):
                ends = [start + len(text) for text in scope.labels if row.text.startswith(text, start)]
                if ends:
                    found.append((row.page, row.box(start, max(ends))))
    return found


def tidy(document: Document, captions: frozenset[str]) -> Document:
    """The document with upright words of label characters taken apart and glyphs drawn across the page left out."""
    return replace(document, pages=tuple(_tidy_page(page, captions) for page in document.pages))


def _tidy_page(page: Page, captions: frozenset[str]) -> Page:
    if not page.words or page.tables:
        return page
    usual = median(min(word.bbox.width, word.bbox.height) for word in page.words)
    words = (w for w in page.words if len(w.text.strip()) > 1 or w.bbox.height < WATERMARK * usual)
    return replace(page, words=tuple(piece for word in words for piece in _apart(word, captions)))


def _apart(word: Word, captions: frozenset[str]) -> Iterator[Word]:
    """An upright word character by character, if all are the first ones of captions."""
    box, n = word.bbox, len(word.text)
    if n < 2 or box.height < 1.5 * box.width or not set(word.text) <= captions:
        yield word
        return
    step = box.height / n
    for i, glyph in enumerate(word.text):
        # Glyphs fill their part of the column only by half where the rows stand apart.
        middle, half = box.top + (i + 0.5) * step, min(step, box.width) / 2
        if i == 0:
            middle = box.top + half
        elif i == n - 1:
            middle = box.bottom - half
        yield replace(word, text=glyph, bbox=BoundingBox(box.left, middle - half, box.right, middle + half), edges=())
