"""Finder for one part of a tax invoice's QR code: a statement of its own, independent of the print."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from sme_extract.extractors.find import Channel
from sme_extract.extractors.invoice_qr import InvoiceQr, parse_invoice_qr
from sme_extract.extractors.scope import Scope, Span

read_code = lru_cache(maxsize=64)(parse_invoice_qr)
"""Every field asks for the same few codes."""


@dataclass(frozen=True)
class QrPart:
    """One part, as text, of each invoice code on the pages."""

    read: Callable[[InvoiceQr], str | None]
    name: str
    channel: Channel = "qr"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """The part, code by code."""
        for page, code in scope.codes:
            invoice = read_code(code.payload)
            value = self.read(invoice) if invoice is not None else None
            if value:
                yield Span(value, "qr", f"qr:{self.name}", page, code.bbox, locator=code.payload)


def qr_number() -> QrPart:
    """The invoice number."""
    return QrPart(lambda code: code.number, "number")


def qr_code() -> QrPart:
    """The invoice code of older forms."""
    return QrPart(lambda code: code.code, "code")


def qr_date() -> QrPart:
    """The date of issue, ISO."""
    return QrPart(lambda code: code.issue_date.isoformat(), "date")


def qr_check_code() -> QrPart:
    """The check code of older ordinary forms."""
    return QrPart(lambda code: code.check_code, "check-code")


def qr_variant() -> QrPart:
    """The fine type."""
    return QrPart(lambda code: code.variant, "variant")


def qr_net() -> QrPart:
    """The amount without tax: what older forms carry."""
    return QrPart(lambda code: _amount(code, with_tax=False), "net")


def qr_gross() -> QrPart:
    """The amount with tax: what digital invoices carry."""
    return QrPart(lambda code: _amount(code, with_tax=True), "gross")


def _amount(code: InvoiceQr, *, with_tax: bool) -> str | None:
    return str(code.amount) if code.amount is not None and code.amount_includes_tax is with_tax else None
