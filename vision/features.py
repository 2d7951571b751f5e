"""Points of keyframes and their matches, kept in a database file of the solver."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sme_extract.vision.solver import THREADS, colmap

FEATURES = 3000
PEAK = 0.0015
"""Contrast from which a point counts: plain plaster has few stronger ones."""
OVERLAP = 8
"""Neighbours in time that each keyframe is matched with."""
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
    options.sift.first_octave = 0
    library.extract_features(
        database,
        images,
        camera_mode=library.CameraMode.SINGLE,
        reader_options=reader,
        extraction_options=options,
        device=library.Device.cpu,
    )


def match_neighbours(database: Path) -> None:
    """Match each keyframe with those that follow it closely."""
    library = colmap()
    pairing = library.SequentialPairingOptions()
    # Pairs at doubling distances bring in look-alike places.
    pairing.overlap, pairing.quadratic_overlap, pairing.num_threads = OVERLAP, False, THREADS
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
    options.num_threads, options.use_gpu = THREADS, False
    return options


def _verification() -> Any:
    options = colmap().TwoViewGeometryOptions()
    options.ransac.max_error = VERIFY_ERROR_PX
    options.ransac.max_num_trials = 2000
    options.compute_relative_pose = True
    return options


def mostly_turning(database: Path) -> bool:
    """Whether most neighbours in time differ by a turn alone: points far and near move as one."""
    library = colmap()
    with library.Database.open(database) as data:
        geometries = [one for one in data.read_two_view_geometries()[1] if len(one.inlier_matches)]
    kinds = library.TwoViewGeometryConfiguration
    flat = (kinds.PANORAMIC, kinds.PLANAR_OR_PANORAMIC, kinds.PLANAR)
    return bool(geometries) and sum(one.config in flat for one in geometries) > len(geometries) / 2
