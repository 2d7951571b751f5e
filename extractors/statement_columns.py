"""Columns of a statement: the headings of a row, which of them belong together, and which one an amount is under.

Where there are rulings a cell is under the heading whose width it shares. Where there are none, an amount that is not
right under a heading belongs to the last heading whose middle it reaches, as amounts are set to the right.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from sme_extract.extractors.grid import GridCell
from sme_extract.extractors.normalize import squeeze
from sme_extract.schemas.geometry import BoundingBox

CellRow = tuple[GridCell, ...]
NOT_AMOUNTS: Final = ("label", "number", "note")
_HEADINGS: Final = {
    "label": r"资产|项目|科目.{0,3}|会计科目|报表项目|负债[和及与、]?(所有者|股东)?权益(\(.{2,6}\))?",
    "number": r"行次|行号|序号",
    "note": r"附注(编号|号)?|注释号?",
    ".opening": r"年初(余额|数|金额)?|期初(余额|数|金额)?|上年年?期?末(余额|数)?",
    ".prior_ytd": r"(上年|去年)(同期)?累计(金额|数)?",
    ".prior": r"上期(金额|数|发生额)?|(上年|去年)(同期)?(金额|数|实际数)?",
    ".ytd": r"本年累计(金额|数|发生额)?|本期累计(金额|数)?|累计(金额|数)",
    "": r"[期年]末(余额|数|金额)?|本(期|月|季度?)(金额|数|发生额|实际数)?|本年(金额|数|实际数)?|金额|余额",
    "date": r"20\d{2}(年[度末]?|年(1?[-至])?\d{1,2}月(\d{1,2}日)?|[-/.]\d{1,2}[-/.]\d{1,2})?",
}
_UNIT = r"(\([百千万亿]{0,2}元\))?"
# 2025年12月31日期末余额
_DATED = r"(?:20\d\d[\d年月日/.-]*)?"
_WHOLE: Final = {
    role: re.compile(rf"{'' if role in NOT_AMOUNTS or role == 'date' else _DATED}({regex}){_UNIT}")
    for role, regex in _HEADINGS.items()
}
HEADING: Final = re.compile("|".join(f"({regex}){_UNIT}" for regex in _HEADINGS.values()))
_NUMBER: Final = re.compile(r"[-—–－−+(]*[¥]?[\d.,()\-]*\d[\d.,)]*[-]?")
_DASH: Final = re.compile(r"[-—–－−/*一]+")
# 12, but also the 3 of a note
ROW_NO: Final = re.compile(r"\d{1,3}")
LEAST_SHARED = 0.3
"""Of the narrower one of a cell and a heading, that they share where there are rulings."""
SAME_EDGE = 3.0
"""Points within which edges are the same."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: `label`, `number`, `note`, or the suffix of a column of amounts."""

    role: str
    cell: GridCell
    extent: BoundingBox | None = None
    """Of its column, where that is known to be wider."""

    @property
    def box(self) -> BoundingBox:
        """Where its column stands."""
        return self.extent or self.cell.bbox

    @property
    def is_amount(self) -> bool:
        """Whether amounts stand below."""
        return self.role not in NOT_AMOUNTS


@dataclass(frozen=True)
class Panel:
    """Headings of columns that belong together."""

    headings: tuple[Heading, ...]

    @cached_property
    def amounts(self) -> tuple[Heading, ...]:
        """Those over amounts."""
        return tuple(h for h in self.headings if h.is_amount)


@dataclass(frozen=True)
class Columns:
    """The panels under one row of headings."""

    panels: tuple[Panel, ...]
    ruled: bool
    set_left: bool = False
    """Whether amounts are set to the left of their columns; only for pages without rulings."""

    def over(self, cell: GridCell) -> tuple[Heading, int] | None:
        """The heading over a cell and the number of its panel; None for what is under none, such as a label."""
        numeric = like_amount(cell.text)
        if not numeric and not self.ruled:
            return None
        shares = [
            (cell.bbox.overlap_x(heading.box) / max(min(cell.bbox.width, heading.box.width), 0.01), heading, number)
            for number, panel in enumerate(self.panels)
            for heading in panel.headings
            if heading.role != "label"
        ]
        share, heading, number = max(shares, key=lambda found: found[0])
        if share <= (LEAST_SHARED if self.ruled else 0.0):
            return None if self.ruled else self._beside(cell)
        if self.ruled and not numeric and cell.bbox.left < heading.box.left - heading.box.width / 2:
            return None  # a label that runs on over the columns of amounts
        return heading, number

    def _beside(self, cell: GridCell) -> tuple[Heading, int] | None:
        if ROW_NO.fullmatch(cell.text):
            return None
        columns = [(h, number) for number, panel in enumerate(self.panels) for h in panel.headings if h.role != "label"]
        if self.set_left:
            return next((found for found in columns if found[0].box.center_x >= cell.bbox.left), None)
        return next((found for found in reversed(columns) if found[0].cell.bbox.center_x <= cell.bbox.right), None)

    def panel_of_label(self, cell: GridCell) -> int | None:
        """The panel that a text is a label in; None right of where labels stand."""
        number = sum(panel.amounts[-1].cell.bbox.center_x < cell.bbox.left for panel in self.panels)
        if number == len(self.panels) or cell.bbox.left >= self.panels[number].amounts[0].cell.bbox.center_x:
            return None
        return number

    def fitted(self, rows: Sequence[CellRow]) -> "Columns":
        """Without rulings a column is as wide as the amounts right under its heading."""
        if self.ruled:
            return self
        cells = [cell for row in rows for cell in row]
        amounts = [cell.bbox for cell in cells if is_amount(cell.text) and not ROW_NO.fullmatch(cell.text)]
        lefts, rights = (_n_edges(edges) for edges in ([b.left for b in amounts], [b.right for b in amounts]))
        placed = [(found[0], cell.bbox) for cell in cells if (found := self.over(cell)) is not None]

        def widened(heading: Heading) -> Heading:
            under = [box for over, box in placed if over is heading and box.overlap_x(heading.box) > 0]
            return replace(heading, extent=BoundingBox.around([heading.box, *under]))

        panels = tuple(
            Panel(tuple(h if h.role == "label" else widened(h) for h in panel.headings)) for panel in self.panels
        )
        return replace(self, panels=panels, set_left=lefts < rights)


def _n_edges(edges: list[float]) -> int:
    """How many different edges there are."""
    ordered = sorted(edges)
    return sum(1 for i, edge in enumerate(ordered) if i == 0 or edge - ordered[i - 1] > SAME_EDGE)


def headings_of(row: CellRow) -> list[Heading]:
    """The headings of a heading row; none of any other row."""
    found: list[Heading] = []
    for cell in row:
        role = role_of(cell.text)
        if role is not None:
            found.append(Heading(role, cell))
    if 2 * len(found) < len(row) or not found:
        return []
    dated = sum(h.role == "date" for h in found)
    if dated == 1 and not any(h.role == "label" for h in found):
        return []
    return _by_date(found) if dated else found


def _by_date(headings: list[Heading]) -> list[Heading]:
    """Dated columns: the latest is closing or current, the one before opening and prior, further ones by year."""
    days = sorted({_sortable(h.cell.text) for h in headings if h.role == "date"}, reverse=True)
    named = {day: (f".{day[0]}" if place > 1 else ("", ".before")[place]) for place, day in enumerate(days)}
    return [replace(h, role=named[_sortable(h.cell.text)]) if h.role == "date" else h for h in headings]


def _sortable(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def panels_of(headings: Iterable[Heading]) -> tuple[Panel, ...]:
    """A new panel begins where a label or a repeated heading follows amounts."""
    groups: list[list[Heading]] = [[]]
    for heading in headings:
        current = groups[-1]
        roles = {h.role for h in current}
        ended = any(h.is_amount for h in current) and heading.role in ("label", "number")
        if ended or (heading.is_amount and heading.role in roles):
            groups.append([])
        groups[-1].append(heading)
    return tuple(Panel(tuple(group)) for group in groups if any(h.is_amount for h in group))


def role_of(text: str) -> str | None:
    """What a heading with this text stands over; None for any other text."""
    return next((role for role, regex in _WHOLE.items() if regex.fullmatch(text)), None)


def is_amount(text: str) -> bool:
    """A number or a dash."""
    bare = squeeze(text)
    return _NUMBER.fullmatch(bare) is not None or _DASH.fullmatch(bare) is not None


def like_amount(text: str) -> bool:
    """An amount, or something that was meant as one."""
    return is_amount(text) or 2 * sum(char.isdigit() for char in text) >= len(text)
