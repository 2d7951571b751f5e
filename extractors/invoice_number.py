"""Code and number of paper invoices: printed without a label left and right of the title, and often a second time."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from sme_extract.extractors.find import Channel, after, pattern
from sme_extract.extractors.invoice_layout import buyer_block
from sme_extract.extractors.invoice_qr import parse_invoice_qr
from sme_extract.extractors.scope import Row, Scope, Span
from sme_extract.schemas.geometry import BoundingBox

RUN = re.compile(r"(?<![0-9A-Za-z.])(?:N[o°0]?[.:]?|№)?(?P<digits>\d+)(?![0-9A-Za-z.])")
"""3300164320 or №29139443"""


@dataclass(frozen=True)
class DigitsAbove:
    """Runs of so many digits above the party block. On channel `repeat`: only such as stand there twice."""

    lengths: tuple[int, ...]
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Runs in reading order, larger print first."""
        found = [
            (row, match)
            for row in _rows_above(scope)
            for match in RUN.finditer(row.text)
            if len(match["digits"]) in self.lengths
        ]
        times = Counter(match["digits"] for _, match in found)
        found.sort(key=lambda pair: -pair[0].box(*pair[1].span("digits")).height)
        seen: set[str] = set()
        for row, match in found:
            again = match["digits"] in seen
            seen.add(match["digits"])
            if self.channel != "repeat" or (times[match["digits"]] > 1 and again):
                yield row.span(*match.span("digits"), f"digits-above:{self.channel}")


def _rows_above(scope: Scope) -> tuple[Row, ...]:
    """Rows above the parties; without a party block, those of the upper third of the first page."""
    if not scope.pages:
        return ()
    page = scope.pages[0]
    block = buyer_block(scope)
    bottom = block[1].top if block is not None and block[0] == page.number else page.height / 3
    return scope.within(page.number, BoundingBox(-inf, -inf, inf, bottom)).rows


OF_LIST = pattern(r"所属.*发票代码:\d{10,12}号码:(?P<value>\d{8})", "list-of")
"""所属增值税电子普通发票代码:050001700111 号码:12235358, on a separate list of items"""


def document_number(scope: Scope) -> str | None:
    """The number that tells two invoices of one file apart: from the QR code, its label, or beside the title."""
    for _, code in scope.codes:
        invoice = parse_invoice_qr(code.payload)
        if invoice is not None and invoice.number:
            return invoice.number
    for finder in (after("发票号码"), OF_LIST, DigitsAbove((8, 20))):
        for span in finder(scope):
            digits = re.sub(r"\D", "", span.text)
            if len(digits) in (8, 20):
                return digits
    return None
