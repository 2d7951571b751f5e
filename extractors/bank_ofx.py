"""Open Financial Exchange statements of accounts and credit cards. Amounts have a sign: below zero is money out.

The file states the balance at its end and none at its beginning. Some writers give amounts without a sign: where the
type of the transaction says otherwise than the sign, the direction is not told.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial

from sme_extract.extractors.bank_message import (
    Balance,
    Message,
    MessageEntry,
    iso_clock,
    iso_day,
    one_line,
    plain_amount,
)
from sme_extract.extractors.element import Element

STATEMENTS = ("STMTRS", "CCSTMTRS")
HEAD = {
    "account_no": ("BANKACCTFROM/ACCTID", "CCACCTFROM/ACCTID"),
    "currency": ("CURDEF",),
    "period_start": ("BANKTRANLIST/DTSTART",),
    "period_end": ("BANKTRANLIST/DTEND",),
}
SENDER = {"bank": ("FI/ORG",), "printed_on": ("DTSERVER",)}
"""Of the sign-on, which stands apart from the statements."""
WAYS = {"CREDIT": 1, "DEP": 1, "DIRECTDEP": 1, "DEBIT": -1, "CHECK": -1, "ATM": -1, "DIRECTDEBIT": -1, "SRVCHG": -1}
COLUMNS = {
    "date": "DTPOSTED", "time": "DTPOSTED", "direction": "TRNAMT", "amount": "TRNAMT", "currency": "CURDEF",
    "counterparty.name": "NAME", "counterparty.account": "BANKACCTTO", "remark": "MEMO", "type": "TRNTYPE",
    "serial_no": "FITID", "reference": "CHECKNUM", "value_date": "DTAVAIL",
}  # fmt: skip
SIGNED = re.compile(r"(?P<sign>[+-]?)(?P<number>[0-9]{1,18}([.,][0-9]{0,5})?|[.,][0-9]{1,5})")


def message(statement: Element, sender: Element | None = None) -> Message:
    """One statement; `sender` is the sign-on of the file."""
    head = {name: found.span() for name, paths in HEAD.items() if (found := statement.first(*paths)) is not None}
    if sender is not None:
        head |= {name: found.span() for name, paths in SENDER.items() if (found := sender.first(*paths)) is not None}
    amount = statement.first("LEDGERBAL/BALAMT")
    closing = None
    if amount is not None:
        value, currency = _signed(amount.text), statement.said("CURDEF") or None
        closing = Balance(value, currency, _day(statement.said("LEDGERBAL/DTASOF")), amount.span())
    return Message(
        element=statement,
        name=statement.said(*HEAD["account_no"]),
        head=head,
        entries=partial(_entries, statement),
        closing=closing,
        columns=COLUMNS,
        has_both=False,
    )


def _entries(statement: Element) -> Iterator[MessageEntry]:
    currency = statement.said("CURDEF") or None
    for entry in statement.each("BANKTRANLIST", "STMTTRN"):
        yield _entry(entry, currency)


def _entry(entry: Element, currency: str | None) -> MessageEntry:
    printed, posted = entry.said("TRNAMT"), entry.said("DTPOSTED")
    amount, kind = _signed(printed), entry.said("TRNTYPE")
    sign = 0 if amount is None else (amount > 0) - (amount < 0)
    if sign and WAYS.get(kind, sign) != sign:
        sign = 0
    texts: Mapping[str, str | None] = {
        "counterparty.name": one_line(entry.said("NAME", "PAYEE/NAME")),
        "counterparty.account": entry.said("BANKACCTTO/ACCTID", "CCACCTTO/ACCTID") or None,
        "remark": one_line(entry.said("MEMO")),
        "type": kind or None,
        "serial_no": entry.said("FITID") or None,
        "reference": entry.said("CHECKNUM", "REFNUM") or None,
    }
    days = {"date": _day(posted), "value_date": _day(entry.said("DTAVAIL"))}
    odd = [("date", posted)] * (days["date"] is None and bool(posted))
    return MessageEntry(
        locator=entry.path,
        amount=None if amount is None else abs(amount),
        sign=sign,
        currency=entry.said("CURRENCY/CURSYM") or currency,
        day=days["date"],
        clock=iso_clock(posted),
        value_day=days["value_date"],
        texts=texts,
        unreadable=(*odd, *([("amount", printed)] if amount is None and printed else [])),
    )


def _signed(text: str) -> Decimal | None:
    match = SIGNED.fullmatch(text)
    if match is None:
        return None
    number = plain_amount(match["number"] if match["number"][0].isdigit() else f"0{match['number']}", ",.")
    return -number if match["sign"] == "-" else number


def _day(text: str) -> date | None:
    try:
        return iso_day(text) if text else None
    except ValueError:
        return None
