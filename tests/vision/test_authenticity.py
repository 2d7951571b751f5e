from pathlib import Path

import numpy as np
import pytest

from sme_extract.vision.authenticity import of_file, repeated
from sme_extract.vision.keyframes import Selection

RNG = np.random.default_rng(0)
WALK = [int(value) for value in RNG.integers(0, 2**60, 120)]
"""A walk whose pictures all differ."""


def coded_again(hashes, bits=4, seed=1):
    """The same pictures with a few bits of each turned."""
    rng = np.random.default_rng(seed)
    flips = [sum(1 << int(bit) for bit in rng.choice(64, bits, replace=False)) for _ in hashes]
    return [one ^ flip for one, flip in zip(hashes, flips, strict=True)]


def test_a_stretch_that_comes_twice_is_noticed_though_it_was_coded_again():
    edited = WALK[:80] + WALK[20:40] + WALK[80:]
    assert repeated(coded_again(edited))
    assert not repeated(coded_again(WALK))


def test_a_second_round_of_one_walk_is_no_repetition():
    """The same places, but never the same picture: a quarter of the bits differ, as in walks that were measured."""
    assert not repeated(WALK + coded_again(WALK, bits=16))


@pytest.mark.parametrize("bits", [0, 2])
def test_a_camera_that_stands_still_repeats_itself_honestly(bits):
    assert not repeated(coded_again([WALK[0]] * 100, bits))


def box(kind, payload):
    return (len(payload) + 8).to_bytes(4) + kind + payload


def film(tmp_path, writer=b"", first_picture=b""):
    """An MP4 file whose user data name a program."""
    path = tmp_path / "a.mp4"
    media = box(b"mdat", first_picture + bytes(200_000) + b"CapCut")  # the pictures themselves are no evidence
    path.write_bytes(box(b"ftyp", b"isom\0\0\2\0") + media + box(b"moov", box(b"udta", box(b"meta", writer))))
    return path


def shot(**changes):
    walked = {"moved": 20.0, "keyframes": [None] * 60}
    return Selection(Path("x"), **({"ends": 33.0, "samples": 330, "hashes": WALK} | walked | changes))


def codes(path, *shots, announced=33.0, longest=600.0):
    return [(one.code, one.severity) for one in of_file(path, shots or [shot()], announced, longest)]


@pytest.mark.parametrize(
    ("writer", "expected"),
    [
        (b"com.apple.quicktime.software 18.2", []),
        (b"com.android.version 14", []),
        (b"", []),
        (b"Lavf61.7.100", [("video-coded-again", "info")]),
        (b"HandBrake 1.8.2", [("video-coded-again", "info")]),
        (b"Adobe Premiere Pro 2024", [("video-edited", "warning")]),
        ("剪映".encode(), [("video-edited", "warning")]),
        (b'{"source_type":"vicut"} Lavf58', [("video-edited", "warning")]),
    ],
)
def test_programs_that_wrote_the_file_are_told(writer, expected, tmp_path):
    assert codes(film(tmp_path, writer)) == expected


def test_an_encoder_that_signs_the_first_picture_is_told(tmp_path):
    assert codes(film(tmp_path, first_picture=b"x264 - core 164")) == [("video-coded-again", "info")]


def test_time_stamps_that_jump_ask_for_the_original(tmp_path):
    (finding,) = of_file(film(tmp_path), [shot(gaps=[12.0])], 33.0, 600.0)
    assert (finding.code, finding.severity) == ("video-edited", "warning")
    assert "12.0 s" in finding.message


def test_a_stretch_that_comes_again_in_another_shot_is_noticed(tmp_path):
    assert codes(film(tmp_path), shot(), shot(hashes=WALK[30:60])) == [("video-repeats-itself", "warning")]


def test_people_before_a_still_camera_are_no_repetition(tmp_path):
    still = shot(hashes=WALK + WALK, moved=0.2)
    assert codes(film(tmp_path), still) == []


def test_a_video_of_which_the_end_is_missing_is_told_from_one_that_is_too_long(tmp_path):
    path = film(tmp_path)
    assert codes(path, announced=34.5) == []
    (damaged,) = of_file(path, [shot()], 60.0, 600.0)
    (long,) = of_file(path, [shot(ends=599.95)], 900.0, 600.0)
    assert damaged.code == long.code == "video-end-missing"
    assert "damaged" in damaged.message
    assert "max_video_seconds" in long.message


@pytest.mark.parametrize(
    "content", [b"", b"RIFF\x10\0\0\0AVI LISTINFOISFT Lavf61", box(b"ftyp", b"qt  ") + b"\0\0\0\1wide"]
)
def test_files_of_any_kind_and_length_are_searched(content, tmp_path):
    path = tmp_path / "a.avi"
    path.write_bytes(content)
    assert codes(path) == ([("video-coded-again", "info")] if b"Lavf" in content else [])
