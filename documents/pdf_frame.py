"""From a PDF page's own space (origin bottom left, perhaps rotated) to the upright frame of the document model."""

from dataclasses import dataclass

from sme_extract.schemas.geometry import BoundingBox


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible box of a page in PDF user space, and its `/Rotate` (clockwise 0, 90, 180 or 270)."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the upright page."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation in {90, 270} else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of user space lies on the upright page."""
        match self.rotation:
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case 270:
                return self.top - y, self.right - x
            case _:
                return x - self.left, self.top - y

    def direction(self, dx: float, dy: float) -> tuple[float, float]:
        """A vector of user space as seen on the upright page, y downward."""
        match self.rotation:
            case 90:
                return dy, dx
            case 180:
                return -dx, dy
            case 270:
                return -dy, -dx
            case _:
                return dx, -dy

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom on the upright page."""
        if self.rotation == 0:  # the hot path: every glyph comes by here
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        x1, y1 = self.point(left, bottom)
        x2, y2 = self.point(right, top)
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)

    def bounding_box(self, left: float, bottom: float, right: float, top: float) -> BoundingBox:
        """The same as `box`, as a model."""
        return BoundingBox(*self.box(left, bottom, right, top))
