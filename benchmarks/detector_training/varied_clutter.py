"""What stands in halls and has no name that is looked for, as boxes: a detector must learn to pass it over."""

import itertools

import numpy as np
from varied_kit import Kit

from tests.fixtures.make.hall_render import Box
from tests.fixtures.make.hall_things import Furnisher

NAMES = ("table", "chair", "tub", "barrel", "cone", "screen", "ladder", "pipe", "bench", "lump")


def table(kit: Kit, x, y, yaw):
    wide, deep, tall = kit.rng.uniform((0.4, 0.3, 0.6), (1.0, 0.6, 1.0))
    top, leg = kit.some(str(kit.rng.choice(["painted", "planks"]))), kit.some("painted")
    parts = [((0, 0, tall), (wide, deep, 0.02), top)]
    parts += [
        ((dx * wide, dy * deep, tall / 2), (0.02, 0.02, tall / 2), leg) for dx in (-0.9, 0.9) for dy in (-0.9, 0.9)
    ]
    if kit.rng.random() < 0.5:
        parts.append(((kit.rng.uniform(-0.5, 0.5) * wide, 0, tall + 0.17), (0.2, 0.03, 0.15), kit.some("painted")))
    return kit.boxes(x, y, yaw, parts)


def chair(kit: Kit, x, y, yaw):
    seat = kit.some("painted")
    parts = [((0, 0, 0.45), (0.2, 0.2, 0.03), seat), ((-0.2, 0, 0.7), (0.02, 0.2, 0.25), seat)]
    parts += [((dx, dy, 0.22), (0.015, 0.015, 0.22), seat) for dx in (-0.18, 0.18) for dy in (-0.18, 0.18)]
    return kit.boxes(x, y, yaw + kit.rng.uniform(0, 6), parts)


def tub(kit: Kit, x, y, yaw):
    half = kit.rng.uniform((0.15, 0.15, 0.2), (0.4, 0.4, 0.6))
    parts = [((0, 0, half[2]), half, kit.some("painted"))]
    parts.append(((0, 0, 2 * half[2]), (half[0] * 1.05, half[1] * 1.05, 0.03), kit.some("painted")))
    return kit.boxes(x, y, yaw, parts)


def barrel(kit: Kit, x, y, yaw):
    radius, rise = kit.rng.uniform((0.15, 0.25), (0.4, 0.6))
    return kit.boxes(x, y, yaw, kit.cylinder(0, 0, rise, radius, rise, kit.some("painted")))


def cone(kit: Kit, x, y, yaw):
    texture = kit.some(str(kit.rng.choice(["striped", "painted"])))
    parts = [((0, 0, 0.02), (0.2, 0.2, 0.02), texture)]
    parts += [((0, 0, 0.1 + 0.12 * n), (0.14 - 0.03 * n, 0.14 - 0.03 * n, 0.08), texture) for n in range(4)]
    return kit.boxes(x, y, yaw, parts)


def screen(kit: Kit, x, y, yaw):
    """A partition or a board."""
    wide, tall = kit.rng.uniform((0.4, 0.5), (1.6, 1.1))
    texture = kit.some(str(kit.rng.choice(["painted", "plate", "lorry"])))
    return kit.boxes(x, y, yaw, [((0, 0, tall), (wide, 0.03, tall), texture)])


def ladder(kit: Kit, x, y, yaw):
    tall, texture = kit.rng.uniform(1.0, 3.0), kit.some("painted")
    parts = [((0, dy, tall / 2), (0.02, 0.02, tall / 2), texture) for dy in (-0.22, 0.22)]
    parts += [((0, 0, z), (0.02, 0.22, 0.015), texture) for z in np.arange(0.3, tall, 0.3)]
    return kit.boxes(x, y, yaw, parts)


def pipe(kit: Kit, x, y, yaw):
    """A thin rail or pipe: no column."""
    if kit.rng.random() < 0.5:
        rail = kit.some("striped" if kit.rng.random() < 0.5 else "painted")
        parts = [((0, 0, z), (1.2, 0.03, 0.05), rail) for z in (0.4, 0.9)]
        parts += [((dx, 0, 0.5), (0.05, 0.05, 0.5), rail) for dx in (-1.2, 0, 1.2)]
        return kit.boxes(x, y, yaw, parts)
    return kit.boxes(x, y, yaw, [((0, 0, 0.5), (0.06, 0.06, 0.5), kit.some("striped"))])


def bench(kit: Kit, x, y, yaw):
    texture = kit.some("painted")
    return kit.boxes(x, y, yaw, [((0, 0, 0.25), (0.6, 0.15, 0.25), texture)])


def lump(kit: Kit, x, y, yaw):
    """A heap of no shape."""
    texture = kit.some(str(kit.rng.choice(["painted", "any", "sacks"])))
    places = kit.rng.uniform((-0.4, -0.4, 0), (0.4, 0.4, 0.3), (4, 3))
    halves = kit.rng.uniform(0.08, 0.3, (4, 3))
    turns = kit.rng.uniform(0, 3, 4)
    return kit.boxes(
        x, y, yaw, [(at, half, texture, turn) for at, half, turn in zip(places, halves, turns, strict=True)]
    )


def above(kit: Kit, furnisher: Furnisher) -> list[Box]:
    """Lamps under the ceiling and lines on the floor."""
    rng, made = kit.rng, []
    low, high = furnisher.corners.min(axis=0), furnisher.corners.max(axis=0)
    lamp, line, up = kit.some("painted"), kit.some("painted"), rng.random() < 0.7
    bright, step = rng.uniform(1.2, 3.0), rng.uniform(3, 7)
    if up:
        half = (rng.uniform(0.3, 1.2), rng.uniform(0.08, 0.4), 0.05)
        places = itertools.product(np.arange(low[0] + 1.5, high[0], step * 1.5), np.arange(low[1] + 1.5, high[1], step))
        made += [Box((*at, furnisher.height - 0.6), half, 0.0, lamp, light=bright) for at in places]
    for _ in range(int(rng.integers(0, 6))):
        at, along = rng.uniform(low, high), rng.random() < 0.5
        half = (12.0, 0.05, 0.003) if along else (0.05, 12.0, 0.003)
        made.append(Box((*at, 0.0), half, 0.0, line))
    return made
