"""A walker does not jump: where a camera path does, pictures of look-alike places were taken for one another."""

from collections.abc import Mapping

import numpy as np

from sme_extract.vision.sparse_model import Bools, SparseModel

TOO_FAST = 6.0
"""Median speeds of the walk; a step of more is none. A torn path showed 27 and more, a whole one 1.3."""
SHORTEST_SECONDS = 0.25
"""Time over which a speed is taken at least: in a quick turn pictures are a tenth of a second apart, and a single step
there, seen by few points, may come out several times too long without the path being torn."""
Seconds = Mapping[str, float]
"""When each picture was taken."""


def too_fast(model: SparseModel, seconds: Seconds, apart: int = 1) -> Bools:
    """For each camera that has a camera `apart` places later: whether nobody walks from one to the other in time."""
    times = np.array([seconds[name] for name in model.names])
    step = np.linalg.norm(model.centers[apart:] - model.centers[:-apart], axis=1)
    walk = np.linalg.norm(np.diff(model.centers, axis=0), axis=1)
    usual = float(np.median(walk / np.maximum(np.diff(times), 1e-3))) if len(walk) else 0.0
    fast: Bools = step > TOO_FAST * usual * np.maximum(times[apart:] - times[:-apart], SHORTEST_SECONDS)
    return fast


def without_strays(model: SparseModel, seconds: Seconds) -> SparseModel:
    """The model without cameras that leave the walk for one picture and come back."""
    if len(model.names) < 4:
        return model
    fast, beyond = too_fast(model, seconds), too_fast(model, seconds, 2)
    stray = np.zeros(len(model.names), dtype=np.bool_)
    stray[1:-1] = fast[:-1] & fast[1:] & ~beyond
    stray[0], stray[-1] = fast[0] and not fast[1], fast[-1] and not fast[-2]
    return model.with_cameras(~stray) if stray.any() else model


def jumps(model: SparseModel, seconds: Seconds) -> list[float]:
    """Seconds at which the path goes on somewhere else."""
    if len(model.names) < 4:
        return []
    return [seconds[model.names[place]] for place in np.nonzero(too_fast(model, seconds))[0]]
