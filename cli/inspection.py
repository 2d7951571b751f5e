"""Verbs that look at the installation: `extractors`, `doctor`, `config`."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sme_extract.cli.options import with_configuration

if TYPE_CHECKING:
    from sme_extract.pipeline.configuration import Configuration

AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("extractors")(extractors)
    app.command("doctor")(with_configuration(doctor))
    app.command("config")(with_configuration(config))


def extractors(*, as_json: AsJson = False) -> None:
    """List the kinds of documents that can be read."""
    from sme_extract.pipeline.registry import EXTRACTORS, load_registry

    rows = [
        {
            "kind": extractor.kind,
            "version": extractor.version,
            "distribution": f"{plugin.distribution} {plugin.version}",
            "summary": (extractor.__doc__ or "").strip().partition("\n")[0],
        }
        for plugin, extractor in load_registry().of(EXTRACTORS)
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        typer.echo(f"{row['kind']:24} {row['version']:8} {row['distribution']:20} {row['summary']}")


def doctor(*, configuration: "Configuration", as_json: AsJson = False) -> None:
    """Tell what is installed, what is missing and what mends it."""
    from sme_extract.pipeline.installation import examine
    from sme_extract.schemas.errors import ExitCode

    report = examine(configuration.settings)
    if as_json:
        typer.echo(json.dumps([line.as_dict() for line in report], ensure_ascii=False, indent=2))
    else:
        for line in report:
            typer.echo(str(line))
    if any(line.needed and line.mend for line in report):
        raise typer.Exit(ExitCode.MISSING_DEPENDENCY)


def config(*, configuration: "Configuration", as_json: AsJson = False) -> None:
    """Show every setting, its value and where it comes from."""
    from sme_extract.pipeline.configuration import KEYS

    rows = [{"key": key, "value": _shown(key, configuration), "origin": configuration.origins[key]} for key in KEYS]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        typer.echo(f"{row['key']:22} {row['value'] or '-':24} {row['origin']}")


def _shown(key: str, configuration: "Configuration") -> str:
    """A value for the screen; passwords and rules only counted."""
    value: Any = configuration.value(key)
    if isinstance(value, tuple):
        return f"{len(value)} given" if value else ""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
