import json
import socket
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from sme_extract.documents.ocr import paddle_models, paddleocr
from sme_extract.documents.ocr.paddle_models import DETECTION, RECOGNITION
from sme_extract.documents.ocr.paddleocr import PaddleOcrEngine
from sme_extract.schemas.errors import EngineError, MissingDependency

BLANK = np.full((60, 1000, 3), 255, np.uint8)


def box(left, top, right, bottom):
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


PAGE = {
    "rec_texts": ["税率 13%", " "],
    "rec_scores": [0.99, 0.99],
    "rec_polys": [np.array(box(100, 10, 300, 40), np.int16), np.array(box(0, 0, 9, 9), np.int16)],
    "text_word": [["税", "率", " ", "13%"], []],
    "text_word_region": [[box(100, 8, 130, 42), box(130, 8, 160, 42), box(160, 8, 240, 42), box(240, 8, 310, 42)], []],
}


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """A stand-in for the package; it remembers how its pipeline was made and asked."""
    fake = SimpleNamespace(page=PAGE, made={}, asked={})

    class Pipeline:
        def __init__(self, **options):
            fake.made = options

        def predict(self, image, **options):
            fake.asked = options
            if fake.page is None:
                raise RuntimeError("no good")
            return [fake.page]

    module = ModuleType("paddleocr")
    module.PaddleOCR = Pipeline
    monkeypatch.setitem(sys.modules, "paddleocr", module)
    monkeypatch.setattr(paddleocr, "find_spec", lambda name: object())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for name in ("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "PADDLE_PDX_CACHE_HOME"):
        monkeypatch.setenv(name, "set back after the test")
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    return fake


def models(folder):
    for name in ("PP-OCRv6_medium_det", "PP-OCRv6_medium_rec"):
        (folder / name).mkdir()
        (folder / name / "inference.onnx").touch()
        (folder / name / "inference.yml").touch()
    return folder


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    return models(folder)


def test_characters_stand_where_the_words_of_the_line_stand(installed, own):
    [word] = PaddleOcrEngine(own).recognise(BLANK, upright=True)
    assert (word.text, word.confidence) == ("税率 13%", 0.99)
    assert word.quad == ((100, 10), (300, 10), (300, 40), (100, 40))
    starts = [round(start, 3) for start, _ in word.edges]
    assert starts == [0, 0.15, 0.3, 0.7, 0.8, 0.9]
    assert word.edges[-1][1] == 1


def test_a_line_that_runs_down_begins_at_its_top_right(installed, own):
    installed.page = PAGE | {"rec_texts": ["税率"], "rec_scores": [1.0], "rec_polys": [box(10, 0, 30, 90)]}
    installed.page |= {"text_word": [["税", "率"]], "text_word_region": [[box(0, 0, 1, 1)] * 2]}
    [word] = PaddleOcrEngine(own).recognise(BLANK, upright=True)
    assert word.quad[:2] == ((30, 0), (30, 90))
    assert word.edges == ((0, 0.5), (0.5, 1))


def test_the_users_models_are_used(installed, own):
    engine = PaddleOcrEngine(own)
    assert engine.available() is None
    engine.recognise(BLANK)
    assert installed.made["text_detection_model_name"] == "PP-OCRv6_medium_det"
    assert installed.made["text_recognition_model_dir"] == str(own / "PP-OCRv6_medium_rec")
    assert installed.made["engine"] == "onnxruntime"


@pytest.mark.parametrize(("shape", "limit"), [((60, 1000, 3), ("min", 120)), ((900, 4000, 3), ("max", 2000))])
def test_detection_gets_an_image_of_a_bounded_size(installed, own, shape, limit):
    PaddleOcrEngine(own).recognise(np.zeros(shape, np.uint8), upright=True)
    assert (installed.asked["text_det_limit_type"], installed.asked["text_det_limit_side_len"]) == limit


def test_an_incomplete_folder_of_the_user_is_told(installed, own, tmp_path):
    (own / "PP-OCRv6_medium_det" / "inference.onnx").unlink()
    assert "inference.onnx" in PaddleOcrEngine(own).available()
    assert "must hold one folder *_det" in PaddleOcrEngine(tmp_path).available()


def test_a_missing_package_is_named_with_its_remedy(monkeypatch):
    monkeypatch.setattr(paddleocr, "find_spec", lambda name: None)
    engine = PaddleOcrEngine()
    assert engine.available() == "the package paddleocr is not installed. Run: pip install 'sme-extract[paddle]'."
    with pytest.raises(MissingDependency, match="pip install"):
        engine.recognise(BLANK)


def test_whatever_the_package_raises_is_an_engine_error(installed, own):
    installed.page = None
    with pytest.raises(EngineError, match="paddleocr failed: RuntimeError: no good"):
        PaddleOcrEngine(own).recognise(BLANK)


def test_a_cache_that_cannot_be_written_is_told(installed, monkeypatch):
    def refuse():
        raise PermissionError("read-only")

    monkeypatch.setattr(paddle_models, "make", refuse)
    with pytest.raises(MissingDependency, match="XDG_CACHE_HOME"):
        PaddleOcrEngine().recognise(BLANK)


def test_opencv_stands_in_for_its_contrib_variant_and_for_nothing_else(installed, own):
    PaddleOcrEngine(own).recognise(BLANK)
    assert version("opencv-contrib-python") == version("opencv-python")
    with pytest.raises(PackageNotFoundError):
        version("no-such-package")


def test_model_folders_are_made_once(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made = paddle_models.make()
    assert (made.detection.name, made.recognition.name) == (DETECTION, RECOGNITION)
    assert all(path.is_file() for path in made.files)
    settings = json.loads((made.recognition / "inference.yml").read_text(encoding="utf-8"))
    assert len(settings["PostProcess"]["character_dict"]) > 18_000
    before = made.files[0].stat().st_mtime_ns
    assert paddle_models.make().files[0].stat().st_mtime_ns == before
    made.files[1].unlink()
    assert paddle_models.make().files[1].is_file()
    assert [path.name for path in made.detection.parent.parent.iterdir()] == [made.detection.parent.name]


@pytest.mark.engine
@pytest.mark.skipif(
    find_spec("paddleocr") is None, reason="the extra is not installed: pip install 'sme-extract[paddle]'"
)
@pytest.mark.filterwarnings("ignore")
def test_the_real_engine_reads_without_network_or_noise(monkeypatch, tmp_path, capfd):
    import cv2

    def refuse(*_args, **_kwargs):
        raise AssertionError("the engine opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    image = np.full((200, 700, 3), 255, np.uint8)
    cv2.putText(image, "No 52645016", (40, 110), cv2.FONT_HERSHEY_SIMPLEX, 2.0, (0, 0, 0), 4)
    [word] = PaddleOcrEngine().recognise(image)
    assert "52645016" in word.text
    assert len(word.edges) == len(word.text)
    assert capfd.readouterr() == ("", "")
