"""Line items of a borderless or ruled table on a page: columns from the header row, cells by geometry and by sort.

Numbers are told from text; a rate (`13%`, `免税`) is the pivot between amount and tax. A row without amount, rate and
tax continues the line above, cell by cell; names that wrap are joined without a space.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from sme_extract.documents.model import Word
from sme_extract.extractors.base import Candidate, ItemSlots, Parser, Slot
from sme_extract.extractors.normalize import normalize, squeeze
from sme_extract.extractors.scope import Row, Scope, Span
from sme_extract.schemas.geometry import BoundingBox

NUMBER = re.compile(r"[-(]?[¥]?-?\d[\d,]*(\.\d+)?\)?")
"""1,234.50 or -11.5 or ¥286.23"""
MONEY = re.compile(r"-?¥?-?\d[\d,]*\.\d{2}")
"""286.23; the tail of a unit price that wrapped is none"""
SIGNED = re.compile(r"-?¥-?\d[\d,]*\.\d{2}")
"""¥286.23"""
RATE = re.compile(r"\d{1,2}(\.\d+)?%|免税|不征税|\*{2,4}|出口零税率|普通零税率")
"""13% or 免税"""
NEW_LINE = re.compile(r"\*[^*]+\*")
"""*塑料制品*尼龙切片 starts a line of its own."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: canonical name, printed headings (squeezed), parser. `sort` tells what its cells look like."""

    name: str
    headings: tuple[str, ...]
    parse: Parser[Any]
    sort: str = "text"
    """text, number, amount, rate or tax."""


@dataclass(frozen=True, slots=True)
class Header:
    """The heading row of one page."""

    page: int
    bottom: float
    boxes: dict[str, BoundingBox]
    index: int
    """Of its row in the scope's rows."""


@dataclass(slots=True)
class Draft:
    """One line in the making: words of each column, row by row."""

    cells: dict[str, list[tuple[int, Word]]] = field(default_factory=lambda: defaultdict(list))

    def has(self, *columns: str) -> bool:
        """Whether any of `columns` holds something."""
        return any(self.cells.get(column) for column in columns)

    def absorb(self, other: "Draft") -> None:
        """Append the other's cells to this line's."""
        for column, words in other.cells.items():
            self.cells[column].extend(words)


def find_headers(scope: Scope, columns: Sequence[Column], least: int = 4) -> Iterator[Header]:
    """The best heading row of each page, when at least `least` headings stand in it (or right beside it)."""
    any_heading = re.compile("|".join(re.escape(h) for c in columns for h in c.headings))
    for page in scope.pages:
        rows = [(i, r) for i, r in enumerate(scope.rows) if r.page == page.number and any_heading.search(r.text)]
        best: tuple[int, dict[str, BoundingBox]] = (-1, {})
        for i, row in rows:
            boxes = _headings(row, columns)
            if len(boxes) > len(best[1]):
                best = (i, boxes)
        index, boxes = best
        if index < 0:
            continue
        band = BoundingBox.around(boxes.values())
        for _, row in rows:  # a sloping photo may break the heading into two rows
            if abs(row.bbox.center_y - band.center_y) < 1.5 * band.height:
                for name, box in _headings(row, columns).items():
                    if name not in boxes and abs(box.center_y - band.center_y) < 1.2 * band.height:
                        boxes[name] = box
        if len(boxes) >= least:
            yield Header(page.number, max(box.bottom for box in boxes.values()), boxes, index)


def _headings(row: Row, columns: Sequence[Column]) -> dict[str, BoundingBox]:
    """Boxes of the headings found in one row, each text used once, longest first."""
    taken = [False] * len(row.text)
    boxes: dict[str, BoundingBox] = {}
    pairs = sorted(((h, c.name) for c in columns for h in c.headings), key=lambda p: -len(p[0]))
    for heading, name in pairs:
        start = row.text.find(heading)
        while start >= 0 and any(taken[start : start + len(heading)]):
            start = row.text.find(heading, start + 1)
        if start >= 0 and name not in boxes:
            taken[start : start + len(heading)] = [True] * len(heading)
            boxes[name] = row.box(start, start + len(heading))
    return boxes


def read_lines(
    scope: Scope, columns: Sequence[Column], stop: re.Pattern[str], sides: tuple[float, float] = (-inf, inf)
) -> list[ItemSlots]:
    """All lines of all pages. A page's table ends at the first row below the heading that matches `stop`.

    `sides` are the table's left and right edges: what is printed in the margins is no cell.
    """
    lines: list[ItemSlots] = []
    for header in find_headers(scope, columns):
        rows = table_rows(scope, header, stop, sides)
        lines += [_finish(draft, header.page, columns) for draft in _drafts(rows, header, columns)]
    return [line for line in lines if line]


def table_rows(scope: Scope, header: Header, stop: re.Pattern[str], sides: tuple[float, float]) -> list[Row]:
    """Rows between the heading and the row that ends the table."""
    inside = scope.within(header.page, BoundingBox(sides[0], header.bottom, sides[1], inf))
    rows: list[Row] = []
    for row in inside.rows:
        if stop.search(row.text) or _is_sum(row):
            break
        if row.bbox.height < 3 * row.bbox.width:  # an upended note crosses the table, but is no line of it
            rows.append(row)
    return rows


def _is_sum(row: Row) -> bool:
    """Whether a row without its label still is a sum: amounts with a currency sign and no rate."""
    texts = [squeeze(word.text) for word in row.words]
    return any(SIGNED.fullmatch(text) for text in texts) and not any(RATE.fullmatch(text) for text in texts)


def _drafts(rows: list[Row], header: Header, columns: Sequence[Column]) -> list[Draft]:
    if not rows:
        return []
    left = min(word.bbox.left for row in rows for word in row.words)
    figures = [c.name for c in columns if c.sort in ("amount", "rate", "tax")]
    drafts: list[Draft] = []
    for number, row in enumerate(rows):
        draft = Draft()
        for name, word in _assign(row, header, columns, left):
            draft.cells[name].append((number, word))
        starts = any(NEW_LINE.match(normalize(w.text)) for _, w in draft.cells.get("item_name", ()))
        pending = bool(drafts) and not drafts[-1].has(*figures)
        if draft.has(*figures):
            if pending and not starts:
                drafts[-1].absorb(draft)  # the name began above its figures
            else:
                drafts.append(draft)
        elif starts or not drafts:
            drafts.append(draft)
        else:
            drafts[-1].absorb(draft)
    return [draft for draft in drafts if draft.has(*figures)]


def _assign(row: Row, header: Header, columns: Sequence[Column], left: float) -> Iterator[tuple[str, Word]]:
    """Each word of a row with its column."""
    present = {c.name: c for c in columns if c.name in header.boxes}
    by_sort = {c.sort: c.name for c in present.values() if c.sort in ("amount", "rate", "tax")}
    words = list(row.words)
    texts = [squeeze(word.text) for word in words]
    done: dict[int, str] = {}
    _assign_figures(words, texts, header, by_sort, done)
    numbers: list[int] = []
    for i, word in enumerate(words):
        if i in done:
            continue
        if NUMBER.fullmatch(texts[i]):
            choice = [c.name for c in present.values() if c.name not in by_sort.values()]
        else:
            choice = [c.name for c in present.values() if c.sort == "text"]
        em = word.bbox.height
        if "line_no" in choice and word.bbox.overlap_x(header.boxes["line_no"]) > 0:
            done[i] = "line_no"
        elif "item_name" in choice and (
            word.bbox.left - left < em or NEW_LINE.match(texts[i]) or _goes_on(words, i, done, choice, header)
        ):
            done[i] = "item_name"
        elif choice:
            done[i] = min(choice, key=lambda name: _distance(word.bbox, header.boxes[name]))
            if present[done[i]].sort == "number":
                numbers.append(i)
    if len(numbers) == 2 and {done[i] for i in numbers} <= {"quantity", "unit_price"}:
        done[numbers[0]], done[numbers[1]] = sorted(
            ("quantity", "unit_price"), key=lambda name: header.boxes[name].left if name in header.boxes else inf
        )
    return ((done[i], words[i]) for i in sorted(done))


def _goes_on(words: list[Word], i: int, done: dict[int, str], choice: list[str], header: Header) -> bool:
    """Whether this word follows a name after one space, and stands under no other heading: 加弹机配件 摩｜擦盘."""
    if done.get(i - 1) != "item_name" or words[i].bbox.left - words[i - 1].bbox.right > 0.4 * words[i].bbox.height:
        return False
    return all(words[i].bbox.overlap_x(header.boxes[name]) <= 0 for name in choice if name != "item_name")


def _assign_figures(
    words: list[Word], texts: list[str], header: Header, by_sort: dict[str, str], done: dict[int, str]
) -> None:
    """Amount, rate and tax: the rate nearest its heading is the pivot, amount stands before it and tax behind."""

    def nearest(sort: str, candidates: list[int]) -> int | None:
        box = header.boxes[by_sort[sort]]
        return min(candidates, key=lambda i: abs(words[i].bbox.center_x - box.center_x), default=None)

    numbers = [i for i, text in enumerate(texts) if NUMBER.fullmatch(text)]
    rates = [i for i, text in enumerate(texts) if RATE.fullmatch(text)]
    if "rate" in by_sort:
        box = header.boxes[by_sort["rate"]]
        pivot = nearest("rate", [i for i in rates if _distance(words[i].bbox, box)[0] < 2 * words[i].bbox.height])
    else:  # its heading was not read; a percentage is a rate all the same
        pivot = next((i for i in rates if texts[i].endswith("%")), None)
    if pivot is not None:
        done[pivot] = by_sort.get("rate", "tax_rate")
    if "tax" in by_sort:
        behind = [
            i
            for i in range(len(words))
            if (i > pivot and i in numbers if pivot is not None else MONEY.fullmatch(texts[i])) or RATE.match(texts[i])
        ]
        limit = header.boxes[by_sort["tax"]].left - 4 * words[0].bbox.height
        tax = nearest("tax", [i for i in behind if words[i].bbox.right > limit and i not in done])
        if tax is not None:
            done[tax] = by_sort["tax"]
    if "amount" in by_sort:
        before = [
            i for i in numbers if i not in done and (i < pivot if pivot is not None else MONEY.fullmatch(texts[i]))
        ]
        amount = before[-1] if pivot is not None and before else nearest("amount", before)
        reach = header.boxes[by_sort["amount"]]
        if amount is not None and _distance(words[amount].bbox, reach)[0] < 6 * words[amount].bbox.height:
            done[amount] = by_sort["amount"]


def _distance(word: BoundingBox, heading: BoundingBox) -> tuple[float, float]:
    """Horizontal gap (0 when they overlap; more overlap is nearer), then distance of centres."""
    overlap = word.overlap_x(heading)
    return (max(0.0, -overlap), abs(word.center_x - heading.center_x))


def _finish(draft: Draft, page: int, columns: Sequence[Column]) -> ItemSlots:
    """Parsed cells of one line."""
    slots: ItemSlots = {}
    for column in columns:
        words = draft.cells.get(column.name)
        if words:
            slots[column.name] = cell(column, _join(page, words, column.name))
    return slots


def cell(column: Column, span: Span) -> Slot[Any]:
    """One parsed cell."""
    try:
        return Slot(chosen=Candidate(column.parse(span.text), span, "print"))
    except ValueError:
        return Slot(unreadable=span)


def _join(page: int, words: list[tuple[int, Word]], column: str) -> Span:
    """Words of a cell as one span; rows join without a space, words of one row with one at a visible gap."""
    text = ""
    previous: tuple[int, Word] | None = None
    for number, word in words:
        if previous is not None and previous[0] == number:
            gap = word.bbox.left - previous[1].bbox.right
            text += " " if gap > 0.15 * word.bbox.height and word.text[:1].isascii() else ""
        text += word.text
        previous = (number, word)
    return Span(
        text,
        words[0][1].source,
        f"column:{column}",
        page,
        BoundingBox.around(word.bbox for _, word in words),
        min(word.confidence for _, word in words),
    )
