"""Resource files of OFD: pictures, drawing parameters and composite units, by their ids."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sme_extract.documents.ofd_package import OfdPackage
from sme_extract.documents.xml_tree import Element, attribute, children, first, text_at

_MAX_CHAIN = 16


@dataclass(slots=True)
class Resources:
    """What pages refer to by id. Later files do not override earlier ones."""

    pictures: dict[str, str | None] = field(default_factory=dict[str, str | None])
    """Id to part; None where a picture is declared and its file is not in the package."""
    draw_params: dict[str, Element] = field(default_factory=dict[str, Element])
    units: dict[str, Element] = field(default_factory=dict[str, Element])

    def with_files(self, package: OfdPackage, parts: Iterable[str | None]) -> "Resources":
        """These and what the files declare; this object itself stays as it is."""
        more = Resources(dict(self.pictures), dict(self.draw_params), dict(self.units))
        for part in parts:
            root = package.xml(part)
            if part is not None and root is not None:
                more._add(package, part, root)
        return more

    def _add(self, package: OfdPackage, part: str, root: Element) -> None:
        folder = attribute(root, "BaseLoc")
        for media in children(first(root, "MultiMedias"), "MultiMedia"):
            self.pictures.setdefault(attribute(media, "ID"), _media_part(package, part, folder, media))
        for param in children(first(root, "DrawParams"), "DrawParam"):
            self.draw_params.setdefault(attribute(param, "ID"), param)
        for unit in children(first(root, "CompositeGraphicUnits"), "CompositeGraphicUnit"):
            self.units.setdefault(attribute(unit, "ID"), unit)

    def fill_of(self, param_id: str) -> Element | None:
        """The fill colour that a drawing parameter sets, itself or through `Relative`."""
        for _ in range(_MAX_CHAIN):
            param = self.draw_params.get(param_id)
            if param is None:
                return None
            fill = first(param, "FillColor")
            if fill is not None:
                return fill
            param_id = attribute(param, "Relative")
        return None


def _media_part(package: OfdPackage, part: str, folder: str, media: Element) -> str | None:
    location = text_at(media, "MediaFile")
    if not location:
        return None
    if location.startswith("/") or not folder:
        return package.resolve(part, location)
    return package.resolve(part, f"{folder.rstrip('/')}/{location}") or package.resolve(part, location)
