"""Training pictures from renders: four in one, moved and scaled, other light and colours, blur, noise, JPEG, patches.

All this is meant to keep the head from learning what only renders have.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from network import NAMES

HEIGHT, WIDTH = 256, 448
GREY = 114
SMALLEST = 6.0
"""Pixels of the short side below which a thing may be missed."""
REAL = 0.2
"""Share of photographs: they teach that real surfaces alone are nothing."""
OFTEN = 3
"""How many times as often a picture with a thing of a weak class is drawn."""
REMAINS = 0.35
"""Share of a box inside the picture below which a thing may be missed."""


class Renders:
    """Encoded pictures of some halls and their boxes, and photographs of which none shows a thing of ours.

    A generator of random numbers makes endless training pictures of them.
    """

    def __init__(
        self, folder: Path, seeds: Sequence[int], photographs: list[Path], often: Sequence[str] = (), real: float = REAL
    ) -> None:
        """Pictures that show one of the classes `often` are drawn `OFTEN` times as often as the others.

        `real` is the share of photographs.
        """
        self.real = real
        self.pictures, self.boxes, self.classes = [], [], []
        for seed in seeds:
            for name, truth in sorted(json.loads((folder / f"{seed}.json").read_text(encoding="utf-8")).items()):
                self.pictures.append(np.frombuffer((folder / name).read_bytes(), np.uint8))
                self.boxes.append(np.array([box[1:] for box in truth], np.float32).reshape(-1, 4))
                self.classes.append(np.array([NAMES.index(box[0]) for box in truth], np.int64))
        self.halls = len(self.pictures)
        wanted = [NAMES.index(name) for name in often]
        times = [OFTEN if np.isin(classes, wanted).any() else 1 for classes in self.classes]
        self.drawn = np.repeat(np.arange(self.halls), times)
        for path in photographs:
            self.pictures.append(np.frombuffer(path.read_bytes(), np.uint8))
            self.boxes.append(np.zeros((0, 4), np.float32))
            self.classes.append(np.zeros(0, np.int64))

    def sample(self, rng):
        """A picture (H x W x 3, red green blue), its boxes and classes; class -1 marks what may be missed."""
        canvas = np.full((HEIGHT, WIDTH, 3), int(rng.integers(60, 170)), np.uint8)
        boxes, classes = [], []
        middle = (rng.uniform(0.3, 0.7) * WIDTH, rng.uniform(0.3, 0.7) * HEIGHT)
        xs, ys = (0, int(middle[0]), WIDTH), (0, int(middle[1]), HEIGHT)
        parts = [(0, 0, WIDTH, HEIGHT)]
        if rng.random() < 0.4:
            parts = [(xs[i], ys[j], xs[i + 1], ys[j + 1]) for i in (0, 1) for j in (0, 1)]
        for part in parts:
            kept, named = self._place(canvas, part, rng)
            boxes.append(kept)
            classes.append(named)
        return np.ascontiguousarray(canvas[:, :, ::-1]), np.concatenate(boxes), np.concatenate(classes)

    def _place(self, canvas, part, rng):
        """Draw one render into a part of the canvas; its boxes there."""
        number = int(rng.choice(self.drawn))
        if self.halls < len(self.pictures) and rng.random() < self.real:
            number = int(rng.integers(self.halls, len(self.pictures)))
        image = cv2.imdecode(self.pictures[number], cv2.IMREAD_COLOR)
        if rng.random() < 0.3:
            self._patch(image, rng)
        image = _look(image, rng)
        left, top, right, bottom = part
        height, width = image.shape[:2]
        scale = WIDTH / width * float(np.exp(rng.uniform(-0.5, 0.5 if number < self.halls else 1.2)))
        stretch = float(np.exp(rng.normal(0, 0.12)))
        sx, sy = scale * stretch, scale / stretch
        x = left + (right - left - width * sx) * rng.uniform(0, 1)
        y = top + (bottom - top - height * sy) * rng.uniform(0, 1)
        flip = rng.random() < 0.5
        matrix = np.array([[-sx, 0, x + width * sx] if flip else [sx, 0, x], [0, sy, y]])
        shift = matrix - np.array([[0, 0, left], [0, 0, top]])
        method = cv2.INTER_AREA if scale < 0.6 else cv2.INTER_LINEAR
        warped = cv2.warpAffine(image, shift, (right - left, bottom - top), flags=method,
                                borderMode=cv2.BORDER_CONSTANT, borderValue=(GREY, GREY, GREY))  # fmt: skip
        canvas[top:bottom, left:right] = warped
        return _moved(self.boxes[number], self.classes[number], matrix, part)

    def _patch(self, image, rng) -> None:
        """Cover up to three small parts of a picture: with one colour, or with a part of a photograph."""
        for _ in range(int(rng.integers(1, 4))):
            height, width = (int(rng.integers(8, side // 5)) for side in image.shape[:2])
            top, left = int(rng.integers(0, image.shape[0] - height)), int(rng.integers(0, image.shape[1] - width))
            patch = rng.integers(0, 256, 3)
            if self.halls < len(self.pictures) and rng.random() < 0.6:
                patch = cv2.imdecode(self.pictures[int(rng.integers(self.halls, len(self.pictures)))], cv2.IMREAD_COLOR)
                low, right = int(rng.integers(patch.shape[0] // 2)), int(rng.integers(patch.shape[1] // 2))
                patch = cv2.resize(patch[low : low + 2 * height, right : right + 2 * width], (width, height))
            image[top : top + height, left : left + width] = patch


def _moved(boxes, classes, matrix, part):
    one, other = (corner @ matrix[:, :2].T + matrix[:, 2] for corner in (boxes[:, :2], boxes[:, 2:]))
    low, high = np.minimum(one, other), np.maximum(one, other)
    cut_low, cut_high = np.maximum(low, part[:2]), np.minimum(high, part[2:])
    sides = cut_high - cut_low
    inside = (sides > 2).all(axis=1)
    share = sides.clip(0).prod(axis=1) / (high - low).prod(axis=1)
    sure = (sides.min(axis=1) >= SMALLEST) & (share >= REMAINS)
    named = np.where(sure, classes, -1)
    return np.concatenate([cut_low, cut_high], axis=1)[inside].astype(np.float32), named[inside]


def _look(image, rng):
    """Another phone, another light; the colours' order may change, for what is blue here is orange there."""
    if rng.random() < 0.15:
        image = image[:, :, rng.permutation(3)]
    if rng.random() < 0.8:
        gain = rng.uniform(0.7, 2.0) * np.exp(rng.normal(0, 0.12, 3))
        curve = ((np.arange(256) / 255) ** rng.uniform(0.6, 1.3))[:, None] * gain * 255 + rng.uniform(-20, 20)
        curve = np.clip(curve, 0, 255).astype(np.uint8)
        image = cv2.LUT(np.ascontiguousarray(image), curve.reshape(256, 1, 3))
    if rng.random() < 0.3:
        gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)[:, :, None].repeat(3, axis=2)
        image = cv2.addWeighted(image, (keep := float(rng.uniform(0, 1))), gray, 1 - keep, 0)
    if rng.random() < 0.3:
        image = _lit(image, rng)
    return _spoiled(image, rng)


def _lit(image, rng):
    """Lamps, windows and shade: brightness that changes slowly over the picture."""
    field = np.exp(rng.normal(0, rng.uniform(0.1, 0.5), (3, 4))).astype(np.float32)
    field = cv2.resize(field, image.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return np.clip(image * field[:, :, None], 0, 255).astype(np.uint8)


def _spoiled(image, rng):
    """Coarse, unsharp, shaken, noisy, packed hard, or none of it."""
    if rng.random() < 0.2:
        factor, size = float(rng.uniform(0.35, 0.8)), image.shape[1::-1]
        image = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        image = cv2.resize(image, size, interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.25:
        image = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.4, 1.6)))
    if rng.random() < 0.12:
        length = int(rng.integers(3, 9))
        kernel = np.eye(length) if rng.random() < 0.5 else np.pad(np.ones((1, length)), ((length // 2,) * 2, (0, 0)))
        image = cv2.filter2D(image, -1, kernel / kernel.sum())
    if rng.random() < 0.4:
        noise = rng.standard_normal(image.shape, dtype=np.float32) * np.float32(rng.uniform(1, 10))
        image = np.clip(image + noise, 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 80))]
        image = cv2.imdecode(cv2.imencode(".jpg", image, quality)[1], cv2.IMREAD_COLOR)
    return image
