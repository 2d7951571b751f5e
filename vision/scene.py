"""What a photo that is no paper shows: the premises, equipment or stock. In doubt it shows nothing in particular."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sme_extract.vision.detection import Detection
from sme_extract.vision.photo import Photo
from sme_extract.vision.sign import Sign, sign_of

SITE, EQUIPMENT, STOCK = "site_photo", "equipment_photo", "stock_photo"
KINDS = (SITE, EQUIPMENT, STOCK)
CLASSES = {EQUIPMENT: ("machine", "forklift", "pallet_truck", "truck"), STOCK: ("carton_stack", "pallet", "rack")}
SURE = 0.5
"""Confidence from which a detection speaks for a kind."""
DOMINANT, TIMES = 0.2, 2.0
"""Share of the picture that one sort of things covers at least, and how many times that of the other sort."""
GRID = 100
"""Cells a side on which covered area is counted."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What was decided, how sure, and by what."""

    kind: str | None
    """None: nothing speaks for a kind."""
    confidence: float
    sign: Sign | None = None


def scene_of(photo: Photo, forced: str | None = None) -> Scene:
    """The kind of a photo that is no paper (`paper.may_be_paper` is asked first); `forced` is what the user says."""
    sign = sign_of(photo)
    if forced is not None:
        return Scene(forced, 1.0, sign)
    shares = {kind: _covered(photo, names) for kind, names in CLASSES.items()}
    for kind, other in ((EQUIPMENT, STOCK), (STOCK, EQUIPMENT)):
        if shares[kind] >= DOMINANT and shares[kind] >= TIMES * shares[other]:
            return Scene(kind, round(min(0.95, 0.6 + shares[kind]), 2), sign)
    if sign is not None and sign.name is not None:
        return Scene(SITE, 0.9, sign)
    if sign is not None and sign.tells_trade and photo.tags.camera:
        return Scene(SITE, 0.7, sign)
    classes = {found.name for found in _sure(photo)} & {name for names in CLASSES.values() for name in names}
    if photo.tags.camera and len(classes) > 1:
        return Scene(SITE, 0.7, sign)
    return Scene(None, 0.0, sign)


def _sure(photo: Photo) -> Iterable[Detection]:
    return (found for found in photo.detections or () if found.confidence >= SURE)


def _covered(photo: Photo, names: tuple[str, ...]) -> float:
    """Share of the picture under detections of these classes, each spot counted once."""
    grid = np.zeros((GRID, GRID), dtype=bool)
    for found in _sure(photo):
        if found.name in names:
            left, right = (round(x / photo.width * GRID) for x in (found.left, found.right))
            top, bottom = (round(y / photo.height * GRID) for y in (found.top, found.bottom))
            grid[max(top, 0) : bottom, max(left, 0) : right] = True
    return float(grid.mean())
