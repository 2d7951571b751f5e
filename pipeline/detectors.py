"""The detector of objects that the settings name, ready to run."""

from typing import TYPE_CHECKING

from sme_extract.pipeline.registry import Registry, load_registry
from sme_extract.pipeline.settings import DETECTOR_OFF, Settings
from sme_extract.schemas.errors import UsageError
from sme_extract.schemas.result import Finding

if TYPE_CHECKING:  # it brings OpenCV
    from sme_extract.vision.detection import Detector

OFF = (DETECTOR_OFF, "none")


def detector_of(settings: Settings, registry: Registry | None = None) -> "Detector | None":
    """The detector, which says our names of classes; None where it is off. Raises `UsageError`, `MissingDependency`."""
    name, model = chosen(settings)
    if name is None:
        return None
    from sme_extract.vision.detectors.naming import Naming  # noqa: PLC0415 - documents need no imaging

    return Naming((registry or load_registry()).detector(name, model), dict(settings.detector_labels))


def chosen(settings: Settings) -> tuple[str | None, str | None]:
    """Name of the detector and path of its model, each None where there is none. Raises `UsageError`."""
    name, colon, model = settings.detector.partition(":")
    if colon and not model:
        raise UsageError(f"no path after the colon: --detector {settings.detector}. Name a file or a folder there.")
    return (None, None) if name in OFF else (name, model or None)


def notices(detector: "Detector | None") -> tuple[Finding, ...]:
    """What a result must say of the detector that it came by: a licence that binds who passes it on."""
    licence = getattr(detector, "licence", "")
    if detector is None or "AGPL" not in licence:
        return ()
    message = (
        f"objects were found by {detector.name} {detector.version}, which is under {licence}: whoever passes it on or "
        "offers it over a network owes the source of the whole, or needs the maker's licence."
    )
    return (Finding(code="detector-licence", severity="info", message=message),)
