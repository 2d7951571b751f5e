"""Detected text boxes as arrays of four corners: order, length, crops."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Quads = NDArray[np.float32]
"""Shape (n, 4, 2); corners clockwise from the image's top left; x, y in pixels, continuous (0 is the image's edge)."""
Image = NDArray[np.uint8]

TALL = 1.5
"""A box this much higher than wide holds a line that runs down or up; PP-OCR is trained with the same rule."""


def sizes(quads: Quads) -> NDArray[np.float32]:
    """Widths and heights of the boxes along their own sides, shape (2, n)."""
    width = np.maximum(_side(quads, 0, 1), _side(quads, 3, 2))
    height = np.maximum(_side(quads, 0, 3), _side(quads, 1, 2))
    return np.asarray(np.stack([width, height]), dtype=np.float32)


def _side(quads: Quads, start: int, end: int) -> NDArray[np.float32]:
    return np.asarray(np.linalg.norm(quads[:, start] - quads[:, end], axis=1), dtype=np.float32)


def is_tall(quads: Quads) -> NDArray[np.bool_]:
    """Which boxes run down the image rather than across it."""
    width, height = sizes(quads)
    return np.asarray(height >= TALL * np.maximum(width, 1), dtype=np.bool_)


def lie_sideways(quads: Quads) -> bool:
    """Whether more text, by length, runs down or up than across. Nearly square boxes have no say."""
    width, height = sizes(quads)
    down = height[height >= TALL * width].sum()
    across = width[width >= TALL * height].sum()
    return bool(down > across)


def turn(quads: Quads, quarters: int, width: float, height: float) -> Quads:
    """The same corners after the image of `width` x `height` is turned `quarters` x 90 degrees anticlockwise."""
    x, y = quads[..., 0], quads[..., 1]
    turned = ((x, y), (y, width - x), (width - x, height - y), (height - y, x))[quarters % 4]
    return np.stack(turned, axis=-1).astype(np.float32)


def from_corner(quads: Quads, n: int) -> Quads:
    """Roll the corners so that each box begins at its n-th."""
    return np.roll(quads, -n, axis=1)


def crop(image: Image, quad: NDArray[np.float32]) -> Image:
    """The box's pixels, straightened, with its first corner at the top left."""
    width, height = (max(1, round(float(size[0]))) for size in sizes(quad[None]))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    # warpPerspective counts from pixel centres, the corners from pixel edges.
    matrix = cv2.getPerspectiveTransform(quad - np.float32(0.5), target - np.float32(0.5))
    warped: Any = cv2.warpPerspective(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(warped, dtype=np.uint8)
