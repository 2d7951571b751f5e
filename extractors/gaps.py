"""Fields that no finder reached, asked of a model, and accepted only where the page bears the answer out.

A model proposes text; nothing it says is believed. An answer is taken when its text stands on the page as a token of
its own, in the region where the field may stand, not behind or under another field's label, not already read as
something else, and when the field's parser takes it and its check does not fail. An answer that does not stand on the
page is taken only when the page shows nearly the same (a character misread) and the field's own check digit holds for
it. What was filled says so: its finder is `model:<engine>`, its confidence is held down, the finding `filled-by-model`
names it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

from sme_extract.documents.model import Page, Word
from sme_extract.extractors.base import Candidate, Extractor, Field, Slot
from sme_extract.extractors.find import Within
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Row, Scope, Span
from sme_extract.schemas.errors import EngineError, MissingDependency
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import Finding

SURE_AT_MOST = 0.55
"""Confidence of a filled value before its check or a rule confirms it: a required one then asks for a person, and one
confirmation alone does not make it certain (`confidence.py`)."""
HEADING_REACH = 4.0
"""Heights of a heading below its text within which a place stands under it, as for the finder `below`."""
MISREAD = 2
"""Characters in which the page may differ from an identifier whose check holds."""
SHORTEST_IDENTIFIER = 10
TOKEN = re.compile(r"[0-9A-Za-z.,%]")


class DocumentEngine(Protocol):
    """A model that answers questions about pages. Entry point group `sme_extract.document_engines`."""

    name: str
    version: str

    def available(self) -> str | None:
        """None when it can run; else one sentence: what is missing and the command that mends it."""
        ...

    def answer(self, pages: Sequence[Page], schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Values for the properties of a JSON Schema, as printed; what it does not see is left out or null."""
        ...


class NameEngine(Protocol):
    """What a document engine has that finds names in running text and knows no fields."""

    def names(self, pages: Sequence[Page]) -> Sequence[tuple[str, str]]:
        """(`organisation` or `person`, text), each once."""
        ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer that stands on the page, with the value that it parses to."""

    name: str
    """Of the field."""
    value: Any
    span: Span
    verdict: bool | None


def fill(extractor: Extractor, engine: DocumentEngine) -> Iterator[Finding]:
    """Ask for the empty fields of `extractor` and fill what the page bears out; yields what was filled or refused."""
    empty = {name: f for name, f in extractor.fields.items() if f.asked and _is_empty(extractor.slots[name])}
    if not empty or not any(page.words for page in extractor.scope.pages):
        return
    try:
        answers = {**_named(extractor, engine, empty), **_answers(extractor, engine, empty)}
    except (EngineError, MissingDependency) as error:
        yield Finding(code="model-failed", severity="warning", message=f"no gap was filled: {error}")
        return
    proposals: list[Proposal] = []
    refused: list[str] = []
    for name, field in empty.items():
        answer = answers.get(name)
        if not isinstance(answer, str) or not squeeze(answer):
            continue
        proposal = _ground(extractor, field, answer, f"model:{engine.name}")
        if proposal is None:
            refused.append(name)
        else:
            proposals.append(proposal)
    accepted = _undisputed(proposals)
    refused += [p.name for p in proposals if p not in accepted]
    for proposal in accepted:
        candidate = Candidate(proposal.value, proposal.span, "print")
        extractor.slots[proposal.name] = Slot(candidate, confirmations=int(proposal.verdict is True))
    if accepted:
        names = tuple(p.name for p in accepted)
        message = f"{', '.join(names)}: found by a model and borne out by the page"
        yield Finding(code="filled-by-model", severity="info", message=message, fields=names)
    if refused:
        message = f"{', '.join(refused)}: a model gave an answer that the page does not bear out; left empty"
        yield Finding(code="ungrounded-answer", severity="info", message=message, fields=tuple(refused))


def _answers(extractor: Extractor, engine: DocumentEngine, empty: Mapping[str, Field[Any]]) -> dict[str, Any]:
    answers = engine.answer(extractor.scope.pages, schema_of(extractor.kind, empty))
    return {name: value for name, value in answers.items() if value is not None}


def _named(extractor: Extractor, engine: DocumentEngine, empty: Mapping[str, Field[Any]]) -> dict[str, Any]:
    """The names that a model found, by the only field that each may fill; none where a field has two to choose from."""
    wanted = any(name in empty for fields in extractor.name_fields.values() for name in fields)
    if not wanted or not hasattr(engine, "names"):
        return {}
    found: dict[str, set[str]] = defaultdict(set)
    for kind, text in cast("NameEngine", engine).names(extractor.scope.pages):
        for name in extractor.name_fields.get(kind, ()):
            if name in empty and next(_places(extractor, empty[name], squeeze(text)), None) is not None:
                found[name].add(text)
    return {name: texts.pop() for name, texts in found.items() if len(texts) == 1}


def schema_of(kind: str, fields: Mapping[str, Field[Any]]) -> dict[str, Any]:
    """JSON Schema of the answers wanted: one nullable string a field, described by the labels it is printed under."""
    properties = {name: {"type": ["string", "null"], "description": _described(f)} for name, f in fields.items()}
    return {"title": kind, "type": "object", "properties": properties, "additionalProperties": False}


def _described(field: Field[Any]) -> str:
    labels = tuple(dict.fromkeys(label for finder in field.finders for label in finder.labels))
    return f"as printed after: {', '.join(labels)}" if labels else "as printed"


def _is_empty(slot: Slot[Any]) -> bool:
    return slot.chosen is None and not slot.says_none


def _ground(extractor: Extractor, field: Field[Any], answer: str, finder: str) -> Proposal | None:
    """The answer where the page bears it out; None where it does not."""
    for span in _places(extractor, field, squeeze(answer)):
        value, verdict = _parsed(field, span.text)
        if value is not None and verdict is not False:
            return Proposal(field.name, value, replace(span, finder=finder, confidence=_held(span)), verdict)
    value, verdict = _parsed(field, answer)
    if verdict is True and len(squeeze(answer)) >= SHORTEST_IDENTIFIER:
        for span in _misread(extractor, field, squeeze(answer)):
            return Proposal(field.name, value, replace(span, finder=finder, confidence=_held(span)), verdict)
    return None


def _held(span: Span) -> float:
    return min(span.confidence, SURE_AT_MOST)


def _parsed(field: Field[Any], text: str) -> tuple[Any, bool | None]:
    try:
        value = field.parse(text)
    except ValueError:
        return None, None
    return value, field.check(value) if field.check else None


def _places(extractor: Extractor, field: Field[Any], answer: str) -> Iterator[Span]:
    """Where the answer stands as a token of its own and may belong to the field."""
    for row, start, end in _occurrences(extractor.scope, answer):
        span = row.span(start, end, "model")
        if _may_be(extractor, field, row, start, span):
            yield span


def _occurrences(scope: Scope, answer: str) -> Iterator[tuple[Row, int, int]]:
    for row in scope.rows:
        start = row.text.find(answer)
        while start >= 0:
            end = start + len(answer)
            if _is_token(row, start, end):
                yield row, start, end
            start = row.text.find(answer, start + 1)


def _is_token(row: Row, start: int, end: int) -> bool:
    """Whether no longer number or word goes on at either side: 500.00 is not found in 1500.00."""
    before = start > 0 and not row.starts_word(start)
    behind = end < len(row.text) and not row.starts_word(end)
    cut_before = before and TOKEN.match(row.text[start]) and TOKEN.match(row.text[start - 1])
    cut_behind = behind and TOKEN.match(row.text[end - 1]) and TOKEN.match(row.text[end])
    return not cut_before and not cut_behind


def _misread(extractor: Extractor, field: Field[Any], answer: str) -> Iterator[Span]:
    """Tokens of recognised text that differ from the answer in a character or two."""
    for row in extractor.scope.rows:
        if row.words[0].source != "ocr":
            continue
        for start in range(len(row.text) - len(answer) + 1):
            window = row.text[start : start + len(answer)]
            if sum(a != b for a, b in zip(window, answer, strict=True)) > MISREAD:
                continue
            span = row.span(start, start + len(answer), "model")
            if _is_token(row, start, start + len(answer)) and _may_be(extractor, field, row, start, span):
                yield span


def _may_be(extractor: Extractor, field: Field[Any], row: Row, start: int, span: Span) -> bool:
    """Whether nothing on the page says that this place belongs to another field."""
    return (
        not _is_taken(extractor, span)
        and _in_region(extractor.scope, field, span)
        and not _is_labelled_otherwise(extractor, field, row, start, span)
        and extractor.may_stand(field.name, row, start, start + len(squeeze(span.text)))
    )


def _is_taken(extractor: Extractor, span: Span) -> bool:
    """Whether another field or cell was read there."""
    slots = [*extractor.slots.values(), *(slot for item in extractor.items for slot in item.values())]
    return any(
        slot.chosen.span.page == span.page and _overlaps(slot.chosen.span.bbox, span.bbox)
        for slot in slots
        if slot.chosen is not None
    )


def _overlaps(one: BoundingBox | None, other: BoundingBox | None) -> bool:
    if one is None or other is None:
        return False
    return one.overlap_x(other) > 0.2 * other.width and one.overlap_y(other) > 0.2 * other.height


def _in_region(scope: Scope, field: Field[Any], span: Span) -> bool:
    """Whether the place lies in one of the regions that the field's finders are held to, if they are."""
    regions = [finder.region(scope) for finder in field.finders if isinstance(finder, Within)]
    known = [region for region in regions if region is not None]
    if not known or span.bbox is None:
        return True
    return any(page == span.page and box.contains_center(span.bbox) for page, box in known)


def _is_labelled_otherwise(extractor: Extractor, field: Field[Any], row: Row, start: int, span: Span) -> bool:
    """Whether the label that the place stands behind, or else under, is one that only other fields have."""
    own = {label for finder in field.finders for label in finder.labels}
    label = _label_before(extractor, row, start) or _heading_over(extractor.scope, span)
    return label is not None and label not in own


def _label_before(extractor: Extractor, row: Row, start: int) -> str | None:
    """The nearest label before the place, in its row; the longest of those that end together."""
    nearest: tuple[int, int, str] | None = None
    for label in extractor.all_labels():
        at = row.text.rfind(label, 0, start) if label else -1
        if at >= 0:
            nearest = max(nearest or (-1, 0, ""), (at + len(label), len(label), label))
    return nearest and nearest[2]


def _heading_over(scope: Scope, span: Span) -> str | None:
    """The nearest label over the place that is a word of its own and has no value behind it, as columns are headed."""
    if span.bbox is None:
        return None
    headings = [
        (word.bbox.bottom, label)
        for row in scope.rows
        if row.page == span.page
        for word in row.words
        if word.bbox.overlap_x(span.bbox) > 0
        and word.bbox.center_y < span.bbox.top < word.bbox.bottom + HEADING_REACH * word.bbox.height
        if (label := _heading(scope, row, word))
    ]
    return max(headings)[1] if headings else None


def _heading(scope: Scope, row: Row, word: Word) -> str | None:
    """The label that the word is, where the row ends or another label begins behind it."""
    text = squeeze(word.text)
    label = text.rstrip(":")
    if label not in scope.labels:
        return None
    end = row.index_of(word) + len(text)
    return label if end == len(row.text) or scope.label_starts(row, end) else None


def _undisputed(proposals: list[Proposal]) -> list[Proposal]:
    """Without those that claim one place for two fields: the model does not know which it is."""
    claims: dict[tuple[int | None, BoundingBox | None], int] = defaultdict(int)
    for proposal in proposals:
        claims[proposal.span.page, proposal.span.bbox] += 1
    return [p for p in proposals if claims[p.span.page, p.span.bbox] == 1]
