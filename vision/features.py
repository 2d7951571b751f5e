"""Points of keyframes and their matches, kept in a database file of the solver."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sme_extract.vision.solver import SEED, THREADS, colmap
from sme_extract.vision.sparse_model import Floats

FEATURES = 3000
PEAK = 0.0015
"""Contrast from which a point counts: plain plaster has few stronger ones."""
SMALL = 800
"""Longer side of pictures that are doubled before points are looked for."""
OVERLAP = 8
"""Neighbours in time that each keyframe is matched with. With 6, and fewer keyframes, a turn was a gap in the path."""
FOCAL = 0.8
"""First guess of the focal length in longer sides of the frame; a phone's main camera has 0.7 to 0.9."""
VERIFY_ERROR_PX = 3.0
MIN_LOOP_INLIERS = 20


def extract(database: Path, images: Path, width: int, height: int) -> None:
    """SIFT points of all pictures in `images`, one camera for all."""
    library = colmap()
    reader = library.ImageReaderOptions()
    reader.camera_model = "SIMPLE_RADIAL"
    reader.camera_params = f"{FOCAL * max(width, height)},{width / 2},{height / 2},0"
    options = library.FeatureExtractionOptions()
    options.num_threads, options.use_gpu = THREADS, False
    options.sift.max_num_features = FEATURES
    options.sift.peak_threshold = PEAK
    options.sift.first_octave = 0 if max(width, height) >= SMALL else -1
    single = library.CameraMode.SINGLE
    with library.Database.open(database):
        pass  # makes the file
    library.import_images(database, images, single, options=reader)  # else threads number them as they finish
    library.extract_features(
        database,
        images,
        camera_mode=single,
        reader_options=reader,
        extraction_options=options,
        device=library.Device.cpu,
    )


def match_neighbours(database: Path) -> None:
    """Match each keyframe with those that follow it closely."""
    library = colmap()
    pairing = library.SequentialPairingOptions()
    # Pairs at doubling distances bring in look-alike places.
    pairing.overlap, pairing.quadratic_overlap, pairing.num_threads = OVERLAP, False, 1
    library.match_sequential(
        database,
        matching_options=_matching(),
        pairing_options=pairing,
        verification_options=_verification(),
        device=library.Device.cpu,
    )


def match_pairs(database: Path, pairs: Sequence[tuple[str, str]], folder: Path) -> None:
    """Match the named pairs of pictures."""
    library = colmap()
    listed = folder / "pairs.txt"
    listed.write_text("".join(f"{first} {second}\n" for first, second in pairs), encoding="utf-8")
    pairing = library.ImportedPairingOptions()
    pairing.match_list_path = str(listed)
    verification = _verification()
    verification.min_num_inliers = MIN_LOOP_INLIERS
    library.match_image_pairs(
        database,
        matching_options=_matching(),
        pairing_options=pairing,
        verification_options=verification,
        device=library.Device.cpu,
    )


def _matching() -> Any:
    options = colmap().FeatureMatchingOptions()
    # The search for the nearest descriptor is not exact, and goes from whichever picture its thread had before.
    options.num_threads, options.use_gpu = 1, False
    return options


def _verification() -> Any:
    options = colmap().TwoViewGeometryOptions()
    options.ransac.max_error = VERIFY_ERROR_PX
    options.ransac.max_num_trials = 2000
    options.ransac.random_seed = SEED  # each pair draws its own numbers, whichever thread it falls to
    options.compute_relative_pose = True
    return options


def parallax(database: Path, width: int, height: int) -> float:
    """Degrees by which matched points of pictures some keyframes apart differ after the best turn; the median of pairs.

    A camera that turns on one spot leaves the errors of the points, a tenth of a degree; a walk leaves degrees.
    """
    library = colmap()
    left: list[float] = []
    with library.Database.open(database) as data:
        images = sorted(data.read_all_images(), key=lambda image: image.name)
        order = {image.image_id: place for place, image in enumerate(images)}
        points = {number: np.asarray(data.read_keypoints(number), dtype=np.float64)[:, :2] for number in order}
        for number, geometry in zip(*data.read_two_view_geometries(), strict=True):
            first, second = library.pair_id_to_image_pair(number)
            matches = np.asarray(geometry.inlier_matches)
            if abs(order[first] - order[second]) >= OVERLAP // 2 and len(matches) >= MIN_LOOP_INLIERS:
                rays = (
                    _rays(points[image][matches[:, side]], width, height) for side, image in enumerate((first, second))
                )
                left.append(after_turning(*rays))
    return float(np.median(left)) if left else float("inf")


def after_turning(first: Floats, second: Floats) -> float:
    """Median degrees between unit vectors (n x 3) after the rotation that fits them best, wrong matches aside."""
    weight, off = np.ones(len(first)), np.zeros(len(first))
    for _ in range(5):
        left, _, right = np.linalg.svd((second * weight[:, None]).T @ first)
        turn = left @ np.diag([1.0, 1.0, np.linalg.det(left @ right)]) @ right
        off = np.linalg.norm(second - first @ turn.T, axis=1)
        weight = 1 / (1 + (off / (2 * np.median(off) + 1e-9)) ** 2)
    return float(np.degrees(np.median(off)))


def _rays(points: Floats, width: int, height: int) -> Floats:
    flat = (points - (width / 2, height / 2)) / (FOCAL * max(width, height))
    rays: Floats = np.column_stack([flat, np.ones(len(flat))])
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    return rays
