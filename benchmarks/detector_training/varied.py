"""Halls made anew for training: the generator's places, but things of other shapes, sizes and surfaces, among clutter.

`renew` changes a furnished hall in place.
"""

from types import SimpleNamespace

import cv2
import numpy as np
import surfaces
import varied_clutter
import varied_things
from numpy.random import Generator
from varied_kit import Kit

from tests.fixtures.make.hall_things import Furnisher


def renew(furnisher: Furnisher, rng: Generator) -> None:
    """Other surfaces on the building, other things in place of the generator's, and clutter that has no name."""
    _repaint(furnisher.textures, rng)
    kit = Kit(furnisher.height, rng)
    furnisher.textures |= kit.textures
    made = []
    for old in furnisher.things:
        thing = getattr(varied_things, old.name)(kit, old.x, old.y, old.boxes[0].yaw)
        thing.velocity = old.velocity
        made += [thing, *kit.more]
        kit.more.clear()
    furnisher.things = made
    for number, thing in enumerate(made):
        for box in thing.boxes:
            box.thing = number
    keep = furnisher.walk
    if rng.random() < 0.5:
        furnisher.walk = SimpleNamespace(points=np.full((1, 2), 1e6))
    for _ in range(int(rng.integers(0, 25))):
        spot = furnisher._spot(0.6)
        if spot is not None:
            furnisher.building += getattr(varied_clutter, str(rng.choice(varied_clutter.NAMES)))(kit, *spot)
    furnisher.walk = keep
    furnisher.building += kit.loose + varied_clutter.above(kit, furnisher)


def _repaint(textures: dict, rng: Generator) -> None:
    """Floor, walls and ceiling of other colours; one in three of another kind."""
    for name in sorted(textures):
        image = textures[name]
        if name.startswith(("floor", "wall", "ceiling")) and rng.random() < 0.35:
            tile = surfaces.lined(rng)
            textures[name] = np.tile(tile, (image.shape[0] // len(tile),) * 2 + (1,)) if rng.random() < 0.5 else (
                cv2.resize(tile, image.shape[:2], interpolation=cv2.INTER_CUBIC))  # fmt: skip
        elif rng.random() < 0.85:
            tone = surfaces.colour(rng, 0.7) / 128
            textures[name] = cv2.LUT(image, _curve(tone, rng))


def _curve(tone, rng):
    """Brightness of each colour by what it was: harder or softer, and tinted."""
    hard = rng.uniform(0.5, 1.4)
    values = ((np.arange(256)[:, None] - 128) * hard + 128) * (0.35 + 0.65 * tone)
    return np.clip(values, 0, 255).astype(np.uint8)[None]
