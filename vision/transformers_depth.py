"""Models of the `transformers` library that estimate depth in metres (Depth Anything V2 Metric, ZoeDepth, DepthPro),
from a local folder."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from sme_extract.schemas.errors import EngineError, MissingDependency
from sme_extract.vision.saved_model import FAILURES, Config, ModelOfTransformers
from sme_extract.vision.sparse_model import Floats
from sme_extract.vision.video import Image

METRIC = frozenset({"zoedepth", "depth_pro"})
"""Kinds of models that know metres and nothing else; the library reads their output with torchvision."""
PROMPTED = "prompt_depth_anything"
"""Says that it knows metres, but has them from a depth camera."""


class TransformersDepth(ModelOfTransformers):
    """One model."""

    option = "--depth"

    def __init__(self, folder: Path) -> None:
        """`folder` holds config.json, preprocessor_config.json and the weights."""
        super().__init__(folder)
        self._loaded: tuple[Any, Any] | None = None

    def objection(self, config: Config) -> str | None:
        """Why this is no model that knows metres."""
        kind = str(config.get("model_type", "unknown"))
        wanted = "Name a metric one, such as Depth Anything V2 Metric (indoor), ZoeDepth or DepthPro."
        if "ForDepthEstimation" not in str(config.get("architectures")):
            return f"the model in {self._saved.folder} ({kind}) estimates no depth. {wanted}"
        if kind in METRIC:
            lacking = find_spec("torchvision") is None
            return f"models of the kind {kind} need torchvision. Install the one that fits torch." if lacking else None
        if kind == PROMPTED or config.get("depth_estimation_type") != "metric":
            return (
                f"the model in {self._saved.folder} ({kind}) does not say that it knows metres: its config.json lacks "
                f'"depth_estimation_type": "metric". {wanted}'
            )
        return None

    def depths(self, image: Image) -> Floats:
        """Metres along the optical axis (height x width) of a picture. Raises `EngineError`, `MissingDependency`."""
        if self._loaded is None:
            if problem := self.available():
                raise MissingDependency(problem)
            self._loaded = self._saved.load("DepthEstimation")
        try:
            return _estimated(*self._loaded, image)
        except FAILURES as error:
            raise EngineError(f"transformers failed: {type(error).__name__}: {error}") from error


def _estimated(processor: Any, network: Any, image: Image) -> Floats:
    """Raises what torch raises."""
    import torch  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

    size = [image.shape[:2]]
    inputs = processor(images=image[:, :, ::-1].copy(), return_tensors="pt")
    with torch.inference_mode():
        outputs = network(**inputs)
    # ZoeDepth pads its pictures, and must be told of what size they were.
    padded = {"source_sizes": size} if network.config.model_type == "zoedepth" else {}
    (found,) = processor.post_process_depth_estimation(outputs, target_sizes=size, **padded)
    return np.asarray(found["predicted_depth"], dtype=np.float64)
