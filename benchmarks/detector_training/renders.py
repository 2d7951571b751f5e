"""Pictures of random halls with the true boxes of what they show: the only data the detector is trained and judged on.

python benchmarks/detector_training/renders.py FOLDER --first SEED --count HALLS [--views N] [--plain | --varied]
    [--stocked]

A hall gives a few pictures: half as the walking phone sees them, half from anywhere, looking at a thing of a class
drawn evenly, so that rare things are not rare. Unless --plain, half of the halls are also painted anew, for real things
have other colours and surfaces than rendered ones. With --varied every hall is: its things get other shapes and sizes
too (varied.py), and light, lens and sharpness differ. The generator's halls hold few trucks and forklifts: with
--stocked the things in them are drawn evenly, and nobody walks. Everything follows from the seed; halls that are there
already are left alone.
"""

import argparse
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))
import varied

from tests.fixtures.make.hall_shapes import distance_inside, polygon_area
from tests.fixtures.make.halls import Hall, HallPlan, hall

WIDTH, HEIGHT = 480, 270
VISIBLE = 0.25
"""Least share of a thing that shows, for it to be asked of the detector."""
ROOM = {"truck": 4.2, "rack": 2.9, "forklift": 1.7, "machine": 1.6, "pallet": 0.85, "pallet_truck": 0.8}
ROOM |= {"carton_stack": 0.8, "person": 0.4, "column": 0.4}
"""Metres around the middle of a thing that it keeps free, large ones first."""
STOCK = tuple(ROOM)
LARGER = (1.0, 1.0, 1.0, 4 / 3, 2.0)
"""How many times as large a varied hall is drawn before it is scaled down: smoother edges, as cameras have them."""
APART = 1000.0
"""Seconds between two views, so that one pose function can hold them all."""


@dataclass(frozen=True, slots=True)
class Views:
    """The pose of a camera that jumps: a place fixed for each view, or a moment of the walk."""

    walk: object
    stops: list
    """For each view a moment of the walk, or the rotation and the place."""

    def __call__(self, times):
        turns, places = [], []
        for number, offset in zip(np.rint(times / APART).astype(int), times, strict=True):
            stop = self.stops[number]
            if isinstance(stop, float):
                turn, place = (part[0] for part in self.walk(np.array([stop + offset - number * APART])))
            else:
                turn, place = stop
            turns.append(turn)
            places.append(place)
        return np.array(turns), np.array(places)


def pictures(seed: int, views: int, *, how: str, stocked: bool):
    """Pictures of one hall (height x width x 3, blue green red) and their boxes: name, left, top, right, bottom.

    `how` it is drawn: `plain`, `painted` or `varied`.
    """
    rng = np.random.default_rng([seed, 7])
    larger = float(rng.choice(LARGER)) if how == "varied" else 1.0
    made = hall(HallPlan(seed, 80, 900, round(WIDTH * larger), round(HEIGHT * larger)))
    if how == "painted" and rng.random() < 0.5:
        _paint(made.furnisher.textures, rng)
    if stocked:
        _stock(made.furnisher, rng)
    if how == "varied":
        varied.renew(made.furnisher, rng)
    low, high = (0.6, 4.0) if how == "varied" else (1.0, 2.7)
    walking = made.camera.pose
    stops = [
        _looking(made, rng, low, high) if number % 2 or stocked else float(rng.uniform(0.5, made.seconds - 0.5))
        for number in range(views)
    ]
    camera = replace(made.camera, pose=Views(walking, stops))
    if how == "painted":
        camera = replace(camera, focal=_focal(rng, 52, 80))
    elif how == "varied":
        camera = replace(camera, focal=_focal(rng, 45, 100) * larger, distortion=float(rng.uniform(-0.03, 0.06)))
        made = replace(made, light=rng.uniform(0.6, 1.5) * np.exp(rng.normal(0, 0.1, 3)))
    made = replace(made, camera=camera)
    for image, seen in made.pictures([number * APART for number in range(views)]):
        edges = [
            (one.name, *np.array([one.left, one.top, one.right, one.bottom]) / larger, one.visible) for one in seen
        ]
        boxes = [tuple(edge[:5]) for edge in edges if edge[5] >= VISIBLE]
        largest = max(((right - left) * (bottom - top) for _, left, top, right, bottom in boxes), default=0)
        if boxes and largest < 0.85 * WIDTH * HEIGHT:
            small = image if larger == 1.0 else cv2.resize(image, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
            yield small, boxes


def _focal(rng, low: float, high: float) -> float:
    """Focal length, pixels, of a lens that sees an angle between two in degrees."""
    return float(WIDTH / 2 / np.tan(np.radians(rng.uniform(low, high)) / 2))


def _stock(furnisher, rng) -> None:
    """Other things on the floor: as many kinds as fit, each as likely as the others, also where one would walk."""
    furnisher.things = [thing for thing in furnisher.things if thing.name == "door"]
    furnisher._taken.clear()
    furnisher.walk = SimpleNamespace(points=np.full((1, 2), 1e6))
    area = polygon_area(furnisher.corners)
    for number in range(int(rng.uniform(0.6, 1.2) * area / 14)):
        kind = STOCK[number] if number < len(STOCK) else STOCK[int(rng.integers(len(STOCK)))]
        spot = furnisher._spot(ROOM[kind])
        if spot is not None:
            furnisher.things.append(getattr(furnisher, f"_{kind}")(*spot))
    for number, thing in enumerate(furnisher.things):
        for box in thing.boxes:
            box.thing = number


def _looking(made: Hall, rng, low_eye: float, high_eye: float):
    """Rotation and place of a camera somewhere in the hall that looks at a thing of a class drawn evenly."""
    things = made.furnisher.things
    kinds = sorted({thing.name for thing in things})
    kind = kinds[int(rng.integers(len(kinds)))]
    own = [thing for thing in things if thing.name == kind]
    aim = own[int(rng.integers(len(own)))]
    low, high = made.corners.min(axis=0), made.corners.max(axis=0)
    for _ in range(200):
        at = rng.uniform(low, high)
        free = all(np.hypot(at[0] - t.x, at[1] - t.y) > max(t.size[:2]) / 2 + 0.4 for t in things)
        far = np.hypot(at[0] - aim.x, at[1] - aim.y)
        if free and far < 14 and distance_inside(made.corners, at[None])[0] > 0.4:
            break
    else:
        at = made.corners.mean(axis=0)
    place = np.array([*at, rng.uniform(low_eye, min(high_eye, made.furnisher.height - 0.8))])
    target = np.array([aim.x, aim.y, min(aim.size[2], 2.2) / 2]) + rng.normal(0, [0.8, 0.8, 0.4])
    forward = (target - place) / np.linalg.norm(target - place)
    lean = np.array([*rng.normal(0, 0.05, 2), 1.0])
    right = np.cross(forward, lean)
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(forward, right), forward], axis=1), place


def _paint(textures: dict, rng) -> None:
    """Other colours, and now and then another surface, for what the generator always draws alike."""
    for name in sorted(textures):
        textures[name] = _recoloured(_resurfaced(textures[name], rng), rng)


def _resurfaced(image, rng):
    if rng.random() >= 0.25:
        return image
    cells = rng.integers(0, 256, (int(2 ** rng.integers(1, 6)),) * 2 + (3,)).astype(np.uint8)
    method = int(rng.choice([cv2.INTER_NEAREST, cv2.INTER_CUBIC]))
    return cv2.resize(cells, image.shape[:2], interpolation=method)


def _recoloured(image, rng):
    if rng.random() >= 0.7:
        return image
    gray, colour, keep = image.mean(axis=2, keepdims=True), rng.uniform(0.3, 1.5, 3), rng.uniform(0, 1)
    mixed = keep * image + (1 - keep) * gray * colour * rng.uniform(0.5, 1.4)
    return np.clip(mixed + rng.uniform(-30, 30), 0, 255).astype(np.uint8)


def write(folder: Path, seed: int, views: int, *, how: str, stocked: bool) -> int:
    """Pictures and boxes of one hall as files; how many pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    truth = {}
    for number, (image, boxes) in enumerate(pictures(seed, views, how=how, stocked=stocked)):
        name = f"{seed}-{number}.jpg"
        cv2.imwrite(str(folder / name), image, [cv2.IMWRITE_JPEG_QUALITY, 93])
        truth[name] = boxes
    (folder / f"{seed}.json").write_text(json.dumps(truth), encoding="utf-8")
    return len(truth)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--views", type=int, default=10)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--plain", action="store_true", help="as the generator draws them")
    how.add_argument("--varied", action="store_true", help="each with other surfaces, shapes, light and lens")
    parser.add_argument("--stocked", action="store_true", help="all kinds of things, drawn evenly")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    how = "plain" if options.plain else "varied" if options.varied else "painted"
    for seed in range(options.first, options.first + options.count):
        if not (options.folder / f"{seed}.json").exists():
            count = write(options.folder, seed, options.views, how=how, stocked=options.stocked)
            print(seed, count, flush=True)


if __name__ == "__main__":
    main()
