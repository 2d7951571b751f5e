"""The `sme-extract` command."""

from typing import Annotated

import typer

from sme_extract import __version__
from sme_extract.cli import contract, credit, evaluation, inspection, video, work
from sme_extract.cli.failure import Handled, leave_on_termination
from sme_extract.cli.options import LogJson, Verbose

app = typer.Typer(
    cls=Handled,
    name="sme-extract",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for verbs in (work, credit, contract, inspection, evaluation, video):
    verbs.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sme-extract {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
    verbose: Verbose = 0,
    log_json: LogJson = False,
) -> None:
    """Turn a small company's papers into normalized JSON, with proof for every value.

    Results go to stdout or to the folder named with --out, everything else to stderr. Exit codes: 0 ok, 1 internal
    error, 2 usage, 3 some inputs failed, 4 all failed, 5 no input, 6 below a quality gate, 7 missing dependency or
    model, 130 and 143 interrupted.
    """
    del version, verbose, log_json


def main() -> None:
    """Run the command line."""
    leave_on_termination()
    app(prog_name="sme-extract")
