"""Statements in the message formats of banks: which elements they are, and which of a file belong together.

Statements of one account follow from each other while the opening balance of the next is the closing balance of the
one before; they are one document then. What lies between others is not known, so they are documents of their own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sme_extract.documents.model import Document, Payload
from sme_extract.extractors import bank_camt, bank_mt940, bank_ofx
from sme_extract.extractors.bank_message import Message
from sme_extract.extractors.element import Element

ROOTS = r"BkToCstmr(Stmt|AcctRpt|DbtCdtNtfctn)(V[0-9]{2})?|MT940|OFX"
"""Elements at or right below the root of a file by which these formats are told."""
SENDER = "SONRS"
"""The sign-on of OFX, which names the bank for all statements of the file."""
STATEMENTS = (*bank_camt.STATEMENTS, *bank_mt940.STATEMENTS, *bank_ofx.STATEMENTS)
DEEPEST = 5


def messages(payloads: Iterable[Payload]) -> Iterator[Message]:
    """All statements, in the order of the files."""
    sender: Element | None = None
    for payload in payloads:
        for element in _found(Element.root(payload), DEEPEST):
            if element.node.name == SENDER:
                sender = element
            elif element.node.name in bank_ofx.STATEMENTS:
                yield bank_ofx.message(element, sender)
            elif element.node.name in bank_mt940.STATEMENTS:
                yield bank_mt940.message(element)
            else:
                yield bank_camt.message(element)


def _found(element: Element, depth: int) -> Iterator[Element]:
    """Statements and senders, none inside another."""
    if element.node.name in STATEMENTS or element.node.name == SENDER:
        yield element
    elif depth:
        for name in dict.fromkeys(child.name for child in element.node.children):
            for child in element.each(name):
                yield from _found(child, depth - 1)


def runs(document: Document) -> list[Document]:
    """A document for each run of statements of one account that follow from each other."""
    latest: dict[tuple[str, str | None], list[Message]] = {}
    found: list[list[Message]] = []
    for message in messages(document.payloads):
        key = message.account_no, message.currency
        if key in latest and _follows(latest[key][-1], message):
            latest[key].append(message)
        else:
            latest[key] = [message]
            found.append(latest[key])
    if len(found) < 2:
        return [document]
    elements = (element for payload in document.payloads for element in _found(Element.root(payload), DEEPEST))
    senders = [_narrowed(element) for element in elements if element.node.name == SENDER]
    return [replace(document, payloads=(*senders, *(_narrowed(one.element) for one in run))) for run in found]


def _follows(before: Message, message: Message) -> bool:
    closing, opening = before.closing, message.opening
    if closing is None or opening is None:
        return closing is None and opening is None
    return closing.amount is not None and closing.amount == opening.amount


def _narrowed(element: Element) -> Payload:
    return replace(element.payload, root=element.node, path=element.path)
