"""Plumbing only, with stand-ins for the libraries: what they are asked for and what becomes of the answer."""

import os
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from sme_extract.credit.forecast_engines import AutoEts, Chronos
from sme_extract.credit.forecast_methods import Blend
from sme_extract.pipeline.registry import FORECASTERS, Plugin, Registry
from sme_extract.schemas.errors import EngineError, MissingDependency, UsageError

HISTORY = np.arange(24.0)


def module(monkeypatch, name, **content):
    made = ModuleType(name)
    made.__spec__ = ModuleSpec(name, None)
    for key, value in content.items():
        setattr(made, key, value)
    monkeypatch.setitem(sys.modules, name, made)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "config.json").write_text("{}")
    return tmp_path / "tiny"


@pytest.fixture
def chronos(monkeypatch):
    """Answers with the last value, plus one a month; remembers how it was loaded."""
    asked = SimpleNamespace(loaded=[], seeds=[], error=None)

    class Pipeline:
        @classmethod
        def from_pretrained(cls, folder, device_map):
            asked.loaded.append((folder, device_map, os.environ["HF_HUB_OFFLINE"]))
            return cls()

        def predict_quantiles(self, contexts, prediction_length, quantile_levels):
            if asked.error:
                raise asked.error
            mean = contexts[0][-1] + np.arange(1.0, prediction_length + 1)
            return [None], [mean[None, :]]

    module(monkeypatch, "chronos", BaseChronosPipeline=Pipeline)
    module(
        monkeypatch,
        "torch",
        tensor=lambda values, dtype: np.array(values),
        float32=None,
        manual_seed=asked.seeds.append,
    )
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr("os.environ", dict(os.environ))
    return asked


def test_auto_ets_asks_for_a_season_of_twelve_months(monkeypatch):
    class Model:
        def __init__(self, season_length):
            assert season_length == 12

        def forecast(self, y, h):
            return {"mean": np.full(h, y[-1])}

    module(monkeypatch, "statsforecast")
    module(monkeypatch, "statsforecast.models", AutoETS=Model)
    assert AutoEts().available() is None
    assert AutoEts().path(HISTORY, 3).tolist() == [23, 23, 23]


def test_a_missing_package_is_named_with_its_mend(monkeypatch, folder):
    monkeypatch.setattr("sme_extract.credit.forecast_engines.find_spec", lambda _: None)
    assert "sme-extract[forecast]" in AutoEts().available()
    assert "sme-extract[chronos]" in Chronos(folder).available()


def test_chronos_loads_once_from_its_folder_without_the_network(chronos, folder):
    engine = Chronos(folder)
    assert engine.available() is None
    assert engine.path(HISTORY, 3).tolist() == [24, 25, 26]
    assert engine.path(HISTORY[:12], 2).tolist() == [12, 13]
    assert chronos.loaded == [(str(folder), "cpu", "1")]
    assert chronos.seeds == [0, 0]
    assert engine.version.endswith(" tiny")


def test_chronos_that_fails_is_an_engine_error(chronos, folder):
    chronos.error = RuntimeError("no memory")
    with pytest.raises(EngineError, match="chronos failed: RuntimeError: no memory"):
        Chronos(folder).path(HISTORY, 3)


def test_a_folder_without_a_model_is_told(tmp_path):
    assert "there is no model in" in Chronos(tmp_path).available()


@pytest.fixture
def registry():
    targets = {"blend": Blend, "chronos": Chronos}
    return Registry(Plugin(FORECASTERS, n, "sme-extract", "0", lambda t=t: t) for n, t in targets.items())


def test_the_registry_makes_forecasters(registry, chronos, folder):
    assert registry.forecaster("blend").name == "blend"
    assert registry.forecaster("chronos", str(folder)).model == folder


@pytest.mark.parametrize(
    ("name", "model", "error", "message"),
    [
        ("blend", "x", UsageError, "the forecaster blend takes no model"),
        ("chronos", None, UsageError, "the forecaster chronos needs the folder of its model"),
        ("prophet", None, UsageError, "unknown forecaster: prophet. Choose one of blend, chronos"),
        ("chronos", "/nowhere", MissingDependency, "forecaster cannot run: chronos. there is no model in /nowhere"),
    ],
)
def test_a_forecaster_that_cannot_be_had_is_told(registry, name, model, error, message):
    with pytest.raises(error, match=message):
        registry.forecaster(name, model)
