"""The depth model that the settings name, ready to run."""

from typing import TYPE_CHECKING

from sme_extract.pipeline.registry import Registry, load_registry
from sme_extract.pipeline.settings import DEPTH_OFF, Settings

if TYPE_CHECKING:  # it brings OpenCV
    from sme_extract.vision.depth import DepthModel


def depth_model_of(settings: Settings, registry: Registry | None = None) -> "DepthModel | None":
    """The model; None where it is off. Raises `UsageError`, `MissingDependency`."""
    name, folder = chosen(settings)
    return None if name == DEPTH_OFF else (registry or load_registry()).depth_model(name, folder)


def chosen(settings: Settings) -> tuple[str, str]:
    """Name of the depth model, and its folder where one is given."""
    name, _, folder = settings.depth.partition(":")
    return name, folder
