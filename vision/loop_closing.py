"""Loops in the solver's model: what they join, and the model after it was pulled together at them."""

from pathlib import Path
from typing import Any

import numpy as np

from sme_extract.vision.features import OVERLAP
from sme_extract.vision.similarity_graph import Observed, pulled_together
from sme_extract.vision.solver import colmap
from sme_extract.vision.sparse_model import Ints


def pull_together(reconstruction: Any, database: Path) -> None:
    """Move the cameras and points of a reconstruction so that the loops in the database meet."""
    images = sorted((image for image in reconstruction.images.values() if image.has_pose), key=lambda one: one.name)
    points = sorted(reconstruction.point3D_ids())
    seen = _observed(reconstruction, images, points, database)
    if not len(seen.loop_cameras):
        return
    moved = pulled_together(seen)
    places = np.zeros_like(seen.points)
    np.add.at(places, seen.point_of, moved[seen.camera_of].of(seen.points[seen.point_of]))
    places /= np.bincount(seen.point_of, minlength=len(points))[:, None]
    for point, place in zip(points, places, strict=True):
        reconstruction.points3D[point].xyz = place
    library = colmap()
    for image, center, turn in zip(images, moved.of(seen.centers), moved.turns, strict=True):
        rotation = image.cam_from_world().rotation.matrix() @ turn.T
        pose = library.Rigid3d(library.Rotation3d(rotation), -rotation @ center)
        image.frame.set_cam_from_world(image.camera_id, pose)


def _observed(reconstruction: Any, images: list[Any], points: list[int], database: Path) -> Observed:
    camera = {image.image_id: number for number, image in enumerate(images)}
    number = {point: place for place, point in enumerate(points)}
    seen = [
        (number[point], one)
        for point in points
        for one in sorted(
            {camera[e.image_id] for e in reconstruction.points3D[point].track.elements if e.image_id in camera}
        )
    ]
    point_of, camera_of = np.array(seen, dtype=np.int64).reshape(-1, 2).T
    cameras, pairs = _joined(images, camera, number, database)
    return Observed(
        centers=np.array([image.projection_center() for image in images]).reshape(-1, 3),
        points=np.array([reconstruction.points3D[point].xyz for point in points]).reshape(-1, 3),
        point_of=point_of,
        camera_of=camera_of,
        loop_cameras=cameras,
        loop_points=pairs,
    )


def _joined(images: list[Any], camera: dict[int, int], number: dict[int, int], database: Path) -> tuple[Ints, Ints]:
    """Cameras (l x 2) that are far apart in time, and the two points (l x 2) that they take for the same."""
    library = colmap()
    point_at = {
        image.image_id: np.array([number.get(place.point3D_id, -1) for place in image.points2D], dtype=np.int64)
        for image in images
    }
    with library.Database.open(database) as data:
        pairs, geometries = data.read_two_view_geometries()
    cameras, points = [np.zeros((0, 2), dtype=np.int64)], [np.zeros((0, 2), dtype=np.int64)]
    for pair, geometry in zip(pairs, geometries, strict=True):
        first, second = library.pair_id_to_image_pair(pair)
        if {first, second} <= camera.keys() and abs(camera[first] - camera[second]) > OVERLAP:
            matches = np.asarray(geometry.inlier_matches, dtype=np.int64)
            both = np.column_stack([point_at[first][matches[:, 0]], point_at[second][matches[:, 1]]])
            both = both[(both >= 0).all(axis=1) & (both[:, 0] != both[:, 1])]
            points.append(both)
            cameras.append(np.tile([camera[first], camera[second]], (len(both), 1)))
    return np.concatenate(cameras), np.concatenate(points)
