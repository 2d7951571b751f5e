"""How the program ends: errors become one message and an exit code, signals their own codes, a closed pipe silence."""

import os
import signal
import sys
from types import FrameType
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from sme_extract.cli import logs
from sme_extract.schemas.errors import ExitCode, SmeExtractError


class Handled(TyperGroup):
    """All verbs: what they raise on purpose is told in one line."""

    def main(self, *arguments: Any, **options: Any) -> Any:
        """The whole command line."""
        logs.start()
        return super().main(*arguments, **options)

    def invoke(self, ctx: Any) -> Any:
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except SmeExtractError as error:
            raise typer.Exit(handle(error)) from error
        except BrokenPipeError as error:
            silence_stdout()
            raise typer.Exit(ExitCode.OK) from error


def handle(error: SmeExtractError) -> ExitCode:
    """Print the message of an error; its exit code."""
    print(f"sme-extract: {error}", file=sys.stderr)  # noqa: T201 - the one place for last words
    return error.exit_code


def silence_stdout() -> None:
    """Nobody reads any more: let the interpreter flush into the void at its end."""
    void = os.open(os.devnull, os.O_WRONLY)
    os.dup2(void, sys.stdout.fileno())
    os.close(void)


def leave_on_termination() -> None:
    """SIGTERM unwinds the program as an interruption does, so that finished work gets its names."""
    signal.signal(signal.SIGTERM, _terminate)


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    raise SystemExit(ExitCode.TERMINATED)
