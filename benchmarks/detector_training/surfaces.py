"""Surfaces for halls that are painted anew: none looks as the generator's do, and no two of a kind look the same.

Each function makes a square picture (256 pixels, red green blue) of one kind from a generator of random numbers.
"""

import colorsys
from collections.abc import Callable

import cv2
import numpy as np
from numpy.random import Generator

from tests.fixtures.make.hall_textures import noise

SIDE = 256


def colour(rng: Generator, grey: float = 0.4):
    """Any colour; a share `grey` of them has next to none."""
    vivid = rng.uniform(0, 0.12) if rng.random() < grey else rng.uniform(0.3, 1.0)
    return 255 * np.array(colorsys.hsv_to_rgb(rng.random(), vivid, rng.uniform(0.12, 1.0)))


def flat(rng: Generator, tone, rough: float = 1.0, side: int = SIDE):
    """Nearly one colour, a little dirty."""
    strength = rough * rng.uniform(2, 22)
    image = np.asarray(tone, np.float32) + strength * noise(side, int(rng.integers(0, 4)), 7, 0.75, rng)[:, :, None]
    return np.clip(image, 0, 255).astype(np.uint8)


def painted(rng: Generator):
    """Paint of any colour."""
    return flat(rng, colour(rng), 0.6)


def any_pattern(rng: Generator):
    """Coloured cells that are like nothing: a thing is what its shape says too."""
    cells = rng.integers(0, 256, (int(2 ** rng.integers(1, 6)),) * 2 + (3,)).astype(np.uint8)
    return cv2.resize(cells, (SIDE, SIDE), interpolation=int(rng.choice([cv2.INTER_NEAREST, cv2.INTER_CUBIC])))


def cardboard(rng: Generator):
    """One carton or a wall of them: brown, white or printed, with tape, labels, writing or without."""
    rows, columns = (int(n) for n in rng.choice([1, 1, 2, 3, 4, 5, 6], 2))
    brown = np.array([185, 145, 102]) + rng.normal(0, [18, 16, 16])
    base = brown if rng.random() < 0.7 else np.full(3, rng.uniform(200, 245)) if rng.random() < 0.6 else colour(rng)
    tape, ink = base + rng.uniform(-45, 60), colour(rng) * 0.6
    edge, spread = base * rng.uniform(0.35, 0.95), rng.uniform(2, 14)
    taped, printed, labelled = rng.random(3) < (0.6, 0.5, 0.5)
    image = np.zeros((SIDE, SIDE, 3), np.float32)
    high, wide = SIDE // rows, SIDE // columns
    for top in range(0, SIDE, high):
        for left in range(0, SIDE, wide):
            image[top : top + high, left : left + wide] = base + rng.normal(0, spread)
            cell = image[top : top + high, left : left + wide]
            if taped:
                _strip(cell, tape, rng.uniform(0.05, 0.14), upright=rows < columns)
            if printed:
                _print(cell, ink, rng)
            if labelled and rng.random() < 0.8:
                _rectangle(cell, (250, 250, 245), rng.uniform(0.1, 0.6), rng.uniform(0.2, 0.7), 0.3, 0.2)
            cv2.rectangle(image, (left, top), (left + wide, top + high), _ints(edge), int(rng.integers(1, 4)))
    return _dirty(image, rng)


def film(rng: Generator):
    """Goods wrapped in stretch film, clear, white or black."""
    under = (cardboard if rng.random() < 0.7 else sacks)(rng).astype(np.float32)
    tone = 245.0 if rng.random() < 0.8 else 30.0
    image = under + (tone - under) * rng.uniform(0.25, 0.85)
    for _ in range(int(rng.integers(4, 30))):
        start = rng.integers(-60, SIDE, 2)
        end = start + rng.integers((60, -50), (260, 120))
        gloss = rng.uniform(-25, 40) + image[np.clip(start[1], 0, SIDE - 1), np.clip(start[0], 0, SIDE - 1)]
        cv2.line(image, _ints(start, 999), _ints(end, 999), _ints(gloss), int(rng.integers(1, 5)), cv2.LINE_AA)
    return _dirty(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.5, 2.5)), rng)


def sacks(rng: Generator):
    """Layers of bags, or of rolls."""
    rows, columns = int(rng.integers(2, 9)), int(rng.integers(1, 4))
    base = colour(rng, 0.7) * 0.5 + 115
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    swell = (
        np.abs(np.sin(np.pi * rows * y)) ** 0.4 * np.abs(np.sin(np.pi * (columns * x + y * rows // 1 % 2 / 2))) ** 0.3
    )
    image = base * (0.45 + 0.55 * swell[:, :, None])
    if rng.random() < 0.5:
        _print(image, colour(rng), rng)
    return _dirty(image, rng)


def crates(rng: Generator):
    """Plastic boxes with holes."""
    rows, columns, base = int(rng.integers(2, 7)), int(rng.integers(1, 4)), colour(rng, 0.2)
    image = np.zeros((SIDE, SIDE, 3), np.float32)
    high, wide = SIDE // rows, SIDE // columns
    for top in range(0, SIDE, high):
        for left in range(0, SIDE, wide):
            cell = image[top : top + high, left : left + wide]
            cell[:] = base * rng.uniform(0.85, 1.1)
            cell[-max(2, high // 8) :] = base * 0.5
            _rectangle(cell, base * 0.4, 0.35, 0.2, 0.3, 0.15)
            _rectangle(cell, base * 0.7, 0.1, 0.5, 0.8, 0.25)
    return _dirty(image, rng)


def planks(rng: Generator):
    """Wood of pallets: new, grey, painted; seldom plastic."""
    fresh, old = np.array([195, 160, 115]), np.array([130, 122, 112])
    base = fresh + (old - fresh) * rng.random() if rng.random() < 0.7 else colour(rng, 0.1)
    image, at = np.zeros((SIDE, SIDE, 3), np.float32), 0
    while at < SIDE:
        wide = int(rng.integers(SIDE // 14, SIDE // 6))
        image[at : at + wide] = base + rng.normal(0, 14)
        image[at + wide - int(rng.integers(2, 8)) : at + wide] = rng.uniform(20, 70)
        at += wide
    return _dirty(image if rng.random() < 0.5 else image.transpose(1, 0, 2), rng)


def leaf(rng: Generator):
    """A door of steel, wood or glass, with or without window, sign, bar, plate, vents and handle."""
    base = colour(rng, 0.5)
    image = flat(rng, base, 0.7).astype(np.float32)
    wooden, parts = rng.random() < 0.2, 2 if rng.random() < 0.2 else 1
    if wooden:
        image = planks(rng).astype(np.float32) * 0.3 + 0.7 * (np.array([140, 95, 60]) + rng.normal(0, 25))
    for number in range(parts):
        wide = SIDE // parts
        half = image[:, number * wide : (number + 1) * wide]
        _glazed(half, base, rng)
        _rectangle(half, np.full(3, rng.uniform(20, 230)), 0.84 if number == 0 else 0.06, 0.47, 0.1, 0.03)
        for chance, box in (
            (0.2, (0.05, 0.86, 0.9, 0.12)),
            (0.2, (0.06, 0.5, 0.8, 0.025)),
            (0.15, (0.3, 0.8, 0.4, 0.1)),
        ):
            if rng.random() < chance:
                _rectangle(half, np.full(3, rng.uniform(60, 220)), *box)
        if rng.random() < 0.4:
            _rectangle(half, colour(rng), rng.uniform(0.25, 0.4), rng.uniform(0.4, 0.6), rng.uniform(0.1, 0.35), 0.07)
    if rng.random() < 0.6:
        cv2.rectangle(image, (0, 0), (SIDE - 1, SIDE - 1), _ints(colour(rng, 0.7)), int(rng.integers(2, 14)))
    return _dirty(image, rng)


def _glazed(image, base, rng) -> None:
    """A window in a door, or panels, or nothing."""
    pane, rim = np.full(3, rng.uniform(40, 235)) + rng.normal(0, 12, 3), base * rng.uniform(0.4, 0.85)
    kind = str(rng.choice(["none", "none", "top", "slit", "round", "full", "panels"]))
    shapes = {"top": (0.22, 0.1, 0.56, 0.32), "slit": (0.6, 0.1, 0.16, 0.5), "full": (0.12, 0.06, 0.76, 0.8)}
    if kind in shapes:
        _rectangle(image, rim, *np.add(shapes[kind], (-0.02, -0.015, 0.04, 0.03)))
        _rectangle(image, pane, *shapes[kind])
    elif kind == "round":
        _rectangle(image, pane, 0.35, 0.15, 0.3, 0.2)
    elif kind == "panels":
        for top in (0.08, 0.38, 0.68):
            _rectangle(image, rim, 0.15, top, 0.7, 0.22)


def shutter(rng: Generator):
    """A roller shutter or a sectional gate."""
    base, slats = colour(rng, 0.6), int(rng.choice([5, 6, 12, 20, 30, 40]))
    wave = (np.arange(SIDE) * slats / SIDE) % 1
    joints = np.where(wave < rng.uniform(0.08, 0.3), rng.uniform(0.5, 0.85), 1.0)
    shade = joints if slats < 10 else 0.85 + 0.15 * np.sin(2 * np.pi * wave)
    image = np.broadcast_to(base * shade[:, None, None], (SIDE, SIDE, 3)).astype(np.float32).copy()
    if rng.random() < 0.4:
        count, top = int(rng.integers(2, 6)), rng.uniform(0.25, 0.5)
        for number in range(count):
            _rectangle(image, np.full(3, rng.uniform(140, 240)), (number + 0.15) / count, top, 0.7 / count, 0.1)
    if rng.random() < 0.4:
        _hazard(image[-SIDE // 12 :], rng)
    if rng.random() < 0.4:
        _print(image, colour(rng), rng)
    return _dirty(image, rng)


def plate(rng: Generator):
    """A side of a machine: sheet metal with a window, vents, buttons, a screen, signs, a band of another colour."""
    base, other = colour(rng, 0.6), colour(rng, 0.4)
    image = flat(rng, base, 0.6).astype(np.float32)
    if rng.random() < 0.4:
        edge = int(SIDE * rng.uniform(0.2, 0.8))
        image[edge:] = flat(rng, other, 0.6)[edge:]
    if rng.random() < 0.5:
        x, y, wide, tall = rng.uniform((0.05, 0.08, 0.25, 0.2), (0.4, 0.35, 0.6, 0.5))
        _rectangle(image, base * 0.5, x - 0.02, y - 0.02, wide + 0.04, tall + 0.04)
        _rectangle(image, np.full(3, rng.uniform(20, 200)), x, y, wide, tall)
    if rng.random() < 0.4:
        x, y = rng.uniform(0.1, 0.7, 2)
        for number in range(int(rng.integers(4, 12))):
            _rectangle(image, base * 0.4, x, y + number * 0.025, 0.22, 0.01)
    for _ in range(int(rng.integers(0, 10))):
        x, y, wide, tall = rng.uniform((0, 0, 0.02, 0.02), (0.9, 0.9, 0.3, 0.2))
        _rectangle(image, colour(rng), x, y, wide, tall)
    for _ in range(int(rng.integers(0, 8))):
        cv2.circle(image, _ints(rng.integers(0, SIDE, 2), 999), int(rng.integers(2, 8)), _ints(colour(rng, 0.1)), -1)
    if rng.random() < 0.3:
        _print(image, colour(rng), rng)
    if rng.random() < 0.2:
        _hazard(image[-SIDE // 10 :], rng)
    if rng.random() < 0.7:
        cv2.rectangle(image, (0, 0), (SIDE - 1, SIDE - 1), _ints(base * 0.5), int(rng.integers(1, 5)))
    return _dirty(image, rng)


def lorry(rng: Generator):
    """The side of a truck's body: plain, curtain, corrugated, lettered."""
    base = np.full(3, rng.uniform(190, 250)) if rng.random() < 0.4 else colour(rng, 0.2)
    image = flat(rng, base, 0.6).astype(np.float32)
    if rng.random() < 0.5:
        ribs, depth = int(rng.integers(6, 40)), rng.uniform(0.04, 0.2)
        image *= (1 - depth * (np.sin(np.arange(SIDE) * 2 * np.pi * ribs / SIDE) > 0.4))[None, :, None]
    if rng.random() < 0.4:
        top = rng.uniform(0.3, 0.8)
        _rectangle(image, colour(rng, 0.1), 0, top, 1, rng.uniform(0.05, 0.3))
    if rng.random() < 0.6:
        _print(image, colour(rng, 0.2), rng)
    return _dirty(image, rng)


def cloth(rng: Generator):
    """Clothes; one in three is a vest with stripes."""
    if rng.random() < 0.65:
        return flat(rng, colour(rng, 0.5), 1.2)
    image = flat(rng, ((210, 240, 40), (255, 130, 20), (240, 60, 40))[int(rng.integers(3))]).astype(np.float32)
    for top in (0.5, 0.75)[: int(rng.integers(1, 3))]:
        _rectangle(image, (215, 215, 215), 0, top, 1, 0.1)
    if rng.random() < 0.6:
        for left in (0.15, 0.7):
            _rectangle(image, (215, 215, 215), left, 0, 0.12, 0.5)
    return _dirty(image, rng)


def skin(rng: Generator):
    """Of all people."""
    return flat(rng, np.array([225, 180, 150]) * rng.uniform(0.3, 1.08), 0.6, 64)


def dark(rng: Generator):
    """Tyres, rubber, black paint."""
    return flat(rng, np.full(3, rng.uniform(8, 60)), 0.6, 64)


def glass(rng: Generator):
    """A pane, dark or bright."""
    return flat(rng, np.full(3, rng.uniform(15, 190)) + rng.normal(0, 12, 3), 1.2, 64)


def striped(rng: Generator):
    """Warning stripes over all."""
    image = flat(rng, colour(rng)).astype(np.float32)
    _hazard(image, rng)
    return _dirty(image, rng)


def lined(rng: Generator):
    """Tiles, panels, blocks or planks, for walls and floors."""
    image = flat(rng, colour(rng, 0.75), 1.2).astype(np.float32)
    rows, columns = (int(n) for n in rng.choice([0, 1, 2, 4, 8, 16], 2))
    tone = _ints(image.mean(axis=(0, 1)) * rng.uniform(0.5, 1.3))
    for count, along in ((rows, 0), (columns, 1)):
        for number in range(count):
            at = int((number + 0.5) * SIDE / count)
            start, end = ((0, at), (SIDE, at)) if along == 0 else ((at, 0), (at, SIDE))
            cv2.line(image, start, end, tone, int(rng.integers(1, 4)))
    if rng.random() < 0.3:
        image[int(SIDE * rng.uniform(0.5, 0.8)) :] *= rng.uniform(0.4, 0.9, 3)
    return _dirty(image, rng)


KINDS: dict[str, Callable] = {
    "cardboard": cardboard, "film": film, "sacks": sacks, "crates": crates, "planks": planks, "leaf": leaf,
    "shutter": shutter, "plate": plate, "lorry": lorry, "cloth": cloth, "striped": striped, "painted": painted,
    "any": any_pattern, "skin": skin, "dark": dark, "glass": glass,
}  # fmt: skip
COUNTS = {"cardboard": 12, "film": 4, "sacks": 2, "crates": 2, "planks": 3, "leaf": 5, "shutter": 3, "plate": 8}
COUNTS |= {"lorry": 4, "cloth": 8, "striped": 1, "painted": 14, "any": 2}
COUNTS |= {"skin": 4, "dark": 3, "glass": 4}


def _dirty(image, rng):
    """Uneven light and dirt over all."""
    cover = rng.uniform(0, 16) * noise(SIDE, 1, 7, 0.75, rng)[:, :, None]
    return np.clip(image * rng.uniform(0.85, 1.1) + cover, 0, 255).astype(np.uint8)


def _rectangle(image, tone, left, top, wide, tall) -> None:
    """A filled one, in shares of the picture's sides."""
    height, width = image.shape[:2]
    rows = slice(int(max(top, 0) * height), int((top + tall) * height) + 1)
    image[rows, int(max(left, 0) * width) : int((left + wide) * width) + 1] = tone


def _strip(image, tone, wide, *, upright: bool) -> None:
    box = (0.5 - wide / 2, 0, wide, 1) if upright else (0, 0.5 - wide / 2, 1, wide)
    _rectangle(image, tone, *box)


def _hazard(image, rng) -> None:
    """Slanted stripes."""
    height, width = image.shape[:2]
    period, light = rng.integers(16, 60), ((240, 200, 20), (235, 235, 235), (220, 40, 30))[int(rng.integers(3))]
    y, x = np.mgrid[0:height, 0:width]
    dark = (x + y) % period < period / 2
    image[:] = np.where(dark[:, :, None], rng.uniform(10, 60), np.array(light, np.float32))


def _print(image, ink, rng) -> None:
    """Words, a sign, a barcode: something printed."""
    height, width = image.shape[:2]
    patch = np.clip(image, 0, 255).astype(np.uint8)  # OpenCV writes on bytes only
    word = "".join(chr(int(c)) for c in rng.integers(65, 91, rng.integers(2, 9)))
    at = (int(width * rng.uniform(0.05, 0.4)), int(height * rng.uniform(0.3, 0.9)))
    size = max(0.25, width / SIDE * rng.uniform(0.5, 2.2))
    kind = rng.integers(4)
    if kind <= 1:
        cv2.putText(
            patch, word, at, cv2.FONT_HERSHEY_SIMPLEX, size, _ints(ink), int(rng.integers(1, 1 + max(2, size * 3)))
        )
    if kind == 1:
        cv2.circle(patch, (width // 2, height // 3), max(2, min(width, height) // 6), _ints(ink), -1)
    elif kind == 2:
        for number in range(12):
            _rectangle(patch, ink, 0.55 + number * 0.03, 0.6, 0.012 * rng.uniform(0.3, 1.6), 0.2)
    elif kind == 3:
        _rectangle(
            patch,
            np.clip(ink, 0, 255),
            rng.uniform(0, 0.3),
            rng.uniform(0, 0.4),
            rng.uniform(0.3, 0.7),
            rng.uniform(0.1, 0.5),
        )
    image[:] = patch


def _ints(values, most: int = 255) -> tuple:
    return tuple(int(v) for v in np.clip(values, -most if most > 255 else 0, most))
