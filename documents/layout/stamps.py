"""Seals on a page image: compact patches of red ink, which layout models have no class for."""

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from sme_extract.documents.seal_ink import RED_LEAD
from sme_extract.schemas.geometry import BoundingBox

SIZES = (0.04, 0.35)
"""Width and height of a seal as shares of the page's longer side: 12 to 100 mm on A4."""
MOST_OBLONG = 2.5
"""Oval invoice seals are 40 x 30 mm; red rules and headings are far longer."""


def stamps(image: Any) -> Iterator[BoundingBox]:
    """Boxes in pixels of an RGB uint8 image of shape (height, width, 3)."""
    red, green, blue = cv2.split(np.ascontiguousarray(image))
    inked = (cv2.subtract(red, cv2.max(green, blue)) > RED_LEAD).astype(np.uint8)
    side = max(image.shape[:2])
    reach = max(3, round(0.01 * side))
    joined = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    for left, top, width, height, _ in stats[1:count].tolist():
        small, large = sorted((width, height))
        if SIZES[0] * side <= small and large <= SIZES[1] * side and large <= MOST_OBLONG * small:
            yield BoundingBox(left, top, left + width, top + height)
