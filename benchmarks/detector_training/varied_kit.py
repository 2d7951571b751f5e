"""What things of varied halls are put together from: surfaces, boxes, cylinders, bars, pallets and their loads."""

import numpy as np
import surfaces
from numpy.random import Generator

from tests.fixtures.make.hall_render import Box
from tests.fixtures.make.hall_things import Thing

GOODS = ("cardboard",) * 7 + ("film", "film", "sacks", "crates", "painted", "any")


class Kit:
    """Surfaces of one hall, and parts that bear them; each call draws another shape."""

    def __init__(self, height: float, rng: Generator) -> None:
        self.height, self.rng, self.textures = height, rng, {}
        for kind, count in surfaces.COUNTS.items():
            for number in range(count):
                self.textures[f"new-{kind}{number}"] = surfaces.KINDS[kind](rng)
        self.more: list[Thing] = []
        """Things that came along with the last one: a load on the forks, a driver."""
        self.loose: list[Box] = []
        """What hangs by a thing and is no part of it."""

    def some(self, kind: str) -> str:
        return f"new-{kind}{self.rng.integers(surfaces.COUNTS[kind])}"

    def boxes(self, x, y, yaw, parts) -> list[Box]:
        """Parts relative to a thing: (right, forward, up), half sizes, texture, and a turn of its own if any."""
        cosine, sine = np.cos(yaw), np.sin(yaw)
        boxes = []
        for (dx, dy, z), half, texture, *turn in parts:
            at = (x + cosine * dx - sine * dy, y + sine * dx + cosine * dy, z)
            tint = tuple(self.rng.normal(1, 0.07, 3))
            boxes.append(Box(at, tuple(np.maximum(half, 0.004)), yaw + sum(turn), texture, tint=tint))
        return boxes

    def cylinder(self, dx, dy, z, radius, rise, texture) -> list:
        """A cylinder, nearly."""
        side = radius * 0.87
        return [((dx, dy, z), (side, side * 0.5, rise), texture, turn) for turn in np.pi / 6 * np.arange(6)]

    def bar(self, start, end, thick, texture, pieces: int = 6) -> list:
        """A slanted bar as stairs."""
        start, end = np.array(start), np.array(end)
        half = np.abs(end - start) / pieces / 2 + thick
        shares = (np.arange(pieces) + 0.5) / pieces
        return [(tuple(start + share * (end - start)), tuple(half), texture) for share in shares]

    def load(self, wide, deep, tall, base=0.0) -> list:
        """Goods on something: one block, cartons one by one with gaps, layers, or drums."""
        rng, kind = self.rng, self.rng.random()
        if kind < 0.45:
            return [((0, 0, base + tall / 2), (wide / 2, deep / 2, tall / 2), self.some(str(rng.choice(GOODS))))]
        if kind < 0.55:
            drum = self.some("painted")
            places = [(a * wide / 4, b * deep / 4) for a in (-1, 1) for b in (-1, 1)]
            return [
                p for dx, dy in places for p in self.cylinder(dx, dy, base + tall / 2, wide / 4.2, tall / 2, drum)[::2]
            ]
        if kind < 0.7:
            layers, texture = int(rng.integers(2, 6)), self.some(str(rng.choice(GOODS)))
            step, loose = tall / layers, rng.uniform(0, 0.06, (layers, 2))
            return [
                (
                    (0, 0, base + (n + 0.5) * step),
                    (wide / 2 - loose[n, 0], deep / 2 - loose[n, 1], step * 0.49),
                    texture,
                )
                for n in range(layers)
            ]
        return self.cartons(wide, deep, tall, base)

    def cartons(self, wide, deep, tall, base) -> list:
        """Single cartons side by side and on top of each other; the topmost may be missing."""
        rng = self.rng
        columns, rows, layers = int(rng.integers(1, 4)), int(rng.integers(1, 3)), int(rng.integers(1, 5))
        kinds, slip = [self.some("cardboard") for _ in range(2)], rng.uniform(0, 0.05)
        step, parts = np.array([wide / columns, deep / rows, tall / layers]), []
        missing = rng.uniform(0, 0.7)
        for column in range(columns):
            for row in range(rows):
                high = layers - (rng.random() < missing) - (rng.random() < missing / 2) if layers > 1 else 1
                for layer in range(max(1, int(high))):
                    at = (np.array([column, row, layer]) + 0.5) * step - (wide / 2, deep / 2, -base)
                    at[:2] += rng.normal(0, slip / 2, 2)
                    half = step / 2 * (rng.uniform(0.85, 0.99), rng.uniform(0.85, 0.99), 0.99)
                    kind = kinds[int(rng.random() < 0.25)]
                    parts.append((tuple(at), tuple(half), kind, float(rng.normal(0, slip))))
        return parts

    def deck(self, wide, deep, tall, wood, base=0.0) -> list:
        """A pallet without load, its boards along or across."""
        rng, parts = self.rng, []
        boards = int(rng.integers(3, 8)) if rng.random() < 0.5 else 1
        for z in (base + 0.015, base + tall - 0.012):
            share = 0.5 / boards * (rng.uniform(0.6, 0.9) if boards > 1 else 1)
            for number in range(boards):
                at = ((number + 0.5) / boards - 0.5) * deep
                parts.append(((0, at, z), (wide / 2, deep * share, 0.013), wood))
        for dy in (-0.43, 0, 0.43):
            feet = [(dx, 0.07) for dx in (-0.43, 0, 0.43)] if rng.random() < 0.6 else [(0, 0.5)]
            for dx, reach in feet:
                half = (wide * reach, 0.05, tall / 2 - 0.02)
                parts.append(((dx * wide, dy * deep, base + tall / 2), half, wood))
        return parts
