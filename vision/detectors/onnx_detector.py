"""Detectors in ONNX files, run by onnxruntime: ours for halls, and files of the user's.

Two layouts are understood. Ours: input `images` (1 x 3 x height x width, red green blue of 0..1), outputs `boxes`
(1 x N x 4: left, top, right, bottom in pixels of the input) and `scores` (1 x N x classes). And what YOLO exporters
write: one output of 1 x (4 + classes) x N, or of 1 x N x 6 where the export leaves out double boxes itself. Both name
their classes in the metadata `names`.
"""

import ast
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from sme_extract.schemas.errors import EngineError
from sme_extract.vision.detection import Detection
from sme_extract.vision.detectors import boxes
from sme_extract.vision.solver import THREADS
from sme_extract.vision.video import Image

SIZE = 640
"""Side of the frame, pixels, where the file leaves it open."""
THRESHOLD = 0.25
"""Probability from which a box counts, where the file says nothing."""
OWN_OUTPUTS = ("boxes", "scores")

Failures = tuple[type[Exception], ...]
"""What a session raises; its errors have no common base."""


@dataclass(frozen=True, slots=True)
class _Model:
    """A file that was opened."""

    session: Any
    failures: Failures
    names: tuple[str, ...]
    threshold: float
    width: int
    height: int
    licence: str
    own: bool
    """Whether it has the outputs of our layout."""

    def candidates(self, pixels: boxes.Floats) -> boxes.Candidates:
        """What the network says of a frame. Raises what `failures` holds."""
        wanted = OWN_OUTPUTS if self.own else None
        outputs = self.session.run(wanted, {self.session.get_inputs()[0].name: pixels})
        if not self.own:
            return boxes.from_yolo(outputs[0][0], len(self.names))
        return boxes.from_own(outputs[0][0], outputs[1][0], len(self.names))


class OnnxDetector:
    """Runs one file of the user's. It opens when first asked."""

    name = "onnx"
    licence = ""
    """What the file says once it was opened: ultralytics writes AGPL-3.0 into its exports."""
    takes_model = True

    def __init__(self, model: Path) -> None:
        self._path = model
        self._model: _Model | None = None

    @property
    def version(self) -> str:
        """Tells which weights: the beginning of the file's SHA-256."""
        return hashlib.sha256(self._path.read_bytes()).hexdigest()[:8] if self._path.is_file() else "absent"

    @property
    def models(self) -> tuple[str, ...]:
        """The file."""
        return (str(self._path),)

    def available(self) -> str | None:
        """None when the file opens and has a layout that is understood."""
        if not self._path.is_file():
            return f"there is no file {self._path}. Name one: --detector {self.name}:FILE.onnx."
        try:
            self._opened()
        except EngineError as error:
            return str(error)
        return None

    def detect(self, image: Image) -> Sequence[Detection]:
        """Objects of the picture, surest first. Raises `EngineError`."""
        model = self._opened()
        pixels, scale = boxes.framed(image, model.width, model.height)
        try:
            found = model.candidates(pixels)
        except model.failures as error:
            raise EngineError(f"the detector failed: {self._path}. {type(error).__name__}: {error}") from error
        return boxes.detections(found, scale, image, model.names, model.threshold)

    def _opened(self) -> _Model:
        if self._model is None:
            self._model = _open(self._path)
            self.licence = self.licence or self._model.licence
        return self._model


class HallDetector(OnnxDetector):
    """The detector that ships with us, for what stands and moves in halls."""

    name = "hall"
    licence = "Apache-2.0"
    takes_model = False

    def __init__(self) -> None:
        super().__init__(Path(__file__).with_name("hall.onnx"))

    def available(self) -> str | None:
        """None when the weights are there. They open with the first picture, since most runs have none."""
        if not self._path.is_file():
            return "its weights are not there. Run: pip install --force-reinstall sme-extract."
        return None


def _open(path: Path) -> _Model:
    """The model of a file. Raises `EngineError` that says what is wrong with it."""
    import onnxruntime as ort  # noqa: PLC0415 - most runs see no picture

    state = import_module("onnxruntime.capi.onnxruntime_pybind11_state")
    known = (one for one in vars(state).values() if isinstance(one, type) and issubclass(one, Exception))
    failures: Failures = (*known, ValueError)
    options = ort.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.log_severity_level = 4
    try:
        session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        model = _understood(session, failures)
        model.candidates(np.zeros((1, 3, model.height, model.width), np.float32))
    except failures as error:
        raise EngineError(f"this file is no detector that is understood: {path}. {error}") from error
    return model


def _understood(session: Any, failures: Failures) -> _Model:
    """Raises ValueError."""
    given, outputs = session.get_inputs(), [one.name for one in session.get_outputs()]
    own = set(outputs) == set(OWN_OUTPUTS)
    if len(given) != 1 or not (own or len(outputs) == 1):
        raise ValueError("It wants one input, and the outputs boxes and scores or a single one.")
    if given[0].type != "tensor(float)" or len(given[0].shape) != 4 or given[0].shape[1] != 3:
        raise ValueError("Its input must be float32 of shape 1 x 3 x height x width. Export it so.")
    height, width = (side if isinstance(side, int) and side > 0 else SIZE for side in given[0].shape[2:])
    metadata: Mapping[str, str] = session.get_modelmeta().custom_metadata_map
    threshold = float(metadata.get("threshold", THRESHOLD))
    if not 0 < threshold < 1:
        raise ValueError(f"Its threshold must lie between 0 and 1: {threshold}.")
    return _Model(
        session, failures, _names(metadata.get("names", "")), threshold, width, height, _licence(metadata), own
    )


def _licence(metadata: Mapping[str, str]) -> str:
    return metadata.get("license") or metadata.get("licence") or ""


def _names(text: str) -> tuple[str, ...]:
    """`["person", "rack"]`, or the same as a Python dictionary by number: `{0: 'person', 1: 'rack'}`."""
    try:
        raw = json.loads(text) if text.startswith("[") else ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        raw = None
    if isinstance(raw, Mapping) and sorted(raw) == list(range(len(raw))):
        raw = [raw[number] for number in range(len(raw))]
    if not isinstance(raw, list) or not raw or not all(isinstance(name, str) for name in raw):
        raise ValueError("Its metadata must have names: a list of the classes.")
    return tuple(raw)
