"""Every optional engine that is not there says so at once, with what mends it, and asks no network."""

import importlib.util
import socket
import time
import tomllib
from pathlib import Path

import pytest

from sme_extract.documents.ocr import faster_paddle, paddleocr, rapid, tesseract
from sme_extract.documents.qa import transformers_engine
from sme_extract.pipeline.registry import DOCUMENT_ENGINES, ENGINES, Plugin, Registry
from sme_extract.schemas.errors import ExitCode, MissingDependency, UsageError

PYPROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
ABSENT = {
    "faster-paddle": (faster_paddle.FasterPaddleEngine, "pip install 'sme-extract[fast]'"),
    "paddleocr": (paddleocr.PaddleOcrEngine, "pip install 'sme-extract[paddle]'"),
    "tesseract": (tesseract.TesseractEngine, "apt-get install tesseract-ocr tesseract-ocr-chi-sim"),
}


@pytest.fixture
def bare(monkeypatch):
    """A machine without any optional package, program or network."""

    def refuse(*_args, **_kwargs):
        raise AssertionError("a connection was opened")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    own = importlib.util.find_spec
    for module in (faster_paddle, paddleocr):
        monkeypatch.setattr(
            module, "find_spec", lambda name: None if name in {"paddleocr", "faster_paddle"} else own(name)
        )
    monkeypatch.setattr(tesseract.shutil, "which", lambda name: None)


@pytest.mark.parametrize("name", ABSENT)
def test_an_absent_engine_is_told_at_once_and_without_network(bare, name):
    target, remedy = ABSENT[name]
    registry = Registry([Plugin(ENGINES, name, "sme-extract", "0.1.0", lambda: target)])
    start = time.perf_counter()
    with pytest.raises(MissingDependency) as told:
        registry.engine(name)
    assert time.perf_counter() - start < 3
    assert told.value.exit_code == ExitCode.MISSING_DEPENDENCY == 7
    assert remedy in str(told.value)
    assert "\n" not in str(told.value)


def model_engine(model):
    plugin = Plugin(
        DOCUMENT_ENGINES, "transformers", "sme-extract", "0.1.0", lambda: transformers_engine.TransformersEngine
    )
    return Registry([plugin]).document_engine("transformers", model)


def test_without_a_model_no_document_engine_starts():
    assert model_engine(None) is None


def test_an_absent_document_engine_is_told_at_once(bare, monkeypatch, tmp_path):
    monkeypatch.setattr(transformers_engine, "find_spec", lambda name: None)
    with pytest.raises(MissingDependency, match=r"pip install 'sme-extract\[transformers\]'"):
        model_engine(str(tmp_path))


def test_an_absent_model_is_told_at_once(bare, monkeypatch, tmp_path):
    monkeypatch.setattr(transformers_engine, "find_spec", lambda name: name)
    with pytest.raises(MissingDependency, match="no model in"):
        model_engine(str(tmp_path))
    monkeypatch.setattr(transformers_engine, "_is_cached", lambda model: False)
    with pytest.raises(MissingDependency, match="hf download nobody/nothing"):
        model_engine("nobody/nothing")


def test_an_unknown_document_engine_is_told():
    with pytest.raises(UsageError, match="unknown document engine: oracle"):
        Registry([]).document_engine("oracle", "model")


def test_absent_weights_are_told_too(bare, monkeypatch, tmp_path):
    monkeypatch.setattr(rapid, "models_folder", lambda: tmp_path)
    monkeypatch.setattr(paddleocr, "find_spec", lambda name: object())
    with pytest.raises(MissingDependency, match="pip install --force-reinstall"):
        Registry([Plugin(ENGINES, "paddleocr", "sme-extract", "0.1.0", lambda: paddleocr.PaddleOcrEngine)]).engine(
            "paddleocr"
        )


def test_every_engine_is_registered_under_its_own_name():
    points = PYPROJECT["project"]["entry-points"]["sme_extract.ocr_engines"]
    for name, target in points.items():
        module, _, attribute = target.partition(":")
        assert getattr(importlib.import_module(module), attribute).name == name
    assert set(points) == {"null", "rapidocr", *ABSENT}
