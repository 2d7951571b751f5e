"""Names of organisations and persons in running text, as models that label characters find them."""

from collections.abc import Iterator
from typing import Literal

from sme_extract.documents.model import Page, Word

NameKind = Literal["organisation", "person"]
Name = tuple[NameKind, str]
KIND_OF_LABEL: dict[str, NameKind] = {
    "ORG": "organisation",
    "ORGANIZATION": "organisation",
    "COMPANY": "organisation",
    "NT": "organisation",
    "PER": "person",
    "PERSON": "person",
    "NAME": "person",
    "NR": "person",
}
"""Labels of the usual corpora (MSRA, OntoNotes, CLUENER, LAC), without `B-` and `I-`."""


def lines(page: Page) -> Iterator[tuple[Word, ...]]:
    """The rows of a page from the top, each from the left."""
    row: list[Word] = []
    for word in sorted(page.words, key=lambda word: (word.bbox.center_y, word.bbox.left)):
        if row and word.bbox.center_y - row[0].bbox.center_y > row[0].bbox.height / 2:
            yield tuple(sorted(row, key=lambda word: word.bbox.left))
            row = []
        row.append(word)
    if row:
        yield tuple(sorted(row, key=lambda word: word.bbox.left))


def characters(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Each character as a word of its own, white space left out."""
    return tuple(
        Word(glyph, word.slice_box(at, at + 1), word.source, word.confidence)
        for word in words
        for at, glyph in enumerate(word.text)
        if not glyph.isspace()
    )
