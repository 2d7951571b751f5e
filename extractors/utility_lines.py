"""Rows of a utility bill as items: parsed cells, and what a row is about."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sme_extract.extractors import parse
from sme_extract.extractors.base import Candidate, ItemSlots, Slot, Verdict
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Span
from sme_extract.extractors.utility_tables import Line, bare
from sme_extract.schemas.geometry import BoundingBox

NIL = Decimal(0)
CENT = Decimal("0.01")
REGISTERS = (
    ("reactive", r"无功"),
    ("reverse", r"反向|上网|发电"),
    ("demand", r"需量"),
    ("deep_valley", r"深谷"),
    ("sharp", r"尖"),
    ("peak", r"峰"),
    ("flat", r"平"),
    ("valley", r"谷"),
    ("total", r"总|有功"),
)
PERIODS = ("sharp", "peak", "flat", "valley", "deep_valley")
"""Times of day with prices of their own."""
# 尖, (2)峰, 平段电费, 代理购电-谷
PERIOD_CHARGE = re.compile(r"(.*[-_/·:(])?(尖峰?|高?峰|平|低?谷|深谷)(时?段|期)?(电[量费价]|电度电费)?\)?")
COMPONENTS = (
    ("income", r"光伏|余电|分布式"),
    ("late_fee", r"违约金|滞纳金"),
    ("line_loss", r"线损"),
    ("system_operation", r"系统运行|煤电容量|抽水蓄能|交叉补贴|损益|天然气发电|辅助服务"),
    ("capacity", r"容\(?需?\)?量|需量|基本电费|容量"),
    ("power_factor", r"力调|力率|功率因数|调整电费"),
    ("government_funds", r"基金|附加|农网|库区|移民|代征"),
    ("transmission", r"输配"),
    ("correction", r"退补"),
    ("energy", r"上网电|购电|交易|电度|目录|绿电|市场化|电费|尖|峰|平|谷"),
    ("sewage", r"污水"),
    ("water_resource", r"水资源"),
    ("garbage", r"垃圾"),
    ("water", r"水"),
    ("gas", r"气"),
    ("heat", r"热|采暖|供暖"),
)
"""What a charge is for. The parts of the price of electricity are those of 发改价格〔2023〕526号."""
# 其中:煤电容量电费, 4.1 抽水蓄能容量电费
PART = re.compile(r"其中|[-—－]|[0-9]+[.．][0-9]+(?![0-9.])\D")
ADDED = ("replaced_quantity", "corrected_quantity", "loss_quantity", "shared_quantity", "shifted_quantity")
TAKEN = ("free_quantity", "submeter_quantity")
ADJUSTMENTS = (*ADDED, *TAKEN)
NUMBER_UNIT = re.compile(r"\s*([千干]瓦时?|[千干]伏安|kWh|kVA|kW|度|吨|立方米?|m3|m³|元.*)$")
METER_ID = re.compile(r"(?=.*[0-9])[0-9A-Za-z-]{4,30}")


def register(text: str) -> str:
    """What a reading counts: a time of day, the total, reactive energy, energy fed into the grid."""
    name = bare(squeeze(text))
    found = next((register for register, regex in REGISTERS if re.search(regex, name)), None)
    if found is None:
        raise ValueError(f"not a register: {text!r}")
    return found


def period_of_charge(text: str) -> str:
    """The time of day that a charge is for; ValueError when it is for none or for all."""
    if not PERIOD_CHARGE.fullmatch(bare(squeeze(text))):
        raise ValueError(f"no time of day: {text!r}")
    return register(text)


def component(text: str) -> str:
    """What a charge is for."""
    name = squeeze(text)
    found = next((part for part, regex in COMPONENTS if re.search(regex, name)), None)
    if found is None:
        raise ValueError(f"unknown charge: {text!r}")
    return found


def meter_no(text: str) -> str:
    """Number of a meter, without spaces."""
    number = "".join(parse.text(text).split())
    if not METER_ID.fullmatch(number):
        raise ValueError(f"not a meter's number: {text!r}")
    return number


def number(text: str) -> Decimal:
    """A number with its unit, which is dropped."""
    return parse.quantity(NUMBER_UNIT.sub("", text.strip()))


def month(text: str) -> str:
    """A month of billing, as `2026-03`."""
    first, last = parse.period(text)
    if (first.year, first.month) != (last.year, last.month):
        raise ValueError(f"more than a month: {text!r}")
    return f"{first:%Y-%m}"


PARSERS: dict[str, Callable[[str], Any]] = {
    "meter_no": meter_no,
    "item_name": lambda text: bare(parse.text(text)),
    "category": parse.text,
    "amount": parse.money,
    "month": month,
}


def items_of(line: Line) -> Iterator[ItemSlots]:
    """A row as an item; one that has readings and an amount is a meter and a charge."""
    slots: ItemSlots = {n: _slot(PARSERS.get(n, number), span) for n, span in line.cells.items()}
    if line.section == "meter":
        if "quantity" not in slots and "metered_quantity" in slots and slots.keys().isdisjoint(ADJUSTMENTS):
            slots["quantity"] = _slot(number, line.cells["metered_quantity"])
        price: ItemSlots = {n: slots.pop(n) for n in ("unit_price", "amount") if n in slots}
        yield {"section": _says("meter", line), **_register(line), **slots}
        if "amount" in price:
            shared: ItemSlots = {n: slots[n] for n in ("item_name", "quantity") if n in slots}
            yield {"section": _says("charge", line), **shared, **price}
    elif line.section == "charge":
        if "item_name" not in slots and "category" in line.cells:
            slots["item_name"] = _slot(PARSERS["item_name"], line.cells["category"])
        yield {"section": _says("charge", line), **_component(line), **slots}
    elif line.section == "month":
        yield {"section": _says("month", line), **slots}


def _says(value: Any, line: Line) -> Slot[Any]:
    """What the row as such is, with its first cell as proof."""
    return Slot(Candidate(value, next(iter(line.cells.values())), "print"))


def _register(line: Line) -> ItemSlots:
    span = line.cells.get("item_name")
    return {"register": _slot(register, span)} if span is not None else {}


def _component(line: Line) -> ItemSlots:
    span = line.cells.get("item_name") or line.cells.get("category")
    if span is None:
        return {}
    found = {"component": _slot(component, span), "register": _slot(period_of_charge, span)}
    found["is_part"] = Slot(Candidate(PART.match(squeeze(span.text)) is not None, span, "print"))
    return {name: slot for name, slot in found.items() if slot.chosen is not None}


def _slot(parser: Callable[[str], Any], span: Span) -> Slot[Any]:
    try:
        return Slot(Candidate(parser(span.text), span, "print"))
    except ValueError:
        return Slot(unreadable=span)


def readings_agree(row: dict[str, Any]) -> Verdict:
    """(Current - previous reading) x multiplier is what was metered; a counter may run over."""
    before, now = row.get("previous_reading"), row.get("current_reading")
    metered = row.get("metered_quantity", row.get("quantity"))
    if row.get("section") != "meter" or before is None or now is None or metered is None:
        return None
    multiplier = row.get("multiplier", Decimal(1))
    turns = now - before if now >= before else now - before + 10 ** len(str(int(before)))
    return abs(turns * multiplier - metered) < _unit(metered) or f"({now} - {before}) x {multiplier} is not {metered}"


def billed_agrees(row: dict[str, Any]) -> Verdict:
    """What was metered and all that is added or taken off is what is billed."""
    billed, metered = row.get("quantity"), row.get("metered_quantity")
    if row.get("section") != "meter" or billed is None or metered is None or row.keys().isdisjoint(ADJUSTMENTS):
        return None
    added = sum((row.get(name, NIL) for name in ADDED), NIL)
    taken = sum((abs(row.get(name, NIL)) for name in TAKEN), NIL)
    return metered + added - taken == billed or f"{metered} + {added} - {taken} is not {billed}"


def charge_agrees(row: dict[str, Any]) -> Verdict:
    """Quantity x price is the amount, to a cent."""
    quantity, price, amount = (row.get(n) for n in ("quantity", "unit_price", "amount"))
    if row.get("section") != "charge" or quantity is None or price is None or amount is None:
        return None
    return abs(quantity * price - amount) <= CENT or f"{quantity} x {price} is not {amount}"


def _unit(value: Decimal) -> Decimal:
    """How far rounding may move a quantity: one in its last printed place; one of a whole number."""
    exponent = value.as_tuple().exponent
    if value == value.to_integral_value() or not isinstance(exponent, int):
        return Decimal(1)
    return Decimal(1).scaleb(exponent)


def summed(slots: Sequence[Slot[Any] | None]) -> list[Candidate[Decimal]]:
    """One cell as it is; several as their sum, with all as proof; nothing when one could not be read."""
    cells = [slot.chosen for slot in slots if slot is not None]
    found = [cell for cell in cells if cell is not None]
    if not found or len(found) < len(slots):
        return []
    if len(found) == 1:
        return [Candidate(found[0].value, found[0].span, "print")]
    spans = [cell.span for cell in found]
    boxes = [span.bbox for span in spans if span.bbox is not None and span.page == spans[0].page]
    whole = replace(
        spans[0],
        text=" + ".join(span.text for span in spans),
        finder="sum",
        bbox=BoundingBox.around(boxes) if boxes else None,
        confidence=min(span.confidence for span in spans),
    )
    return [Candidate(sum((cell.value for cell in found), NIL), whole, "lines")]
