"""Categories of the user through the command line."""

import json

import pytest
from typer.testing import CliRunner

from sme_extract.cli.app import app
from sme_extract.schemas.errors import ExitCode

STATEMENT = (
    "账户明细\n账号：33150198373600001234\n交易日期,借方发生额,贷方发生额,余额,对方户名,摘要\n"
    "2026-01-05,100.00,,900.00,张三,转账\n2026-01-06,50.00,,850.00,李四,转账\n"
)
RULE = '[[category]]\nname = "landlord"\npattern = "张三"\nfield = "counterparty.name"\ncategory = "{}"\ndirection = "out"\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "statement.csv").write_text(STATEMENT, encoding="utf-8")
    return tmp_path


def test_a_rule_in_the_project_file_changes_the_rows(folder):
    (folder / "sme-extract.toml").write_text(RULE.format("rent"), encoding="utf-8")
    done = CliRunner().invoke(app, ["run", "in", "--out", "out", "--ocr", "off"])
    assert done.exit_code == ExitCode.OK, done.output
    [table] = (folder / "out" / "documents").glob("*.transactions.jsonl")
    rows = [json.loads(line) for line in table.read_text(encoding="utf-8").splitlines()]
    assert [row["category"] for row in rows] == ["rent", "other"]
    assert rows[0]["category_reason"] == "own landlord: counterparty.name has '张三'"


def test_an_unknown_category_stops_the_run(folder):
    (folder / "sme-extract.toml").write_text(RULE.format("rental"), encoding="utf-8")
    done = CliRunner().invoke(app, ["run", "in", "--out", "out", "--ocr", "off"])
    assert done.exit_code == ExitCode.USAGE
    assert not (folder / "out").exists()
