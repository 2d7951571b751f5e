"""What `explain` and `verify` answer."""

from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from sme_extract.schemas.feature import Feature
from sme_extract.schemas.result import Contract


class Proof(Contract):
    """Where one value of a fact stands."""

    column: str
    value: Any
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    cell: str | None = Field(default=None, description="Spreadsheet cell, for a row of a table.")
    source: str | None = None
    text: str | None = Field(default=None, description="What stands there, exactly; null for a row of a table.")
    confidence: float | None = None


class ExplainedFact(Contract):
    """One fact, with the file that it comes from and the proof of its values."""

    document: str = Field(description="Result file.")
    path: str = Field(description="Input file.")
    member: str | None = None
    part: str
    row: int
    amount: Decimal | None = Field(description="What the fact contributes, where it is an amount.")
    proofs: tuple[Proof, ...]


class ExplainedInput(Contract):
    """One view that a feature was made of."""

    view: str
    table: str
    n_facts: int
    n_decisive: int = Field(description="How many of them decide the value; all where it does not say.")
    unchanged: bool = Field(description="Whether the facts are those that the feature was made of, by their hash.")
    facts: tuple[ExplainedFact, ...] = Field(description="The largest ones.")


class Explanation(Contract):
    """From a feature down to the pages."""

    company: str
    feature: Feature
    inputs: tuple[ExplainedInput, ...]


class Verdict(Contract):
    """One thing that was verified."""

    what: Literal["input", "output", "evidence", "facts", "features", "again"]
    status: Literal["ok", "changed", "missing"]
    subject: str
    detail: str | None = None
