"""SWIFT MT940 statements and MT942 interim reports: balances in 60/62, an entry in 61, its words in 86.

`C` is money in and `D` money out; `RC` takes an earlier credit back (out) and `RD` an earlier debit (in); `EC` and
`ED` are only expected. Words are structured in several ways, none of which every bank keeps to.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial

from sme_extract.extractors.bank_message import Balance, Message, MessageEntry, one_line, plain_amount
from sme_extract.extractors.element import Element
from sme_extract.extractors.scope import Span

STATEMENTS = ("Message",)
SIGNS = {"C": 1, "D": -1, "RC": -1, "RD": 1, "EC": 1, "ED": -1}
BALANCE = re.compile(
    r"(?P<mark>[CD])(?P<day>[0-9]{6})(?P<currency>[A-Z]{3})(?P<amount>[0-9]{1,18}([,.][0-9]{0,5})?)\s*"
)
ENTRY = re.compile(
    r"(?P<day>[0-9]{6})(?P<booked>[0-9]{4})?\s?(?P<mark>R?[CD]|E[CD])(?P<funds>[A-Z])?\s?"
    r"(?P<amount>[0-9]{1,18}(?:[,.][0-9]{0,5}|(?=[A-Z])))(?![0-9,.])(?P<type>[A-Z][A-Z0-9]{3})?(?P<reference>.*)"
)
SUM = re.compile(r"(?P<n>[0-9]{1,5})(?P<currency>[A-Z]{3})(?P<amount>[0-9]{1,18}([,.][0-9]{0,5})?)\s*")
DATED = re.compile(r"[0-9]{6}")
# 159?00RETOURE?100399?20EREF+…, 000>10…: three digits, a mark of the bank's own, two digits
STRUCTURED = re.compile(r"(?P<code>[0-9]{3})(?P<mark>[?>@~|])(?=\n?[0-9]{2})")
SLASHED = {
    "counterparty.name": re.compile(r"/(?:NAME|BENM//NAME|ORDP//NAME)/(?P<value>[^/]+)"),
    "counterparty.account": re.compile(r"/(?:IBAN|ACCT)/(?P<value>[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30})"),
    "counterparty.bank": re.compile(r"/BIC/(?P<value>[A-Z0-9]{8,11})"),
    "purpose": re.compile(r"/REMI/(?:/?USTD//)?(?P<value>[^/]+)"),
}
"""Code words of unstructured text: /NAME/…/REMI/…"""
NONE = ("NONREF", "")
COLUMNS = {
    "date": ":61: entry date", "value_date": ":61: value date", "direction": ":61: mark", "amount": ":61: amount",
    "currency": ":60F:", "counterparty.name": ":86: ?32 ?33", "counterparty.account": ":86: ?31",
    "counterparty.bank": ":86: ?30", "summary": ":86: ?00", "purpose": ":86: ?20", "remark": ":61: line 2",
    "type": ":61: type", "status": ":61: mark", "serial_no": ":61: //", "reference": ":61: reference",
}  # fmt: skip


def message(found: Element) -> Message:
    """One message."""
    opening, closing = (_balance(found.first(f"{tag}F", f"{tag}M")) for tag in ("60", "62"))
    head = {"account_no": one.span()} if (one := found.first("25", "25P")) is not None else {}
    if (made := found.first("13D")) is not None and DATED.match(made.text):
        head["printed_on"] = made.span(f"20{made.text[:6]}")
    currency = next((b.currency for b in (opening, closing) if b is not None and b.currency), None)
    currency = currency or found.said("34F")[:3] or None
    return Message(
        element=found,
        name=found.said("28C", "28") or found.said("20"),
        head=head,
        entries=partial(_entries, found, currency),
        opening=opening,
        closing=closing,
        totals=dict(_totals(found)),
        columns=COLUMNS,
    )


def _balance(element: Element | None) -> Balance | None:
    if element is None:
        return None
    match = BALANCE.fullmatch(element.text)
    if match is None:
        return Balance(None, None, None, element.span())
    amount = plain_amount(match["amount"], ",.") * SIGNS[match["mark"]]
    return Balance(amount, match["currency"], _day(match["day"]), element.span())


def _totals(found: Element) -> Iterator[tuple[str, tuple[Decimal | int, Span]]]:
    for tag, way in (("90C", "in"), ("90D", "out")):
        element = found.first(tag)
        match = SUM.fullmatch(element.text) if element is not None else None
        if element is not None and match is not None:
            yield f"total_{way}", (plain_amount(match["amount"], ",."), element.span())
            yield f"n_{way}", (int(match["n"]), element.span())


def _entries(found: Element, currency: str | None) -> Iterator[MessageEntry]:
    """Each 61 with the 86 that follows it."""
    children = [Element(node, found.payload, "") for node in found.node.children]
    number = 0
    for at, child in enumerate(children):
        if child.node.name == "61":
            number += 1
            words = children[at + 1].text if children[at + 1 : at + 2] and children[at + 1].node.name == "86" else ""
            where = f"{found.path}/61[{number}] line {child.node.attributes['line']}"
            yield _entry(child.text, words, where, currency)


def _entry(text: str, words: str, where: str, currency: str | None) -> MessageEntry:
    first, _, rest = text.partition("\n")
    match = ENTRY.fullmatch(first)
    if match is None:
        return MessageEntry(where, None, 0, currency, unreadable=(("amount", first[:40]),))
    value_day = _day(match["day"])
    day = _booked(match["day"], match["booked"]) if match["booked"] else value_day
    odd = [(name, match[group]) for name, group, value in
           (("value_date", "day", value_day), ("date", "booked", day)) if value is None and match[group]]  # fmt: skip
    reference, _, serial = (match["reference"] or "").partition("//")
    mark = match["mark"]
    return MessageEntry(
        locator=where,
        amount=plain_amount(match["amount"], ",."),
        sign=SIGNS[mark],
        currency=currency,
        day=day,
        value_day=value_day,
        is_booked=not mark.startswith("E"),
        texts={
            "remark": one_line(rest),
            **_words(words),
            "type": match["type"],
            "status": {"R": "reversal", "E": "expected"}.get(mark[0]) if len(mark) == 2 else None,
            "reference": None if reference.strip() in NONE else reference.strip(),
            "serial_no": None if serial.strip() in NONE else serial.strip(),
        },
        unreadable=tuple(odd),
    )


def _words(text: str) -> dict[str, str | None]:
    """What 86 says: by numbered parts, by code words, or as it stands."""
    structured = STRUCTURED.match(text)
    if structured is None:
        slashed = {name: one_line(m["value"]) for name, regex in SLASHED.items() if (m := regex.search(_joined(text)))}
        return {"purpose": one_line(text), **slashed}
    pieces = re.split(rf"{re.escape(structured['mark'])}([0-9]{{2}})", _joined(text[3:]))[1:]
    parts: dict[str, str] = {}
    for number, piece in zip(pieces[::2], pieces[1::2], strict=True):
        parts[number] = parts.get(number, "") + piece
    purpose = [piece for number, piece in parts.items() if number[0] == "2" or number in ("60", "61", "62", "63")]
    return {
        "summary": one_line(parts.get("00", "")),
        "purpose": one_line("".join(purpose)),
        "counterparty.bank": one_line(parts.get("30", "")),
        "counterparty.account": one_line(parts.get("31", "")),
        "counterparty.name": one_line(parts.get("32", "") + parts.get("33", "")),
    }


def _joined(text: str) -> str:
    """Lines of a fixed length put together again."""
    return text.replace("\n", "")


def _day(text: str) -> date | None:
    """YYMMDD, a day of the century before where it would lie far ahead; None for one that no calendar has."""
    try:
        year = int(text[:2])
        return date(2000 + year if year < 80 else 1900 + year, int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None


def _booked(value: str, text: str) -> date | None:
    """MMDD of the year that brings it nearest to the value date."""
    near = _day(value) or _day(f"{value[:4]}01")
    if near is None:
        return None
    days: list[date] = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            days.append(date(year, int(text[:2]), int(text[2:])))
        except ValueError:
            continue
    return min(days, key=lambda day: abs((day - near).days), default=None)
