"""Opening and drawing PDFs with pdfium.

pdfium is not thread safe, not even over two documents: use it from one thread of a process, and several processes.
"""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from sme_extract.schemas.errors import TooLarge
from sme_extract.schemas.geometry import BoundingBox

POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class PageImage:
    """Draws one page of a PDF on demand: holds bytes only, so that a document can be pickled."""

    data: bytes = field(repr=False)
    index: int
    password: str | None
    max_pixels: int

    def __call__(self, dpi: int) -> Any:
        """The page as an RGB array. `TooLarge` when that is over the limit `max_page_pixels`."""
        with pdfium.PdfDocument(self.data, password=self.password) as document:
            document.init_forms()
            return render(document[self.index], dpi, self.max_pixels)


def render(page: Any, dpi: float, max_pixels: int, region: BoundingBox | None = None) -> Any:
    """RGB pixels of a pypdfium2 page, or of a region of the upright page."""
    width, height = page.get_size()
    scale = dpi / POINTS_PER_INCH
    if width * height * scale**2 > max_pixels:
        raise TooLarge(
            f"page of {width:.0f} x {height:.0f} points at {dpi:.0f} dpi is over the limit max_page_pixels "
            f"({max_pixels}). Raise max_page_pixels or ask for a lower resolution."
        )
    crop = (0.0, 0.0, 0.0, 0.0)
    if region is not None:
        crop = (region.left, height - region.bottom, width - region.right, region.top)
    bitmap = page.render(scale=scale, crop=crop, rev_byteorder=True)
    return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])


def affordable_dpi(page: Any, wanted: int, max_pixels: int) -> int:
    """`wanted`, or less where the page would be over `max_pixels`; at least 1."""
    width, height = page.get_size()
    most = POINTS_PER_INCH * math.sqrt(max_pixels / max(width * height, 1.0))
    return max(1, min(wanted, int(most)))
