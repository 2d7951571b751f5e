"""Facts in columns: what features compute with.

Money is whole cents, so that sums are exact; dates are `datetime64[D]`. What a document does not say has a mark of its
own in each type: `NO_COUNT` for money and counts, NaN, NaT, None, and -1 for flags.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sme_extract.credit.fact_tables import PROVENANCE, TABLES, ColumnType

Array = NDArray[Any]
NO_COUNT = np.iinfo(np.int64).min
DTYPES: Mapping[ColumnType, Any] = {
    "text": object,
    "date": "datetime64[D]",
    "money": np.int64,
    "number": np.float64,
    "count": np.int64,
    "flag": np.int8,
    "share": np.float64,
}
NULLS: Mapping[ColumnType, Any] = {
    "text": None,
    "date": np.datetime64("NaT"),
    "money": NO_COUNT,
    "number": np.nan,
    "count": NO_COUNT,
    "flag": -1,
    "share": np.nan,
}


class Facts:
    """Rows of one fact table, or what was made of them, column by column: `sales.net.sum()`."""

    def __init__(self, table: str, columns: Mapping[str, Array], pointed: "list[Facts] | None" = None) -> None:
        self.table = table
        self.columns = columns
        self._pointed = pointed

    @classmethod
    def of(cls, table: str, rows: Sequence[Mapping[str, Any]]) -> Self:
        """Facts from JSON-like rows; for tests and small tables."""
        columns: dict[str, Array] = {}
        for name, type_ in (*TABLES[table].items(), *PROVENANCE.items()):
            values = [_plain(row.get(name), type_) for row in rows]
            columns[name] = np.array(values, dtype=DTYPES[type_]) if values else np.empty(0, dtype=DTYPES[type_])
        return cls(table, columns)

    def __getattr__(self, name: str) -> Array:
        try:
            return self.columns[name]
        except KeyError:
            raise AttributeError(f"facts of {self.table} have no column {name!r}") from None

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def where(self, rows: Array | slice) -> "Facts":
        """Those rows: a mask, positions or a slice."""
        return Facts(self.table, {name: column[rows] for name, column in self.columns.items()}, self._pointed)

    def with_columns(self, **columns: Array) -> "Facts":
        """The same rows with more columns."""
        return Facts(self.table, {**self.columns, **columns}, self._pointed)

    def noting(self, pointed: "list[Facts]") -> "Facts":
        """The same facts, which note in this list what of them is pointed at."""
        return Facts(self.table, self.columns, pointed)

    def point(self) -> Self:
        """Say that these facts, of all that a feature was given, decide its value."""
        if self._pointed is not None:
            self._pointed.append(self)
        return self

    def sorted_by(self, *names: str) -> "Facts":
        """In the order of these columns; ties keep the order that they have."""
        return self.where(np.lexsort([self.columns[name] for name in reversed(names)]))

    def total(self, of: str) -> int:
        """Sum of a column of cents or counts over the rows that state it."""
        column = self.columns[of]
        return int(column[column != NO_COUNT].sum())

    def sums(self, by: str, of: str) -> dict[Any, int]:
        """Sum of one column for each value of another, largest first."""
        keys, inverse = np.unique(self.columns[by], return_inverse=True)
        totals = np.zeros(len(keys), dtype=np.int64)
        np.add.at(totals, inverse, self.columns[of])
        order = np.lexsort((keys, -totals))
        return {keys[i]: int(totals[i]) for i in order}

    @cached_property
    def documents(self) -> frozenset[str]:
        """Result files that they come from."""
        return frozenset(self.columns["document"].tolist())

    def places(self) -> Iterable[str]:
        """Where each fact stands, as `file#part:row`."""
        return (
            f"{document}#{part}:{row}"
            for document, part, row in zip(
                self.columns["document"], self.columns["part"], self.columns["row"], strict=True
            )
        )

    def digest(self) -> str:
        """Hash over the places, in order."""
        return sha256("\n".join(self.places()).encode()).hexdigest()


def _plain(value: Any, type_: ColumnType) -> Any:
    """A JSON value as the column holds it."""
    if value is None:
        return NULLS[type_]
    if type_ == "money":
        return round(float(value) * 100)
    if type_ == "number":
        return float(value)
    return value


def empty(table: str) -> Facts:
    """No facts of a table."""
    return Facts.of(table, ())
