"""The JSON contract of a company's features: each with its window, its coverage and the facts that it was made of."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from sme_extract.schemas.result import Contract

FEATURE_SCHEMA_VERSION: Literal["1.0"] = "1.0"
FeatureValue = Decimal | bool | str | list[str] | dict[str, Decimal] | None
"""Numbers are decimal strings in JSON; months and codes are lists; a share a key is a mapping."""

ReasonCode = Literal[
    "no-documents",  # no document of the kind that it needs
    "no-facts-in-window",  # there are such documents, none of the window
    "short-history",  # fewer months than it takes
    "too-few-points",  # fewer pairs, gaps or matches than it takes
    "zero-denominator",
    "negative-denominator",
    "not-given",  # needs a list that the user gives
    "unknown-value",  # the document that has it does not say it or cannot be read there
    "failed",  # the code of the feature broke; the log names it
]


class Window(Contract):
    """Complete calendar months."""

    name: str = Field(description="t1m, t3m, t6m, t12m, t24m: trailing months; m7_12, m13_24: bands; fy: last year.")
    first: date
    last: date


class FeatureInput(Contract):
    """Facts that a feature was made of: `sme-extract explain` lists them."""

    view: str = Field(description="What they are to the company: sales, purchases, receipts, …")
    table: str = Field(description="Fact table, as in facts/*.parquet.")
    n_facts: int = Field(ge=0)
    n_documents: int = Field(ge=0)
    sha256: str = Field(description="Hash over the facts' places, in order.")
    decisive: tuple[str, ...] = Field(
        default=(), description="Of them those that decide the value, as `file#part:row`; none where all do or many."
    )


class Feature(Contract):
    """One number, or why there is none."""

    name: str
    group: str
    value: FeatureValue
    unit: str
    window: Window | None = Field(description="Null for what holds at `as_of`.")
    as_of: date
    coverage: Decimal | None = Field(description="Months with facts, of the months of the window; null without one.")
    low_coverage: bool = False
    n_documents: int = Field(ge=0)
    method: str = Field(description="The definition, in words.")
    method_version: str
    inputs: tuple[FeatureInput, ...] = ()
    reason: ReasonCode | None = None


class CompanyIdentity(Contract):
    """Whose features these are."""

    name: str
    ids: tuple[str, ...]
    other_names: tuple[str, ...] = ()
    decided_by: Literal["option", "licence", "majority"]
    n_documents: int = Field(description="Documents that name it.")


class CompanyProfile(Contract):
    """What the user says about a company: in options, or in a `company.toml` beside the documents."""

    name: str | None = None
    uscc: str | None = Field(default=None, description="统一社会信用代码, or another tax id.")
    former_names: tuple[str, ...] = ()
    related: tuple[str, ...] = Field(default=(), description="Names of related parties.")
    accounts: tuple[str, ...] = Field(
        default=(), description="Its bank accounts, for statements that do not name their owner."
    )


class Standing(Contract):
    """What became of one document."""

    document: str
    standing: Literal["used", "same-document", "other-company", "no-party", "incomplete"]
    why: str | None = None


class ConsistencyCheck(Contract):
    """Two ways to know the same thing, held against each other."""

    id: str
    status: Literal["pass", "fail", "not-applicable"]
    ratio: Decimal | None = Field(default=None, description="(left - right) / right, signed.")
    left: Decimal | None = None
    right: Decimal | None = None
    tolerance: tuple[Decimal, Decimal] | None = Field(default=None, description="Lowest and highest ratio that passes.")
    coverage: Decimal | None = None
    what: str = Field(description="What is held against what.")
    reason: ReasonCode | None = None
    inputs: tuple[FeatureInput, ...] = ()


class Signal(Contract):
    """Something that an analyst should look at. Never a verdict."""

    code: str
    severity: Literal["info", "warning"]
    message: str
    value: Decimal | None = None
    documents: tuple[str, ...] = ()


class CompanyFeatures(Contract):
    """The feature file of one company."""

    schema_version: Literal["1.0"] = FEATURE_SCHEMA_VERSION
    tool: str
    company: CompanyIdentity
    given: CompanyProfile
    as_of: date
    features: tuple[Feature, ...]
    checks: tuple[ConsistencyCheck, ...] = ()
    integrity: Decimal | None = Field(default=None, description="Checks that pass, of those that apply.")
    signals: tuple[Signal, ...] = ()
    documents: tuple[Standing, ...] = Field(default=(), description="What became of every document that is not used.")
    n_documents_used: int = 0
