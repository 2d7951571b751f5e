"""A page with boxes drawn on it, for a person who wants to see what was read where."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import Image, ImageDraw

from sme_extract.documents.model import Page
from sme_extract.schemas.geometry import BoundingBox

DPI = 110
SCALE = DPI / 72
Style = Literal["word", "table", "field", "doubtful", "region"]
COLOURS: dict[Style, tuple[int, int, int]] = {
    "word": (170, 170, 170),
    "table": (60, 110, 220),
    "field": (0, 140, 60),
    "doubtful": (210, 40, 30),
    "region": (150, 60, 190),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One box and what is written over it."""

    bbox: BoundingBox
    style: Style
    label: str = ""


def draw(page: Page, marks: Iterable[Mark], notes: Iterable[str] = ()) -> bytes:
    """PNG of the page with its words in grey, tables in blue, regions in violet and `marks` above; `notes` stand
    under it, a line each.

    A page without pixels (a sheet, running text) is drawn from its words alone.
    """
    try:
        canvas = Image.fromarray(page.image(DPI)).convert("RGB")
    except LookupError:
        canvas = Image.new("RGB", (max(1, round(page.width * SCALE)), max(1, round(page.height * SCALE))), "white")
    lines = list(notes)
    grown = Image.new("RGB", (canvas.width, canvas.height + 14 * len(lines) + 4 * bool(lines)), "white")
    grown.paste(canvas)
    pen = ImageDraw.Draw(grown)
    tables = page.tables or (page.ruled() if page.ruled is not None else ())
    places = [Mark(cell.bbox, "table") for table in tables for cell in table.cells if cell.bbox]
    places += [Mark(word.bbox, "word") for word in page.words]
    places += [Mark(region.bbox, "region", region.kind) for region in page.regions]
    for mark in (*places, *marks):
        _box(pen, mark)
    for number, line in enumerate(lines):
        pen.text((4, canvas.height + 2 + 14 * number), _ascii(line), fill=COLOURS["doubtful"])
    stream = BytesIO()
    grown.save(stream, "PNG")
    return stream.getvalue()


def _box(pen: ImageDraw.ImageDraw, mark: Mark) -> None:
    box, colour = mark.bbox, COLOURS[mark.style]
    width = 1 if mark.style in ("word", "table") else 2
    pen.rectangle(tuple(side * SCALE for side in box.rounded()), outline=colour, width=width)
    if mark.label:
        pen.text((box.left * SCALE, max(0.0, box.top * SCALE - 11)), _ascii(mark.label), fill=colour)


def _ascii(text: str) -> str:
    """The built-in font has no other letters; names of fields and codes of findings need none."""
    return text.encode("ascii", "replace").decode()
