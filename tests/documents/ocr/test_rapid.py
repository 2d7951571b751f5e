import logging

import numpy as np
import pytest

from sme_extract.documents.ocr import rapid
from sme_extract.documents.ocr.null import NullEngine
from sme_extract.documents.ocr.rapid import RapidOcrEngine, detection_scale
from sme_extract.schemas.errors import EngineError, MissingDependency


@pytest.mark.parametrize(
    ("width", "height", "scale"),
    [
        (2000, 1200, 1.0),
        (4000, 3000, 0.5),
        (1000, 368, 2.0),
        (100, 100, 3.0),  # never blown up beyond recognition
        (2000, 20, 1.0),  # a strip stays a strip
        (20, 20_000, 0.1),
    ],
)
def test_detection_gets_a_bounded_image(width, height, scale):
    assert detection_scale(width, height) == pytest.approx(scale)


def test_an_engine_without_weights_says_how_to_mend_it(monkeypatch, tmp_path):
    monkeypatch.setattr(rapid, "models_folder", lambda: tmp_path)
    engine = RapidOcrEngine()
    assert "pip install" in engine.available()
    with pytest.raises(MissingDependency, match="weights"):
        engine.recognise(np.zeros((10, 10, 3), np.uint8))


def test_the_null_engine_reads_nothing():
    assert NullEngine().available() is None
    assert NullEngine().recognise(np.zeros((10, 10, 3), np.uint8)) == []


@pytest.mark.engine
def test_weights_load_from_the_package_without_network_or_noise(monkeypatch, capfd):
    import socket

    def refuse(*_args, **_kwargs):
        raise AssertionError("the engine opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    engine = RapidOcrEngine()
    assert engine.available() is None
    assert engine.recognise(np.full((80, 200, 3), 255, np.uint8)) == []
    logging.getLogger("RapidOCR").warning("a complaint of the library")
    assert capfd.readouterr() == ("", "")


@pytest.mark.engine
def test_an_impossible_image_is_an_engine_error():
    with pytest.raises(EngineError, match="rapidocr failed"):
        RapidOcrEngine().recognise(np.zeros((10, 10, 1), np.uint8))
