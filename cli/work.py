"""Verbs that read documents: `run` into a folder, `extract` and `classify` to stdout."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sme_extract.cli.options import with_configuration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sme_extract.pipeline.configuration import Configuration
    from sme_extract.schemas.errors import ExitCode
    from sme_extract.schemas.result import ExtractionResult, FileOutcome
    from sme_extract.schemas.summary import RunSummary

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files or folders.", show_default=False)]
Files = Annotated[
    list[str], typer.Argument(metavar="FILE...", help="Files or folders; '-' is standard input.", show_default=False)
]
Out = Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Where the outputs go.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("run")(with_configuration(run))
    app.command("extract")(with_configuration(extract))
    app.command("classify")(with_configuration(classify))


def run(paths: Paths, out: Out, configuration: "Configuration") -> None:
    """Read files and folders and write one JSON a document into a folder.

    Leaves documents/*.json, documents.jsonl, outcomes.jsonl (one line an input) and summary.json.
    """
    from sme_extract.cli.report import Reporter
    from sme_extract.pipeline.run import run as run_batch

    with Reporter() as reporter:
        summary = run_batch(paths, out, configuration.settings, reporter.progress)
    reporter.table(summary, out)
    raise typer.Exit(_conclude(summary))


def extract(files: Files, configuration: "Configuration") -> None:
    """Print the documents of files as JSON lines, in the order of the files."""
    from sme_extract.pipeline.writer import line_of

    raise typer.Exit(_print_each(files, configuration, line_of))


def classify(files: Files, configuration: "Configuration") -> None:
    """Print what kind of document each one is, as JSON lines."""
    raise typer.Exit(_print_each(files, configuration, _kind_line))


def _print_each(files: list[str], configuration: "Configuration", line: Any) -> int:
    """One line a document on stdout, one message a failed file on stderr; the exit code."""
    from sme_extract.pipeline.summary import Tally

    tally = Tally()
    for outcome, results in _outcomes(files, configuration):
        for result in results:
            typer.echo(line(result))
        if outcome.reason and outcome.status != "skipped":
            typer.echo(f"{outcome.status}: {outcome.reason.message}", err=True)
        tally.add(outcome, results)
    return _conclude(tally.summary())


def _conclude(summary: "RunSummary") -> "ExitCode":
    """The exit code, with a word about a batch of which nothing was looked into."""
    from sme_extract.pipeline.summary import exit_code
    from sme_extract.schemas.errors import ExitCode

    code = exit_code(summary)
    if code is ExitCode.NO_INPUT:
        why = ", ".join(dict.fromkeys(trouble.reason.code for trouble in summary.troubles))
        typer.echo(f"nothing was read: every input was skipped ({why}). Name a document outright.", err=True)
    return code


def _outcomes(
    files: list[str], configuration: "Configuration"
) -> "Iterator[tuple[FileOutcome, list[ExtractionResult]]]":
    from sme_extract.pipeline.registry import load_registry
    from sme_extract.pipeline.run import list_inputs, process_all

    return process_all(list_inputs(files), configuration.settings, load_registry())


def _kind_line(result: "ExtractionResult") -> str:
    from sme_extract.pipeline.writer import line_of_data

    source = result.source.model_dump(mode="json", include={"path", "member", "pages"})
    codes = [finding.code for finding in result.findings]
    return line_of_data({**source, "kind": result.kind, "kind_confidence": result.kind_confidence, "findings": codes})
