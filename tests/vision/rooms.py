"""Models of known rooms: cameras on a walk around, points on walls, floor and machines, observed where they are near."""

import numpy as np

from sme_extract.vision.sparse_model import SparseModel

HEIGHT = 1.5
SIGHT = 14.0
MOMENTS = 14
"""Cameras before and after the nearest one that see a point."""


def walk(width, depth, inside=3.0, count=120):
    """Places (count x 2) on a round, `inside` metres from the walls of a room from (0, 0) to (width, depth)."""
    corners = np.array(
        [(inside, inside), (width - inside, inside), (width - inside, depth - inside), (inside, depth - inside)]
    )
    loop = np.concatenate([corners, corners[:1]])
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(loop, axis=0), axis=1))])
    at = np.linspace(0, along[-1], count)
    return np.stack([np.interp(at, along, loop[:, axis]) for axis in (0, 1)], axis=1)


def surfaces(width, depth, rng, walls=2500, floor=1500, top=5.0):
    """Points (m x 3) on the four walls and the floor."""
    side = rng.integers(0, 4, walls)
    along, up = rng.random(walls), rng.random(walls) * top
    x = np.select([side == 0, side == 1], [0.0, width], along * width)
    y = np.select([side == 2, side == 3], [0.0, depth], along * depth)
    ground = np.column_stack([rng.random((floor, 2)) * (width, depth), np.zeros(floor)])
    return np.concatenate([np.column_stack([x, y, up]), ground])


def model(width=20.0, depth=12.0, *, unit=1.0, noise=0.01, seed=0, scale_at=None, blocked=None):
    """A room as a `SparseModel` whose unit is `unit` metres; `scale_at(share of the walk)` lets the scale drift."""
    rng = np.random.default_rng(seed)
    places = walk(width, depth)
    centers = np.column_stack([places, HEIGHT + 0.02 * np.sin(np.arange(len(places)))])
    points = surfaces(width, depth, rng)
    if blocked is not None:
        points = points[~blocked(points)]
    apart = np.linalg.norm(points[:, None, :2] - centers[None, :, :2], axis=2)
    visible = (apart < SIGHT) & (rng.random(apart.shape) < 0.35)
    nearest = apart.argmin(axis=1)
    visible &= np.abs(np.arange(len(centers))[None, :] - nearest[:, None]) <= MOMENTS
    visible &= visible.sum(axis=1, keepdims=True) >= 3
    points = points[visible.any(axis=1)] + rng.normal(0, noise, (int(visible.any(axis=1).sum()), 3))
    point_of, camera_of = np.nonzero(visible[visible.any(axis=1)])
    if scale_at is not None:
        centers, points = drifted(centers, points, point_of, camera_of, scale_at)
    return SparseModel(
        names=tuple(f"{number:06d}.jpg" for number in range(len(centers))),
        centers=centers / unit,
        rotations=np.stack([looking(places, number) for number in range(len(centers))]),
        points=points / unit,
        point_of=point_of,
        camera_of=camera_of,
        focal_px=739.0,
        distortion=0.0,
        width=960,
        height=540,
        reprojection_px=0.5,
    )


def looking(places, number):
    """Rotation (3 x 3, world to camera) of a level camera that looks along the walk."""
    step = places[(number + 1) % len(places)] - places[number - 1]
    forward = np.array([*(step / np.linalg.norm(step)), 0.0])
    down = np.array([0.0, 0.0, -1.0])
    return np.stack([np.cross(down, forward), down, forward])


def drifted(centers, points, point_of, camera_of, scale_at):
    """The same model with steps stretched along the walk, and points where their cameras then see them on average."""
    scale = scale_at(np.linspace(0, 1, len(centers)))
    steps = np.diff(centers, axis=0) * np.sqrt(scale[1:] * scale[:-1])[:, None]
    moved = np.concatenate([centers[:1], centers[:1] + np.cumsum(steps, axis=0)])
    seen = moved[camera_of] + scale[camera_of][:, None] * (points[point_of] - centers[camera_of])
    count = np.bincount(point_of)
    return moved, np.stack([np.bincount(point_of, seen[:, a]) / count for a in range(3)], axis=1)


def size_of_path(one):
    """Width and depth of the walk of a model, in its unit."""
    return np.ptp(one.centers[:, :2], axis=0)
