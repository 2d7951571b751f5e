"""A house with one reader and one extractor of its own, so that tests of the pipeline need no real document.

The reader takes files that begin with `FAKE`; each further line is a page and says what happens there:
`damaged`, `bug`, `interrupt` while reading; `crash`, `incomplete`, `review` while extracting; else a plain document.
"""

from types import MappingProxyType, SimpleNamespace

import pytest

from sme_extract.documents.model import Document, Page
from sme_extract.pipeline import process, registry
from sme_extract.pipeline.registry import DETECTORS, ENGINES, EXTRACTORS, READERS, Plugin, Registry
from sme_extract.schemas.errors import DamagedDocument
from sme_extract.schemas.result import Evidence, Extracted, ExtractionResult, ExtractorInfo, SourceInfo

PERSON = "11010519491231002X"
SECRET = "secret text of the document"


class FakeReader:
    name = "fake"
    version = "1.0"

    def sniff(self, blob):
        return "text/x-fake" if blob.data.startswith(b"FAKE") else None

    def read(self, blob, media_type, options):
        lines = tuple(blob.data.decode().splitlines()[1:])
        if "damaged" in lines:
            raise DamagedDocument(f"cut off: {blob.path}. Fetch it again.")
        if "bug" in lines:
            raise KeyError(SECRET)
        if "interrupt" in lines:
            raise KeyboardInterrupt
        pages = tuple(Page(number, 100, 100) for number, _ in enumerate(lines, 1))
        return Document(
            path=blob.path,
            sha256=blob.sha256,
            media_type=media_type,
            reader="fake 1.0",
            pages=pages,
            metadata={str(number): line for number, line in enumerate(lines, 1)},
            member=blob.member,
        )


class FakeEngine:
    name = "fake"
    version = "1.0"

    def available(self):
        return None

    def recognise(self, image):
        return []


class MissingEngine(FakeEngine):
    name = "missing"

    def available(self):
        return "models are missing. Run the command that brings them."


class FakeDetector:
    name = "hall"
    version = "1.0"

    def available(self):
        return None

    def detect(self, image):
        return []


class Note:
    """A note, for tests."""

    kind = "note"
    version = "2.0"
    fields = MappingProxyType({"body": None})


def divide(document, extractors, kind):
    return [
        SimpleNamespace(document=document, page=page, kind="note", confidence=0.9, extractor=Note, findings=())
        for page in document.pages
    ]


def extract_part(part, distribution, model=None, as_of=None):
    del model, as_of
    line = part.document.metadata[str(part.page.number)]
    if line == "crash":
        raise ZeroDivisionError(SECRET)
    body = Extracted[str](
        value=f"{line} {PERSON}",
        raw=line,
        confidence=0.9,
        evidence=(Evidence(page=part.page.number, bbox=None, source="text-layer", text=line, finder="whole"),),
    )
    return ExtractionResult(
        kind="note",
        kind_confidence=part.confidence,
        status="partial" if line == "incomplete" else "ok",
        needs_review=line == "review",
        review_reasons=("asked-for",) if line == "review" else (),
        source=SourceInfo(
            path=part.document.path,
            sha256=part.document.sha256,
            media_type=part.document.media_type,
            pages=(part.page.number,),
            reader=part.document.reader,
            member=part.document.member,
        ),
        fields={"body": body},
        extractor=ExtractorInfo(name="note", version="2.0", distribution=distribution),
    )


def plugin(group, name, target, distribution="sme-extract"):
    return Plugin(group, name, distribution, "0.1.0", lambda: target)


@pytest.fixture
def plugins():
    return [
        plugin(READERS, "fake", FakeReader),
        plugin(ENGINES, "rapidocr", FakeEngine),
        plugin(ENGINES, "missing", MissingEngine),
        plugin(EXTRACTORS, "note", Note),
        plugin(DETECTORS, "hall", FakeDetector),
    ]


@pytest.fixture
def house(monkeypatch, plugins):
    """The registry of this house; everything that loads one gets it."""
    monkeypatch.setattr(process, "divide", divide)
    monkeypatch.setattr(process, "extract_part", extract_part)
    own = Registry(plugins)
    for module in ("run", "api", "evaluate", "installation"):
        monkeypatch.setattr(f"sme_extract.pipeline.{module}.load_registry", lambda: own)
    monkeypatch.setattr(registry, "load_registry", lambda: own)
    monkeypatch.setattr("sme_extract.pipeline.api._registry", lambda: own)
    return own


@pytest.fixture
def fake(tmp_path):
    """Make a document: `fake("name", "line", ...)`."""

    def make(name, *lines):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(["FAKE", *lines]), encoding="utf-8")
        return path

    return make
