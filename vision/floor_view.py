"""What a pixel of a keyframe shows on the floor: the cameras of a walk in the metres of its plan."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sme_extract.vision.drift import Levelled
from sme_extract.vision.gravity import plane_axes
from sme_extract.vision.plan import Plan, bent_surface
from sme_extract.vision.sparse_model import Floats, Ints, projected

UNBENDINGS = 6
"""Rounds in which the lens's distortion is taken out."""
STEEPEST = 0.02
"""Fall of a ray, metres a metre, below which it is taken to miss the floor."""


@dataclass(frozen=True, slots=True)
class FloorView:
    """n cameras above a floor at z = 0, in the plan's x and y."""

    names: tuple[str, ...]
    """Picture of each camera."""
    centers: Floats
    """n x 3 metres, z above the floor."""
    rotations: Floats
    """n x 3 x 3, from the plan to the camera: x right, y down, z forward."""
    focal_px: float
    distortion: float
    width: int
    height: int

    def rays(self, cameras: Ints, pixels: Floats) -> Floats:
        """Directions (k x 3) in the plan of pixels (k x 2) of some cameras (k), one metre forward each."""
        bent = (pixels - (self.width / 2, self.height / 2)) / self.focal_px
        straight = bent.copy()
        for _ in range(UNBENDINGS):
            straight = bent / (1 + self.distortion * (straight**2).sum(axis=1, keepdims=True))
        forward = np.column_stack([straight, np.ones(len(pixels))])
        rays: Floats = np.einsum("kij,ki->kj", self.rotations[cameras], forward)
        return rays

    def on_floor(self, cameras: Ints, pixels: Floats) -> Floats:
        """Where the floor lies (k x 2) behind pixels (k x 2); NaN where they look above it."""
        rays = self.rays(cameras, pixels)
        falls = -rays[:, 2] > STEEPEST * np.linalg.norm(rays[:, :2], axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            steps = np.where(falls, self.centers[cameras, 2] / -rays[:, 2], np.nan)
        return self.centers[cameras, :2] + steps[:, None] * rays[:, :2]

    def pixels(self, camera: int, places: Floats) -> Floats:
        """Where places (k x 3 metres) appear (k x 2) in the picture of one camera; NaN for those behind it."""
        seen = (places - self.centers[camera]) @ self.rotations[camera].T
        return projected(seen, self.focal_px, self.distortion, np.array([self.width, self.height]))


def floor_view(levelled: Levelled, plan: Plan) -> FloorView:
    """The cameras of a levelled model over the floor of its plan.

    A plan is its model turned about the vertical, scaled and shifted; the walk, which both hold, tells how.
    """
    model, axes = levelled.model, plane_axes(levelled.up)
    upright = model.centers @ axes.T
    flat, path = (_complex(places - places.mean(axis=0)) for places in (upright[:, :2], plan.path))
    ratio = complex((np.conj(flat) * path).sum() / (np.abs(flat) ** 2).sum())
    scale, (cosine, sine) = abs(ratio), (ratio.real / abs(ratio), ratio.imag / abs(ratio))
    turned = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]]) @ axes
    bob = upright[:, 2] - bent_surface(upright, upright[:, :2])
    return FloorView(
        model.names,
        np.column_stack([plan.path, (levelled.height + bob) * scale]),
        model.rotations @ turned.T,
        model.focal_px,
        model.distortion,
        model.width,
        model.height,
    )


def _complex(places: Floats) -> NDArray[np.complex128]:
    return places[:, 0] + 1j * places[:, 1]
