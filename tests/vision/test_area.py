"""The order of the work on a video, without the solver's: what is refused before it, shots, and the limit of time."""

import pytest

from sme_extract.schemas.errors import TooLarge
from sme_extract.vision.area import Knowledge, Limits, measure, measure_shots
from tests.fixtures.make.halls import HallPlan, encode

from .test_keyframes import wall

pytest.importorskip("pycolmap", reason="needs the extra `video`")
PLAN = HallPlan(1, width=320, height=240, frame_rate=10)


def still(seed, count):
    """A camera that stands before a wall."""
    return [wall(seed)[:, :320]] * count


@pytest.fixture
def film(tmp_path):
    def make(*frames):
        encode([one for part in frames for one in part], tmp_path / "a.mp4", PLAN)
        return tmp_path / "a.mp4"

    return make


def codes(measurement):
    return [finding.code for finding in measurement.findings if finding.severity != "info"]


def test_a_video_without_cuts_is_one_shot(film):
    (one,) = measure_shots(film(still(0, 80)), Knowledge())
    assert codes(one) == ["camera-did-not-move"]
    assert (one.shots, one.begins) == (1, 0.0)
    assert list(one.stages) == ["looking through the video"]


def test_each_shot_that_is_long_enough_is_measured_by_itself(film):
    path = film(still(0, 80), still(5, 20), still(7, 90))
    first, second = measure_shots(path, Knowledge())
    expected = ["video-has-cuts", "short-shots-left-out", "camera-did-not-move"]
    assert codes(first) == codes(second) == expected
    assert (first.begins, second.begins) == (pytest.approx(0.0), pytest.approx(10.0, abs=0.2))
    assert second.seconds == pytest.approx(8.9, abs=0.3)
    assert measure(path, Knowledge()).begins == second.begins


def test_of_shots_that_are_all_too_short_the_longest_is_refused(film):
    (one,) = measure_shots(film(still(0, 30), still(5, 50)), Knowledge())
    assert codes(one) == ["video-has-cuts", "video-too-short"]
    assert one.begins == pytest.approx(3.0, abs=0.2)


def test_the_limit_of_time_holds_while_the_video_is_looked_through(film):
    with pytest.raises(TooLarge, match="video_time_limit_seconds"):
        measure(film(still(0, 80)), Knowledge(), Limits(time_limit_seconds=0.0))


def test_of_a_long_video_the_first_part_is_measured_and_the_rest_is_told(film):
    one = measure(film(still(0, 120)), Knowledge(), Limits(max_video_seconds=8.0))
    assert one.seconds == pytest.approx(8.0, abs=0.3)
    assert "video-end-missing" in codes(one)
