"""Line items of tax invoices: from XML, from OFD tags, from the page; the first list whose sums are the totals wins."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sme_extract.documents.model import Node, Payload
from sme_extract.extractors.base import ItemSlots, Slot, values_of
from sme_extract.extractors.find import node_span
from sme_extract.extractors.invoice_layout import ITEM_COLUMNS, ITEM_STOP
from sme_extract.extractors.item_table import Column, cell, read_lines
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.parse import text
from sme_extract.extractors.scope import Scope

LINE_ELEMENTS = ("IssuItemInformation", "GoodsInfo")
"""数电票 XML; older 电子发票 XML and OFD tags."""
ELEMENTS: dict[str, tuple[str, ...]] = {
    "item_name": ("ItemName", "Item"),
    "spec": ("SpecMod", "Specification"),
    "unit": ("MeaUnits", "MeasurementDimension"),
    "quantity": ("Quantity",),
    "unit_price": ("UnPrice", "Price"),
    "amount": ("Amount",),
    "tax_rate": ("TaxRate", "TaxScheme"),
    "tax_amount": ("ComTaxAm", "TaxAmount"),
    "tax_class_code": ("TaxClassificationCode", "Code"),
}
SEE_LIST = re.compile(r"详见.*清单|见清单")
"""(详见销货清单): the line stands for a list on another sheet."""


def structured_items(payload: Payload) -> list[ItemSlots]:
    """Lines of one payload."""
    columns = {column.name: column for column in ITEM_COLUMNS} | {"tax_class_code": Column("tax_class_code", (), text)}
    return [
        line
        for node in payload.root.find_all(*LINE_ELEMENTS)
        if (line := dict(_cells(payload, node, columns))) and "amount" in line
    ]


def _cells(payload: Payload, line: Node, columns: dict[str, Column]) -> Iterator[tuple[str, Slot[Any]]]:
    for name, elements in ELEMENTS.items():
        node = next((n for n in line.find_all(*elements) if n.text), None)
        if node is not None:
            yield name, cell(columns[name], node_span(payload, node))


def page_items(scope: Scope) -> list[ItemSlots]:
    """Lines printed on the pages. A separate list replaces the line that refers to it."""
    lines = read_lines(scope, ITEM_COLUMNS, ITEM_STOP)
    real = [line for line in lines if not refers_to_list(line)]
    return real or lines


def refers_to_list(line: ItemSlots) -> bool:
    """Whether the line only says that a list follows."""
    return bool(SEE_LIST.search(squeeze(str(values_of(line).get("item_name", "")))))


def best_items(scope: Scope, total: Decimal | None) -> list[ItemSlots]:
    """XML first, OFD tags next, the page last; a list that adds up to `total` beats one that does not."""
    first: list[ItemSlots] = []
    for lines in _lists(scope):
        if total is not None and amount_sum(lines) == total:
            return lines
        first = first or lines
    return first


def _lists(scope: Scope) -> Iterator[list[ItemSlots]]:
    """One list a carrier, the page's last because it costs most."""
    for payload in sorted(scope.payloads, key=lambda p: p.source != "xml"):
        yield structured_items(payload)
    yield page_items(scope)


def amount_sum(lines: Sequence[ItemSlots], column: str = "amount") -> Decimal | None:
    """Sum of a column; None when a line lacks it."""
    values = [values_of(line).get(column) for line in lines]
    if not values or any(value is None for value in values):
        return None
    return sum((Decimal(value) for value in values if value is not None), Decimal(0))
