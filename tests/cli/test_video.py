import json

import pytest
from typer.testing import CliRunner

from sme_extract.cli.app import app
from sme_extract.pipeline import video
from sme_extract.pipeline.video import _source
from sme_extract.vision import saved_model
from sme_extract.vision.report import unmeasured

runner = CliRunner()
MP4 = b"\0\0\0\x20ftypisom" + bytes(100)


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "hall.mp4"
    path.write_bytes(MP4)
    return path


@pytest.fixture
def asked(monkeypatch):
    """What the verb asked for; the answer is a refusal."""
    seen = {}

    def fake(path, settings, options, progress):
        seen.update(settings=settings, options=options)
        progress("looking through the video")
        yield unmeasured(_source(path, "video/mp4", "0" * 64), "the camera stands still.", "sme-extract")

    monkeypatch.setattr(video, "measure", fake)
    return seen


def call(*arguments):
    return runner.invoke(app, ["video", *map(str, arguments)])


def test_one_json_line_on_stdout_and_progress_on_stderr(clip, asked):
    done = call(clip)
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["fields"]["floor_area_m2"] is None
    assert "looking through the video" in done.stderr
    assert done.exit_code == 0


def test_options_reach_the_measurement(clip, asked, tmp_path):
    call(
        clip,
        "--camera-height",
        1.42,
        "--camera-height-sd",
        0.01,
        "--known-length",
        "longer-side=30",
        "--known-length",
        "marks=5",
        "--marker-size",
        0.2,
        "--plan",
        tmp_path,
        "--detector",
        "onnx:own.onnx",
        "--depth",
        "transformers:models/depth",
    )
    assert asked["settings"].camera_height == 1.42
    assert asked["settings"].detector == "onnx:own.onnx"
    assert asked["settings"].depth == "transformers:models/depth"
    assert asked["options"].camera_height_sd == 0.01
    assert asked["options"].known_lengths == {"longer-side": 30.0, "marks": 5.0}
    assert asked["options"].marker_size == 0.2
    assert asked["options"].plan_folder == tmp_path


@pytest.mark.parametrize(
    "options",
    [
        ("--camera-height", "-1"),
        ("--camera-height-sd", "0.1"),
        ("--camera-height", "1.5", "--camera-height-sd", "2"),
        ("--known-length", "30"),
        ("--known-length", "door=20"),
        ("--marker-size", "20"),
    ],
)
def test_options_that_make_no_sense_are_a_usage_error(clip, asked, options):
    assert call(clip, *options).exit_code == 2


@pytest.mark.parametrize(("detector", "code"), [("no-such", 2), ("onnx", 2), ("onnx:no-such.onnx", 7)])
def test_a_detector_that_cannot_be_had_ends_the_verb_at_once(clip, monkeypatch, detector, code):
    monkeypatch.setattr("sme_extract.vision.solver.missing", lambda: None)
    done = call(clip, "--detector", detector)
    assert (done.exit_code, done.stdout) == (code, "")
    assert detector.partition(":")[0] in done.stderr


@pytest.mark.parametrize(
    ("depth", "code", "complaint"),
    [
        ("no-such", 2, "unknown depth model: no-such. Choose one of off, transformers."),
        ("transformers", 2, "this depth model needs a folder: transformers. Name it: --depth transformers:FOLDER."),
        ("transformers:", 2, "this depth model needs a folder"),
        ("transformers:no-such-folder", 7, "there is no config.json in no-such-folder"),
    ],
)
def test_a_depth_model_that_cannot_be_had_ends_the_verb_at_once(clip, monkeypatch, depth, code, complaint):
    monkeypatch.setattr("sme_extract.vision.solver.missing", lambda: None)
    monkeypatch.setattr(saved_model, "find_spec", lambda name: name)
    done = call(clip, "--depth", depth)
    assert (done.exit_code, done.stdout) == (code, "")
    assert complaint in done.stderr


def test_missing_library_ends_with_its_own_code_and_the_command_that_mends_it(clip, monkeypatch):
    monkeypatch.setattr("sme_extract.vision.solver.find_spec", lambda name: None)
    done = call(clip)
    assert done.exit_code == 7
    assert done.stdout == ""
