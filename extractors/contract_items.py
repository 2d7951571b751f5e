"""The table of goods or works in a contract, and its row of totals."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sme_extract.extractors import parse
from sme_extract.extractors.base import Candidate, ItemSlots, NoValue, Slot
from sme_extract.extractors.contract_numbers import money
from sme_extract.extractors.contract_parties import filled
from sme_extract.extractors.find import Channel
from sme_extract.extractors.grid import Grid, GridCell, grids
from sme_extract.extractors.scope import Scope, Span

COLUMNS = {
    "row_no": r"序号|编号|项次",
    "item_name": r"(?:产品|货物|商品|标的物?|物料|材料|设备|加工|服务|项目|工程|租赁物)?(?:名称|品名|内容)"
    r"|标的物|货物|产品名称及型号|分部分项工程",
    "spec": r"(?:产品)?(?:规格|型号|牌号|规格型号|规格及型号|型号规格|规格[、/]型号|牌号商标|材质)",
    "unit": r"(?:计量|计价)?单位",
    "quantity": r"(?:采购|订货|供货|加工)?(?:数量|工程量|面积)(?:\([^)]*\))?",
    "unit_price": r"(?:含税|不含税|综合)?(?:单价|价格|加工费单价)(?:\([^)]*\))*",
    "tax_rate": r"(?:增值税)?税率(?:\(%\))?",
    "tax_amount": r"(?:增值)?税额(?:\([^)]*\))?",
    "amount": r"(?:含税|不含税)?(?:金额|总价|总金额|合价|小计|总额|价税合计|合计)(?:\([^)]*\))*",
    "delivery_date": r"交货(?:期|日期|时间)|交(?:期|付时间)",
    "remarks": r"备注|说明",
}
"""Columns by the whole text of their heads."""
TOTAL = re.compile(r"合计|总计|共计|总金额|小计")


def cell_money(raw: str) -> Decimal:
    """An amount of a cell; an empty or crossed one has none."""
    return money(filled(raw))


CELLS: dict[str, Callable[[str], Any]] = {
    "item_name": parse.text,
    "spec": parse.text,
    "unit": parse.text,
    "quantity": parse.quantity,
    "unit_price": parse.quantity,
    "tax_rate": parse.rate,
    "tax_amount": cell_money,
    "amount": cell_money,
    "delivery_date": parse.text,
    "remarks": parse.text,
}


@dataclass(frozen=True)
class ItemTable:
    """One table, with its columns."""

    grid: Grid
    first: int
    """First row below the heads."""
    columns: dict[str, int]

    def rows(self) -> Iterator[tuple[bool, dict[str, GridCell]]]:
        """Each row, and whether it is one of totals."""
        for row in range(self.first, self.grid.n_rows):
            cells = {name: cell for name, at in self.columns.items() if (cell := self.grid.at(row, at)) and cell.text}
            lead = [cell.text for column in range(3) if (cell := self.grid.at(row, column))]
            yield any(TOTAL.match(text) for text in lead), cells


def tables(scope: Scope) -> tuple[ItemTable, ...]:
    """The tables of items; one that goes on on the next page keeps its columns."""
    return scope.memo(_tables)


def _tables(scope: Scope) -> tuple[ItemTable, ...]:
    found: list[ItemTable] = []
    for grid in grids(scope):
        table = _headed(grid)
        if (
            table is None
            and found
            and grid.n_columns == found[-1].grid.n_columns
            and grid.page == found[-1].grid.page + 1
        ):
            table = ItemTable(grid, 0, found[-1].columns)
        if table is not None:
            found.append(table)
    return tuple(found)


def _headed(grid: Grid) -> ItemTable | None:
    for number, cells in enumerate(grid.rows()):
        columns: dict[str, int] = {}
        for cell in cells:
            for name, regex in COLUMNS.items():
                if re.fullmatch(regex, cell.text) and name not in columns:
                    columns[name] = cell.column
                    break
        if "item_name" in columns and columns.keys() & {"quantity", "amount"} and len(columns) >= 3:
            return ItemTable(grid, number + 1, columns)
    return None


def items(scope: Scope) -> Iterator[ItemSlots]:
    """The lines of all tables; rows of totals and rows that say nothing are left out."""
    for table in tables(scope):
        for is_total, cells in table.rows():
            if is_total:
                continue
            slots = {name: _slot(cell, CELLS[name]) for name, cell in cells.items() if name in CELLS}
            if "item_name" in slots and len([slot for slot in slots.values() if slot.chosen]) >= 2:
                yield slots


def _slot(cell: GridCell, parser: Callable[[str], Any]) -> Slot[Any]:
    """A cell as a value, or as what cannot be read."""
    span = cell.span("column")
    try:
        return Slot(Candidate(parser(span.text), span, "print"))
    except NoValue:
        return Slot()
    except ValueError:
        return Slot(unreadable=span)


@dataclass(frozen=True)
class TotalRow:
    """The amount in the row of totals, under its own column."""

    column: str = "amount"
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Of the last table first, whose total stands for all."""
        for table in reversed(tables(scope)):
            for is_total, cells in table.rows():
                cell = cells.get(self.column)
                if (
                    is_total
                    and cell is not None
                    and cell.column == table.columns[self.column]
                    and cell.column_span == 1
                ):
                    yield cell.span("total")
