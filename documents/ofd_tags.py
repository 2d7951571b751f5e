"""Structured data of OFD: custom data, custom tags that point at text on the pages, XML attachments."""

import posixpath
from collections.abc import Iterator, Mapping

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
            yield Payload("CustomTags", _tag_node(package, file, root, objects), "ofd")


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


def _tag_node(package: OfdPackage, file: str, element: Element, objects: ObjectIndex) -> Node:
    texts: list[str] = []
    places: list[tuple[int, BoundingBox]] = []
    nodes: list[Node] = []
    for child in element:
        name = local_name(child)
        if name == "ObjectRef":
            found = _target(package, file, child, objects)
            if found is not None:
                texts.append(found[1].text)
                places.append((found[0], found[1].bbox))
        elif name == "ObjectData":
            texts.append((child.text or "").strip())
        else:
            nodes.append(_tag_node(package, file, child, objects))
    page = places[0][0] if places else None
    boxes = [box for number, box in places if number == page]
    return Node(
        name=local_name(element),
        text="".join(texts).strip() or (element.text or "").strip(),
        children=tuple(nodes),
        page=page,
        bbox=BoundingBox.around(boxes) if boxes else None,
    )


def _target(package: OfdPackage, file: str, ref: Element, objects: ObjectIndex) -> tuple[int, DrawnObject] | None:
    object_id = (ref.text or "").strip()
    number, item = objects.get((attribute(ref, "PageRef"), object_id), (0, None))
    if item is not None:
        return number, item
    if number:
        package.note("tag-hidden", "info", f"{file}: a tag refers to object {object_id}, which cannot be seen.")
    elif object_id not in _NO_OBJECT:
        package.note("tag-unresolved", "warning", f"{file}: a tag refers to object {object_id}, which does not exist.")
    return None
