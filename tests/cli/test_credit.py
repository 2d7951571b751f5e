"""The verbs about companies, as a user calls them."""

import json
import os
import subprocess
import sys

import jsonschema
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
    done = call("features", "nowhere", "--out", "out")
    assert done.exit_code == 5
    assert "no such folder: nowhere" in done.stderr


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


def ledger(company, months, amount, start=2023):
    rows = [
        f"{company},{10000000 + place},{start + place // 12}/{place % 12 + 1}/{day},B{day},{amount * (1 + place % 3)},0,"
        f"{amount * (1 + place % 3)},有效发票"
        for place in range(months)
        for day in (5, 15)
    ]
    return "\n".join(["企业代号,发票号码,开票日期,购方单位代号,金额,税额,价税合计,发票状态", *rows, ""])


def test_forecast_tells_the_sums_to_come_with_their_record(folder):
    (folder / "papers" / "sales.csv").write_text(ledger("E1", 36, 1000), encoding="utf-8")
    done = call("forecast", "papers", "--out", "out", "--as-of", "2026-01-01")
    assert done.exit_code == 0, done.stderr
    assert "sales: 36 months, blend" in done.stdout
    assert "next  3 months" in done.stdout
    report = json.loads((folder / "out" / "forecast.json").read_text(encoding="utf-8"))
    [series] = report["series"]
    quarter = series["horizons"][1]
    assert 10000 < float(quarter["point"]) < 14000  # 2, 4 and 6 thousand a month in turn: 12 thousand a quarter
    assert json.loads(call("forecast", "out", "--as-of", "2026-01-01", "--json").stdout) == report
    assert call("verify", "out").exit_code == 0


def test_a_short_history_is_refused_with_its_reason(folder):
    (folder / "papers" / "sales.csv").write_text(ledger("E1", 6, 1000), encoding="utf-8")
    done = call("forecast", "papers", "--out", "out", "--as-of", "2023-07-01")
    assert done.exit_code == 0
    assert "refused: the history is too short" in done.stdout
    assert "next" not in done.stdout


def test_an_unknown_method_is_told(folder):
    done = call("forecast", "papers", "--out", "out", "--engine", "oracle")
    assert done.exit_code == 2
    assert "blend" in done.stderr


def test_eval_credit_parts_defaults_from_others(folder):
    for number in range(24):
        good = number % 2
        text = ledger(f"E{number}", 24 if good else 8 + number // 2, 1000 + number)
        (folder / "papers" / f"{number}.csv").write_text(text, encoding="utf-8")
    (folder / "papers" / "sales.csv").unlink()
    labels = "company,default\n" + "".join(f"E{number},{1 - number % 2}\n" for number in range(24))
    (folder / "labels.csv").write_text(labels, encoding="utf-8")
    done = call(
        "eval", "credit", "--ledgers", "papers", "--labels", "labels.csv", "--out", "out", "--as-of", "2025-01-01"
    )
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("24 companies, 12 defaults")
    assert "inv_history_months       1.000 [1.000, 1.000]" in done.stdout
    again = call(
        "eval",
        "credit",
        "--ledgers",
        "papers",
        "--labels",
        "labels.csv",
        "--out",
        "out",
        "--as-of",
        "2025-01-01",
        "-j",
        "2",
    )
    assert again.stdout == done.stdout


def test_eval_credit_refuses_too_few_companies(folder):
    (folder / "labels.csv").write_text("company,default\nE1,1\n", encoding="utf-8")
    done = call("eval", "credit", "--ledgers", "papers", "--labels", "labels.csv", "--out", "out")
    assert done.exit_code == 2
    assert "at least 10" in done.stderr


def test_eval_credit_wants_labels(folder):
    done = call("eval", "credit", "--ledgers", "papers", "--out", "out")
    assert done.exit_code == 2
    assert "--labels FILE" in done.stderr
    assert call("eval", "papers", "--ledgers", "papers").exit_code == 2


def test_locale_time_zone_and_hash_seed_do_not_change_a_byte(folder):
    made = set()
    for zone, locale, seed in (("Asia/Shanghai", "C", "1"), ("America/New_York", "C.UTF-8", "2")):
        out = folder / seed
        done = subprocess.run(
            [sys.executable, "-m", "sme_extract", "features", "papers", "--out", str(out), "--as-of", "2025-08-01"],
            env={**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "SME_EXTRACT_OCR": "off"},
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        made.add((out / "features.json").read_bytes() + (out / "manifest.json").read_bytes())
    assert len(made) == 1


def test_workers_end_with_the_program(folder):
    subprocess.run(
        [sys.executable, "-m", "sme_extract", "features", "papers", "--out", "out", "--per-company", "-j", "2"],
        env={**os.environ, "SME_EXTRACT_OCR": "off"},
        cwd=folder,
        timeout=120,
        check=True,
    )
    assert (folder / "out" / "features" / "E1.json").is_file()


def test_the_schema_of_features_names_each_with_its_definition(folder):
    call("features", "papers", "--out", "out", "--as-of", "2025-08-01")
    schema = json.loads(call("schema", "features").stdout)
    names = {one["const"]: one["description"] for one in schema["$defs"]["Feature"]["properties"]["name"]["oneOf"]}
    assert names["inv_sales_net_t3m"].startswith("Σ amount without tax")
    jsonschema.Draft202012Validator(schema).validate(json.loads((folder / "out" / "features.json").read_text("utf-8")))
