import cv2
import numpy as np
import pytest

from sme_extract.vision import keyframes
from sme_extract.vision.keyframes import picture_hash
from sme_extract.vision.video import Frame

SIDE = (360, 480)


def select(frames, folder):
    """The selection of a video without cuts."""
    (one,) = keyframes.select(frames, folder)
    return one


def wall(seed=0):
    """A wide picture with something to follow everywhere, coarse and fine."""
    rng = np.random.default_rng(seed)
    coarse = cv2.resize(
        rng.integers(0, 160, (12, 100, 3), dtype=np.uint8), (3000, 360), interpolation=cv2.INTER_NEAREST
    )
    return cv2.GaussianBlur(coarse + rng.integers(0, 90, (360, 3000, 3), dtype=np.uint8), (0, 0), 2)


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
    assert fast.moved == pytest.approx(59 * 12 / 480, rel=0.1)


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


def test_a_cut_to_a_place_that_is_as_bright_begins_another_shot(tmp_path):
    jump = [*pan(wall(), 8, 20), *pan(wall(5), 8, 30, start=20)]
    first, second = keyframes.select(iter(jump), tmp_path)
    assert (first.begins, first.ends, second.begins, second.ends) == (0.0, 1.9, 2.0, 4.9)
    assert (first.samples, second.samples) == (20, 30)
    assert not first.keyframes[-1].has_after or first.keyframes[-1].after_seconds < 2.0
    assert not second.keyframes[0].has_before
    assert first.images != second.images


def test_the_last_keyframe_before_a_cut_has_no_neighbour_behind_it(tmp_path):
    first, _ = keyframes.select(iter([*pan(wall(), 32, 20), *pan(wall(7), 8, 20, start=20)]), tmp_path)
    assert first.keyframes[-1].seconds == 1.9
    assert not first.keyframes[-1].has_after


@pytest.mark.parametrize("step", [0, 8, 60])
def test_neither_standing_nor_walking_nor_a_quick_turn_is_a_cut(step, tmp_path):
    assert len(keyframes.select(pan(wall(), step, 40), tmp_path)) == 1


def test_a_turn_that_is_quicker_than_the_samples_is_no_cut(tmp_path):
    """Of three frames one is a sample; the frames between tell a turn from a cut."""
    quick = pan(wall(), 56, 40, rate=30.0)
    assert len(keyframes.select(quick, tmp_path / "turn")) == 1
    cut = [*pan(wall(), 56, 20, rate=30.0), *pan(wall(7), 56, 20, rate=30.0, start=20)]
    assert len(keyframes.select(iter(cut), tmp_path / "cut")) == 2


def test_noise_in_the_dark_is_no_cut(tmp_path):
    rng = np.random.default_rng(3)
    night = [rng.integers(0, 6, (*SIDE, 3), dtype=np.uint8) for _ in range(30)]
    frames = (Frame(n, n / 10, one, cv2.cvtColor(one, cv2.COLOR_BGR2GRAY)) for n, one in enumerate(night))
    assert len(keyframes.select(frames, tmp_path)) == 1


def test_repeated_pictures_are_no_neighbours(tmp_path):
    """A film at ten pictures a second that a program stretched to thirty."""
    walk = list(pan(wall(), 12, 30))
    stretched = [Frame(3 * n + k, n / 10 + k / 30, one.image, one.gray) for n, one in enumerate(walk) for k in range(3)]
    plain, held = select(iter(walk), tmp_path / "plain"), select(iter(stretched), tmp_path / "held")
    assert [one.seconds for one in held.keyframes] == [one.seconds for one in plain.keyframes]
    assert all(one.seconds - one.before_seconds > 0.09 for one in held.keyframes if one.has_before)


def test_time_stamps_that_jump_are_noted(tmp_path):
    frames = list(pan(wall(), 8, 40))
    late = [Frame(one.index, one.seconds + (3 if one.index >= 25 else 0), one.image, one.gray) for one in frames]
    assert select(iter(late), tmp_path / "late").gaps == [2.4]
    assert select(iter(frames), tmp_path / "even").gaps == []


def test_a_long_walk_is_thinned_evenly(tmp_path, monkeypatch):
    monkeypatch.setattr(keyframes, "MAX_KEYFRAMES", 10)
    chosen = select(pan(wall(), 20, 80), tmp_path)
    gaps = np.diff([one.index for one in chosen.keyframes])
    assert len(chosen.keyframes) == 10 == len(list(chosen.images.iterdir()))
    assert gaps.max() <= 2 * gaps.min() + 1


def test_hash_tells_pictures_apart():
    first, second = (cv2.cvtColor(wall(seed)[:, :480], cv2.COLOR_BGR2GRAY) for seed in (0, 1))
    assert picture_hash(first) == picture_hash(first.copy()) != picture_hash(second)
