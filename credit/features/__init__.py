"""The catalogue of features, a module a group. Importing this package declares them all."""

from sme_extract.credit.definitions import BUILT_IN
from sme_extract.credit.features import (
    bank,
    collections,
    energy,
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
    "intangible",
    "orders",
    "partners",
    "purchases",
    "sales",
    "space",
    "statements",
    "tax",
]
