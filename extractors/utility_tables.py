"""Tables of utility bills as rows of named cells, each a `Span`: meters, charges, and lists of months.

A table is told by its headers, ruled or not. A row of labels inside a table of charges, with values under it, is a row
of charges laid on its side.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sme_extract.documents.model import Word
from sme_extract.extractors.grid import Grid, GridCell, grids
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Row, Scope, Span
from sme_extract.schemas.geometry import BoundingBox

Section = Literal["meter", "charge", "month", "total"]

HEADERS: dict[Section, dict[str, str]] = {
    "meter": {
        "meter_no": r"(电能表|电表|水表|燃?气表|热量?表|计量表|表计)?(表|资产|出厂)?(编号|号)|表钢号",
        "item_name": r"(示数|读数|电量|计度器)(类型|名称)|类型|时段",
        "previous_reading": r"(上次|上期|上月|起始?)(表|抄表)?(示数|读数|行度|止码|止数|表底|码|度|数)",
        "current_reading": r"(本次|本期|本月|终止|截止|止)(表|抄表)?(示数|读数|行度|止码|止数|表底|码|度|数)",
        "multiplier": r"(综合|乘)?倍率|(修正|校正|温压)系数",
        "metered_quantity": r"抄见[电水气]量|抄见量|抄表[电水气]量",
        "replaced_quantity": r"换表[电水气]量",
        "corrected_quantity": r"(退补|加减|调整)[电水气]量",
        "loss_quantity": r"变?/?线?损(耗)?电量",
        "shared_quantity": r"公?分?摊电量|公摊电量",
        "free_quantity": r"免费[电水气]量",
        "submeter_quantity": r"分表电量|扣减电量",
        "shifted_quantity": r"尖峰调整电量",
        "quantity": r"(合计|计费|结算|总|本期|本月|实用|实际)?用?[电水气热]量|合计用量|用量|实用量|计费用量",
        "unit_price": r"(单|电|水|气)价",
        "amount": r"金额|(应收|应缴)?(电|水|气|燃气)费",
    },
    "charge": {
        "category": r"(电价|用电|用水|用气)?类别|用[电水气]性质",
        "item_name": r"(费用|收费|计费|电费|水费)?(项目|名称|明细|科目)(名称)?|电费类别|费用(类别|组成|构成)|阶梯|时段",
        "quantity": r"(计费|结算|用|合计)?[电水气热]量|计费数量|数量|用量|计费容量|计费基数|(计费|供热|采暖)?面积",
        "unit_price": r"(执行|计费)?([电水气热]价|单价|价格)(标准)?",
        "amount": r"(应收|应缴|费用|合计)?(金额|[电水热]费|燃?气费|费用)|小计",
    },
    "month": {
        "month": r"(电费|水费|燃气费|计费|账单|用电|抄表)?(年月|月份)|账期",
        "quantity": r"(合计|总|用|计费)?(用)?[电水气]量",
        "sharp": r"尖峰?(段)?(电量)?",
        "peak": r"高?峰(段)?(电量)?",
        "flat": r"平(段)?(电量)?",
        "valley": r"低?谷(段)?(电量)?",
        "amount": r"(应收|应缴|合计)?([电水]费|燃?气费|金额)(合计)?",
    },
}
"""Columns of each sort of table, by their headers without ordinal and unit."""
REQUIRED: dict[Section, tuple[set[str], ...]] = {
    "meter": ({"previous_reading", "current_reading"},),
    "month": ({"month", "amount"},),
    "charge": ({"item_name", "amount"}, {"category", "quantity", "unit_price", "amount"}),
}
"""A row of headers has all of one of these sets; tried in this order."""
# (5)调整电费, ①电费, 3.水费
ORDINAL = re.compile(r"^(\([0-9]+\)|[①-⑳]|[0-9]+[.、](?![0-9]))")
# 金额(元), 电量(千瓦时), 用水量/吨
UNIT = re.compile(
    r"(\((元.*|[千干](瓦|伏安|乏).*|kW[hH]?|kwh|kVA|kvar|立方米?|[mM]3|吨|方|度)\))+$|/(元|吨|立方米|千瓦时)$"
)
TOTAL = re.compile(r"(本期|本月|费用|电费|水费|气费|燃气费|应收|应缴)*(金额)?(合计|总计|总金额|共计)(金额|电费)?")
# 应缴金额, 本期余额, 合计金额(小写), 缴费期限:
FOOT = re.compile(r":$|^(本[期次])?[应实][缴收交](电费|水费|气费|燃气费|金额)|余额$|结余$|[大小]写\)$")
NUMBER = re.compile(r"[-−－+]?[¥]?[0-9][0-9,]*(\.[0-9]+)?%?")
LYING = re.compile(r"(费|基金|附加)$")
"""What a charge whose value stands under it ends in."""
FEE = re.compile(r"(污水|垃圾|水资源|排污|附加|代收).*费$|^违约金$")
NEVER_CHARGE = re.compile(r"单价|合计|应[缴收交]|实[缴收]|余额|上期|上次|本期|本次")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table."""

    section: Section
    cells: dict[str, Span]


@dataclass(frozen=True, slots=True)
class Header:
    """A row of headers: the columns that are known, and the fees that are columns of a table of meters."""

    section: Section
    columns: dict[str, int]
    page: int
    n_columns: int
    fees: tuple[GridCell, ...] = ()


def bare(text: str) -> str:
    """A header or label without ordinal, unit and colon."""
    return UNIT.sub("", ORDINAL.sub("", text.rstrip(":")))


def is_header(text: str) -> bool:
    """Whether a cell is the header of a column."""
    return any(re.fullmatch(regex, bare(text)) for columns in HEADERS.values() for regex in columns.values())


def utility_lines(scope: Scope) -> tuple[Line, ...]:
    """The rows of all tables, in reading order of the ruled ones, then the others; computed once for a scope."""
    return scope.memo(_lines)


def _lines(scope: Scope) -> tuple[Line, ...]:
    found: list[Line] = []
    read: list[tuple[int, BoundingBox]] = []
    before: Header | None = None
    for grid in grids(scope):
        goes_on = before is not None and grid.page > before.page and grid.n_columns == before.n_columns
        lines, before = _ruled(grid, before if goes_on else None)
        if lines:
            found += lines
            read.append((grid.page, grid.bbox))
    rest = [row for row in scope.rows if not any(p == row.page and box.contains_center(row.bbox) for p, box in read)]
    return tuple(_filled([*found, *_open(rest)]))


def _filled(lines: Iterable[Line]) -> Iterator[Line]:
    """A meter's number that stands in its first row goes for the rows below."""
    above: Span | None = None
    for line in lines:
        above = line.cells.get("meter_no", above) if line.section == "meter" else None
        yield line if above is None else Line(line.section, {"meter_no": above, **line.cells})


def columns_of(headers: Sequence[str]) -> tuple[Section, dict[str, int]] | None:
    """The sort of table that these headers make, and the place of each column."""
    names = [bare(header) for header in headers]
    for section, sets in REQUIRED.items():
        columns: dict[str, int] = {}
        for name, regex in HEADERS[section].items():
            at = next((i for i, text in enumerate(names) if text and re.fullmatch(regex, text)), None)
            if at is not None and at not in columns.values():
                columns[name] = at
        if any(wanted <= columns.keys() for wanted in sets):
            return section, columns
    return None


def _ruled(grid: Grid, header: Header | None) -> tuple[list[Line], Header | None]:
    """The lines of a table, and its header if it may go on on the next page; `header` is that of the page before."""
    lines: list[Line] = []
    labels: tuple[GridCell, ...] = ()
    for row in grid.rows():
        cells = tuple(cell for cell in row if cell.text)
        found = _header(grid, cells)
        if found is not None:
            header, labels = found, ()
        elif header is None or not row:
            continue
        elif labels:
            lines += _lying(grid, labels)
            labels = ()
        elif any(FOOT.search(cell.text) for cell in cells):  # labels and values under the table
            header = None
        elif header.section == "charge" and len(cells) > 1 and not any(NUMBER.fullmatch(cell.text) for cell in cells):
            labels = cells
        else:
            lines += _read(grid, header, max(cell.row for cell in row))
            header = None if lines and lines[-1].section == "total" else header
    return lines, header


def _header(grid: Grid, cells: tuple[GridCell, ...]) -> Header | None:
    found = columns_of([cell.text for cell in cells])
    if found is None:
        return None
    section, places = found
    columns = {name: cells[at].column for name, at in places.items()}
    fees = tuple(cell for cell in cells if cell.column not in columns.values() and FEE.search(bare(cell.text)))
    return Header(section, columns, grid.page, grid.n_columns, fees if section == "meter" else ())


def _read(grid: Grid, header: Header, row: int) -> Iterator[Line]:
    """A row of cells under their headers; a meter's row may hold several charges."""
    found = {name: cell for name, column in header.columns.items() if (cell := grid.at(row, column)) and cell.text}
    line = _line(header.section, {name: cell.span(f"column:{name}") for name, cell in found.items()}, grid.at(row, 0))
    if line is None:
        return
    yield line
    for fee in header.fees if line.section == "meter" else ():
        cell = grid.at(row, fee.column)
        if cell is not None and NUMBER.fullmatch(cell.text):
            yield Line("charge", {"item_name": fee.span("label"), "amount": cell.span(f"column:{bare(fee.text)}")})


def _lying(grid: Grid, labels: tuple[GridCell, ...]) -> Iterator[Line]:
    """Charges whose amounts stand under their labels."""
    for label in labels:
        name = bare(label.text)
        below = grid.at(label.row + label.row_span, label.column)
        if LYING.search(name) and not NEVER_CHARGE.search(name) and below is not None and NUMBER.fullmatch(below.text):
            yield Line("charge", {"item_name": label.span("label"), "amount": below.span(f"under:{name}")})


def _line(section: Section, cells: dict[str, Span], first: GridCell | None) -> Line | None:
    """A row that has a number at least; the sum at the foot of a table is a line of its own sort."""
    names = [squeeze(cells[n].text) for n in ("item_name", "category", "month") if n in cells]
    names += [first.text] if first is not None else []
    if any(TOTAL.fullmatch(bare(name)) for name in names):
        return Line("total", cells)
    if not any(n not in ("meter_no", "item_name", "category", "month") and _numeric(s) for n, s in cells.items()):
        return None
    return Line(section, cells)


def _numeric(span: Span) -> bool:
    return NUMBER.fullmatch(squeeze(span.text)) is not None


def _open(rows: Iterable[Row]) -> Iterator[Line]:
    """Lines of tables without rules: a word belongs to the column whose heading it stands under or nearest to."""
    section: Section | None = None
    columns: dict[str, int] = {}
    headings: tuple[Word, ...] = ()
    above: Row | None = None
    for row in rows:
        texts = [squeeze(word.text) for word in row.words]
        header = columns_of(texts)
        if header is not None:
            (section, columns), headings, above = header, row.words, row
            continue
        if section is None or above is None or _apart(above, row):
            section = None
            continue
        above = row
        if all(re.fullmatch(r"\(.*\)|元/?.*", text) for text in texts):  # the units under the headings
            continue
        if not any(NUMBER.fullmatch(text) for text in texts):
            section = None
            continue
        cells: dict[int, list[Word]] = {}
        for word in row.words:
            cells.setdefault(_nearest(word.bbox, headings), []).append(word)
        spans = {n: _joined(row, cells[i], f"column:{n}") for n, i in columns.items() if i in cells}
        line = _line(section, spans, None)
        if line is not None:
            yield line
            section = None if line.section == "total" else section


def _apart(above: Row, row: Row) -> bool:
    """Whether a row is too far below to belong to the same table."""
    return row.page != above.page or row.bbox.top - above.bbox.bottom > 2.5 * above.bbox.height


def _nearest(box: BoundingBox, headings: Sequence[Word]) -> int:
    def distance(index: int) -> tuple[float, float]:
        heading = headings[index].bbox
        return max(0.0, -box.overlap_x(heading)), abs(box.center_x - heading.center_x)

    return min(range(len(headings)), key=distance)


def _joined(row: Row, words: list[Word], finder: str) -> Span:
    start = row.index_of(words[0])
    end = row.index_of(words[-1]) + len(squeeze(words[-1].text))
    return row.span(start, end, finder)
