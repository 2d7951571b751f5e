"""From a known camera path and what a detector saw to an area, its scale and its counts, without the solver."""

import time
from types import SimpleNamespace

import numpy as np
import pytest

from sme_extract.schemas.factory_video import FactoryVideoResult
from sme_extract.schemas.result import SourceInfo
from sme_extract.vision import area, report
from sme_extract.vision.area import Knowledge, Limits, _Work
from sme_extract.vision.floor_view import FloorView
from sme_extract.vision.keyframes import Selection
from sme_extract.vision.video import VideoInfo

from .rooms import HEIGHT, model
from .sights import seen

UNIT = 2.0
"""Metres of the model's unit."""
THINGS = [("machine", (8.0, 6.0)), ("machine", (12.5, 6.0)), ("pallet", (10.0, 8.0)), ("pallet", (6.0, 4.2))]
PEOPLE = [("person", (9.0, 4.5)), ("person", (13.0, 8.0))]
SOURCE = SourceInfo(path="hall.mp4", sha256="0" * 64, media_type="video/mp4", pages=(), reader="video 1.0")


def measured(tmp_path, knowledge, things=(*THINGS, *PEOPLE)):
    """The measurement of a room of 20 x 12 m with a perfect path and a perfect detector."""
    room = model(20, 12, unit=UNIT)
    cameras = FloorView(room.names, room.centers * UNIT, room.rotations, room.focal_px, 0.0, room.width, room.height)
    shot = Selection(tmp_path, width=room.width, height=room.height)
    video = SimpleNamespace(info=VideoInfo(1920, 1080, 30.0, 900, "h264", 0), path=tmp_path / "hall.mp4")
    work = _Work(video, shot, Limits(), lambda stage: None, time.monotonic())
    work.result.model = room
    work.result.sightings, work.result.detector = seen(cameras, things), "perfect 1"
    work.measure(knowledge)
    work.count()
    return work.result


@pytest.fixture(scope="module")
def with_height(tmp_path_factory):
    return measured(tmp_path_factory.mktemp("a"), Knowledge(camera_height=HEIGHT))


def test_objects_are_counted_on_the_plan_that_was_measured(with_height):
    counts = {one.name: one for one in with_height.counts}
    assert {name: one.count for name, one in counts.items()} == {"machine": 2, "pallet": 2, "person": 2}
    places = np.array([item.place for item in counts["machine"].items])
    assert np.linalg.norm(places[0] - places[1]) == pytest.approx(
        4.5, abs=1.0
    )  # seen from inside, each by its near side


def test_items_and_the_plan_show_what_was_counted(with_height):
    result = report.result(with_height, SOURCE, "sme-extract")
    typed = FactoryVideoResult.model_validate_json(result.model_dump_json())
    assert len(typed.items) == 6
    assert {item.counted_by.value for item in typed.items} == {"floor", "tracks"}
    machine = next(item for item in typed.items if item.object_class.value == "machine")
    assert abs(float(machine.x_m.value)) < 10
    assert machine.views.evidence[0].bbox[2] > 0
    assert [row["count"] for row in typed.fields.objects.value] == [2, 2, 2]
    assert b"machine 2" in report.drawings(with_height)["plan_svg"]


def test_boxes_of_evidence_are_in_pixels_of_the_file(with_height):
    sighting, box = with_height.counts[0].items[0].best
    item = report.result(with_height, SOURCE, "sme-extract").items[0]
    assert item["number"].evidence[0].bbox[0] == pytest.approx(box.left * 1920 / sighting.width, abs=0.1)


def test_a_measured_height_dominates_and_people_pull_a_guessed_one(tmp_path, with_height):
    kinds = {one.kind for one in with_height.scale.references}
    assert kinds == {"camera_height", "person", "pallet"}
    guessed = measured(tmp_path, Knowledge())
    alone = measured(tmp_path, Knowledge(), THINGS[:2])
    assert with_height.scale.relative_sd < 0.037
    assert with_height.scale.metres_per_unit == pytest.approx(UNIT, rel=0.02)
    assert guessed.scale.relative_sd < alone.scale.relative_sd
    assert [f.code for f in guessed.findings if f.code == "scale-from-usual-height"]
    assert "persons" in next(f.message for f in guessed.findings if f.code == "scale-from-usual-height")


def test_a_known_length_that_nobody_saw_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(area, "full_size", lambda video, selection: [])
    found = measured(tmp_path, Knowledge(camera_height=HEIGHT, door=2.05, marks=5.0))
    said = [finding.message for finding in found.findings if finding.code == "known-length-not-seen"]
    assert len(said) == 2
    assert said[0].startswith("marks")
    assert said[1].startswith("known door")
