"""A measurement as the result of kind `factory_video`: each value with its interval and the pictures that show it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from sme_extract.schemas.result import Evidence, Extracted, ExtractionResult, ExtractorInfo, Finding, SourceInfo
from sme_extract.vision import object_report, plan_drawing
from sme_extract.vision.area import Measurement
from sme_extract.vision.floor_plan import wall_evidence
from sme_extract.vision.interval import LEVEL, Z
from sme_extract.vision.keyframes import Keyframe
from sme_extract.vision.plan import Plan
from sme_extract.vision.scale import Scale

KIND = "factory_video"
VERSION = "1.0"
READER = f"video {VERSION}"
FINDER = "structure from motion"
SURE, WIDE, READ = 0.9, 0.5, 0.99
"""Confidence of a measured value, of one whose interval is wide, and of what the file itself says."""
ERROR = "error"


def result(measurement: Measurement, source: SourceInfo, distribution: str) -> ExtractionResult:
    """The JSON contract of a measured or refused video."""
    fields = _facts(measurement) | _measured(measurement) | object_report.fields(measurement)
    needs_review = measurement.interval is None or any(f.severity != "info" for f in measurement.findings)
    return ExtractionResult(
        kind=KIND,
        kind_confidence=1.0 if measurement.interval else 0.5,
        status="ok" if measurement.interval else "partial",
        needs_review=needs_review,
        review_reasons=tuple(finding.code for finding in measurement.findings if finding.severity != "info"),
        source=source,
        fields=fields,
        items=object_report.items(measurement),
        findings=tuple(measurement.findings),
        extractor=ExtractorInfo(name=KIND, version=VERSION, distribution=distribution),
    )


def unmeasured(source: SourceInfo, why: str, distribution: str) -> ExtractionResult:
    """The result of a video where the library that measures is absent."""
    finding = Finding(
        code="video-extra-missing", severity="error", message=f"no floor area: {why}", fields=("floor_area_m2",)
    )
    return ExtractionResult(
        kind=KIND,
        kind_confidence=0.5,
        status="partial",
        needs_review=True,
        review_reasons=(finding.code,),
        source=source,
        fields={"floor_area_m2": None},
        findings=(finding,),
        extractor=ExtractorInfo(name=KIND, version=VERSION, distribution=distribution),
    )


def drawings(measurement: Measurement) -> dict[str, bytes]:
    """The plan by field name (`plan_svg`, `plan_png`); empty for a refused video."""
    if measurement.plan is None or measurement.interval is None:
        return {}
    area = measurement.interval
    caption = f"{area.area:.1f} m² ({area.low:.0f} – {area.high:.0f} m², {LEVEL:.0%}); grey: never seen; red: the walk"
    drawn = plan_drawing.drawing(measurement.plan, caption, object_report.symbols(measurement.counts))
    return {"plan_svg": plan_drawing.svg(drawn).encode(), "plan_png": plan_drawing.png(drawn)}


def frame_name(frame: Keyframe) -> str:
    """File name of an evidence picture, by its time."""
    return f"frame-{frame.seconds:08.3f}.jpg"


def pictures(measurement: Measurement) -> dict[str, bytes]:
    """Evidence pictures by file name: those of the area, and those of the objects with their boxes."""
    frames = {frame_name(frame): data for frame, data in measurement.evidence}
    return frames | {f"objects-{one.seconds:08.3f}.jpg": data for one, data in measurement.object_evidence}


def _facts(measurement: Measurement) -> dict[str, Extracted[Any] | None]:
    """What holds whether or not an area came out."""
    info, read_out = measurement.info, measurement.read_out
    facts: dict[str, Any] = {
        "floor_area_m2": None,
        "seconds": _rounded(measurement.seconds, 2),
        "begins_at_seconds": _rounded(measurement.begins, 2) if measurement.shots > 1 else None,
        "ends_at_seconds": _rounded(measurement.begins + measurement.seconds, 2) if measurement.shots > 1 else None,
        "frame_rate": _rounded(info.frame_rate, 2) if info.frame_rate else None,
        "frame_size": f"{info.width}x{info.height}",
        "codec": info.codec,
        "keyframes": measurement.keyframes,
        "registered": measurement.registered,
        "read_out_ms": _rounded(read_out.seconds * 1000, 1) if read_out else None,
    }
    return {name: None if value is None else _plain(value, READ) for name, value in facts.items()}


def _measured(measurement: Measurement) -> dict[str, Extracted[Any] | None]:
    plan, area, scale, levelled = measurement.plan, measurement.interval, measurement.scale, measurement.levelled
    model = measurement.model
    if plan is None or area is None or scale is None or levelled is None or model is None:
        return {}
    proof = tuple(_evidence(frame) for frame, _ in measurement.evidence)
    confidence = WIDE if any(f.code == "area-interval-wide" for f in measurement.findings) else SURE

    def length(metres: float, doubt: float) -> Extracted[Any]:
        value = Extracted[Any](value=_rounded(metres, 2), raw=None, confidence=confidence, evidence=proof)
        ends = (_rounded(metres * float(np.exp(sign * Z * doubt)), 2) for sign in (-1, 1))
        return value.model_copy(update={"interval": tuple(ends), "interval_level": LEVEL})

    longer, shorter = plan.sides
    side_doubt = area.relative_sd / 2
    return {
        "floor_area_m2": Extracted[Any](
            value=_rounded(area.area, 1),
            raw=None,
            confidence=confidence,
            evidence=proof,
            interval=(_rounded(area.low, 1), _rounded(area.high, 1)),
            interval_level=LEVEL,
        ),
        "unobserved_m2": _plain(_rounded(measurement.unobserved_m2, 1), confidence),
        "longer_side_m": length(longer, side_doubt),
        "shorter_side_m": length(shorter, side_doubt),
        "floor_polygon_m": _plain(_polygon(plan), confidence),
        "walls": _plain(_walls(plan), confidence),
        "scale_references": _plain(_references(scale), confidence),
        "camera_height_m": length(levelled.height * scale.metres_per_unit, scale.relative_sd),
        "path_m": length(float(np.linalg.norm(np.diff(plan.path, axis=0), axis=1).sum()), scale.relative_sd),
        "focal_length": _plain(_rounded(model.focal_px / model.width, 4), confidence),
        "reprojection_px": _plain(_rounded(model.reprojection_px, 3), confidence),
        "height_spread_percent": _plain(_rounded(levelled.first_spread, 1), confidence),
        "cross_check_percent": _optional(measurement.cross_check),
    }


def _references(scale: Scale) -> list[Mapping[str, str]]:
    return [
        {
            "kind": one.kind,
            "metres": str(_rounded(one.metres, 3)),
            "relative_sd": str(_rounded(one.relative_sd, 4)),
            "residual": str(_rounded(scale.residual(one), 4)),
        }
        for one in scale.references
    ]


def _polygon(plan: Plan) -> list[tuple[str, str]]:
    corners = plan.outline.corners if plan.outline.signed_area > 0 else plan.outline.corners[::-1]
    return [(str(_rounded(float(x), 2)), str(_rounded(float(y), 2))) for x, y in corners]


def _walls(plan: Plan) -> list[Mapping[str, Any]]:
    corners = plan.outline.corners
    walls: list[Mapping[str, Any]] = []
    for edge in range(len(corners)):
        start, end = corners[edge - 1], corners[edge]
        length = float(np.linalg.norm(end - start))
        walls.append(
            {
                "start": [str(_rounded(float(v), 2)) for v in start],
                "end": [str(_rounded(float(v), 2)) for v in end],
                "length_m": str(_rounded(length, 2)),
                "points": round(wall_evidence(plan.outline, edge, plan.points) * max(length, 0.5)),
            }
        )
    return walls


def _evidence(frame: Keyframe) -> Evidence:
    return Evidence(
        page=None,
        bbox=None,
        source="frame",
        text=f"frame {frame.index}",
        finder=FINDER,
        locator=f"{frame.seconds:.3f}s",
    )


def _plain(value: Any, confidence: float) -> Extracted[Any]:
    return Extracted[Any](value=value, raw=None, confidence=confidence)


def _optional(share: float | None) -> Extracted[Any] | None:
    return None if share is None else _plain(_rounded(100 * share, 1), SURE)


def _rounded(value: float, places: int) -> Decimal:
    return Decimal(f"{value:.{places}f}")
