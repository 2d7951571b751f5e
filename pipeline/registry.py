"""Everything that registered through entry points: readers, OCR engines, extractors, detectors, features.

Built once at the edge and passed down. A plugin that does not load is left out and remembered in `broken`.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sme_extract.documents.layout.engine import LayoutEngine
from sme_extract.documents.ocr.engine import OcrEngine
from sme_extract.documents.reader import Reader
from sme_extract.extractors.gaps import DocumentEngine
from sme_extract.pipeline.isolation import Failure, isolate
from sme_extract.pipeline.settings import DEPTH_OFF, DETECTOR_OFF, LAYOUT_OFF, OCR_OFF
from sme_extract.schemas.errors import MissingDependency, PluginError, UsageError

if TYPE_CHECKING:  # they bring numpy and OpenCV
    from sme_extract.credit.forecast_methods import Forecaster
    from sme_extract.vision.depth import DepthModel
    from sme_extract.vision.detection import Detector

log = logging.getLogger(__name__)

OWN = "sme-extract"
READERS, ENGINES, EXTRACTORS, DETECTORS = "readers", "ocr_engines", "extractors", "detectors"
DOCUMENT_ENGINES, LAYOUT_ENGINES = "document_engines", "layout_engines"
FEATURES, FORECASTERS, DEPTH_MODELS = "features", "forecasters", "depth_models"
WANTED = {
    READERS: ("name", "version", "sniff", "read"),
    ENGINES: ("name", "version", "available", "recognise"),
    EXTRACTORS: ("kind", "version"),
    DETECTORS: ("name", "version", "available", "detect"),
    DEPTH_MODELS: ("name", "version", "available", "depths"),
    DOCUMENT_ENGINES: ("name", "version", "available", "answer"),
    LAYOUT_ENGINES: ("name", "version", "available", "regions"),
    FEATURES: ("__iter__", "add"),
    FORECASTERS: ("name", "version", "available", "path"),
}
"""What the code behind an entry point of each group must have."""
GROUPS = tuple(WANTED)


@dataclass(frozen=True, slots=True)
class Plugin:
    """One entry point, not yet loaded."""

    group: str
    name: str
    distribution: str
    version: str
    load: Callable[[], Any]

    def __str__(self) -> str:
        return f"{self.name} of {self.distribution} {self.version}"


class Registry:
    """Plugins by group, loaded when first asked for."""

    def __init__(self, plugins: Iterable[Plugin] = ()) -> None:
        self.plugins = tuple(plugins)
        self.broken: dict[Plugin, PluginError] = {}
        self._loaded: dict[Plugin, Any] = {}
        self._readers: tuple[Reader, ...] | None = None
        self._engines: dict[tuple[str, str | None], OcrEngine] = {}
        self._layout_engines: dict[tuple[str, str | None], LayoutEngine] = {}
        self._document_engines: dict[tuple[str, str], DocumentEngine] = {}
        self._detectors: dict[tuple[str, str | None], Detector] = {}
        self._depth_models: dict[tuple[str, str], DepthModel] = {}

    def of(self, group: str) -> list[tuple[Plugin, Any]]:
        """The plugins of a group that load, with what they load to."""
        pairs = ((plugin, self._get(plugin)) for plugin in self.plugins if plugin.group == group)
        return [(plugin, target) for plugin, target in pairs if target is not None]

    def readers(self) -> tuple[Reader, ...]:
        """One instance of each reader, always the same."""
        if self._readers is None:
            self._readers = tuple(target() for _, target in self.of(READERS))
        return self._readers

    def extractors(self) -> tuple[type[Any], ...]:
        """The extractor classes."""
        return tuple(target for _, target in self.of(EXTRACTORS))

    def engine(self, name: str, model_dir: str | None = None) -> OcrEngine | None:
        """The named OCR engine, ready to run; None for `off`."""
        if name == OCR_OFF:
            return None
        if (name, model_dir) not in self._engines:
            self._engines[name, model_dir] = self._start(name, model_dir)
        return self._engines[name, model_dir]

    def layout_engine(self, name: str, model: str | None = None) -> LayoutEngine | None:
        """The named layout engine, ready to run; None for `off`."""
        if name == LAYOUT_OFF:
            return None
        if (name, model) not in self._layout_engines:
            target = self._named(LAYOUT_ENGINES, "layout engine", name, (LAYOUT_OFF,))
            engine: LayoutEngine = target(Path(model).expanduser() if model else None)
            if missing := engine.available():
                raise MissingDependency(f"layout engine cannot run: {name}. {missing}")
            self._layout_engines[name, model] = engine
        return self._layout_engines[name, model]

    def document_engine(self, name: str, model: str | None) -> DocumentEngine | None:
        """The named engine with its model, ready to run; None without a model."""
        if model is None:
            return None
        if (name, model) not in self._document_engines:
            engine: DocumentEngine = self._named(DOCUMENT_ENGINES, "document engine", name, ())(model)
            if missing := engine.available():
                raise MissingDependency(f"document engine cannot run: {name}. {missing}")
            self._document_engines[name, model] = engine
        return self._document_engines[name, model]

    def detector(self, name: str, model: str | None = None) -> "Detector":
        """The named detector with its model, ready to run."""
        if (name, model) not in self._detectors:
            detector = make_detector(self._named(DETECTORS, "detector", name, (DETECTOR_OFF,)), name, model)
            if missing := detector.available():
                raise MissingDependency(f"detector cannot run: {name}. {missing}")
            self._detectors[name, model] = detector
        return self._detectors[name, model]

    def depth_model(self, name: str, folder: str) -> "DepthModel":
        """The named depth model from its folder, ready to run."""
        if (name, folder) not in self._depth_models:
            target = self._named(DEPTH_MODELS, "depth model", name, (DEPTH_OFF,))
            if not folder:
                raise UsageError(f"this depth model needs a folder: {name}. Name it: --depth {name}:FOLDER.")
            model: DepthModel = target(Path(folder).expanduser())
            if missing := model.available():
                raise MissingDependency(f"depth model cannot run: {name}. {missing}")
            self._depth_models[name, folder] = model
        return self._depth_models[name, folder]

    def forecaster(self, name: str, model: str | None = None) -> "Forecaster":
        """The named method, ready to run; a pretrained one with the folder of its model."""
        target = self._named(FORECASTERS, "forecaster", name, ())
        takes = bool(getattr(target, "takes_model", False))
        if takes != (model is not None):
            need = "needs the folder of its model" if takes else "takes no model"
            raise UsageError(f"the forecaster {name} {need}.")
        engine: Forecaster = target(Path(model).expanduser()) if model else target()
        if missing := engine.available():
            raise MissingDependency(f"forecaster cannot run: {name}. {missing}")
        return engine

    def _named(self, group: str, what: str, name: str, others: tuple[str, ...]) -> Any:
        """What the plugin of that name loads to."""
        plugin = next((p for p in self.plugins if p.group == group and p.name == name), None)
        if plugin is None:
            names = ", ".join([*others, *sorted(p.name for p in self.plugins if p.group == group)])
            raise UsageError(f"unknown {what}: {name}. Choose one of {names}.")
        target = self._get(plugin)
        if target is None:
            raise self.broken[plugin]
        return target

    def _start(self, name: str, model_dir: str | None) -> OcrEngine:
        engine = make_engine(self._named(ENGINES, "OCR engine", name, (OCR_OFF,)), name, model_dir)
        missing = engine.available()
        if missing:
            raise MissingDependency(f"OCR engine cannot run: {name}. {missing} Or choose --ocr {OCR_OFF}.")
        return engine

    def plugin_of(self, target: type[Any]) -> Plugin | None:
        """Where a loaded class came from."""
        return next((plugin for plugin, loaded in self._loaded.items() if loaded is target), None)

    def _get(self, plugin: Plugin) -> Any | None:
        if plugin not in self._loaded and plugin not in self.broken:
            target = isolate(str(plugin), lambda: _load(plugin))
            if isinstance(target, Failure):
                kind = type(target.error).__name__
                self.broken[plugin] = PluginError(f"plugin does not load: {plugin}. {kind}: {target.error}")
                log.warning("%s", self.broken[plugin])
            else:
                self._loaded[plugin] = target
        return self._loaded.get(plugin)


def make_engine(target: Callable[..., OcrEngine], name: str, model_dir: str | None) -> OcrEngine:
    """The engine with the user's model files, where a folder is given."""
    if model_dir is None:
        return target()
    if not getattr(target, "takes_model_dir", False):
        raise UsageError(f"this OCR engine takes no folder of models: {name}. Leave out --ocr-model-dir.")
    folder = Path(model_dir).expanduser()
    if not folder.is_dir():
        raise UsageError(f"no such folder: {model_dir}. Give one with model files as --ocr-model-dir.")
    return target(folder)


def make_detector(target: Callable[..., "Detector"], name: str, model: str | None) -> "Detector":
    """The detector; one that takes a model is given the file or folder that the user names."""
    takes = bool(getattr(target, "takes_model", False))
    if takes and model is None:
        raise UsageError(f"this detector needs a model: {name}. Name its file or folder: --detector {name}:PATH.")
    if not takes and model is not None:
        raise UsageError(f"this detector takes no model: {name}. Leave out the path: --detector {name}.")
    return target(Path(model).expanduser()) if model is not None else target()


def _load(plugin: Plugin) -> Any:
    target = plugin.load()
    missing = [name for name in WANTED[plugin.group] if not hasattr(target, name)]
    if missing:
        raise PluginError(f"it lacks {', '.join(missing)}")
    return target


def load_registry() -> Registry:
    """Every entry point that is installed, sorted by group and name."""
    return Registry(
        _plugin(group, point)
        for group in GROUPS
        for point in sorted(entry_points(group=f"sme_extract.{group}"), key=lambda p: (p.name, p.value))
    )


def _plugin(group: str, point: EntryPoint) -> Plugin:
    distribution = point.dist
    name = distribution.metadata["Name"] if distribution else "unknown"
    version = distribution.version if distribution else "0"
    return Plugin(group, point.name, name, version, point.load)
