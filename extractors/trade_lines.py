"""The table of orders, delivery notes and goods-in notes: ruled, in a spreadsheet, or in columns without rulings.

Columns are told by their headings. An amount may stand in boxes, one digit to a box. The row of sums ends the table.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

from sme_extract.documents.model import Word
from sme_extract.extractors import parse
from sme_extract.extractors.base import Candidate, ItemSlots, Slot
from sme_extract.extractors.find import Channel
from sme_extract.extractors.grid import Grid, GridCell, grids
from sme_extract.extractors.item_table import Column, Header, find_headers
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.ruled_find import box_columns, boxed
from sme_extract.extractors.scope import Row, Scope, Span
from sme_extract.schemas.geometry import BoundingBox

NUMBER = re.compile(r"[A-Z0-9][A-Z0-9._/-]{3,39}", re.IGNORECASE)
LEAST_HEADINGS = 4
SUM_ROW = re.compile(r"(金额|数量|本页|总)?(合计|总计)")
SUBTOTAL = re.compile(r"(本页)?小计")
END = re.compile(
    r"(金额|总|合计)?(金额)?\(?大写|(备注|说明|注)[:：]"
    r"|(制单|送货|收货|经手|审核|批准|验收|质检|库管|仓管)(人|员)?:"
)
BRACKET = re.compile(r"\(.*\)$|[:：]$")


def number(raw: str) -> str:
    """Number of a paper: letters, digits and marks, three digits at least."""
    text = squeeze(raw)
    if not NUMBER.fullmatch(text) or len(re.findall("[0-9]", text)) < 3:
        raise ValueError(f"not a number of a paper: {raw!r}")
    return text


def quantity(raw: str) -> Any:
    """A quantity, with its unit behind it at most."""
    # 1,200, 12.5 kg, 12.5千克
    match = re.fullmatch(r"([^a-zA-Z\u4e00-\u9fff]+?)\s*([a-zA-Z]{1,3}|[\u4e00-\u9fff]{1,2})?", raw.strip())
    return parse.quantity(match[1] if match else raw)


def price(raw: str) -> Any:
    """A price, ¥ and 元 aside."""
    return parse.quantity(squeeze(raw).lstrip("¥￥").removesuffix("元"))


COLUMNS: tuple[Column, ...] = (
    Column("line_no", ("序号", "行号", "项次"), parse.digits()),
    Column(
        "item_code", ("物料编码", "物料编号", "产品编码", "存货编码", "商品编码", "料号", "货号", "编码"), parse.text
    ),
    Column(
        "item_name",
        ("货物名称及规格", "品名及规格", "产品名称", "物料名称", "货物名称", "商品名称", "存货名称", "品名", "名称"),
        parse.text,
    ),
    Column("spec", ("规格型号", "型号规格", "规格", "型号"), parse.text),
    Column("unit", ("计量单位", "单位"), parse.text),
    Column("quantity_due", ("应收数量", "应发数量"), quantity, "number"),
    Column(
        "quantity", ("实收数量", "实发数量", "送货数量", "发货数量", "订购数量", "采购数量", "数量"), quantity, "number"
    ),
    Column("rejected", ("不合格数量", "不合格"), quantity, "number"),
    Column("accepted", ("合格数量", "合格"), quantity, "number"),
    Column("unit_price", ("含税单价", "未税单价", "不含税单价", "单价"), price, "number"),
    Column("amount", ("含税金额", "未税金额", "不含税金额", "金额"), parse.money, "number"),
    Column("tax_rate", ("税率",), parse.rate, "number"),
    Column("tax_amount", ("税额",), parse.money, "number"),
    Column("total", ("价税合计",), parse.money, "number"),
    Column("delivery_date", ("交货日期", "要求到货", "到货日期", "交期"), parse.date_value),
    Column("batch_no", ("批次号", "批次", "批号"), parse.text),
    Column("order_no", ("采购订单号", "订单编号", "订单号"), number),
    Column("remarks", ("备注",), parse.text),
)
BY_HEADING = {heading: column.name for column in COLUMNS for heading in column.headings}
FIGURES = frozenset({"quantity", "quantity_due", "amount", "total"})
HEADINGS = tuple(BY_HEADING)


@dataclass(slots=True)
class TradeTable:
    """What the table says: cells of each line and of the row of sums."""

    lines: list[dict[str, Span]] = field(default_factory=list[dict[str, Span]])
    sums: dict[str, Span] = field(default_factory=dict[str, Span])
    strays: list[str] = field(default_factory=list[str])
    """Lines with a name and no figure, unread boxes."""
    header_seen: bool = False

    def items(self) -> Iterator[ItemSlots]:
        """Lines with typed cells."""
        parsers = {column.name: column.parse for column in COLUMNS}
        for line in self.lines:
            yield {name: _slot(span, parsers[name]) for name, span in line.items()}


@dataclass(frozen=True)
class SumCell:
    """The row of sums under one of these columns, the first that the table has."""

    columns: tuple[str, ...]
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """One cell at most."""
        table = trade_table(scope)
        for name in self.columns:
            if any(name in line for line in table.lines):
                if name in table.sums:
                    yield table.sums[name]
                return


def trade_table(scope: Scope) -> TradeTable:
    """The table of the document; computed once for a scope."""
    return scope.memo(_trade_table)


def _trade_table(scope: Scope) -> TradeTable:
    table = TradeTable()
    columns: dict[str, int] = {}
    width = 0
    for grid in grids(scope):
        header = _header(grid)
        if header is not None:
            start, columns, boxes = header
            table.header_seen, width = True, grid.n_columns
            _ruled(grid, start, columns, boxes, table)
        elif columns and grid.n_columns == width and not table.sums:
            _ruled(grid, 0, columns, (), table)  # goes on on the next page
    if not table.header_seen:
        for found in find_headers(scope, COLUMNS, LEAST_HEADINGS):
            if {"item_name", "quantity"} <= found.boxes.keys():
                table.header_seen = True
                _open(scope, found, table)
    return table


def _header(grid: Grid) -> tuple[int, dict[str, int], tuple[int, ...]] | None:
    """First row of lines, column of each heading, and the columns of digit boxes."""
    for row, cells in enumerate(grid.rows()):
        columns: dict[str, int] = {}
        bottom = row
        for cell in cells:
            name = BY_HEADING.get(BRACKET.sub("", cell.text))
            if name is not None and cell.row == row:
                columns.setdefault(name, cell.column)
                bottom = max(bottom, cell.row + cell.row_span - 1)
        if len(columns) < LEAST_HEADINGS or not {"item_name", "quantity"} <= columns.keys():
            continue
        for units in (row, row + 1):
            for boxes in box_columns(grid, units) if units < grid.n_rows else ():
                return max(bottom, units) + 1, columns, boxes
        return bottom + 1, columns, ()
    return None


def _ruled(grid: Grid, start: int, columns: dict[str, int], boxes: tuple[int, ...], table: TradeTable) -> None:
    for row in range(start, grid.n_rows):
        cells = [cell for at in range(grid.n_columns) if (cell := grid.at(row, at)) is not None and cell.text]
        if not cells:
            continue
        line = {name: cell.span(f"column:{name}") for name, cell in _cells(grid, row, columns, boxes)}
        digits = boxed(grid, row, boxes) if boxes else None
        if digits is not None:
            line["amount"] = digits
        if SUM_ROW.match(cells[0].text):
            table.sums = {name: span for name, span in line.items() if name in FIGURES}
            return
        if END.match(cells[0].text):
            return
        if SUBTOTAL.match(cells[0].text):
            continue
        crossed = any(cell.column in boxes and cell.text not in "¥￥/" for cell in cells)
        if crossed and digits is None:
            table.strays.append(f"digits in boxes: {''.join(cell.text for cell in cells)}")
        _keep(line, table)


def _cells(grid: Grid, row: int, columns: dict[str, int], boxes: tuple[int, ...]) -> Iterator[tuple[str, GridCell]]:
    for name, at in columns.items():
        cell = grid.at(row, at)
        if cell is not None and cell.text and cell.row == row and at == cell.column and at not in boxes:
            yield name, cell


def _keep(line: dict[str, Span], table: TradeTable) -> None:
    """A line has a name and a figure; a name alone is told, and everything else is no line."""
    if line.keys() & FIGURES and "item_name" in line:
        table.lines.append(line)
    elif "item_name" in line or line.keys() & FIGURES:
        table.strays.append(" ".join(span.text for span in line.values()))


def _open(scope: Scope, header: Header, table: TradeTable) -> None:
    """Lines under headings without rulings."""
    inside = scope.within(header.page, BoundingBox(-inf, header.bottom, inf, inf))
    last = header.bottom
    for row in inside.rows:
        if row.bbox.top - last > 6 * row.bbox.height or (END.match(row.text) and not SUM_ROW.match(row.text)):
            return
        last = row.bbox.bottom
        line = _line(row, header)
        if SUM_ROW.match(row.text):
            table.sums = {name: span for name, span in line.items() if name in FIGURES}
            return
        if SUBTOTAL.match(row.text):
            continue
        if table.lines and set(line) <= {"item_name", "spec", "remarks"}:
            before = table.lines[-1]
            table.lines[-1] = before | {name: _joined(before.get(name), span) for name, span in line.items()}
        else:
            _keep(line, table)


def _line(row: Row, header: Header) -> dict[str, Span]:
    """The words of a row by the heading that each stands under."""
    cells: dict[str, list[Word]] = {}
    for word in row.words:
        name = max(header.boxes, key=lambda n: _nearness(word.bbox, header.boxes[n]))
        cells.setdefault(name, []).append(word)
    line: dict[str, Span] = {}
    for name, words in cells.items():
        first = row.index_of(words[0])
        stop = first + sum(len(squeeze(word.text)) for word in words)
        line[name] = row.span(first, min(stop, len(row.text)), f"column:{name}")
    return line


def _nearness(word: BoundingBox, heading: BoundingBox) -> tuple[float, float]:
    return min(word.overlap_x(heading), 0.0) if word.overlap_x(heading) < 0 else word.overlap_x(heading), -abs(
        word.center_x - heading.center_x
    )


def _joined(above: Span | None, below: Span) -> Span:
    if above is None or above.bbox is None or below.bbox is None:
        return below
    return replace(
        above,
        text=above.text + below.text,
        bbox=BoundingBox.around((above.bbox, below.bbox)),
        confidence=min(above.confidence, below.confidence),
    )


def _slot(span: Span, parser: Any) -> Slot[Any]:
    try:
        return Slot(Candidate(parser(span.text), span, "print"))
    except ValueError:
        return Slot(unreadable=span)


def sums_of(values: Sequence[Any]) -> Any:
    """Their sum; None when one is missing or there is none."""
    return None if not values or None in values else sum(values)
