"""The floor's outline: a polygon of straight walls that meet at right angles, from lines of sight and wall points."""

from dataclasses import dataclass

import cv2
import numpy as np

from sme_extract.vision.free_space import CELL, PlanGrid
from sme_extract.vision.sparse_model import Floats

CLOSE, OPEN, SIMPLIFY = 2.4, 2.1, 0.7
"""Metres: gaps that are bridged, spikes that are cut, detail that is dropped from the outline of free space."""
PAD = 40
SHORTEST = 0.3
SLANT = float(np.tan(np.radians(24)))
LONG_SLANT = 6.0
"""Metres from which a slanted edge is a wall and no corner that went unseen."""
SAME_WALL = 1.2
SAME_AREA = 1.35
"""Factor by which right angles may change the area of a rough outline; beyond it, this is no hall of right angles."""
WALL_LOW, HIGH, WALL_TOP = 0.5, 2.3, 9.0
"""Metres above the floor: wall points; those above most machines; the ceiling."""
HIGH_WEIGHT = 3.0
INWARD, OUTWARD = 0.8, 1.2
"""Metres by which an edge may be moved onto its wall ..."""
INWARD_LOW = 0.25
"""... inward where only low points are seen: a row of machines is no wall ..."""
MACHINE_DEPTH = 2.0
"""... and outward where the wall is seen above what stands before it."""
WALL_SPREAD = 0.09
PEAK_SHARE = 0.4
MIN_WALL_POINTS = 12
MIN_PUSHED = 1.5
"""Metres of an edge that is worth moving."""
AT_WALL = 0.35
"""Metres from an outline within which points are its wall's."""
MAX_JOG = 2.2
"""Metres by which a step in a wall may be an effect of something that hides the wall."""
JOG_EVIDENCE = 0.35
"""Share of the outer wall's points a metre that the inner part must show to be a wall of its own."""


@dataclass(frozen=True, slots=True)
class WallPoints:
    """Points of the plan with their heights, metres."""

    places: Floats
    """m x 2."""
    heights: Floats
    """m, above the floor."""

    @property
    def weights(self) -> Floats:
        """Of each point (m): high points are rarely machines."""
        inside = (self.heights > WALL_LOW) & (self.heights < WALL_TOP)
        return np.where(inside, np.where(self.heights > HIGH, HIGH_WEIGHT, 1.0), 0.0)


@dataclass(frozen=True, slots=True)
class Outline:
    """A rectilinear polygon: edge i runs along axis `1 - axis_i` at coordinate `values[i]` of `axis_i`.

    Axes alternate, starting with x (0): edge 0 is the line x = values[0]. Corner i lies between edges i and i + 1.
    """

    values: tuple[float, ...]

    @property
    def corners(self) -> Floats:
        """Corners (n x 2) in order."""
        total = len(self.values)
        pairs = [(self.values[i], self.values[(i + 1) % total]) for i in range(total)]
        return np.array([pair if i % 2 == 0 else pair[::-1] for i, pair in enumerate(pairs)])

    @property
    def area(self) -> float:
        """Square metres."""
        return abs(self.signed_area)

    @property
    def signed_area(self) -> float:
        """Positive when corners run counter-clockwise."""
        x, y = self.corners.T
        return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2

    def span(self, edge: int) -> tuple[float, float]:
        """Where the edge begins and ends on the other axis, lower first."""
        ends = self.values[edge - 1], self.values[(edge + 1) % len(self.values)]
        return min(ends), max(ends)

    def outward(self, edge: int) -> int:
        """+1 when the outside lies at larger coordinates of the edge's axis, else -1."""
        going = self.values[(edge + 1) % len(self.values)] - self.values[edge - 1]
        side = 1 if edge % 2 == 0 else -1
        return int(np.sign(going) * side * np.sign(self.signed_area)) or 1

    def with_value(self, edge: int, value: float) -> "Outline":
        """The same with one wall moved."""
        return Outline((*self.values[:edge], value, *self.values[edge + 1 :]))


def direction(points: WallPoints, step: float = 0.25) -> float:
    """Angle in degrees by which the plan must be turned clockwise so that walls run along the axes."""
    weights = points.weights
    places, weights = points.places[weights > 0], weights[weights > 0]
    best, angle = -1.0, 0.0
    for degrees in np.arange(0, 90, step):
        turned = places @ turn(float(degrees)).T
        score = 0.0
        for along in turned.T:
            bins = np.bincount(((along - along.min()) / 0.1).astype(int), weights=weights)
            score += float((bins**2).sum())
        if score > best:
            best, angle = score, float(degrees)
    return angle


def turn(degrees: float) -> Floats:
    """2 x 2 matrix that turns plan coordinates clockwise."""
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[cosine, sine], [-sine, cosine]])


def outline(grid: PlanGrid, points: WallPoints, least: int = 1) -> Outline | None:
    """The floor's outline from cells that at least `least` lines of sight cross; None when they enclose no hall."""
    rough = free_outline(grid, least)
    squared = rectilinear(rough) if rough is not None else None
    if squared is None:
        return None
    for edge in range(len(squared.values)):
        squared = squared.with_value(edge, wall_at(squared, edge, points))
    return fold_jogs(squared, points)


def free_mask(grid: PlanGrid, least: int) -> np.ndarray:
    """Cells x cells of 0 and 1: open space with lone lines removed."""
    mask = (grid.counts >= least).astype(np.uint8)
    return cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))


def free_outline(grid: PlanGrid, least: int) -> Floats | None:
    """Corners (n x 2) in metres of the largest open region, bridged over narrow gaps and without spikes."""
    mask = np.pad(free_mask(grid, least), PAD)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _square(CLOSE))
    filled = _largest(mask)
    filled = cv2.morphologyEx(filled, cv2.MORPH_OPEN, _square(OPEN))
    contours = cv2.findContours(filled, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    if not contours:
        return None
    corners = cv2.approxPolyDP(max(contours, key=cv2.contourArea), SIMPLIFY / CELL, closed=True)
    return grid.metres(corners[:, 0, ::-1].astype(np.float64) - PAD)  # a mask is [x, y]; OpenCV says column y first


def free_area(grid: PlanGrid, least: int) -> float:
    """Square metres of the largest open region with its holes."""
    mask = cv2.morphologyEx(np.pad(free_mask(grid, least), PAD), cv2.MORPH_CLOSE, _square(CLOSE))
    return float(_largest(mask).sum()) * CELL**2


def _largest(mask: np.ndarray) -> np.ndarray:
    contours = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    filled = np.zeros_like(mask)
    if contours:
        cv2.drawContours(filled, [max(contours, key=cv2.contourArea)], -1, 1, -1)
    return filled


def _square(metres: float) -> np.ndarray:
    side = int(metres / CELL) | 1
    return np.ones((side, side), np.uint8)


@dataclass(frozen=True, slots=True)
class _Edge:
    axis: int
    value: float
    start: Floats
    end: Floats
    length: float


def rectilinear(corners: Floats) -> Outline | None:
    """Right angles for a rough polygon (n x 2): short slants go, long ones become a step."""
    edges: list[_Edge] = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        edges += _squared(start, end)
    edges = _alternating(_merged(edges))
    if len(edges) < 4:
        return None
    if edges[0].axis == 1:
        edges = [*edges[1:], edges[0]]
    shape = Outline(tuple(edge.value for edge in edges))
    rough = cv2.contourArea(corners.astype(np.float32))
    return shape if rough / SAME_AREA < shape.area < rough * SAME_AREA else None


def _squared(start: Floats, end: Floats) -> list[_Edge]:
    step, middle = end - start, (start + end) / 2
    length, (dx, dy) = float(np.linalg.norm(step)), np.abs(step)
    if length < SHORTEST:
        return []
    if dx < dy * SLANT:
        return [_Edge(0, float(middle[0]), start, end, length)]
    if dy < dx * SLANT:
        return [_Edge(1, float(middle[1]), start, end, length)]
    if length <= LONG_SLANT:
        return []
    axes = (1, 0) if dx > dy else (0, 1)
    return [_Edge(axis, float(middle[axis]), start, end, length / 2) for axis in axes]


def _merged(edges: list[_Edge]) -> list[_Edge]:
    """Neighbours on one line become one edge."""
    number = 0
    while number < len(edges) and len(edges) > 4:
        before, edge = edges[number - 1], edges[number]
        if before.axis == edge.axis and abs(before.value - edge.value) < SAME_WALL:
            length = before.length + edge.length
            value = (before.value * before.length + edge.value * edge.length) / length
            edges[number - 1] = _Edge(edge.axis, value, before.start, edge.end, length)
            del edges[number]
            number = 0
        else:
            number += 1
    return edges


def _alternating(edges: list[_Edge]) -> list[_Edge]:
    """Two parallel neighbours get the edge between them."""
    result: list[_Edge] = []
    for before, edge in zip([edges[-1], *edges[:-1]] if edges else [], edges, strict=True):
        if before.axis == edge.axis:
            axis = 1 - edge.axis
            value = float(before.end[axis] + edge.start[axis]) / 2
            result.append(_Edge(axis, value, before.end, edge.start, abs(before.value - edge.value)))
        result.append(edge)
    return result


def wall_at(shape: Outline, edge: int, points: WallPoints) -> float:
    """Coordinate of the outermost wall near an edge; where it stands when no wall is seen.

    Points above the machines decide where there are enough; then a wall may lie a machine's depth behind the edge.
    """
    low, high = shape.span(edge)
    if high - low < MIN_PUSHED:
        return shape.values[edge]
    axis, outward = edge % 2, shape.outward(edge)
    other = points.places[:, 1 - axis]
    off = (points.places[:, axis] - shape.values[edge]) * outward
    beside = (other > low + 0.3) & (other < high - 0.3) & (points.weights > 0)
    shift = _outermost(off[beside & (points.heights > HIGH)], INWARD, MACHINE_DEPTH)
    if shift is None:
        shift = _outermost(off[beside], INWARD_LOW, OUTWARD)
    return shape.values[edge] + outward * (shift or 0.0)


def _outermost(off: Floats, inward: float, reach: float) -> float | None:
    """The last strong peak of the points' distances from `-inward` to `reach`; None with too few points."""
    near = off[(off > -inward) & (off < reach)]
    if len(near) < MIN_WALL_POINTS:
        return None
    grid = np.linspace(-inward, reach, 141)
    density = np.exp(-0.5 * ((near[None, :] - grid[:, None]) / WALL_SPREAD) ** 2).sum(axis=1)
    inner = density[1:-1]
    peaks = (inner >= density[:-2]) & (inner > density[2:]) & (inner > PEAK_SHARE * density.max())
    return float(grid[1:-1][peaks][-1]) if peaks.any() else None


def fold_jogs(shape: Outline, points: WallPoints) -> Outline:
    """Where a wall steps inward without being seen there, something stands before it: the outer wall goes on."""
    step = 0
    while step < len(shape.values) and len(shape.values) > 4:
        folded = _folded(shape, step, points)
        if folded is None:
            step += 1
        else:
            shape, step = folded, 0
    return shape


def _folded(shape: Outline, step: int, points: WallPoints) -> Outline | None:
    """The outline without the jog at edge `step`; None when it is no jog or a wall of its own is seen."""
    total = len(shape.values)
    first, second = (step - 1) % total, (step + 1) % total
    low, high = shape.span(step)
    if high - low > MAX_JOG or shape.outward(first) != shape.outward(second):
        return None
    outward = shape.outward(first)
    inner, outer = sorted((first, second), key=lambda edge: shape.values[edge] * outward)
    if wall_evidence(shape, inner, points) > JOG_EVIDENCE * wall_evidence(shape, outer, points):
        return None
    joined = shape.with_value(first, shape.values[outer]).values
    kept = tuple(value for number, value in enumerate(joined) if number not in (step, second))
    return Outline(kept if second else (*kept[1:], kept[0]))  # the first edge lies across x


def bare_shares(shape: Outline, points: WallPoints) -> Floats:
    """For each wall (n) the share of its length, in pieces of about a metre, that shows no point above the machines."""
    shares: list[float] = []
    for edge in range(len(shape.values)):
        axis, (low, high) = edge % 2, shape.span(edge)
        off = np.abs(points.places[:, axis] - shape.values[edge])
        near = (points.heights > HIGH) & (points.heights < WALL_TOP) & (off < AT_WALL)
        counts = np.histogram(points.places[near, 1 - axis], bins=max(1, round(high - low)), range=(low, high))[0]
        shares.append(float((counts == 0).mean()))
    return np.array(shares)


def wall_evidence(shape: Outline, edge: int, points: WallPoints) -> float:
    """Points a metre, high above the machines, within a hand of the edge."""
    axis = edge % 2
    low, high = shape.span(edge)
    off = np.abs(points.places[:, axis] - shape.values[edge])
    other = points.places[:, 1 - axis]
    tall = (points.heights > HIGH) & (points.heights < WALL_TOP)
    near = tall & (off < 2.5 * WALL_SPREAD) & (other > low) & (other < high)
    return float(near.sum()) / max(high - low, 0.5)
