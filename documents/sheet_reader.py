"""Workbooks (xlsx, xlsm, xls, xlsb, ods) through calamine: one page a sheet, on a nominal grid of cells."""

import io
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from sme_extract.documents.grid import LONG_SHEET, MAX_CELLS, make_cell, make_page
from sme_extract.documents.model import Cell, Document, Page
from sme_extract.documents.ole import is_workbook
from sme_extract.documents.reader import Blob, Limits, ReadOptions
from sme_extract.documents.sheet_extent import check_extent
from sme_extract.documents.zip_package import Budget, entry_names, is_zip, open_zip, stream_entry
from sme_extract.schemas.errors import DamagedDocument, EncryptedDocument, TooLarge
from sme_extract.schemas.geometry import cell_address
from sme_extract.schemas.result import Finding

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
XLS = "application/vnd.ms-excel"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
WORKBOOK_PARTS = {"xl/workbook.xml": XLSX, "xl/workbook.bin": XLSB}

EXACT_DIGITS = 15
"""A spreadsheet number keeps this many; what lies beyond is lost for good."""

NAMED_EXAMPLES = 5

CellValue = str | int | float | bool | date | datetime


class SheetReader:
    """Spreadsheet workbooks of every common format."""

    name = "sheet"
    version = "1.0"

    def sniff(self, blob: Blob) -> str | None:
        """Workbook parts inside a zip, or a workbook stream inside an OLE file."""
        if is_workbook(blob.data):
            return XLS
        names = entry_names(blob.data)
        if not names:
            return None
        for part, media_type in WORKBOOK_PARTS.items():
            if part in names:
                return media_type
        # the first entry of an OpenDocument file is its media type, stored plain
        return ODS if "mimetype" in names and ODS.encode() in blob.data[:200] else None

    def read(self, blob: Blob, media_type: str, options: ReadOptions) -> Document:
        """Every sheet, hidden ones too; `metadata["hidden_sheets"]` names those, a line each."""
        if is_zip(blob.data):
            _check_package(blob, options.limits)
        findings: list[Finding] = []
        with _named_errors(blob):
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(blob.data))
        _check_sheets(workbook, blob, options.limits)
        pages = tuple(_read_sheets(workbook, blob, findings))
        return Document(
            path=blob.path,
            sha256=blob.sha256,
            media_type=media_type,
            reader=f"{self.name} {self.version}",
            pages=pages,
            metadata=_metadata(workbook),
            findings=tuple(findings),
            member=blob.member,
        )


def _metadata(workbook: CalamineWorkbook) -> dict[str, str]:
    hidden = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible]
    return {"hidden_sheets": "\n".join(hidden)} if hidden else {}


@contextmanager
def _named_errors(blob: Blob) -> Generator[None, None, None]:
    """Calamine's errors, its panics too, as ours."""
    name = blob.member or blob.path
    try:
        yield
    except PasswordError as error:
        raise EncryptedDocument(f"the workbook is locked with a password: {name}. Save it without one.") from error
    except CalamineError as error:
        raise DamagedDocument(f"the workbook cannot be read ({error}): {name}. Save it again as xlsx.") from error
    except BaseException as error:
        # a panic of the Rust library derives from BaseException and has no importable name
        if type(error).__name__ != "PanicException":
            raise
        raise DamagedDocument(f"the workbook breaks its format: {name}. Save it again as xlsx.") from error


def _check_sheets(workbook: CalamineWorkbook, blob: Blob, limits: Limits) -> None:
    if len(workbook.sheet_names) > limits.max_pages:
        raise TooLarge(f"more than {limits.max_pages} sheets: {blob.member or blob.path}. Raise max_pages.")


def _check_package(blob: Blob, limits: Limits) -> None:
    """Unpack every part once, within limits, and see how far the cells reach, before calamine builds the grid."""
    name = blob.member or blob.path
    budget = Budget(limits, len(blob.data))
    with open_zip(blob.data, name, budget) as package:
        for entry in package.filelist:
            chunks = stream_entry(package, entry, f"{name}: {entry.filename}", budget)
            check_extent(entry.filename, chunks, f"{name}: {entry.filename}")


def _read_sheets(workbook: CalamineWorkbook, blob: Blob, findings: list[Finding]) -> Iterator[Page]:
    left = MAX_CELLS
    for index, name in enumerate(workbook.sheet_names):
        sheet = None
        try:
            with _named_errors(blob):
                sheet = workbook.get_sheet_by_index(index)
                cells = list(_cells(sheet, findings, left))
        except DamagedDocument as error:
            findings.append(Finding(code="sheet-unreadable", severity="error", message=f"{name}: {error}"))
            cells = []
        left -= len(cells)
        if left < 0:
            raise TooLarge(f"more than {MAX_CELLS} filled cells: {blob.member or blob.path}. Split the workbook.")
        is_long = sheet is not None and sheet.end is not None and sheet.end[0] >= LONG_SHEET
        yield make_page(cells, index + 1, name, partial(_texts, sheet) if is_long and sheet else None)


def _texts(sheet: CalamineSheet) -> Iterator[list[str]]:
    """All rows of a sheet; rows are made one by one, so that a long sheet stays small."""
    lead = [""] * (sheet.start[1] if sheet.start else 0)
    for values in sheet.iter_rows():
        yield lead + [_typed(raw)[0] for raw in values]


def _cells(sheet: CalamineSheet, findings: list[Finding], at_most: int) -> Iterator[Cell]:
    """Filled cells in reading order; stops one behind `at_most`."""
    if sheet.end is None:
        return
    spans = _spans(sheet, *sheet.end)
    imprecise: list[str] = []
    made = 0
    left_out = sheet.start[1] if sheet.start else 0  # iter_rows() begins at the first used column, but at row 1
    for row, values in enumerate(islice(sheet.iter_rows(), LONG_SHEET)):
        for column, raw in enumerate(values, left_out):
            text, value = _typed(raw)
            if not text:
                continue
            if _is_imprecise(value):
                imprecise.append(cell_address(row, column))
            rows, columns = spans.get((row, column), (1, 1))
            yield make_cell(text, row, column, value=value, rows=rows, columns=columns)
            made += 1
            if made > at_most:
                return
    if imprecise:
        findings.append(_precision_lost(sheet.name, imprecise))


def _spans(sheet: CalamineSheet, last_row: int, last_column: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Rows and columns that each merged cell covers, within the part in use."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        rows = min(bottom, max(last_row, top)) - top + 1
        columns = min(right, max(last_column, left)) - left + 1
        spans[top, left] = (max(rows, 1), max(columns, 1))
    return spans


def _typed(raw: Any) -> tuple[str, CellValue]:
    """Text as a reader of the sheet would see it unformatted, and the value."""
    if isinstance(raw, bool):
        return ("TRUE" if raw else "FALSE"), raw
    if isinstance(raw, (int, float)):
        return _number(raw)
    if isinstance(raw, datetime):
        return raw.isoformat(sep=" "), raw
    if isinstance(raw, (date, time)):
        text = raw.isoformat()
        return text, raw if isinstance(raw, date) else text
    if isinstance(raw, timedelta):
        return (text := _duration(raw)), text
    return str(raw).strip(), str(raw)


def _number(raw: float) -> tuple[str, int | float]:
    """Fifteen digits, as Excel shows: 0.1 + 0.2 is 0.3. Longer whole numbers keep the exponent that betrays them."""
    text = f"{raw:.{EXACT_DIGITS}g}"
    if _is_imprecise(raw) or "n" in text:  # inf, nan
        return text, float(raw)
    plain = f"{Decimal(text):f}"
    return plain, float(plain) if "." in plain else int(plain)


def _is_imprecise(value: CellValue) -> bool:
    return isinstance(value, (int, float)) and abs(value) >= 10**EXACT_DIGITS


def _duration(raw: timedelta) -> str:
    seconds = round(raw.total_seconds())
    sign = "-" if seconds < 0 else ""
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{sign}{hour}:{minute:02}:{second:02}"


def _precision_lost(sheet: str, addresses: list[str]) -> Finding:
    named = ", ".join(addresses[:NAMED_EXAMPLES])
    more = f" and {len(addresses) - NAMED_EXAMPLES} more" if len(addresses) > NAMED_EXAMPLES else ""
    return Finding(
        code="precision-lost",
        severity="warning",
        message=f"numbers of more than {EXACT_DIGITS} digits lost their last ones: sheet {sheet}, cells {named}{more}",
    )
