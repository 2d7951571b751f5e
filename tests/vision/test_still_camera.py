"""A camera that stands still gives no area, but its people are counted."""

import json

import cv2
import numpy as np
import pytest

from sme_extract.schemas.factory_video import FactoryVideoResult
from sme_extract.schemas.result import SourceInfo
from sme_extract.vision import report
from sme_extract.vision.area import Knowledge, measure
from sme_extract.vision.detection import Detection
from tests.fixtures.make.halls import HallPlan, encode

pytest.importorskip("pycolmap", reason="needs the extra `video`")
SECONDS, RATE, WIDE, TALL = 12, 10, 320, 240
WALKS = [(1.0, 5.0, 120), (4.0, 9.0, 150), (8.0, 11.5, 110)]
"""People: when each comes and goes, and the row of the feet."""


class ColourDetector:
    """Sees each pure red blob as a person."""

    name, version = "colour", "1"

    def available(self):
        return None

    def detect(self, image):
        red = ((image[:, :, 2] > 200) & (image[:, :, 1] < 80) & (image[:, :, 0] < 80)).astype(np.uint8)
        _, _, blobs, _ = cv2.connectedComponentsWithStats(red)
        return [Detection("person", 0.9, x, y, x + w, y + h) for x, y, w, h, size in blobs[1:].tolist() if size > 300]


def frames():
    room = np.random.default_rng(3).integers(90, 160, (TALL // 8, WIDE // 8, 3)).astype(np.uint8)
    room = cv2.resize(room, (WIDE, TALL), interpolation=cv2.INTER_NEAREST)
    for number in range(SECONDS * RATE):
        image, now = room.copy(), number / RATE
        for come, go, foot in WALKS:
            if come <= now < go:
                left = round(10 + (now - come) / (go - come) * (WIDE - 60))
                image[foot - 60 : foot, left : left + 22] = (20, 20, 240)
        yield image


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    path = tmp_path_factory.mktemp("still") / "still.mp4"
    encode(frames(), path, HallPlan(0, width=WIDE, height=TALL, frame_rate=RATE))
    return measure(path, Knowledge(), detector=ColourDetector())


@pytest.fixture(scope="module")
def result(measured):
    source = SourceInfo(path="s.mp4", sha256="0" * 64, media_type="video/mp4", pages=(), reader="video 1.0")
    line = report.result(measured, source, "sme-extract").model_dump_json()
    FactoryVideoResult.model_validate_json(line)
    return json.loads(line)


def test_people_are_counted_over_time_although_no_area_comes(measured, result):
    assert [finding.code for finding in measured.findings] == ["camera-did-not-move"]
    (people,) = result["fields"]["objects"]["value"]
    assert (people["class"], people["count"], people["counted_by"]) == ("person", 3, "tracks")
    assert (people["low"], people["high"]) == (2, 3)
    assert result["fields"]["persons_max_at_once"]["value"] == 2
    assert result["fields"]["persons_counted_by"]["value"] == "tracks"


def test_each_person_is_an_item_with_the_picture_that_shows_him(measured, result):
    items = result["items"]
    assert [item["number"]["value"] for item in items] == [1, 2, 3]
    assert {item["object_class"]["value"] for item in items} == {"person"}
    assert not any("x_m" in item for item in items)
    proofs = [item["number"]["evidence"][0] for item in items]
    assert sorted(proof["bbox"][3] for proof in proofs) == pytest.approx([110, 120, 150], abs=3)
    assert all(proof["locator"].endswith("s") for proof in proofs)
    names = [name for name in report.pictures(measured) if name.startswith("objects-")]
    assert 2 <= len(names) <= 3
    assert all(report.pictures(measured)[name].startswith(b"\xff\xd8") for name in names)


def test_the_detector_is_named(result):
    assert result["fields"]["detector"]["value"] == "colour 1"
    assert result["fields"]["objects"]["evidence"][0]["finder"] == "colour 1"
