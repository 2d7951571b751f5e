"""Conducts the measurement of a floor area from a video: what each module finds, and where one of them says no."""

import logging
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sme_extract.schemas.errors import EngineError, MissingDependency, TooLarge
from sme_extract.schemas.result import Finding
from sme_extract.vision import gates, markers, object_pictures, objects, overlay, size_references
from sme_extract.vision.authenticity import of_file
from sme_extract.vision.camera_path import Pathfinder
from sme_extract.vision.depth import DepthModel, depth_reference
from sme_extract.vision.detection import Detector
from sme_extract.vision.drift import Levelled, level
from sme_extract.vision.floor_view import floor_view
from sme_extract.vision.foot_points import feet_by_class
from sme_extract.vision.gravity import flatness
from sme_extract.vision.interval import Interval, area_interval
from sme_extract.vision.keyframes import Keyframe, Selection, select
from sme_extract.vision.objects import Counted
from sme_extract.vision.plan import Plan, draw_up
from sme_extract.vision.rolling_shutter import ReadOut
from sme_extract.vision.scale import Reference, Scale, camera_height_reference, fuse, side_reference
from sme_extract.vision.sightings import Picture, Sighting, full_size, look, of_still_camera, of_walk, read, unlooked
from sme_extract.vision.solver import colmap
from sme_extract.vision.sparse_model import Floats, SparseModel
from sme_extract.vision.video import Frame, Video, VideoInfo

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
    marks: float | None = None
    """Between the middles of the two printed marks 0 and 1."""
    marker_side: float | None = None
    """Of printed markers."""
    door: float | None = None
    """Height of the doors."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far the work may go."""

    max_video_seconds: float = 600.0
    time_limit_seconds: float = 1200.0

    def left(self, started: float) -> float:
        """Seconds of work that are still allowed when it began at `started` of the monotonic clock."""
        return self.time_limit_seconds - (time.monotonic() - started)

    def check(self, started: float, path: Path) -> None:
        """Raise `TooLarge` when the time is over."""
        if self.left(started) < 0:
            limit = f"{self.time_limit_seconds:.0f}"
            raise TooLarge(f"more than {limit} seconds of work: {path}. Raise video_time_limit_seconds.")


@dataclass(slots=True)
class Measurement:
    """What came of a video: an area with its plan, or the findings that say why not."""

    info: VideoInfo
    seconds: float = 0.0
    """Of the shot: of the whole video where nothing was cut."""
    begins: float = 0.0
    """Seconds in the video."""
    keyframes: int = 0
    registered: int = 0
    read_out: ReadOut | None = None
    model: SparseModel | None = None
    second: SparseModel | None = None
    """Of another way of mapping, where there is one that holds together."""
    cross_check: float | None = None
    """By how much the area of that way is larger, as a share."""
    levelled: Levelled | None = None
    scale: Scale | None = None
    plan: Plan | None = None
    interval: Interval | None = None
    unobserved_m2: float = 0.0
    shots: int = 1
    """Of the video that this one is of."""
    findings: list[Finding] = field(default_factory=list[Finding])
    evidence: list[tuple[Keyframe, bytes]] = field(default_factory=list[tuple[Keyframe, bytes]])
    """Pictures (JPEG) spread over the walk."""
    detector: str | None = None
    """Name and version; None when nobody looked for objects."""
    sightings: list[Sighting] = field(default_factory=list[Sighting])
    counts: list[Counted] = field(default_factory=list[Counted])
    object_evidence: list[tuple[Sighting, bytes]] = field(default_factory=list[tuple[Sighting, bytes]])
    """Pictures (JPEG) with the boxes of the objects that they show best."""
    overlay: bytes | None = None
    """The video (mp4) with what was found drawn into it, where it was asked for."""
    stages: dict[str, float] = field(default_factory=dict[str, float])
    """Wall-clock seconds of each stage, in order."""

    @property
    def refused(self) -> bool:
        """Whether a finding forbids an area."""
        return any(finding.severity == "error" for finding in self.findings)


def measure(
    path: Path,
    knowledge: Knowledge,
    limits: Limits | None = None,
    progress: Progress | None = None,
    detector: Detector | None = None,
    *,
    depth_model: DepthModel | None = None,
    with_overlay: bool = False,
) -> Measurement:
    """The floor area of the hall in a video, and its objects where a detector is given; of several shots the longest.

    Raises `DamagedDocument`, `TooLarge` and `MissingDependency`.
    """
    shots = measure_shots(
        path, knowledge, limits, progress, detector, depth_model=depth_model, with_overlay=with_overlay
    )
    return max(shots, key=lambda one: one.seconds)


def measure_shots(
    path: Path,
    knowledge: Knowledge,
    limits: Limits | None = None,
    progress: Progress | None = None,
    detector: Detector | None = None,
    *,
    depth_model: DepthModel | None = None,
    with_overlay: bool = False,
) -> Iterator[Measurement]:
    """What `measure` finds, for each shot of a video that is long enough, as soon as it is known; raises the same."""
    colmap()  # before minutes of work
    if with_overlay:
        overlay.check()
    limits, started = limits or Limits(), time.monotonic()
    with Video(path) as video, tempfile.TemporaryDirectory(prefix="sme-extract-") as folder:
        (progress or log.info)("looking through the video")
        shots = select(_in_time(video, limits, started), Path(folder))
        measurable = [number for number, shot in enumerate(shots) if shot.seconds >= gates.MIN_SECONDS]
        about = of_file(path, shots, video.info.announced_seconds, limits.max_video_seconds)
        looked = time.monotonic() - started
        for number in measurable or [max(range(len(shots)), key=lambda one: shots[one].seconds)]:
            work = _Work(video, shots[number], limits, progress, started)
            work.result.stages["looking through the video"] = looked
            work.result.findings += [*gates.of_shots(shots, number), *about]
            work.result.shots = len(shots)
            yield work.carried_out(knowledge, detector, depth_model, with_overlay=with_overlay)


def _in_time(video: Video, limits: Limits, started: float) -> Iterator[Frame]:
    """The frames of a video; raises `TooLarge` when the time is over."""
    for frame in video.frames(SIZE, limits.max_video_seconds):
        limits.check(started, video.path)
        yield frame


class _Work:
    """The measurement of one shot on its way."""

    def __init__(
        self, video: Video, shot: Selection, limits: Limits, progress: Progress | None, started: float
    ) -> None:
        self.video, self.selection, self.folder, self.limits = video, shot, shot.folder, limits
        self.progress = progress or log.info
        self.result = Measurement(video.info, shot.seconds, shot.begins, len(shot.keyframes))
        self._started = started
        self._stage = ""
        self._stage_began = time.monotonic()

    def carried_out(
        self, knowledge: Knowledge, detector: Detector | None, depth_model: DepthModel | None, *, with_overlay: bool
    ) -> Measurement:
        """The measurement, or as much of it as the video allows."""
        self.result.evidence = self._evidence()
        self.result.findings += gates.before_mapping(self.selection)
        if not self.result.refused:
            self.map()
        if detector is not None:
            self.see(detector)
        if not self.result.refused:
            self.measure(knowledge, depth_model)
        self.count()
        if with_overlay:
            self.film()
        return self.result

    def begin(self, stage: str) -> None:
        """Tell what comes next; raises `TooLarge` when the time is over."""
        now = time.monotonic()
        if self._stage:
            self.result.stages[self._stage] = now - self._stage_began
        self._stage, self._stage_began = stage, now
        self.tick()
        if stage:
            self.progress(stage)

    def tick(self) -> None:
        """Raise `TooLarge` when the time is over."""
        self.limits.check(self._started, self.video.path)

    def left(self) -> float:
        """Seconds of work that are still allowed."""
        return self.limits.left(self._started)

    def _evidence(self) -> list[tuple[Keyframe, bytes]]:
        total = len(self.selection.keyframes)
        chosen = sorted({round(number * (total - 1) / (EVIDENCE - 1)) for number in range(EVIDENCE)}) if total else []
        frames = [self.selection.keyframes[number] for number in chosen]
        return [(frame, (self.selection.images / frame.name).read_bytes()) for frame in frames]

    def map(self) -> None:
        """Find the camera's path and points."""
        path = Pathfinder(self.selection, self.video.info.rotation, self.begin, self.left).find()
        result = self.result
        result.registered, result.read_out = path.registered, path.read_out
        result.model, result.second = path.model, path.second
        result.findings += path.findings

    def measure(self, knowledge: Knowledge, depth_model: DepthModel | None = None) -> None:
        """From the model to square metres."""
        self.begin("drawing the plan")

        def sized(plan: Plan, scale: float) -> list[Reference]:
            return [*self._sized(plan, scale, knowledge), *self._deep(depth_model)]

        weigh(self.result, knowledge, sized)

    def _sized(self, plan: Plan, scale: float, knowledge: Knowledge) -> list[Reference]:
        """References to objects and markers whose size is usual or known."""
        assert self.result.levelled is not None
        view = floor_view(self.result.levelled, plan)
        feet = feet_by_class(self.result.sightings, view, plan.outline.corners)
        found = size_references.references(feet, view, scale, knowledge.door)
        wanted = {"marks": knowledge.marks, "marker": knowledge.marker_side}
        if any(wanted.values()):
            self.begin("looking for markers")
            shown = markers.find(full_size(self.video.path, self.selection), view, self.tick)
            if knowledge.marks is not None:
                pair = markers.pair_reference(shown, view, scale, knowledge.marks)
                found += [pair] if pair else []
            if knowledge.marker_side is not None:
                found += markers.side_references(shown, view, scale, knowledge.marker_side)
        kinds = {one.kind for one in found}
        self.result.findings += gates.unused_lengths(wanted | {"known_door": knowledge.door}, kinds)
        return found

    def _deep(self, depth_model: DepthModel | None) -> list[Reference]:
        """The reference that a depth model makes, or a finding that says why it makes none."""
        if depth_model is None:
            return []
        assert self.result.levelled is not None
        self.begin("estimating depths")

        def depths_of(name: str) -> Floats | None:
            self.tick()
            image = read(self.selection.images / name)
            return None if image is None else depth_model.depths(image)

        found, reason = None, "too few pictures show enough near points."
        try:
            found = depth_reference(self.result.levelled, depths_of)
        except (EngineError, MissingDependency) as error:
            reason = str(error)
        if found is None:
            self.result.findings.append(gates.depth_not_used(reason))
        return [found] if found else []

    def see(self, detector: Detector) -> None:
        """Show pictures to the detector."""
        self.begin("looking for objects")
        result = self.result
        try:
            result.sightings = look(detector, self.pictures(), self.tick)
        except EngineError as error:
            result.findings.append(gates.nobody_looked(error))
            return
        result.detector = f"{detector.name} {detector.version}"

    def pictures(self) -> list[Picture]:
        """What a detector is shown."""
        if not self.still:
            return of_walk(self.selection)
        with Video(self.video.path) as video:
            begins, ends = self.selection.begins, self.selection.ends
            frames = (one for one in video.frames(SIZE, ends) if one.seconds >= begins)
            return of_still_camera(frames, self.result.seconds, self.folder / "moments")

    @property
    def still(self) -> bool:
        """Whether the camera stands still."""
        return any(finding.code == "camera-did-not-move" for finding in self.result.findings)

    def count(self) -> None:
        """Count what was seen, each object once where its place or its way is known."""
        self.begin("counting objects" if self.result.sightings else "")
        result = self.result
        if result.plan is not None and result.levelled is not None:
            view = floor_view(result.levelled, result.plan)
            result.counts = objects.on_floor(result.sightings, view, result.plan.outline.corners)
        elif self.still:
            result.counts = objects.before_still_camera(result.sightings)
        else:
            result.counts = objects.in_pictures(result.sightings)
        result.object_evidence = object_pictures.evidence(result.counts)
        self.begin("")

    def film(self) -> None:
        """The video with what was found; without a detector, with the scale only."""
        self.begin("drawing into the video")
        result = self.result
        sightings = result.sightings or unlooked(self.pictures())
        if sightings:
            path = self.folder / "overlay.mp4"
            overlay.film(path, sightings, result.counts, _caption(result))
            result.overlay = path.read_bytes()
        self.begin("")


def _caption(result: Measurement) -> list[str]:
    """What an overlay says of the whole video, in letters that OpenCV has."""
    if result.interval is None or result.scale is None or result.levelled is None:
        return [f"no floor area: {finding.code}" for finding in result.findings[:1]]
    area, height = result.interval, result.levelled.height * result.scale.metres_per_unit
    kinds = ", ".join(one.kind for one in result.scale.references)
    return [f"floor {area.area:.0f} m2 ({area.low:.0f} - {area.high:.0f})", f"camera {height:.2f} m; scale: {kinds}"]


def weigh(result: Measurement, knowledge: Knowledge, sized: Callable[[Plan, float], Sequence[Reference]]) -> None:
    """Fill in what follows from the model of a measurement; `sized` finds references in a plan, given metres a unit."""
    assert result.model is not None
    levelled = result.levelled = level(result.model)
    result.findings += gates.after_levelling(levelled, flatness(levelled.model) if levelled else 0)
    if result.refused or levelled is None:
        return
    reference = camera_height_reference(levelled.height, knowledge.camera_height, knowledge.camera_height_sd)
    plan = draw_up(levelled, reference.scale)
    result.findings += gates.after_drawing(plan)
    if plan is None or result.refused:
        return
    sides = _sides(plan, reference.scale, knowledge)
    result.scale = fuse([reference, *sides, *sized(plan, reference.scale)])
    result.cross_check = _cross_check(result.second, plan, knowledge)
    result.plan = plan.scaled(result.scale.metres_per_unit / reference.scale)
    outline, bare = result.plan.outline, result.plan.bare_share
    result.interval = area_interval(outline.area, result.plan.sides, bare, result.scale.relative_sd)
    result.unobserved_m2 = result.plan.unobserved_m2
    result.findings += gates.doubts(result.interval, result.scale, result.unobserved_m2 / outline.area, bare)
    result.findings += gates.after_cross_check(result.cross_check)


def _cross_check(second: SparseModel | None, plan: Plan, knowledge: Knowledge) -> float | None:
    """By how much the area of a second model is larger than that of a plan, as a share; None where it gives none."""
    levelled = level(second) if second is not None else None
    if levelled is None or gates.after_levelling(levelled, flatness(levelled.model)):
        return None
    height = camera_height_reference(levelled.height, knowledge.camera_height, knowledge.camera_height_sd)
    other = draw_up(levelled, height.scale)
    if other is None or gates.after_drawing(other):
        return None
    return other.outline.area / plan.outline.area - 1


def _sides(plan: Plan, metres_per_unit: float, knowledge: Knowledge) -> Sequence[Reference]:
    """References to the sides of the hall that the user knows."""
    known = (("longer_side", knowledge.longer_side), ("shorter_side", knowledge.shorter_side))
    return [
        side_reference(kind, metres, side / metres_per_unit, bare)
        for (kind, metres), side, bare in zip(known, plan.sides, plan.bare_ends, strict=True)
        if metres is not None
    ]
