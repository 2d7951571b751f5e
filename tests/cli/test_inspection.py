import json

from typer.testing import CliRunner

from sme_extract.cli.app import app
from sme_extract.pipeline.registry import DEPTH_MODELS, DETECTORS, ENGINES, EXTRACTORS, Plugin
from tests.conftest import FakeEngine

runner = CliRunner()


def report(house, *arguments):
    done = runner.invoke(app, ["doctor", "--json", *arguments])
    return done.exit_code, {(line["group"], line["name"]): line for line in json.loads(done.stdout)}


def test_extractors_lists_kinds_with_their_first_sentence(house):
    (row,) = json.loads(runner.invoke(app, ["extractors", "--json"]).stdout)
    assert row == {
        "kind": "note",
        "version": "2.0",
        "distribution": "sme-extract 0.1.0",
        "summary": "A note, for tests.",
    }
    assert "A note, for tests." in runner.invoke(app, ["extractors"]).stdout


def test_doctor_finds_a_sound_installation_sound(house, monkeypatch):
    monkeypatch.setattr("sme_extract.pipeline.installation.requires", lambda name: ["pydantic>=2"])
    code, lines = report(house)
    assert code == 0
    assert lines["package", "pydantic"]["mend"] == ""
    assert "(chosen)" in lines["ocr", "rapidocr"]["state"]


def test_doctor_tells_what_mends_an_engine_and_fails_if_it_is_chosen(house):
    code, lines = report(house, "--ocr", "missing")
    assert code == 7
    assert lines["ocr", "missing"]["mend"] == "models are missing. Run the command that brings them."


def test_doctor_names_absent_packages_and_extras(house, monkeypatch):
    wanted = ["no-such-package>=1", 'no-such-extra>=2; extra == "heic"']
    monkeypatch.setattr("sme_extract.pipeline.installation.requires", lambda name: wanted)
    code, lines = report(house)
    assert code == 7
    assert lines["package", "no-such-package"]["mend"] == "pip install no-such-package"
    assert lines["extra heic", "no-such-extra"]["mend"] == "pip install 'sme-extract[heic]'"
    assert not lines["extra heic", "no-such-extra"]["needed"]


def test_doctor_shows_a_plugin_that_does_not_load(house):
    def broken():
        raise ImportError("gone")

    house.plugins = (*house.plugins, Plugin(EXTRACTORS, "acme", "acme-dist", "3", broken))
    _, lines = report(house)
    assert "gone" in lines["plugin", "acme of acme-dist 3"]["state"]


def test_doctor_speaks_to_people(house):
    assert "(chosen)" in runner.invoke(app, ["doctor"]).stdout


def test_config_shows_value_and_origin_and_no_password(house):
    done = runner.invoke(app, ["config", "--json", "--password", "hunter2"], env={"SME_EXTRACT_MAX_PAGES": "9"})
    rows = {row["key"]: row for row in json.loads(done.stdout)}
    assert rows["max_pages"] == {"key": "max_pages", "value": "9", "origin": "SME_EXTRACT_MAX_PAGES"}
    assert rows["passwords"]["value"] == "1 given"
    assert "hunter2" not in done.stdout
    assert "max_pages" in runner.invoke(app, ["config"]).stdout


def test_doctor_groups_model_files_by_folder_and_tells_the_licence(house, plugins, monkeypatch):
    class Whole(FakeEngine):
        licence = "Apache-2.0"
        models = ("/opt/models/a.onnx", "/opt/models/b.onnx")

    house.plugins = (*house.plugins, Plugin(ENGINES, "whole", "acme", "3", lambda: Whole))
    _, lines = report(house)
    assert lines["ocr", "whole"]["state"] == "1.0 of acme 3 Apache-2.0 /opt/models: a.onnx b.onnx"


def test_doctor_shows_an_engine_that_refuses_the_users_folder(house, tmp_path):
    code, lines = report(house, "--ocr-model-dir", str(tmp_path))
    assert code == 7
    assert "Leave out --ocr-model-dir" in lines["ocr", "rapidocr"]["mend"]


class Detector:
    name, version, licence = "own", "2.0", "AGPL-3.0"
    takes_model = True

    def __init__(self, model):
        self.models = (model,)

    def available(self):
        return f"there is no file {self.models[0]}. Name one."

    def detect(self, image):
        return []


def test_doctor_tells_of_a_detector_its_licence_and_whether_its_model_is_there(house):
    house.plugins = (*house.plugins, Plugin(DETECTORS, "own", "acme", "3", lambda: Detector))
    code, lines = report(house)
    assert lines["detector", "own"]["state"] == "of acme 3 AGPL-3.0; --detector own:PATH names its model"
    assert code == 0
    code, lines = report(house, "--detector", "own:/opt/a.pt")
    assert code == 7
    assert lines["detector", "own"]["state"] == "2.0 of acme 3 (chosen) AGPL-3.0 /opt: a.pt"
    assert lines["detector", "own"]["mend"] == "there is no file /opt/a.pt. Name one."


class DepthModel:
    name, version = "deep", "2.0"

    def __init__(self, folder):
        self.folder = folder

    def available(self):
        return f"there is no model in {self.folder}."

    def depths(self, image):
        raise AssertionError("doctor shows no picture")


def test_doctor_tells_of_a_depth_model_whether_its_folder_holds_one(house):
    house.plugins = (*house.plugins, Plugin(DEPTH_MODELS, "deep", "acme", "3", lambda: DepthModel))
    code, lines = report(house)
    assert (code, lines["depth", "deep"]["state"]) == (0, "of acme 3; --depth deep:FOLDER names its model")
    code, lines = report(house, "--set", "depth=deep:/opt/depth")
    assert (code, lines["depth", "deep"]["state"]) == (7, "2.0 of acme 3 (chosen) /opt/depth")
    assert lines["depth", "deep"]["mend"] == "there is no model in /opt/depth."
