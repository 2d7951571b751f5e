"""How far the cells of a sheet reach, told before calamine lays out every cell between the first and the last."""

import re
from collections.abc import Iterable, Iterator

from sme_extract.schemas.errors import TooLarge

MAX_AREA = 10_000_000
"""Rows times columns of one sheet."""

ATTRIBUTES = rb"""((?:[^>"']++|"[^"]*"|'[^']*')*+)>"""
XLSX_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])" + ATTRIBUTES)
XLSX_REFERENCE = re.compile(rb"""\sr=["']([A-Za-z]{0,3})(\d{1,7})["']""")  # <c r="AB12"> and <row r="12">
ODS_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])" + ATTRIBUTES)
ODS_REPEAT = re.compile(rb"""number-(?:rows|columns)-repeated=["'](\d{1,10})["']""")
ODS_VALUE = re.compile(rb"""value-type=["']""")
XLSB_ROW = 0
XLSB_CELLS = range(1, 12)

Reach = tuple[int, int]
"""Rows and columns in use, counted from A1."""


def check_extent(part: str, chunks: Iterator[bytes], name: str) -> None:
    """Read the part to its end; `TooLarge` when a sheet in it spans too many cells."""
    for rows, columns in _reaches(part, chunks):
        if rows * columns > MAX_AREA:
            raise TooLarge(f"the sheet spans more than {MAX_AREA} cells: {name}. Delete the stray cells far out.")


def _reaches(part: str, chunks: Iterator[bytes]) -> Iterable[Reach]:
    if part == "content.xml":
        return _ods_reach(chunks)
    if part.lower().endswith(".xml"):
        return _xlsx_reach(chunks)  # a workbook may keep its sheets under any name
    if part.startswith("xl/worksheets/") and part.endswith(".bin"):
        return [_xlsb_reach(b"".join(chunks))]
    for _ in chunks:
        pass
    return []


def _xlsx_reach(chunks: Iterator[bytes]) -> Iterator[Reach]:
    """Cells that hold something; without an address of its own a cell stands right of the one before."""
    row = column = last_row = last_column = 0
    for kind, attributes in _tags(XLSX_TAG, chunks):
        found = XLSX_REFERENCE.search(attributes)
        if kind == b"row":
            row, column = (int(found[2]) if found else row + 1), 0
            continue
        column = _column_number(found[1]) if found else column + 1
        if not attributes.endswith(b"/"):
            last_row = max(last_row, row, int(found[2]) if found else 0)
            last_column = max(last_column, column)
    yield last_row, last_column


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _ods_reach(chunks: Iterator[bytes]) -> Iterator[Reach]:
    """Rows and cells that repeat count as often; the empty ones behind the last filled do not."""
    row = column = repeat = widest = 0
    for kind, attributes in _tags(ODS_TAG, chunks):
        times = int(found.group(1)) if (found := ODS_REPEAT.search(attributes)) else 1
        if kind == b"table":
            row = widest = repeat = 0
        elif kind == b"table-row":
            row, column, repeat = row + repeat, 0, times
        else:
            column += times
            if ODS_VALUE.search(attributes):
                widest = max(widest, column)
                yield row + repeat, widest


def _tags(pattern: re.Pattern[bytes], chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    tail = b""
    for chunk in chunks:
        text = tail + chunk
        cut = text.rfind(b"<")
        yield from pattern.findall(text[:cut] if cut > 0 else b"")
        tail = text[max(cut, 0) :]
    yield from pattern.findall(tail)


def _xlsb_reach(data: bytes) -> Reach:
    """Records of [MS-XLSB] 2.1.4: number and size, seven bits a byte, then the body; cells begin with their column."""
    at = last_row = last_column = 0
    while at < len(data):
        kind, at = _packed_number(data, at, 2)
        size, at = _packed_number(data, at, 4)
        if kind == XLSB_ROW or kind in XLSB_CELLS:
            index = int.from_bytes(data[at : at + 4], "little") + 1
            if kind == XLSB_ROW:
                last_row = max(last_row, index)
            else:
                last_column = max(last_column, index)
        at += size
    return last_row, last_column


def _packed_number(data: bytes, at: int, longest: int) -> tuple[int, int]:
    number = 0
    for shift, byte in enumerate(data[at : at + longest]):
        at += 1
        number |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            break
    return number, at
