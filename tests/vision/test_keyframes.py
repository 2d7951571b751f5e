import cv2
import numpy as np
import pytest

from sme_extract.vision import keyframes
from sme_extract.vision.keyframes import picture_hash, select
from sme_extract.vision.video import Frame

SIDE = (240, 320)


def wall(seed=0):
    """A wide picture with something to follow everywhere."""
    rng = np.random.default_rng(seed)
    return cv2.GaussianBlur(rng.integers(0, 255, (240, 3000, 3), dtype=np.uint8), (0, 0), 2)


def pan(picture, step, count, rate=10.0, start=0):
    """Frames of a view that slides along a picture by `step` pixels a frame."""
    for number in range(count):
        view = np.ascontiguousarray(picture[:, number * step : number * step + SIDE[1]])
        gray = cv2.cvtColor(view, cv2.COLOR_BGR2GRAY)
        yield Frame(start + number, (start + number) / rate, view, gray)


def test_keyframes_come_with_parallax_not_with_time(tmp_path):
    slow = select(pan(wall(), 4, 60), tmp_path / "slow")
    fast = select(pan(wall(), 12, 60), tmp_path / "fast")
    assert len(fast.keyframes) > 2 * len(slow.keyframes) > 4
    assert fast.moved == pytest.approx(59 * 12 / 320, rel=0.1)


def test_a_still_camera_gives_one_keyframe(tmp_path):
    chosen = select(pan(wall(), 0, 40), tmp_path)
    assert len(chosen.keyframes) == 1
    assert chosen.moved == pytest.approx(0, abs=0.02)


def test_every_keyframe_has_its_picture_and_neighbours(tmp_path):
    chosen = select(pan(wall(), 8, 30), tmp_path)
    for one in chosen.keyframes:
        assert (chosen.images / one.name).is_file()
        assert (chosen.neighbours / f"before-{one.name}").is_file() == one.has_before
        assert (chosen.neighbours / f"after-{one.name}").is_file() == one.has_after
        assert one.before_seconds <= one.seconds <= one.after_seconds


def test_the_sharpest_frame_of_a_window_is_kept(tmp_path):
    def blurred():
        for frame in pan(wall(), 4, 40):
            if frame.index % 5:
                view = cv2.GaussianBlur(frame.image, (0, 0), 3)
                yield Frame(frame.index, frame.seconds, view, cv2.cvtColor(view, cv2.COLOR_BGR2GRAY))
            else:
                yield frame

    chosen = select(blurred(), tmp_path)
    assert [one.index % 5 for one in chosen.keyframes[1:]] == [0] * (len(chosen.keyframes) - 1)


def test_a_cut_is_noticed_and_a_pan_is_none(tmp_path):
    bright = np.clip(wall(5).astype(int) // 3 + 150, 0, 255).astype(np.uint8)
    jump = [*pan(wall(), 8, 20), *pan(bright, 8, 20, start=20)]
    assert select(iter(jump), tmp_path / "cut").cuts == [2.0]
    assert select(pan(wall(), 8, 40), tmp_path / "pan").cuts == []


def test_a_long_walk_is_thinned_evenly(tmp_path, monkeypatch):
    monkeypatch.setattr(keyframes, "MAX_KEYFRAMES", 10)
    chosen = select(pan(wall(), 20, 80), tmp_path)
    gaps = np.diff([one.index for one in chosen.keyframes])
    assert len(chosen.keyframes) == 10 == len(list(chosen.images.iterdir()))
    assert gaps.max() <= 2 * gaps.min() + 1


def test_hash_tells_pictures_apart():
    first, second = (cv2.cvtColor(wall(seed)[:, :320], cv2.COLOR_BGR2GRAY) for seed in (0, 1))
    assert picture_hash(first) == picture_hash(first.copy()) != picture_hash(second)
