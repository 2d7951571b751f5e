"""PP-OCRv6 through rapidocr and onnxruntime: the default engine. Its weights come with the package; no network.

The three stages are run one by one instead of through `RapidOCR.__call__`. Detection sees the page as it lies; its
boxes tell whether it lies on its side, and a small classifier whether it stands on its head. Only then is it turned,
detected again (boxes of a turned page are worse: half of a taxi receipt's words were lost) and recognised, once.
Crops come from the full image, not from the smaller copy that detection gets.
"""

import logging
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from sme_extract.documents.ocr.engine import OcrWord
from sme_extract.schemas.errors import EngineError, MissingDependency

MAX_SIDE = 2000
"""Pixels on the long side that detection gets. At 1280 the 6 pt text of a dense page is lost."""
MIN_SIDE = 736
"""Short side that detection wants, as far as MAX_SIDE and MAX_ENLARGEMENT allow."""
MAX_ENLARGEMENT = 3.0

N_VOTES = 16
"""Longest lines that vote on which way up the page stands."""
CLEAR_VOTE = 0.8
"""Part of the votes that settles it; below, recognition of the N_TRIED longest lines both ways decides."""
N_TRIED = 4

MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}

SETTINGS = {
    # One thread each: the default burns half as much CPU again for the same wall time. Pages run in parallel instead.
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.log_level": "critical",
    # We size the image ourselves: "min" would blow a 20 x 2000 strip up to gigabytes.
    "Det.limit_type": "max",
    "Det.limit_side_len": MAX_SIDE,
    # Lines one by one, padded to 2 instead of 6.7 times their height: the same text for two thirds of the time.
    "Rec.rec_img_shape": [3, 48, 96],
    "Rec.rec_batch_num": 1,
}


@dataclass(frozen=True, slots=True)
class _Stages:
    detect: Any
    classify: Any
    recognise: Any
    line: Any
    """Type of the recogniser's input."""
    failures: tuple[type[Exception], ...]
    """What the stages raise when an image or a model is not to their liking."""


class RapidOcrEngine:
    """PP-OCRv6 small. Models load at the first page; one instance may serve several threads, one page at a time."""

    name = "rapidocr"
    licence = "Apache-2.0"

    def __init__(self) -> None:
        self._stages: _Stages | None = None
        self._lock = Lock()

    @property
    def version(self) -> str:
        """Version of rapidocr."""
        try:
            return version("rapidocr")
        except PackageNotFoundError:
            return "absent"

    @property
    def models(self) -> tuple[str, ...]:
        """The model files in use."""
        folder = models_folder()
        return tuple(str(folder / name) for name in MODELS.values())

    def available(self) -> str | None:
        """None when rapidocr, onnxruntime and the three weights are there."""
        for package in ("rapidocr", "onnxruntime"):
            if find_spec(package) is None:
                return f"the package {package} is not installed. Run: pip install {package}."
        absent = [name for name in MODELS.values() if not (models_folder() / name).is_file()]
        if absent:
            return (
                f"rapidocr lacks its weights {', '.join(absent)}. Run: pip install --force-reinstall 'rapidocr>=3.10'."
            )
        return None

    def recognise(self, image: Any, *, upright: bool = False) -> list[OcrWord]:
        """All text of an RGB image, whichever quarter turn it lies in."""
        with self._lock:
            stages = self._load()
            try:
                return _read(stages, image, upright=upright)
            except stages.failures as error:
                raise EngineError(f"rapidocr failed: {type(error).__name__}: {error}") from error

    def _load(self) -> _Stages:
        if self._stages is None:
            if problem := self.available():
                raise MissingDependency(problem)
            self._stages = _load_stages()
        return self._stages


def models_folder() -> Path:
    """Where rapidocr's wheel keeps its weights."""
    spec = find_spec("rapidocr")
    origin = spec.origin if spec else None
    return Path(origin).parent / "models" if origin else Path("models")


def _load_stages() -> _Stages:
    """Load the models from the wheel by path, so that rapidocr never looks for them elsewhere."""
    import cv2  # noqa: PLC0415
    from rapidocr import RapidOCR  # noqa: PLC0415 - 1.5 s and 100 MB that `--help` must not pay
    from rapidocr.ch_ppocr_det.utils import ResizeImgError  # noqa: PLC0415
    from rapidocr.ch_ppocr_rec import TextRecInput  # noqa: PLC0415
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError  # noqa: PLC0415

    paths = {f"{stage}.model_path": str(models_folder() / name) for stage, name in MODELS.items()}
    rapid: Any = RapidOCR(params=SETTINGS | paths)
    # rapidocr gives its logger a coloured handler of its own on stderr.
    logging.getLogger("RapidOCR").handlers.clear()
    return _Stages(
        detect=rapid._load_det_model(),  # noqa: SLF001
        classify=rapid._load_cls_model(),  # noqa: SLF001
        recognise=rapid._load_rec_model(),  # noqa: SLF001
        line=TextRecInput,
        failures=(ONNXRuntimeError, ResizeImgError, cv2.error, RuntimeError, ValueError),
    )


def _read(stages: _Stages, image: Any, *, upright: bool) -> list[OcrWord]:
    import numpy as np  # noqa: PLC0415

    from sme_extract.documents.ocr import quads as q  # noqa: PLC0415

    bgr = np.ascontiguousarray(image[:, :, ::-1])
    boxes = _detect(stages, bgr)
    quarters = 0 if upright or not len(boxes) else _quarters(stages, bgr, boxes)
    if quarters:
        bgr = np.ascontiguousarray(np.rot90(bgr, quarters))
        boxes = _detect(stages, bgr)
    # Lines that run down an upright page (vertical labels, margins) begin at their top right corner.
    tall = q.is_tall(boxes)
    boxes[tall] = q.from_corner(boxes[tall], 1)
    height, width = bgr.shape[:2]
    words: list[OcrWord] = []
    for box, place in zip(boxes, q.turn(boxes.clip(0, [width, height]), -quarters, width, height), strict=True):
        if word := _word(stages, q.crop(bgr, box), place):
            words.append(word)
    return words


def _quarters(stages: _Stages, bgr: Any, boxes: Any) -> int:
    """How many quarter turns anticlockwise bring the page upright."""
    from sme_extract.documents.ocr import quads as q  # noqa: PLC0415

    sideways = q.lie_sideways(boxes)
    tall = q.is_tall(boxes)
    lines = boxes[tall] if sideways else boxes[~tall]
    longest = lines[(-q.sizes(lines).max(axis=0)).argsort()[:N_VOTES]]
    crops = [q.crop(bgr, box) for box in (q.from_corner(longest, 1) if sideways else longest)]
    return int(sideways) + (2 if crops and _on_its_head(stages, crops) else 0)


def _detect(stages: _Stages, bgr: Any) -> Any:
    """Boxes in the frame of `bgr`."""
    import cv2  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    height, width = bgr.shape[:2]
    scale = detection_scale(width, height)
    if scale != 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        bgr = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    found = stages.detect(bgr)
    if found.boxes is None:
        return np.empty((0, 4, 2), dtype=np.float32)
    ratio = np.array([width / bgr.shape[1], height / bgr.shape[0]], dtype=np.float32)
    return np.asarray(found.boxes, dtype=np.float32) * ratio


def detection_scale(width: int, height: int) -> float:
    """Factor that brings an image to the size detection likes; the long side never exceeds MAX_SIDE."""
    wanted = min(MAX_ENLARGEMENT, max(1.0, MIN_SIDE / min(width, height)))
    return min(wanted, MAX_SIDE / max(width, height))


def _on_its_head(stages: _Stages, lines: list[Any]) -> bool:
    """Whether these lines, the longest first, read better turned by 180 degrees."""
    votes = stages.classify(lines).cls_res
    total = sum(float(score) for _, score in votes)
    turned = sum(float(score) for label, score in votes if label == "180")
    if max(turned, total - turned) >= CLEAR_VOTE * total:
        return turned > total - turned
    as_is = sum(_recognise(stages, line)[1] for line in lines[:N_TRIED])
    on_head = sum(_recognise(stages, line[::-1, ::-1].copy())[1] for line in lines[:N_TRIED])
    return on_head > as_is


def _recognise(stages: _Stages, crop: Any) -> tuple[str, float, Any]:
    result = stages.recognise(stages.line(img=[crop], return_word_box=True))
    return result.txts[0], float(result.scores[0]), result.word_results[0]


def _word(stages: _Stages, crop: Any, box: Any) -> OcrWord | None:
    from sme_extract.documents.ocr.glyphs import char_edges  # noqa: PLC0415

    text, score, columns = _recognise(stages, crop)
    if not text.strip():
        return None
    n_columns = float(columns.line_txt_len)
    centers = [(column + 0.5) / n_columns for part in columns.word_cols for column in part]
    edges = char_edges(text, centers, crop.shape[0] / crop.shape[1])
    start = len(text) - len(text.lstrip())
    text = text.strip()
    corners = [(float(x), float(y)) for x, y in box]
    quad = (corners[0], corners[1], corners[2], corners[3])
    return OcrWord(text, min(score, 1.0), quad, edges[start : start + len(text)])
