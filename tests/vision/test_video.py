from fractions import Fraction

import av
import numpy as np
import pytest

from sme_extract.schemas.errors import DamagedDocument
from sme_extract.vision.video import Video
from tests.fixtures.make.halls import HallPlan, encode

PLAN = HallPlan(1, width=96, height=48, frame_rate=10)


def marked():
    """A picture whose upper left quarter is red."""
    image = np.zeros((48, 96, 3), np.uint8)
    image[:24, :48] = (0, 0, 255)
    return image


@pytest.fixture
def film(tmp_path):
    def make(name, **options):
        encode([marked()] * 20, tmp_path / name, PLAN, **options)
        return tmp_path / name

    return make


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.avi"])
def test_any_container_is_read(film, name):
    with Video(film(name)) as video:
        frames = list(video.frames(960, 60))
    assert len(frames) == 20
    assert np.diff([frame.seconds for frame in frames]) == pytest.approx(np.full(19, 0.1), abs=0.03)


def test_hevc_is_read(film):
    with Video(film("a.mov", codec="libx265")) as video:
        assert len(list(video.frames(960, 60))) == 20
        assert video.info.codec.lower() in ("hevc", "hvc1", "hev1")


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_frames_stand_upright_whatever_the_rotation_says(film, turned):
    with Video(film("a.mp4", turned=turned)) as video:
        first = next(video.frames(960, 60)).image
        assert (video.info.width, video.info.height) == (96, 48)
    assert first.shape == (48, 96, 3)
    assert first[10, 10, 2] > 200
    assert first[-10, -10, 2] < 50


def test_times_of_a_variable_frame_rate_come_from_the_stream(tmp_path):
    times = [0, 100, 130, 400, 900, 950]
    with av.open(str(tmp_path / "a.mp4"), "w") as container:
        stream = container.add_stream("h264", rate=30)
        stream.width, stream.height, stream.pix_fmt, stream.time_base = 96, 48, "yuv420p", Fraction(1, 1000)
        stream.codec_context.time_base = Fraction(1, 1000)
        for time in times:
            picture = av.VideoFrame.from_ndarray(marked(), format="bgr24")
            picture.pts, picture.time_base = time, Fraction(1, 1000)
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    with Video(tmp_path / "a.mp4") as video:
        assert [frame.seconds for frame in video.frames(960, 60)] == pytest.approx([t / 1000 for t in times], abs=0.005)


def test_large_frames_are_shrunk_and_the_end_is_kept(film):
    with Video(film("a.mp4")) as video:
        frames = list(video.frames(48, 1.0))
    assert frames[0].image.shape == (24, 48, 3)
    assert frames[0].gray.shape == (24, 48)
    assert 10 <= len(frames) <= 11


def test_what_cannot_be_decoded_is_damaged(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"\0\0\0\x20ftypisom" + bytes(500))
    with pytest.raises(DamagedDocument, match="cannot be decoded"):
        Video(path)


def test_a_name_is_never_taken_for_an_address(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DamagedDocument):
        Video(tmp_path / "http:" / "127.0.0.1" / "a.mp4")
