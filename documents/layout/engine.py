"""What a layout engine is: a page in, its regions out."""

from typing import Protocol

from sme_extract.documents.model import Page, Region


class LayoutEngine(Protocol):
    """One engine. Entry point group `sme_extract.layout_engines`; made with the user's model file or None."""

    name: str
    version: str

    def available(self) -> str | None:
        """None when it can run; else one sentence: what is missing and the command that mends it."""
        ...

    def regions(self, page: Page) -> tuple[Region, ...]:
        """Regions of the upright page, in its points. Raises `EngineError`."""
        ...
