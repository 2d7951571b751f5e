"""The whole way once: a short generated clip becomes a result, as the command prints it."""

import json

import pytest
from typer.testing import CliRunner

from sme_extract.cli.app import app
from sme_extract.schemas.factory_video import FactoryVideoResult
from tests.fixtures.make.halls import HallPlan, film

pytest.importorskip("pycolmap", reason="needs the extra `video`")

SMALL = HallPlan(9, low_area=60, high_area=75, width=480, height=270, frame_rate=10)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """A walk around a small hall, and its truth."""
    path = tmp_path_factory.mktemp("clip") / "hall.mp4"
    return path, film(SMALL, path)


@pytest.mark.engine
def test_a_walk_around_a_small_hall_is_measured_or_honestly_refused(clip, tmp_path):
    path, truth = clip
    height = str(truth["camera_height"])
    done = CliRunner().invoke(app, ["video", str(path), "--camera-height", height, "--plan", str(tmp_path)])
    assert done.exit_code == 0, done.stderr
    (line,) = done.stdout.splitlines()
    result = FactoryVideoResult.model_validate_json(line)
    area = result.fields.floor_area_m2
    assert area is not None, [finding.code for finding in result.findings]
    assert float(area.interval[0]) <= truth["area"] <= float(area.interval[1])
    assert abs(float(area.value) / truth["area"] - 1) < 0.15
    assert abs(float(result.fields.read_out_ms.value) / 1000 - truth["read_out"]) < 0.006
    names = {path.name for path in tmp_path.iterdir()}
    assert {result.fields.plan_svg.value, result.fields.plan_png.value} <= names
    assert sum(".frame-" in name for name in names) == 6
    assert any(".objects-" in name for name in names)
    assert {"pallet", "person"} <= {row["class"] for row in result.fields.objects.value}
    assert json.loads(line)["fields"]["floor_area_m2"]["evidence"][0]["source"] == "frame"


@pytest.mark.engine
def test_turning_on_the_spot_is_refused_with_its_reason(tmp_path):
    path = tmp_path / "turn.mp4"
    film(HallPlan(8, 60, 75, width=480, height=270, frame_rate=10, seconds=8, turning=True), path)
    done = CliRunner().invoke(app, ["video", str(path)])
    result = json.loads(done.stdout)
    assert done.exit_code == 0
    assert result["fields"]["floor_area_m2"] is None
    errors = [finding["code"] for finding in result["findings"] if finding["severity"] == "error"]
    assert errors == ["camera-only-turned"]
