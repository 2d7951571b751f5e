"""A camera that stands still gives no area, but its people are counted."""

import json

import cv2
import numpy as np
import pytest

from sme_extract.schemas.errors import MissingDependency
from sme_extract.schemas.factory_video import FactoryVideoResult
from sme_extract.schemas.result import SourceInfo
from sme_extract.vision import overlay, report
from sme_extract.vision.area import Knowledge, measure
from sme_extract.vision.detection import Detection
from sme_extract.vision.sightings import Picture, unlooked
from sme_extract.vision.video import Video
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
    return measure(path, Knowledge(), detector=ColourDetector(), with_overlay=True)


@pytest.fixture(scope="module")
def result(measured):
    source = SourceInfo(path="s.mp4", sha256="0" * 64, media_type="video/mp4", pages=(), reader="video 1.0")
    line = report.result(measured, source, "sme-extract").model_dump_json()
    FactoryVideoResult.model_validate_json(line)
    return json.loads(line)


def test_people_are_counted_over_time_although_no_area_comes(measured, result):
    assert [finding.code for finding in measured.findings if finding.severity == "error"] == ["camera-did-not-move"]
    (people,) = result["fields"]["objects"]["value"]
    assert (people["class"], people["count"], people["counted_by"]) == ("person", 3, "tracks")
    assert (people["sure"], people["possible"]) == (2, 3)
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


def test_the_overlay_shows_each_person_with_his_number(measured, tmp_path):
    path = tmp_path / "overlay.mp4"
    path.write_bytes(measured.overlay)
    with Video(path) as video:
        shown = list(video.frames(WIDE, 60))
    assert len(shown) == len(measured.sightings)
    assert shown[-1].seconds == pytest.approx(SECONDS, abs=0.8)
    with_people = next(n for n, one in enumerate(measured.sightings) if len(one.detections) == 2)
    box = measured.sightings[with_people].detections[0]
    edge = shown[with_people].image[round(box.top) + 10 : round(box.bottom) - 10, round(box.left)].astype(int)
    person = np.array((0x5B, 0x49, 0xD1))
    assert np.abs(edge - person).mean() < 60
    assert set(overlay.numbered(measured.counts).values()) == {"person 1", "person 2", "person 3"}


def test_an_overlay_is_the_same_each_time(measured, tmp_path):
    for name in ("a.mp4", "b.mp4"):
        overlay.film(tmp_path / name, made(tmp_path), [], ["floor 12 m2"])
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_a_writer_that_does_not_open_says_what_to_do(tmp_path):
    with pytest.raises(MissingDependency, match="--overlay"):
        overlay.film(tmp_path / "absent" / "a.mp4", made(tmp_path), [], [])


def made(folder):
    """Two pictures that nobody looked at."""
    for number, image in enumerate(frames()):
        cv2.imwrite(str(folder / f"{number}.png"), image)
        if number == 1:
            break
    return unlooked([Picture(number, number / RATE, folder / f"{number}.png") for number in (0, 1)])
