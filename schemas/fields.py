"""Shorthand for the typed fields of a kind: a value with proof, or null when the document does not have it."""

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ConfigDict, Field

from sme_extract.schemas.result import Contract, Extracted

Text = Extracted[str] | None
Money = Extracted[Decimal] | None
Number = Extracted[Decimal] | None
Day = Extracted[date] | None
Count = Extracted[int] | None
Flag = Extracted[bool] | None


class FieldModel(Contract):
    """Base of the typed field sets; dotted canonical names are aliases."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def printed(labels: str, *, name: str | None = None) -> Any:
    """A field that may be null, with the label it is printed under and its dotted canonical name."""
    return Field(default=None, description=labels, alias=name)


__all__ = ["Count", "Day", "FieldModel", "Flag", "Money", "Number", "Text", "printed"]
