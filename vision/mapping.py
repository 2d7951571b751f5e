"""Matches become a camera path with points: incremental mapping from several chosen first pairs.

Loops are closed in the finished model: it is pulled together at them and adjusted as a whole. To begin anew with the
loops would be dearer, and worse: look-alike places tear a path that still has few pictures.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from sme_extract.vision.loop_closing import pull_together
from sme_extract.vision.solver import SEED, colmap

FIRST_PAIR_GAPS = range(3, 9)
"""Keyframes between the two pictures that a model begins with."""
FIRST_PAIR_SPREAD = 12
"""Keyframes between two places where a beginning is tried."""
TRIES = 3
ENOUGH = 0.95
"""Share of registered keyframes at which no other beginning is tried."""
ROUNDS = 5
"""In which loops are closed: the second takes up points that the first brought near."""


class Mapper:
    """Builds models of the pictures in a database."""

    def __init__(
        self, database: Path, images: Path, folder: Path, *, is_whole: Callable[[Any], bool], left: Callable[[], float]
    ) -> None:
        """`is_whole` tells whether a model's path is in one piece; `left` how many seconds of work are allowed."""
        self._paths = (database, images, folder)
        self._total = len(list(images.iterdir()))
        self._is_whole, self._left = is_whole, left
        folder.mkdir(exist_ok=True)

    def built(self) -> Any | None:
        """The best model of up to `TRIES` beginnings; None when nothing can be built."""
        best, tries = None, 0
        for pair in first_pairs(self._paths[0]):
            models = self._mapped(self._options(pair))
            tries += bool(models)  # a pair that cannot begin a model costs nothing
            for model in models:
                best = max([best or model, self.continued(model)], key=self._worth)
            if tries == TRIES or (best is not None and self._worth(best) >= ENOUGH) or self._left() <= 0:
                break
        return best

    def continued(self, model: Any) -> Any:
        """The model with what easier conditions add: a quick turn past a bare wall is a weak link, no end."""
        if model.num_reg_images() >= ENOUGH * self._total:
            return model
        start = self._paths[2] / "part"
        start.mkdir(exist_ok=True)
        model.write(str(start))
        options = self._options()
        options.mapper.abs_pose_min_num_inliers, options.mapper.abs_pose_min_inlier_ratio = 12, 0.08
        options.triangulation.min_angle = options.mapper.filter_min_tri_angle = 0.5
        return max([model, *self._mapped(options, start)], key=self._worth)

    def closed(self, model: Any) -> Any:
        """A copy of the model, pulled together at the loops that the database holds by now and adjusted as a whole."""
        library, closed = colmap(), colmap().Reconstruction(model)
        with library.Database.open(self._paths[0]) as data:
            for image in closed.images.values():
                places = data.read_keypoints(image.image_id)[:, :2] if image.has_pose else ()
                for point, place in zip(image.points2D, places, strict=False):
                    point.xy = place
            wanted = library.DatabaseCacheOptions()
            wanted.min_num_matches = self._options().min_num_matches
            cache = library.DatabaseCache.create(data, wanted)
        pull_together(closed, self._paths[0])
        options, mapper = self._options(), library.IncrementalMapper(cache)
        mapper.begin_reconstruction(closed)
        mapper.iterative_global_refinement(
            ROUNDS,
            options.ba_global_max_refinement_change,
            options.get_mapper(),
            options.get_global_bundle_adjustment(),
            options.get_triangulation(),
        )
        mapper.end_reconstruction(False)
        return self.continued(closed)

    def _mapped(self, options: Any, start: Path | str = "") -> list[Any]:
        return list(colmap().incremental_mapping(*self._paths, options, input_path=start).values())

    def _worth(self, model: Any) -> float:
        """Share of the pictures in the model; half of it when its path is torn."""
        share = model.num_reg_images() / self._total
        return float(share if self._is_whole(model) else share / 2)

    def _options(self, pair: tuple[int, int] = (-1, -1)) -> Any:
        options = _options(pair)
        options.max_runtime_seconds = max(1, int(self._left()))
        return options


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
    options.num_threads = 1  # two threads add in another order each time, and a path by a bare wall tips over
    options.random_seed = SEED
    options.init_image_id1, options.init_image_id2 = pair
    options.multiple_models = options.extract_colors = options.ba_use_gpu = False
    options.ba_global_frames_ratio = options.ba_global_points_ratio = 1.3
    options.ba_global_function_tolerance = 1e-5
    options.ba_global_max_num_iterations, options.ba_local_max_num_iterations = 30, 15
    options.triangulation.min_angle = 1.0
    mapper = options.mapper
    mapper.num_threads, mapper.random_seed = 1, SEED
    mapper.init_min_tri_angle, mapper.init_max_forward_motion, mapper.init_min_num_inliers = 4, 0.99, 60
    mapper.abs_pose_min_num_inliers, mapper.abs_pose_min_inlier_ratio = 20, 0.15
    mapper.filter_min_tri_angle = 1.0
    return options
