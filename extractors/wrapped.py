"""Values that run over several lines, and captions set apart: the habits of certificates.

A value begins right of its label and goes on under its own beginning. The two characters of a short caption (名　　称)
stand so far apart that recognition takes the first ones of neighbouring rows for one upright word (名 over 类).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

from sme_extract.documents.model import Document, Page, Word
from sme_extract.extractors.find import Channel, label_positions, value_range
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Row, Scope, Span
from sme_extract.schemas.geometry import BoundingBox

INDENT = 1.2
"""How far, in heights, a line may begin left or right of the first."""
LEADING = 2.1
"""The most, in heights, from the middle of a line to that of the next."""
CLEARANCE = 3.0
"""A word this near, in em, on the left is the rest of a label: a further line has none."""
WATERMARK = 1.8
"""A single character this many times as high as the others is drawn across them."""
MOST_LINES = 60


@dataclass(frozen=True)
class Wrapped:
    """Text right of a label and the lines under its beginning."""

    labels: tuple[str, ...]
    reach: float = 12.0
    max_gap: float = 2.5
    channel: Channel = "print"

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Values, label by label."""
        for row, _, end in captions(scope, self.labels):
            start, stop = value_range(scope, row, end, reach=self.reach, max_gap=self.max_gap)
            if stop > start:
                yield paragraph(scope, row, start, stop, f"wrapped:{self.labels[0]}", self.max_gap)


@dataclass(frozen=True)
class Tail:
    """What follows the second character of a caption of two (所 of 住所) where the first was not recognised."""

    glyph: str
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Values right of the glyph as a word of its own."""
        for row in scope.rows:
            for start, glyph in enumerate(row.text[:-1]):
                if glyph == self.glyph and row.starts_word(start) and row.starts_word(start + 1):
                    first, stop = value_range(scope, row, start + 1, reach=Wrapped.reach, max_gap=Wrapped.max_gap)
                    if stop > first:
                        yield paragraph(scope, row, first, stop, f"tail:{self.glyph}")


def captions(scope: Scope, labels: tuple[str, ...]) -> Iterator[tuple[Row, int, int]]:
    """Labels that begin a word or have a colon behind them: not 经营范围 in a sentence. Row, start, end."""
    for row, start, end in label_positions(scope, labels):
        if row.starts_word(start) or row.text[end : end + 1] == ":":
            yield row, start, end


def wrapped(*labels: str, reach: float = 12.0) -> Wrapped:
    """Text right of one of `labels`, and its further lines."""
    return Wrapped(tuple(squeeze(label) for label in labels), reach)


def paragraph(scope: Scope, row: Row, start: int, stop: int, finder: str, max_gap: float = 2.5) -> Span:
    """The squeezed characters `start:stop` of a row and the lines that go on below them."""
    pieces = [row.span(start, stop, finder)]
    while len(pieces) < MOST_LINES and (below := _next(scope, pieces, finder, max_gap)) is not None:
        pieces.append(below)
    return replace(
        pieces[0],
        text="".join(piece.text for piece in pieces),
        bbox=BoundingBox.around(piece.bbox for piece in pieces if piece.bbox is not None),
        confidence=min(piece.confidence for piece in pieces),
    )


def _next(scope: Scope, pieces: list[Span], finder: str, max_gap: float) -> Span | None:
    """The line right under the last one that begins where the first began, if no label does."""
    first, last = pieces[0].bbox, pieces[-1].bbox
    if first is None or last is None:
        return None
    nearest: tuple[float, Row, Word] | None = None
    for row in scope.rows:
        if row.page != pieces[0].page:
            continue
        for word in row.words:
            down = word.bbox.center_y - last.center_y
            if (
                abs(word.bbox.left - first.left) < INDENT * first.height
                and 0.5 * last.height < down < LEADING * last.height
                and 0.6 < word.bbox.height / max(last.height, 1) < 1.6
                and (nearest is None or down < nearest[0])
            ):
                nearest = down, row, word
    if nearest is None:
        return None
    _, row, word = nearest
    at = row.index_of(word)
    has_label = row.text[:at].rstrip(":").endswith(tuple(scope.labels)) or 0 < row.gap_before(at) < CLEARANCE
    if scope.label_starts(row, at) or has_label:
        return None
    start, stop = value_range(scope, row, at, reach=float("inf"), max_gap=max_gap)
    return row.span(start, stop, finder) if stop > start else None


def tidy(document: Document, captions: frozenset[str]) -> Document:
    """The document with upright words of label characters taken apart and glyphs drawn across the page left out."""
    return replace(document, pages=tuple(_tidy_page(page, captions) for page in document.pages))


def _tidy_page(page: Page, captions: frozenset[str]) -> Page:
    if not page.words or page.tables:
        return page
    usual = median(word.bbox.height for word in page.words)
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
