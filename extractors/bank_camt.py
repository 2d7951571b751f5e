"""ISO 20022 statements (camt.053), reports (camt.052) and notifications (camt.054) of all versions.

`CdtDbtInd` says which way the account moved, also where `RvslInd` marks the entry as taking an earlier one back; the
parties are those of the earlier one then. Only booked entries are in the balances.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

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
from sme_extract.extractors.scope import Span

STATEMENTS = ("Stmt", "Rpt", "Ntfctn")
HEAD = {
    "account_no": ("Acct/Id/IBAN", "Acct/Id/BBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id", "Acct/Id/UPIC"),
    "account_name": ("Acct/Ownr/Nm", "Acct/Ownr/Pty/Nm", "Acct/Nm"),
    "bank": (
        "Acct/Svcr/FinInstnId/Nm", "Acct/Svcr/FinInstnId/NmAndAdr/Nm", "Acct/Svcr/FinInstnId/CmbndId/Nm",
        "Acct/Svcr/FinInstnId/BICFI", "Acct/Svcr/FinInstnId/BIC", "Acct/Svcr/FinInstnId/CmbndId/BIC",
    ),
    "currency": ("Acct/Ccy",),
    "period_start": ("FrToDt/FrDtTm", "FrToDt/FrDt"),
    "period_end": ("FrToDt/ToDtTm", "FrToDt/ToDt"),
    "printed_on": ("CreDtTm",),
}  # fmt: skip
"""Fields by their places, the best first."""
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)
"""Codes of booked balances; interim, available and forward ones say something else."""
TOTALS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "total_in": ("TxsSummry/TtlCdtNtries/Sum", plain_amount),
    "n_in": ("TxsSummry/TtlCdtNtries/NbOfNtries", int),
    "total_out": ("TxsSummry/TtlDbtNtries/Sum", plain_amount),
    "n_out": ("TxsSummry/TtlDbtNtries/NbOfNtries", int),
}
SIGNS = {"CRDT": 1, "DBIT": -1}
PARTIES = {1: "Dbtr", -1: "Cdtr"}
"""Who the other one is when money comes in, and when it goes out."""
NONE = ("NOTPROVIDED", "NONREF", "NOT PROVIDED", "NOTAVAILABLE")
COLUMNS = {
    "date": "Ntry/BookgDt", "value_date": "Ntry/ValDt", "direction": "Ntry/CdtDbtInd", "amount": "Ntry/Amt",
    "currency": "Ntry/Amt/@Ccy", "counterparty.name": "RltdPties/Dbtr|Cdtr/Nm",
    "counterparty.account": "RltdPties/DbtrAcct|CdtrAcct/Id", "counterparty.bank": "RltdAgts/DbtrAgt|CdtrAgt",
    "summary": "Ntry/AddtlNtryInf", "purpose": "RmtInf/Ustrd", "remark": "AddtlTxInf", "type": "Ntry/BkTxCd",
    "status": "Ntry/Sts", "serial_no": "AcctSvcrRef", "reference": "Refs/EndToEndId",
}  # fmt: skip


def message(statement: Element) -> Message:
    """One statement, report or notification."""
    head = {name: found.span() for name, paths in HEAD.items() if (found := statement.first(*paths)) is not None}
    balances = {_code(element): element for element in reversed([*statement.each("Bal")])}
    opening = next((balances[code] for code in OPENING if code in balances), None)
    closing = next((balances[code] for code in CLOSING if code in balances), None)
    return Message(
        element=statement,
        name=statement.said("ElctrncSeqNb", "Id"),
        head=head,
        entries=partial(_entries, statement),
        opening=_balance(opening),
        closing=_balance(closing),
        totals=dict(_totals(statement)),
        columns=COLUMNS,
    )


def _code(balance: Element) -> str:
    return balance.said("Tp/CdOrPrtry/Cd", "Tp/Cd")


def _balance(element: Element | None) -> Balance | None:
    amount = element.first("Amt") if element is not None else None
    if element is None or amount is None:
        return None
    sign = SIGNS.get(element.said("CdtDbtInd"))
    try:
        value = plain_amount(amount.text) * sign if sign else None
    except ValueError:
        value = None
    currency = amount.node.attributes.get("Ccy")
    day = _read(iso_day, element.said("Dt/Dt", "Dt/DtTm"))
    return Balance(value, currency, day, amount.span())


def _totals(statement: Element) -> Iterator[tuple[str, tuple[Any, Span]]]:
    for name, (path, parser) in TOTALS.items():
        found = statement.first(path)
        value = _read(parser, found.text) if found is not None else None
        if found is not None and value is not None:
            yield name, (value, found.span())


def _entries(statement: Element) -> Iterator[MessageEntry]:
    account = statement.said(*HEAD["account_no"])  # once: it looks through all entries
    for entry in statement.each("Ntry"):
        yield _entry(entry, account)


def _entry(entry: Element, own: str) -> MessageEntry:
    unreadable: list[tuple[str, str]] = []

    def cell(column: str, parser: Callable[[str], Any], text: str) -> Any:
        value = _read(parser, text)
        if value is None and text:
            unreadable.append((column, text))
        return value

    booked, valued = entry.said("BookgDt/Dt", "BookgDt/DtTm"), entry.said("ValDt/Dt", "ValDt/DtTm")
    sign = SIGNS.get(entry.said("CdtDbtInd"), 0)
    status = entry.said("Sts", "Sts/Cd", "Sts/Prtry") or None
    amount, details = entry.first("Amt"), [*entry.each("NtryDtls", "TxDtls"), *entry.each("TxDtls")]
    is_reversal = entry.said("RvslInd") in ("true", "1")
    value_day = cell("value_date", iso_day, valued)
    return MessageEntry(
        locator=f"{entry.path}",
        amount=cell("amount", plain_amount, amount.text if amount is not None else ""),
        sign=sign,
        currency=amount.node.attributes.get("Ccy") if amount is not None else None,
        day=cell("date", iso_day, booked) or (None if booked else value_day),
        clock=iso_clock(booked),
        value_day=value_day,
        is_booked=status in (None, "BOOK"),
        texts=_texts(entry, details, sign, own, is_reversal=is_reversal)
        | {"status": " ".join(filter(None, (status, "reversal" if is_reversal else None))) or None},
        unreadable=tuple(unreadable),
        n_details=_n_details(entry, len(details)),
    )


def _n_details(entry: Element, n_details: int) -> int:
    """Payments in an entry: those listed, or as many as the batch says."""
    said = _read(int, entry.said("NtryDtls/Btch/NbOfTxs"))
    return max(n_details, said or 1, 1)


def _texts(entry: Element, details: list[Element], sign: int, own: str, *, is_reversal: bool) -> dict[str, str | None]:
    """Who and what for; an entry that sums up several payments has no one counterparty."""
    one = details[0] if len(details) == 1 else None
    who = _counterparty(one, -sign if is_reversal else sign, own) if one is not None else {}
    remittance = [text.text for text in one.each("RmtInf", "Ustrd")] if one is not None else []
    structured = one.said("RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/CdtrRefInf/CdtrRef") if one is not None else ""
    reference = one.said("Refs/EndToEndId", "Refs/UETR") if one is not None else ""
    return {
        **who,
        "summary": one_line(entry.said("AddtlNtryInf")),
        "purpose": one_line(*remittance) or structured or None,
        "remark": one_line(one.said("AddtlTxInf")) if one is not None else None,
        "type": _type(entry),
        "serial_no": entry.said("AcctSvcrRef") or (one.said("Refs/AcctSvcrRef", "Refs/TxId") if one else "") or None,
        "reference": next((text for text in (reference, entry.said("NtryRef")) if text and text not in NONE), None),
    }


def _counterparty(one: Element, sign: int, own: str) -> dict[str, str | None]:
    """The other side: the debtor of money that comes in, unless that is the account itself."""
    role = PARTIES.get(sign)
    if role is None:
        return {}
    other = PARTIES[-sign]
    if own and _account(one, role) == own and _account(one, other) != own:
        role = other
    party, agent = f"RltdPties/{role}", f"RltdAgts/{role}Agt/FinInstnId"
    return {
        "counterparty.name": one_line(
            one.said(
                f"{party}/Nm", f"{party}/Pty/Nm", f"RltdPties/Ultmt{role}/Nm", f"RltdPties/Ultmt{role}/Pty/Nm",
                f"{party}/Agt/FinInstnId/Nm", f"{party}/Agt/FinInstnId/BICFI",
            )
        ),
        "counterparty.account": _account(one, role),
        "counterparty.bank": one.said(f"{agent}/Nm", f"{agent}/BICFI", f"{agent}/BIC", f"{agent}/CmbndId/BIC") or None,
    }  # fmt: skip


def _account(one: Element, role: str) -> str | None:
    place = f"RltdPties/{role}Acct/Id"
    return one.said(f"{place}/IBAN", f"{place}/BBAN", f"{place}/Othr/Id", f"{place}/PrtryAcct/Id") or None


def _type(entry: Element) -> str | None:
    domain = [entry.said(f"BkTxCd/{path}") for path in ("Domn/Cd", "Domn/Fmly/Cd", "Domn/Fmly/SubFmlyCd")]
    return "-".join(filter(None, domain)) or entry.said("BkTxCd/Prtry/Cd") or None


def _read(parser: Callable[[str], Any], text: str) -> Any:
    try:
        return parser(text) if text else None
    except ValueError:
        return None
