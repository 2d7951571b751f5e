"""Official forms with numbered rows: what each row is called, which formulas are printed, and a filled one.

A row is known by its number *and* its label: numbers shift between the versions of a form, labels repeat inside one.
The version of a form is the one whose numbers and labels agree with most of the printed rows.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from sme_extract.extractors.form_rows import FormRow, FormTable, form_tables
from sme_extract.extractors.grid import GridCell
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Scope

CENT = Decimal("0.01")
NIL = Decimal(0)
BRACKETS = re.compile(r"\([^()]*\)")
# (一), 一、, 其中:, 减:, 加:, ①
LEAD = re.compile(r"^(其中|减|加|[一二三四五六七八九十]+、|[①②③④⑤])[::]?")
LIKE = 0.7
"""How much of a row's label must agree with the form's, where the number does."""
LONGER = 0.95
LEAST_SHARE = 0.4
"""Share of a form's rows that must be there."""
ADDENDS = re.compile(r"([+-]?)(\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Formula:
    """`17=12+13-14-15+16`, `18=min(17,11)`, `27=max(0,25)*26`: rows of one form, in the columns where it holds."""

    text: str
    columns: tuple[str, ...]
    or_nil: bool = False
    """A negative result may be entered as nil."""

    @property
    def target(self) -> str:
        """The row that is computed."""
        return self.text.partition("=")[0]

    @property
    def terms(self) -> tuple[str, ...]:
        """The rows that it is computed from."""
        return tuple(n for n in re.findall(r"\d+(?:\.\d+)?", self.text.partition("=")[2]) if n != "0")

    def compute(self, row: Callable[[str], Decimal]) -> Decimal:
        """What the target should be; products are rounded to the cent."""
        return _compute(self.text.partition("=")[2], row)


def _compute(text: str, row: Callable[[str], Decimal]) -> Decimal:
    if "*" in text:
        left, _, right = text.partition("*")
        return (_compute(left, row) * _compute(right, row)).quantize(CENT, ROUND_HALF_UP)
    if match := re.fullmatch(r"(min|max)\((.+),(.+)\)", text):
        chosen = min if match[1] == "min" else max
        return chosen(_compute(match[2], row), _compute(match[3], row))
    values = ((sign, NIL if number == "0" else row(number)) for sign, number in ADDENDS.findall(text))
    return sum((-value if sign == "-" else value for sign, value in values), NIL)


@dataclass(frozen=True)
class Form:
    """One version of one form. `lines` is a text of rows: number, canonical name or -, label."""

    variant: str
    version: str
    lines: str
    column: Callable[[str], str | None]
    """Heading of a column -> its key; None for one that is not known."""
    order: tuple[str, ...]
    """Keys of all columns, left to right."""
    fields: tuple[str, ...]
    """Keys of the columns whose values are fields."""
    formulas: tuple[Formula, ...]
    required: tuple[str, ...] = ()
    """Rows without which a filled form is not read."""
    running: tuple[tuple[str, str], ...] = ()
    """Pairs of columns: of the period, and of the year up to its end."""
    balances: tuple[str, ...] = ()
    """Rows whose column of the year is no sum."""
    whole: tuple[str, ...] = ()
    """Rows whose cells count for all columns of their group."""
    group: Callable[[str], str] = str
    """Key of a column -> key of a cell that counts for all columns of its group."""

    @cached_property
    def rows(self) -> dict[str, tuple[str, str]]:
        """Number -> canonical name and label."""
        parts = (line.split() for line in self.lines.splitlines() if line)
        return {number: (name, label) for number, name, label in parts}

    def field(self, number: str, key: str) -> str | None:
        """Canonical name of a cell, if it has one; the column that the form is about goes unnamed."""
        name = self.rows[number][0]
        keys = {self.group(k) for k in self.fields} if number in self.whole else self.fields
        if name == "-" or key not in keys:
            return None
        return name if key == "current" else f"{name}.{key}"

    @cached_property
    def named(self) -> dict[str, tuple[str, str]]:
        """Canonical name -> row number and column key."""
        keys = dict.fromkeys((*self.fields, *map(self.group, self.fields)))
        return {name: (number, key) for number in self.rows for key in keys if (name := self.field(number, key))}

    def keys(self, headings: Sequence[str]) -> tuple[str | None, ...]:
        """Key of each column. One that is unknown, or said twice, follows from its place when half are known."""
        known = [self.column(heading) for heading in headings]
        once = [key if key not in known[:i] else None for i, key in enumerate(known)]
        fits = len(once) == len(self.order) and all(
            key in (None, own) for key, own in zip(once, self.order, strict=True)
        )
        return self.order if fits and 2 * sum(map(bool, once)) >= len(once) else tuple(once)

    def agrees(self, row: FormRow) -> bool:
        """Whether a printed row is the one that this form has under its number: none of its others is more alike."""
        if row.number not in self.rows or row.label is None:
            return False
        printed = label_key(row.label.text)
        own = likeness(self.rows[row.number][1], printed)
        return own == 1 or (own >= LIKE and own >= max(likeness(label, printed) for _, label in self.rows.values()))


@lru_cache(maxsize=8192)
def label_key(label: str) -> str:
    """A label without brackets, marks and what leads it."""
    label = BRACKETS.sub("", BRACKETS.sub("", squeeze(label)))
    for _ in range(2):
        label = LEAD.sub("", label)
    return "".join(re.findall(r"[\u4e00-\u9fff]", label))


@lru_cache(maxsize=8192)
def likeness(label: str, printed: str) -> float:
    """How much of a form's label agrees with a printed one (its key), 0 to 1; nearly 1 when that only goes on."""
    wanted = label_key(label)
    if printed == wanted:
        return 1
    return LONGER if printed.startswith(wanted) else SequenceMatcher(None, wanted, printed).ratio()


@dataclass(frozen=True)
class Filled:
    """A form as it was found."""

    form: Form
    table: FormTable
    columns: tuple[str | None, ...]
    """Key of each column of the table."""
    others: int = 0
    """Tables beside this one that are such a form too."""

    def keyed(self, row: FormRow) -> Iterator[tuple[str, GridCell]]:
        """Cells of a row by the key of the column, or of the group of columns, that they stand in."""
        for covered, cell in row.cells:
            keys = [key for i in covered if (key := self.columns[i]) is not None]
            if keys:
                together = len(keys) > 1 or row.number in self.form.whole
                yield self.form.group(keys[0]) if together else keys[0], cell

    @cached_property
    def cells(self) -> dict[tuple[str, str], GridCell]:
        """(row number, column key) -> cell, of rows whose label agrees."""
        return {
            (row.number, key): cell
            for row in self.table.rows
            if self.form.agrees(row)
            for key, cell in reversed(tuple(self.keyed(row)))
        }

    def strangers(self) -> Iterator[FormRow]:
        """Rows whose label is not that of their number."""
        return (row for row in self.table.rows if not self.form.agrees(row))


def fill(scope: Scope, forms: tuple[Form, ...]) -> Filled | None:
    """The table and the version of a form that agree best; None when no table has enough of any form's rows."""
    tables = form_tables(scope)
    ranked = sorted(
        (
            (sum(map(form.agrees, table.rows)), -len(form.rows), number, version)
            for number, table in enumerate(tables)
            for version, form in enumerate(forms)
            if any(form.column(column.heading) for column in table.columns)
        ),
        reverse=True,
    )
    enough = [(n, v) for count, _, n, v in ranked if count >= LEAST_SHARE * len(forms[v].rows)]
    if not enough:
        return None
    table, form = tables[enough[0][0]], forms[enough[0][1]]
    others = len({number for number, _ in enough}) - 1
    return Filled(form, table, form.keys([column.heading for column in table.columns]), others)
