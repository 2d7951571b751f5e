import pytest

from sme_extract.vision.area import Knowledge, Measurement, weigh
from sme_extract.vision.video import VideoInfo

from .rooms import HEIGHT, model

INFO = VideoInfo(960, 540, 30.0, 1200, "h264", 0)


def cross_checked(second):
    """The room of 20 m x 12 m, whose path was found in another way too."""
    result = Measurement(INFO, model=model(), second=second)
    weigh(result, Knowledge(HEIGHT), lambda _plan, _scale: ())
    assert result.interval is not None
    return result


def test_the_same_room_in_other_units_agrees():
    result = cross_checked(model(unit=3.0, seed=1))
    assert result.cross_check == pytest.approx(0, abs=0.04)
    assert "mappers-disagree" not in [finding.code for finding in result.findings]


def test_a_room_of_another_size_disagrees():
    result = cross_checked(model(width=24.0))
    assert result.cross_check == pytest.approx(0.2, abs=0.05)
    assert "mappers-disagree" in [finding.code for finding in result.findings]


@pytest.mark.parametrize("second", [None, model(scale_at=lambda share: 1 + 3 * share)], ids=["none", "drifting"])
def test_a_second_way_that_gives_nothing_says_nothing(second):
    assert cross_checked(second).cross_check is None
