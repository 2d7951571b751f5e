"""The parts of one document in an OFD package: pages with templates, resources, annotations, tags, attachments."""

from collections.abc import Iterator
from dataclasses import dataclass

from sme_extract.documents.affine import parse_numbers
from sme_extract.documents.ofd_content import MILLIMETRE, Canvas
from sme_extract.documents.ofd_package import OfdPackage
from sme_extract.documents.ofd_resources import Resources
from sme_extract.documents.xml_tree import Element, attribute, children, first, text_at

_A4 = (210.0, 297.0)
_MAX_SIDE = 14_400.0  # points; the largest side that PDF allows too
_BOXES = ("PhysicalBox", "CropBox", "ApplicationBox", "BleedBox")


@dataclass(slots=True)
class OfdPage:
    """One page, drawn. Sizes in points."""

    page_id: str
    width: float
    height: float
    canvas: Canvas
    resources: Resources


@dataclass(frozen=True, slots=True)
class Template:
    """A template page: its part and whether it lies in front unless the page says otherwise."""

    part: str
    order: str


class OfdBody:
    """One `DocBody` whose `Document.xml` is the part `root_part`."""

    def __init__(self, package: OfdPackage, root_part: str) -> None:
        self._package = package
        self._part = root_part
        self.root = package.xml(root_part)
        common = first(self.root, "CommonData")
        self._area = first(common, "PageArea")
        files = children(common, "PublicRes", "DocumentRes")
        self._resources = Resources().with_files(package, [self._follow(e.text or "") for e in files])
        self._templates = dict(self._read_templates(common))
        self._annotations = dict(self._read_annotations())

    def page_refs(self) -> list[Element]:
        """The page entries of the document, in order."""
        return list(children(first(self.root, "Pages"), "Page"))

    def read_page(self, ref: Element) -> OfdPage:
        """Draw one page: templates behind, its own content, templates in front, annotations."""
        page_id = attribute(ref, "ID")
        part = self._page_part(attribute(ref, "BaseLoc"))
        root = self._package.xml(part)
        behind, front = self._templates_of(root)
        own = self._with_page_resources(part, root)
        canvas = Canvas()
        for template in (*behind, None, *front):
            if template is None:
                canvas.draw_page(root, own)
            else:
                template_root = self._package.xml(template.part)
                canvas.draw_page(template_root, self._with_page_resources(template.part, template_root))
        for annotation in self._annotations.get(page_id, ()):
            canvas.draw_annotation(annotation, own)
        roots = [root, *(self._package.xml(t.part) for t in (*behind, *front))]
        width, height = self._size(roots, canvas)
        canvas.clip(width, height)
        return OfdPage(page_id, width, height, canvas, own)

    def part_at(self, name: str) -> str | None:
        """The part that an entry of `Document.xml` names, if it has that entry."""
        return self._follow(text_at(self.root, name))

    def _follow(self, location: str) -> str | None:
        return self._package.follow(self._part, location)

    def _page_part(self, location: str) -> str | None:
        folder = self._package.resolve(self._part, f"{location.rstrip('/')}/Content.xml")  # some name the folder only
        return folder or self._follow(location)

    def _read_templates(self, common: Element | None) -> Iterator[tuple[str, Template]]:
        for element in children(common, "TemplatePage"):
            part = self._follow(attribute(element, "BaseLoc"))
            if part is not None:
                yield attribute(element, "ID"), Template(part, attribute(element, "ZOrder"))

    def _templates_of(self, root: Element | None) -> tuple[list[Template], list[Template]]:
        behind: list[Template] = []
        front: list[Template] = []
        for use in children(root, "Template"):
            template = self._templates.get(attribute(use, "TemplateID"))
            if template is None:
                name = attribute(use, "TemplateID")
                self._package.note("missing-part", "warning", f"a page uses template {name}, which is not in the file.")
                continue
            order = attribute(use, "ZOrder") or template.order
            (front if order == "Foreground" else behind).append(template)
        return behind, front

    def _with_page_resources(self, part: str | None, root: Element | None) -> Resources:
        locations = [element.text or "" for element in children(root, "PageRes")]
        if part is None or not locations:
            return self._resources
        return self._resources.with_files(self._package, [self._package.follow(part, at) for at in locations])

    def _read_annotations(self) -> Iterator[tuple[str, list[Element]]]:
        part = self.part_at("Annotations")
        if part is None:
            return
        for page in children(self._package.xml(part), "Page"):
            file = self._package.follow(part, text_at(page, "FileLoc"))
            yield attribute(page, "PageID"), list(children(self._package.xml(file), "Annot"))

    def _size(self, roots: list[Element | None], canvas: Canvas) -> tuple[float, float]:
        """From the page, its templates or the document, in points; else as far as the content reaches."""
        for area in (*(first(root, "Area") for root in roots), self._area):
            for name in _BOXES:
                box = parse_numbers(text_at(area, name), 4)
                if box is not None and all(0 < side * MILLIMETRE <= _MAX_SIDE for side in box[2:]):
                    return box[2] * MILLIMETRE, box[3] * MILLIMETRE
        boxes = [word.bbox for word in canvas.words] + [picture.bbox for picture in canvas.pictures]
        right = max((box.right for box in boxes), default=0.0)
        bottom = max((box.bottom for box in boxes), default=0.0)
        if 0 < right <= _MAX_SIDE and 0 < bottom <= _MAX_SIDE:
            return right, bottom
        return _A4[0] * MILLIMETRE, _A4[1] * MILLIMETRE
