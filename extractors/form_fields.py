"""Fields, rules and items of a kind whose documents are forms with numbered rows."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from sme_extract.extractors import parse
from sme_extract.extractors.base import Candidate, Extractor, Field, ItemSlots, NoValue, Rule, Slot, Verdict
from sme_extract.extractors.find import Channel
from sme_extract.extractors.form import CENT, NIL, Filled, Form, Formula
from sme_extract.extractors.form_rows import FormTable, form_tables
from sme_extract.extractors.grid import GridCell
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Scope, Span
from sme_extract.schemas.result import Finding, Severity

T = TypeVar("T", bound=type[Extractor])
Reading = Callable[[Scope], Filled | None]
NOTHING = re.compile(r"[-—–－*/一]+|无|不适用")


@dataclass(frozen=True)
class RowValue:
    """A cell of a form by its canonical name."""

    filled: Reading
    name: str
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """The cell, unless it is empty."""
        filled = scope.memo(self.filled)
        if filled is not None and self.name in filled.form.named:
            number, key = filled.form.named[self.name]
            cell = filled.cells.get((number, key))
            if cell is not None and cell.text:
                yield cell.span(f"row {number} {key}")


@dataclass(frozen=True)
class FormFact:
    """What is known of the form as a whole; it stands where the row numbers of the table begin."""

    filled: Reading
    attribute: str
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """`variant` or `version` of the form."""
        filled = scope.memo(self.filled)
        if filled is not None:
            first = filled.table.rows[0].number_cell.span(f"form:{self.attribute}")
            yield Span(getattr(filled.form, self.attribute), first.source, first.finder, first.page, first.bbox)


def amount(raw: str) -> Decimal:
    """An amount of a cell; a dash says that there is none."""
    if NOTHING.fullmatch(squeeze(raw)):
        raise NoValue(raw)
    return parse.money(raw)


def rate(raw: str) -> Decimal:
    """A rate of a cell; a dash says that there is none."""
    if NOTHING.fullmatch(squeeze(raw)):
        raise NoValue(raw)
    return parse.rate(raw)


def form_fields(reading: Reading, *forms: Form) -> Callable[[T], T]:
    """Declare a field for each named row and column of `forms`, and a rule for each printed formula."""

    def declared(kind: T) -> T:
        for name in dict.fromkeys(name for form in forms for name in form.named):
            field = Field(rate if name == "tax_rate" else amount, RowValue(reading, name), name=name, asked=False)
            field.attribute = name
            kind.fields[name] = field
        for form in forms:
            kind.rules += tuple(_formula_rule(form, f, key) for f in form.formulas for key in f.columns)
            rows = [number for number in form.rows if number not in (*form.balances, *form.whole)]
            kind.rules += tuple(_running_rule(form, n, *pair) for n in rows for pair in form.running)
        return kind

    return declared


def slot_name(form: Form, number: str, key: str) -> str:
    """Name of the slot of a cell: the field's, or `row.17.refund` for one that is no field."""
    return form.field(number, key) or f"row.{number}.{key}"


def _formula_rule(form: Form, formula: Formula, key: str) -> Rule:
    names = tuple(slot_name(form, number, key) for number in (formula.target, *formula.terms))
    return Rule("row-formula", names, "error", partial(_verdict, form=form, formula=formula, key=key))


def _running_rule(form: Form, number: str, now: str, year: str) -> Rule:
    names = slot_name(form, number, now), slot_name(form, number, year)
    return Rule("year-below-period", names, "warning", partial(_running, form=form, number=number, names=names))


def _running(document: Any, *, form: Form, number: str, names: tuple[str, str]) -> Verdict:
    """In January the year is the month; later it is no less, unless something was taken back."""
    now, year = (_slot(document, name).chosen for name in names)
    if document.filled is None or document.filled.form is not form or now is None or year is None:
        return None
    first = document.period_start
    if first is not None and first.month == 1:
        return now.value == year.value or f"row {number}: {now.value} in January, {year.value} in the year"
    return f"row {number}: {now.value} in the period, {year.value} in the year" if 0 <= year.value < now.value else None


def _verdict(document: Any, *, form: Form, formula: Formula, key: str) -> Verdict:
    """Whether a formula holds. Empty cells are nil, and so are those that the form closes with a dash."""
    if document.filled is None or document.filled.form is not form:
        return None
    slots = {n: _slot(document, slot_name(form, n, key)) for n in (formula.target, *formula.terms)}
    if slots[formula.target].chosen is None or any(s.chosen is None and _is_unread(s) for s in slots.values()):
        return None
    values = {n: s.chosen.value if s.chosen is not None else NIL for n, s in slots.items()}
    wanted = formula.compute(values.__getitem__)
    if formula.or_nil and wanted < 0 == values[formula.target]:
        return None
    if abs(wanted - values[formula.target]) <= (CENT if "*" in formula.text else NIL):
        # a nil that any loss and any rate give proves nothing
        return True if wanted or not re.search(r"[*(]", formula.text) else None
    return f"row {formula.text}: {wanted} is not {values[formula.target]} ({key})"


def _is_unread(slot: Slot[Any]) -> bool:
    return slot.unreadable is not None and not slot.says_none


def _slot(document: Any, name: str) -> Slot[Any]:
    return next(iter(document.slots_named(name)), Slot())


def row_items(document: Any) -> Iterator[ItemSlots]:
    """Every printed row. Cells of the form itself are the very slots of its fields, or are kept in `document.cells`,
    so that what confirms one confirms the other."""
    filled: Filled | None = document.filled
    for table in form_tables(document.scope):
        for row in table.rows:
            item: ItemSlots = {"row_no": _stated(row.number, row.number_cell)}
            if row.label is not None:
                item["label"] = read_cell(row.label, parse.text, "row label")
            if filled is None or table is not filled.table:
                item |= _of_schedule(table, row.number_cell, row.cells)
            else:
                for key, cell in filled.keyed(row):
                    if cell.text:
                        item[key] = _of_form(document, filled, row.number, key, cell)
            yield item


def _of_form(document: Any, filled: Filled, number: str, key: str, cell: GridCell) -> Slot[Any]:
    if filled.cells.get((number, key)) is not cell:
        return read_cell(cell, amount, f"row {number} {key}")
    name = slot_name(filled.form, number, key)
    slots: dict[str, Slot[Any]] = document.slots if name in document.slots else document.cells
    return slots.setdefault(name, read_cell(cell, amount, f"row {number} {key}"))


def _of_schedule(
    table: FormTable, number: GridCell, cells: tuple[tuple[tuple[int, ...], GridCell], ...]
) -> Iterator[tuple[str, Slot[Any]]]:
    if table.code:
        yield "schedule", _stated(table.code, number)
    for covered, cell in cells:
        if cell.text:
            yield "+".join(table.columns[i].heading for i in covered), read_cell(cell, _free, "column")


def _stated(value: str, cell: GridCell) -> Slot[str]:
    return Slot(Candidate(value, cell.span("row number"), "print"))


def read_cell(cell: GridCell, parser: Callable[[str], Any], finder: str) -> Slot[Any]:
    """A cell as a value, or as what cannot be read."""
    span = cell.span(finder)
    try:
        return Slot(Candidate(parser(span.text), span, "print"))
    except ValueError as complaint:
        return Slot(unreadable=span, says_none=isinstance(complaint, NoValue))


def _free(raw: str) -> Decimal | str:
    """An amount or a rate where it is one, else the text."""
    for parser in (amount, rate):
        try:
            return parser(raw)
        except NoValue:
            raise
        except ValueError:
            continue
    return parse.text(raw)


def form_findings(document: Any) -> Iterator[Finding]:
    """What is wrong with the form as a whole: not read, blank, or with rows that are not its own."""
    filled: Filled | None = document.filled
    if filled is None:
        message = "no table has the rows of a known version of this form"
        yield Finding(code="unknown-form", severity="error", message=message, fields=("items",))
        return
    if filled.others:
        message = f"{filled.others} more of this form in one document; the one read has most rows"
        yield Finding(code="several-forms", severity="error", message=message, fields=("items",))
    form = filled.form
    cells = [cell for (number, _), cell in filled.cells.items() if form.rows[number][0] != "tax_rate"]
    if not any(cell.text and not NOTHING.fullmatch(cell.text) for cell in cells):
        yield Finding(code="blank-form", severity="warning", message="the form is not filled in", fields=("items",))
        return
    unread = [key for key in form.fields if key not in filled.columns]
    if unread:
        message = f"columns {', '.join(unread)} were not found"
        yield Finding(code="column-missing", severity="error", message=message, fields=("items",))
    there = {row.number for row in filled.table.rows if form.agrees(row)}
    missing = [number for number in form.rows if number not in there]
    if missing:
        severity: Severity = "error" if set(missing) & set(form.required) else "warning"
        message = f"rows {', '.join(missing)} were not found"
        yield Finding(code="row-missing", severity=severity, message=message, fields=("items",))
    lost = [number for number in form.required if number in there and _is_lost(filled, number)]
    if lost:
        message = f"nothing was read in rows {', '.join(lost)}, whose neighbours are filled in"
        yield Finding(code="value-missing", severity="warning", message=message, fields=("items",))
    for row in filled.strangers():
        message = f"row {row.number} is {row.label.text if row.label else 'without label'}, which this form has not"
        yield Finding(code="row-unknown", severity="warning", message=message, fields=("items",))


def _is_lost(filled: Filled, number: str) -> bool:
    """Whether a required row of a recognised page is empty in all columns; forms print 0.00 where there is nothing."""
    cells = [cell for (row, _), cell in filled.cells.items() if row == number]
    recognised = any(word.source == "ocr" for row in filled.table.rows for word in row.number_cell.words)
    return recognised and not any(cell.text for cell in cells)
