"""What the camera's path and the seen points are, as plain arrays: all geometry below works on this."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MIN_VIEWS = 3
MAX_ERROR_PX = 2.5
MIN_ANGLE_DEGREES = 2.5


@dataclass(frozen=True, slots=True)
class SparseModel:
    """Cameras in the order of time and points, in one unit of unknown length; n cameras, m points, k observations."""

    names: tuple[str, ...]
    """Picture of each camera."""
    centers: Floats
    """n x 3."""
    rotations: Floats
    """n x 3 x 3, from the world to the camera: x right, y down, z forward."""
    points: Floats
    """m x 3."""
    point_of: Ints
    """k: which point was observed ..."""
    camera_of: Ints
    """k: ... by which camera; sorted by point, then camera."""
    focal_px: float
    distortion: float
    """First radial coefficient."""
    width: int
    height: int
    reprojection_px: float

    @property
    def views(self) -> Ints:
        """m: number of cameras that see each point."""
        return np.bincount(self.point_of, minlength=len(self.points))

    @property
    def camera_up(self) -> Floats:
        """Median upward direction of the pictures, a unit vector."""
        up = np.median(-self.rotations[:, 1, :], axis=0)
        return up / np.linalg.norm(up)

    def moved(self, centers: Floats, points: Floats) -> "SparseModel":
        """The same observations with other positions."""
        return replace(self, centers=centers, points=points)

    def keep(self, wanted: Bools) -> "SparseModel":
        """Only the wanted points (m booleans)."""
        number = np.cumsum(wanted) - 1
        seen = wanted[self.point_of]
        return replace(
            self, points=self.points[wanted], point_of=number[self.point_of[seen]], camera_of=self.camera_of[seen]
        )

    def with_cameras(self, wanted: Bools) -> "SparseModel":
        """Only the wanted cameras (n booleans), and the points that enough of them see."""
        number = np.cumsum(wanted) - 1
        seen = wanted[self.camera_of]
        fewer = replace(
            self,
            names=tuple(name for name, kept in zip(self.names, wanted, strict=True) if kept),
            centers=self.centers[wanted],
            rotations=self.rotations[wanted],
            point_of=self.point_of[seen],
            camera_of=number[self.camera_of[seen]],
        )
        return fewer.keep(fewer.views >= MIN_VIEWS)


def from_reconstruction(reconstruction: Any) -> SparseModel:
    """The solver's model, with points that are seen well enough."""
    images = sorted((image for image in reconstruction.images.values() if image.has_pose), key=lambda one: one.name)
    number = {image.image_id: order for order, image in enumerate(images)}
    points: list[Floats] = []
    pairs: list[tuple[int, int]] = []
    for identifier in sorted(reconstruction.point3D_ids()):
        point = reconstruction.points3D[identifier]
        cameras = sorted({number[e.image_id] for e in point.track.elements if e.image_id in number})
        if len(cameras) >= MIN_VIEWS and point.error <= MAX_ERROR_PX:
            pairs += [(len(points), camera) for camera in cameras]
            points.append(np.asarray(point.xyz, dtype=np.float64))
    camera = next(iter(reconstruction.cameras.values()))
    observed = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    model = SparseModel(
        names=tuple(image.name for image in images),
        centers=np.array([image.projection_center() for image in images]).reshape(-1, 3),
        rotations=np.array([image.cam_from_world().rotation.matrix() for image in images]).reshape(-1, 3, 3),
        points=np.array(points).reshape(-1, 3),
        point_of=observed[:, 0],
        camera_of=observed[:, 1],
        focal_px=float(camera.params[0]),
        distortion=float(camera.params[-1]),
        width=int(camera.width),
        height=int(camera.height),
        reprojection_px=float(reconstruction.compute_mean_reprojection_error()),
    )
    return model.keep(viewing_angles(model) > MIN_ANGLE_DEGREES)


def projected(seen: Floats, focal_px: float, distortion: float, size: Floats) -> Floats:
    """Pixels (k x 2) of places in a camera's axes (k x 3), NaN for those behind it; `size` is width and height."""
    with np.errstate(divide="ignore", invalid="ignore"):
        flat = np.where(seen[:, 2:] > 0, seen[:, :2] / seen[:, 2:], np.nan)
    bent = flat * (1 + distortion * (flat**2).sum(axis=1, keepdims=True))
    pixels: Floats = bent * focal_px + size / 2
    return pixels


def viewing_angles(model: SparseModel) -> Floats:
    """m: widest angle in degrees between a point's first view and another."""
    rays = model.centers[model.camera_of] - model.points[model.point_of]
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    first = np.unique(model.point_of, return_index=True)[1]
    cosine = np.einsum("ij,ij->i", rays, rays[first][model.point_of])
    smallest = np.ones(len(model.points))
    np.minimum.at(smallest, model.point_of, cosine)
    return np.degrees(np.arccos(np.clip(smallest, -1, 1)))
