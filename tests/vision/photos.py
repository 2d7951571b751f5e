"""Simple photos for tests: a street with a board over a door."""

import cv2
import numpy as np

from sme_extract.vision.photo import CameraTags, Photo, TextLine

CAMERA = CameraTags("HUAWEI", "LIO-AL00", taken_at="2026:03:15 10:11:12")


def street(board=(140, 66, 24), size=(640, 480)):
    """A wall with a board of this colour (blue green red), grainy, below a sky."""
    width, height = size
    image = np.full((height, width, 3), (120, 150, 178), np.uint8)
    image[: height // 8] = (222, 186, 150)
    image[height // 6 : height // 3, width // 10 : -width // 10] = board
    image[height // 2 :, width // 3 : width // 2] = (44, 52, 66)
    noise = np.random.default_rng(1).normal(0, 6, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def line(text, top=0.2, height=0.08, left=0.2, right=0.8, confidence=0.95, size=(640, 480)):
    """A line of writing at shares of the picture."""
    width, tall = size
    return TextLine(text, confidence, left * width, top * tall, right * width, (top + height) * tall)


def photo(*lines, tags=CAMERA, image=None, detections=None):
    return Photo(street() if image is None else image, lines, tags, detections)


def sheet(angle=0.0):
    """A white paper on a desk."""
    image = np.full((480, 640, 3), (70, 96, 128), np.uint8)
    box = cv2.boxPoints(((320, 240), (360, 420), angle)).astype(np.int32)
    cv2.fillPoly(image, [box], (228, 238, 240))
    return np.clip(image + np.random.default_rng(2).normal(0, 5, image.shape), 0, 255).astype(np.uint8)
