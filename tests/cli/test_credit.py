"""The verbs about companies, as a user calls them."""

import json

import pytest
from typer.testing import CliRunner

from sme_extract.cli.app import app

runner = CliRunner()
LEDGER = """企业代号,发票号码,开票日期,购方单位代号,金额,税额,价税合计,发票状态
E1,10000001,2025/7/18,B1,1000,130,1130,有效发票
E1,10000002,2025/7/19,B2,3000,390,3390,有效发票
"""


def call(*arguments):
    return runner.invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "sales.csv").write_text(LEDGER, encoding="utf-8")
    return tmp_path


def test_features_reads_a_folder_of_documents_and_tells_what_came_of_it(folder):
    done = call("features", "papers", "--out", "out", "--as-of", "2025-08-01", "--ocr", "off")
    assert done.exit_code == 0, done.stderr
    assert "company: E1 (E1), told by majority" in done.stderr
    assert "as of 2025-08-01" in done.stderr
    found = json.loads((folder / "out" / "features.json").read_text(encoding="utf-8"))
    assert {f["name"]: f["value"] for f in found["features"]}["inv_sales_net_t1m"] == "4000.00"
    assert call("validate", "out/features.json").exit_code == 0


def test_features_takes_the_outputs_of_a_run_too(folder):
    assert call("run", "papers", "--out", "out").exit_code == 0
    assert call("features", "out", "--as-of", "2025-08-01").exit_code == 0
    assert call("features", "out", "--per-company").exit_code == 0
    assert (folder / "out" / "features" / "E1.json").is_file()


def test_documents_want_a_place_for_outputs(folder):
    done = call("features", "papers")
    assert done.exit_code == 2
    assert "--out FOLDER" in done.stderr


def test_a_company_that_no_document_names_is_told(folder):
    call("run", "papers", "--out", "out")
    done = call("features", "out", "--company", "戊公司")
    assert done.exit_code == 2
    assert "no document names 戊公司" in done.stderr


def test_explain_shows_the_chain_as_text_and_as_json(folder):
    call("features", "papers", "--out", "out", "--as-of", "2025-08-01")
    done = call("explain", "inv_sales_net_t1m", "out", "--top", "1")
    assert done.exit_code == 0
    assert "inv_sales_net_t1m = 4000.00 CNY, 2025-07-01 to 2025-07-31" in done.stdout
    assert "3000.0 papers/sales.csv" in done.stdout
    assert "net 3000 <- cell page 1 E3" in done.stdout
    record = json.loads(call("explain", "inv_sales_net_t1m", "out", "--json").stdout)
    assert record["inputs"][0]["facts"][0]["proofs"]
    (folder / "chain.json").write_text(json.dumps(record), encoding="utf-8")
    assert call("validate", "chain.json").exit_code == 0
    assert call("explain", "sales", "out").exit_code == 2


def test_verify_is_silent_on_what_is_right_and_names_what_is_not(folder):
    call("features", "papers", "--out", "out", "--as-of", "2025-08-01")
    done = call("verify", "out", "--again")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "0 changed, 0 missing" in done.stderr
    (folder / "papers" / "sales.csv").write_text(LEDGER + "\n", encoding="utf-8")
    done = call("verify", "out")
    assert done.exit_code == 6
    assert done.stdout == "changed: input papers/sales.csv\n"
    assert call("verify", "papers").exit_code == 5
