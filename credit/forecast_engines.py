"""Methods of other libraries, loaded when first used: AutoETS of statsforecast, Chronos from a local folder."""

import os
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from sme_extract.credit.forecast_methods import YEAR, Values
from sme_extract.schemas.errors import EngineError


class AutoEts:
    """Exponential smoothing whose form an information criterion chooses, with a season of twelve months."""

    name = "auto-ets"
    takes_model = False

    @property
    def version(self) -> str:
        """Of the package."""
        return _version("statsforecast")

    def available(self) -> str | None:
        """What is missing, with its mend; None when it can run."""
        return _missing("statsforecast", "forecast")

    def path(self, history: Values, months: int) -> Values:
        """See `Forecaster`."""
        from statsforecast.models import AutoETS  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

        found: Values = np.asarray(AutoETS(season_length=YEAR).forecast(y=history, h=months)["mean"], float)
        return found


class Chronos:
    """The mean of a pretrained model of the Chronos family (T5, Bolt or Chronos-2), on the CPU."""

    name = "chronos"
    takes_model = True

    def __init__(self, model: Path) -> None:
        """`model`: a folder with a saved model. Nothing is fetched."""
        self.model = model
        self._pipeline: Any = None

    @property
    def version(self) -> str:
        """Of the package, and the name of the model's folder."""
        return f"{_version('chronos-forecasting')} {self.model.name}"

    def available(self) -> str | None:
        """What is missing, with its mend; None when it can run."""
        if not (self.model / "config.json").is_file():
            return f"there is no model in {self.model}. Give a folder with config.json and weights."
        return _missing("chronos", "chronos")

    def path(self, history: Values, months: int) -> Values:
        """See `Forecaster`. EngineError when the model does not load or does not run."""
        import torch  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

        try:
            pipeline = self._load()
            torch.manual_seed(0)  # the T5 models draw samples
            context = torch.tensor(history, dtype=torch.float32)
            _, mean = pipeline.predict_quantiles([context], prediction_length=months, quantile_levels=[0.5])
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            raise EngineError(f"chronos failed: {type(error).__name__}: {error}") from error
        found: Values = np.asarray(mean[0], float).reshape(-1)[:months]
        return found

    def _load(self) -> Any:
        if self._pipeline is None:
            os.environ["HF_HUB_OFFLINE"] = "1"
            from chronos import BaseChronosPipeline  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

            self._pipeline = BaseChronosPipeline.from_pretrained(str(self.model), device_map="cpu")
        return self._pipeline


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "0"


def _missing(module: str, extra: str) -> str | None:
    if find_spec(module) is None:
        return f"the package {module} is not installed. Run: pip install 'sme-extract[{extra}]'"
    return None
