"""Scale that creeps along the walk is taken out: the floor is as far below the phone everywhere.

A monocular camera path stretches and shrinks along the way. A walker holds the phone at one height, so the local
depth of the floor tells the local scale; steps between cameras are rescaled by it and the path is put together again.
"""

from dataclasses import dataclass

import numpy as np

from sme_extract.vision.gravity import camera_height, floor_depth, up_direction
from sme_extract.vision.sparse_model import Floats, SparseModel

ROUNDS = 3
MIN_OBSERVATIONS = 120
STEP = 3
"""Keyframes between two places where the height is taken."""
ALIKE = 8.0
"""Spread of heights in percent from which another round brings nothing."""
BROKEN = 30.0
"""Spread of heights in percent that calls for the rough window."""
MIN_COVISIBLE = 8
MAX_COVISIBLE = 150
PRIOR = 0.15
"""Weight of the median height, in mean weights of a place."""


@dataclass(frozen=True, slots=True)
class Window:
    """How local heights are taken and smoothed."""

    reach: int
    """Keyframes to either side."""
    smooth: float
    """Keyframes, standard deviation."""
    clip: float
    """Log height beyond which a place counts less."""
    low: float
    """Depth of a point in camera heights from which it may be floor."""


ROUGH = Window(reach=5, smooth=3.0, clip=0.6, low=0.12)
FINE = Window(reach=9, smooth=6.0, clip=0.10, low=0.3)


@dataclass(frozen=True, slots=True)
class Levelled:
    """A model without drift."""

    model: SparseModel
    up: Floats
    height: float
    """Of the cameras above the floor, in units of the model."""
    first_spread: float
    """Spread (10th to 90th percentile) of local heights before any correction, in percent."""
    last_spread: float
    """The same before the last correction."""


def level(model: SparseModel) -> Levelled | None:
    """Take out drift in up to three rounds; None when no floor is seen."""
    up = up_direction(model)
    height = camera_height(model, up)
    if height is None:
        return None
    spreads: list[float] = []
    for turn in range(ROUNDS):
        window = ROUGH if turn == 0 or spreads[-1] > BROKEN else FINE
        heights, weights = local_heights(model, up, height, window)
        if not np.isfinite(heights).any():
            break
        spreads.append(_spread(heights))
        if turn and spreads[-1] < ALIKE:
            break
        model = rescaled(model, local_scale(heights, weights, window), height)
        up = up_direction(model)
        height = camera_height(model, up) or height
    if not spreads:
        return None
    return Levelled(model, up, height, spreads[0], spreads[-1])


def local_heights(model: SparseModel, up: Floats, height: float, window: Window) -> tuple[Floats, Floats]:
    """Two times n: height of the camera above the floor around each keyframe (NaN where unknown), and its weight."""
    below = (model.centers @ up)[model.camera_of] - (model.points @ up)[model.point_of]
    away = np.linalg.norm(model.centers[model.camera_of] - model.points[model.point_of], axis=1)
    stretch = 0.3 / window.low
    usable = (below > window.low * height) & (away < 6 * height * stretch) & (below < 1.6 * height * stretch**1.2)
    total = len(model.centers)
    heights, weights = np.full(total, np.nan), np.zeros(total)
    for place in range(0, total, STEP):
        near = usable & (np.abs(model.camera_of - place) <= window.reach)
        if near.sum() < MIN_OBSERVATIONS:
            continue
        once = np.unique(model.point_of[near], return_index=True)[1]
        depths = below[near][once]
        heights[place] = floor_depth(depths, 1 / np.maximum(away[near][once], height))
        weights[place] = np.sqrt(len(depths))
    return heights, weights


def local_scale(heights: Floats, weights: Floats, window: Window) -> Floats:
    """Factors (n) that make all heights alike, smoothed along the walk and robust against single places."""
    known = np.isfinite(heights)
    logs = np.log(np.where(known, heights, 1.0))
    middle = float(np.median(logs[known]))
    off = np.where(known, logs - middle, 0.0)
    trust = weights * known / (1 + (off / window.clip) ** 2)
    order = np.arange(len(heights))
    kernel = np.exp(-0.5 * ((order[:, None] - order[None, :]) / window.smooth) ** 2) * trust[None, :]
    scale: Floats = np.exp(-(kernel @ off) / (kernel.sum(axis=1) + PRIOR * trust[known].mean()))
    return scale


def rescaled(model: SparseModel, scale: Floats, height: float) -> SparseModel:
    """The model with each camera's surroundings scaled by its factor (n) and put together again by least squares."""
    pairs, weights = covisible(model)
    first, second = pairs.T
    steps = model.centers[second] - model.centers[first]
    length = np.linalg.norm(steps, axis=1)
    wanted = steps * np.sqrt(scale[first] * scale[second])[:, None]
    weights /= np.maximum(length, 0.3 * height)
    total, square = len(model.centers), weights**2
    normal = np.zeros((total, total))
    np.add.at(normal, (first, first), square)
    np.add.at(normal, (second, second), square)
    np.add.at(normal, (first, second), -square)
    np.add.at(normal, (second, first), -square)
    right = np.zeros((total, 3))
    np.add.at(right, second, square[:, None] * wanted)
    np.add.at(right, first, -square[:, None] * wanted)
    normal[np.diag_indices(total)] += 1e-6
    centers: Floats = np.linalg.solve(normal, right).astype(np.float64)
    rays = model.points[model.point_of] - model.centers[model.camera_of]
    seen = centers[model.camera_of] + scale[model.camera_of][:, None] * rays
    points = np.stack([np.bincount(model.point_of, seen[:, axis], len(model.points)) for axis in range(3)], axis=1)
    return model.moved(centers, points / model.views[:, None])


def covisible(model: SparseModel) -> tuple[np.ndarray, Floats]:
    """Pairs of cameras (p x 2) that share points, and the root of how many (p), capped."""
    seen = np.zeros((len(model.points), len(model.centers)), dtype=np.float32)
    seen[model.point_of, model.camera_of] = 1
    shared = np.triu(seen.T @ seen, k=1)
    pairs = np.argwhere(shared >= MIN_COVISIBLE)
    counts = shared[pairs[:, 0], pairs[:, 1]].astype(np.float64)
    return pairs, np.sqrt(np.minimum(counts, MAX_COVISIBLE))


def _spread(heights: Floats) -> float:
    logs = np.log(heights[np.isfinite(heights)])
    return float(100 * (np.percentile(logs, 90) - np.percentile(logs, 10)))
