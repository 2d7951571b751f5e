"""The JSON contract of one document: typed values, each with its evidence, and what was noticed.

Numbers are decimal strings, dates ISO 8601, identifiers strings. Absent is `null`; present but unreadable is `null`
plus a finding that names the place.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SerializerFunctionWrapHandler, model_serializer

SCHEMA_VERSION: Literal["1.0"] = "1.0"

Source = Literal["xml", "ofd", "qr", "form", "text-layer", "cell", "ocr", "frame", "exif"]
"""Carriers in falling order of trust; `form` is an AcroForm value, `frame` what was seen in a picture of a video or in
a photo, `exif` the tags of a picture."""

Severity = Literal["info", "warning", "error"]
Status = Literal["ok", "partial", "failed", "skipped"]
T = TypeVar("T")

OPTIONAL_KEYS = frozenset({"locator", "interval", "interval_level", "member", "cell", "tables"})
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
    locator: str | None = Field(
        default=None, description="XML path, spreadsheet cell or time in a video, where there is one."
    )


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
Row = dict[str, Any]
"""One row of a table: `page` and `row` (1-based: sheet and its row), then a value or null for each column."""
RowSource = Callable[[], Iterator[Row]]
"""Begins again at the first row each time it is called."""


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


class TableColumn(Contract):
    """One column of a row table; with the row's number its letter is the address of the cell that was read."""

    name: str
    header: str = Field(description="What stands above the column.")
    letter: str = Field(description="Spreadsheet column, A for the first.")


class TableInfo(Contract):
    """A table with too many rows to give each cell its own evidence; the rows lie in a file of JSON lines."""

    file: str | None = Field(
        default=None, description="JSON-lines file beside the result; null where no files are written."
    )
    n_rows: int = Field(ge=0)
    columns: tuple[TableColumn, ...]


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
    tables: dict[str, TableInfo] | None = Field(default=None, description="Row tables by name, kept in files.")
    findings: tuple[Finding, ...] = ()
    text: str | None = Field(default=None, description="Plain text, kept where no extractor read the document.")
    extractor: ExtractorInfo
    _rows: Mapping[str, RowSource] = PrivateAttr(default_factory=dict[str, RowSource])
    _files: Mapping[str, bytes] = PrivateAttr(default_factory=dict[str, bytes])

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of one of `tables`, made anew; KeyError when there is none, as in a result read from JSON."""
        return self._rows[table]()

    def with_rows(self, rows: Mapping[str, RowSource]) -> Self:
        """The same result, with where the rows of its tables come from."""
        copy = self.model_copy()
        copy._rows = dict(rows)  # noqa: SLF001 - its own class
        return copy

    @property
    def files(self) -> Mapping[str, bytes]:
        """Files that belong beside the result, by the field that will name them; none in a result read from JSON."""
        return self._files

    def with_files(self, files: Mapping[str, bytes]) -> Self:
        """The same result, with files that are written beside it."""
        copy = self.model_copy()
        copy._files = dict(files)  # noqa: SLF001 - its own class
        return copy


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
