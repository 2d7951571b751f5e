"""JBIG2 files, made here from CCITT group 4 data, which JBIG2 calls MMR."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from sme_extract.documents.jbig2 import decode_jbig2, is_jbig2

SIZE = (64, 48)


def picture():
    image = Image.new("1", SIZE, 1)
    image.paste(0, (10, 5, 30, 25))
    return image


def segment(number, kind, data, page=1):
    return struct.pack(">IBBBI", number, kind, 0, page, len(data)) + data


def jbig2(image):
    buffer = io.BytesIO()
    swapped = image.convert("L").point(lambda value: 255 - value).convert("1")
    swapped.save(buffer, "TIFF", compression="group4")  # in this TIFF a set bit is white, in JBIG2 black
    tiff = Image.open(io.BytesIO(buffer.getvalue()))
    (start,), (length,) = tiff.tag_v2[273], tiff.tag_v2[279]
    mmr = buffer.getvalue()[start : start + length]
    page = struct.pack(">IIIIBH", *image.size, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", *image.size, 0, 0, 0, 1) + mmr
    body = segment(0, 48, page) + segment(1, 38, region) + segment(2, 49, b"") + segment(3, 51, b"", page=0)
    return b"\x97JB2\r\n\x1a\n" + struct.pack(">BI", 1, 1) + body


def test_black_stays_black_and_every_pixel_is_right():
    data = jbig2(picture())
    assert is_jbig2(data)
    image = decode_jbig2(data, 10_000)
    assert image is not None
    assert image.size == SIZE
    assert np.array_equal(np.asarray(image) > 127, np.asarray(picture()))


@pytest.mark.parametrize("keep", [8, 9, 13, 20, 30, 45])
def test_a_cut_file_is_no_picture(keep):
    assert decode_jbig2(jbig2(picture())[:keep], 10_000) is None


def test_a_picture_over_the_limit_is_refused():
    assert decode_jbig2(jbig2(picture()), SIZE[0] * SIZE[1] - 1) is None
