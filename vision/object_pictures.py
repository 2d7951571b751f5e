"""Pictures with boxes: what a detector saw, with class and number of each object that counts."""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from sme_extract.vision.detection import Detection
from sme_extract.vision.objects import Counted
from sme_extract.vision.sightings import Sighting
from sme_extract.vision.video import Image

PICTURES = 6
"""Kept as evidence of objects."""
COLOURS: Mapping[str, str] = {
    "person": "#d1495b",
    "forklift": "#edae49",
    "pallet_truck": "#c77d2e",
    "truck": "#6d4c9f",
    "pallet": "#a9745b",
    "carton_stack": "#c9a66b",
    "rack": "#2e6f9e",
    "machine": "#2a9d8f",
    "door": "#5f6b76",
    "column": "#8d99a6",
}
OTHER_COLOUR = "#b5179e"


def colour(name: str) -> str:
    """`#rrggbb` of a class."""
    return COLOURS.get(name, OTHER_COLOUR)


def blue_green_red(hexadecimal: str) -> tuple[int, int, int]:
    """`#rrggbb` in the order of OpenCV."""
    red, green, blue = (int(hexadecimal[start : start + 2], 16) for start in (1, 3, 5))
    return blue, green, red


def evidence(counts: Sequence[Counted]) -> list[tuple[Sighting, bytes]]:
    """At most `PICTURES` pictures (JPEG) that together show the most objects at their best."""
    best: dict[int, list[tuple[Sighting, Detection, str]]] = {}
    for counted in counts:
        for number, item in enumerate(counted.items, start=1):
            sighting, box = item.best
            best.setdefault(sighting.index, []).append((sighting, box, f"{counted.name} {number}"))
    fullest = sorted(best, key=lambda index: (-len(best[index]), index))[:PICTURES]
    pictures: list[tuple[Sighting, bytes]] = []
    for index in sorted(fullest):
        image = cv2.imread(str(best[index][0][0].path), cv2.IMREAD_COLOR)
        if image is not None:
            drawn = image.astype(np.uint8, copy=False)
            for _, box, label in best[index]:
                draw_box(drawn, box, label)
            pictures.append((best[index][0][0], cv2.imencode(".jpg", drawn)[1].tobytes()))
    return pictures


def draw_box(image: Image, box: Detection, label: str) -> None:
    """Draw one box with its label into a picture."""
    ink = blue_green_red(colour(box.name))
    left, top, right, bottom = (round(value) for value in (box.left, box.top, box.right, box.bottom))
    cv2.rectangle(image, (left, top), (right, bottom), ink, 2)
    write(image, label, (left, max(12, top - 4)), ink)


def write(image: Image, text: str, place: tuple[int, int], ink: tuple[int, int, int], size: float = 0.45) -> None:
    """Words with a dark rim, which reads on every ground."""
    cv2.putText(image, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, (20, 20, 20), 3, cv2.LINE_AA)
    cv2.putText(image, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, ink, 1, cv2.LINE_AA)
