"""Red seal ink: it covers names and numbers on scans, and is taken away before they are read again."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

RED_LEAD = 30
"""A pixel is red ink where its red channel leads both others by this much (of 255)."""


def without_red(image: Any) -> NDArray[np.uint8]:
    """The page as a camera with a red filter sees it, in three equal channels.

    Red ink and white paper are equally bright in the red channel, black and blue ink stay dark in it. Where ink is
    red, brightness is stretched so that bare ink (the median of all red pixels) becomes white and black print under
    the ink, which is darker, stays print. Text printed in red is lost too: this is for a second look only.
    """
    red, green, blue = cv2.split(np.ascontiguousarray(image))
    lead = cv2.subtract(red, cv2.max(green, blue))
    inked = lead > RED_LEAD
    if inked.any():
        ink = max(float(np.median(red[inked])), 1.0)
        stretched = np.minimum(red[inked] * (255.0 / ink), 255.0)
        red = red.copy()
        red[inked] = stretched.astype(np.uint8)
    return np.asarray(cv2.merge([red, red, red]), dtype=np.uint8)
