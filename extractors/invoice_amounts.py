"""The three amounts of a tax invoice: net, tax and gross must agree with each other, with the words and with the lines.

Pixels may be misread, so a gross amount that contradicts the words is replaced by them when net and tax say the same;
every such repair is recorded. Lossless carriers are never repaired: what they say wrong is a finding.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sme_extract.extractors.base import Candidate, Extractor, Slot
from sme_extract.extractors.find import Channel, label_positions
from sme_extract.extractors.invoice_layout import TOTAL_LABELS, invoice_layout
from sme_extract.extractors.scope import Row, Scope, Span
from sme_extract.schemas.result import Finding

YEN_AMOUNT = re.compile(r"-?¥-?\d[\d,]*\.\d{2}(?!\d)|\*{3}|¥\*{3}")
"""¥286.23 or ***"""
PLAIN_AMOUNT = re.compile(r"(?<![\d.])-?\d[\d,]*\.\d{2}(?![\d%])")
WORDS = re.compile(r"(\(?负数?\)?)?[零〇壹贰貳叁参肆伍陆柒捌玖一二三四五六七八九十两拾佰仟百千万亿元圆園角分整正]{2,}")
"""贰佰玖拾肆元捌角贰分"""


@dataclass(frozen=True)
class SumRow:
    """Net (`amount`) or tax (`tax_amount`) in the 合计 row: amounts with ¥, told apart by their column."""

    column: str
    channel: Channel = "print"
    labels: tuple[str, ...] = ("合计",)

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """The amount under the column's heading."""
        layout = scope.memo(invoice_layout)
        if layout.totals is None or layout.headings is None or scope.memo(_prints_gross_alone):
            return
        found = list(_sum_amounts(scope.within(*layout.totals)))
        headings = {c: layout.headings[c].center_x for c in ("amount", "tax_amount") if c in layout.headings}
        if len(found) == 2:
            found.sort(key=lambda pair: pair[0].box(*pair[1]).left)
            row, place = found[0 if self.column == "amount" else 1]
            yield row.span(*place, f"sum-row:{self.column}")
            return
        for row, place in found:
            center = row.box(*place).center_x
            if headings and min(headings, key=lambda c: abs(headings[c] - center)) == self.column:
                yield row.span(*place, f"sum-row:{self.column}")


def _prints_gross_alone(scope: Scope) -> bool:
    """Roll receipts print `合计金额(小写)`, with tax, and no net sum."""
    return any("合计金额(小写)" in row.text for row in scope.rows)


def _sum_amounts(scope: Scope) -> Iterator[tuple[Row, tuple[int, int]]]:
    """Amounts of the 合计 row; where its label or its ¥ signs were not read, those of the lowest row that has ¥."""
    labelled = [row for row, _, _ in label_positions(scope, ("合计",), fuzzy=False)]
    rows = labelled[-1:] or [row for row in scope.rows if "¥" in row.text][-1:]
    for row in rows:
        near = [r for r in scope.rows if abs(r.bbox.center_y - row.bbox.center_y) < 1.2 * row.bbox.height]
        for pattern in (YEN_AMOUNT, PLAIN_AMOUNT):
            places = [(r, m.span()) for r in near for m in pattern.finditer(r.text)]
            if places:
                yield from places
                return


@dataclass(frozen=True)
class AmountInWords:
    """The words of the 价税合计 row."""

    channel: Channel = "words"
    reach: float = 1.2
    """How far from its label's row, in heights of the row; forms with values under their labels need 2."""
    labels: tuple[str, ...] = ("价税合计", "(大写)", "(小写)")

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Runs of amount characters, longest first."""
        rows = {id(row): row for row, _, _ in label_positions(scope, TOTAL_LABELS)}
        for row in rows.values():
            near = [r for r in scope.rows if r.page == row.page and _near(r, row, self.reach)]
            matches = [(r, m) for r in near for m in WORDS.finditer(r.text)]
            for r, match in sorted(matches, key=lambda pair: -len(pair[1].group())):
                yield r.span(match.start(), match.end(), "amount-in-words")


def _near(row: Row, other: Row, reach: float) -> bool:
    return abs(row.bbox.center_y - other.bbox.center_y) < reach * max(row.bbox.height, other.bbox.height)


NET, TAX, GROSS = "total_amount_excl_tax", "total_tax", "total_incl_tax"


def settle_amounts(extractor: Extractor, lines_net: Decimal | None, lines_tax: Decimal | None) -> Iterator[Finding]:
    """Find the triple net + tax = gross that most statements support; record what it replaced.

    The sums of the lines are statements too: they may stand in for a total that pixels hide.
    """
    sums = {NET: lines_net, TAX: lines_tax, GROSS: None}
    slots = {name: extractor.slots[name] for name in sums}
    choices = {name: [*_statements(slot), *_line_sum(sums[name])] for name, slot in slots.items()}
    triples = [
        triple
        for triple in itertools.product(*choices.values())
        if triple[0].value + triple[1].value == triple[2].value
    ]
    if triples:
        best = max(triples, key=lambda triple: sum(_support(choices[n], c) for n, c in zip(slots, triple, strict=True)))
        for (name, slot), candidate in zip(slots.items(), best, strict=True):
            yield from _take(name, slot, candidate)


def _statements(slot: Slot[Decimal]) -> list[Candidate[Decimal]]:
    return [c for c in (slot.chosen, *slot.others) if c is not None]


def _line_sum(total: Decimal | None) -> Iterator[Candidate[Decimal]]:
    if total is not None:
        yield Candidate(total, Span(str(total), "ocr", "sum-of-lines", confidence=0.8), "lines")


def _support(choices: list[Candidate[Decimal]], candidate: Candidate[Decimal]) -> float:
    """Statements that agree; the first, most trusted one counts a little more."""
    return sum(other.value == candidate.value for other in choices) + (0.5 if choices[0] is candidate else 0)


def _take(name: str, slot: Slot[Decimal], candidate: Candidate[Decimal]) -> Iterator[Finding]:
    """Make `candidate` the field's value where pixels said otherwise, or nothing that could be read."""
    chosen = slot.chosen
    if slot.says_none or (chosen is not None and (chosen.value == candidate.value or chosen.span.source != "ocr")):
        return
    read = chosen.span.text if chosen is not None else slot.unreadable.text if slot.unreadable else None
    slot.others = tuple(c for c in _statements(slot) if c is not candidate)
    slot.chosen = candidate
    slot.confirmations = sum(other.value == candidate.value for other in slot.others)
    slot.contradictions = 0
    yield Finding(
        code="repaired-amount",
        severity="info",
        message=f"{name}: {read!r} was read, but {candidate.channel} gives {candidate.span.text!r} "
        "and the other amounts agree with that",
        fields=(name,),
    )
