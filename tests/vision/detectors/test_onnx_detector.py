import json

import numpy as np
import pytest

from sme_extract.schemas.errors import EngineError
from sme_extract.vision.class_names import CLASSES
from sme_extract.vision.detection import Detection
from sme_extract.vision.detectors import onnx_detector
from sme_extract.vision.detectors.onnx_detector import HallDetector, OnnxDetector
from tests.vision.detectors import onnx_bytes

NAMES = ("person", "rack")
RED = np.full((100, 200, 3), (0, 0, 255), np.uint8)
"""Fits a frame of 64 x 64 at a scale of 0.32; the lower half of the frame is grey."""
EDGES = np.array(
    [
        [8, 4, 40, 24],  # a rack,
        [8, 4, 40, 23],  # the same again, less sure,
        [9, 4, 40, 24],  # a person at the same place,
        [-8, 4, 16, 28],  # a person cut by the picture's edge,
        [8, 4, 20, 24],  # something too unsure,
        [8, 40, 40, 60],  # a rack in the grey below the picture
    ],
    np.float32,
)
SCORES = np.array([[0.1, 0.9], [0.1, 0.8], [0.7, 0.2], [0.6, 0], [0.2, 0.29], [0, 0.9]], np.float32)
FOUND = [
    Detection("rack", 0.9, 25.0, 12.5, 125.0, 75.0),
    Detection("person", 0.7, 28.125, 12.5, 125.0, 75.0),
    Detection("person", 0.6, 0.0, 12.5, 50.0, 87.5),
]


def own(path, names=NAMES, scores=SCORES, threshold="0.3", licence="", **more):
    """A detector of our layout; the red of the picture goes with the scores."""
    metadata = {"names": json.dumps(names), "threshold": threshold, "license": licence}
    outputs = {"boxes": EDGES[None], "scores": scores[None]}
    return onnx_bytes.detector(path, outputs, np.ones((1, *scores.shape)), metadata, **more)


def exported(path, names="{0: 'person', 1: 'rack'}"):
    """The same objects as a YOLO exporter writes them."""
    sized = np.hstack([(EDGES[:, :2] + EDGES[:, 2:]) / 2, EDGES[:, 2:] - EDGES[:, :2]])
    output = np.hstack([sized, SCORES]).T[None]
    lit = np.zeros(output.shape)
    lit[:, 4:] = 1
    return onnx_bytes.detector(path, {"output0": output}, lit, {"names": names, "threshold": "0.3"})


def suppressed(path, last=1):
    """A YOLO export that leaves out double boxes itself, and fills up with zeros."""
    rows = [[*EDGES[i], SCORES[i].max(), SCORES[i].argmax()] for i in (0, 2, 3)] + [[0, 0, 0, 0, 0, last]]
    output = np.array([rows])
    return onnx_bytes.detector(
        path, {"output0": output}, np.zeros(output.shape), {"names": str(dict(enumerate(NAMES)))}
    )


def near(found):
    return [
        (one.name, one.confidence, *(round(v, 3) for v in (one.left, one.top, one.right, one.bottom))) for one in found
    ]


@pytest.mark.parametrize("write", [own, exported, suppressed])
def test_every_layout_gives_the_objects_in_pixels_of_the_picture_each_once(write, tmp_path):
    detector = OnnxDetector(write(tmp_path / "a.onnx"))
    assert detector.available() is None
    assert near(detector.detect(RED)) == near(FOUND)


@pytest.mark.parametrize("write", [own, exported])
def test_the_network_sees_red_green_blue_of_0_to_1_and_grey_around_the_picture(write, tmp_path):
    blue = OnnxDetector(write(tmp_path / "a.onnx")).detect(np.full((100, 200, 3), (255, 0, 0), np.uint8))
    assert [(one.name, one.confidence) for one in blue] == [("rack", round(0.9 * 114 / 255, 4)), ("person", 0.3129)]


def test_a_picture_that_fills_the_frame_leaves_no_grey(tmp_path):
    detector = OnnxDetector(own(tmp_path / "a.onnx"))
    assert detector.detect(np.zeros((64, 64, 3), np.uint8)) == []
    assert near(detector.detect(RED[:64, :64]))[0] == ("rack", 0.9, 8, 4, 40, 24)


def test_an_input_of_open_size_gets_a_frame_of_640(tmp_path):
    detector = OnnxDetector(own(tmp_path / "a.onnx", shape=(1, 3, "height", "width")))
    (rack, *_) = detector.detect(np.full((1280, 1280, 3), 255, np.uint8))
    assert (rack.left, rack.top, rack.right, rack.bottom) == (16, 8, 80, 48)


def test_weights_are_told_apart_by_their_version(tmp_path):
    first, second = OnnxDetector(own(tmp_path / "a.onnx")), OnnxDetector(own(tmp_path / "b.onnx", threshold="0.4"))
    assert len({first.version, second.version}) == 2
    assert first.models == (str(tmp_path / "a.onnx"),)
    assert OnnxDetector(tmp_path / "none.onnx").version == "absent"


def test_a_licence_in_the_file_is_that_of_the_detector(tmp_path):
    detector = OnnxDetector(own(tmp_path / "a.onnx", licence="AGPL-3.0 License"))
    assert detector.available() is None
    assert detector.licence == "AGPL-3.0 License"
    assert OnnxDetector(own(tmp_path / "b.onnx")).licence == ""


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"threshold": "7"}, "Its threshold must lie between 0 and 1: 7.0."),
        ({"threshold": "much"}, "could not convert string to float"),
        ({"names": []}, "Its metadata must have names"),
        ({"names": ["person"]}, "do not fit 1 classes"),
        ({"shape": (1, 1, 64, 64)}, "Its input must be float32 of shape 1 x 3 x height x width"),
        ({"scores": SCORES[:3]}, "do not fit 2 classes"),
    ],
)
def test_a_file_of_another_layout_is_refused_with_what_it_lacks(tmp_path, options, complaint):
    detector = OnnxDetector(own(tmp_path / "a.onnx", **options))
    assert complaint in detector.available()
    with pytest.raises(EngineError, match="no detector that is understood"):
        detector.detect(RED)


@pytest.mark.parametrize("names", ["", "{0: 'a', 2: 'b'}", "{0: 'a'", "[1, 2]", "(" * 300, "{0: 'a', 1: 'b', 2: 'c'}"])
def test_names_that_do_not_tell_the_classes_are_refused(tmp_path, names):
    assert "this file is no detector" in OnnxDetector(exported(tmp_path / "a.onnx", names)).available()


def test_a_class_that_has_no_name_is_refused(tmp_path):
    assert "a class beyond the 2" in OnnxDetector(suppressed(tmp_path / "a.onnx", last=2)).available()


def test_what_is_no_onnx_file_is_refused(tmp_path):
    (tmp_path / "a.onnx").write_bytes(b"GIF89a")
    assert "no detector that is understood" in OnnxDetector(tmp_path / "a.onnx").available()
    assert "there is no file" in OnnxDetector(tmp_path / "none.onnx").available()


def test_the_weights_that_ship_open_and_know_our_classes():
    shipped = HallDetector()
    assert shipped.available() is None
    assert {one.name for one in shipped.detect(RED)} <= set(CLASSES)
    assert set(shipped._opened().names) <= set(CLASSES)


def test_the_detector_that_ships_needs_its_weights(tmp_path, monkeypatch):
    monkeypatch.setattr(onnx_detector, "__file__", str(tmp_path / "onnx_detector.py"))
    assert "pip install --force-reinstall sme-extract" in HallDetector().available()
    own(tmp_path / "hall.onnx")
    assert HallDetector().available() is None
    assert near(HallDetector().detect(RED)) == near(FOUND)
