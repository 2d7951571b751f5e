"""Models of the `transformers` library that find objects (DETR, RT-DETR, YOLOS) or their outlines (MaskFormer,
Mask2Former, OneFormer), from a local folder."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from sme_extract.schemas.errors import EngineError, MissingDependency
from sme_extract.vision.detection import Detection
from sme_extract.vision.detectors.boxes import surest_first
from sme_extract.vision.video import Image

PACKAGES = ("torch", "transformers")
MEND = "Run: pip install 'sme-extract[transformers]'."
Edges = list[float]
THRESHOLD = 0.5
"""Probability from which a box counts: the library's own."""


class TransformersDetector:
    """One model. It loads at the first picture and serves one at a time."""

    name = "transformers"
    licence = ""
    """That of the model, which its user knows; the library is under Apache-2.0."""
    takes_model = True

    def __init__(self, model: Path) -> None:
        """`model`: a folder with config.json, preprocessor_config.json and the weights."""
        self._path = model
        self._loaded: _Model | None = None
        self._lock = Lock()

    @property
    def version(self) -> str:
        """Version of transformers."""
        try:
            return version("transformers")
        except PackageNotFoundError:
            return "absent"

    @property
    def models(self) -> tuple[str, ...]:
        """The folder."""
        return (str(self._path),)

    def available(self) -> str | None:
        """None when the packages are there and the folder holds a model."""
        for package in PACKAGES:
            if find_spec(package) is None:
                return f"the package {package} is not installed. {MEND}"
        for name in ("config.json", "preprocessor_config.json"):
            if not (self._path / name).is_file():
                return f"there is no {name} in {self._path}. Name a folder of a model: --detector {self.name}:FOLDER."
        return None

    def detect(self, image: Image) -> Sequence[Detection]:
        """Objects of the picture, surest first. Raises `EngineError`, `MissingDependency`."""
        with self._lock:
            self._loaded = self._loaded or self._load()
            try:
                return self._loaded.detect(image)
            except (RuntimeError, ValueError, IndexError, KeyError, TypeError) as error:
                raise EngineError(f"transformers failed: {type(error).__name__}: {error}") from error

    def _load(self) -> "_Model":
        if problem := self.available():
            raise MissingDependency(problem)
        # Telemetry, look-ups and progress bars have no place in a batch.
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        import transformers  # noqa: PLC0415  # pyright: ignore[reportMissingImports]
        from transformers.utils import logging  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

        logging.set_verbosity_error()
        logging.disable_progress_bar()
        try:
            processor = transformers.AutoImageProcessor.from_pretrained(self._path, local_files_only=True)
            outlines = "Segmentation" in str(transformers.AutoConfig.from_pretrained(self._path).architectures)
            kind = "UniversalSegmentation" if outlines else "ObjectDetection"
            model = getattr(transformers, f"AutoModelFor{kind}").from_pretrained(self._path, local_files_only=True)
        except (OSError, ValueError, KeyError, ImportError) as error:
            reason = str(error).split("\n", maxsplit=1)[0]
            raise MissingDependency(f"this model does not load: {self._path}. {reason}") from error
        return _Model(processor, model.eval(), outlines)


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
