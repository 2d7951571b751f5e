from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from sme_extract.schemas.factory_video import FactoryVideoResult
from sme_extract.schemas.result import SourceInfo
from sme_extract.vision import gates, report
from sme_extract.vision.area import Measurement
from sme_extract.vision.drift import level
from sme_extract.vision.interval import area_interval
from sme_extract.vision.keyframes import Keyframe
from sme_extract.vision.plan import draw_up
from sme_extract.vision.rolling_shutter import ReadOut
from sme_extract.vision.scale import camera_height_reference, fuse
from sme_extract.vision.video import VideoInfo

from .rooms import HEIGHT, model

SOURCE = SourceInfo(path="hall.mp4", sha256="0" * 64, media_type="video/mp4", pages=(), reader="video 1.0")
INFO = VideoInfo(960, 540, 29.97, 900, "h264", 0)


@pytest.fixture(scope="module")
def measured():
    levelled = level(model(20, 12))
    scale = fuse([camera_height_reference(levelled.height, HEIGHT, 0.02)])
    plan = draw_up(levelled, scale.metres_per_unit)
    return Measurement(
        INFO,
        seconds=30.0,
        keyframes=120,
        registered=119,
        read_out=ReadOut(0.0187),
        model=model(20, 12),
        levelled=levelled,
        scale=scale,
        plan=plan,
        interval=area_interval(plan.outline.area, plan.sides, plan.bare_share, scale.relative_sd),
        unobserved_m2=plan.unobserved_m2,
        evidence=[(Keyframe(120, 4.004, "000120.jpg", True, True, 4.0, 4.1), b"jpeg")],
    )


def test_area_has_an_interval_its_level_and_the_frames_that_show_it(measured):
    cell = report.result(measured, SOURCE, "sme-extract").fields["floor_area_m2"]
    assert cell.interval[0] < cell.value < cell.interval[1]
    assert cell.interval[0] < Decimal(240) < cell.interval[1]
    assert cell.interval_level == 0.9
    assert [(e.source, e.text, e.locator) for e in cell.evidence] == [("frame", "frame 120", "4.004s")]


def test_result_follows_its_contract(measured):
    result = report.result(measured, SOURCE, "sme-extract")
    typed = FactoryVideoResult.model_validate_json(result.model_dump_json())
    assert typed.status == "ok"
    assert typed.fields.frame_size.value == "960x540"
    assert typed.fields.read_out_ms.value == Decimal("18.7")
    assert typed.fields.scale_references.value[0]["kind"] == "camera_height"
    assert len(typed.fields.walls.value) == len(typed.fields.floor_polygon_m.value) == 4


def test_a_second_way_is_told_where_there_was_one(measured):
    assert report.result(measured, SOURCE, "").fields["cross_check_percent"] is None
    told = report.result(replace(measured, cross_check=-0.0216), SOURCE, "").fields["cross_check_percent"]
    assert told.value == Decimal("-2.2")


def test_polygon_runs_counter_clockwise(measured):
    points = [(float(x), float(y)) for x, y in report.result(measured, SOURCE, "").fields["floor_polygon_m"].value]
    turned = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1], strict=True))
    assert turned / 2 == pytest.approx(240, rel=0.05)


def test_refusal_is_null_with_its_reason():
    refused = Measurement(INFO, seconds=30.0, findings=gates.after_drawing(None))
    result = report.result(refused, SOURCE, "sme-extract")
    assert result.fields["floor_area_m2"] is None
    assert (result.status, result.needs_review, result.review_reasons) == ("partial", True, ("outline-open",))
    assert report.drawings(refused) == {}
    FactoryVideoResult.model_validate_json(result.model_dump_json())


def test_missing_library_is_said_in_the_result():
    result = report.unmeasured(SOURCE, "Run: pip install x", "sme-extract")
    assert [f.code for f in result.findings] == ["video-extra-missing"]
    assert "pip install x" in result.findings[0].message
    FactoryVideoResult.model_validate_json(result.model_dump_json())


def test_drawings_are_named_by_field(measured):
    files = report.drawings(measured)
    assert files["plan_svg"].startswith(b"<svg ")
    assert files["plan_png"].startswith(b"\x89PNG")
    assert Path(report.frame_name(measured.evidence[0][0])).suffix == ".jpg"


def test_a_shot_says_where_in_the_video_it_lies_and_a_whole_video_does_not():
    shot = Measurement(INFO, seconds=30.0, begins=12.5, shots=2, findings=gates.after_drawing(None))
    fields = report.result(shot, SOURCE, "sme-extract").fields
    assert (fields["begins_at_seconds"].value, fields["ends_at_seconds"].value) == (Decimal("12.50"), Decimal("42.50"))
    whole = report.result(replace(shot, begins=0.0, shots=1), SOURCE, "sme-extract").fields
    assert whole["begins_at_seconds"] is whole["ends_at_seconds"] is None
