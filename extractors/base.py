"""What an extractor is: fields declared as class attributes, each with *where* (finders), *what* (a parser) and
*whether it is right* (a check, and rules over several fields).

    class Invoice(Extractor):
        kind = "invoice"
        cues = title("invoice"), label("bill to")
        number = Field(parse.text, after("Invoice no"), required=True)
        total = Field(parse.money, after("Total due"), required=True)
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

from sme_extract.documents.model import Document
from sme_extract.extractors.cue import Cue
from sme_extract.extractors.find import CHANNELS, Finder
from sme_extract.extractors.scope import Row, Scope, Span
from sme_extract.extractors.transaction_category import CategoryRule
from sme_extract.schemas.result import Finding, RowSource, Severity, TableColumn

T = TypeVar("T")
Parser = Callable[[str], T]
Verdict = bool | str | None
"""True: the rule holds and confirms its fields. A text: what is wrong. None: it does not apply."""


class NoValue(ValueError):
    """The document says on purpose that there is no value here (`***`, 免税): nothing to complain about."""


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """One statement of the document about a field."""

    value: T
    span: Span
    channel: str


@dataclass(slots=True)
class Slot(Generic[T]):
    """What became of one field."""

    chosen: Candidate[T] | None = None
    others: tuple[Candidate[T], ...] = ()
    """Statements of other channels, agreeing or not."""
    unreadable: Span | None = None
    """Something stands there that no parser takes."""
    says_none: bool = False
    """What stands there says that there is no value."""
    confirmations: int = 0
    contradictions: int = 0
    check_failed: bool = False


class Field(Generic[T]):
    """One declared field. `name` is the canonical name where it is not the attribute's; `asked` says that a model may
    be asked for it: not where only its place tells it from others, as in the cells of a form."""

    def __init__(
        self,
        parse: Parser[T],
        *finders: Finder,
        name: str = "",
        required: bool = False,
        check: Callable[[T], bool | None] | None = None,
        asked: bool = True,
    ) -> None:
        self.parse = parse
        self.finders = finders
        self.statements = tuple((c, tuple(f for f in finders if f.channel == c)) for c in CHANNELS)
        self.name = name
        self.required = required
        self.check = check
        self.asked = asked and bool(finders)  # a field without finders is reckoned from others: no page prints it

    def __set_name__(self, owner: type, attribute: str) -> None:
        self.attribute = attribute
        self.name = self.name or attribute

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: "Extractor", owner: type) -> T | None: ...
    def __get__(self, instance: "Extractor | None", owner: type) -> Self | T | None:
        if instance is None:
            return self
        chosen = instance.slots[self.name].chosen
        return chosen.value if chosen is not None else None


@dataclass(frozen=True, slots=True)
class Rule:
    """A check over several fields."""

    code: str
    fields: tuple[str, ...]
    severity: Severity
    function: Callable[[Any], Verdict]


def rule(code: str, *fields: str, severity: Severity = "error") -> Callable[[Callable[[Any], Verdict]], Rule]:
    """Declare a rule: reads typed attributes, never raises, never edits. `fields` are canonical names."""
    return lambda function: Rule(code, fields, severity, function)


@dataclass(frozen=True, slots=True)
class ItemRule:
    """A check over the cells of one line."""

    code: str
    fields: tuple[str, ...]
    severity: Severity
    function: Callable[[Any, dict[str, Any]], Verdict]


def item_rule(
    code: str, *fields: str, severity: Severity = "error"
) -> Callable[[Callable[[Any, dict[str, Any]], Verdict]], ItemRule]:
    """Declare a rule over each line: gets the extractor and the line's typed values."""
    return lambda function: ItemRule(code, fields, severity, function)


ItemSlots = dict[str, Slot[Any]]


def values_of(item: ItemSlots) -> dict[str, Any]:
    """Typed values of a line; unread cells are left out."""
    return {name: slot.chosen.value for name, slot in item.items() if slot.chosen is not None}


@dataclass(frozen=True, slots=True)
class RowTable:
    """A long table as rows that are made when they are asked for; never one `Extracted` a cell."""

    name: str
    columns: tuple[TableColumn, ...]
    n_rows: int
    rows: RowSource


class Extractor:
    """One kind of document. Instances live for one document."""

    kind: ClassVar[str]
    version: ClassVar[str] = "1.0"
    cues: ClassVar[Sequence[Cue]] = ()
    labels: ClassVar[tuple[str, ...]] = ()
    """Further label texts that end a value."""
    noise: ClassVar[Any] = None
    """Compiled pattern of words to leave out, matched entirely."""
    fields: ClassVar[dict[str, Field[Any]]] = {}
    rules: ClassVar[tuple[Rule | ItemRule, ...]] = ()
    name_fields: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Fields that names found by a model may fill, of `organisation`s and of `person`s; `may_stand` tells whose."""
    category_rules: Sequence[CategoryRule] = ()
    """The user's rules for categories of bank transactions."""
    as_of: date | None = None
    """The day for which validity is reckoned; None reckons nothing, so that no result depends on the clock."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        members = [value for base in reversed(cls.__mro__) for value in vars(base).values()]
        cls.fields = {m.name: m for m in members if isinstance(m, Field)}
        cls.rules = tuple(m for m in members if isinstance(m, Rule | ItemRule))

    def __init__(self, document: Document) -> None:
        self.document = document
        self.scope = Scope.of(document, self.all_labels(), self.noise)
        self.slots: dict[str, Slot[Any]] = {name: Slot() for name in self.fields}
        self.items: list[ItemSlots] = []

    @classmethod
    def all_labels(cls) -> frozenset[str]:
        """Every label of this kind's finders and its own list."""
        return frozenset(cls.labels).union(*(finder.labels for f in cls.fields.values() for finder in f.finders))

    @classmethod
    def may_be(cls, scope: Scope) -> bool:
        """Whether a document like this can be of this kind at all, before its cues are asked."""
        del scope
        return True

    @classmethod
    def document_key(cls, scope: Scope) -> str | None:
        """What tells two documents of this kind in one file apart, such as the invoice number; None: unknown."""
        del scope
        return None

    @classmethod
    def goes_on(cls, scope: Scope) -> bool:
        """Whether a page with a title of its own, of whatever kind, belongs to the document of this kind before it."""
        del scope
        return False

    def may_stand(self, name: str, row: Row, start: int, end: int) -> bool:
        """Whether `row.text[start:end]`, which a model proposes for the field `name`, may be its value."""
        del name, row, start, end
        return True

    @classmethod
    def parts(cls, document: Document) -> list[Document]:
        """The documents of this kind in a file without pages, whose payload may hold several."""
        return [document]

    def slots_named(self, name: str) -> list[Slot[Any]]:
        """The slot of a field, or for `items.amount` those of all lines."""
        if name.startswith("items."):
            column = name.removeprefix("items.")
            return [item[column] for item in self.items if column in item]
        return [self.slots[name]] if name in self.slots else []

    def item_values(self, column: str) -> list[Any]:
        """Values of one column, None where a line has none."""
        return [values_of(item).get(column) for item in self.items]

    def find_items(self) -> Iterable[ItemSlots]:
        """Line items; a kind without a table has none."""
        return ()

    def tables(self) -> Iterable[RowTable]:
        """Long tables, asked for last; their totals are fields, and what is odd in their rows are findings, which
        `reconcile` gives."""
        return ()

    def reconcile(self) -> Iterable[Finding]:
        """Settle fields that must agree, once all are found; yields what had to be repaired."""
        return ()
