"""Docs that cannot lie: generated pages are current, and the commands of the README do what it says."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from sme_extract.schemas.errors import ExitCode

ROOT = Path(__file__).parent.parent
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (\d+) \|", re.MULTILINE)
PAGES = ("README.md", "docs/tutorial.md")
DEMO = ROOT / "tests" / "fixtures" / "demo"


def commands(page):
    """The commands of a page, in order."""
    blocks = CONSOLE.findall((ROOT / page).read_text(encoding="utf-8"))
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def reference():
    spec = importlib.util.spec_from_file_location("reference", ROOT / "docs" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["cli.md", "exit-codes.md", "extractors.md", "findings.md"])
def test_generated_page_is_current(name):
    assert (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") == reference().pages()[name], (
        "run make docs"
    )


def test_every_exit_code_is_documented():
    text = (ROOT / "docs" / "reference" / "exit-codes.md").read_text(encoding="utf-8")
    assert [int(code) for code in ROW.findall(text)] == [int(code) for code in ExitCode]


def test_every_verb_has_a_help_text():
    from typer.main import get_command

    from sme_extract.cli.app import app

    assert [name for name, verb in get_command(app).commands.items() if not verb.help] == []


@pytest.mark.skipif(os.name == "nt", reason="the pages are written for a POSIX shell")
@pytest.mark.parametrize("page", PAGES)
def test_commands_of_the_page_work_one_after_the_other(page, tmp_path):
    (tmp_path / "tests" / "fixtures").mkdir(parents=True)
    shutil.copytree(DEMO, tmp_path / "tests" / "fixtures" / "demo")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    assert len(commands(page)) >= 3
    for command in commands(page):
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=tmp_path,
            env={**os.environ, "PATH": path, "SME_EXTRACT_OCR": "off"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"


def test_the_readme_shows_what_the_demo_folder_holds():
    shown = re.search(
        r"^documents +count +why\n(.*?)^need review", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    truths = [json.loads(path.read_text("utf-8")) for path in DEMO.rglob("*.truth.json")]
    kinds = Counter(document["kind"] for truth in truths for document in truth.get("documents", [truth]))
    assert dict(line.split() for line in shown[1].splitlines()) == {kind: str(count) for kind, count in kinds.items()}
