import io
import struct

import numpy as np
import pytest
from PIL import Image

from sme_extract.documents.image_reader import ImageReader
from sme_extract.documents.ocr.null import NullEngine
from sme_extract.documents.raster import ASSUMED_DPI, rgb
from sme_extract.documents.reader import Blob, Limits, ReadOptions
from sme_extract.schemas.errors import DamagedDocument, MissingDependency, TooLarge

READER = ImageReader()


def encoded(image, name, **options):
    out = io.BytesIO()
    image.save(out, name, **options)
    return out.getvalue()


def blob(data):
    return Blob("scan", data, "0" * 64)


def read(data, **limits):
    media_type = READER.sniff(blob(data))
    assert media_type is not None
    return READER.read(blob(data), media_type, ReadOptions(Limits(**limits), ocr_engine=NullEngine()))


def marked(width=600, height=400, mode="RGB"):
    """White with a black corner at the top left."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("black", (0, 0, width // 4, height // 4))
    return image.convert(mode)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("TIFF", "image/tiff"),
        ("WEBP", "image/webp"),
        ("BMP", "image/bmp"),
        ("GIF", "image/gif"),
    ],
)
def test_formats_are_known_by_content_and_read(name, media_type):
    document = read(encoded(marked(), name))
    assert document.media_type == media_type
    page = document.pages[0]
    pixels = page.image(round(600 * 72 / page.width))
    assert pixels.shape == (400, 600, 3)
    assert pixels[20, 20].max() < 20
    assert pixels[300, 500].min() > 235


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"BMW sells cars, and so on and on", b"RIFF\0\0\0\0WAVE", b"PK\3\4"]
)
def test_other_bytes_are_no_image(data):
    assert READER.sniff(blob(data)) is None


def test_heic_without_its_package_names_the_command(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pillow_heif", None)
    data = struct.pack(">I", 24) + b"ftypheic" + b"\0" * 12
    assert READER.sniff(blob(data)) == "image/heic"
    with pytest.raises(MissingDependency, match=r"pip install sme-extract\[heic\]"):
        read(data)


def test_every_page_of_a_tiff_is_read_but_not_its_thumbnails():
    from PIL.TiffImagePlugin import AppendingTiffWriter

    out = io.BytesIO()
    with AppendingTiffWriter(out, new=True) as writer:
        for width, subfile_type in ((300, 0), (30, 1), (310, 0)):
            marked(width, 400).save(writer, "TIFF", tiffinfo={254: subfile_type})
            writer.newFrame()
    document = read(out.getvalue())
    assert [page.image(int(ASSUMED_DPI)).shape[1] for page in document.pages] == [300, 310]
    assert [page.number for page in document.pages] == [1, 2]


def test_only_the_first_frame_of_a_gif_is_a_page():
    data = encoded(marked(), "GIF", save_all=True, append_images=[Image.new("RGB", (600, 400), "red")])
    document = read(data)
    assert len(document.pages) == 1
    assert document.pages[0].image(200)[20, 20].max() < 20


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_way_up_that_exif_says_is_followed(orientation):
    upright = marked()
    back = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }.get(orientation, [])
    stored = upright
    for step in back:
        stored = stored.transpose(step)
    exif = Image.Exif()
    exif[274] = orientation
    page = read(encoded(stored, "JPEG", exif=exif)).pages[0]
    pixels = page.image(int(ASSUMED_DPI))
    assert pixels.shape == (400, 600, 3)
    assert pixels[20, 20].max() < 30
    assert pixels[380, 20].min() > 225
    assert page.rotation == 0


def test_what_is_transparent_becomes_white():
    image = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 10, 10))
    pixels = rgb(image)
    assert pixels[5, 5].tolist() == [0, 0, 0]
    assert pixels[30, 50].tolist() == [255, 255, 255]


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "YCbCr", "I", "F", "I;16"])
def test_every_mode_becomes_rgb(mode):
    pixels = rgb(
        marked(mode="L").convert("I").point(lambda v: v * 257).convert("I;16") if mode == "I;16" else marked(mode=mode)
    )
    assert (pixels.shape, pixels.dtype) == ((400, 600, 3), np.uint8)
    assert pixels[20, 20].max() < 5
    assert pixels[300, 500].min() > 250


@pytest.mark.parametrize("white", [4095, 65535])
def test_deep_grey_is_as_bright_as_its_paper(white):
    values = np.full((40, 60), white, np.uint16)
    values[:10, :10] = white // 2
    pixels = rgb(Image.open(io.BytesIO(encoded(Image.fromarray(values), "PNG"))))
    assert pixels[30, 50].tolist() == [255, 255, 255]
    assert pixels[5, 5, 0] == pytest.approx(127, abs=1)


@pytest.mark.parametrize(
    ("dpi", "expected"),
    [
        ((150, 150), 150),
        ((72, 72), ASSUMED_DPI),  # what programs write that do not know
        ((2400, 2400), ASSUMED_DPI),
        ((1200, 1200), ASSUMED_DPI),  # a page of half an inch
        (None, ASSUMED_DPI),
    ],
)
def test_only_a_believable_resolution_is_believed(dpi, expected):
    data = encoded(marked(), "PNG", **({"dpi": dpi} if dpi else {}))
    page = read(data).pages[0]
    assert page.width == pytest.approx(600 * 72 / expected, rel=1e-3)


def test_fax_pixels_become_square():
    page = read(encoded(marked(1728, 1100), "TIFF", dpi=(204, 98))).pages[0]
    assert (page.width, page.height) == pytest.approx((1728 * 72 / 204, 1100 * 72 / 98), rel=1e-3)
    pixels = page.image(204)
    assert pixels.shape == (round(1100 * 204 / 98), 1728, 3)


@pytest.mark.parametrize(
    ("data", "limits", "setting"),
    [
        (encoded(Image.new("1", (300, 200)), "PNG"), {"max_page_pixels": 59_999}, "max_page_pixels"),
        (
            encoded(Image.new("1", (9, 9)), "TIFF", save_all=True, append_images=[Image.new("1", (9, 9))] * 3),
            {"max_pages": 3},
            "max_pages",
        ),
    ],
)
def test_limits_are_named_when_met(data, limits, setting):
    with pytest.raises(TooLarge, match=setting):
        read(data, **limits)


def test_a_limit_just_not_met_is_no_hindrance():
    frames = [Image.new("1", (300, 200))] * 2
    data = encoded(Image.new("1", (300, 200)), "TIFF", save_all=True, append_images=frames)
    assert len(read(data, max_pages=3, max_page_pixels=60_000).pages) == 3


def test_a_decompression_bomb_is_refused_before_it_is_decoded():
    header = struct.pack(">II5B", 100_000, 100_000, 8, 2, 0, 0, 0)
    import zlib

    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    with pytest.raises(TooLarge):
        read(b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT" + b"\0" * 8)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF"])
@pytest.mark.parametrize("kept", [0.02, 0.5])
def test_a_file_cut_off_is_damaged(name, kept):
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (80, 120, 3), np.uint8))
    data = encoded(noise, name)
    with pytest.raises(DamagedDocument, match="scan"):
        read(data[: max(32, int(len(data) * kept))])


def test_camera_and_program_are_kept():
    exif = Image.Exif()
    exif[305], exif[271] = "Scanner 1.0", "Maker"
    assert read(encoded(marked(), "JPEG", exif=exif)).metadata == {"Software": "Scanner 1.0", "Make": "Maker"}


def test_findings_of_all_pages_are_told_apart():
    data = encoded(marked(), "TIFF", save_all=True, append_images=[marked()])
    messages = [finding.message for finding in read(data).findings]
    assert messages == ["no text was found on page 1", "no text was found on page 2"]
