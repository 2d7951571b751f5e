"""How wrong an area may be: a log-normal interval.

Its constants are estimates from six rendered halls, not a calibration; `make bench-video` tells how often it covers.
"""

from dataclasses import dataclass

import numpy as np

LEVEL = 0.90
Z = 1.6449
"""Standard normal quantile of the two-sided level."""
SHAPE_SD = 0.035
"""Relative doubt of the outline's area itself, whatever the scale."""
SHAPE_SHARE = 0.5
"""Doubt for each unit of log ratio between the outline and the free space that was really seen."""
BIAS = 0.0
"""Mean log error of outlines: hidden strips of floor are lost."""


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


def area_interval(outline_m2: float, seen_m2: float, scale_sd: float) -> Interval:
    """Interval of a floor's area. `seen_m2` is the free space that two lines of sight bear out.

    Area goes with the square of the scale, so a relative doubt of the scale counts twice.
    """
    gap = abs(float(np.log(outline_m2 / max(seen_m2, 1.0))))
    shape = max(SHAPE_SD, SHAPE_SHARE * gap)
    sd = float(np.hypot(2 * scale_sd, shape))
    area = outline_m2 * float(np.exp(-BIAS))
    return Interval(area, area * float(np.exp(-Z * sd)), area * float(np.exp(Z * sd)), sd)
