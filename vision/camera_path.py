"""From pictures to the camera's path with points, by two ways: picture by picture, and all pictures at once.

The first way needs no loops and finds the read-out time; its path tells which loops to believe. With the loops both
ways are gone side by side. The one along which the phone keeps its height best is taken, the other checks it.
"""

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from sme_extract.schemas.result import Finding
from sme_extract.vision import features, gates, loops
from sme_extract.vision.continuity import Seconds, jumps, without_strays
from sme_extract.vision.drift import level
from sme_extract.vision.global_mapper import mapped_at_once
from sme_extract.vision.gravity import camera_height, up_direction
from sme_extract.vision.keyframes import Selection
from sme_extract.vision.mapping import Mapper
from sme_extract.vision.rolling_shutter import CANDIDATES, USUAL, ReadOut, Straightener, best, candidates
from sme_extract.vision.sparse_model import SparseModel, from_reconstruction

EVEN = 8.0
"""Percent by which the camera's height may change along the way of a path that is as good as any."""
KEPT = 0.9
"""Share of the pictures of the fullest model that another must have to be preferred."""


@dataclass(slots=True)
class CameraPath:
    """What came of a walk's pictures."""

    registered: int = 0
    """Pictures with a place."""
    read_out: ReadOut | None = None
    model: SparseModel | None = None
    second: SparseModel | None = None
    """The model of the other way, where it holds together too."""
    findings: list[Finding] = field(default_factory=list[Finding])
    """Why there is no model."""


class Pathfinder:
    """Finds the path of one shot in its working folder."""

    def __init__(
        self, selection: Selection, rotation: int, begin: Callable[[str], None], left: Callable[[], float]
    ) -> None:
        """`rotation` is the one noted in the video; `begin` is told each stage; `left` tells the seconds allowed."""
        self._selection, self._rotation, self._begin, self._left = selection, rotation, begin, left
        self._database = selection.folder / "points.db"
        self._path = CameraPath()

    def find(self) -> CameraPath:
        """The path, or the findings that say why there is none."""
        selection, database = self._selection, self._database
        self._begin("finding points")
        features.extract(database, selection.images, selection.width, selection.height)
        self._begin("following points")
        features.match_neighbours(database)
        if features.parallax(database, selection.width, selection.height) < gates.PARALLAX_DEGREES:
            self._path.findings += gates.after_mapping(selection, 0, turned=True)
        else:
            self._map()
        return self._path

    def _map(self) -> None:
        selection, database = self._selection, self._database
        self._begin("straightening the rolling shutter")
        straightener = Straightener(database, selection)
        tried = candidates(selection.width, selection.height, self._rotation)
        straightener.write(ReadOut(USUAL, tried[0].along_x) if len(tried) == len(CANDIDATES) else tried[0])
        self._begin("finding the camera's path")
        models = selection.folder / "models"
        mapper = Mapper(database, selection.images, models, is_whole=self._is_whole, left=self._left)
        first = mapper.built()
        rough = self._model(first) if first is not None else None
        if self._refused(rough, gates.BEGUN) or rough is None:
            return
        self._begin("choosing the read-out time")
        self._path.read_out = best(straightener.misfits(first, tried))
        straightener.write(self._path.read_out)
        self._begin("closing loops")
        torn = _unevenness(rough) > gates.FIRST_SPREAD
        features.match_pairs(database, loops.candidates(database, rough, torn=torn), selection.folder)
        loops.prune(database, rough, features.OVERLAP, torn=torn)
        self._begin("pulling the path together")
        ways = [self._model(way) for way in self._both_ways(mapper, first)]
        model, *others = preferred(ways, selection.times, rough)
        if not self._refused(model, gates.REGISTERED, torn=jumps(model, selection.times)):
            self._path.model = model
            self._path.second = next((way for way in others if way is not rough), None)

    def _both_ways(self, mapper: Mapper, first: Any) -> list[Any]:
        """Models with loops: the first one adjusted, and one of all pictures at once, each on a thread of its own."""
        apart = self._selection.folder / "at-once"
        apart.mkdir(exist_ok=True)
        copy = apart / self._database.name
        shutil.copy(self._database, copy)  # global mapping writes the turns that it finds into its database
        with ThreadPoolExecutor(2) as pool:
            closed = pool.submit(mapper.closed, first)
            at_once = pool.submit(mapped_at_once, copy, self._selection.images, apart)
            return [way for way in (closed.result(), at_once.result()) if way is not None]

    def _model(self, reconstruction: Any) -> SparseModel:
        return without_strays(from_reconstruction(reconstruction), self._selection.times)

    def _is_whole(self, reconstruction: Any) -> bool:
        return not jumps(self._model(reconstruction), self._selection.times)

    def _refused(self, model: SparseModel | None, needed: float, torn: Sequence[float] = ()) -> bool:
        """Whether a model holds less than a share of the pictures or only turned; `torn` has where it jumps."""
        path, turned = self._path, False
        path.registered = len(model.names) if model is not None else 0
        if model is not None and path.registered >= gates.MIN_KEYFRAMES:
            height = camera_height(model, up_direction(model)) if len(model.points) else None
            turned = gates.only_turned(model.centers, height)
        path.findings += gates.after_mapping(self._selection, path.registered, needed, turned=turned, torn=torn)
        return bool(path.findings)


def preferred(ways: Sequence[SparseModel], times: Seconds, rough: SparseModel) -> list[SparseModel]:
    """The ways that may be gone, the best first: nearly all pictures, in one piece if any is, the height the same.

    The rough path, without loops, comes last, but before ways that look-alike places have bent beyond use.
    """
    every = [*ways, rough]
    most = max(len(way.names) for way in every)
    full = [way for way in every if len(way.names) >= KEPT * most]
    whole = [way for way in full if not jumps(way, times)] or full
    uneven = {id(way): _unevenness(way) for way in whole}
    return sorted(whole, key=lambda way: (uneven[id(way)] > gates.FIRST_SPREAD, way is rough, uneven[id(way)]))


def _unevenness(model: SparseModel) -> float:
    """How much the height of the camera above the floor changes along the way, percent; `EVEN` at least."""
    levelled = level(model) if len(model.points) else None
    return max(EVEN, levelled.first_spread) if levelled else float("inf")
