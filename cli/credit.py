"""Verbs about the company behind the documents: `features`, `explain`, `verify`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sme_extract.cli.options import with_configuration

if TYPE_CHECKING:
    from sme_extract.pipeline.configuration import Configuration
    from sme_extract.schemas.explanation import Explanation, Proof
    from sme_extract.schemas.feature import CompanyFeatures
    from sme_extract.schemas.forecast import ForecastReport

Folder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="Outputs of a run, or documents (then --out too).", show_default=False)
]
Outputs = Annotated[Path, typer.Argument(metavar="FOLDER", help="Outputs of a run.", show_default=False)]
Name = Annotated[str, typer.Argument(metavar="FEATURE", help="A name in features.json.", show_default=False)]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="Where outputs go.", show_default=False)
]
CompanyName = Annotated[
    str | None, typer.Option("--company", metavar="NAME", help="Whose features.", show_default=False)
]
Uscc = Annotated[str | None, typer.Option("--uscc", metavar="CODE", help="Its tax id.", show_default=False)]
File = Annotated[
    Path | None,
    typer.Option("--company-file", metavar="FILE", help="company.toml: former names, related parties, accounts.",
                 show_default=False),
]  # fmt: skip
Each = Annotated[bool, typer.Option("--per-company", help="One file for each company of the folder.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", metavar="N", min=1, help="Processes, with --per-company.")]
Engine = Annotated[str, typer.Option("--engine", metavar="NAME", help="Method: blend, auto-ets, chronos.")]
Model = Annotated[
    str | None, typer.Option("--model", metavar="DIR", help="Folder of a pretrained model.", show_default=False)
]
Top = Annotated[int, typer.Option("--top", metavar="N", min=1, help="Facts to show of each input.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON line.")]
Again = Annotated[bool, typer.Option("--again", help="Read every input again and compare.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("features")(with_configuration(features))
    app.command("forecast")(with_configuration(forecast))
    app.command("explain")(explain)
    app.command("verify")(with_configuration(verify))


def features(
    folder: Folder,
    configuration: "Configuration",
    out: Out = None,
    company: CompanyName = None,
    uscc: Uscc = None,
    company_file: File = None,
    per_company: Each = False,
    jobs: Jobs = 1,
) -> None:
    """Make the credit features of a company out of its documents.

    Leaves facts/*.parquet, features.json and manifest.json in the folder of outputs; with --per-company
    features/*.json and features.parquet.
    """
    from sme_extract.pipeline.company_features import make_all, make_one
    from sme_extract.pipeline.company_file import profile

    outputs = _read(folder, out, configuration)
    given, as_of = profile(company, uscc, company_file, folder), configuration.settings.as_of
    if per_company:
        typer.echo(f"{make_all(outputs, given, as_of, jobs)} companies: {outputs / 'features'}", err=True)
    else:
        _summary(make_one(outputs, given, as_of))
        typer.echo(f"features: {outputs / 'features.json'}", err=True)


def _read(folder: Path, out: Path | None, configuration: "Configuration") -> Path:
    """The folder with the outputs of a run: the one given, or a run over the documents in it."""
    from sme_extract.cli.report import Reporter
    from sme_extract.pipeline.company_features import is_run
    from sme_extract.pipeline.run import run
    from sme_extract.schemas.errors import NoInput, UsageError

    if is_run(folder):
        return folder
    if not folder.exists():
        raise NoInput(f"no such folder: {folder}. Name one with documents, or the outputs of a run.")
    if out is None:
        raise UsageError(f"no outputs of a run: {folder}. To read the documents in it, say where to: --out FOLDER.")
    with Reporter() as reporter:
        summary = run([str(folder)], out, configuration.settings, reporter.progress)
    reporter.table(summary, out)
    return out


def _summary(found: "CompanyFeatures") -> None:
    """The company, and how much is known of it, on stderr."""
    known = sum(feature.value is not None for feature in found.features)
    passed = sum(check.status == "pass" for check in found.checks)
    applying = sum(check.status != "not-applicable" for check in found.checks)
    lines = [
        f"company: {found.company.name} ({', '.join(found.company.ids)}), told by {found.company.decided_by}",
        f"as of {found.as_of}: {known} of {len(found.features)} features, {found.n_documents_used} documents used",
        f"checks: {passed} of {applying} pass",
        *(f"look at: {signal.message}" for signal in found.signals),
    ]
    typer.echo("\n".join(lines), err=True)
    standings: dict[str, int] = {}
    for document in found.documents:
        standings[document.standing] = standings.get(document.standing, 0) + 1
    if standings:
        typer.echo("not used: " + ", ".join(f"{count} {name}" for name, count in sorted(standings.items())), err=True)


def forecast(
    folder: Folder,
    configuration: "Configuration",
    out: Out = None,
    company: CompanyName = None,
    uscc: Uscc = None,
    company_file: File = None,
    engine: Engine = "blend",
    model: Model = None,
    json: Json = False,
) -> None:
    """Forecast a company's monthly sales, purchases, collections and net cash, with ranges and their record.

    Leaves forecast.json in the folder of outputs. A history that is too short or broken is refused, with the reason.
    """
    from sme_extract.pipeline.company_file import profile
    from sme_extract.pipeline.forecasts import make_forecast
    from sme_extract.pipeline.registry import load_registry
    from sme_extract.pipeline.writer import line_of

    method = None if engine == "blend" else load_registry().forecaster(engine, model)
    outputs = _read(folder, out, configuration)
    given = profile(company, uscc, company_file, folder)
    report = make_forecast(outputs, given, configuration.settings.as_of, method)
    typer.echo(line_of(report) if json else _forecast_table(report))


def _forecast_table(report: "ForecastReport") -> str:
    """A line for each flow and horizon, with the skill and the coverage of the same method in the past."""
    lines = [f"as of {report.as_of}, CNY; skill is 1 - error / error of repeating the last months"]
    for series in report.series:
        lines.append(f"{series.series}: {series.n_months} months, {series.method}")
        records = {record.months: record for record in series.backtest}
        for window in series.horizons:
            months = window.months_ahead[1]
            ranges = ", ".join(
                f"{100 * one.level:.0f} %: {one.low:,.0f} to {one.high:,.0f}" for one in window.intervals
            )
            record = records[months]
            proof = f"skill {_figure(record.skill_naive)}, covered {_figure(record.coverage_80)} of {record.n_origins}"
            lines.append(f"  next {months:>2} months {window.point:>16,.0f}  ({ranges})  {proof}")
        lines += [f"  refused: {refusal.message}" for refusal in series.refusals]
        lines += [f"  beware: {warning}" for warning in series.warnings]
    return "\n".join(lines)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def explain(feature: Name, folder: Outputs, top: Top = 5, json: Json = False) -> None:
    """Show what a feature was made of, down to page, box and text."""
    from sme_extract.pipeline.company_features import read_features
    from sme_extract.pipeline.explain import explain as explained
    from sme_extract.pipeline.writer import line_of

    found = explained(folder, feature, read_features(folder), top)
    typer.echo(line_of(found) if json else _tree(found))


def _tree(found: "Explanation") -> str:
    """The chain as indented text."""
    feature = found.feature
    window = f", {feature.window.first} to {feature.window.last}" if feature.window else ""
    value = feature.value if feature.reason is None else f"null ({feature.reason})"
    lines = [
        f"{feature.name} = {value} {feature.unit}{window}",
        f"  {' '.join(feature.method.split())}",
        f"  {found.company}",
    ]
    for given in found.inputs:
        changed = "" if given.unchanged else " CHANGED SINCE"
        decisive = "" if given.n_decisive == given.n_facts else f", {given.n_decisive} decide"
        lines.append(f"  {given.view}: {given.n_facts} facts of {given.table}{decisive}{changed}")
        for fact in given.facts:
            member = f"!{fact.member}" if fact.member else ""
            amount = "" if fact.amount is None else f"{fact.amount} "
            lines.append(f"    {amount}{fact.path}{member}")
            lines += [f"      {_place(proof)}" for proof in fact.proofs]
    return "\n".join(lines)


def _place(proof: "Proof") -> str:
    where = [f"page {proof.page}" if proof.page else "", proof.cell or ""]
    if proof.bbox:
        where.append("box " + " ".join(f"{edge:.0f}" for edge in proof.bbox))
    said = f" {proof.text!r}" if proof.text is not None else ""
    return f"{proof.column} {proof.value} <- {proof.source or ''} {' '.join(filter(None, where))}{said}"


def verify(folder: Outputs, configuration: "Configuration", again: Again = False) -> None:
    """Hold a folder of outputs against its inputs: hashes, evidence, and every fact and feature made anew."""
    from collections import Counter

    from sme_extract.pipeline.company_features import verdicts
    from sme_extract.schemas.errors import ExitCode

    counts: Counter[str] = Counter()
    for verdict in verdicts(folder, configuration.settings if again else None):
        counts[verdict.status] += 1
        if verdict.status != "ok":
            detail = f" ({verdict.detail})" if verdict.detail else ""
            typer.echo(f"{verdict.status}: {verdict.what} {verdict.subject}{detail}")
    typer.echo(f"{counts['ok']} ok, {counts['changed']} changed, {counts['missing']} missing", err=True)
    if counts["changed"] or counts["missing"]:
        raise typer.Exit(ExitCode.BELOW_GATE)
