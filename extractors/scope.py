"""Pages as the finders see them: visual rows whose text is free of white space, each character with its box.

Squeezing makes letter-spaced labels (`名　　称：`) and split words equal to their plain form; the map back to glyphs
keeps every match tied to its place on the page.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import inf
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sme_extract.documents.model import Code, Document, Page, Payload, Word
from sme_extract.extractors.normalize import normalize
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import Source

T = TypeVar("T")
MIN_ROW_OVERLAP = 0.5
"""Share of the lower word's height that two neighbours of one row have in common."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text and where it stands; what finders yield and the engine keeps."""

    text: str
    """Exactly as printed."""
    source: Source
    finder: str
    page: int | None = None
    bbox: BoundingBox | None = None
    confidence: float = 1.0
    locator: str | None = None


@dataclass(frozen=True)
class Row:
    """Words of one visual row, left to right, and their squeezed text."""

    page: int
    words: tuple[Word, ...]

    @cached_property
    def bbox(self) -> BoundingBox:
        """Around all words."""
        return BoundingBox.around(word.bbox for word in self.words)

    @cached_property
    def _squeezed(self) -> tuple[str, tuple[tuple[int, int], ...]]:
        characters: list[str] = []
        origin: list[tuple[int, int]] = []
        for w, word in enumerate(self.words):
            for c, glyph in enumerate(word.text):
                for character in _normalized(glyph):
                    if not character.isspace():
                        characters.append(character)
                        origin.append((w, c))
        return "".join(characters), tuple(origin)

    @property
    def text(self) -> str:
        """Normalized, without white space."""
        return self._squeezed[0]

    def box(self, start: int, end: int) -> BoundingBox:
        """Box of the squeezed characters `start:end`."""
        return BoundingBox.around(
            self.words[w].slice_box(first, last + 1) for w, first, last in self._pieces(start, end)
        )

    def span(self, start: int, end: int, finder: str) -> Span:
        """The squeezed characters `start:end` as they are printed; words of the span joined by a space at a gap."""
        text = ""
        confidence = 1.0
        previous: Word | None = None
        for w, first, last in self._pieces(start, end):
            word = self.words[w]
            if previous is not None and self._gap(previous, word) > 0.15:
                text += " "
            text += word.text[first : last + 1]
            confidence = min(confidence, word.confidence)
            previous = word
        source = self.words[self._squeezed[1][start][0]].source
        return Span(text.strip(), source, finder, self.page, self.box(start, end), confidence)

    def gap_before(self, index: int) -> float:
        """Gap, in em, between the word of squeezed character `index` and the word before; 0 inside a word."""
        if index <= 0:
            return 0.0
        (w, _), (v, _) = self._squeezed[1][index], self._squeezed[1][index - 1]
        return 0.0 if v == w else self._gap(self.words[v], self.words[w])

    def starts_word(self, index: int) -> bool:
        """Whether the squeezed character `index` is the first of its word."""
        return index == 0 or self._squeezed[1][index][0] != self._squeezed[1][index - 1][0]

    def ends_word(self, index: int) -> bool:
        """Whether a word ends before the squeezed character `index`, or its colon stands there."""
        return index >= len(self.text) or self.text[index] == ":" or self.starts_word(index)

    def index_of(self, word: Word) -> int:
        """Squeezed index of the first character of `word`; ValueError when it is not in the row."""
        at = self.words.index(word)
        return next(i for i, (w, _) in enumerate(self._squeezed[1]) if w == at)

    @staticmethod
    def _gap(left: Word, right: Word) -> float:
        return (right.bbox.left - left.bbox.right) / max(min(left.bbox.height, right.bbox.height), 1.0)

    def _pieces(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """(word, first glyph, last glyph) of each word that `start:end` touches."""
        pieces: dict[int, tuple[int, int]] = {}
        for w, c in self._squeezed[1][start:end]:
            first, last = pieces.get(w, (c, c))
            pieces[w] = (min(first, c), max(last, c))
        return ((w, first, last) for w, (first, last) in pieces.items())


SHELF = 8.0
MOST = 1e7
"""A page is never larger; hostile coordinates are held to it."""
_normalized = lru_cache(maxsize=8192)(normalize)


def rows_of(page: int, words: Iterable[Word]) -> tuple[Row, ...]:
    """Visual rows, top to bottom. Each word joins the row whose last word it overlaps best in height.

    Chained from left to right, so a row of a photo may slope. Upended words are rows of their own.
    """
    chains: list[list[Word]] = []
    ends: list[tuple[float, float]] = []  # top and bottom of each chain's last word; plain floats, for this is hot
    shelves: dict[int, list[int]] = {}  # chains by the height of their end, so that a long sheet stays linear
    upended: list[Word] = []
    for word in sorted(words, key=lambda w: (w.bbox.left, w.bbox.top)):
        if _is_upended(word):
            upended.append(word)
            continue
        top, bottom = word.bbox.top, word.bbox.bottom
        best, best_shift = -1, inf
        for index in {i for shelf in _shelves(top, bottom) for i in shelves.get(shelf, ())}:
            last_top, last_bottom = ends[index]
            shared = (min(last_bottom, bottom)) - (max(last_top, top))
            if shared <= 0 or shared < MIN_ROW_OVERLAP * min(bottom - top, last_bottom - last_top):
                continue
            shift = abs(top + bottom - last_top - last_bottom)
            if shift < best_shift or (shift == best_shift and index < best):
                best, best_shift = index, shift
        if best < 0:
            best = len(chains)
            chains.append([])
            ends.append((top, bottom))
        else:
            for shelf in _shelves(*ends[best]):
                shelves[shelf].remove(best)
        chains[best].append(word)
        ends[best] = (top, bottom)
        for shelf in _shelves(top, bottom):
            shelves.setdefault(shelf, []).append(best)
    rows = [Row(page, tuple(chain)) for chain in [*chains, *([word] for word in upended)]]
    return tuple(sorted(rows, key=lambda row: (row.words[0].bbox.center_y, row.words[0].bbox.left)))


@dataclass(frozen=True, eq=False)
class Scope:
    """What finders may look at: a document's pages, or a region of one, with its payloads and codes."""

    pages: tuple[Page, ...]
    payloads: tuple[Payload, ...] = ()
    labels: frozenset[str] = frozenset()
    """All squeezed labels of the kind: a value ends where the next label begins."""
    noise: re.Pattern[str] | None = None
    _region: "tuple[Scope, int, BoundingBox] | None" = None
    _regions: dict[tuple[int, BoundingBox], "Scope"] = field(default_factory=dict[tuple[int, BoundingBox], "Scope"])
    _memo: dict[Any, Any] = field(default_factory=dict[Any, Any])

    @staticmethod
    def of(document: Document, labels: Iterable[str] = (), noise: re.Pattern[str] | None = None) -> "Scope":
        """A whole document; words that match `noise` entirely are left out."""
        return Scope(document.pages, document.payloads, frozenset(labels), noise)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Rows of all pages, in reading order."""
        if self._region is None:
            rows = (row for page in self.pages for row in page_rows(page))
            return tuple(rows if self.noise is None else _filtered(rows, self._is_text))
        parent, number, box = self._region
        return tuple(
            _filtered((r for r in parent.rows if r.page == number), lambda word: box.contains_center(word.bbox))
        )

    def _is_text(self, word: Word) -> bool:
        return self.noise is None or self.noise.fullmatch(word.text) is None

    @cached_property
    def codes(self) -> tuple[tuple[int, Code], ...]:
        """QR codes with their page."""
        return tuple((page.number, code) for page in self.pages for code in page.codes)

    def within(self, page: int, box: BoundingBox) -> "Scope":
        """The same, only the words whose centre lies in `box` of `page`."""
        if (page, box) not in self._regions:
            pages = tuple(p for p in self.pages if p.number == page)
            self._regions[page, box] = Scope(pages, self.payloads, self.labels, _region=(self, page, box))
        return self._regions[page, box]

    def memo(self, function: "Callable[[Scope], T]") -> T:
        """What `function` says of this scope, computed once: layouts that many fields share."""
        if function not in self._memo:
            self._memo[function] = function(self)
        return cast("T", self._memo[function])

    def label_starts(self, row: Row, index: int) -> bool:
        """Whether a label of this kind begins at `index`: at the start of a word, or with its colon behind it."""
        match = self._any_label.match(row.text, index)
        return match is not None and (row.text[match.end() : match.end() + 1] == ":" or row.starts_word(index))

    def label_stands(self, row: Row, index: int) -> bool:
        """Whether a label begins at `index` and nothing goes on behind it: a value may begin with the word of a label
        (`用途:用途001`).
        """
        match = self._any_label.match(row.text, index)
        return match is not None and self.label_starts(row, index) and row.ends_word(match.end())

    @cached_property
    def _any_label(self) -> re.Pattern[str]:
        """Any label, longest first."""
        return re.compile("|".join(map(re.escape, sorted(self.labels, key=len, reverse=True))) or r"(?!)")

    def label_at(self, row: Row, start: int, end: int) -> bool:
        """Whether `row.text[start:end]` is part of a longer label of this kind (`名称` in `项目名称`)."""
        label = row.text[start:end]
        for other in self.labels:
            if len(other) > end - start and label in other:
                at = other.index(label)
                if row.text.startswith(other, start - at) and start >= at:
                    return True
        return False


def _shelves(top: float, bottom: float) -> range:
    """Numbers of the strips, `SHELF` points high, that a word touches."""
    return range(int(max(min(top, MOST), -MOST) // SHELF), int(max(min(bottom, MOST), -MOST) // SHELF) + 1)


def _is_upended(word: Word) -> bool:
    """Whether several characters stand one above the other: a caption or a note in the margin, part of no row."""
    return len(word.text) >= 2 and word.bbox.height > 1.5 * word.bbox.width


def page_rows(page: Page) -> tuple[Row, ...]:
    """Visual rows of a page, computed once while the page lives."""
    if page not in _PAGE_ROWS:
        _PAGE_ROWS[page] = _grid_rows(page) if page.tables else _rows_in_parts(page)
    return _PAGE_ROWS[page]


def _rows_in_parts(page: Page) -> tuple[Row, ...]:
    """Rows of each part of the page, one part after the other; of the whole page where it has no parts."""
    if not page.parts:
        return rows_of(page.number, page.words)
    words: dict[BoundingBox, list[Word]] = {part: [] for part in page.parts}
    for word in page.words:
        words[next(part for part in page.parts if part.contains_center(word.bbox))].append(word)
    return tuple(row for inside in words.values() for row in rows_of(page.number, inside))


def _grid_rows(page: Page) -> tuple[Row, ...]:
    """Rows of a sheet, whose cells stand on exact lines: no geometry is needed, and there may be a million."""
    lines: dict[float, list[Word]] = {}
    for word in page.words:
        lines.setdefault(word.bbox.top, []).append(word)
    return tuple(
        Row(page.number, tuple(sorted(words, key=lambda w: w.bbox.left))) for _, words in sorted(lines.items())
    )


_PAGE_ROWS: WeakKeyDictionary[Page, tuple[Row, ...]] = WeakKeyDictionary()


def _filtered(rows: Iterable[Row], keep: Callable[[Word], bool]) -> Iterator[Row]:
    """Rows with only the words to keep; rows that lose all are left out."""
    for row in rows:
        words = tuple(word for word in row.words if keep(word))
        if words:
            yield row if len(words) == len(row.words) else Row(row.page, words)
