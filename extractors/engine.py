"""Runs one extractor over one document: gather candidates, compare statements, settle, check, report.

Nothing here knows a kind. A value that fails its own check is kept, flagged, when it comes from a lossless carrier
(the issuer's data is odd) and withheld when it was read from pixels (most likely misread).
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sme_extract.extractors.base import Candidate, Extractor, Field, ItemRule, NoValue, Rule, Slot, Verdict, values_of
from sme_extract.extractors.confidence import REVIEW_BELOW, confidence
from sme_extract.extractors.find import Finder
from sme_extract.extractors.gaps import DocumentEngine, fill
from sme_extract.extractors.normalize import name_key
from sme_extract.extractors.scope import Scope, Span
from sme_extract.schemas.result import (
    Conflict,
    Evidence,
    Extracted,
    ExtractionResult,
    ExtractorInfo,
    Finding,
    SourceInfo,
    TableInfo,
)


def extract(
    extractor: Extractor,
    kind_confidence: float,
    findings: Iterable[Finding] = (),
    distribution: str = "sme-extract",
    model: DocumentEngine | None = None,
) -> ExtractionResult:
    """One result for the extractor's document; `model` is asked for the fields that its finders did not reach."""
    noticed = [*extractor.document.findings, *findings]
    for name, declared in extractor.fields.items():
        extractor.slots[name] = gather(declared, extractor.scope)
    extractor.items = list(extractor.find_items())
    noticed += extractor.reconcile()
    noticed += fill(extractor, model) if model is not None else ()
    noticed += _withheld(extractor)
    noticed += _apply_rules(extractor)
    noticed += _odd_fields(extractor)
    tables = {table.name: table for table in extractor.tables()}
    noticed += _unread_rows(extractor, tables)
    fields = {name: to_extracted(slot) for name, slot in extractor.slots.items()}
    reasons = _review_reasons(extractor, fields, noticed)
    document = extractor.document
    result = ExtractionResult(
        kind=extractor.kind,
        kind_confidence=round(kind_confidence, 3),
        status="partial"
        if any(fields[f.name] is None or _null(fields[f.name]) for f in _required(extractor))
        else "ok",
        needs_review=bool(reasons),
        review_reasons=reasons,
        source=source_info(extractor),
        fields=fields,
        items=tuple(
            {name: cell for name, slot in item.items() if (cell := to_extracted(slot)) is not None}
            for item in extractor.items
        ),
        tables={name: TableInfo(n_rows=t.n_rows, columns=t.columns) for name, t in tables.items()} or None,
        findings=tuple(dict.fromkeys(noticed)),
        text="\n".join(row.text for row in Scope.of(document).rows) if not extractor.fields else None,
        extractor=ExtractorInfo(name=extractor.kind, version=extractor.version, distribution=distribution),
    )
    return result.with_rows({name: table.rows for name, table in tables.items()})


def source_info(extractor: Extractor) -> SourceInfo:
    """The input as the contract names it."""
    document = extractor.document
    return SourceInfo(
        path=document.path,
        sha256=document.sha256,
        media_type=document.media_type,
        pages=tuple(sorted({page.number for page in document.pages})),
        reader=document.reader,
        member=document.member,
    )


def gather(declared: Field[Any], scope: Scope) -> Slot[Any]:
    """All statements about one field, one a channel, and the one to believe."""
    slot: Slot[Any] = Slot()
    found: list[tuple[Candidate[Any], bool | None]] = []
    for channel, finders in declared.statements:
        statement = _first(declared, finders, scope, slot) if finders else None
        if statement is not None:
            found.append((Candidate(statement[0], statement[1], channel), statement[2]))
    settle(slot, found)
    return slot


def settle(slot: Slot[Any], found: list[tuple[Candidate[Any], bool | None]]) -> None:
    """Choose the first statement whose check does not fail; count who agrees and who does not."""
    if not found:
        return
    chosen, verdict = next(((c, v) for c, v in found if v is not False), found[0])
    others = [candidate for candidate, _ in found if candidate is not chosen]
    slot.chosen, slot.others = chosen, tuple(others)
    slot.confirmations = sum(same(chosen.value, other.value) for other in others) + (verdict is True)
    slot.contradictions = sum(not same(chosen.value, other.value) for other in others) + (verdict is False)
    slot.check_failed = verdict is False


def _first(
    declared: Field[Any], finders: tuple[Finder, ...], scope: Scope, slot: Slot[Any]
) -> tuple[Any, Span, bool | None] | None:
    """The first span of a channel that parses and passes the check; else the first that parses."""
    fallback: tuple[Any, Span, bool | None] | None = None
    for finder in finders:
        for span in finder(scope):
            try:
                value = declared.parse(span.text)
            except ValueError as complaint:
                slot.unreadable = slot.unreadable or span
                slot.says_none |= isinstance(complaint, NoValue)
                continue
            verdict = declared.check(value) if declared.check else None
            if verdict is not False:
                return value, span, verdict
            fallback = fallback or (value, span, verdict)
    return fallback


def same(left: Any, right: Any) -> bool:
    """Whether two statements agree; names without regard to width and spacing."""
    if isinstance(left, str) and isinstance(right, str):
        return name_key(left) == name_key(right)
    return bool(left == right)


def _withheld(extractor: Extractor) -> Iterator[Finding]:
    """A value from pixels that fails its own check is not given out."""
    for name, slot in extractor.slots.items():
        if slot.chosen is None or not slot.check_failed:
            continue
        if slot.chosen.span.source == "ocr":
            yield Finding(
                code="check-failed",
                severity="error" if extractor.fields[name].required else "warning",
                message=f"{name}: {slot.chosen.span.text!r} was read but fails its own check; withheld",
                fields=(name,),
            )
            slot.unreadable, slot.chosen = slot.chosen.span, None
        else:
            yield Finding(
                code="check-failed",
                severity="error",
                message=f"{name}: {slot.chosen.span.text!r} stands there but fails its own check",
                fields=(name,),
            )


def _apply_rules(extractor: Extractor) -> Iterator[Finding]:
    """Rules confirm or contradict their fields."""
    for rule in extractor.rules:
        if isinstance(rule, ItemRule):
            for number, item in enumerate(extractor.items, 1):
                verdict = rule.function(extractor, values_of(item))
                slots = [item[f] for f in rule.fields if f in item]
                yield from _judge(rule, verdict, slots, f"line {number}: ")
        else:
            verdict = rule.function(extractor)
            slots = [slot for name in rule.fields for slot in extractor.slots_named(name)]
            yield from _judge(rule, verdict, slots)


def _judge(rule: Rule | ItemRule, verdict: Verdict, slots: list[Slot[Any]], where: str = "") -> Iterator[Finding]:
    """Count a verdict on its fields; a complaint becomes a finding."""
    if verdict is None:
        return
    for slot in slots:
        slot.confirmations += verdict is True
        slot.contradictions += verdict is not True and rule.severity != "info"
    if verdict is not True:
        yield Finding(code=rule.code, severity=rule.severity, message=f"{where}{verdict}", fields=rule.fields)


def _odd_fields(extractor: Extractor) -> Iterator[Finding]:
    """Statements that disagree, text that no parser takes, required values that are not there."""
    for name, slot in extractor.slots.items():
        required = extractor.fields[name].required
        if slot.chosen is not None:
            yield from _unread_print(name, slot)
            for other in slot.others:
                if not same(slot.chosen.value, other.value):
                    yield Finding(
                        code="sources-disagree",
                        severity="error" if other.span.source != "ocr" else "warning",
                        message=f"{name}: {slot.chosen.channel} says {slot.chosen.span.text!r}, "
                        f"{other.channel} says {other.span.text!r}",
                        fields=(name,),
                    )
        elif slot.unreadable is not None and not slot.check_failed and not slot.says_none:
            yield Finding(
                code="unreadable-field",
                severity="error" if required else "info",
                message=f"{name}: {slot.unreadable.text!r} cannot be read as a value",
                fields=(name,),
            )
        elif required and slot.unreadable is None:
            yield Finding(code="missing-field", severity="error", message=f"{name} was not found", fields=(name,))


def _unread_rows(extractor: Extractor, tables: Collection[str]) -> Iterator[Finding]:
    """A sheet too long to hold as cells, of which this kind read the beginning only."""
    if tables:
        return
    for page in extractor.document.pages:
        for table in page.tables:
            if table.stream is not None:
                yield Finding(
                    code="rows-not-read",
                    severity="error",
                    message=f"only the first {table.n_rows} rows of sheet {table.name or page.number} were looked at",
                )


def _unread_print(name: str, slot: Slot[Any]) -> Iterator[Finding]:
    """A lossless page whose print no parser takes, while another carrier has a value: they do not say the same."""
    printed = any(c.channel == "print" for c in (slot.chosen, *slot.others) if c is not None)
    if slot.unreadable is not None and slot.unreadable.source == "text-layer" and not printed and not slot.says_none:
        yield Finding(
            code="unreadable-print",
            severity="warning",
            message=f"{name}: {slot.unreadable.text!r} is printed, which is no value; the value is from elsewhere",
            fields=(name,),
        )


def _required(extractor: Extractor) -> list[Field[Any]]:
    return [declared for declared in extractor.fields.values() if declared.required]


def _null(cell: Extracted[Any] | None) -> bool:
    return cell is None or cell.value is None


def _review_reasons(
    extractor: Extractor, fields: dict[str, Extracted[Any] | None], findings: list[Finding]
) -> tuple[str, ...]:
    """Why a person should look: errors, disagreeing sources, doubtful required values."""
    reasons = [f.code for f in findings if f.severity == "error" or f.code == "sources-disagree"]
    for declared in _required(extractor):
        cell = fields[declared.name]
        if cell is not None and cell.value is not None and cell.confidence < REVIEW_BELOW:
            reasons.append(f"low-confidence:{declared.name}")
    return tuple(dict.fromkeys(reasons))


def evidence(span: Span) -> Evidence:
    """A span as the contract prints it."""
    return Evidence(
        page=span.page,
        bbox=span.bbox.rounded() if span.bbox else None,
        source=span.source,
        text=span.text,
        finder=span.finder,
        locator=span.locator,
    )


def to_extracted(slot: Slot[Any]) -> Extracted[Any] | None:
    """A slot as the contract prints it; None when nothing was found."""
    if slot.chosen is None:
        if slot.unreadable is None:
            return None
        return Extracted(value=None, raw=slot.unreadable.text, confidence=0.0, evidence=(evidence(slot.unreadable),))
    chosen = slot.chosen
    agreeing = [other for other in slot.others if same(chosen.value, other.value)]
    disagreeing = [other for other in slot.others if not same(chosen.value, other.value)]
    return Extracted(
        value=chosen.value,
        raw=chosen.span.text,
        confidence=confidence(chosen.span.source, chosen.span.confidence, slot.confirmations, slot.contradictions),
        evidence=tuple(evidence(candidate.span) for candidate in (chosen, *agreeing)),
        conflicts=tuple(Conflict(value=o.value, raw=o.span.text, evidence=evidence(o.span)) for o in disagreeing),
    )
