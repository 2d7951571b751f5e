"""Pages for tests of finders: words at given places, no file behind them."""

from sme_extract.documents.model import Code, Document, Page, Payload, Word
from sme_extract.extractors.scope import Scope
from sme_extract.schemas.geometry import BoundingBox


def word(text, left, top, *, size=10.0, source="text-layer", confidence=1.0):
    """A word of `size` points; every character is one em wide."""
    return Word(text, BoundingBox(left, top, left + size * len(text), top + size), source, confidence)


def page(*words, number=1, width=600.0, height=400.0, codes=()):
    return Page(number, width, height, words=words, codes=tuple(Code(code, None) for code in codes))


def document(*pages, payloads=()):
    return Document("test.pdf", "0" * 64, "application/pdf", "test 1.0", pages=pages, payloads=payloads)


def scope(*words, labels=(), payloads: tuple[Payload, ...] = ()):
    return Scope.of(document(page(*words), payloads=payloads), labels)
