"""Models of the `transformers` library that find objects (DETR, RT-DETR, YOLOS) or their outlines (MaskFormer,
Mask2Former, OneFormer), from a local folder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from sme_extract.schemas.errors import EngineError, MissingDependency
from sme_extract.vision.detection import Detection
from sme_extract.vision.detectors.boxes import surest_first
from sme_extract.vision.saved_model import FAILURES, Config, ModelOfTransformers
from sme_extract.vision.video import Image

Edges = list[float]
SAM = ("sam", "edgetam")
"""How the kinds of models begin that outline without naming."""
THRESHOLD = 0.5
"""Probability from which a box counts: the library's own."""


class TransformersDetector(ModelOfTransformers):
    """One model. It serves one picture at a time."""

    option = "--detector"
    takes_model = True

    def __init__(self, model: Path) -> None:
        """`model`: a folder with config.json, preprocessor_config.json and the weights."""
        super().__init__(model)
        self._loaded: _Model | None = None
        self._lock = Lock()

    def objection(self, config: Config) -> str | None:
        """SAM and its kin outline whatever is in a picture, and cannot say what it is."""
        kind = str(config.get("model_type", ""))
        if not kind.startswith(SAM):
            return None
        return (
            f"the model in {self._saved.folder} is a SAM ({kind}): its masks have no classes, so nothing can be "
            "counted. Name one that says what it sees: a detector such as RT-DETR, or a segmenter such as Mask2Former."
        )

    def detect(self, image: Image) -> Sequence[Detection]:
        """Objects of the picture, surest first. Raises `EngineError`, `MissingDependency`."""
        with self._lock:
            self._loaded = self._loaded or self._load()
            try:
                return self._loaded.detect(image)
            except FAILURES as error:
                raise EngineError(f"transformers failed: {type(error).__name__}: {error}") from error

    def _load(self) -> "_Model":
        if problem := self.available():
            raise MissingDependency(problem)
        outlines = "Segmentation" in str(self._saved.config.get("architectures"))
        return _Model(*self._saved.load("UniversalSegmentation" if outlines else "ObjectDetection"), outlines)


@dataclass(frozen=True, slots=True)
class _Model:
    """A model that was loaded, with what makes its input and reads its output."""

    processor: Any
    network: Any
    outlines: bool
    """Whether it says which pixels are of an object, rather than the box."""

    def detect(self, image: Image) -> list[Detection]:
        """Raises what torch raises."""
        import torch  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

        inputs = self.processor(images=image[:, :, ::-1].copy(), return_tensors="pt")
        with torch.inference_mode():
            outputs = self.network(**inputs)
        size = image.shape[:2]
        rows = self._outlined(outputs, size) if self.outlines else self._boxed(outputs, size)
        labels, limits = self.network.config.id2label, [size[1], size[0]] * 2
        return surest_first(
            Detection(labels[int(number)], round(float(score), 4), *np.clip(edges, 0, limits).tolist())
            for number, score, edges in rows
        )

    def _boxed(self, outputs: Any, size: tuple[int, int]) -> Iterator[tuple[int, float, Edges]]:
        """Label, probability and edges (left, top, right, bottom) of each box."""
        (found,) = self.processor.post_process_object_detection(outputs, threshold=THRESHOLD, target_sizes=[size])
        yield from zip(*(found[key].tolist() for key in ("labels", "scores", "boxes")), strict=True)

    def _outlined(self, outputs: Any, size: tuple[int, int]) -> Iterator[tuple[int, float, Edges]]:
        """The same of the box around each outline."""
        process = self.processor.post_process_instance_segmentation
        (found,) = process(outputs, threshold=THRESHOLD, target_sizes=[size])
        for one in found["segments_info"]:
            rows, columns = np.nonzero(np.asarray(found["segmentation"]) == one["id"])
            if len(rows):
                edges = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
                yield one["label_id"], one["score"], [float(edge) for edge in edges]
