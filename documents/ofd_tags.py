"""Structured data of OFD: custom data, custom tags that point at text on the pages, XML attachments."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sme_extract.documents.model import Attachment, Node, Payload
from sme_extract.documents.ofd_content import DrawnObject
from sme_extract.documents.ofd_package import OfdPackage
from sme_extract.documents.xml_tree import (
    Element,
    attribute,
    children,
    first,
    local_name,
    looks_like_xml,
    parse_xml,
    text_at,
)
from sme_extract.schemas.errors import DamagedDocument
from sme_extract.schemas.geometry import BoundingBox

ObjectIndex = Mapping[tuple[str, str], tuple[int, DrawnObject | None]]
"""(page id, object id) -> page number and what is drawn there; None where the object cannot be seen."""

_NO_OBJECT = {"", "0"}  # issuers point at object 0 for an empty field


def custom_data(doc_info: Element | None) -> Payload | None:
    """The key and value pairs of `OFD.xml`."""
    entries = tuple(
        Node(attribute(entry, "Name"), (entry.text or "").strip())
        for entry in children(first(doc_info, "CustomDatas"), "CustomData")
        if attribute(entry, "Name")
    )
    return Payload("CustomDatas", Node("CustomDatas", children=entries), "ofd") if entries else None


def custom_tags(package: OfdPackage, part: str | None, objects: ObjectIndex) -> Iterator[Payload]:
    """One payload for each tag file; leaves carry the text and place of the objects that they refer to."""
    if part is None:
        return
    for entry in children(package.xml(part), "CustomTag"):
        file = package.follow(part, text_at(entry, "FileLoc"))
        root = package.xml(file)
        if file is not None and root is not None:
            tree = _TagTree(objects)
            yield Payload("CustomTags", tree.node(root), "ofd")
            tree.report(package, file)


def attachments(package: OfdPackage, part: str | None) -> Iterator[Attachment]:
    """The embedded files that the document lists."""
    if part is None:
        return
    for entry in children(package.xml(part), "Attachment"):
        file = package.follow(part, text_at(entry, "FileLoc"))
        data = package.read(file) if file is not None else None
        if file is not None and data is not None:
            yield Attachment(posixpath.basename(file), data)


def attached_xml(package: OfdPackage, attachment: Attachment) -> Payload | None:
    """An attachment as a payload, when it is XML."""
    if not looks_like_xml(attachment.data):
        return None
    try:
        return Payload(attachment.name, parse_xml(attachment.data), "xml")
    except DamagedDocument as error:
        package.note("damaged-part", "error", f"the attachment {attachment.name} cannot be read: {error}")
        return None


@dataclass(slots=True)
class _TagTree:
    """Turns a tag file into nodes and keeps account of references that have no visible target."""

    objects: ObjectIndex
    hidden: list[str] = field(default_factory=list[str])
    lost: list[str] = field(default_factory=list[str])

    def node(self, element: Element) -> Node:
        texts: list[str] = []
        places: list[tuple[int, BoundingBox]] = []
        nodes: list[Node] = []
        for child in element:
            name = local_name(child)
            if name == "ObjectRef":
                number, item = self._target(child)
                if item is not None:
                    texts.append(item.text)
                    places.append((number, item.bbox))
            elif name == "ObjectData":
                texts.append((child.text or "").strip())
            else:
                nodes.append(self.node(child))
        page = places[0][0] if places else None
        boxes = [box for number, box in places if number == page]
        return Node(
            name=local_name(element),
            text="".join(texts).strip() or (element.text or "").strip(),
            children=tuple(nodes),
            page=page,
            bbox=BoundingBox.around(boxes) if boxes else None,
        )

    def report(self, package: OfdPackage, file: str) -> None:
        if self.hidden:
            message = f"{file}: {len(self.hidden)} tag(s) refer to what cannot be seen, object {self.hidden[0]} first."
            package.note("tag-hidden", "info", message)
        if self.lost:
            message = f"{file}: {len(self.lost)} tag(s) refer to what does not exist, object {self.lost[0]} first."
            package.note("tag-unresolved", "warning", message)

    def _target(self, ref: Element) -> tuple[int, DrawnObject | None]:
        object_id = (ref.text or "").strip()
        number, item = self.objects.get((attribute(ref, "PageRef"), object_id), (0, None))
        if number and item is None:
            self.hidden.append(object_id)
        elif item is None and object_id not in _NO_OBJECT:
            self.lost.append(object_id)
        return number, item
