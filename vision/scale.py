"""Metres for the units of a model: several references, each with its own doubt, fused by precision."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

USUAL_HEIGHT, USUAL_HEIGHT_SD = 1.5, 0.10
"""Metres above the floor at which an adult holds a phone to film, where nobody measured it."""
MEASURED_SD = 0.03
"""Relative doubt of a camera height that the user gives."""
HEIGHT_SD = 0.015
"""Relative doubt of the floor's depth in the model: the spread of the scale in filmed halls."""
TAPE_SD = 0.012
"""Relative doubt of where the two ends of a known length lie in the model."""
BARE_END = 0.6
"""Metres by which a side is doubted where none of the wall at its end was seen: it may stand behind two metres of
machines, or not."""
OUTLIER = 2.5
USUAL_KINDS = frozenset({"usual_camera_height", "person", "door", "pallet", "depth_model"})
"""Of references that nobody measured."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One thing of known size that was found in the model."""

    kind: str
    """`camera_height`, `usual_camera_height`, `longer_side`, `shorter_side`, `depth_model` or a class of objects."""
    metres: float
    units: float
    """The same length in the model."""
    relative_sd: float

    @property
    def scale(self) -> float:
        """Metres a unit."""
        return self.metres / self.units


@dataclass(frozen=True, slots=True)
class Scale:
    """Metres a unit of the model."""

    metres_per_unit: float
    relative_sd: float
    references: tuple[Reference, ...]

    def residual(self, reference: Reference) -> float:
        """How much larger, as a share, this reference alone would make everything."""
        return reference.scale / self.metres_per_unit - 1


def camera_height_reference(units: float, metres: float | None, sd: float | None) -> Reference:
    """The height of the phone above the floor: as the user says, or as people do. `sd` is in metres."""
    if metres is None:
        return Reference("usual_camera_height", USUAL_HEIGHT, units, _both(USUAL_HEIGHT_SD / USUAL_HEIGHT))
    return Reference("camera_height", metres, units, _both(sd / metres if sd is not None else MEASURED_SD))


def side_reference(kind: str, metres: float, units: float, bare: float) -> Reference:
    """A side of the hall, wall to wall; `bare` is the share that was not seen of the wall at its barer end."""
    return Reference(kind, metres, units, float(np.hypot(TAPE_SD, BARE_END * bare**2 / metres)))


def _both(reading: float) -> float:
    return float(np.hypot(reading, HEIGHT_SD))


def fuse(references: Sequence[Reference]) -> Scale:
    """The precision-weighted mean of the logarithms; what disagrees counts less, and disagreement adds to the doubt.

    Where anything was measured, what is merely usual does not move it: a detector's boxes, or a model's depths, are
    all too small or all too large at once. Its residual is still told.
    """
    used = [one for one in references if one.kind not in USUAL_KINDS] or list(references)
    logs = np.log([one.scale for one in used])
    doubts = np.array([one.relative_sd for one in used])
    weights = 1 / doubts**2
    middle = float(np.average(logs, weights=weights))
    for _ in range(10):
        weights = 1 / (doubts**2 * (1 + ((logs - middle) / doubts / OUTLIER) ** 2))
        middle = float(np.average(logs, weights=weights))
    strain = float(((logs - middle) ** 2 * weights).sum()) / max(1, len(logs) - 1)
    sd = float(np.sqrt(1 / weights.sum())) * max(1.0, np.sqrt(strain) if len(logs) > 1 else 1.0)
    return Scale(float(np.exp(middle)), sd, tuple(references))
