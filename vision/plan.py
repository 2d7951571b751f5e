"""The hall in plan: camera path, points, outline and what was never seen, in metres with walls along the axes."""

from dataclasses import dataclass

import numpy as np

from sme_extract.vision.drift import Levelled
from sme_extract.vision.floor_plan import (
    Outline,
    WallPoints,
    bare_shares,
    direction,
    free_area,
    free_mask,
    outline,
    turn,
)
from sme_extract.vision.free_space import PlanGrid, lines_of_sight
from sme_extract.vision.gravity import plane_axes
from sme_extract.vision.sparse_model import Bools, Floats, Ints

LOWEST, HIGHEST = -0.3, 14.0
"""Metres above the floor of points that are believed."""
BEND_RIDGE = 0.02
"""How much a bent floor is held back against a flat one."""
BEARING = 2
"""Lines of sight that bear out a cell."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything in metres; the origin lies in the middle of the outline's box, y up."""

    outline: Outline
    path: Floats
    """n x 2 camera places in time."""
    points: WallPoints
    grid: PlanGrid
    seen_m2: float
    """Free space that `BEARING` lines of sight bear out, with its holes."""

    def scaled(self, factor: float) -> "Plan":
        """The same in other metres."""
        return Plan(
            Outline(tuple(value * factor for value in self.outline.values)),
            self.path * factor,
            WallPoints(self.points.places * factor, self.points.heights * factor),
            PlanGrid(self.grid.origin * factor, self.grid.counts, self.grid.cell * factor),
            self.seen_m2 * factor**2,
        )

    @property
    def unobserved(self) -> Bools:
        """Cells x cells: inside the outline, but crossed by no line of sight."""
        columns, rows = self.grid.counts.shape
        x, y = np.meshgrid(np.arange(columns), np.arange(rows), indexing="ij")
        places = self.grid.metres(np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float64))
        inside = contains(self.outline.corners, places).reshape(columns, rows)
        unseen: Bools = inside & (free_mask(self.grid, 1) == 0)
        return unseen

    @property
    def unobserved_m2(self) -> float:
        """Square metres inside the outline that no line of sight crosses."""
        return float(self.unobserved.sum()) * self.grid.cell**2

    @property
    def bare_share(self) -> float:
        """Share of the walls at which nothing was seen above the machines: there they may lie farther out."""
        lengths = [high - low for low, high in map(self.outline.span, range(len(self.outline.values)))]
        return float(np.average(bare_shares(self.outline, self.points), weights=lengths))

    @property
    def bare_ends(self) -> tuple[float, float]:
        """The same of the barer of the two walls between which the longer side lies, and the shorter one."""
        shares, values, ends = bare_shares(self.outline, self.points), np.array(self.outline.values), []
        for axis in (0, 1):
            bare, at = shares[axis::2], values[axis::2]
            ends.append((float(np.ptp(at)), float(max(bare[at.argmin()], bare[at.argmax()]))))
        (_, shorter), (_, longer) = sorted(ends)
        return longer, shorter

    @property
    def open_metres(self) -> float:
        """Metres between the beginning and the end of the walk, where they come nearest to each other."""
        part = max(1, len(self.path) // 10)
        apart = self.path[:part, None] - self.path[None, -part:]
        return float(np.linalg.norm(apart, axis=2).min())

    @property
    def sides(self) -> tuple[float, float]:
        """Longer and shorter extent of the outline in metres."""
        extents = np.ptp(self.outline.corners, axis=0)
        return float(extents.max()), float(extents.min())


def draw_up(levelled: Levelled, metres_per_unit: float) -> Plan | None:
    """The plan of a model; None when no outline can be made of it."""
    model = levelled.model
    axes = plane_axes(levelled.up)
    points, cameras = model.points @ axes.T * metres_per_unit, model.centers @ axes.T * metres_per_unit
    heights = points[:, 2] - bent_surface(cameras, points[:, :2]) + levelled.height * metres_per_unit
    believed: Bools = (heights > LOWEST) & (heights < HIGHEST)
    model, places, heights = model.keep(believed), points[believed, :2], heights[believed]
    turned = turn(direction(WallPoints(places, heights))).T
    places, path = places @ turned, cameras[:, :2] @ turned
    return _outlined(WallPoints(places, heights), path, model.point_of, model.camera_of)


def _outlined(points: WallPoints, path: Floats, point_of: Ints, camera_of: Ints) -> Plan | None:
    grid = lines_of_sight(points.places, path, point_of, camera_of)
    shape = outline(grid, points)
    if shape is None or shape.area <= 0:
        return None
    corners = shape.corners
    middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
    values = tuple(value - float(middle[number % 2]) for number, value in enumerate(shape.values))
    seen = free_area(grid, BEARING)
    moved = PlanGrid(grid.origin - middle, grid.counts)
    return Plan(Outline(values), path - middle, WallPoints(points.places - middle, points.heights), moved, seen)


def bent_surface(cameras: Floats, places: Floats) -> Floats:
    """Height of a gently bent sheet through all cameras (n x 3) above each place (m x 2).

    The phone stays at one height above the floor, so what bends this sheet bends the model's floor too.
    """
    middle = cameras[:, :2].mean(axis=0)
    extent = float(np.abs(cameras[:, :2] - middle).max()) or 1.0
    terms = _terms((cameras[:, :2] - middle) / extent)
    hold = np.diag([0, 0, 0, 1, 1, 1]) * BEND_RIDGE * len(cameras)
    weight: Floats = np.ones(len(cameras))
    fit: Floats = np.zeros(6)
    for _ in range(8):
        weighed = terms * weight[:, None]
        fit = np.linalg.lstsq(terms.T @ weighed + hold, weighed.T @ cameras[:, 2], rcond=None)[0].astype(np.float64)
        off = np.abs(cameras[:, 2] - terms @ fit)
        weight = 1 / (1 + (off / (2.5 * 1.48 * np.median(off) + 1e-9)) ** 2)
    low, high = cameras[:, :2].min(axis=0) - extent / 4, cameras[:, :2].max(axis=0) + extent / 4
    return _terms((np.clip(places, low, high) - middle) / extent) @ fit


def _terms(places: Floats) -> Floats:
    x, y = places.T
    return np.stack([np.ones_like(x), x, y, x * x / 2, x * y, y * y / 2], axis=1)


def contains(corners: Floats, places: Floats) -> Bools:
    """Which places (m x 2) lie inside a polygon (n x 2)."""
    start, end = corners, np.roll(corners, -1, axis=0)
    above = (start[:, 1] > places[:, 1:]) != (end[:, 1] > places[:, 1:])
    rise = np.where(end[:, 1] == start[:, 1], 1.0, end[:, 1] - start[:, 1])
    crossing = start[:, 0] + (places[:, 1:] - start[:, 1]) / rise * (end[:, 0] - start[:, 0])
    return np.asarray((above & (places[:, :1] < crossing)).sum(axis=1) % 2 == 1)
