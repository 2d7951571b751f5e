import json

import pytest
from typer.testing import CliRunner

from sme_extract.cli.app import app
from sme_extract.schemas.publish import FOLDER

runner = CliRunner()


@pytest.mark.parametrize("name", ["result", "outcome", "summary"])
def test_schema_prints_what_is_published(name):
    assert runner.invoke(app, ["schema", name]).stdout == (FOLDER / f"{name}.schema.json").read_text()


def test_schema_without_a_name_is_that_of_results():
    assert json.loads(runner.invoke(app, ["schema"]).stdout)["$id"].endswith(":result:1.0")


def test_schema_of_a_kind_names_its_fields(house):
    body = json.loads(runner.invoke(app, ["schema", "note"]).stdout)
    assert list(body["properties"]["fields"]["properties"]) == ["body"]


def test_schema_of_an_unknown_kind_is_refused(house):
    done = runner.invoke(app, ["schema", "nonsense"])
    assert done.exit_code == 2
    assert "nonsense" in done.stderr


@pytest.fixture
def outputs(house, fake, tmp_path):
    runner.invoke(app, ["run", str(fake("a.fake", "one")), "--out", str(tmp_path / "out")])
    return tmp_path / "out"


def test_what_run_leaves_is_valid(outputs):
    files = [str(path) for path in outputs.rglob("*.json*")]
    done = runner.invoke(app, ["validate", *files])
    assert (done.exit_code, done.stdout.count(": valid"), len(files)) == (0, 4, 4)


def test_broken_record_is_named_with_line_and_field(outputs):
    lines = outputs / "documents.jsonl"
    record = json.loads(lines.read_text())
    record["kind_confidence"] = 7
    with lines.open("a") as stream:
        stream.write(json.dumps(record) + "\n")
    done = runner.invoke(app, ["validate", str(lines), str(outputs / "summary.json")])
    assert done.exit_code == 3
    assert "documents.jsonl:2: kind_confidence: " in done.stderr
    assert "summary.json: valid" in done.stdout


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1}', '{"kind": "note"}'])
def test_what_is_no_record_is_refused(tmp_path, text):
    (tmp_path / "x.json").write_text(text)
    assert runner.invoke(app, ["validate", str(tmp_path / "x.json")]).exit_code == 4


def test_absent_file_is_refused(tmp_path):
    assert runner.invoke(app, ["validate", str(tmp_path / "x.json")]).exit_code == 4


def test_result_of_a_known_kind_must_keep_the_contract_of_that_kind(outputs):
    lines = outputs / "documents.jsonl"
    record = json.loads(lines.read_text()) | {"kind": "vat_invoice"}
    lines.write_text(json.dumps(record))
    done = runner.invoke(app, ["validate", str(lines)])
    assert done.exit_code == 4
    assert "fields.body" in done.stderr
