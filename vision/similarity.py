"""Similarities of space: turn, stretch and shift, many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sme_extract.vision.sparse_model import Bools, Floats

TRIES = 100
AGREES = 0.05
"""Distance between two places, as a share of how far away they are, up to which they are one."""


@dataclass(frozen=True, slots=True)
class Similarities:
    """n of them: a place x becomes `stretches @ x + shifts`."""

    stretches: Floats
    """n x 3 x 3: rotation times scale."""
    shifts: Floats
    """n x 3."""

    @classmethod
    def none(cls, count: int) -> "Similarities":
        """As many that change nothing."""
        return cls(np.tile(np.eye(3), (count, 1, 1)), np.zeros((count, 3)))

    @classmethod
    def joined(cls, parts: Sequence["Similarities"]) -> "Similarities":
        """All of the parts in a row."""
        if not parts:
            return cls.none(0)
        stretches = np.concatenate([one.stretches for one in parts])
        return cls(stretches, np.concatenate([one.shifts for one in parts]))

    @classmethod
    def steps(cls, steps: Floats, middles: Floats) -> "Similarities":
        """From shift, turn (a rotation vector) and logarithm of scale (n x 7) about middles (n x 3)."""
        stretches = rotations(steps[:, 3:6]) * np.exp(steps[:, 6])[:, None, None]
        return cls(stretches, middles + steps[:, :3] - np.einsum("nij,nj->ni", stretches, middles))

    def __getitem__(self, wanted: Any) -> "Similarities":
        return Similarities(self.stretches[wanted], self.shifts[wanted])

    @property
    def scales(self) -> Floats:
        """Of each."""
        scales: Floats = np.cbrt(np.linalg.det(self.stretches))
        return scales

    @property
    def turns(self) -> Floats:
        """The rotations alone: n x 3 x 3."""
        turns: Floats = self.stretches / self.scales[:, None, None]
        return turns

    def of(self, places: Floats) -> Floats:
        """Places (n x 3), each moved by its own."""
        moved: Floats = np.einsum("nij,nj->ni", self.stretches, places) + self.shifts
        return moved

    def after(self, other: "Similarities") -> "Similarities":
        """First the other, then this."""
        return Similarities(self.stretches @ other.stretches, self.of(other.shifts))

    def inverse(self) -> "Similarities":
        """What takes each back."""
        back = self.turns.transpose(0, 2, 1) / self.scales[:, None, None]
        return Similarities(back, -np.einsum("nij,nj->ni", back, self.shifts))

    def about(self, middles: Floats) -> Floats:
        """Shift, turn (a rotation vector) and logarithm of scale (n x 7) about middles (n x 3)."""
        return np.column_stack([self.of(middles) - middles, rotation_vectors(self.turns), np.log(self.scales)])


def fitted(places: Floats, targets: Floats, depths: Floats, random: np.random.Generator) -> tuple[Similarities, Bools]:
    """The similarity that takes most places (k x 3) to their targets, and which; `depths` (k) are of the targets."""
    best = np.zeros(len(places), dtype=np.bool_)
    for _ in range(TRIES):
        three = random.choice(len(places), 3, replace=False)
        best = max(best, _agreeing(_least_squares(places[three], targets[three]), places, targets, depths), key=np.sum)
    for _ in range(3):
        if best.sum() >= 3:
            best = _agreeing(_least_squares(places[best], targets[best]), places, targets, depths)
    return (_least_squares(places[best], targets[best]) if best.sum() >= 3 else Similarities.none(1)), best


def _agreeing(found: Similarities, places: Floats, targets: Floats, depths: Floats) -> Bools:
    moved = places @ found.stretches[0].T + found.shifts[0]
    return np.asarray(np.linalg.norm(moved - targets, axis=1) < AGREES * depths, dtype=np.bool_)


def _least_squares(places: Floats, targets: Floats) -> Similarities:
    """Umeyama, Least-squares estimation of transformation parameters between two point patterns, 1991."""
    middle, goal = places.mean(axis=0), targets.mean(axis=0)
    a, b = places - middle, targets - goal
    left, singular, right = np.linalg.svd(b.T @ a / len(a))
    mirror = np.array([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    scale = float((singular * mirror).sum() * len(a) / max(float((a**2).sum()), 1e-12))
    stretch = max(scale, 1e-6) * (left * mirror) @ right
    return Similarities(stretch[None], (goal - stretch @ middle)[None])


def rotations(vectors: Floats) -> Floats:
    """Rotations (n x 3 x 3) of rotation vectors (n x 3)."""
    angle = np.linalg.norm(vectors, axis=1)
    x, y, z = (vectors / np.maximum(angle, 1e-12)[:, None]).T
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=1).reshape(-1, 3, 3)
    sine, cosine = np.sin(angle)[:, None, None], np.cos(angle)[:, None, None]
    turned: Floats = np.eye(3) + sine * cross + (1 - cosine) * cross @ cross
    return turned


def rotation_vectors(turns: Floats) -> Floats:
    """Rotation vectors (n x 3) of rotations (n x 3 x 3) of less than half a turn."""
    skew = np.stack([turns[:, 2, 1] - turns[:, 1, 2], turns[:, 0, 2] - turns[:, 2, 0], turns[:, 1, 0] - turns[:, 0, 1]])
    sine = np.linalg.norm(skew, axis=0) / 2
    angle = np.arctan2(sine, (np.trace(turns, axis1=1, axis2=2) - 1) / 2)
    vectors: Floats = (skew * np.where(sine > 1e-9, angle / np.maximum(2 * sine, 1e-9), 0.5)).T
    return vectors
