"""Videos of halls on their way to results: told by their bytes, measured, reported with their plan."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sme_extract.pipeline.depth_models import depth_model_of
from sme_extract.pipeline.detectors import detector_of, notices
from sme_extract.pipeline.inputs import fingerprint, head, printable
from sme_extract.pipeline.names import safe_name
from sme_extract.pipeline.registry import OWN, Registry
from sme_extract.pipeline.settings import Settings
from sme_extract.pipeline.writer import make_folder, write_bytes, write_files
from sme_extract.schemas.errors import EmptyInput, MissingDependency, UnsupportedFormat, UsageError
from sme_extract.schemas.result import ExtractionResult, SourceInfo
from sme_extract.vision.container import HEAD_BYTES, media_type

if TYPE_CHECKING:  # it brings OpenCV
    from sme_extract.vision.depth import DepthModel
    from sme_extract.vision.detection import Detector

LENGTHS: Mapping[str, tuple[float, float]] = {
    "longer-side": (1, 1000),
    "shorter-side": (1, 1000),
    "marks": (0.5, 100),
    "door": (1.5, 8),
}
"""Lengths that a user may know, and between how many metres they must lie."""
MARKER_SIZES = (0.05, 2.0)
"""Sides of printed markers in metres."""


@dataclass(frozen=True, slots=True)
class VideoOptions:
    """What the verb `video` knows beside the settings, metres."""

    camera_height_sd: float | None = None
    known_lengths: Mapping[str, float] | None = None
    marker_size: float | None = None
    """Side of printed markers."""
    plan_folder: Path | None = None
    """Where the plan and the pictures that prove it go; None writes none."""
    overlay: Path | None = None
    """The mp4 file for the video with what was found drawn into it; None draws none."""


def video_type(path: Path) -> str | None:
    """Media type of a video file; None for anything else."""
    return media_type(head(path, HEAD_BYTES))


def known_lengths(given: Sequence[str]) -> dict[str, float]:
    """`longer-side=30.5` and the like as metres by name. Raises `UsageError`."""
    lengths: dict[str, float] = {}
    for pair in given:
        name, _, metres = pair.partition("=")
        try:
            lengths[name] = float(metres)
        except ValueError:
            lengths[name] = 0.0
        low, high = LENGTHS.get(name, (0, 0))
        if name not in LENGTHS or not low <= lengths[name] <= high:
            raise UsageError(f"bad --known-length: {pair}. Say {' or '.join(f'{n}=METRES' for n in LENGTHS)}.")
    return lengths


def measured(path: Path, media: str, sha256: str, settings: Settings, registry: Registry) -> Iterator[ExtractionResult]:
    """The results of a video in a batch, one a shot; a missing library is a finding, not a failure of the batch."""
    from sme_extract.vision.report import unmeasured  # noqa: PLC0415 - batches without videos need no imaging
    from sme_extract.vision.solver import missing  # noqa: PLC0415

    if sentence := missing():
        yield unmeasured(_source(path, media, sha256), sentence, OWN)
        return
    models = detector_of(settings, registry), depth_model_of(settings, registry)
    for result, _ in _measured(path, _source(path, media, sha256), settings, VideoOptions(), *models, None):
        yield result


def measure(
    path: Path, settings: Settings, options: VideoOptions, progress: Callable[[str], None] | None = None
) -> Iterator[ExtractionResult]:
    """The results of one video, one a shot, as each is done; plans are written where the options say.

    Raises `InputError` and `MissingDependency`.
    """
    from sme_extract.vision.solver import missing  # noqa: PLC0415

    if not path.is_file() or not head(path, 1):
        raise EmptyInput(f"there is no video in this file: {printable(path)}. Check the path.")
    media = video_type(path)
    if media is None:
        raise UnsupportedFormat(f"this is no video: {printable(path)}. Give an mp4, mov, mkv, webm or avi file.")
    if sentence := missing():
        raise MissingDependency(sentence)
    models = detector_of(settings), depth_model_of(settings)
    sha256 = fingerprint(path)
    if options.overlay is not None and options.overlay.suffix.lower() != ".mp4":
        raise UsageError(f"bad --overlay: {printable(options.overlay)}. Name an .mp4 file.")
    stem = f"{safe_name(path.name)}-{sha256[:8]}"
    found = _measured(path, _source(path, media, sha256), settings, options, *models, progress)
    for number, (result, frames) in enumerate(found, start=1):
        name = stem if number == 1 else f"{stem}-{number}"
        yield result if options.plan_folder is None else _written(result, frames, options.plan_folder, name)


def _measured(
    path: Path,
    source: SourceInfo,
    settings: Settings,
    options: VideoOptions,
    detector: "Detector | None",
    depth_model: "DepthModel | None",
    progress: Callable[[str], None] | None,
) -> Iterator[tuple[ExtractionResult, dict[str, bytes]]]:
    """Each shot's result with its evidence pictures by name."""
    from sme_extract.vision import area, report  # noqa: PLC0415

    lengths = options.known_lengths or {}
    knowledge = area.Knowledge(
        camera_height=settings.camera_height,
        camera_height_sd=options.camera_height_sd,
        longer_side=lengths.get("longer-side"),
        shorter_side=lengths.get("shorter-side"),
        marks=lengths.get("marks"),
        marker_side=options.marker_size,
        door=lengths.get("door"),
    )
    limits = area.Limits(settings.limits.max_video_seconds, settings.limits.video_time_limit_seconds)
    shots = area.measure_shots(
        path,
        knowledge,
        limits,
        progress,
        detector,
        depth_model=depth_model,
        with_overlay=options.overlay is not None,
    )
    for number, found in enumerate(shots, start=1):
        if options.overlay is not None and found.overlay is not None:
            make_folder(options.overlay.parent)
            ending = "" if number == 1 else f"-{number}"
            write_bytes(options.overlay.with_stem(f"{options.overlay.stem}{ending}"), found.overlay)
        result = report.result(found, source, OWN)
        result = result.model_copy(update={"findings": (*result.findings, *notices(detector))})
        yield result.with_files(report.drawings(found)), report.pictures(found)


def _written(result: ExtractionResult, frames: Mapping[str, bytes], folder: Path, stem: str) -> ExtractionResult:
    """The plan and the evidence pictures as files, and the result that names them."""
    make_folder(folder)
    for name, data in frames.items():
        write_bytes(folder / f"{stem}.{name}", data)
    return result.model_copy(update={"fields": result.fields | write_files(folder, stem, result.files)})


def _source(path: Path, media: str, sha256: str) -> SourceInfo:
    return SourceInfo(path=printable(path), sha256=sha256, media_type=media, pages=(), reader="video 1.0")
