"""The state of the installation: packages, engines, readers, extractors, extras; what is missing and what mends it."""

import platform
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from sme_extract import __version__
from sme_extract.pipeline.depth_models import chosen as chosen_depth_model
from sme_extract.pipeline.detectors import chosen as chosen_detector
from sme_extract.pipeline.isolation import Failure, isolate
from sme_extract.pipeline.registry import (
    DEPTH_MODELS,
    DETECTORS,
    DOCUMENT_ENGINES,
    ENGINES,
    EXTRACTORS,
    LAYOUT_ENGINES,
    OWN,
    READERS,
    Registry,
    load_registry,
    make_detector,
    make_engine,
)
from sme_extract.pipeline.settings import Settings

# `pillow-heif>=0.21; extra == "heic"`
REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)[^;]*(?:;.*extra\s*==\s*['\"](?P<extra>[\w-]+)['\"])?")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at; `mend` is empty when it is well."""

    group: str
    name: str
    state: str
    mend: str = ""
    needed: bool = True

    def __str__(self) -> str:
        mark = "ok" if not self.mend else "MISSING" if self.needed else "absent"
        return f"{mark:8} {self.group:10} {self.name:24} {self.state}{f'  -> {self.mend}' if self.mend else ''}"

    def as_dict(self) -> dict[str, object]:
        """For machines."""
        return asdict(self)


def examine(settings: Settings, registry: Registry | None = None) -> list[Line]:
    """Everything that matters to whether documents can be read here."""
    registry = registry or load_registry()
    return [
        Line("program", OWN, __version__),
        Line("program", "python", platform.python_version()),
        *_packages(),
        *_engines(registry, settings),
        *_layout_engines(registry, settings),
        *_document_engines(registry, settings),
        *_detectors(registry, settings),
        *_depth_models(registry, settings),
        *_plugins(registry, READERS, "reader"),
        *_plugins(registry, EXTRACTORS, "extractor"),
        *(
            Line("plugin", str(plugin), str(error), "reinstall or remove it")
            for plugin, error in registry.broken.items()
        ),
    ]


def _packages() -> Iterator[Line]:
    """What the distribution requires, and what its extras would."""
    try:
        wanted = requires(OWN) or []
    except PackageNotFoundError:
        yield Line("package", OWN, "not installed", f"pip install {OWN}")
        return
    for match in filter(None, map(REQUIREMENT.match, wanted)):
        name, extra = match["name"], match["extra"]
        group = f"extra {extra}" if extra else "package"
        try:
            yield Line(group, name, version(name))
        except PackageNotFoundError:
            target = f"'{OWN}[{extra}]'" if extra else name
            yield Line(group, name, "not installed", f"pip install {target}", needed=not extra)


def _engines(registry: Registry, settings: Settings) -> Iterator[Line]:
    for plugin, target in registry.of(ENGINES):
        chosen = plugin.name == settings.ocr
        folder = settings.ocr_model_dir if chosen else None
        engine = isolate(plugin.name, partial(make_engine, target, plugin.name, folder))
        origin = f"of {plugin.distribution} {plugin.version}{' (chosen)' if chosen else ''}"
        if isinstance(engine, Failure):
            yield Line("ocr", plugin.name, origin, engine.reason.message, needed=chosen)
            continue
        facts = (engine.version, origin, getattr(engine, "licence", ""), _models(getattr(engine, "models", ())))
        yield Line("ocr", plugin.name, " ".join(filter(None, facts)), engine.available() or "", needed=chosen)


def _layout_engines(registry: Registry, settings: Settings) -> Iterator[Line]:
    for plugin, target in registry.of(LAYOUT_ENGINES):
        chosen = plugin.name == settings.layout
        model = Path(settings.layout_model).expanduser() if chosen and settings.layout_model else None
        engine = isolate(plugin.name, partial(target, model))
        origin = f"of {plugin.distribution} {plugin.version}{' (chosen)' if chosen else ''}"
        if isinstance(engine, Failure):
            yield Line("layout", plugin.name, origin, engine.reason.message, needed=chosen)
            continue
        facts = (engine.version, origin, getattr(engine, "licence", ""), _models(getattr(engine, "models", ())))
        yield Line("layout", plugin.name, " ".join(filter(None, facts)), engine.available() or "", needed=chosen)


def _document_engines(registry: Registry, settings: Settings) -> Iterator[Line]:
    """Engines that ask a model; well only with a model, so they are looked at where one is chosen."""
    for plugin, target in registry.of(DOCUMENT_ENGINES):
        chosen = settings.document_model is not None and plugin.name == settings.document_engine
        origin = f"of {plugin.distribution} {plugin.version}{' (chosen)' if chosen else ''}"
        if not chosen:
            yield Line("model", plugin.name, f"{origin}; --document-model names its model", needed=False)
            continue
        engine = isolate(plugin.name, partial(target, settings.document_model))
        if isinstance(engine, Failure):
            yield Line("model", plugin.name, origin, engine.reason.message)
            continue
        yield Line(
            "model", plugin.name, f"{engine.version} {origin} {settings.document_model}", engine.available() or ""
        )


def _detectors(registry: Registry, settings: Settings) -> Iterator[Line]:
    """Detectors; one that takes a model is looked at only where it is chosen with one."""
    name, model = chosen_detector(settings)
    for plugin, target in registry.of(DETECTORS):
        chosen = plugin.name == name
        origin = f"of {plugin.distribution} {plugin.version}{' (chosen)' if chosen else ''}"
        if not chosen and getattr(target, "takes_model", False):
            use = f"--detector {plugin.name}:PATH names its model"
            known = filter(None, (origin, getattr(target, "licence", "")))
            yield Line("detector", plugin.name, f"{' '.join(known)}; {use}", needed=False)
            continue
        detector = isolate(plugin.name, partial(make_detector, target, plugin.name, model if chosen else None))
        if isinstance(detector, Failure):
            yield Line("detector", plugin.name, origin, detector.reason.message, needed=chosen)
            continue
        mend = detector.available() or ""  # a licence may stand in the file, which is opened here
        facts = (detector.version, origin, getattr(detector, "licence", ""), _models(getattr(detector, "models", ())))
        yield Line("detector", plugin.name, " ".join(filter(None, facts)), mend, needed=chosen)


def _depth_models(registry: Registry, settings: Settings) -> Iterator[Line]:
    """Depth models; well only with a folder, so they are looked at where one is chosen."""
    name, folder = chosen_depth_model(settings)
    for plugin, target in registry.of(DEPTH_MODELS):
        origin = f"of {plugin.distribution} {plugin.version}{' (chosen)' if plugin.name == name else ''}"
        if plugin.name != name:
            yield Line("depth", plugin.name, f"{origin}; --depth {plugin.name}:FOLDER names its model", needed=False)
            continue
        model = isolate(plugin.name, partial(target, Path(folder).expanduser()))
        if isinstance(model, Failure):
            yield Line("depth", plugin.name, origin, model.reason.message)
            continue
        yield Line("depth", plugin.name, f"{model.version} {origin} {folder}", model.available() or "")


def _models(paths: Iterable[str]) -> str:
    """Model files by folder: `/opt/models: a.onnx b.onnx`."""
    folders: dict[str, list[str]] = {}
    for path in map(Path, paths):
        folders.setdefault(str(path.parent), []).append(path.name)
    return "; ".join(f"{folder}: {' '.join(names)}" for folder, names in folders.items())


def _plugins(registry: Registry, group: str, label: str) -> Iterator[Line]:
    for plugin, target in registry.of(group):
        yield Line(label, plugin.name, f"{target.version} of {plugin.distribution} {plugin.version}")
