"""YOLO models through the package `ultralytics`, which is under AGPL-3.0: only where the user names it.

The package is kept quiet and at home: no connection, no installing of packages, no code out of the weights (a .pt
file is a pickle), and no file but its settings in a temporary folder, which is gone once it is imported.
"""

import logging
import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import cv2
import numpy as np

from sme_extract.schemas.errors import EngineError, MissingDependency
from sme_extract.vision.detection import Detection
from sme_extract.vision.detectors.boxes import OVERLAP, surest_first
from sme_extract.vision.solver import THREADS
from sme_extract.vision.video import Image

PACKAGES = ("torch", "torchvision", "ultralytics")
MEND = "Run: pip install 'sme-extract[ultralytics]' (ultralytics is under AGPL-3.0)."
THRESHOLD = 0.25
"""Probability from which a box counts: the package's own."""
HABITS = {
    "YOLO_OFFLINE": "1",
    "YOLO_AUTOINSTALL": "0",
    "YOLO_VERBOSE": "0",
    "ULTRALYTICS_SAFE_LOAD": "1",
    "OMP_NUM_THREADS": str(THREADS),
}
"""What its import reads from the environment."""


class UltralyticsDetector:
    """One model, .pt or .onnx. It loads at the first picture and serves one at a time."""

    name = "ultralytics"
    licence = "AGPL-3.0"
    takes_model = True

    def __init__(self, model: Path) -> None:
        self._path = model
        self._model: Any = None
        self._lock = Lock()

    @property
    def version(self) -> str:
        """Version of ultralytics."""
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
        for package in PACKAGES:
            if find_spec(package) is None:
                return f"the package {package} is not installed. {MEND}"
        if not self._path.is_file():
            return f"there is no file {self._path}. Name one: --detector {self.name}:FILE.pt."
        return None

    def detect(self, image: Image) -> Sequence[Detection]:
        """Objects of the picture, surest first. Raises `EngineError`, `MissingDependency`."""
        if problem := self.available():
            raise MissingDependency(problem)
        with self._lock:
            try:
                self._model = self._model or _library().YOLO(self._path)
                (result,) = self._model.predict(
                    image, conf=THRESHOLD, iou=OVERLAP, device="cpu", verbose=False, save=False
                )
            except (RuntimeError, ValueError, TypeError, KeyError, ImportError, OSError, AssertionError) as error:
                reason = str(error).split("\n", maxsplit=1)[0]
                raise EngineError(f"ultralytics failed: {self._path}. {type(error).__name__}: {reason}") from error
        if result.boxes is None:
            raise EngineError(f"this model gives no boxes: {self._path}. Name one of the task `detect`.")
        found = zip(result.boxes.cls.tolist(), result.boxes.conf.tolist(), result.boxes.xyxy.tolist(), strict=True)
        return surest_first(
            Detection(result.names[int(number)], round(score, 4), *edges) for number, score, edges in found
        )


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
