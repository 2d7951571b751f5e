"""The engine that reads nothing: for tests, and for runs where only text layers count."""

from typing import Any

from sme_extract.documents.ocr.engine import OcrWord


class NullEngine:
    """Finds no words on any page."""

    name = "null"
    version = "1.0"

    def available(self) -> str | None:
        """Nothing is missing."""
        return None

    def recognise(self, image: Any, *, upright: bool = False) -> list[OcrWord]:  # noqa: ARG002 - the protocol's names
        """No words."""
        return []
