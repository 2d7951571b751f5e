import socket
import sys
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from sme_extract.documents.ocr import faster_paddle
from sme_extract.documents.ocr.faster_paddle import FasterPaddleEngine
from sme_extract.schemas.errors import EngineError, MissingDependency

BLANK = np.full((60, 1000, 3), 255, np.uint8)


def line(text, confidence, left, top, right, bottom):
    return {"text": text, "confidence": confidence, "topLeftCoord": (left, top), "bottomRightCoord": (right, bottom)}


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """A stand-in for the package; it remembers how its engine was made."""
    fake = SimpleNamespace(
        bounds={"0": line("金12 ", 1.0000001, 10, 5, 90, 25), "1": line(" ", 1, 0, 0, 1, 1)}, made=()
    )

    class OcrEngine:
        def __init__(self, size, **options):
            fake.made = (size, options)

        def ocr(self, data):
            assert data[:2] == b"BM"
            if fake.bounds is None:
                raise RuntimeError("no good")
            return {"bounds": fake.bounds}

    module = ModuleType("faster_paddle")
    module.OcrEngine = OcrEngine
    monkeypatch.setitem(sys.modules, "faster_paddle", module)
    monkeypatch.setattr(faster_paddle, "find_spec", lambda name: SimpleNamespace(origin=str(tmp_path / "__init__.py")))
    (tmp_path / "faster_paddle.abi3.so").touch()
    return fake


def test_lines_become_words_whose_characters_share_them(installed):
    [word] = FasterPaddleEngine().recognise(BLANK)
    assert (word.text, word.confidence) == ("金12", 1.0)
    assert word.quad == ((10, 5), (90, 5), (90, 25), (10, 25))
    assert word.edges == ((0, 0.5), (0.5, 0.75), (0.75, 1))


def test_the_size_that_needs_no_network_is_used(installed, tmp_path):
    engine = FasterPaddleEngine()
    assert engine.available() is None
    assert engine.models == (str(tmp_path / "faster_paddle.abi3.so"),)
    engine.recognise(BLANK)
    assert installed.made == ("small", {"threads": 1, "det_max_side": 2000})


def test_whatever_the_package_raises_is_an_engine_error(installed):
    installed.bounds = None
    with pytest.raises(EngineError, match="faster-paddle failed: RuntimeError: no good"):
        FasterPaddleEngine().recognise(BLANK)


def test_a_missing_package_is_named_with_its_remedy(monkeypatch):
    monkeypatch.setattr(faster_paddle, "find_spec", lambda name: None)
    engine = FasterPaddleEngine()
    assert engine.available() == "the package faster-paddle is not installed. Run: pip install 'sme-extract[fast]'."
    assert engine.models == ()
    with pytest.raises(MissingDependency, match="pip install"):
        engine.recognise(BLANK)


@pytest.mark.engine
@pytest.mark.skipif(find_spec("faster_paddle") is None, reason="not installed: pip install 'sme-extract[fast]'")
def test_the_real_engine_reads_without_network_or_noise(monkeypatch, capfd):
    import cv2

    def refuse(*_args, **_kwargs):
        raise AssertionError("the engine opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    image = np.full((200, 700, 3), 255, np.uint8)
    cv2.putText(image, "No 52645016", (40, 110), cv2.FONT_HERSHEY_SIMPLEX, 2.0, (0, 0, 0), 4)
    for quarters in range(4):
        words = FasterPaddleEngine().recognise(np.ascontiguousarray(np.rot90(image, quarters)))
        assert "52645016" in "".join(word.text for word in words)
    assert capfd.readouterr() == ("", "")
