"""Machines by their nameplates: how many were shown, and how old they are."""

from datetime import date
from decimal import Decimal
from statistics import median

from sme_extract.credit.definitions import COUNT, Missing, feature, rounded
from sme_extract.credit.facts_frame import NO_COUNT, Facts

GROUP = "equipment"


@feature(GROUP, unit=COUNT, windows=())
def nameplate_count(nameplates: Facts) -> int:
    """Machines whose nameplate was photographed: distinct model and serial number; a plate without a number is one."""
    return len(_machines(nameplates))


@feature(GROUP, unit="years", windows=())
def equipment_median_age(nameplates: Facts, as_of: date) -> Decimal:
    """Median over the machines of `nameplate_count` of the year of the day of reckoning less the year on the plate;
    plates without a year are left out."""
    years = [int(year) for row in _machines(nameplates).values() if (year := nameplates.year[row]) != NO_COUNT]
    ages = [as_of.year - year for year in years if year <= as_of.year]
    if not ages:
        raise Missing("unknown-value")
    return rounded(median(ages))


def _machines(nameplates: Facts) -> dict[tuple[str, ...], int]:
    """Row of the first plate of each machine."""
    found: dict[tuple[str, ...], int] = {}
    columns = (nameplates.model, nameplates.serial_number, nameplates.document)
    for row, (model, serial, document) in enumerate(zip(*columns, strict=True)):
        found.setdefault((model or "", serial) if serial else (document,), row)
    return found
