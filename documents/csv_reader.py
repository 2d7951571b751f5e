"""Delimited text: bank and invoice exports in whatever encoding and delimiter, with a preamble before the header."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import groupby

from sme_extract.documents.charset import decode, peek
from sme_extract.documents.grid import MAX_CELLS, make_cell, make_page
from sme_extract.documents.markup import looks_like_code
from sme_extract.documents.model import Cell, Document
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.schemas.errors import DamagedDocument, TooLarge
from sme_extract.schemas.result import Finding

CSV = "text/csv"
DELIMITERS = "\t;|,"
"""In order of preference when two fit alike: a comma may be a decimal mark between semicolons."""

NAMES = (".csv", ".tsv")
SAMPLE_LINES = 300
GUARDED_TABS = re.compile(r"\t+(?=[,;|])|(?<=[,;|])\t+|\t+$", re.MULTILINE)
"""Tabs beside another delimiter keep Excel from reading a long number as one; they part nothing."""

FORMULA_GUARD = re.compile(r'="(.*)"')  # ="6222020200012345678"


class CsvReader:
    """Delimited text files."""

    name = "csv"
    version = "1.0"

    def sniff(self, blob: Blob) -> str | None:
        """Text in which lines that follow one another part into the same number of fields."""
        text = peek(blob.data)
        if text is None or looks_like_code(text):
            return None
        named = (blob.member or blob.path).lower().endswith(NAMES)
        return CSV if find_delimiter(text, least_rows=1 if named else 2) else None

    def read(self, blob: Blob, media_type: str, options: ReadOptions) -> Document:
        """One page with one table; `Cell.value` is the field exactly as it stands, guards and all."""
        del options
        decoded = decode(blob.data)
        if decoded is None:
            raise DamagedDocument(f"this is not text in a known encoding: {_name(blob)}. Save it as UTF-8.")
        delimiter = find_delimiter(decoded.text, least_rows=1) or ","
        rows, findings = _rows(decoded.text, delimiter, blob)
        return Document(
            path=blob.path,
            sha256=blob.sha256,
            media_type=media_type,
            reader=f"{self.name} {self.version}",
            pages=(make_page(_cells(rows, blob), 1),),
            metadata={"encoding": decoded.encoding, "delimiter": delimiter},
            findings=decoded.findings + findings,
            member=blob.member,
        )


def find_delimiter(text: str, least_rows: int = 2) -> str | None:
    """The delimiter that gives the largest block of alike rows; None when the text is no table."""
    scores = {delimiter: _table_score(text, delimiter, least_rows) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else None


def _table_score(text: str, delimiter: str, least_rows: int) -> int:
    """Delimiters in the longest run of rows with the same number of fields."""
    if delimiter == "\t":
        text = GUARDED_TABS.sub("", text)
    lines = text.splitlines(keepends=True)[:SAMPLE_LINES]
    if _is_prose(lines, delimiter):
        return 0
    try:
        counts = [len(row) for row in _parse("".join(lines), delimiter) if any(field.strip() for field in row)]
    except csv.Error:
        return 0
    runs = [(fields, len(list(run))) for fields, run in groupby(counts)]
    return max((rows * (fields - 1) for fields, rows in runs if rows >= least_rows), default=0)


def _is_prose(lines: list[str], delimiter: str) -> bool:
    """In sentences a space follows the comma or semicolon; in tables hardly ever."""
    if delimiter not in ",;":
        return False
    text = "".join(lines)
    return text.count(f"{delimiter} ") * 2 > text.count(delimiter)


def _parse(text: str, delimiter: str, quoting: int = csv.QUOTE_MINIMAL) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]


def _rows(text: str, delimiter: str, blob: Blob) -> tuple[list[list[str]], tuple[Finding, ...]]:
    """All rows. A quote that is opened and never closed would swallow the rows behind it: then quotes mean nothing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        rows = list(_parse(text, delimiter))
        if text.count('"') % 2 == 0 or not any("\n" in field for row in rows for field in row):
            return rows, ()
    except csv.Error:
        pass
    try:
        return list(_parse(text, delimiter, csv.QUOTE_NONE)), (_unbalanced(),)
    except csv.Error as error:
        raise DamagedDocument(f"the table cannot be read ({error}): {_name(blob)}. Export it again.") from error


def _cells(rows: list[list[str]], blob: Blob) -> list[Cell]:
    cells = [
        make_cell(text, row, column, value=field)
        for row, fields in enumerate(rows)
        for column, field in enumerate(fields)
        if (text := _bare(field))
    ]
    if len(cells) > MAX_CELLS:
        raise TooLarge(f"more than {MAX_CELLS} filled cells: {_name(blob)}. Split the file.")
    return cells


def _bare(field: str) -> str:
    """The field without the guards that keep a spreadsheet from rounding it."""
    text = field.strip()
    guarded = FORMULA_GUARD.fullmatch(text)
    return guarded.group(1).strip() if guarded else text


def _unbalanced() -> Finding:
    return Finding(
        code="unbalanced-quotes",
        severity="warning",
        message="a quotation mark is opened and never closed; quotation marks were taken as plain characters",
    )


def _name(blob: Blob) -> str:
    return blob.member or blob.path
