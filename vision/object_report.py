"""Counts of objects as fields of a result, and as symbols on the plan."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from sme_extract.schemas.result import Evidence, Extracted, Item
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
    counts = measurement.counts
    facts: dict[str, Extracted[Any] | None] = {
        "detector": Extracted[Any](value=measurement.detector, raw=None, confidence=MOST)
    }
    best = sorted((one for counted in counts for one in counted.items), key=lambda one: (-one.confidence, -one.views))
    facts["objects"] = Extracted[Any](
        value=[_row(one) for one in counts],
        raw=None,
        confidence=min([MOST, *(one.confidence for one in counts)]),
        evidence=tuple(_evidence(one, measurement) for one in best[:PROOFS]),
    )
    people = next((one for one in counts if one.name == PERSON), None)
    if people is not None:
        proof = tuple(_evidence(item, measurement) for item in people.items[:PROOFS])
        most, trusted = most_at_once(measurement.sightings, PERSON), min(MOST, people.confidence)
        facts["persons_max_at_once"] = Extracted[Any](value=most, raw=None, confidence=trusted, evidence=proof)
        facts["persons_counted_by"] = Extracted[Any](value=people.counted_by, raw=None, confidence=trusted)
    return facts


def items(measurement: Measurement) -> tuple[Item, ...]:
    """Each object with its place, its confidence and the picture that shows it best."""
    return tuple(
        _item(number, one, counted, measurement)
        for counted in measurement.counts
        for number, one in enumerate(counted.items, start=1)
    )


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


def _row(counted: Counted) -> Mapping[str, Any]:
    return {
        "class": counted.name,
        "count": counted.count,
        "sure": counted.sure,
        "possible": counted.possible,
        "confidence": str(_rounded(min(MOST, counted.confidence))),
        "counted_by": counted.counted_by,
    }


def _item(number: int, one: FoundObject, counted: Counted, measurement: Measurement) -> Item:
    place = one.place or (None, None)
    values = {
        "object_class": counted.name,
        "number": number,
        "x_m": None if place[0] is None else _rounded(place[0]),
        "y_m": None if place[1] is None else _rounded(place[1]),
        "views": one.views,
        "counted_by": counted.counted_by,
    }
    confidence, proof = round(one.confidence, 4), (_evidence(one, measurement),)
    return {
        name: Extracted[Any](value=value, raw=None, confidence=confidence, evidence=proof)
        for name, value in values.items()
        if value is not None
    }


def _evidence(one: FoundObject, measurement: Measurement) -> Evidence:
    sighting, box = one.best
    scale = measurement.info.width / sighting.width
    left, top, right, bottom = (round(value * scale, 1) for value in (box.left, box.top, box.right, box.bottom))
    return Evidence(
        page=None,
        bbox=(left, top, right, bottom),
        source="frame",
        text=f"{box.name} in frame {sighting.index}",
        finder=measurement.detector or "",
        locator=f"{sighting.seconds:.3f}s",
    )


def _rounded(value: float) -> Decimal:
    return Decimal(f"{value:.2f}")
