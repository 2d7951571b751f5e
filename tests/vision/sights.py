"""What a perfect detector sees of boxes in a known room: cuboids on the floor as pixel boxes in each picture."""

from pathlib import Path

import numpy as np

from sme_extract.vision.detection import Detection
from sme_extract.vision.floor_view import FloorView
from sme_extract.vision.sightings import Sighting

from .rooms import HEIGHT, looking, walk

SECONDS = 0.4
"""Between pictures."""
PITCH = np.radians(-10)
INWARD, SWING, PERIOD = np.radians(12), np.radians(18), 7.0
"""How a walker looks: to the inside, and to and fro in so many seconds."""
SIZES = {
    "machine": (2.6, 1.4, 1.6),
    "pallet": (1.2, 1.0, 0.9),
    "person": (0.4, 0.4, 1.7),
    "rack": (5.4, 1.0, 4.0),
    "door": (0.9, 0.06, 2.06),
}
SIGNS = np.array([(a, b, c) for a in (-1, 1) for b in (-1, 1) for c in (0, 2)]) / 2


def view(width=20.0, depth=12.0, *, count=120):
    """Cameras on a walk around a room from (0, 0), held as a phone is held."""
    places = walk(width, depth, count=count)
    return FloorView(
        names=tuple(f"{number:06d}.jpg" for number in range(count)),
        centers=np.column_stack([places, np.full(count, HEIGHT)]),
        rotations=np.stack([_held(number * SECONDS) @ looking(places, number) for number in range(count)]),
        focal_px=739.0,
        distortion=0.02,
        width=960,
        height=540,
    )


def _held(seconds):
    """Rotation (3 x 3) of a camera that looks along the walk to how it is held at a moment."""
    yaw = INWARD + SWING * np.sin(2 * np.pi * seconds / PERIOD)
    aside = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    down = np.array([[1, 0, 0], [0, np.cos(PITCH), np.sin(PITCH)], [0, -np.sin(PITCH), np.cos(PITCH)]])
    return down @ aside


def room(width=20.0, depth=12.0):
    """Corners of the floor."""
    return np.array([(0, 0), (width, 0), (width, depth), (0, depth)], float)


def seen(cameras, things, *, rng=None, jitter=0.0, missed=0.0, confidence=0.8):
    """Sightings of things: (class, place), or (class, function of seconds to a place)."""
    return [
        Sighting(
            number * 10,
            number * SECONDS,
            Path(name),
            cameras.width,
            cameras.height,
            tuple(
                Detection(kind, confidence, *_shaken(box, jitter, rng))
                for kind, place in things
                if (box := _box(cameras, number, kind, place)) is not None and not (missed and rng.random() < missed)
            ),
        )
        for number, name in enumerate(cameras.names)
    ]


def _box(cameras, number, kind, place):
    x, y = place(number * SECONDS) if callable(place) else place
    corners = SIGNS * SIZES[kind] + (x, y, 0)
    depth = (corners - cameras.centers[number]) @ cameras.rotations[number][2]
    if depth.min() < 0.5:
        return None
    pixels = cameras.pixels(number, corners)
    left, top = np.clip(pixels.min(axis=0), 0, (cameras.width, cameras.height))
    right, bottom = np.clip(pixels.max(axis=0), 0, (cameras.width, cameras.height))
    return (left, top, right, bottom) if right - left > 8 and bottom - top > 8 else None


def _shaken(box, jitter, rng):
    if not jitter:
        return box
    wide, tall = box[2] - box[0], box[3] - box[1]
    return tuple(np.array(box) + rng.uniform(-jitter, jitter, 4) * (wide, tall, wide, tall))
