"""A model that estimates depth in metres as a reference of scale: held against the points of the camera's path.

Such a model has learnt how large things are, and can be wrong for a whole hall at once. So it is one more usual size:
it pulls a guessed height a little, and beside anything measured only tells its residual.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from sme_extract.vision.drift import Levelled
from sme_extract.vision.scale import Reference
from sme_extract.vision.sightings import evenly
from sme_extract.vision.sparse_model import Floats, projected
from sme_extract.vision.video import Image

PICTURES = 24
"""Spread evenly over the walk: a second or more each, and more would not tell what the model gets wrong everywhere."""
MIN_PICTURES, MIN_POINTS = 5, 20
"""Pictures that must tell a scale, and points in each that must lie near."""
NEAR = 6.0
"""Camera heights within which points count: many models know 10 or 20 m at most, and flatten what lies beyond. Chosen
by the path, not by the model's own depths, which would leave out what it takes to be far."""
MODEL_SD = 0.15
"""Relative doubt of a model in halls that it never saw, set wide: it may take a whole hall, or another field of view,
for larger or smaller than it is. No published weights were measured."""
WITHIN = (16, 84)
"""Percentiles that lie two standard deviations apart."""


class DepthModel(Protocol):
    """Estimates how far away everything in a picture is. A plugin's class is made with the `Path` of its folder."""

    name: str
    version: str

    def available(self) -> str | None:
        """None when it can run; otherwise the sentence that mends it."""
        ...

    def depths(self, image: Image) -> Floats:
        """Metres along the optical axis (height x width) of a picture (height x width x 3, blue green red).

        Raises `EngineError`, `MissingDependency`.
        """
        ...


def depth_reference(levelled: Levelled, depths_of: Callable[[str], Floats | None]) -> Reference | None:
    """The camera's height as the depths of pictures make it; None where too few of them show enough near points.

    `depths_of` gives what a `DepthModel` says of the picture of that name, or None where there is none.
    """
    views = [(name, *_near(levelled, camera)) for camera, name in enumerate(levelled.model.names)]
    telling = [view for view in views if len(view[-1]) >= MIN_POINTS]
    chosen = [telling[number] for number in evenly(len(telling), PICTURES)]
    found = [_log_ratio(depths_of(name), places, units) for name, places, units in chosen]
    logs = np.array([one for one in found if one is not None])
    if len(logs) < MIN_PICTURES:
        return None
    middle = float(np.median(logs))
    # Not divided by the root of their number: pictures of one hall mislead a model alike.
    spread = float(np.ptp(np.percentile(logs, WITHIN))) / 2
    metres = float(np.exp(middle)) * levelled.height
    return Reference("depth_model", metres, levelled.height, float(np.hypot(MODEL_SD, spread)))


def _near(levelled: Levelled, camera: int) -> tuple[Floats, Floats]:
    """Points that a camera sees near by: where in the picture (k x 2, shares of its width and height), how deep (k)."""
    model = levelled.model
    seen = model.points[model.point_of[model.camera_of == camera]] - model.centers[camera]
    seen = seen @ model.rotations[camera].T
    seen = seen[(seen[:, 2] > 0) & (seen[:, 2] < NEAR * levelled.height)]
    size = np.array([model.width, model.height])
    places = projected(seen, model.focal_px, model.distortion, size) / size
    inside = ((places >= 0) & (places < 1)).all(axis=1)
    return places[inside], seen[inside, 2]


def _log_ratio(depths: Floats | None, places: Floats, units: Floats) -> float | None:
    """Logarithm of the metres a unit that depths (height x width) of a picture make; None where they say too little."""
    if depths is None:
        return None
    columns, rows = (places * depths.shape[::-1]).astype(int).T
    metres = depths[rows, columns]
    known = np.isfinite(metres) & (metres > 0)
    return float(np.median(np.log(metres[known] / units[known]))) if known.sum() >= MIN_POINTS else None
