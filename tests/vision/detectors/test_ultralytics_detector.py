"""Runs where the extra is installed; that its absence is told is tested with the other engines."""

import json
import os
import pickle
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from sme_extract.schemas.errors import EngineError
from sme_extract.vision.detectors import ultralytics_detector
from sme_extract.vision.detectors.ultralytics_detector import UltralyticsDetector
from tests.fixtures.make import tiny_models
from tests.vision.detectors import onnx_bytes

ROOT = Path(__file__).parents[3]
ROOMS = ("cli", "credit", "documents", "extractors", "pipeline", "schemas", "vision")
PICTURE = np.random.default_rng(7).integers(0, 255, (96, 128, 3), np.uint8)
installed = pytest.mark.skipif(find_spec("ultralytics") is None, reason="the extra ultralytics is not installed")
loud = pytest.mark.filterwarnings("default")  # torch and the package warn as they like

ALONE = """
import json, socket, sys
from pathlib import Path

def refuse(*_args, **_kwargs):
    raise AssertionError("a connection was opened")

for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
socket.getaddrinfo = refuse

import cv2, numpy
from sme_extract.vision.detectors.ultralytics_detector import UltralyticsDetector

before = cv2.getNumThreads()
found = UltralyticsDetector(Path(sys.argv[1])).detect(numpy.full((96, 128, 3), 90, numpy.uint8))
print(json.dumps({"found": len(found), "threads": cv2.getNumThreads() == before}))
"""


@pytest.mark.parametrize("room", ROOMS)
def test_the_package_is_imported_only_where_its_detector_runs(room):
    for path in (ROOT / room).rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        imports = [line for line in lines if line.lstrip().startswith(("import ultralytics", "from ultralytics"))]
        assert all(line.startswith(" ") for line in imports), path
        assert not imports or path.name == "ultralytics_detector.py"


@installed
@loud
@pytest.mark.parametrize("design", ["yolo26n.yaml", "yolov8n.yaml"])
def test_a_tiny_model_finds_what_it_was_made_to_find(tmp_path, design):
    ultralytics_detector._library()
    detector = UltralyticsDetector(tiny_models.yolo(tmp_path / "tiny.pt", design))
    assert detector.available() is None
    found = detector.detect(PICTURE)
    assert {one.name for one in found} == {"truck"}
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)
    assert all(0 <= one.left < one.right <= 128 and 0 <= one.top < one.bottom <= 96 for one in found)
    assert detector.detect(PICTURE) == found


def test_an_exported_file_is_run_without_the_package(tmp_path, monkeypatch):
    monkeypatch.setattr(ultralytics_detector, "find_spec", lambda name: None)
    output = np.array([[8, 8, 8, 4, 0.9, 0.1]]).T[None]
    model = onnx_bytes.detector(
        tmp_path / "a.onnx", {"o": output}, np.zeros(output.shape), {"names": "{0: 'a', 1: 'b'}"}
    )
    detector = UltralyticsDetector(model)
    assert detector.available() is None
    assert [(one.name, one.left, one.top) for one in detector.detect(PICTURE)] == [("a", 8.0, 12.0)]
    assert detector.licence == "AGPL-3.0"


@installed
@loud
def test_a_model_of_another_task_is_refused(tmp_path):
    model = ultralytics_detector._library().YOLO("yolov8n-seg.yaml")
    model.save(tmp_path / "a.pt")
    with pytest.raises(EngineError, match="It is a YOLO of the task segment"):
        UltralyticsDetector(tmp_path / "a.pt").detect(PICTURE)


@installed
@loud
def test_it_opens_no_connection_writes_no_file_and_says_nothing(tmp_path):
    ultralytics_detector._library()
    model = tiny_models.yolo(tmp_path / "tiny.pt")
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    for folder in (home, scratch):
        folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(model)],
        cwd=home,
        env={**os.environ, "HOME": str(home), "TMPDIR": str(scratch), "PYTHONPATH": str(ROOT / ".dev")},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["found"] > 0
    assert told["threads"]
    assert [*home.rglob("*"), *scratch.rglob("*")] == []


class Harmful:
    """What a hostile .pt file may hold."""

    def __reduce__(self):
        return (os.mkdir, ("harmed",))


@installed
@loud
def test_weights_run_no_code(tmp_path, monkeypatch):
    import torch

    monkeypatch.chdir(tmp_path)
    torch.save({"model": Harmful()}, tmp_path / "a.pt", pickle_module=pickle)
    with pytest.raises(EngineError, match="ultralytics failed"):
        UltralyticsDetector(tmp_path / "a.pt").detect(PICTURE)
    assert not (tmp_path / "harmed").exists()
