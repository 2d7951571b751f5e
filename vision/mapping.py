"""Matches become a camera path with points: incremental mapping from several chosen first pairs."""

from pathlib import Path
from typing import Any

import numpy as np

from sme_extract.vision.solver import SEED, THREADS, colmap

FIRST_PAIR_GAPS = range(3, 9)
"""Keyframes between the two pictures that a model begins with."""
FIRST_PAIR_SPREAD = 12
"""Keyframes between two places where a beginning is tried."""
TRIES = 3
ENOUGH = 0.95
"""Share of registered keyframes at which no other beginning is tried."""


def map_incrementally(database: Path, images: Path, folder: Path) -> Any | None:
    """The largest model of up to `TRIES` beginnings; None when nothing can be built."""
    library, best, total, tries = colmap(), None, len(list(images.iterdir())), 0
    folder.mkdir(exist_ok=True)
    for pair in first_pairs(database):
        models = library.incremental_mapping(database, images, folder, _options(pair))
        tries += bool(models)  # a pair that cannot begin a model costs nothing
        for model in models.values():
            whole = (
                model if model.num_reg_images() >= ENOUGH * total else _continued(model, database, images, folder, pair)
            )
            if best is None or whole.num_reg_images() > best.num_reg_images():
                best = whole
        if tries == TRIES or (best is not None and best.num_reg_images() >= ENOUGH * total):
            break
    return best


def _continued(model: Any, database: Path, images: Path, folder: Path, pair: tuple[int, int]) -> Any:
    """The model with what easier conditions add: a quick turn past a bare wall is a weak link, no end."""
    start = folder / "part"
    start.mkdir(exist_ok=True)
    model.write(str(start))
    options = _options(pair)
    options.mapper.abs_pose_min_num_inliers, options.mapper.abs_pose_min_inlier_ratio = 12, 0.08
    options.triangulation.min_angle = options.mapper.filter_min_tri_angle = 0.5
    longer = colmap().incremental_mapping(database, images, folder, options, input_path=str(start))
    return max([model, *longer.values()], key=lambda one: one.num_reg_images())


def first_pairs(database: Path) -> list[tuple[int, int]]:
    """Ids of pictures to begin with, the best first: many matches, some distance apart, a depth that is certain."""
    library = colmap()
    with library.Database.open(database) as data:
        order = order_of(data)
        numbers, geometries = data.read_two_view_geometries()
    depth = library.TwoViewGeometryConfiguration
    scored: list[tuple[float, int, int]] = []
    for number, geometry in zip(numbers, geometries, strict=True):
        first, second = library.pair_id_to_image_pair(number)
        gap = abs(order[first] - order[second])
        deep = geometry.config in (depth.CALIBRATED, depth.UNCALIBRATED)
        if deep and gap in FIRST_PAIR_GAPS:
            calibrated = 1.2 if geometry.config == depth.CALIBRATED else 1.0
            scored.append((len(geometry.inlier_matches) * calibrated * float(np.sqrt(gap)), first, second))
    chosen: list[tuple[int, int]] = []
    for _, first, second in sorted(scored, reverse=True):
        if all(abs(order[first] - order[other]) > FIRST_PAIR_SPREAD for other, _ in chosen):
            chosen.append((first, second))
    return chosen


def order_of(data: Any) -> dict[int, int]:
    """Place in time of each picture id of an open database."""
    images = sorted(data.read_all_images(), key=lambda image: image.name)
    return {image.image_id: order for order, image in enumerate(images)}


def _options(pair: tuple[int, int]) -> Any:
    """For a person who walks forward past plain walls: little parallax, few points, no restarts."""
    options = colmap().IncrementalPipelineOptions()
    options.num_threads, options.random_seed = THREADS, SEED
    options.init_image_id1, options.init_image_id2 = pair
    options.multiple_models = options.extract_colors = options.ba_use_gpu = False
    options.ba_global_frames_ratio = options.ba_global_points_ratio = 1.3
    options.ba_global_function_tolerance = 1e-5
    options.ba_global_max_num_iterations, options.ba_local_max_num_iterations = 30, 15
    options.triangulation.min_angle = 1.0
    mapper = options.mapper
    mapper.init_min_tri_angle, mapper.init_max_forward_motion, mapper.init_min_num_inliers = 4, 0.99, 60
    mapper.abs_pose_min_num_inliers, mapper.abs_pose_min_inlier_ratio = 20, 0.15
    mapper.filter_min_tri_angle = 1.0
    return options
