"""The verb that measures: `eval` scores results against truth files."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sme_extract.cli.options import with_configuration

if TYPE_CHECKING:
    from sme_extract.pipeline.configuration import Configuration

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="Documents with their <file>.truth.json.", show_default=False)
]
Results = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="Score these results (a folder or .jsonl) instead of reading the documents."),
]
FailUnder = Annotated[
    float | None, typer.Option(metavar="RECALL", min=0, max=1, help="Exit with 6 when fewer values are right.")
]
Misses = Annotated[int, typer.Option(metavar="N", help="Show so many wrong or missed values of each group.")]
AsJson = Annotated[bool, typer.Option("--json", help="The table for machines.")]


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("eval")(with_configuration(evaluate))


def evaluate(
    folder: Folder,
    *,
    configuration: "Configuration",
    results: Results = None,
    fail_under: FailUnder = None,
    misses: Misses = 0,
    as_json: AsJson = False,
) -> None:
    """Score every field against truth files: right, wrong, missed, and silently wrong.

    A truth file <file>.truth.json lies beside its document and holds {kind, fields, items}, or {documents: [...]}.
    """
    from sme_extract.pipeline.evaluate import evaluate as score
    from sme_extract.schemas.errors import ExitCode

    scores = score(folder, configuration.settings, results)
    typer.echo(json.dumps(scores.as_dict(), ensure_ascii=False, indent=2) if as_json else scores.table())
    for line in scores.missed_lines(misses):
        typer.echo(line, err=as_json)
    recall = scores.total().recall
    if fail_under is not None and recall < fail_under:
        typer.echo(
            f"below the gate: recall {recall:.4f} is under {fail_under}. See --misses for what is wrong.", err=True
        )
        raise typer.Exit(ExitCode.BELOW_GATE)
