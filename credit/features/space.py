"""Production area from video, and what is made on it (catalogue F 94)."""

from decimal import Decimal

import numpy as np

from sme_extract.credit.definitions import M2, Missing, feature, quotient, rounded
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


def _ends(videos: Facts, name: str) -> Decimal:
    measured = videos.where(~np.isnan(videos.floor_area_m2)).point()
    ends = measured.columns[name]
    if not len(ends) or np.isnan(ends).any():
        raise Missing("unknown-value")
    return rounded(ends.sum())
