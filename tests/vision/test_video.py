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


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.mp4", "h264"), ("a.mov", "h264"), ("a.mkv", "h264"), ("a.avi", "mpeg4"), ("a.webm", "libvpx-vp9")],
)
def test_any_container_is_read(film, name, codec):
    with Video(film(name, codec=codec)) as video:
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


def write(path, times, codec="h264", pixels="yuv420p", turned=0):
    """A film with a frame at each of the times (milliseconds)."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=30)
        stream.width, stream.height, stream.pix_fmt, stream.time_base = 96, 48, pixels, Fraction(1, 1000)
        stream.codec_context.time_base = Fraction(1, 1000)
        if turned:
            stream.set_display_rotation(turned)
        for time in times:
            picture = av.VideoFrame.from_ndarray(marked(), format="bgr24")
            picture.pts, picture.time_base = time, Fraction(1, 1000)
            container.mux(stream.encode(picture))
        container.mux(stream.encode())


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv"])
def test_times_of_a_variable_frame_rate_come_from_the_stream(tmp_path, name):
    times = [0, 100, 130, 400, 900, 950]
    write(tmp_path / name, times)
    with Video(tmp_path / name) as video:
        assert [frame.seconds for frame in video.frames(960, 60)] == pytest.approx([t / 1000 for t in times], abs=0.005)


def test_a_turned_hevc_film_of_variable_rate_is_upright_and_in_time(tmp_path):
    times = [0, 33, 100, 133, 200, 300]
    write(tmp_path / "a.mov", times, codec="libx265", turned=90)
    with Video(tmp_path / "a.mov") as video:
        frames = list(video.frames(960, 60))
    assert {frame.image.shape for frame in frames} == {(96, 48, 3)}  # turned once, not twice
    assert [frame.seconds for frame in frames] == pytest.approx([t / 1000 for t in times], abs=0.005)


def test_an_announced_rate_that_is_only_a_unit_of_time_loses_no_frame(tmp_path):
    write(tmp_path / "a.avi", [0, 100, 200, 300, 400], codec="mjpeg", pixels="yuvj420p")
    with Video(tmp_path / "a.avi") as video:
        assert video.info.frame_rate > 500
        frames = list(video.frames(960, 60))
    assert [frame.seconds for frame in frames] == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4], abs=0.005)


@pytest.mark.parametrize(("rate", "kept"), [(24, 24), (30, 30), (60, 30), (120, 30)])
def test_no_more_than_thirty_frames_a_second_are_looked_at(tmp_path, rate, kept):
    write(tmp_path / "a.mp4", [round(n * 1000 / rate) for n in range(rate)])
    with Video(tmp_path / "a.mp4") as video:
        assert len(list(video.frames(960, 60))) == pytest.approx(kept, abs=1)


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


def test_a_video_without_a_picture_that_can_be_decoded_names_its_codec(film):
    path = film("a.mp4")
    data = path.read_bytes()
    start = data.index(b"mdat")
    path.write_bytes(data[: start + 4] + bytes(data.index(b"moov") - start - 8) + data[data.index(b"moov") - 4 :])
    with Video(path) as video, pytest.raises(DamagedDocument, match="codec"):
        list(video.frames(960, 60))


def test_a_video_that_breaks_off_gives_what_there_is(tmp_path):
    path, rng = tmp_path / "a.mkv", np.random.default_rng(0)
    encode((rng.integers(0, 255, (48, 96, 3), dtype=np.uint8) for _ in range(20)), path, PLAN)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    with Video(path) as video:
        assert 0 < len(list(video.frames(960, 60))) < 20


def test_a_name_is_never_taken_for_an_address(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DamagedDocument):
        Video(tmp_path / "http:" / "127.0.0.1" / "a.mp4")
