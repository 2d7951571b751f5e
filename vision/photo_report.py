"""A photo as the result of its kind: writing and objects with their boxes, day and place from the file's own tags."""

from collections.abc import Sequence
from typing import Any

from sme_extract.schemas.result import (
    Evidence,
    Extracted,
    ExtractionResult,
    ExtractorInfo,
    Finding,
    SourceInfo,
)
from sme_extract.vision.detection import Detection
from sme_extract.vision.photo import Photo, TextLine
from sme_extract.vision.scene import SITE, Scene
from sme_extract.vision.sign import Sign

VERSION = "1.0"
READ, STATED = 0.89, 0.9
"""Confidence of writing at most, and of what the file says of itself: clocks of cameras go wrong."""
FINDER, DETECTOR, TAGS = "sign", "detector", "exif"


def result(
    photo: Photo, scene: Scene, kind: str, source: SourceInfo, findings: Sequence[Finding], distribution: str
) -> ExtractionResult:
    """The JSON contract of a photo of one of the kinds."""
    fields: dict[str, Extracted[Any] | None] = {
        "objects": objects(photo),
        "taken_on": stated(photo.tags.taken_on, photo.tags.taken_at),
        "place": stated(photo.tags.place or None, photo.tags.place),
        "camera": stated(photo.tags.camera or None, photo.tags.camera),
    }
    if kind == SITE:
        fields |= _sign(photo, scene.sign)
    else:
        fields["plate_text"] = written(photo, photo.lines, "\n".join(line.text for line in photo.lines))
    reasons = tuple(dict.fromkeys(f.code for f in findings if f.severity == "error" or f.code in REVIEW))
    return ExtractionResult(
        kind=kind,
        kind_confidence=scene.confidence,
        status="ok",
        needs_review=bool(reasons),
        review_reasons=reasons,
        source=source,
        fields=fields,
        findings=tuple(findings),
        extractor=ExtractorInfo(name=kind, version=VERSION, distribution=distribution),
    )


REVIEW = ("photo-of-a-screen", "near-duplicate-photo", "photo-dated-later", "photo-edited")
"""Findings that a person should look into."""


def objects(photo: Photo) -> Extracted[list[dict[str, Any]]] | None:
    """A row a class in the order of the alphabet, with the box of each object; None where no detector looked."""
    if photo.detections is None:
        return None
    names = sorted({found.name for found in photo.detections})
    rows = [_row(photo, name, [found for found in photo.detections if found.name == name]) for name in names]
    sure = min((found.confidence for found in photo.detections), default=STATED)
    return Extracted(value=rows, raw=None, confidence=round(min(sure, READ), 3), evidence=_boxes(photo))


def _row(photo: Photo, name: str, found: Sequence[Detection]) -> dict[str, Any]:
    items = [{"confidence": f"{one.confidence:.2f}", "bbox": list(_points(photo, one))} for one in found]
    return {"class": name, "count": len(items), "items": items}


def _boxes(photo: Photo) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(page=1, bbox=_points(photo, found), source="frame", text=found.name, finder=DETECTOR)
        for found in photo.detections or ()
    )


def stated(value: Any, raw: str) -> Extracted[Any] | None:
    """What the file's tags say."""
    if value is None:
        return None
    proof = Evidence(page=1, bbox=None, source="exif", text=raw, finder=TAGS)
    return Extracted(value=value, raw=raw, confidence=STATED, evidence=(proof,))


def written(photo: Photo, lines: Sequence[TextLine], text: str) -> Extracted[str] | None:
    """Writing in the picture, as sure as the least sure of its lines."""
    if not lines:
        return None
    proof = tuple(
        Evidence(page=1, bbox=_points(photo, line), source="ocr", text=line.text, finder=FINDER) for line in lines
    )
    sure = min(READ, *(line.confidence for line in lines))
    return Extracted(value=text, raw="\n".join(line.text for line in lines), confidence=round(sure, 3), evidence=proof)


def _sign(photo: Photo, sign: Sign | None) -> dict[str, Extracted[Any] | None]:
    if sign is None:
        return {"sign_text": None, "company_name": None}
    name = written(photo, sign.name[1], sign.name[0]) if sign.name else None
    return {"sign_text": written(photo, sign.lines, sign.text), "company_name": name}


def _points(photo: Photo, thing: TextLine | Detection) -> tuple[float, float, float, float]:
    left, top, right, bottom = (
        round(edge * photo.points_per_pixel, 1) for edge in (thing.left, thing.top, thing.right, thing.bottom)
    )
    return left, top, right, bottom
