"""Photos of a screen: the grid of the screen's pixels lies over the whole picture.

Each tile of the picture is looked at in the frequency domain. A grid shows as a sharp peak at one and the same place in
nearly all tiles, whatever the picture is; bricks, cloth and shelves repeat in parts of a picture only. Needs the pixels
as the camera wrote them: a picture made small by a messenger has lost the grid, and nothing is said of it.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sme_extract.vision.photo import gray_of
from sme_extract.vision.video import Image

Floats = NDArray[np.float64]

TILE = 256
ACROSS, DOWN = 5, 4
"""Tiles that are looked at."""
LOWEST = 0.12
"""Cycles a pixel: what is coarser belongs to the picture."""
SHARP = 8.0
"""Times by which a peak stands above its surroundings."""
SAME_PITCH, SAME_TURN = 0.03, 6.0
"""Cycles a pixel and degrees by which the grids of two tiles may differ: a screen is seen at an angle."""
SHARE = 0.6
"""Of the tiles that show the grid of a screen."""
NEAR_AXIS = 3.5 / TILE
"""Cycles a pixel from the axes, where straight edges of things have their peaks."""
JPEG_BLOCK = 8
LEAST_SIDE = 2 * TILE
"""Smaller pictures are not judged."""


@dataclass(frozen=True, slots=True)
class Peak:
    """The sharpest peak of a tile."""

    pitch: float
    """Cycles a pixel."""
    turn: float
    """Degrees, 0 to 90: the lines and the columns of a grid are one grid."""
    prominence: float


def screen_share(image: Image) -> float:
    """Share of the tiles that show one and the same grid, 0 to 1; 0 for a picture that is too small."""
    gray = gray_of(image)
    if min(gray.shape) < LEAST_SIDE:
        return 0.0
    tops = np.linspace(0, gray.shape[0] - TILE, DOWN).astype(int)
    lefts = np.linspace(0, gray.shape[1] - TILE, ACROSS).astype(int)
    peaks = [_peak(gray[top : top + TILE, left : left + TILE]) for top in tops for left in lefts]
    sharp = [peak for peak in peaks if peak.prominence >= SHARP]
    if not sharp:
        return 0.0
    return max(sum(_near(peak, other) for other in sharp) for peak in sharp) / len(peaks)


def is_screen(image: Image) -> bool:
    """Whether the picture was taken of a screen, as far as its grid tells."""
    return screen_share(image) >= SHARE


def _near(peak: Peak, other: Peak) -> bool:
    apart = abs(peak.turn - other.turn)
    return abs(peak.pitch - other.pitch) < SAME_PITCH and min(apart, 90 - apart) < SAME_TURN


def _peak(tile: Image) -> Peak:
    """The sharpest peak of the spectrum's upper half, outside the picture's own range and JPEG's."""
    values = tile.astype(np.float64)
    values -= cv2.GaussianBlur(values, (0, 0), 3)
    window = np.hanning(TILE)
    spectrum = np.abs(np.fft.rfft2(values * window[:, None] * window[None, :]))
    rows, columns = np.fft.fftfreq(TILE).astype(np.float64), np.fft.rfftfreq(TILE).astype(np.float64)
    y, x = np.meshgrid(rows, columns, indexing="ij")
    around = cv2.medianBlur(spectrum.astype(np.float32), 5)
    ring = cv2.blur(np.maximum(around, 1e-3), (17, 17))
    ratio = np.where(_allowed(x, y), spectrum / np.maximum(ring, 1e-3), 0)
    row, column = np.unravel_index(int(ratio.argmax()), ratio.shape)
    at = complex(x[row, column], y[row, column])
    return Peak(abs(at), float(np.degrees(np.angle(at))) % 90, float(ratio[row, column]))


def _allowed(x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Where a screen's grid may show: not at the multiples of JPEG's blocks, nor on the very axes of straight edges."""
    step = 1 / JPEG_BLOCK
    off_x, off_y = (np.abs(f / step - np.round(f / step)) * step for f in (x, y))
    blocks = (off_x < 2.5 / TILE) & (off_y < 2.5 / TILE)
    axes = (np.abs(x) < NEAR_AXIS) | (np.abs(y) < NEAR_AXIS)
    return (np.hypot(x, y) >= LOWEST) & ~blocks & ~axes
