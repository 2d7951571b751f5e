"""What a page of OFD draws: layers, blocks and composite objects flattened into text and pictures."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sme_extract.documents.affine import LARGEST, Affine, parse_numbers
from sme_extract.documents.model import Word
from sme_extract.documents.ofd_resources import Resources
from sme_extract.documents.ofd_text import glyphs_of, join_characters, number, words_of
from sme_extract.documents.xml_tree import Element, attribute, children, first, local_name
from sme_extract.schemas.geometry import BoundingBox

MILLIMETRE = 72 / 25.4
"""Points in a millimetre, the unit of OFD."""
TO_POINTS = Affine(MILLIMETRE, 0, 0, MILLIMETRE, 0, 0)

_MAX_NESTING = 32
_MAX_OBJECTS = 200_000
_MAX_UNITS = 5_000  # composite units can hold each other, so a small file could draw without end
_MARGIN = 2.0
_SMALLEST = 0.1  # points; a picture below that is a trick or a spacer
_TWICE = 0.5  # the same word within half a point is drawn twice, to look bold


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's id and where it lies: `place` maps the unit square to the page in points."""

    resource: str
    place: Affine

    @property
    def bbox(self) -> BoundingBox:
        """Its box on the page."""
        return self.place.box(0, 0, 1, 1)


@dataclass(frozen=True, slots=True)
class DrawnObject:
    """The text of one object that tags can refer to; empty for a picture."""

    text: str
    bbox: BoundingBox


@dataclass(slots=True)
class Canvas:
    """Collects what is drawn on one page, in the order of drawing."""

    words: list[Word] = field(default_factory=list[Word])
    pictures: dict[Picture, None] = field(default_factory=dict[Picture, None])
    """A set that keeps the order of drawing."""
    objects: dict[str, DrawnObject] = field(default_factory=dict[str, DrawnObject])
    hidden: set[str] = field(default_factory=set[str])
    """Ids of text that nobody sees: transparent, switched off or beside the page."""
    overflow: bool = False
    """More objects than any honest page has; the rest was left out."""
    _n_objects: int = 0
    _n_units: int = 0
    _seen: set[tuple[str, int, int]] = field(default_factory=set[tuple[str, int, int]])

    def draw_page(self, root: Element | None, resources: Resources) -> None:
        """The layers of a page or template."""
        for layer in children(first(root, "Content"), "Layer"):
            if not _is_hidden(layer):
                self._draw(layer, TO_POINTS, resources, attribute(layer, "DrawParam"), 0)

    def draw_annotation(self, annotation: Element, resources: Resources) -> None:
        """The appearance of an annotation."""
        appearance = first(annotation, "Appearance")
        if appearance is None or _is_hidden(annotation) or _is_hidden(appearance):
            return
        self._draw(appearance, TO_POINTS.after(_placement(appearance)), resources, "", 0)

    def clip(self, width: float, height: float) -> None:
        """Leave out what lies beside the page, and join what was drawn character by character."""
        page = BoundingBox(0, 0, width, height).expand(_MARGIN)
        beside = {key for key, item in self.objects.items() if not page.contains_center(item.bbox)}
        self.hidden |= beside
        self.objects = {key: item for key, item in self.objects.items() if key not in beside}
        self.words = list(join_characters(w for w in self.words if page.contains_center(w.bbox)))

    def _draw(self, parent: Iterable[Element], to_page: Affine, resources: Resources, style: str, depth: int) -> None:
        for element in parent:
            self._n_objects += 1
            self.overflow = self.overflow or self._n_objects > _MAX_OBJECTS or depth > _MAX_NESTING
            if self.overflow:
                return
            if _is_hidden(element):
                self.hidden.add(attribute(element, "ID"))
                continue
            name = local_name(element)
            if name == "TextObject":
                self._draw_text(element, to_page, resources, style)
            elif name == "ImageObject":
                self._draw_picture(element, to_page)
            elif name == "PageBlock":
                self._draw(element, to_page, resources, style, depth + 1)
            elif name == "CompositeObject":
                self._draw_unit(element, to_page, resources, style, depth)

    def _draw_unit(self, element: Element, to_page: Affine, resources: Resources, style: str, depth: int) -> None:
        content = first(resources.units.get(attribute(element, "ResourceID")), "Content")
        self._n_units += 1
        self.overflow = self.overflow or self._n_units > _MAX_UNITS
        if content is not None:
            inner = to_page.after(_placement(element))
            self._draw(content, inner, resources, attribute(element, "DrawParam") or style, depth + 1)

    def _draw_text(self, element: Element, to_page: Affine, resources: Resources, style: str) -> None:
        if _is_transparent(element, resources, style):
            self.hidden.add(attribute(element, "ID"))
            return
        glyphs = glyphs_of(element, to_page.after(_placement(element)))
        if not glyphs:
            return
        self._register(element, "".join(g.char for g in glyphs), BoundingBox.around(g.bbox for g in glyphs))
        for word in words_of(glyphs):
            if not self._drawn_before(word):
                self.words.append(word)

    def _drawn_before(self, word: Word) -> bool:
        column, row = round(word.bbox.left / _TWICE), round(word.bbox.top / _TWICE)
        near = ((word.text, column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        known = any(key in self._seen for key in near)
        self._seen.add((word.text, column, row))
        return known

    def _draw_picture(self, element: Element, to_page: Affine) -> None:
        place = to_page.after(_placement(element, unit_square=True))
        picture = Picture(attribute(element, "ResourceID"), place)
        box = picture.bbox
        if not all(_SMALLEST <= side <= LARGEST for side in (box.width, box.height)):
            return
        self.pictures[picture] = None
        self._register(element, "", picture.bbox)

    def _register(self, element: Element, text: str, bbox: BoundingBox) -> None:
        object_id = attribute(element, "ID")
        if object_id:
            self.objects[object_id] = DrawnObject(text, bbox)


def _placement(element: Element, *, unit_square: bool = False) -> Affine:
    """From an object's own space to its parent's, in millimetres: CTM, then the corner of the boundary."""
    left, top, width, height = parse_numbers(attribute(element, "Boundary"), 4) or (0.0, 0.0, 0.0, 0.0)
    matrix = Affine.parse(attribute(element, "CTM"))
    if matrix is None:
        matrix = Affine(width, 0, 0, height, 0, 0) if unit_square else Affine()
    return matrix.moved(left, top)


def _is_hidden(element: Element) -> bool:
    return attribute(element, "Visible").lower() == "false" or number(attribute(element, "Alpha"), 255) <= 0


def _is_transparent(element: Element, resources: Resources, style: str) -> bool:
    """Whether neither the fill nor the outline of the letters can be seen."""
    if attribute(element, "Stroke").lower() == "true":
        return False
    if attribute(element, "Fill").lower() == "false":
        return True
    fill = first(element, "FillColor")
    if fill is None:
        fill = resources.fill_of(attribute(element, "DrawParam") or style)
    return fill is not None and number(attribute(fill, "Alpha"), 255) <= 0
