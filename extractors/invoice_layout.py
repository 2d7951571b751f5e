"""Where the parts of a Chinese tax invoice stand: item table, totals, the two parties, remarks.

Digital invoices print both parties side by side above the table; older forms print the buyer above the table, with the
password area on its right, and the seller below the totals, with the remarks on its right.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from math import inf
from typing import Final

from sme_extract.extractors.find import label_positions
from sme_extract.extractors.item_table import Column, find_headers
from sme_extract.extractors.parse import money, quantity, text
from sme_extract.extractors.scope import Row, Scope
from sme_extract.extractors.vat_rate import rate_or_none, tax_or_none
from sme_extract.schemas.geometry import BoundingBox


def price(text: str) -> Decimal:
    """A unit price: up to 13 decimals, with or without a currency sign."""
    try:
        return quantity(text)
    except ValueError:
        return money(text)


ITEM_COLUMNS: Final = (
    Column(
        "item_name",
        ("项目名称", "货物或应税劳务、服务名称", "货物或应税劳务名称", "货物(劳务)名称", "服务名称", "项目"),
        text,
    ),
    Column("spec", ("规格型号",), text),
    Column("unit", ("单位",), text),
    Column("quantity", ("数量",), quantity, "number"),
    Column("unit_price", ("单价",), price, "number"),
    Column("amount", ("金额",), money, "amount"),
    Column("tax_rate", ("税率/征收率", "税率"), rate_or_none, "rate"),
    Column("tax_amount", ("税额",), tax_or_none, "tax"),
    Column("line_no", ("序号",), text),
    Column("plate_no", ("车牌号",), text),
    Column("vehicle_class", ("类型",), text),
    Column("passage_start", ("通行日期起",), text),
    Column("passage_end", ("通行日期止",), text),
)
ITEM_STOP: Final = re.compile(r"^合计|^小计|^总计|价税合计|^备注|运输工具种类|产权证书|^车牌号|建筑服务发生地|^出行人")
"""合计 ¥286.23 ¥8.59, or the heading of the second table that a special business has"""


PARTY_LABELS: Final = ("名称", "识别号", "地址、电话", "地址电话", "开户行及账号", "开户行及帐号", "电子支付标识")
NAME_LABELS: Final = ("名称", "识别号")
TOTAL_LABELS: Final = ("价税合计", "(大写)", "(小写)")
FOOT_LABELS: Final = ("开票人", "收款人", "复核")


@dataclass(frozen=True, slots=True)
class InvoiceLayout:
    """Regions as page number and box; None where a part is not there."""

    buyer: tuple[int, BoundingBox] | None = None
    seller: tuple[int, BoundingBox] | None = None
    remarks: tuple[int, BoundingBox] | None = None
    totals: tuple[int, BoundingBox] | None = None
    """Between the item heading and 价税合计: items and the 合计 row."""
    sides: tuple[float, float] = (-inf, inf)
    """Left and right edge of the form: beyond stand the printer's notes and the names of the copies."""
    headings: dict[str, BoundingBox] | None = None
    """Boxes of the item headings on the page of the totals."""


def invoice_layout(scope: Scope) -> InvoiceLayout:
    """The layout of the first invoice form in `scope`."""
    headers = list(find_headers(scope, ITEM_COLUMNS, least=3))
    if not headers:
        return InvoiceLayout()
    first = headers[0]
    total = _first_row(scope, TOTAL_LABELS[:1], after=first.index) or _first_row(scope, TOTAL_LABELS, after=first.index)
    table = next((h for h in reversed(headers) if total and h.page == total.page), first)
    heading = BoundingBox.around(first.boxes.values())
    above = scope.within(first.page, BoundingBox(-inf, -inf, inf, heading.top))
    buyer, seller = _parties_above(above, first.page, heading.top)
    remarks = None
    if total is not None:
        below = scope.within(total.page, BoundingBox(-inf, total.bbox.bottom, inf, inf))
        foot = _foot_top(below)
        caption = _caption_left(below, "备注", foot)
        if seller is None:
            seller = (total.page, BoundingBox(-inf, total.bbox.center_y, caption or inf, foot))
        if caption is not None:
            remarks = (total.page, BoundingBox(caption, total.bbox.bottom, inf, foot))
    totals_bottom = total.bbox.top if total is not None else inf
    last = BoundingBox.around(table.boxes.values())
    return InvoiceLayout(
        buyer,
        seller,
        remarks,
        (table.page, BoundingBox(-inf, last.bottom, inf, totals_bottom)),
        _sides(above, heading),
        table.boxes,
    )


def _sides(above: Scope, heading: BoundingBox) -> tuple[float, float]:
    """The captions of the party block stand at the left edge; the last heading is centred over the last column."""
    labels = [row.box(start, end) for row, start, end in label_positions(above, PARTY_LABELS)]
    if not labels:
        return -inf, inf
    first = min(labels, key=lambda box: box.left)
    return min(first.left - 4 * first.height, heading.left - heading.height), heading.right + 4 * heading.height


def _first_row(scope: Scope, labels: tuple[str, ...], after: int) -> Row | None:
    """The first row behind index `after` in which one of `labels` stands."""
    later = {id(row) for row in scope.rows[after + 1 :]}
    found = [row for row, _, _ in label_positions(scope, labels) if id(row) in later]
    return min(found, key=lambda row: (row.page, row.bbox.center_y), default=None)


def _parties_above(
    above: Scope, page: int, bottom: float
) -> tuple[tuple[int, BoundingBox] | None, tuple[int, BoundingBox] | None]:
    """Buyer and, when both stand side by side, seller."""
    places = [row.box(start, end) for row, start, end in label_positions(above, PARTY_LABELS)]
    if not places:
        return None, None
    names = [row.box(start, end) for row, start, end in label_positions(above, NAME_LABELS)]
    width = above.pages[0].width
    top = min(box.top - box.height for box in places)
    left = min(box.left for box in places)
    right = [box for box in names if box.left - left > 0.3 * width]
    if right:
        split = min(box.left for box in right) - 0.5 * right[0].height
        return (page, BoundingBox(-inf, top, split, bottom)), (page, BoundingBox(split, top, inf, bottom))
    cipher = _caption_left(above, "密码区", bottom)
    return (page, BoundingBox(-inf, top, cipher or inf, bottom)), None


def _caption_left(scope: Scope, caption: str, bottom: float) -> float | None:
    """Left edge of a vertical caption, from its characters that stand alone one above the other."""
    edges: dict[str, list[BoundingBox]] = {}
    for row in scope.rows:
        for word in row.words:
            if word.text in caption and word.bbox.top < bottom:
                edges.setdefault(word.text, []).append(word.bbox)
            elif word.text.replace(" ", "") == caption and word.bbox.top < bottom:
                return word.bbox.left
    stacked = [box for boxes in edges.values() for box in boxes]
    if len(edges) < 2 or max(b.left for b in stacked) - min(b.left for b in stacked) > 2 * stacked[0].width:
        return None
    return min(box.left for box in stacked)


def _foot_top(below: Scope) -> float:
    """Top of the lowest row with 收款人, 复核, 开票人 (remarks may hold them too); else the bottom of the page."""
    return max((row.bbox.top for row, _, _ in label_positions(below, FOOT_LABELS)), default=inf)


def buyer_block(scope: Scope) -> tuple[int, BoundingBox] | None:
    """Region of the buyer."""
    return scope.memo(invoice_layout).buyer


def seller_block(scope: Scope) -> tuple[int, BoundingBox] | None:
    """Region of the seller."""
    return scope.memo(invoice_layout).seller


def remarks_block(scope: Scope) -> tuple[int, BoundingBox] | None:
    """Region of the remarks."""
    return scope.memo(invoice_layout).remarks


def top_block(scope: Scope) -> tuple[int, BoundingBox] | None:
    """Region above the parties: title, special label, code, number, date."""
    buyer = scope.memo(invoice_layout).buyer
    return (buyer[0], BoundingBox(-inf, -inf, inf, buyer[1].top)) if buyer is not None else None
