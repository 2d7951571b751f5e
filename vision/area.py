"""Conducts the measurement of a floor area from a video: what each module finds, and where one of them says no."""

import logging
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sme_extract.schemas.errors import TooLarge
from sme_extract.schemas.result import Finding
from sme_extract.vision import features, gates, loops
from sme_extract.vision.detection import Detector
from sme_extract.vision.drift import Levelled, level
from sme_extract.vision.gravity import camera_height, flatness, up_direction
from sme_extract.vision.interval import Interval, area_interval
from sme_extract.vision.keyframes import Keyframe, Selection, select
from sme_extract.vision.mapping import map_incrementally
from sme_extract.vision.plan import Plan, draw_up
from sme_extract.vision.rolling_shutter import CANDIDATES, USUAL, ReadOut, Straightener, best, candidates
from sme_extract.vision.scale import TAPE_SD, Reference, Scale, camera_height_reference, fuse
from sme_extract.vision.solver import colmap
from sme_extract.vision.sparse_model import SparseModel, from_reconstruction
from sme_extract.vision.video import Video, VideoInfo

log = logging.getLogger(__name__)

SIZE = 960
"""Longer side of the pictures that are worked on, pixels."""
EVIDENCE = 6
"""Pictures that are kept as evidence of an area."""
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the user knows of the hall and the walk, metres."""

    camera_height: float | None = None
    camera_height_sd: float | None = None
    longer_side: float | None = None
    shorter_side: float | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How far the work may go."""

    max_video_seconds: float = 600.0
    time_limit_seconds: float = 1200.0


@dataclass(slots=True)
class Measurement:
    """What came of a video: an area with its plan, or the findings that say why not."""

    info: VideoInfo
    seconds: float = 0.0
    """Of the video."""
    keyframes: int = 0
    registered: int = 0
    read_out: ReadOut | None = None
    model: SparseModel | None = None
    levelled: Levelled | None = None
    scale: Scale | None = None
    plan: Plan | None = None
    interval: Interval | None = None
    unobserved_m2: float = 0.0
    findings: list[Finding] = field(default_factory=list[Finding])
    evidence: list[tuple[Keyframe, bytes]] = field(default_factory=list[tuple[Keyframe, bytes]])
    """Pictures (JPEG) spread over the walk."""
    stages: dict[str, float] = field(default_factory=dict[str, float])
    """Wall-clock seconds of each stage, in order."""


def measure(
    path: Path,
    knowledge: Knowledge,
    limits: Limits | None = None,
    progress: Progress | None = None,
    detector: Detector | None = None,
) -> Measurement:
    """The floor area of the hall in a video. Raises `DamagedDocument`, `TooLarge` and `MissingDependency`."""
    del detector
    colmap()  # before minutes of work
    with Video(path) as video, tempfile.TemporaryDirectory(prefix="sme-extract-") as folder:
        work = _Work(video, Path(folder), limits or Limits(), progress)
        work.look()
        if not work.result.findings:
            work.map()
        if not work.result.findings:
            work.measure(knowledge)
        return work.result


class _Work:
    """One measurement on its way."""

    def __init__(self, video: Video, folder: Path, limits: Limits, progress: Progress | None) -> None:
        self.video, self.folder, self.limits = video, folder, limits
        self.progress = progress or log.info
        self.result = Measurement(video.info)
        self.database = folder / "points.db"
        self.selection = Selection(folder)
        self._started = time.monotonic()
        self._stage = ""
        self._stage_began = self._started

    def begin(self, stage: str) -> None:
        """Tell what comes next; raises `TooLarge` when the time is over."""
        now = time.monotonic()
        if self._stage:
            self.result.stages[self._stage] = now - self._stage_began
        self._stage, self._stage_began = stage, now
        if now - self._started > self.limits.time_limit_seconds:
            limit = f"{self.limits.time_limit_seconds:.0f}"
            raise TooLarge(f"more than {limit} seconds of work: {self.video.path}. Raise video_time_limit_seconds.")
        if stage:
            self.progress(stage)

    def look(self) -> None:
        """Choose the pictures."""
        self.begin("looking through the video")
        longest = self.limits.max_video_seconds
        self.selection = select(self.video.frames(SIZE, longest), self.folder)
        result = self.result
        result.seconds, result.keyframes = self.selection.seconds, len(self.selection.keyframes)
        result.findings += gates.before_mapping(self.selection)
        result.evidence = self._evidence()

    def _evidence(self) -> list[tuple[Keyframe, bytes]]:
        total = len(self.selection.keyframes)
        chosen = sorted({round(number * (total - 1) / (EVIDENCE - 1)) for number in range(EVIDENCE)}) if total else []
        frames = [self.selection.keyframes[number] for number in chosen]
        return [(frame, (self.selection.images / frame.name).read_bytes()) for frame in frames]

    def map(self) -> None:
        """Find the camera's path and points."""
        selection, images = self.selection, self.selection.images
        self.begin("finding points")
        features.extract(self.database, images, selection.width, selection.height)
        self.begin("following points")
        features.match_neighbours(self.database)
        if features.parallax(self.database, selection.width, selection.height) < gates.PARALLAX_DEGREES:
            self.result.findings += gates.after_mapping(selection, 0, turned=True)
            return
        self.begin("straightening the rolling shutter")
        straightener = Straightener(self.database, selection)
        tried = candidates(selection.width, selection.height, self.video.info.rotation)
        straightener.write(ReadOut(USUAL, tried[0].along_x) if len(tried) == len(CANDIDATES) else tried[0])
        self.begin("finding the camera's path")
        first = map_incrementally(self.database, images, self.folder / "first")
        if self._refused(first) or first is None:
            return
        self.begin("choosing the read-out time")
        self.result.read_out = best(straightener.misfits(first, tried))
        straightener.write(self.result.read_out)
        self.begin("closing loops")
        rough = from_reconstruction(first)
        features.match_pairs(self.database, loops.candidates(self.database, rough), self.folder)
        loops.prune(self.database, rough, features.OVERLAP)
        self.begin("finding the camera's path again")
        second = map_incrementally(self.database, images, self.folder / "second")
        better = second is not None and second.num_reg_images() >= 0.9 * first.num_reg_images()
        model = second if better else first
        if not self._refused(model):
            self.result.model = from_reconstruction(model)

    def _refused(self, reconstruction: Any) -> bool:
        registered = reconstruction.num_reg_images() if reconstruction is not None else 0
        self.result.registered = registered
        turned = False
        if registered >= gates.MIN_KEYFRAMES:
            model = from_reconstruction(reconstruction)
            height = camera_height(model, up_direction(model)) if len(model.points) else None
            turned = gates.only_turned(model.centers, height)
        self.result.findings += gates.after_mapping(self.selection, registered, turned=turned)
        return bool(self.result.findings)

    def measure(self, knowledge: Knowledge) -> None:
        """From the model to square metres."""
        self.begin("drawing the plan")
        result, model = self.result, self.result.model
        assert model is not None
        result.levelled = level(model)
        result.findings += gates.after_levelling(
            result.levelled, flatness(result.levelled.model) if result.levelled else 0
        )
        if result.findings or result.levelled is None:
            return
        reference = camera_height_reference(result.levelled.height, knowledge.camera_height, knowledge.camera_height_sd)
        plan = draw_up(result.levelled, reference.scale)
        if plan is None:
            result.findings.append(gates.no_outline())
            return
        result.scale = fuse([reference, *_sides(plan, reference.scale, knowledge)])
        result.plan = plan.scaled(result.scale.metres_per_unit / reference.scale)
        result.interval = area_interval(result.plan.outline.area, result.plan.seen_m2, result.scale.relative_sd)
        result.unobserved_m2 = result.plan.unobserved_m2
        unseen = result.unobserved_m2 / result.plan.outline.area
        result.findings += gates.doubts(self.selection, result.interval, result.scale, unseen)
        self.begin("")


def _sides(plan: Plan, metres_per_unit: float, knowledge: Knowledge) -> Sequence[Reference]:
    """References to the sides of the hall that the user knows."""
    known = (("longer_side", knowledge.longer_side), ("shorter_side", knowledge.shorter_side))
    return [
        Reference(kind, metres, side / metres_per_unit, TAPE_SD)
        for (kind, metres), side in zip(known, plan.sides, strict=True)
        if metres is not None
    ]
