"""Places that the walker passes again: pairs of pictures far apart in time that show the same spot.

Look-alike places are common in a hall (cartons, columns), so a pair counts only when the first, sequential model agrees
about the turn between the two views and neighbours in time say the same. A model that is torn at a quick turn is wrong
about all turns across it; there many matches, and neighbours that say the same other turn, are believed instead.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from sme_extract.vision.mapping import order_of
from sme_extract.vision.solver import SEED, colmap
from sme_extract.vision.sparse_model import Bools, Floats, Ints, SparseModel

WORDS = 64
SIMILAR_PICTURES = 3
MIN_GAP = 15
"""Keyframes apart in time from which a pair is a loop."""
NEAR = 0.35
"""Share of the path's extent within which two cameras are near each other."""
NEAR_PAIRS = 6
SAME_VIEW = float(np.cos(np.radians(50)))
MAX_TURN_DEGREES = 20.0
MIN_INLIERS = 25
CERTAIN_INLIERS = 80
SUPPORT = 2
SUPPORT_WINDOW = 3
SAME_TURN_DEGREES = 5.0
"""By which pairs may differ that say the same of a model that is wrong."""


def candidates(database: Path, model: SparseModel, *, torn: bool = False) -> list[tuple[str, str]]:
    """Names of pictures that may show the same place: alike, or near in the model, and looking the same way.

    Of a picture that is not in the model only its likeness is known, and of a `torn` model likeness is enough.
    """
    number = {name: order for order, name in enumerate(model.names)}
    forward = model.rotations[:, 2, :]
    alike = similar_pictures(database)
    likely = {pair for pair in alike if torn or not set(pair) <= number.keys()}
    pairs = {(number[a], number[b]) for a, b in alike if (a, b) not in likely}
    extent = np.linalg.norm(model.centers - model.centers.mean(axis=0), axis=1).max()
    for first in range(len(model.names)):
        distance = np.linalg.norm(model.centers - model.centers[first], axis=1)
        near = (distance < NEAR * extent) & (forward @ forward[first] > 0.75)
        near[: first + MIN_GAP] = False
        pairs |= {(first, int(second)) for second in np.argsort(distance) if near[second]} if near.sum() else set()
        pairs = _limited(pairs, first, distance)
    same = ((a, b) for a, b in pairs if forward[a] @ forward[b] > SAME_VIEW)
    return sorted(likely | {(model.names[min(pair)], model.names[max(pair)]) for pair in same})


def _limited(pairs: set[tuple[int, int]], first: int, distance: Floats) -> set[tuple[int, int]]:
    """At most `NEAR_PAIRS` of the pairs that begin with `first`, the nearest."""
    own = sorted((pair for pair in pairs if pair[0] == first), key=lambda pair: distance[pair[1]])
    return pairs - set(own[NEAR_PAIRS:])


def similar_pictures(database: Path) -> list[tuple[str, str]]:
    """Pairs of pictures, apart in time, whose points look most alike as a whole (VLAD over 64 words)."""
    with colmap().Database.open(database) as data:
        images = sorted(data.read_all_images(), key=lambda image: image.name)
        descriptors = [np.asarray(data.read_descriptors(i.image_id).data, dtype=np.float32) for i in images]
    words = _vocabulary(descriptors)
    vectors = np.stack([_summary(one, words) for one in descriptors])
    likeness = vectors @ vectors.T
    order = np.arange(len(images))
    likeness[np.abs(order[:, None] - order[None, :]) <= MIN_GAP] = -1
    found: set[tuple[int, int]] = set()
    for first, row in enumerate(likeness):
        for second in np.argsort(-row, kind="stable")[:SIMILAR_PICTURES]:
            if row[second] > 0:
                found.add((min(first, int(second)), max(first, int(second))))
    return [(images[a].name, images[b].name) for a, b in sorted(found)]


def _vocabulary(descriptors: list[Any]) -> Any:
    random = np.random.default_rng(SEED)
    sample = np.concatenate([one[random.permutation(len(one))[:200]] for one in descriptors])
    cv2.setRNGSeed(SEED)
    stop = (cv2.TERM_CRITERIA_MAX_ITER + cv2.TERM_CRITERIA_EPS, 15, 0.1)
    words = min(WORDS, len(sample))
    return cv2.kmeans(sample, words, None, stop, 1, cv2.KMEANS_PP_CENTERS)[2]  # type: ignore[call-overload]


def _summary(descriptors: Any, words: Any) -> Any:
    """Sum of the differences to the nearest word, each normalized: one unit vector a picture."""
    total = np.zeros_like(words)
    if len(descriptors):
        nearest = np.argmax(descriptors @ words.T - 0.5 * (words**2).sum(axis=1), axis=1)
        np.add.at(total, nearest, descriptors - words[nearest])
    total /= np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-6)
    flat = total.ravel()
    return flat / max(float(np.linalg.norm(flat)), 1e-6)


def prune(database: Path, model: SparseModel, overlap: int, *, torn: bool = False) -> int:
    """Delete from the database what disagrees with the first model; the number of loop pairs that stay.

    Of a `torn` model pairs that disagree stay where they have many matches and agree with each other.
    """
    library = colmap()
    with library.Database.open(database) as data:
        order = order_of(data)
        names = {image.image_id: image.name for image in data.read_all_images()}
        numbers, geometries = data.read_two_view_geometries()
        pairs = [library.pair_id_to_image_pair(number) for number in numbers]
        loops = {pair: one for pair, one in zip(pairs, geometries, strict=True) if _apart(pair, order) > overlap}
        told = {pair: one for pair, one in loops.items() if _tells(one)}
        places = np.array([[order[image] for image in pair] for pair in told]).reshape(-1, 2)
        inliers = np.array([len(one.inlier_matches) for one in told.values()])
        turns = [disagreement(one.cam2_from_cam1, [names[i] for i in pair], model) for pair, one in told.items()]
        stays = believed(places, inliers, np.array(turns).reshape(-1, 3, 3), torn=torn)
        kept = {pair for pair, stay in zip(told, stays, strict=True) if stay}
        for pair in loops.keys() - kept:
            data.delete_inlier_matches(*pair)
            data.delete_matches(*pair)
    return len(kept)


def _tells(geometry: Any) -> bool:
    return len(geometry.inlier_matches) >= MIN_INLIERS and geometry.cam2_from_cam1 is not None


def _apart(pair: tuple[int, int], order: Mapping[int, int]) -> int:
    return abs(order[pair[0]] - order[pair[1]])


def disagreement(second_from_first: Any, names: Sequence[str], model: SparseModel) -> Floats:
    """The turn (3 x 3), in the model's axes, by which a model contradicts what two pictures say of each other.

    None at all where the model does not hold both.
    """
    if not set(names) <= set(model.names):
        return np.eye(3)
    first, second = (model.rotations[model.names.index(name)] for name in names)
    turn: Floats = second.T @ second_from_first.rotation.matrix() @ first
    return turn


def believed(places: Ints, inliers: Ints, turns: Floats, *, torn: bool) -> Bools:
    """Which of k loops stay, by their two places in time (k x 2), matches (k) and disagreements (k x 3 x 3)."""
    agrees, certain = _degrees(np.trace(turns, axis1=1, axis2=2)) < MAX_TURN_DEGREES, inliers >= CERTAIN_INLIERS
    near = (np.abs(places[:, None] - places[None]) <= SUPPORT_WINDOW).all(axis=2)
    flat = turns.reshape(-1, 9)
    alike = (_degrees(flat @ flat.T) < SAME_TURN_DEGREES) & np.logical_and.outer(certain, certain)
    both = np.logical_and.outer(agrees, agrees) | alike if torn else np.logical_and.outer(agrees, agrees)
    supported = (near & both).sum(axis=1) > SUPPORT  # each is near itself
    return np.asarray(agrees & (certain | supported) | (torn & certain & supported), dtype=np.bool_)


def _degrees(traces: Floats) -> Floats:
    """Angles of rotations whose traces are known."""
    degrees: Floats = np.degrees(np.arccos(np.clip((traces - 1) / 2, -1, 1)))
    return degrees
