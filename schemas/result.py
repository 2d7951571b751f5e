"""The JSON contract of one document: typed values, each with its evidence, and what was noticed.

Numbers are decimal strings, dates ISO 8601, identifiers strings. Absent is `null`; present but unreadable is `null`
plus a finding that names the place.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

SCHEMA_VERSION: Literal["1.0"] = "1.0"

Source = Literal["xml", "ofd", "qr", "form", "text-layer", "cell", "ocr"]
"""Carriers in falling order of trust; `form` is an AcroForm value."""

Severity = Literal["info", "warning", "error"]
Status = Literal["ok", "partial", "failed", "skipped"]
T = TypeVar("T")

OPTIONAL_KEYS = frozenset({"locator", "interval", "interval_level", "member", "cell"})
"""Keys that are left out of the JSON while they are null: they belong to some sources only."""


class Contract(BaseModel):
    """Base of every published model: no unknown keys when we write, order of keys is order of declaration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_serializer(mode="wrap")
    def _drop_unused(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        data: dict[str, Any] = handler(self)
        return {k: v for k, v in data.items() if not (k in OPTIONAL_KEYS and v is None)}


class Evidence(Contract):
    """Where a value comes from."""

    page: int | None = Field(description="Page, 1-based; null for a file without pages.")
    bbox: tuple[float, float, float, float] | None = Field(
        description="left, top, right, bottom in points, origin top left of the upright page."
    )
    source: Source
    text: str = Field(description="What stands there, exactly.")
    finder: str = Field(description="How it was found.")
    locator: str | None = Field(default=None, description="XML path or spreadsheet cell, where there is one.")


class Conflict(Contract):
    """Another source that says something else."""

    value: Any
    raw: str
    evidence: Evidence


class Extracted(Contract, Generic[T]):
    """One value with its proof."""

    value: T | None
    raw: str | None = Field(description="Exactly as printed.")
    confidence: float = Field(ge=0, le=1)
    evidence: tuple[Evidence, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    interval: tuple[Decimal, Decimal] | None = Field(default=None, description="Low and high of a measurement.")
    interval_level: float | None = Field(default=None, description="Probability that the interval claims.")


Value = bool | int | Decimal | date | str | list[Any] | None
Item = dict[str, Extracted[Any]]


class Finding(Contract):
    """Something that a reviewer should know: a failed check, a part that could not be read."""

    code: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="Stable, for machines.")
    severity: Severity
    message: str
    fields: tuple[str, ...] = ()


class SourceInfo(Contract):
    """The input file, as given."""

    path: str
    sha256: str
    media_type: str
    pages: tuple[int, ...] = Field(description="Pages of the input that this document covers, 1-based.")
    reader: str
    member: str | None = Field(default=None, description="Name inside a container.")


class ExtractorInfo(Contract):
    """Who extracted."""

    name: str
    version: str
    distribution: str


class ExtractionResult(Contract):
    """One document."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    kind: str
    kind_confidence: float = Field(ge=0, le=1)
    status: Status
    needs_review: bool
    review_reasons: tuple[str, ...] = Field(default=(), description="Finding codes and field names, why.")
    source: SourceInfo
    fields: dict[str, Extracted[Any] | None]
    items: tuple[Item, ...] = ()
    findings: tuple[Finding, ...] = ()
    text: str | None = Field(default=None, description="Plain text, kept where no extractor read the document.")
    extractor: ExtractorInfo


class ErrorInfo(Contract):
    """Why an input failed."""

    code: str
    message: str


class FileOutcome(Contract):
    """Exactly one for each input file."""

    input: str
    sha256: str | None
    status: Status
    reason: ErrorInfo | None = None
    results: tuple[str, ...] = Field(default=(), description="Names of the result files written for this input.")
    kinds: tuple[str, ...] = ()
    needs_review: bool = False
    seconds: float = 0.0
