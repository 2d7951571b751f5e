"""A depth model as a reference: its scale is found through noise and outliers, and it never moves what was measured."""

import time
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from sme_extract.schemas.errors import EngineError
from sme_extract.vision.area import Knowledge, Limits, _Work
from sme_extract.vision.depth import MIN_PICTURES, MODEL_SD, PICTURES, depth_reference
from sme_extract.vision.drift import level
from sme_extract.vision.keyframes import Selection
from sme_extract.vision.scale import camera_height_reference, fuse
from sme_extract.vision.sparse_model import projected
from sme_extract.vision.video import VideoInfo

from .rooms import HEIGHT, model

UNIT = 2.0
"""Metres of the model's unit."""
SIZE = (192, 108)
"""Of depth pictures; a model may answer in another size than that of the picture."""


@pytest.fixture(scope="module")
def hall():
    return level(model(40, 25, unit=UNIT))


def depths(one, name, factor=1.0):
    """True depths of a picture, metres, where points are seen, and NaN elsewhere."""
    camera = one.names.index(name)
    seen = (one.points[one.point_of[one.camera_of == camera]] - one.centers[camera]) @ one.rotations[camera].T
    pixels = projected(seen, one.focal_px, one.distortion, np.array([one.width, one.height])) / (one.width, one.height)
    picture = np.full(SIZE[::-1], np.nan)
    inside = ((pixels >= 0) & (pixels < 1)).all(axis=1)
    columns, rows = (pixels[inside] * SIZE).astype(int).T
    picture[rows, columns] = seen[inside, 2] * UNIT * factor
    return picture


def reference(hall, spoilt=lambda picture, name: picture):
    return depth_reference(hall, lambda name: spoilt(depths(hall.model, name), name))


def test_true_depths_tell_the_true_scale_with_the_doubt_of_the_model(hall):
    found = reference(hall)
    assert found.kind == "depth_model"
    assert found.scale == pytest.approx(UNIT, rel=0.01)
    assert found.metres == pytest.approx(HEIGHT, rel=0.03)
    assert found.relative_sd == pytest.approx(MODEL_SD, rel=0.02)


def test_the_scale_is_found_through_noise_and_outliers(hall):
    rng = np.random.default_rng(3)

    def spoilt(picture, name):
        if rng.random() < 0.2:
            return picture * rng.choice([0.3, 3])  # a whole picture that is misunderstood
        noisy = picture * np.exp(rng.normal(0, 0.15, picture.shape))
        return np.where(rng.random(picture.shape) < 0.2, rng.uniform(0.5, 40, picture.shape), noisy)

    found = reference(hall, spoilt)
    assert found.scale == pytest.approx(UNIT, rel=0.06)
    assert found.relative_sd > MODEL_SD


def test_pictures_that_disagree_add_to_the_doubt(hall):
    half = len(hall.model.names) // 2
    halves = reference(hall, lambda picture, name: picture * (0.7 if hall.model.names.index(name) < half else 1.4))
    assert halves.relative_sd > 2 * MODEL_SD


def test_far_points_which_models_flatten_do_not_count(hall):
    assert reference(hall, lambda picture, _: np.minimum(picture, 9.5)).scale == pytest.approx(UNIT, rel=0.01)


def test_a_couple_of_dozen_pictures_are_looked_at_evenly(hall):
    asked = []
    reference(hall, lambda picture, name: asked.append(name) or picture)
    assert len(asked) == PICTURES
    numbers = np.array([hall.model.names.index(name) for name in asked])
    assert np.ptp(np.diff(numbers)) <= 3
    assert numbers[-1] - numbers[0] > 0.9 * len(hall.model.names)


def test_too_few_points_or_pictures_tell_nothing(hall):
    few = hall.model.keep(np.arange(len(hall.model.points)) % 20 == 0)
    assert reference(type(hall)(few, hall.up, hall.height, 0.0, 0.0)) is None
    assert reference(hall, lambda picture, _: np.zeros_like(picture)) is None
    left = iter(range(MIN_PICTURES - 1))
    assert reference(hall, lambda picture, _: picture if next(left, None) is not None else None) is None


def test_it_pulls_a_guessed_height_a_little_and_a_measured_one_not_at_all(hall):
    found = reference(hall, lambda picture, _: picture * 1.3)
    guessed, measured = (camera_height_reference(hall.height, height, None) for height in (None, 1.5))
    pulled = fuse([guessed, found])
    assert guessed.scale < pulled.metres_per_unit < 1.08 * guessed.scale
    kept = fuse([measured, found])
    assert kept.metres_per_unit == pytest.approx(measured.scale)
    assert kept.relative_sd == pytest.approx(measured.relative_sd)
    assert kept.residual(found) == pytest.approx(found.scale / measured.scale - 1)


class Rule:
    """A depth model that knows the hall; with `error`, one that fails."""

    name, version = "rule", "1"

    def __init__(self, truth, error=None):
        self.truth, self.error = truth, error

    def available(self):
        return None

    def depths(self, image):
        if self.error:
            raise EngineError(self.error)
        assert image.shape[2] == 3
        return depths(self.truth, self.truth.names[round(image.mean())], 1.2)


def measured(tmp_path, knowledge, error=None):
    """The measurement of a room whose pictures are as grey as their number says."""
    room = model(20, 12, unit=UNIT)
    shot = Selection(tmp_path, width=room.width, height=room.height)
    shot.images.mkdir(exist_ok=True)
    for number, name in enumerate(room.names):
        cv2.imwrite(str(shot.images / name), np.full((8, 8, 3), number, np.uint8))
    video = SimpleNamespace(info=VideoInfo(1920, 1080, 30.0, 900, "h264", 0), path=tmp_path / "hall.mp4")
    work = _Work(video, shot, Limits(), lambda stage: None, time.monotonic())
    work.result.model = room
    work.measure(knowledge, Rule(room, error))
    return work.result


def test_beside_a_measured_height_the_area_is_unmoved_and_the_residual_told(tmp_path):
    result, without = measured(tmp_path, Knowledge(camera_height=HEIGHT)), measured(tmp_path, Knowledge(1.5), "x")
    assert result.interval == without.interval
    (found,) = [one for one in result.scale.references if one.kind == "depth_model"]
    assert result.scale.residual(found) == pytest.approx(0.2, abs=0.05)
    assert not [one for one in result.findings if one.code == "depth-not-used"]


def test_alone_with_a_guessed_height_it_is_named_among_what_is_usual(tmp_path):
    result = measured(tmp_path, Knowledge())
    (finding,) = [one for one in result.findings if one.code == "scale-from-usual-height"]
    assert "the height of a phone, the depths of a model" in finding.message


def test_a_model_that_fails_leaves_the_area_and_a_finding(tmp_path):
    result = measured(tmp_path, Knowledge(camera_height=HEIGHT), "transformers failed: no memory")
    (finding,) = [one for one in result.findings if one.code == "depth-not-used"]
    assert (finding.severity, finding.fields) == ("warning", ("scale_references",))
    assert "no memory" in finding.message
    assert result.interval.area > 200
