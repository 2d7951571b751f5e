"""From the JSON of one document to its facts."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sme_extract.credit.fact_sources import DATES, OWNERS, SOURCES, Fact, FactSource
from sme_extract.credit.fact_tables import PROVENANCE, TABLES, ColumnType

Json = Mapping[str, Any]
Rows = Callable[[str], Iterator[Json]]
"""Rows of one of the document's row tables, by name."""
LARGEST = Decimal(10) ** 15
"""No amount of a small company comes near; a greater number is a misread identifier, and is null as a fact."""
SHORT = 16
"""Plain numbers of fewer characters are below LARGEST."""
HEAD = frozenset({"form_version", "row_no"})
"""Numbers on a form that are no figures of the company."""


def facts(name: str, result: Json, rows: Rows) -> Iterator[tuple[str, Fact]]:
    """Table and fact, for everything that the document named `name` says; its entry in `documents` comes first."""
    kind = result["kind"]
    yield "documents", _typed("documents", _document(result) | _provenance(name, result, "fields", 1, ()))
    for source in SOURCES:
        if kind in source.kinds:
            for fact in _of_source(source, name, result, rows):
                yield source.table, _typed(source.table, fact)


def _document(result: Json) -> Fact:
    origin, fields = result["source"], result["fields"]
    return {
        "kind": result["kind"],
        "variant": _value(fields, "variant"),
        "path": origin["path"],
        "member": origin.get("member"),
        "sha256": origin["sha256"],
        "date": next((day for field in DATES.get(result["kind"], ()) if (day := _value(fields, field))), None),
        "status": result["status"],
    } | {column: _first(_value(fields, field)) for column, field in OWNERS.get(result["kind"], {}).items()}


def _of_source(source: FactSource, name: str, result: Json, rows: Rows) -> Iterator[Fact]:
    for fact in _taken(source, name, result, rows):
        if source.finish is None:
            yield fact
        else:
            yield from source.finish(fact)


def _taken(source: FactSource, name: str, result: Json, rows: Rows) -> Iterator[Fact]:
    fields = result["fields"]
    whole = {column: _value(fields, field) for column, field in source.document.items()}
    if source.part == "fields":
        if source.figures:
            yield from _figures(source, name, result)
            return
        used = [fields[field] for field in source.columns.values() if fields.get(field)]
        yield (
            whole
            | {column: _value(fields, field) for column, field in source.columns.items()}
            | _provenance(name, result, "fields", 1, used)
        )
    elif source.part == "items":
        for number, item in enumerate(result["items"], 1):
            used = [item[field] for field in source.columns.values() if item.get(field)]
            yield (
                whole
                | {column: _value(item, field) for column, field in source.columns.items()}
                | _provenance(name, result, "items", number, used)
            )
    elif source.part in (result.get("tables") or {}):
        fixed = whole | _provenance(name, result, source.part, 0, ())
        for number, row in enumerate(rows(source.part), 1):
            fact = fixed | {column: row.get(field) for column, field in source.columns.items()}
            fact["row"], fact["page"] = number, row.get("page")
            yield fact


def _figures(source: FactSource, name: str, result: Json) -> Iterator[Fact]:
    """A fact for each field that holds a number."""
    fields = result["fields"]
    head = {column: _value(fields, field) for column, field in source.columns.items()}
    named = set(source.columns.values()) | HEAD
    for field, extracted in fields.items():
        if extracted and field not in named and _is_number(extracted["value"]):
            yield (
                head
                | {"name": field, "value": str(extracted["value"])}
                | _provenance(name, result, "fields", 1, [extracted])
            )


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or value is None or isinstance(value, list):
        return False
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def _provenance(name: str, result: Json, part: str, row: int, used: Any) -> Fact:
    """Where a fact comes from. A row of a table has the trust of its carrier; a cell is what it says."""
    evidence = [proof for extracted in used for proof in extracted["evidence"][:1]]
    in_table = part not in ("fields", "items")
    return {
        "document": name,
        "part": part,
        "row": row,
        "page": evidence[0]["page"] if evidence else None,
        "confidence": min((extracted["confidence"] for extracted in used), default=1.0),
        "carrier": _weakest(proof["source"] for proof in evidence) or ("cell" if in_table else None),
        "needs_review": result["needs_review"],
    }


CARRIERS = ("xml", "ofd", "form", "qr", "cell", "text-layer", "ocr")
"""In falling order of trust."""


def _weakest(carriers: Iterator[str]) -> str | None:
    return max(carriers, key=lambda carrier: CARRIERS.index(carrier) if carrier in CARRIERS else 99, default=None)


def _value(fields: Json, name: str) -> Any:
    """The value of a field; of a measurement `name@low` and `name@high` are the ends of its interval."""
    name, _, end = name.partition("@")
    extracted = fields.get(name)
    if extracted is None:
        return None
    if end:
        interval = extracted.get("interval")
        return interval[end == "high"] if interval else None
    return extracted["value"]


def _first(value: Any) -> Any:
    return (value[0] if value else None) if isinstance(value, list) else value


def _typed(table: str, fact: Fact) -> Fact:
    """Only the columns of the table, with numbers that its types can hold."""
    typed: Fact = {}
    for column, type_ in (*TABLES[table].items(), *PROVENANCE.items()):
        value = fact.get(column)
        typed[column] = value if value is None or type_ not in ("money", "number") else _bounded(value, type_)
    return typed


def _bounded(value: Any, type_: ColumnType) -> str | None:
    text = str(value)
    if len(text) < SHORT and text.replace(".", "").lstrip("-").isdecimal():  # most are, and this is quick
        return text
    number = Decimal(text)
    if not number.is_finite() or abs(number) >= LARGEST:
        return None
    return f"{number:.2f}" if type_ == "money" else f"{number:.6f}"
