"""One input file from its bytes to its results: read, split, extract; what fails becomes the outcome's reason."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sme_extract.documents.archive import is_archive, open_archive
from sme_extract.documents.layout.reading_order import reading_order
from sme_extract.documents.model import Document
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.documents.sniff import choose
from sme_extract.extractors.classifier import Part
from sme_extract.pipeline.depth_models import depth_model_of
from sme_extract.pipeline.detectors import detector_of
from sme_extract.pipeline.inputs import InputItem, fingerprint, load, printable
from sme_extract.pipeline.isolation import Failure, failure, isolate
from sme_extract.pipeline.masking import mask
from sme_extract.pipeline.overlay import write_overlays
from sme_extract.pipeline.parts import check_kind, divide, extract_part
from sme_extract.pipeline.photos import Photos
from sme_extract.pipeline.registry import OWN, Registry
from sme_extract.pipeline.settings import Settings
from sme_extract.pipeline.standard_input import STDIN, load_standard_input
from sme_extract.pipeline.video import measured, video_type
from sme_extract.schemas.result import ErrorInfo, ExtractionResult, FileOutcome, Status

Clock = Callable[[], float]


class Work:
    """One input on its way: what came of it so far."""

    def __init__(self, settings: Settings, registry: Registry, photos: Photos | None = None) -> None:
        self.settings = settings
        self.registry = registry
        self.photos = photos or Photos(settings, registry)
        self.options = ReadOptions(
            limits=settings.limits,
            passwords=settings.passwords,
            ocr_engine=registry.engine(settings.ocr, settings.ocr_model_dir),
            qr=settings.qr,
        )
        self.extractors = registry.extractors()
        self.layout = registry.layout_engine(settings.layout, settings.layout_model)
        self.model = registry.document_engine(settings.document_engine, settings.document_model)
        self.sha256: str | None = None
        self.results: list[ExtractionResult] = []
        self.failures: list[Failure] = []

    def attempt(self, where: str, call: Callable[[], Any], *, culprit: str = "") -> Any:
        """The value of `call`, or None after its failure was noted."""
        value = isolate(where, call, culprit=culprit)
        if isinstance(value, Failure):
            self.failures.append(value)
            return None
        return value

    def file(self, item: InputItem) -> None:
        """Load an input and take what it holds: the members of an archive, each by itself, or one document."""
        if item.error is not None:
            raise item.error
        if (media_type := video_type(item.path)) is not None:
            self.video(item.path, media_type)
            return
        limits = self.settings.limits
        blob = load_standard_input(limits) if str(item.path) == STDIN else load(item.path, limits)
        self.sha256 = blob.sha256
        if not is_archive(blob):
            self.document(blob)
            return
        for member in open_archive(blob, self.options):
            if isinstance(member, Blob):
                self.attempt(place(member), partial(self.document, member))
            else:
                name, error = member
                self.failures.append(failure(place(replace(blob, member=name)), error))

    def document(self, blob: Blob) -> None:
        """Read one document and extract each of its parts."""
        reader, media_type = choose(self.registry.readers(), blob)
        document = self.laid_out(reader.read(blob, media_type, self.options))
        before = len(self.results)
        for part in divide(document, self.extractors, self.settings.kind):
            self.part(part, place(blob), document)
        if self.settings.debug_overlay is not None:
            folder, results = Path(self.settings.debug_overlay), self.results[before:]
            self.attempt(place(blob), lambda: write_overlays(document, results, folder))

    def video(self, path: Path, media_type: str) -> None:
        """Measure the hall in each shot of a video; what is done stays when a later shot takes too long."""
        self.sha256 = fingerprint(path)
        for result in measured(path, media_type, self.sha256, self.settings, self.registry):
            self.results.append(result)

    def laid_out(self, document: Document) -> Document:
        """The document with the regions of its pages, where a layout engine was chosen."""
        if self.layout is None:
            return document
        regions = [self.layout.regions(page) for page in document.pages]
        pages = (
            replace(page, regions=found, parts=reading_order(found))
            for page, found in zip(document.pages, regions, strict=True)
        )
        return replace(document, pages=tuple(pages))

    def part(self, part: Part, where: str, document: Document) -> None:
        """Extract one part of a document."""
        plugin = self.registry.plugin_of(part.extractor)
        culprit = str(plugin) if plugin and plugin.distribution != OWN else ""
        distribution = plugin.distribution if plugin else OWN
        call = partial(extract_part, part, distribution, self.model, self.settings)
        result = self.attempt(where, call, culprit=culprit)
        if result is not None:
            result = self.attempt(where, partial(self.photos.looked_at, document, result)) or result
            self.results.append(mask(result) if self.settings.mask_personal else result)

    def outcome(self, path: str, seconds: float) -> FileOutcome:
        """What the batch says about the input."""
        return FileOutcome(
            input=path,
            sha256=self.sha256,
            status=self.status(),
            reason=self.reason(),
            kinds=tuple(dict.fromkeys(result.kind for result in self.results)),
            needs_review=any(result.needs_review for result in self.results),
            seconds=round(seconds, 3),
        )

    def status(self) -> Status:
        """`partial` when a part is missing or incomplete, `failed` when nothing came out."""
        if not self.results:
            return "failed"
        whole = not self.failures and all(result.status == "ok" for result in self.results)
        return "ok" if whole else "partial"

    def reason(self) -> ErrorInfo | None:
        """The first failure, with the number of the others."""
        if not self.failures:
            return None if self.results else ErrorInfo(code="empty", message="nothing in it: no document was found.")
        first = self.failures[0].reason
        others = len(self.failures) - 1
        return first if not others else ErrorInfo(code=first.code, message=f"{first.message} (and {others} more)")


def check(settings: Settings, registry: Registry) -> None:
    """Refuse settings with which no input could be processed."""
    registry.engine(settings.ocr, settings.ocr_model_dir)
    registry.layout_engine(settings.layout, settings.layout_model)
    registry.document_engine(settings.document_engine, settings.document_model)
    detector_of(settings, registry)
    depth_model_of(settings, registry)
    check_kind(registry.extractors(), settings.kind)


def process(
    item: InputItem,
    settings: Settings,
    registry: Registry,
    clock: Clock = time.perf_counter,
    photos: Photos | None = None,
) -> tuple[FileOutcome, list[ExtractionResult]]:
    """Exactly one outcome for an input, with its results; `photos` are those of its batch. Raises only where `check`
    does."""
    if item.skip_reason is not None:
        return skipped(item, item.skip_reason, f"{item.skip_reason}: {item.name}"), []
    work, seconds = carry_out(item, settings, registry, clock, photos)
    return work.outcome(item.name, seconds), work.results


def carry_out(
    item: InputItem,
    settings: Settings,
    registry: Registry,
    clock: Clock = time.perf_counter,
    photos: Photos | None = None,
) -> tuple[Work, float]:
    """The work done on one input, and the seconds that it took."""
    started = clock()
    work = Work(settings, registry, photos)
    work.attempt(item.name, lambda: work.file(item))
    return work, clock() - started


def skipped(item: InputItem, code: str, message: str) -> FileOutcome:
    """The outcome of an input that was not looked into."""
    return FileOutcome(input=item.name, sha256=None, status="skipped", reason=ErrorInfo(code=code, message=message))


def place(blob: Blob) -> str:
    """How messages name these bytes: the path, or `path!member`."""
    return f"{blob.path}!{printable(blob.member)}" if blob.member else blob.path
