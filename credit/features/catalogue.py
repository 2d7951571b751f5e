"""The catalogue of features. Importing this module declares them all; `BUILT_IN` holds them."""

from sme_extract.credit.definitions import BUILT_IN
from sme_extract.credit.features import (
    bank,
    collections,
    energy,
    equipment,
    forecasts,
    intangible,
    orders,
    partners,
    purchases,
    sales,
    space,
    statements,
    tax,
)

__all__ = [
    "BUILT_IN",
    "bank",
    "collections",
    "energy",
    "equipment",
    "forecasts",
    "intangible",
    "orders",
    "partners",
    "purchases",
    "sales",
    "space",
    "statements",
    "tax",
]
