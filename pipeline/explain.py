"""Follows a feature down to its facts, and each fact down to page, box and text."""

import difflib
import json
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from sme_extract.credit.company import Company
from sme_extract.credit.compute import Sight
from sme_extract.credit.fact_sources import SOURCES, FactSource
from sme_extract.credit.fact_tables import TABLES
from sme_extract.credit.facts_frame import NO_COUNT, Facts
from sme_extract.credit.identity import choose
from sme_extract.credit.windows import Span, month_number
from sme_extract.pipeline.fact_store import read_json
from sme_extract.pipeline.features import load
from sme_extract.schemas.errors import UsageError
from sme_extract.schemas.explanation import ExplainedFact, ExplainedInput, Explanation, Proof
from sme_extract.schemas.feature import CompanyFeatures, Feature, FeatureInput

AMOUNTS = ("net", "amount", "value", "kwh", "gross", "capital", "floor_area_m2", "credit", "closing")
"""What a fact contributes: the first of these that its table has."""


def explain(out: Path, name: str, found: CompanyFeatures, top: int) -> Explanation:
    """The largest `top` facts of each view that the feature rests on."""
    feature = _named(name, found)
    base = load(out, found.given)
    choice = choose(base, found.company.name, next(iter(found.company.ids), None))
    sight = Sight(Company(base, choice.party, found.as_of, profile=found.given))
    inputs = tuple(_input(out, sight, given, feature, top) for given in feature.inputs)
    return Explanation(company=found.company.name, feature=feature, inputs=inputs)


def _named(name: str, found: CompanyFeatures) -> Feature:
    feature = next((feature for feature in found.features if feature.name == name), None)
    if feature is None:
        names = [feature.name for feature in found.features]
        near = ", ".join(difflib.get_close_matches(name, names, n=3)) or "see features.json"
        raise UsageError(f"no such feature: {name}. Did you mean {near}?")
    return feature


def _input(out: Path, sight: Sight, given: FeatureInput, feature: Feature, top: int) -> ExplainedInput:
    facts, unchanged = _facts(sight, given, feature)
    if given.decisive:
        decisive = set(given.decisive)
        facts = facts.where(np.array([place in decisive for place in facts.places()], dtype=bool))
    return ExplainedInput(
        view=given.view,
        table=given.table,
        n_facts=given.n_facts,
        n_decisive=len(given.decisive) or given.n_facts,
        unchanged=unchanged,
        facts=tuple(_fact(out, facts, row) for row in _largest(facts)[:top]),
    )


def _facts(sight: Sight, given: FeatureInput, feature: Feature) -> tuple[Facts, bool]:
    """The facts with the hash that the feature names: in its window, in the one before, or all."""
    spans: list[Span | None] = [None]
    if feature.window is not None:
        start, stop = month_number(feature.window.first), month_number(feature.window.last) + 1
        span = Span(feature.window.name, start, stop)
        spans = [span, span.before(), None]
    for seen in spans:
        if sight.input(given.view, seen).sha256 == given.sha256:
            return sight.facts(given.view, seen), True
    return sight.facts(given.view, spans[0]), False


def _amounts(facts: Facts) -> np.ndarray:
    name = next((name for name in AMOUNTS if name in TABLES[facts.table]), None)
    if name is None:
        return np.zeros(len(facts))
    column = facts.columns[name]
    if column.dtype == np.int64:
        return np.where(column == NO_COUNT, 0, column) / 100
    return np.nan_to_num(column)


def _largest(facts: Facts) -> list[int]:
    return [int(row) for row in np.argsort(-np.abs(_amounts(facts)), kind="stable")]


def _fact(out: Path, facts: Facts, row: int) -> ExplainedFact:
    document, part, number = facts.document[row], facts.part[row], int(facts.row[row])
    result = _result(out / "documents" / document)
    amount = _amounts(facts)[row]
    return ExplainedFact(
        document=document,
        path=result["source"]["path"],
        member=result["source"].get("member"),
        part=part,
        row=number,
        amount=Decimal(repr(round(float(amount), 6))) if amount else None,
        proofs=tuple(_proofs(out, facts, row, result)),
    )


@lru_cache(maxsize=256)
def _result(path: Path) -> dict[str, Any]:
    result: dict[str, Any] = read_json(path)
    return result


def _proofs(out: Path, facts: Facts, row: int, result: dict[str, Any]) -> Iterator[Proof]:
    part, number = facts.part[row], int(facts.row[row])
    for source in SOURCES:
        if source.table != facts.table or result["kind"] not in source.kinds or source.part != part:
            continue
        if part in ("fields", "items"):
            yield from _field_proofs(source, result, part, number, facts, row)
        else:
            yield from _row_proofs(source, result, out, part, number)
        return


def _field_proofs(
    source: FactSource, result: dict[str, Any], part: str, number: int, facts: Facts, row: int
) -> Iterator[Proof]:
    values = result["fields"] if part == "fields" else result["items"][number - 1]
    columns = {field: field for field in [facts.name[row]]} if source.figures else source.columns
    for column, field in columns.items():
        extracted = values.get(field)
        if extracted and extracted["value"] is not None:
            place: dict[str, Any] = next(iter(extracted["evidence"]), {})
            yield Proof(
                column=column,
                value=extracted["value"],
                page=place.get("page"),
                bbox=place.get("bbox"),
                cell=place.get("locator"),
                source=place.get("source"),
                text=place.get("text"),
                confidence=extracted["confidence"],
            )


def _row_proofs(source: FactSource, result: dict[str, Any], out: Path, part: str, number: int) -> Iterator[Proof]:
    """A row of a table: the cell of each value."""
    table = result["tables"][part]
    letters = {column["name"]: column["letter"] for column in table["columns"]}
    row = _line(out / "documents" / table["file"], number)
    for column, field in source.columns.items():
        if row.get(field) is not None:
            cell = f"{letters[field]}{row['row']}" if letters.get(field) else None
            yield Proof(column=column, value=row[field], page=row.get("page"), cell=cell, source="cell")


def _line(path: Path, number: int) -> dict[str, Any]:
    with path.open(encoding="utf-8") as lines:
        for position, line in enumerate(lines, 1):
            if position == number:
                row: dict[str, Any] = json.loads(line)
                return row
    return {}
