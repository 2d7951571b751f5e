"""Papers of the generator for tests of one extractor: rendered, changed by one digit, read."""

from dataclasses import replace

from sme_extract.documents.model import Document
from sme_extract.documents.pdf_reader import PdfReader
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.extractors.base import Extractor
from sme_extract.extractors.engine import extract
from sme_extract.schemas.result import ExtractionResult
from tests.fixtures.make import pdf
from tests.fixtures.make.sheet import Sheet


def read(kind: type[Extractor], sheets: list[Sheet]) -> ExtractionResult:
    """What the extractor makes of the pages."""
    return extract(kind(document(sheets)), 0.9)


def document(sheets: list[Sheet]) -> Document:
    """The pages as a document with a text layer."""
    return PdfReader().read(Blob("t.pdf", pdf.render(sheets), "0" * 64), "application/pdf", ReadOptions())


def tampered(sheets: list[Sheet], old: str, new: str) -> list[Sheet]:
    """The pages with the first text that has `old` changed; it must be there."""
    if not old:
        return sheets
    for sheet in sheets:
        for at, text in enumerate(sheet.texts):
            if old in text.text:
                sheet.texts[at] = replace(text, text=text.text.replace(old, new, 1))
                return sheets
    raise ValueError(f"{old} is not printed")


def changed(sheets: list[Sheet], key: str, new: str = "") -> list[Sheet]:
    """The pages with the first value of this key `new`, or one up in its last digit."""
    for sheet in sheets:
        for at, text in enumerate(sheet.texts):
            if text.key == key:
                sheet.texts[at] = replace(text, text=new or one_up(text.text))
                return sheets
    raise ValueError(f"{key} is not printed")


def one_up(number: str) -> str:
    """The number with its last digit changed."""
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def codes(result: ExtractionResult) -> list[str]:
    """Codes of its findings."""
    return [finding.code for finding in result.findings]
