"""Measures the outline alone: halls seen along the true path, so that only what walls and machines hide is lost.

python benchmarks/outlines.py [--first SEED] [--count N] [--low M2] [--high M2]

Prints one row a hall (errors in percent) and a summary; a few seconds of CPU a hall.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from sme_extract.vision.drift import Levelled
from sme_extract.vision.gravity import camera_height, up_direction
from sme_extract.vision.plan import draw_up

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.fixtures.make.hall_points import points_of
from tests.fixtures.make.halls import HallPlan, hall


def row(plan: HallPlan) -> tuple[float, float]:
    """Errors of area and of the camera's height, as shares; NaN for an area where no outline is found."""
    made = hall(plan)
    model = points_of(made)
    up = up_direction(model)
    height = camera_height(model, up) or np.nan
    drawn = draw_up(Levelled(model, up, height, 0.0, 0.0), 1.0)
    error = drawn.outline.area / made.area - 1 if drawn else np.nan
    off = height / float(model.centers[:, 2].mean()) - 1
    found = len(drawn.outline.corners) if drawn else 0
    print(
        f"{plan.seed:6} {made.shape:10}{made.area:8.0f}{100 * error:8.1f}{100 * off:8.1f}{found:4}/{len(made.corners)}",
        flush=True,
    )
    return error, off


def main() -> None:
    """Rows and their summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=5000)
    parser.add_argument("--count", type=int, default=25)
    parser.add_argument("--low", type=float, default=100.0)
    parser.add_argument("--high", type=float, default=3000.0)
    options = parser.parse_args()
    print("  seed shape         truth  area %  height % corners")
    seeds = range(options.first, options.first + options.count)
    rows = np.array([row(HallPlan(seed, options.low, options.high, width=320, height=180)) for seed in seeds])
    area, height = 100 * rows[~np.isnan(rows[:, 0])].T
    print(
        f"{len(rows)} halls, {len(rows) - len(area)} without an outline; area: median {np.median(np.abs(area)):.1f} %, "
        f"90th percentile {np.percentile(np.abs(area), 90):.1f} %, worst {np.abs(area).max():.1f} %, "
        f"mean {area.mean():+.1f} %; height: mean {height.mean():+.1f} %, spread {height.std():.1f} %"
    )


if __name__ == "__main__":
    main()
