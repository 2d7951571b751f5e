import json
from decimal import Decimal

import pytest

from sme_extract.pipeline import video
from sme_extract.pipeline.inputs import InputItem, head
from sme_extract.pipeline.process import process
from sme_extract.pipeline.registry import DEPTH_MODELS, DETECTORS, Plugin, Registry
from sme_extract.pipeline.run import run
from sme_extract.pipeline.settings import Settings
from sme_extract.pipeline.video import VideoOptions, known_lengths, measure
from sme_extract.schemas.errors import EmptyInput, MissingDependency, TooLarge, UnsupportedFormat, UsageError
from sme_extract.schemas.result import Extracted
from sme_extract.vision.area import Measurement
from sme_extract.vision.video import VideoInfo

MP4 = b"\0\0\0\x20ftypisom" + bytes(100)
MISSING = "the package x is not installed. Run: pip install x"


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "in" / "hall.mp4"
    path.parent.mkdir()
    path.write_bytes(MP4)
    return path


@pytest.fixture
def without_extra(monkeypatch):
    monkeypatch.setattr("sme_extract.vision.solver.missing", lambda: MISSING)


def answer(source, area):
    """A result as the measurement gives it, with a plan."""
    from sme_extract.vision.report import unmeasured

    result = unmeasured(source, "x", "sme-extract")
    value = Extracted[Decimal](value=Decimal(area), raw=None, confidence=0.9)
    return result.model_copy(update={"fields": {"floor_area_m2": value}, "findings": (), "status": "ok"}).with_files(
        {"plan_svg": b"<svg/>", "plan_png": b"png"}
    )


@pytest.fixture
def measuring(monkeypatch):
    """Every video measures 500 square metres; the settings that it was measured with."""
    seen = []

    def fake(path, source, settings, options, detector, depth_model, progress):
        seen.append((settings, options))
        for area in (500, 700)[: 2 if "cut" in path.name else 1]:
            yield answer(source, area), {"frame-0001.000.jpg": b"jpeg"}

    monkeypatch.setattr("sme_extract.vision.solver.missing", lambda: None)
    monkeypatch.setattr(video, "_measured", fake)
    return seen


def test_a_video_in_a_folder_becomes_a_result_with_its_plan_beside_it(clip, measuring, tmp_path):
    (tmp_path / "in" / "notes.fake").write_text("nothing")
    run([str(clip.parent)], tmp_path / "out", Settings(ocr="off", detector="off"), registry=Registry())
    (written,) = (tmp_path / "out" / "documents").glob("*.json")
    result = json.loads(written.read_text())
    assert (result["kind"], result["source"]["media_type"]) == ("factory_video", "video/mp4")
    assert result["fields"]["plan_svg"]["value"] == f"{written.stem}.plan.svg"
    assert (written.parent / f"{written.stem}.plan.svg").read_bytes() == b"<svg/>"
    assert (written.parent / f"{written.stem}.plan.png").read_bytes() == b"png"


def test_each_shot_of_a_video_becomes_a_result_with_a_plan_of_its_own(clip, measuring, tmp_path):
    cut = clip.rename(clip.with_name("cut.mp4"))
    outcome, results = process(InputItem(cut), Settings(ocr="off", detector="off"), Registry())
    assert [str(result.fields["floor_area_m2"].value) for result in results] == ["500", "700"]
    assert outcome.status == "ok"
    named = list(measure(cut, Settings(), VideoOptions(plan_folder=tmp_path / "plans")))
    plans = [result.fields["plan_svg"].value for result in named]
    assert plans[1] == plans[0].replace(".plan", "-2.plan")
    assert all((tmp_path / "plans" / plan).is_file() for plan in plans)


def test_shots_that_were_measured_stay_when_a_later_one_takes_too_long(clip, measuring, monkeypatch):
    whole = video._measured

    def slow(*arguments):
        yield from whole(*arguments)
        raise TooLarge("more than 9 seconds of work: hall.mp4. Raise video_time_limit_seconds.")

    monkeypatch.setattr(video, "_measured", slow)
    outcome, results = process(InputItem(clip), Settings(ocr="off", detector="off"), Registry())
    assert (outcome.status, len(results)) == ("partial", 1)
    assert "9 seconds" in outcome.reason.message


def test_without_the_library_a_batch_goes_on_and_says_so(clip, without_extra):
    outcome, (result,) = process(InputItem(clip), Settings(ocr="off", detector="off"), Registry())
    assert outcome.status == "partial"
    assert [finding.code for finding in result.findings] == ["video-extra-missing"]
    assert result.fields["floor_area_m2"] is None


def test_without_the_library_the_verb_fails(clip, without_extra):
    with pytest.raises(MissingDependency, match="pip install"):
        list(measure(clip, Settings(), VideoOptions()))


def test_plan_and_pictures_go_into_the_folder_and_are_named(clip, measuring, tmp_path):
    (result,) = measure(clip, Settings(camera_height=1.4), VideoOptions(plan_folder=tmp_path / "plans"))
    names = sorted(path.name for path in (tmp_path / "plans").iterdir())
    assert result.fields["plan_svg"].value in names
    assert [name.split(".", 2)[2] for name in names] == ["frame-0001.000.jpg", "plan.png", "plan.svg"]
    assert measuring[0][0].camera_height == 1.4


class Copyleft:
    name, version, licence = "copyleft", "1.0", "AGPL-3.0"

    def available(self):
        return None

    def detect(self, image):
        return []


def test_the_chosen_detector_reaches_the_measurement_and_its_licence_the_result(clip, monkeypatch):
    seen = []

    def fake(path, knowledge, limits, progress, detector, **_):
        seen.append(detector)
        yield Measurement(VideoInfo(1280, 720, 30.0, 0, "h264", 0))

    monkeypatch.setattr("sme_extract.vision.solver.missing", lambda: None)
    monkeypatch.setattr("sme_extract.vision.area.measure_shots", fake)
    registry = Registry([Plugin(DETECTORS, "copyleft", "acme", "1", lambda: Copyleft)])
    _, (result,) = process(InputItem(clip), Settings(ocr="off", detector="copyleft"), registry)
    assert seen[0].name == "copyleft"
    assert [finding.code for finding in result.findings] == ["detector-licence"]
    process(InputItem(clip), Settings(ocr="off", detector="off"), registry)
    assert seen[1] is None


class Deep:
    name, version = "deep", "1.0"

    def __init__(self, folder):
        self.folder = folder

    def available(self):
        return None

    def depths(self, image):
        raise AssertionError("no picture is shown here")


def test_the_chosen_depth_model_reaches_the_measurement_and_is_made_once(clip, monkeypatch, tmp_path):
    seen = []

    def fake(*_, depth_model, **__):
        seen.append(depth_model)
        yield Measurement(VideoInfo(1280, 720, 30.0, 0, "h264", 0))

    monkeypatch.setattr("sme_extract.vision.solver.missing", lambda: None)
    monkeypatch.setattr("sme_extract.vision.area.measure_shots", fake)
    registry = Registry([Plugin(DEPTH_MODELS, "deep", "acme", "1", lambda: Deep)])
    for depth in (f"deep:{tmp_path}", f"deep:{tmp_path}", "off"):
        process(InputItem(clip), Settings(ocr="off", detector="off", depth=depth), registry)
    assert seen[0].folder == tmp_path
    assert seen[0] is seen[1]
    assert seen[2] is None


def test_what_is_no_video_is_refused(tmp_path):
    text = tmp_path / "a.mp4"
    text.write_text("no video")
    with pytest.raises(UnsupportedFormat, match="this is no video"):
        list(measure(text, Settings(), VideoOptions()))
    with pytest.raises(EmptyInput):
        list(measure(tmp_path / "absent.mp4", Settings(), VideoOptions()))


def test_an_overlay_is_an_mp4_file(clip, measuring, tmp_path):
    with pytest.raises(UsageError, match=r"\.mp4"):
        list(measure(clip, Settings(), VideoOptions(overlay=tmp_path / "overlay.avi")))


def test_known_lengths_are_read():
    assert known_lengths(["longer-side=30.5", "shorter-side=18"]) == {"longer-side": 30.5, "shorter-side": 18.0}
    assert known_lengths(["marks=5", "door=2.05"]) == {"marks": 5.0, "door": 2.05}


@pytest.mark.parametrize(
    "bad", ["30", "width=30", "longer-side=", "longer-side=0.5", "shorter-side=nan", "marks=0.2", "door=9"]
)
def test_bad_lengths_are_a_usage_error(bad):
    with pytest.raises(UsageError, match="--known-length"):
        known_lengths([bad])


def test_head_of_what_is_no_file_is_empty(tmp_path):
    assert head(tmp_path, 4) == b""
    assert head(tmp_path / "absent", 4) == b""
