"""Counts of objects as fields of a result, and as symbols on the plan."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from sme_extract.schemas.result import Evidence, Extracted
from sme_extract.vision.area import Measurement
from sme_extract.vision.object_pictures import colour
from sme_extract.vision.object_sizes import footprint
from sme_extract.vision.objects import PERSON, Counted, FoundObject, most_at_once
from sme_extract.vision.plan_drawing import Symbols

PROOFS = 12
"""Boxes that are named as evidence of the whole table; each item names its own."""
MOST = 0.9
"""Confidence of a count at best: a detector may miss what never shows its foot."""


def fields(measurement: Measurement) -> dict[str, Extracted[Any] | None]:
    """`objects` and what goes with it; empty where nobody looked."""
    if measurement.detector is None:
        return {}
    counts, scale = measurement.counts, _enlargement(measurement)
    facts: dict[str, Extracted[Any] | None] = {
        "detector": Extracted[Any](value=measurement.detector, raw=None, confidence=MOST)
    }
    confidence = min([MOST, *(one.confidence for one in counts)])
    finder = measurement.detector
    items = sorted((item for one in counts for item in one.items), key=lambda item: (-item.confidence, -item.views))
    facts["objects"] = Extracted[Any](
        value=[_row(one, scale) for one in counts],
        raw=None,
        confidence=confidence,
        evidence=tuple(_evidence(item, scale, finder) for item in items[:PROOFS]),
    )
    people = next((one for one in counts if one.name == PERSON), None)
    if people is not None:
        proof = tuple(_evidence(item, scale, finder) for item in people.items[:PROOFS])
        most = most_at_once(measurement.sightings, PERSON)
        trusted = min(MOST, people.confidence)
        facts["persons_max_at_once"] = Extracted[Any](value=most, raw=None, confidence=trusted, evidence=proof)
        facts["persons_counted_by"] = Extracted[Any](value=people.counted_by, raw=None, confidence=trusted)
    return facts


def symbols(counts: Sequence[Counted]) -> list[Symbols]:
    """The classes that have places on the plan."""
    found: list[Symbols] = []
    for one in counts:
        places = [item.place for item in one.items if item.place is not None]
        if places:
            usual = footprint(one.name)
            side = float(np.sqrt(usual.long * usual.short))
            found.append(Symbols(one.name, colour(one.name), np.array(places), side))
    return found


def _row(counted: Counted, scale: float) -> Mapping[str, Any]:
    return {
        "class": counted.name,
        "count": counted.count,
        "low": counted.low,
        "high": counted.high,
        "counted_by": counted.counted_by,
        "confidence": _decimal(min(MOST, counted.confidence), 2),
        "items": [_item(number, item, scale) for number, item in enumerate(counted.items, start=1)],
    }


def _item(number: int, item: FoundObject, scale: float) -> Mapping[str, Any]:
    sighting, box = item.best
    corners = (box.left, box.top, box.right, box.bottom)
    return {
        "number": number,
        "xy_m": None if item.place is None else [_decimal(value, 2) for value in item.place],
        "confidence": _decimal(item.confidence, 2),
        "views": item.views,
        "frame": sighting.index,
        "seconds": _decimal(sighting.seconds, 3),
        "bbox_px": [round(value * scale) for value in corners],
    }


def _evidence(item: FoundObject, scale: float, finder: str) -> Evidence:
    sighting, box = item.best
    left, top, right, bottom = (round(value * scale, 1) for value in (box.left, box.top, box.right, box.bottom))
    return Evidence(
        page=None,
        bbox=(left, top, right, bottom),
        source="frame",
        text=f"{box.name} in frame {sighting.index}",
        finder=finder,
        locator=f"{sighting.seconds:.3f}s",
    )


def _enlargement(measurement: Measurement) -> float:
    """From the pictures that were worked on to those of the file."""
    return measurement.info.width / measurement.sightings[0].width if measurement.sightings else 1.0


def _decimal(value: float, places: int) -> str:
    return str(Decimal(f"{value:.{places}f}"))
