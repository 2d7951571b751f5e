"""PP-OCRv6 through PaddleOCR's own pipeline, run by onnxruntime: the extra `paddle`. Apache-2.0.

PaddleOCR tells where each word of a line stands; inside a word the characters share its room by their widths.
Nothing is fetched: the models are those of `paddle_models`, or the user's own.
"""

import logging
import os
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.metadata import Distribution, DistributionFinder, PackageNotFoundError, distribution, version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from sme_extract.documents.ocr import paddle_models
from sme_extract.documents.ocr.engine import OcrWord
from sme_extract.documents.ocr.glyphs import even_edges
from sme_extract.documents.ocr.paddle_models import PaddleModels
from sme_extract.documents.ocr.rapid import MAX_SIDE, RapidOcrEngine, detection_scale
from sme_extract.documents.ocr.turning import Quad, as_quad, read_upright
from sme_extract.schemas.errors import EngineError, MissingDependency

LINE = ("rec_texts", "rec_scores", "rec_polys", "text_word", "text_word_region")
"""What PaddleOCR says of each line; the last two hold its words and their boxes."""
INSTALL = "pip install 'sme-extract[paddle]'"


class PaddleOcrEngine:
    """PaddleOCR 3. Models load at the first page; one page at a time."""

    name = "paddleocr"
    licence = "Apache-2.0"
    takes_model_dir = True

    def __init__(self, model_dir: Path | None = None) -> None:
        """`model_dir` holds two folders `*_det` and `*_rec` with `inference.onnx` and `inference.yml` each."""
        self._model_dir = model_dir
        self._pipeline: Any = None
        self._lock = Lock()

    @property
    def version(self) -> str:
        """Version of paddleocr."""
        try:
            return version("paddleocr")
        except PackageNotFoundError:
            return "absent"

    @property
    def models(self) -> tuple[str, ...]:
        """The model files in use."""
        found = self._models()
        return tuple(map(str, found.files)) if found else ()

    def available(self) -> str | None:
        """None when the packages are there and the model files are there or can be made."""
        for package in ("paddleocr", "paddlex", "onnxruntime"):
            if find_spec(package) is None:
                return f"the package {package} is not installed. Run: {INSTALL}."
        if self._model_dir is None:
            return RapidOcrEngine().available()  # its wheel holds the weights
        found = self._models()
        if found is None:
            return f"{self._model_dir} must hold one folder *_det and one folder *_rec. Leave out --ocr-model-dir."
        absent = [str(path) for path in found.files if not path.is_file()]
        return f"the model folder lacks {', '.join(absent)}. Leave out --ocr-model-dir." if absent else None

    def recognise(self, image: Any, *, upright: bool = False) -> list[OcrWord]:
        """All text of an RGB image, whichever quarter turn it lies in."""
        with self._lock:
            if self._pipeline is None:
                if problem := self.available():
                    raise MissingDependency(problem)
                self._pipeline = self._load()
            try:
                return read_upright(partial(_read, self._pipeline), image, upright=upright)
            except Exception as error:
                raise EngineError(f"paddleocr failed: {type(error).__name__}: {error}") from error

    def _models(self) -> PaddleModels | None:
        if self._model_dir is not None:
            return paddle_models.given(self._model_dir)
        return paddle_models.cached() if find_spec("rapidocr") else None

    def _load(self) -> Any:
        try:
            models = self._models() if self._model_dir else paddle_models.make()
        except OSError as error:
            raise MissingDependency(
                f"cannot write the model files: {error}. Run: export XDG_CACHE_HOME=DIR with a writable folder."
            ) from error
        assert models is not None
        try:
            return _pipeline(models)
        except Exception as error:
            raise EngineError(f"paddleocr does not start: {type(error).__name__}: {error}") from error


class _OneOpenCv(DistributionFinder):
    """Lets opencv-python stand in for opencv-contrib-python, which paddlex asks for by name but does not use.

    Both write the same folder `cv2/`; installing the second would break the first.
    """

    def find_spec(self, *_: Any, **__: Any) -> ModuleSpec | None:
        """Finds no modules."""
        return None

    def find_distributions(
        self,
        context: DistributionFinder.Context = DistributionFinder.Context(),  # noqa: B008
    ) -> Iterable[Distribution]:
        """opencv-python, under the other's name."""
        return [distribution("opencv-python")] if context.name == "opencv-contrib-python" else []


def _pipeline(models: PaddleModels) -> Any:
    os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")  # asks hubs who is nearest
    os.environ.setdefault("PADDLE_PDX_CACHE_HOME", str(paddle_models.cache_folder().parent / "paddlex"))
    if not any(isinstance(finder, _OneOpenCv) for finder in sys.meta_path):
        sys.meta_path.append(_OneOpenCv())  # last: one that is really installed is found first
    # Six seconds that only its users pay.
    make_pipeline = import_module("paddleocr").PaddleOCR
    logging.getLogger("paddlex").setLevel(logging.ERROR)
    return make_pipeline(
        engine="onnxruntime",
        # One thread each, as in `rapid`.
        engine_config={"intra_op_num_threads": 1, "inter_op_num_threads": 1},
        device="cpu",
        text_detection_model_name=models.detection.name,
        text_detection_model_dir=str(models.detection),
        text_recognition_model_name=models.recognition.name,
        text_recognition_model_dir=str(models.recognition),
        text_recognition_batch_size=1,
        use_doc_orientation_classify=False,
        use_doc_unwarping=False,
        use_textline_orientation=False,
        return_word_box=True,
    )


def _read(pipeline: Any, image: Any) -> list[OcrWord]:
    height, width = image.shape[:2]
    scale = detection_scale(width, height)
    limit = ("max", MAX_SIDE) if scale <= 1 else ("min", round(scale * min(width, height)))
    [page] = pipeline.predict(image[:, :, ::-1], text_det_limit_type=limit[0], text_det_limit_side_len=limit[1])
    lines = zip(
        page["rec_texts"],
        page["rec_scores"],
        page["rec_polys"],
        page["text_word"],
        page["text_word_region"],
        strict=True,
    )
    return [_word(*line) for line in lines if line[0].strip()]


def _word(text: str, score: float, corners: Any, parts: Sequence[str], regions: Sequence[Any]) -> OcrWord:
    import numpy as np  # noqa: PLC0415

    from sme_extract.documents.ocr import quads as q  # noqa: PLC0415

    box = np.asarray([corners], np.float32)
    tall = bool(q.is_tall(box)[0])
    quad = as_quad((q.from_corner(box, 1) if tall else box)[0])
    # Regions of a line that runs down are given in the crop's frame, not the page's.
    edges = even_edges(text) if tall or "".join(parts) != text else _edges(quad, parts, regions)
    start = len(text) - len(text.lstrip())
    text = text.strip()
    return OcrWord(text, min(float(score), 1.0), quad, edges[start : start + len(text)])


def _edges(quad: Quad, parts: Sequence[str], regions: Sequence[Any]) -> tuple[tuple[float, float], ...]:
    """Start and end of each character from the boxes of the words of the line."""
    left, right = quad[0][0], quad[1][0]
    edges: list[tuple[float, float]] = []
    for part, region in zip(parts, regions, strict=True):
        across = [(float(x) - left) / max(right - left, 1.0) for x, _ in region]
        start, end = (min(max(side, 0.0), 1.0) for side in (min(across), max(across)))
        edges += [(start + a * (end - start), start + b * (end - start)) for a, b in even_edges(part)]
    return tuple(edges)
