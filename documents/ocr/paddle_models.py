"""Model folders as PaddleOCR wants them: `NAME/inference.onnx` and `NAME/inference.yml`.

PaddleOCR fetches its models from a hub. The same PP-OCRv6 networks lie in rapidocr's wheel as ONNX files, so the
folders can be made from them, once, in the user's cache folder. The recognition model carries its dictionary in its
metadata; the rest of the settings are those that rapidocr uses with these files.
"""

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sme_extract.documents.ocr.rapid import models_folder

NETWORK, SETTINGS = "inference.onnx", "inference.yml"
DETECTION, RECOGNITION = "PP-OCRv6_small_det", "PP-OCRv6_small_rec"
SOURCES = {DETECTION: "PP-OCRv6_det_small.onnx", RECOGNITION: "PP-OCRv6_rec_small.onnx"}
HALF = [0.5, 0.5, 0.5]

DETECTION_SETTINGS = {
    "Global": {"model_name": DETECTION},
    "PreProcess": {
        "transform_ops": [
            {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
            {"DetLabelEncode": None},
            {"DetResizeForTest": None},
            {"NormalizeImage": {"mean": HALF, "std": HALF, "scale": "1./255.", "order": "hwc"}},
            {"ToCHWImage": None},
            {"KeepKeys": {"keep_keys": ["image", "shape"]}},
        ]
    },
    "PostProcess": {
        "name": "DBPostProcess",
        "thresh": 0.3,
        "box_thresh": 0.5,
        "max_candidates": 1000,
        "unclip_ratio": 1.6,
    },
}


@dataclass(frozen=True, slots=True)
class PaddleModels:
    """The two folders; their names are the models' names."""

    detection: Path
    recognition: Path

    @property
    def files(self) -> tuple[Path, ...]:
        """Everything that must be there."""
        return tuple(folder / name for folder in (self.detection, self.recognition) for name in (NETWORK, SETTINGS))


def cache_folder() -> Path:
    """Where the folders made here are kept, one for each version of rapidocr."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "sme-extract" / "paddleocr" / f"rapidocr-{version('rapidocr')}"


def cached() -> PaddleModels:
    """The folders of the cache, whether they are there or not."""
    folder = cache_folder()
    return PaddleModels(folder / DETECTION, folder / RECOGNITION)


def given(folder: Path) -> PaddleModels | None:
    """The user's own: the one folder `*_det` and the one folder `*_rec` in `folder`; None unless both are there."""
    found = [sorted(path for path in folder.glob(f"*_{role}") if path.is_dir()) for role in ("det", "rec")]
    return PaddleModels(found[0][0], found[1][0]) if all(len(paths) == 1 for paths in found) else None


def make() -> PaddleModels:
    """The folders of the cache, made if they are not complete. Raises `OSError` where they cannot be written."""
    models = cached()
    if all(path.is_file() for path in models.files):
        return models
    place = models.detection.parent
    place.parent.mkdir(parents=True, exist_ok=True)
    # Built aside and moved in one step: another process may do the same at this moment.
    with tempfile.TemporaryDirectory(dir=place.parent) as aside:
        for name, source in SOURCES.items():
            folder = Path(aside) / "new" / name
            folder.mkdir(parents=True)
            shutil.copyfile(models_folder() / source, folder / NETWORK)
            settings = DETECTION_SETTINGS if name == DETECTION else _recognition_settings(folder / NETWORK)
            # JSON is YAML.
            (folder / SETTINGS).write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
        if not all(path.is_file() for path in models.files):
            shutil.rmtree(place, ignore_errors=True)
            (Path(aside) / "new").rename(place)
    return models


def _recognition_settings(network: Path) -> dict[str, Any]:
    from onnxruntime import InferenceSession  # noqa: PLC0415

    characters = InferenceSession(network).get_modelmeta().custom_metadata_map["character"].split("\n")
    return {
        "Global": {"model_name": RECOGNITION},
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"MultiLabelEncode": {"gtc_encode": "NRTRLabelEncode"}},
                {"RecResizeImg": {"image_shape": [3, 48, 320]}},
                {"KeepKeys": {"keep_keys": ["image"]}},
            ]
        },
        "PostProcess": {"name": "CTCLabelDecode", "character_dict": characters},
    }
