"""Where the hall is open: every line of sight from a camera to a point crosses free space, machines or not.

Sight passes over machines, so a crossed cell of the plan lies inside the hall even when things stand on it.
"""

from dataclasses import dataclass

import numpy as np

from sme_extract.vision.sparse_model import Floats, Ints

CELL = 0.15
"""Metres."""
MARGIN = 2.0
"""Metres around everything seen."""
NEAREST, FARTHEST = 0.5, 60.0
"""Metres of a line of sight that is believed."""
VIEWS = 5
"""Lines of sight a point, at most."""
CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class PlanGrid:
    """Counts on a raster of the plan; cell [i, j] covers `origin + (i, j) * cell`."""

    origin: Floats
    """x and y of the lower corner in metres."""
    counts: Ints
    """Cells along x times cells along y: how many lines of sight cross each."""
    cell: float = CELL
    """Metres."""

    def metres(self, cells: Floats) -> Floats:
        """Plan coordinates of the middles of cells (n x 2)."""
        return (cells + 0.5) * self.cell + self.origin


def lines_of_sight(points: Floats, cameras: Floats, point_of: Ints, camera_of: Ints) -> PlanGrid:
    """The raster of lines from cameras (n x 2) to points (m x 2), in metres of the plan."""
    low = np.minimum(np.percentile(points, 0.3, axis=0), cameras.min(axis=0)) - MARGIN
    high = np.maximum(np.percentile(points, 99.7, axis=0), cameras.max(axis=0)) + MARGIN
    columns, rows = np.ceil((high - low) / CELL).astype(int)
    chosen = spread_views(point_of)
    start, end = cameras[camera_of[chosen]], points[point_of[chosen]]
    length = np.linalg.norm(end - start, axis=1)
    believed = (length > NEAREST) & (length < FARTHEST)
    start, end, length = start[believed], end[believed], length[believed]
    counts = np.zeros(columns * rows, dtype=np.int64)
    for begin in range(0, len(start), CHUNK):
        part = slice(begin, begin + CHUNK)
        cells = _crossed(start[part], end[part], length[part], low)
        inside = ((cells >= 0) & (cells < (columns, rows))).all(axis=1)
        counts += np.bincount(cells[inside] @ (rows, 1), minlength=columns * rows)
    return PlanGrid(low, counts.reshape(columns, rows))


def _crossed(start: Floats, end: Floats, length: Floats, low: Floats) -> Ints:
    """Cells (k x 2) on the way, one every cell length, short of the end."""
    steps = (np.arange(int(length.max() / CELL) + 1) + 0.5) * CELL if len(length) else np.zeros(0)
    line, step = np.nonzero(steps[None, :] < (length * 0.995)[:, None])
    direction = (end - start) / length[:, None]
    return np.floor((start[line] + direction[line] * steps[step][:, None] - low) / CELL).astype(np.int64)


def spread_views(point_of: Ints, most: int = VIEWS) -> Ints:
    """Indexes of at most `most` observations of each point, spread over its views; `point_of` is sorted."""
    total = np.bincount(point_of) if len(point_of) else np.zeros(0, dtype=np.int64)
    first = np.cumsum(total) - total
    place = np.arange(len(point_of)) - first[point_of]
    count = total[point_of]
    wanted = np.minimum(count, most)
    # observation number `place` of `count` is taken when it begins one of `wanted` equal parts
    taken = (place * wanted) // count != ((place - 1) * wanted) // count
    return np.nonzero(taken | (place == 0))[0]
