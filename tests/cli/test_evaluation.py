import json

import pytest
from typer.testing import CliRunner

from sme_extract.cli.app import app

runner = CliRunner()


@pytest.fixture
def folder(house, fake, tmp_path):
    fake("docs/x.fake", "hello")
    truth = {"kind": "note", "fields": {"body": "something else"}}
    (tmp_path / "docs" / "x.fake.truth.json").write_text(json.dumps(truth))
    return str(tmp_path / "docs")


def test_table_shows_counts(folder):
    done = runner.invoke(app, ["eval", folder])
    assert done.exit_code == 0
    assert "1 documents with truth, 1 with a result" in done.stdout
    assert next(line for line in done.stdout.splitlines() if "body" in line).split() == [
        "body",
        "1",
        "0",
        "1",
        "0",
        "0.000",
        "0.000",
        "1",
    ]


def test_json_is_for_machines(folder):
    done = runner.invoke(app, ["eval", folder, "--json", "--misses", "1"])
    assert json.loads(done.stdout)["all"]["recall"] == 0.5
    assert "miss .: x.fake body" in done.stderr


@pytest.mark.parametrize(("gate", "code"), [("0.5", 0), ("0.51", 6)])
def test_gate(folder, gate, code):
    assert runner.invoke(app, ["eval", folder, "--fail-under", gate]).exit_code == code


def test_folder_without_truth_is_no_input(tmp_path):
    assert runner.invoke(app, ["eval", str(tmp_path)]).exit_code == 5
