"""How wrong an area may be: a log-normal interval.

Its constants follow the errors of outlines along true paths (`benchmarks/outlines.py`) and of filmed halls
(`make bench-video`, which tells how often the interval covers).
"""

from dataclasses import dataclass

import numpy as np

LEVEL = 0.90
Z = 1.6449
"""Standard normal quantile of the two-sided level."""
SHAPE_SD = 0.02
"""Relative doubt of the outline's area itself, whatever the scale, where the walls were seen ..."""
WALL_SD = 0.25
"""... and metres by which each of its two sides is doubted: of a small hall that is a larger share."""
BARE_SD = 0.08
"""The same where none was, above what stands before them."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An area with its doubt, square metres."""

    area: float
    low: float
    high: float
    relative_sd: float

    @property
    def half_width(self) -> float:
        """Half of the interval as a share of the area."""
        return (self.high - self.low) / 2 / self.area


def area_interval(area: float, sides: tuple[float, float], bare_share: float, scale_sd: float) -> Interval:
    """Interval of a floor's area in square metres, by its sides in metres.

    `bare_share` is the share of its walls that were not seen.

    Area goes with the square of the scale, so a relative doubt of the scale counts twice. Few bare places are bridged
    by what is seen beside them, so their share counts squared.
    """
    walls = [WALL_SD / side for side in sides]
    sd = float(np.linalg.norm([2 * scale_sd, SHAPE_SD, BARE_SD * bare_share**2, *walls]))
    return Interval(area, area * float(np.exp(-Z * sd)), area * float(np.exp(Z * sd)), sd)
