"""Usual sizes of what stands in halls: how far apart two of a class must be, and where the middle of one lies."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Footprint:
    """What an object usually covers of the floor, metres."""

    long: float
    short: float
    apart: float
    """Middles nearer to each other than this are taken for one object."""


FOOTPRINTS: Mapping[str, Footprint] = {
    "person": Footprint(0.5, 0.4, 0.6),
    "forklift": Footprint(2.4, 1.1, 1.5),
    "pallet_truck": Footprint(1.6, 0.6, 0.9),
    "truck": Footprint(7.0, 2.4, 3.0),
    "pallet": Footprint(1.2, 1.0, 0.8),
    "carton_stack": Footprint(1.1, 0.9, 0.8),
    "rack": Footprint(5.4, 1.0, 2.5),
    "machine": Footprint(2.6, 1.4, 1.5),
    "door": Footprint(1.0, 0.1, 0.8),
    "column": Footprint(0.45, 0.45, 0.8),
}
OTHER = Footprint(1.2, 1.0, 0.8)
"""A class that a user's own detector brings."""


def footprint(name: str) -> Footprint:
    """Usual footprint of a class."""
    return FOOTPRINTS.get(name, OTHER)
