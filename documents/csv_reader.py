"""Delimited text: bank and invoice exports in whatever encoding and delimiter, with a preamble before the header."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby, islice

from sme_extract.documents.charset import decode, peek
from sme_extract.documents.grid import LONG_SHEET, MAX_CELLS, make_cell, make_page
from sme_extract.documents.markup import looks_like_code
from sme_extract.documents.model import Cell, Document, RowsFunction
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.schemas.errors import DamagedDocument, TooLarge
from sme_extract.schemas.result import Finding

CSV = "text/csv"
DELIMITERS = "\t;|,"
"""In order of preference when two fit alike: a comma may be a decimal mark between semicolons."""

NAMES = (".csv", ".tsv")
SAMPLE_LINES = 300
SAMPLE_CHARACTERS = 1_000_000
Rows = Callable[[], Iterator[list[str]]]
GUARDED_TABS = re.compile(r"\t+(?=[,;|])|(?<=[,;|])\t+|\t+$", re.MULTILINE)
"""Tabs beside another delimiter keep Excel from reading a long number as one; they part nothing."""

GROUPED_AMOUNT = re.compile(r"(?<![\d,.\"'])\d{1,3}(?:,\d{3})+\.\d{2}(?![\d,\"'])")  # 10,150,809.03 between spaces

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
            pages=(make_page(_cells(islice(rows(), LONG_SHEET), blob), 1, stream=_stream(rows)),),
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
    lines = text[:SAMPLE_CHARACTERS].splitlines(keepends=True)[:SAMPLE_LINES]
    if _is_prose(lines, delimiter):
        return 0
    try:
        counts = [len(row) for row in _parse("".join(lines), delimiter) if any(field.strip() for field in row)]
    except csv.Error:
        return 0
    runs = [(fields, len(list(run))) for fields, run in groupby(counts)]
    return max((rows * (fields - 1) for fields, rows in runs if rows >= least_rows), default=0)


def _is_prose(lines: list[str], delimiter: str) -> bool:
    """In sentences a space follows the comma or semicolon, in tables hardly ever; in print-outs it parts thousands."""
    if delimiter not in ",;":
        return False
    text = "".join(lines)
    if delimiter == "," and 2 * sum(m.group().count(",") for m in GROUPED_AMOUNT.finditer(text)) > text.count(","):
        return True
    return text.count(f"{delimiter} ") * 2 > text.count(delimiter)


def _parse(text: str, delimiter: str, quoting: int = csv.QUOTE_MINIMAL) -> Iterator[list[str]]:
    return csv.reader(_lines(text), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends, one at a time: a copy of the text would take four bytes a character."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _rows(text: str, delimiter: str, blob: Blob) -> tuple[Rows, tuple[Finding, ...]]:
    """All rows, parsed when asked for. A quote never closed would swallow what follows: then quotes mean nothing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        broken = sum(1 for row in _parse(text, delimiter) if any("\n" in field for field in row))
        if text.count('"') % 2 == 0 or not broken:
            return partial(_parse, text, delimiter), ()
    except csv.Error:
        pass
    try:
        for _ in _parse(text, delimiter, csv.QUOTE_NONE):
            pass
        return partial(_parse, text, delimiter, csv.QUOTE_NONE), (_unbalanced(),)
    except csv.Error as error:
        raise DamagedDocument(f"the table cannot be read ({error}): {_name(blob)}. Export it again.") from error


def _stream(rows: Rows) -> RowsFunction | None:
    """All rows of a long table."""
    is_long = next(islice(rows(), LONG_SHEET, None), None) is not None
    return (lambda: ([_bare(field) for field in row] for row in rows())) if is_long else None


def _cells(rows: Iterable[list[str]], blob: Blob) -> list[Cell]:
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
    guarded = FORMULA_GUARD.fullmatch(text) if text.startswith("=") else None
    return guarded.group(1).strip() if guarded else text


def _unbalanced() -> Finding:
    return Finding(
        code="unbalanced-quotes",
        severity="warning",
        message="a quotation mark is opened and never closed; quotation marks were taken as plain characters",
    )


def _name(blob: Blob) -> str:
    return blob.member or blob.path
