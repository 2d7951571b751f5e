"""Production area from video, what stands on it, and what is made on it (catalogue F 94)."""

from decimal import Decimal

import numpy as np

from sme_extract.credit.definitions import COUNT, M2, Missing, feature, quotient, rounded
from sme_extract.credit.facts_frame import Facts

GROUP = "space"


@feature(GROUP, unit=M2, windows=())
def production_area_m2(videos: Facts) -> Decimal:
    """Floor area measured in the videos of the premises: the sum over videos that were not refused."""
    areas = videos.floor_area_m2[~np.isnan(videos.floor_area_m2)]
    if not len(areas):
        raise Missing("unknown-value")
    return rounded(areas.sum())


@feature(GROUP, unit=M2, windows=())
def production_area_low_m2(videos: Facts) -> Decimal:
    """Sum of the lower ends of the 90 % intervals of the areas."""
    return _ends(videos, "low_m2")


@feature(GROUP, unit=M2, windows=())
def production_area_high_m2(videos: Facts) -> Decimal:
    """Sum of the upper ends of the 90 % intervals of the areas."""
    return _ends(videos, "high_m2")


@feature(GROUP, unit="CNY per m2")
def revenue_per_m2(inv_sales_net: Decimal, production_area_m2: Decimal) -> Decimal:
    """Net sales of the trailing 12 months over the production area."""
    return quotient(inv_sales_net, production_area_m2)


@feature(GROUP, unit="kWh per m2")
def kwh_per_m2(kwh_t12m: Decimal, production_area_m2: Decimal) -> Decimal:
    """Electricity of the trailing 12 months over the production area."""
    return quotient(kwh_t12m, production_area_m2)


@feature(GROUP, unit=COUNT, windows=())
def machines_on_floor(floor_objects: Facts) -> int:
    """Machines counted on the floor in the videos of the premises, each once; the sum over videos."""
    return _standing(floor_objects, "machine")


@feature(GROUP, unit=COUNT, windows=())
def forklifts_on_floor(floor_objects: Facts) -> int:
    """Forklifts counted on the floor in the videos of the premises."""
    return _standing(floor_objects, "forklift")


@feature(GROUP, unit=COUNT, windows=())
def pallet_trucks_on_floor(floor_objects: Facts) -> int:
    """Pallet trucks counted on the floor in the videos of the premises."""
    return _standing(floor_objects, "pallet_truck")


@feature(GROUP, unit=COUNT, windows=())
def trucks_on_floor(floor_objects: Facts) -> int:
    """Trucks counted on the floor in the videos of the premises."""
    return _standing(floor_objects, "truck")


@feature(GROUP, unit=COUNT, windows=())
def racks_on_floor(floor_objects: Facts) -> int:
    """Storage racks counted on the floor in the videos of the premises."""
    return _standing(floor_objects, "rack")


@feature(GROUP, unit=COUNT, windows=())
def pallets_on_floor(floor_objects: Facts) -> int:
    """Pallets, empty or loaded, counted on the floor in the videos of the premises."""
    return _standing(floor_objects, "pallet")


@feature(GROUP, unit=COUNT, windows=())
def carton_stacks_on_floor(floor_objects: Facts) -> int:
    """Stacks of cartons counted on the floor in the videos of the premises."""
    return _standing(floor_objects, "carton_stack")


@feature(GROUP, unit=COUNT, windows=())
def persons_on_floor(floor_objects: Facts) -> int:
    """People followed over time in the videos of the premises; who walks out of sight and comes back counts twice."""
    return _standing(floor_objects, "person")


@feature(GROUP, unit=COUNT, windows=())
def persons_at_once(videos: Facts) -> int:
    """Most people seen at one moment in a video of the premises: fewer do not work there."""
    seen = videos.where(~np.isnan(videos.persons_at_once)).point()
    if not len(seen):
        raise Missing("unknown-value")
    return int(seen.persons_at_once.max())


@feature(GROUP, unit="per 100 m2")
def machines_per_100_m2(machines_on_floor: int, production_area_m2: Decimal) -> Decimal:
    """Machines on 100 square metres of the production area."""
    return quotient(100 * machines_on_floor, production_area_m2)


def _standing(floor_objects: Facts, name: str) -> int:
    """How many of a class were counted; none seen is unknown, since not every detector knows every class."""
    one_by_one = floor_objects.counted_by != "one-picture"
    found = floor_objects.where((floor_objects.object_class == name) & one_by_one).point()
    if not len(found):
        raise Missing("unknown-value")
    return len(found)


def _ends(videos: Facts, name: str) -> Decimal:
    measured = videos.where(~np.isnan(videos.floor_area_m2)).point()
    ends = measured.columns[name]
    if not len(ends) or np.isnan(ends).any():
        raise Missing("unknown-value")
    return rounded(ends.sum())
