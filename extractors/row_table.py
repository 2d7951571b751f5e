"""Long tables of sheets, row by row: which row is the header, which column is what, and typed values.

Nothing is kept but the row at hand, so that an export of hundreds of thousands of rows takes no more memory than one.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

from sme_extract.documents.model import Page, Table
from sme_extract.extractors.base import NoValue
from sme_extract.extractors.normalize import squeeze
from sme_extract.schemas.geometry import cell_address
from sme_extract.schemas.result import Finding, Row, Severity, TableColumn

HEADER_ROWS = 40
"""A header is looked for in so many rows."""
NAMED_EXAMPLES = 3


@dataclass(frozen=True)
class Column:
    """A column by the headers it goes by, squeezed, and the parser of its cells."""

    name: str
    headers: tuple[str, ...]
    parse: Callable[[str], Any]


@dataclass(frozen=True)
class LongTable:
    """One sheet with a header that was understood."""

    page: int
    sheet: str
    header_row: int
    """0-based."""
    columns: Mapping[int, Column]
    """By 0-based place."""
    headers: Mapping[int, str]
    table: Table

    @property
    def names(self) -> frozenset[str]:
        """Names of the columns that it has."""
        return frozenset(column.name for column in self.columns.values())

    def letter(self, name: str) -> str:
        """Spreadsheet letter of a column."""
        return next(cell_address(0, at)[:-1] for at, column in self.columns.items() if column.name == name)

    def described(self) -> tuple[TableColumn, ...]:
        """Its columns as the contract names them."""
        return tuple(
            TableColumn(name=column.name, header=self.headers[at], letter=cell_address(0, at)[:-1])
            for at, column in self.columns.items()
        )

    def texts(self) -> Iterator[tuple[int, list[str]]]:
        """Rows below the header with text: 0-based number and cells."""
        for number, cells in enumerate(table_rows(self.table)):
            if number > self.header_row and any(cells):
                yield number, cells

    def typed(self, troubles: "Troubles | None" = None) -> Iterator[Row]:
        """Rows with typed values; a cell that cannot be read is null and a trouble."""
        for number, cells in self.texts():
            row: Row = {"page": self.page, "row": number + 1}
            for at, column in self.columns.items():
                text = cells[at] if at < len(cells) else ""
                row[column.name] = self._value(column, text, number, at, troubles) if text else None
            yield row

    def _value(self, column: Column, text: str, number: int, at: int, troubles: "Troubles | None") -> Any:
        try:
            return column.parse(text)
        except NoValue:
            return None
        except ValueError as complaint:
            if troubles is not None:
                code = "damaged-number" if isinstance(complaint, DamagedNumber) else "unreadable-cell"
                where = f"{self.sheet} {cell_address(number, at)}".strip()
                troubles.note(code, "error", f"{where}: {text!r}", column.name)
            return None


class DamagedNumber(ValueError):
    """Digits of an identifier that a spreadsheet has rounded away."""


@dataclass
class Troubles:
    """What is odd in rows: counted, with the first examples."""

    counts: Counter[tuple[str, Severity]] = field(default_factory=Counter[tuple[str, Severity]])
    examples: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    columns: dict[str, dict[str, None]] = field(default_factory=dict[str, dict[str, None]])

    def note(self, code: str, severity: Severity, example: str, *columns: str) -> None:
        """One more row with this trouble."""
        self.counts[code, severity] += 1
        named = self.examples.setdefault(code, [])
        if len(named) < NAMED_EXAMPLES:
            named.append(example)
        self.columns.setdefault(code, {}).update(dict.fromkeys(columns))

    def findings(self) -> Iterator[Finding]:
        """One finding a code."""
        for (code, severity), count in self.counts.items():
            named = "; ".join(self.examples[code])
            more = f" and {count - NAMED_EXAMPLES} more" if count > NAMED_EXAMPLES else ""
            yield Finding(
                code=code, severity=severity, message=f"{count} times: {named}{more}", fields=tuple(self.columns[code])
            )


def long_tables(pages: tuple[Page, ...], columns: tuple[Column, ...], least: int) -> Iterator[LongTable]:
    """Sheets in which one of the first rows has `least` known headers or more."""
    by_header = {header: column for column in columns for header in column.headers}
    for page in pages:
        for table in page.tables:
            found = _header(table, by_header, least)
            if found is not None:
                number, places, headers = found
                yield LongTable(page.number, table.name, number, places, headers, table)


def _header(
    table: Table, known: Mapping[str, Column], least: int
) -> tuple[int, dict[int, Column], dict[int, str]] | None:
    for number, cells in enumerate(islice(table_rows(table), HEADER_ROWS)):
        places: dict[int, Column] = {}
        for at, text in enumerate(cells):
            column = known.get(squeeze(text))
            # the first of two columns with one name is the one meant
            if column is not None and column not in places.values():
                places[at] = column
        if len(places) >= least:
            return number, places, {at: cells[at] for at in places}
    return None


def table_rows(table: Table) -> Iterator[list[str]]:
    """All rows of a table as texts."""
    if table.stream is not None:
        yield from table.stream()
        return
    expected = 0
    for number, cells in groupby(table.cells, key=lambda cell: cell.row):
        yield from ([] for _ in range(expected, number))
        texts = [""] * table.n_columns
        for cell in cells:
            texts[cell.column] = cell.text
        yield texts
        expected = number + 1
