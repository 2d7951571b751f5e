"""Writes the pages of docs/reference from the program itself; `make docs` runs it and a test compares."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from typer.main import get_command
from typer.testing import CliRunner

from sme_extract.cli.app import app
from sme_extract.pipeline.features import load_definitions
from sme_extract.pipeline.registry import EXTRACTORS, load_registry
from sme_extract.schemas import errors

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "reference"
ROOMS = ("documents", "extractors", "pipeline", "credit", "vision")
HEAD = "<!-- Made by `make docs`; do not edit. -->\n\n"
MEANINGS = {
    errors.ExitCode.OK: "everything was read; single documents may still ask for review",
    errors.ExitCode.INTERNAL: "the program failed: a bug, a plugin, or outputs that cannot be written",
    errors.ExitCode.USAGE: "wrong option, unknown name or bad configuration",
    errors.ExitCode.SOME_FAILED: "some inputs could not be read, wholly or in part",
    errors.ExitCode.ALL_FAILED: "no input could be read",
    errors.ExitCode.NO_INPUT: "there was nothing to read, or everything was skipped",
    errors.ExitCode.BELOW_GATE: "a quality gate such as `--fail-under` was missed",
    errors.ExitCode.MISSING_DEPENDENCY: "a package, program or model is missing; `sme-extract doctor` tells more",
    errors.ExitCode.INTERRUPTED: "interrupted with Ctrl-C; finished work is kept",
    errors.ExitCode.TERMINATED: "terminated with SIGTERM; finished work is kept",
}


def pages() -> dict[str, str]:
    """Every page by its file name."""
    return {
        "cli.md": HEAD + _cli(),
        "exit-codes.md": HEAD + _exit_codes(),
        "extractors.md": HEAD + _extractors(),
        "features.md": HEAD + _features(),
        "findings.md": HEAD + _findings(),
    }


def write() -> None:
    """Write all pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


def _cli() -> str:
    verbs = [[], *([name] for name in get_command(app).commands)]  # type: ignore[attr-defined]
    return "# The command line\n" + "".join(
        f"\n## {' '.join(['sme-extract', *verb])}\n\n```text\n{_help(verb)}\n```\n" for verb in verbs
    )


def _help(verb: list[str]) -> str:
    done = CliRunner().invoke(app, [*verb, "--help"], prog_name="sme-extract", env={"COLUMNS": "80"})
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def _exit_codes() -> str:
    rows = [
        f"| {int(code)} | {MEANINGS[code]} | {', '.join(f'`{c.code}`' for c in _errors() if c.exit_code is code)} |"
        for code in errors.ExitCode
    ]
    reasons = [f"| `{one.code}` | {(one.__doc__ or '').strip()} |" for one in _errors()]
    return (
        "# Exit codes\n\nNever renumbered.\n\n| code | meaning | reasons |\n| --- | --- | --- |\n"
        + "\n".join(rows)
        + "\n\n## Reason codes\n\nA reason stands in `outcomes.jsonl` for each input that failed.\n\n"
        + "| reason | meaning |\n| --- | --- |\n"
        + "\n".join(reasons)
        + "\n"
    )


def _features() -> str:
    groups: dict[str, list[str]] = defaultdict(list)
    for one in load_definitions():
        windows = ", ".join(one.windows) or "at the day"
        formula = " ".join(one.formula.split()).replace("|", "\\|")
        groups[one.group].append(f"| `{one.name}` | {one.unit} | {windows} | {formula} |")
    return (
        "# Features\n\nWindows are complete calendar months before the day of the features: t12m is the trailing year, "
        "m7_12 and m13_24 are bands, fy is the last calendar year. In features.json a name carries its window "
        "(`inv_sales_net_t3m`) but for t12m and fy.\n"
        + "".join(
            f"\n## {group}\n\n| feature | unit | windows | definition |\n| --- | --- | --- | --- |\n"
            + "\n".join(rows)
            + "\n"
            for group, rows in groups.items()
        )
    )


def _errors() -> list[type[errors.SmeExtractError]]:
    return [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.SmeExtractError)]


def _extractors() -> str:
    parts = ["# Kinds of documents that are read\n"]
    for plugin, extractor in load_registry().of(EXTRACTORS):
        summary = (extractor.__doc__ or "").strip().partition("\n")[0]
        parts.append(f"\n## {extractor.kind}\n\n{summary} Version {extractor.version}, from {plugin.distribution}.\n")
        if extractor.fields:
            names = [f"`{name}`{'*' if field.required else ''}" for name, field in extractor.fields.items()]
            parts.append(f"\nFields (* required): {', '.join(names)}.\n")
    return "".join(parts)


def _findings() -> str:
    codes: dict[str, set[str]] = defaultdict(set)
    files: dict[str, set[str]] = defaultdict(set)
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for code, severity in _codes(ast.parse(path.read_text(encoding="utf-8"))):
                codes[code].add(severity)
                files[code].add(path.relative_to(ROOT).as_posix())
    rows = [f"| `{c}` | {', '.join(sorted(codes[c]))} | {', '.join(sorted(files[c]))} |" for c in sorted(codes)]
    return (
        "# Finding codes\n\nA finding tells what was noticed in a document that could be read.\n\n"
        "| code | severity | noticed by |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n"
    )


def _codes(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Codes and severities that a module gives: `Finding(code=…)`, `rule("…")`, `item_rule("…")`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        if node.func.id == "Finding":
            code, severity = named.get("code"), named.get("severity")
        elif node.func.id in ("rule", "item_rule"):
            code, severity = node.args[0] if node.args else None, named.get("severity", ast.Constant("error"))
        else:
            continue
        if isinstance(code, ast.Constant):
            yield str(code.value), str(severity.value) if isinstance(severity, ast.Constant) else "depends"


if __name__ == "__main__":
    write()
