"""The verb that measures: `eval` scores results against truth files."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sme_extract.cli.options import with_configuration

if TYPE_CHECKING:
    from sme_extract.pipeline.configuration import Configuration
    from sme_extract.schemas.scorecard import Estimate, ScorecardReport

Folder = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="Documents with their <file>.truth.json; or 'credit'.", show_default=False),
]
Ledgers = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="With 'credit': ledgers of companies, a ZIP or folder.", show_default=False),
]
Labels = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="With 'credit': CSV company,default; else labels.csv of PATH.", show_default=False
    ),
]
Out = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="With 'credit': where outputs go and stay.", show_default=False)
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", metavar="N", min=1, help="With 'credit': processes.")]
CREDIT = Path("credit")
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
    ledgers: Ledgers = None,
    labels: Labels = None,
    out: Out = None,
    jobs: Jobs = 1,
) -> None:
    """Score every field against truth files: right, wrong, missed, and silently wrong.

    A truth file <file>.truth.json lies beside its document and holds {kind, fields, items}, or {documents: [...]}.
    'eval credit --ledgers PATH' scores features of companies against who defaulted.
    """
    if ledgers is not None:
        _credit(folder, ledgers, labels, out, configuration, jobs, as_json=as_json)
        return
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


def _credit(
    word: Path, ledgers: Path, labels: Path | None, out: Path | None, configuration: "Configuration", jobs: int, *,
    as_json: bool,
) -> None:  # fmt: skip
    """ROC-AUC of features and of simple models, with intervals."""
    from tempfile import TemporaryDirectory

    from sme_extract.cli.report import Reporter
    from sme_extract.pipeline.evaluate_credit import evaluate_credit
    from sme_extract.pipeline.writer import line_of
    from sme_extract.schemas.errors import UsageError

    if word != CREDIT:
        raise UsageError(f"--ledgers goes with 'eval credit', not with {word}.")
    with TemporaryDirectory(prefix="sme-extract-") as folder, Reporter() as reporter:
        outputs = out or Path(folder)
        report = evaluate_credit(
            ledgers, outputs, labels, configuration.settings, jobs=jobs, progress=reporter.progress
        )
    typer.echo(line_of(report) if as_json else _scorecard(report))


def _scorecard(report: "ScorecardReport") -> str:
    """Models first, then features alone, best first; 95 % intervals from resampled companies."""
    lines = [f"{report.n_companies} companies, {report.n_defaults} defaults; ROC-AUC [95 %], less {report.reference}"]
    scored = [(model.model, model.auc, model.over_reference) for model in report.models]
    scored += [(one.feature, one.auc, one.over_reference) for one in report.features]
    for name, auc, over in scored:
        paired = "" if over is None else f"  {_interval(over, '+.3f')}"
        lines.append(f"  {name:<24} {_interval(auc, '.3f')}{paired}")
    return "\n".join(lines)


def _interval(estimate: "Estimate", form: str) -> str:
    return f"{estimate.value:{form}} [{estimate.low:{form}}, {estimate.high:{form}}]"
