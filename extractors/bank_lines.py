"""Rows of account statements whatever carries them: sheets as a stream, ruled tables and printed columns as cells."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sme_extract.documents.model import Word
from sme_extract.extractors.bank_columns import Header, amount, day, header_of
from sme_extract.extractors.grid import grids
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.row_table import table_rows
from sme_extract.extractors.scope import Row, Scope
from sme_extract.schemas.geometry import BoundingBox

Rows = Iterator["Line"]
# 本页合计, 累计, 第1页
FOOT = re.compile(
    r"合计|小计|总计|累计|承前|过次|第[0-9]+页|页码|共[0-9]+页|余额|打印|说明|注:|重要提示|温馨提示|[0-9]+/[0-9]+"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the page and its 1-based number there, and the text of its cells."""

    page: int
    row: int
    cells: Sequence[str]
    confidence: float = 1.0
    """Of the least sure word; 1 where nothing was recognised from pixels."""


def lines(scope: Scope) -> Rows:
    """All rows of all tables; each call begins anew."""
    for page in scope.pages:
        for table in page.tables:
            for number, cells in enumerate(table_rows(table)):
                if any(cells):
                    yield Line(page.number, number + 1, cells)
    if not any(page.tables for page in scope.pages):
        yield from scope.memo(_printed)


def _printed(scope: Scope) -> tuple[Line, ...]:
    """Rows of ruled tables, and rows in columns where no ruled table has a header of a statement."""
    found: list[Line] = []
    read: list[tuple[int, BoundingBox]] = []
    started = False
    for grid in grids(scope):
        rows = [
            Line(
                grid.page,
                number + 1,
                [cell.printed if (cell := grid.at(number, column)) else "" for column in range(grid.n_columns)],
                min((word.confidence for cell in cells for word in cell.words), default=1.0),
            )
            for number, cells in enumerate(grid.rows())
        ]
        started = started or any(header_of(line.cells) for line in rows)
        if started:
            found += rows
            read.append((grid.page, grid.bbox))
    if started:
        return tuple(found)
    return tuple(_open(scope.rows))


def _open(rows: Iterable[Row]) -> Rows:
    """Rows under headings without rules. A row with a date and an amount is one; text above or below it that has
    neither belongs to the nearest."""
    header: Header | None = None
    headings: tuple[Word, ...] = ()
    group: list[Row] = []
    number, page = 0, 0
    for row in rows:
        texts = [squeeze(word.text) for word in row.words]
        found = header_of(texts)
        if found is not None or row.page != page:
            yield from _rows_of_group(header, headings, group, number)
            number = number + len(group) if row.page == page else 0
            group, page = [], row.page
        if found is not None:
            header, headings = found, row.words
            number += 1
            yield Line(row.page, number, texts)
        elif header is not None:
            group.append(row)
    yield from _rows_of_group(header, headings, group, number)


def _rows_of_group(header: Header | None, headings: tuple[Word, ...], rows: list[Row], number: int) -> Rows:
    """Rows between two headers, wrapped text put where it belongs."""
    if header is None:
        return
    placed = [_placed(row, headings) for row in rows]
    texts = [[" ".join(word.text for word in words) for words in cells] for cells in placed]
    anchors = [i for i, cells in enumerate(texts) if _is_anchor(header, cells)]
    owner: dict[int, list[int]] = {i: [i] for i in anchors}
    for i, cells in enumerate(texts):
        if i in owner or not anchors or FOOT.search("".join(cells).replace(" ", "")):
            continue
        near = min(anchors, key=partial(_distance, rows, i))
        step = 2.2 * rows[near].bbox.height * (1 + len([k for k in owner[near] if k != near]))
        wraps = all(not text or _wraps(header, at) for at, text in enumerate(cells))
        if wraps and abs(rows[near].bbox.center_y - rows[i].bbox.center_y) < step and rows[i].page == rows[near].page:
            owner[near].append(i)
    used = {i for group in owner.values() for i in group}
    for i, row in enumerate(rows):
        if i in owner:
            joined = ["".join(texts[k][at] for k in sorted(owner[i])) for at in range(len(headings))]
            sure = min(word.confidence for k in owner[i] for word in rows[k].words)
            yield Line(row.page, number + i + 1, joined, sure)
        elif i not in used:
            yield Line(row.page, number + i + 1, texts[i], min(word.confidence for word in row.words))


def _distance(rows: Sequence[Row], one: int, other: int) -> float:
    return abs(rows[one].bbox.center_y - rows[other].bbox.center_y)


def _wraps(header: Header, at: int) -> bool:
    """Whether a column holds text, which may take several lines."""
    return not any(header.places.get(name) == at for name in ("in", "out", "amount", "balance", "date"))


def _is_anchor(header: Header, cells: Sequence[str]) -> bool:
    return _reads(day, header.cell(cells, "date")) and any(
        _reads(amount, header.cell(cells, name)) for name in ("in", "out", "amount", "balance")
    )


def _reads(parser: object, text: str) -> bool:
    try:
        return bool(text) and callable(parser) and parser(text) is not None
    except ValueError:
        return False


def _placed(row: Row, headings: Sequence[Word]) -> list[list[Word]]:
    """Words by the heading that they stand under or nearest to."""
    cells: list[list[Word]] = [[] for _ in headings]
    for word in row.words:
        cells[_nearest(word.bbox, headings)].append(word)
    return cells


def _nearest(box: BoundingBox, headings: Sequence[Word]) -> int:
    def distance(index: int) -> tuple[float, float]:
        heading = headings[index].bbox
        return max(0.0, -box.overlap_x(heading)), abs(box.center_x - heading.center_x)

    return min(range(len(headings)), key=distance)
