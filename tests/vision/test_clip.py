"""The whole way once: a short generated clip becomes a result, as the command prints it."""

import json

import pytest
from typer.testing import CliRunner

from sme_extract.cli.app import app
from sme_extract.schemas.factory_video import FactoryVideoResult
from sme_extract.vision import area
from tests.fixtures.make import halls
from tests.fixtures.make.halls import HallPlan

from .true_boxes import film

pytest.importorskip("pycolmap", reason="needs the extra `video`")

SMALL = HallPlan(8, low_area=60, high_area=75, width=480, height=270, frame_rate=10)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """A walk around a small hall, its truth, and a detector that knows what it shows."""
    path = tmp_path_factory.mktemp("clip") / "hall.mp4"
    return path, *film(SMALL, path)


@pytest.mark.engine
def test_a_walk_around_a_small_hall_is_measured_and_its_objects_are_counted(clip, tmp_path, monkeypatch):
    path, truth, detector = clip
    measure = area.measure
    monkeypatch.setattr(area, "measure", lambda *given, **named: measure(*given[:4], detector, **named))
    height = str(truth["camera_height"])
    done = CliRunner().invoke(app, ["video", str(path), "--camera-height", height, "--plan", str(tmp_path)])
    assert done.exit_code == 0, done.stderr
    (line,) = done.stdout.splitlines()
    result = FactoryVideoResult.model_validate_json(line)
    floor = result.fields.floor_area_m2
    assert floor is not None, [finding.code for finding in result.findings]
    assert float(floor.interval[0]) <= truth["area"] <= float(floor.interval[1])
    assert abs(float(floor.value) / truth["area"] - 1) < 0.15
    assert abs(float(result.fields.read_out_ms.value) / 1000 - truth["read_out"]) < 0.006
    names = {path.name for path in tmp_path.iterdir()}
    assert {result.fields.plan_svg.value, result.fields.plan_png.value} <= names
    assert sum("frame-" in name for name in names) == 6
    assert any("objects-" in name for name in names)
    _check_objects(result, truth)
    assert json.loads(line)["fields"]["floor_area_m2"]["evidence"][0]["source"] == "frame"


def _check_objects(result, truth):
    """Counts that are near the truth, whose range holds it, and persons that bear out the scale."""
    counts = {row["class"]: row for row in result.fields.objects.value}
    for name in ("machine", "pallet", "column", "person"):
        true = sum(thing["name"] == name for thing in truth["things"])
        if true:
            assert abs(counts[name]["count"] - true) <= 1, name
    assert len(result.items) == sum(row["count"] for row in counts.values() if row["count"] is not None)
    kinds = {one["kind"]: float(one["residual"]) for one in result.fields.scale_references.value}
    assert abs(kinds["person"]) < 0.15


@pytest.mark.engine
def test_turning_on_the_spot_is_refused_with_its_reason(tmp_path):
    path = tmp_path / "turn.mp4"
    halls.film(HallPlan(8, 60, 75, width=480, height=270, frame_rate=10, seconds=8, turning=True), path)
    done = CliRunner().invoke(app, ["video", str(path)])
    result = json.loads(done.stdout)
    assert done.exit_code == 0
    assert result["fields"]["floor_area_m2"] is None
    assert [finding["code"] for finding in result["findings"]] == ["camera-only-turned"]
