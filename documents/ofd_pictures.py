"""Pictures of an OFD page: decoded with bounds, searched for QR codes, put together as a page image."""

import io
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

from sme_extract.documents.jbig2 import decode_jbig2, is_jbig2
from sme_extract.documents.model import Code, ImageFunction
from sme_extract.documents.ofd_content import Picture
from sme_extract.schemas.geometry import BoundingBox

_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF")
_QUIET_ZONE = 0.1  # codes are often stored without the white margin that a decoder needs
_POINTS_PER_INCH = 72


class Undecodable(Exception):
    """A picture that cannot be used; the message says why."""


def decode_picture(data: bytes, max_pixels: int) -> Image.Image:
    """RGB on white. Raises `Undecodable`; sizes are checked before any pixel is unpacked."""
    if is_jbig2(data):
        mono = decode_jbig2(data, max_pixels)
        if mono is None:
            raise Undecodable("a JBIG2 picture could not be decoded")
        return mono.convert("RGB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is stricter
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
        if image.width * image.height > max_pixels:
            raise Undecodable(f"a picture of {image.width} x {image.height} pixels exceeds max_page_pixels")
        return _on_white(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Undecodable(f"a picture could not be decoded: {error}") from error


def picture_codes(picture: Picture, image: Image.Image) -> tuple[Code, ...]:
    """QR codes in a picture, with boxes on the page."""
    from sme_extract.documents.codes import decode_codes  # noqa: PLC0415  # only pages with pictures need the decoder

    box = picture.bbox
    margin = max(8, round(_QUIET_ZONE * max(image.size)))
    padded = Image.new("RGB", (image.width + 2 * margin, image.height + 2 * margin), "white")
    padded.paste(image, (margin, margin))
    scale = box.width / image.width
    codes = decode_codes(np.asarray(padded), scale, (box.left - margin * scale, box.top - margin * scale))
    if picture.place.is_upright:
        return codes
    return tuple(Code(code.payload, box) for code in codes)  # turned or mirrored: only the picture's box is sure


def native_dpi(images: Mapping[Picture, Image.Image]) -> float:
    """Resolution of the largest picture."""
    picture, image = max(images.items(), key=lambda item: item[0].bbox.width * item[0].bbox.height)
    return image.width / max(picture.place.x_scale, 1e-6) * _POINTS_PER_INCH


def page_image(size: tuple[float, float], images: Mapping[Picture, Image.Image], max_pixels: int) -> ImageFunction:
    """Function of the resolution that draws the pictures on a white page of `size` points."""

    def render(dpi: int) -> Any:
        scale = dpi / _POINTS_PER_INCH
        width, height = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
        if width * height > max_pixels:
            raise ValueError(f"{width} x {height} pixels exceed max_page_pixels; ask for a lower resolution")
        canvas = Image.new("RGB", (width, height), "white")
        for picture, image in images.items():
            _paste(canvas, picture, image, scale)
        return np.asarray(canvas)

    return render


def covers(picture: Picture, page: BoundingBox, share: float) -> bool:
    """Whether a picture fills at least this share of the page."""
    box = picture.bbox
    shown = max(0.0, box.overlap_x(page)) * max(0.0, box.overlap_y(page))
    return shown >= share * page.width * page.height


def _paste(canvas: Image.Image, picture: Picture, image: Image.Image, scale: float) -> None:
    """Draw through the inverse map: each pixel of the page asks which pixel of the picture lies there."""
    p = picture.place
    det = p.a * p.d - p.b * p.c
    if abs(det) < 1e-9:
        return
    u, v = image.width / det, image.height / det
    inverse = (
        p.d * u / scale,
        -p.c * u / scale,
        (p.c * p.f - p.d * p.e) * u,
        -p.b * v / scale,
        p.a * v / scale,
        (p.b * p.e - p.a * p.f) * v,
    )
    size = canvas.size
    drawn = image.transform(size, Image.Transform.AFFINE, inverse, Image.Resampling.BICUBIC)
    mask = Image.new("L", image.size, 255).transform(size, Image.Transform.AFFINE, inverse)
    canvas.paste(drawn, (0, 0), mask)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        image.load()
        return image
    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return image.convert("RGB")
