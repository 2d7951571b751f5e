"""What the invoice of a utility says beyond an invoice: which utility, whose account, for when, how much of it."""

import re
from collections.abc import Sequence
from typing import Any

from sme_extract.extractors.base import Candidate, Extractor, ItemSlots, Slot, values_of
from sme_extract.extractors.invoice_remarks import in_remarks
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.utility_lines import summed

SHORT_CLASSES = {
    "供电": "electricity",
    "供水": "water",
    "水冰雪": "water",
    "自来水": "water",
    "不征税自来水": "water",
    "燃气": "gas",
    "天然气": "gas",
    "供热": "heat",
    "热力": "heat",
}
"""Short names of classes of goods (简称), as they stand between asterisks."""
# *供电*电费
LINE = re.compile(rf"\*(?P<class>{'|'.join(SHORT_CLASSES)})\*(?P<goods>.*)")
NOT_SUPPLIED = re.compile(r"污水|水资源|垃圾|违约金|滞纳金")
"""Charges whose quantity is that of the water again."""
ACCOUNT = in_remarks(
    r"(?<![一-龥])(?:缴费|用电|用水|用气|结算)?(?:户号|用户编号|客户编号|用户号):?([0-9]{6,24})", "account"
)
PERIOD = in_remarks(
    r"(?:计费期间?|计费周期|账单周期|结算期间?|用[电水气]周期|所属期):?([0-9年月日./~至—-]{6,24})", "period"
)
MONTH = in_remarks(r"(?:[电水气]费年月|计费月份|账期|所属月份):?([0-9]{4}[年./-]?[0-9]{1,2}月?)", "month")
ADDRESS = in_remarks(r"(?:用[电水气热]地址|服务地址):?([^;,。|]{4,60})", "address")
NAMES = tuple(f"utility.{n}" for n in ("kind", "account_no", "bill_month", "period_start", "period_end", "address"))


def utility_of(item: ItemSlots) -> tuple[str, str] | None:
    """The utility and the goods of a line, or None."""
    match = LINE.match(squeeze(str(values_of(item).get("item_name", ""))))
    return (SHORT_CLASSES[match["class"]], match["goods"]) if match else None


def settle_utility(extractor: Extractor) -> None:
    """Fill `utility.*` from the lines; without a line of a utility the remarks say nothing about one."""
    lines = [(item, *found) for item in extractor.items if (found := utility_of(item)) is not None]
    kinds = {kind for _, kind, _ in lines}
    if len(kinds) != 1:
        for name in NAMES:
            extractor.slots[name] = Slot()
        return
    first = lines[0][0]["item_name"].chosen
    assert first is not None  # its value was matched
    extractor.slots["utility.kind"] = Slot(Candidate(kinds.pop(), first.span, "print"))
    supplied = [item for item, _, goods in lines if not NOT_SUPPLIED.search(goods)]
    units = {values_of(item).get("unit") for item in supplied}
    if len(units) == 1:
        _put(extractor, "utility.quantity", [item.get("quantity") for item in supplied])
    if len(supplied) == 1:
        _put(extractor, "utility.unit_price", [supplied[0].get("unit_price")])
    _put(extractor, "utility.amount", [item.get("amount") for item, _, _ in lines])


def _put(extractor: Extractor, name: str, cells: Sequence[Slot[Any] | None]) -> None:
    """A cell itself, so that the checks of its line go for the field too; or the sum of several if all were read."""
    read = [cell for cell in cells if cell is not None]
    if len(read) == len(cells) == 1:
        extractor.slots[name] = read[0]
    elif len(read) == len(cells):
        extractor.slots[name] = next((Slot(candidate) for candidate in summed(read)), Slot())
