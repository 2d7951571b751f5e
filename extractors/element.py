"""Elements of a structured payload together with their place in the file, for kinds that read whole trees."""

from collections.abc import Iterator
from dataclasses import dataclass

from sme_extract.documents.model import Node, Payload
from sme_extract.extractors.scope import Span


@dataclass(frozen=True, slots=True)
class Element:
    """A node and its path from the root of the payload, `BkToCstmrStmt/Stmt[2]/Acct/Id`."""

    node: Node
    payload: Payload
    path: str

    @classmethod
    def root(cls, payload: Payload) -> "Element":
        """The payload's root, or the part of the file that the payload was narrowed to."""
        return cls(payload.root, payload, payload.path or payload.root.name)

    @property
    def text(self) -> str:
        """Its own text."""
        return self.node.text

    def each(self, *path: str) -> Iterator["Element"]:
        """All elements along a path of names, in the order of the file."""
        if not path:
            yield self
            return
        named = [child for child in self.node.children if child.name == path[0]]
        for number, child in enumerate(named, start=1):
            step = f"{path[0]}[{number}]" if len(named) > 1 else path[0]
            yield from Element(child, self.payload, f"{self.path}/{step}").each(*path[1:])

    def first(self, *paths: str) -> "Element | None":
        """The first element with a text along the first of these paths (`Acct/Id/IBAN`) that leads to one."""
        return next((found for path in paths for found in self.each(*path.split("/")) if found.text), None)

    def said(self, *paths: str) -> str:
        """Its text, or nothing."""
        found = self.first(*paths)
        return found.text if found is not None else ""

    def span(self, text: str | None = None) -> Span:
        """The text, or a part of it, as evidence."""
        line = self.node.attributes.get("line")
        where = f"{self.payload.name}#{self.path}" + (f" line {line}" if line else "")
        printed = self.text if text is None else text
        return Span(printed, self.payload.source, f"element:{self.node.name}", locator=where)
