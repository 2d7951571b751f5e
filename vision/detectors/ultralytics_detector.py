"""YOLO models through the package `ultralytics`, which is under AGPL-3.0: only where the user names it.

The package is kept quiet and at home: no connection, no installing of packages, no code out of the weights (a .pt
file is a pickle), and no file but its settings in a temporary folder, which is gone once it is imported.
"""

import logging
import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import cv2
import numpy as np

from sme_extract.schemas.errors import EngineError, MissingDependency
from sme_extract.vision.detection import Detection
from sme_extract.vision.detectors import boxes
from sme_extract.vision.detectors.onnx_detector import SIZE, THRESHOLD, OnnxDetector
from sme_extract.vision.solver import THREADS
from sme_extract.vision.video import Image

PACKAGES = ("torch", "torchvision", "ultralytics")
MEND = "Run: pip install 'sme-extract[ultralytics]' (ultralytics is under AGPL-3.0)."
HABITS = {
    "YOLO_OFFLINE": "1",
    "YOLO_AUTOINSTALL": "0",
    "YOLO_VERBOSE": "0",
    "ULTRALYTICS_SAFE_LOAD": "1",
    "OMP_NUM_THREADS": str(THREADS),
}
"""What its import reads from the environment."""


class UltralyticsDetector:
    """One model. It loads at the first picture and serves one at a time."""

    name = "ultralytics"
    licence = "AGPL-3.0"
    takes_model = True

    def __init__(self, model: Path) -> None:
        """`model`: a .pt file; an .onnx file is run by onnxruntime, and the package is not needed."""
        self._path = model
        self._exported = OnnxDetector(model) if model.suffix == ".onnx" else None
        self._loaded: _Model | None = None
        self._lock = Lock()

    @property
    def version(self) -> str:
        """Version of ultralytics; of an exported file, its own."""
        if self._exported is not None:
            return self._exported.version
        try:
            return version("ultralytics")
        except PackageNotFoundError:
            return "absent"

    @property
    def models(self) -> tuple[str, ...]:
        """The file."""
        return (str(self._path),)

    def available(self) -> str | None:
        """None when the packages and the file are there."""
        if self._exported is not None:
            return self._exported.available()
        for package in PACKAGES:
            if find_spec(package) is None:
                return f"the package {package} is not installed. {MEND}"
        if not self._path.is_file():
            return f"there is no file {self._path}. Name one: --detector {self.name}:FILE.pt."
        return None

    def detect(self, image: Image) -> Sequence[Detection]:
        """Objects of the picture, surest first. Raises `EngineError`, `MissingDependency`."""
        if self._exported is not None:
            return self._exported.detect(image)
        if problem := self.available():
            raise MissingDependency(problem)
        with self._lock:
            try:
                self._loaded = self._loaded or _load(self._path)
                return self._loaded.detect(image)
            except (RuntimeError, ValueError, TypeError, KeyError, ImportError, OSError, AttributeError) as error:
                reason = str(error).split("\n", maxsplit=1)[0]
                raise EngineError(f"ultralytics failed: {self._path}. {type(error).__name__}: {reason}") from error


@dataclass(frozen=True, slots=True)
class _Model:
    """A network that was loaded.

    It is run without the package's own predictor, which wants a torchvision that fits torch: the plain one does not fit
    the CPU build.
    """

    network: Any
    names: tuple[str, ...]
    side: int
    """Pixels of the longer side that it was trained with."""
    stride: int
    """Pixels of which both sides of its input must be a multiple."""

    def detect(self, image: Image) -> list[Detection]:
        """Raises what torch raises, and ValueError for an output that is not understood."""
        import torch  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

        height, width = (ceil(side * self.side / max(image.shape[:2]) / self.stride) for side in image.shape[:2])
        pixels, scale = boxes.framed(image, width * self.stride, height * self.stride)
        with torch.inference_mode():
            output = self.network(torch.from_numpy(pixels))
        first = output[0] if isinstance(output, tuple) else output
        found = boxes.from_yolo(first[0].numpy(), len(self.names))
        return boxes.detections(found, scale, image, self.names, THRESHOLD)


def _load(path: Path) -> _Model:
    """Raises ValueError for a model of another kind, and what ultralytics raises."""
    library = _library()
    model = library.YOLO(path)
    if not isinstance(model, library.YOLO) or model.task != "detect":
        raise ValueError(f"It is a {type(model).__name__} of the task {model.task}. Name a YOLO of the task detect.")
    network = model.model.float().eval()
    names = tuple(str(model.names[number]) for number in range(len(model.names)))
    return _Model(network, names, int(model.overrides.get("imgsz", SIZE)), int(max(network.stride)))


@cache
def _library() -> Any:
    """The module, imported once. Raises `MissingDependency` where its weights could run code."""
    threads = cv2.getNumThreads()
    with TemporaryDirectory(prefix="sme-extract-") as folder, np.printoptions():
        with _environment({**HABITS, "YOLO_CONFIG_DIR": folder}):
            import ultralytics  # noqa: PLC0415  # pyright: ignore[reportMissingImports]
            from ultralytics import utils  # noqa: PLC0415  # pyright: ignore[reportMissingImports]
        utils.SETTINGS.update({"sync": False})
        assert ultralytics.YOLO  # the name loads the rest
    cv2.setNumThreads(threads)
    logging.getLogger("ultralytics").handlers.clear()  # it writes to stdout, where results go
    if not getattr(utils, "SAFE_LOAD", False):
        raise MissingDependency("this ultralytics would run code out of the weights. Upgrade it to 8.4.190 or newer.")
    return ultralytics


@contextmanager
def _environment(values: Mapping[str, str]) -> Generator[None]:
    """Variables for a while."""
    before = {key: os.environ.get(key) for key in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value
