"""Verbs about the shape of outputs: `schema` prints it, `validate` holds files against it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sme_extract.schemas.result import Contract

Name = Annotated[str, typer.Argument(metavar="[NAME]", help="result, outcome, summary, features, … or a kind.")]
JsonFiles = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="JSON or JSON-lines files.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("schema")(schema)
    app.command("validate")(validate)


def schema(name: Name = "result") -> None:
    """Print a JSON Schema (draft 2020-12)."""
    from sme_extract.schemas import publish

    body = publish.schema(name) if name in publish.MODELS else _kind_schema(name)
    if name == "features":
        _name_features(body)
    typer.echo(publish.text(body), nl=False)


def _name_features(body: dict[str, Any]) -> None:
    """Name every feature that this installation computes, with its definition."""
    from sme_extract.pipeline.features import load_definitions

    body["$defs"]["Feature"]["properties"]["name"]["oneOf"] = [
        {"const": one.id_in(window), "description": one.formula}
        for one in load_definitions()
        for window in one.windows or ("",)
    ]


def _kind_schema(kind: str) -> dict[str, Any]:
    from sme_extract.pipeline.parts import check_kind
    from sme_extract.pipeline.registry import load_registry
    from sme_extract.schemas import publish

    extractors = load_registry().extractors()
    check_kind(extractors, kind)
    extractor = next(e for e in extractors if e.kind == kind)
    return publish.kind_schema(kind, extractor.fields)


def validate(files: JsonFiles) -> None:
    """Check that files keep the contract: results, outcomes and summaries."""
    from sme_extract.schemas.errors import ExitCode

    bad = 0
    for file in files:
        complaints = list(_complaints(file))
        bad += bool(complaints)
        for complaint in complaints:
            typer.echo(f"{file}{complaint}", err=True)
        if not complaints:
            typer.echo(f"{file}: valid")
    if bad:
        raise typer.Exit(ExitCode.ALL_FAILED if bad == len(files) else ExitCode.SOME_FAILED)


def _complaints(file: Path) -> "Iterator[str]":
    """What breaks the contract, each as `:line: field: message`."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        yield f": cannot be read: {error}"
        return
    lines = text.split("\n") if file.suffix == ".jsonl" else [text]
    records = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not records:
        yield ": empty"
    for number, line in records:
        yield from (f":{number}: {complaint}" for complaint in _record_complaints(line))


def _record_complaints(line: str) -> "Iterator[str]":
    from pydantic import ValidationError

    try:
        data = json.loads(line)
    except ValueError as error:
        yield f"not JSON: {error}"
        return
    model = _model_for(data)
    if model is None:
        yield "none of the program's records: no result, outcome, summary, features or explanation"
        return
    try:
        model.model_validate_json(line)
    except ValidationError as error:
        for detail in error.errors():
            yield f"{'.'.join(map(str, detail['loc']))}: {detail['msg'].lower()}"


def _model_for(data: Any) -> "type[Contract] | None":
    """The contract that a record claims to keep."""
    from sme_extract.schemas.publish import KINDS, MODELS

    marks = {
        "result": "kind",
        "outcome": "input",
        "summary": "statuses",
        "features": "integrity",
        "explanation": "inputs",
    }
    if not isinstance(data, dict):
        return None
    if data.get("kind") in KINDS:
        return KINDS[data["kind"]]
    return next((MODELS[name] for name, mark in marks.items() if mark in data), None)
