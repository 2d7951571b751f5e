"""A second way from matches to a camera path: all pictures at once, by averaging their turns (global mapping).

Its errors are not those of the path that grows picture by picture: it knows no weak link along the way, since a loop
counts as much as the next step; but it takes every match at its word, so look-alike places mislead it sooner.
"""

from pathlib import Path
from typing import Any

from sme_extract.vision.solver import SEED, colmap

MIN_ANGLE_DEGREES = 1.0
TRACKS = 300
"""Points that each picture needs; taking all of them costs twice the time and gave no better paths."""


def mapped_at_once(database: Path, images: Path, folder: Path) -> Any | None:
    """The largest model of the matches in a database (left as it is); None when nothing can be built."""
    folder.mkdir(exist_ok=True)
    models: list[Any] = list(colmap().global_mapping(database, images, folder, _options()).values())
    return max(models, key=_size) if models else None


def _size(model: Any) -> int:
    return int(model.num_reg_images())


def _options() -> Any:
    """One thread and fixed random numbers: the same matches give the same model."""
    options = colmap().GlobalPipelineOptions()
    options.num_threads, options.random_seed, options.multiple_models = 1, SEED, False
    mapper = options.mapper
    mapper.num_threads, mapper.random_seed = 1, SEED
    mapper.track_required_tracks_per_view = TRACKS
    mapper.rotation_averaging.random_seed = mapper.global_positioning.random_seed = SEED
    mapper.retriangulation.random_seed, mapper.retriangulation.min_angle = SEED, MIN_ANGLE_DEGREES
    mapper.global_positioning.use_gpu = mapper.bundle_adjustment.ceres.use_gpu = False
    mapper.bundle_adjustment.ceres.solver_options.num_threads = 1
    return options
