"""Photos of a batch on their way to results: told from papers, described, compared with those before."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sme_extract.documents.model import Document, Page, Word
from sme_extract.extractors.scope import Row, page_rows
from sme_extract.pipeline.detectors import detector_of, notices
from sme_extract.pipeline.parts import PHOTO_KINDS
from sme_extract.pipeline.registry import OWN, Registry
from sme_extract.pipeline.settings import OCR_OFF, Settings
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import ExtractionResult, Finding

if TYPE_CHECKING:  # they bring OpenCV
    from sme_extract.vision.duplicates import Album
    from sme_extract.vision.photo import CameraTags, Photo, TextLine
    from sme_extract.vision.scene import Scene
    from sme_extract.vision.video import Image

NAMEPLATE, UNKNOWN = "nameplate", "unknown"
LONG_SIDE = 1600
"""Pixels of the longer side of the picture that is looked at."""
FULL_SIDE, FULL_DPI = 4096, 200
"""Pixels of the longer side in which the grid of a screen is looked for, and the resolution that photos are given."""
ONE_SIZE, WIDE_GAP = 1.5, 1.5
"""Words of one line: how many times as high one may be as its neighbour, and the gap between them, in heights."""
NOT_OF_PHOTOS = ("no-text-found", "low-ocr-confidence")
"""Findings about papers that say nothing of a photo."""


class Photos:
    """The photos of one batch. A paper that was recognised is never looked at."""

    def __init__(self, settings: Settings, registry: Registry) -> None:
        self.settings, self.registry = settings, registry
        self._album: Album | None = None

    def looked_at(self, document: Document, result: ExtractionResult) -> ExtractionResult:
        """The result of a photo in place of one of kind `unknown`; a nameplate's with hints; any other as it is."""
        if not self._concerns(document, result):
            return result
        from sme_extract.vision.double_boxes import distinct  # noqa: PLC0415 - papers need no vision
        from sme_extract.vision.paper import may_be_paper  # noqa: PLC0415
        from sme_extract.vision.scene import Scene, scene_of  # noqa: PLC0415

        forced = self.settings.kind if self.settings.kind in PHOTO_KINDS else None
        photo = _photo(document)
        if result.kind == NAMEPLATE:
            scene = Scene(NAMEPLATE, result.kind_confidence)
        elif forced is None and may_be_paper(photo):
            return result
        else:
            detector = detector_of(self.settings, self.registry)
            if detector is not None:
                photo = replace(photo, detections=distinct(detector.detect(photo.image)))
            scene = scene_of(photo, forced)
        return self._told(document, result, photo, scene)

    def _concerns(self, document: Document, result: ExtractionResult) -> bool:
        """Whether a result is of one picture that no extractor of papers claimed, and that was read."""
        readable = self.settings.ocr != OCR_OFF or self.settings.kind in PHOTO_KINDS
        one_picture = document.media_type.startswith("image/") and len(document.pages) == 1
        return one_picture and readable and result.kind in (UNKNOWN, NAMEPLATE) and document.pages[0].render is not None

    def _told(self, document: Document, result: ExtractionResult, photo: "Photo", scene: "Scene") -> ExtractionResult:
        from sme_extract.vision import photo_report  # noqa: PLC0415

        hints = tuple(self._hints(document, photo, result.source.path))
        if scene.kind in PHOTO_KINDS:
            kept = tuple(f for f in result.findings if f.code not in NOT_OF_PHOTOS)
            notes = notices(detector_of(self.settings, self.registry))
            return photo_report.result(photo, scene, str(scene.kind), result.source, (*kept, *hints, *notes), OWN)
        reasons = dict.fromkeys((*result.review_reasons, *(f.code for f in hints if f.code in photo_report.REVIEW)))
        return result.model_copy(
            update={
                "findings": (*result.findings, *hints),
                "review_reasons": tuple(reasons),
                "needs_review": bool(reasons),
            }
        )

    def _hints(self, document: Document, photo: "Photo", name: str) -> Iterator[Finding]:
        from sme_extract.vision import photo_hints  # noqa: PLC0415
        from sme_extract.vision.duplicates import Album, signature  # noqa: PLC0415
        from sme_extract.vision.screen import is_screen  # noqa: PLC0415

        yield from photo_hints.origin(photo.tags, self.settings.as_of)
        if is_screen(_pixels(document.pages[0], FULL_SIDE)[0]):
            yield photo_hints.of_a_screen()
        self._album = self._album or Album()
        place = f"{name}!{document.member}" if document.member else name
        if other := self._album.add(signature(photo.image, place)):
            yield photo_hints.near_duplicate(other)


def _photo(document: Document) -> "Photo":
    from sme_extract.vision.photo import Photo  # noqa: PLC0415

    page = document.pages[0]
    image, points = _pixels(page, LONG_SIDE)
    return Photo(image, _lines(page_rows(page), points), _tags(document), None, points)


def _pixels(page: Page, side: int) -> "tuple[Image, float]":
    """The page as blue green red, at most about `side` pixels long, and the points that a pixel takes."""
    from sme_extract.vision.photo import from_rgb  # noqa: PLC0415

    dpi = max(1, min(FULL_DPI, int(side * 72 / max(page.width, page.height))))
    return from_rgb(page.image(dpi)), 72 / dpi


def _lines(rows: Sequence[Row], points: float) -> "tuple[TextLine, ...]":
    from sme_extract.vision.photo import TextLine  # noqa: PLC0415

    return tuple(
        TextLine(
            " ".join(word.text for word in words),
            min(word.confidence for word in words),
            *(edge / points for edge in (box.left, box.top, box.right, box.bottom)),
        )
        for row in rows
        for words in _runs(row)
        if (box := BoundingBox.around(word.bbox for word in words)).height > 0
    )


def _runs(row: Row) -> Iterator[list[Word]]:
    """Words of a row that belong together: of one size, with no wide gap. A scene has no lines of print."""
    run: list[Word] = []
    for word in row.words:
        if run:
            last = run[-1].bbox
            small, large = sorted((last.height, word.bbox.height))
            if large > ONE_SIZE * small or word.bbox.left - last.right > WIDE_GAP * large:
                yield run
                run = []
        run.append(word)
    yield run


def _tags(document: Document) -> "CameraTags":
    from sme_extract.vision.photo import CameraTags  # noqa: PLC0415

    stated = document.metadata
    return CameraTags(*(stated.get(n, "") for n in ("Make", "Model", "Software", "DateTimeOriginal", "Place")))
