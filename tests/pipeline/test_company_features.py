"""From a folder of documents to features.json, and back from a feature to the page."""

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sme_extract.pipeline import fact_store
from sme_extract.pipeline.company_features import make_all, make_one, read_features, verdicts
from sme_extract.pipeline.company_file import profile
from sme_extract.pipeline.explain import explain
from sme_extract.pipeline.run import run
from sme_extract.pipeline.settings import Settings
from sme_extract.schemas.errors import NoInput, UsageError
from sme_extract.schemas.feature import CompanyProfile

LEDGER = """企业代号,发票号码,开票日期,购方单位代号,金额,税额,价税合计,发票状态
E1,10000001,2025/7/18,B1,1000,130,1130,有效发票
E1,10000002,2025/7/19,B2,3000,390,3390,有效发票
E1,10000003,2025/8/20,B1,500,65,565,作废发票
"""
OTHER = LEDGER.replace("E1,", "E2,").replace("3000", "3001").replace("3390", "3391")
DAY = date(2025, 9, 1)
OFF = Settings(ocr="off")
FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.fixture
def outputs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "sales.csv").write_text(LEDGER, encoding="utf-8")
    run(["papers"], tmp_path / "out", OFF)
    return tmp_path / "out"


def value(found, name):
    return next(feature.value for feature in found.features if feature.name == name)


def test_a_ledger_becomes_features_with_exact_sums(outputs):
    found = make_one(outputs, CompanyProfile(), DAY)
    assert found.company.ids == ("E1",)
    assert value(found, "inv_sales_net_t6m") == Decimal("4000.00")
    assert value(found, "void_ratio") == Decimal("0.333333")
    assert read_features(outputs) == found


def test_the_same_outputs_give_the_same_bytes(outputs, tmp_path):
    make_one(outputs, CompanyProfile(), DAY)
    again = tmp_path / "again"
    shutil.copytree(outputs, again)
    make_one(again, CompanyProfile(), DAY)
    names = ["features.json", "manifest.json", *(f"facts/{path.name}" for path in (outputs / "facts").iterdir())]
    assert [(outputs / name).read_bytes() for name in names] == [(again / name).read_bytes() for name in names]


def test_a_feature_is_followed_to_the_cells_it_was_made_of(outputs):
    found = make_one(outputs, CompanyProfile(), DAY)
    chain = explain(outputs, "inv_sales_net_t6m", found, top=1)
    [given] = chain.inputs
    assert (given.view, given.n_facts, given.unchanged) == ("sales", 2, True)
    [fact] = given.facts
    assert (fact.path, fact.amount) == ("papers/sales.csv", Decimal(3000))
    assert {proof.column: proof.cell for proof in fact.proofs}["net"] == "E3"
    with pytest.raises(UsageError, match="inv_sales_net"):
        explain(outputs, "inv_sale_net", found, top=1)


def test_a_field_is_followed_to_its_page_and_box(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fixture = FIXTURES / "vat_invoice" / "pdf" / "digital-special.pdf"
    run([str(fixture)], tmp_path / "out", OFF)
    result = json.loads((tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8"))
    seller = result["fields"]["seller.name"]["value"]
    found = make_one(tmp_path / "out", CompanyProfile(name=seller), date(2027, 1, 1))
    name = next(f.name for f in found.features if f.name.startswith("inv_sales_gross") and f.value)
    [fact] = explain(tmp_path / "out", name, found, top=1).inputs[0].facts
    proof = next(proof for proof in fact.proofs if proof.column == "gross")
    assert proof.page == 1
    assert len(proof.bbox) == 4
    assert proof.text


def test_verify_accepts_what_was_made(outputs):
    make_one(outputs, CompanyProfile(), DAY)
    assert {verdict.status for verdict in verdicts(outputs, OFF)} == {"ok"}
    assert {verdict.what for verdict in verdicts(outputs, OFF)} == {"output", "input", "facts", "features", "again"}


def changed(outputs, settings=None):
    return {(verdict.what, verdict.status) for verdict in verdicts(outputs, settings) if verdict.status != "ok"}


def test_verify_sees_a_flipped_byte_in_an_input(outputs, tmp_path):
    make_one(outputs, CompanyProfile(), DAY)
    (tmp_path / "papers" / "sales.csv").write_text(LEDGER.replace("1130", "1131"), encoding="utf-8")
    assert changed(outputs) == {("input", "changed")}
    assert ("again", "changed") in changed(outputs, OFF)
    (tmp_path / "papers" / "sales.csv").unlink()
    assert changed(outputs) == {("input", "missing")}


def test_verify_sees_a_changed_result_even_when_the_manifest_was_made_anew(outputs):
    from sme_extract.pipeline.manifest import write_manifest

    make_one(outputs, CompanyProfile(), DAY)
    rows = next(iter((outputs / "documents").glob("*.invoices.jsonl")))
    rows.write_text(rows.read_text(encoding="utf-8").replace('"3000"', '"9000"'), encoding="utf-8")
    assert ("output", "changed") in changed(outputs)
    write_manifest(outputs)
    assert changed(outputs) == {("facts", "changed")}


def test_verify_sees_a_changed_feature(outputs):
    from sme_extract.pipeline.manifest import write_manifest

    make_one(outputs, CompanyProfile(), DAY)
    path = outputs / "features.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"4000.00"', '"5000.00"'), encoding="utf-8")
    write_manifest(outputs)
    [verdict] = [verdict for verdict in verdicts(outputs, None) if verdict.status != "ok"]
    assert (verdict.what, verdict.status) == ("features", "changed")
    assert "inv_sales_net" in verdict.detail


def test_many_companies_each_get_a_file_and_one_table_holds_all(outputs, tmp_path):
    import duckdb

    (tmp_path / "papers" / "other.csv").write_text(OTHER, encoding="utf-8")
    run(["papers"], outputs, OFF)
    assert make_all(outputs, CompanyProfile(), DAY) == 2
    assert sorted(path.name for path in (outputs / "features").iterdir()) == ["E1.json", "E2.json"]
    table = str(outputs / "features.parquet")
    rows = duckdb.sql(
        f"select company, value from '{table}' where name = 'inv_sales_net_t6m' order by company"
    ).fetchall()
    assert rows == [("E1", Decimal("4000.000000")), ("E2", Decimal("4001.000000"))]


def test_facts_come_back_as_they_were_written(outputs):
    fact_store.write_facts(outputs)
    invoices = fact_store.read_facts(outputs)["invoices"]
    assert invoices.net.tolist() == [100000, 300000, 50000]
    assert invoices.void.tolist() == [0, 0, 1]
    assert [str(day) for day in invoices.date] == ["2025-07-18", "2025-07-19", "2025-08-20"]
    assert invoices.seller_name.tolist() == [None] * 3


def test_a_folder_without_a_run_says_what_to_do(tmp_path):
    with pytest.raises(NoInput, match="sme-extract run"):
        fact_store.write_facts(tmp_path)
    with pytest.raises(NoInput, match="sme-extract features"):
        read_features(tmp_path)
    with pytest.raises(NoInput, match="sme-extract features"):
        list(verdicts(tmp_path, None))


def test_what_the_user_says_about_the_company(tmp_path):
    (tmp_path / "company.toml").write_text('name = "甲公司"\nrelated = ["乙公司"]\n', encoding="utf-8")
    assert profile(None, "91A", None, tmp_path) == CompanyProfile(name="甲公司", uscc="91A", related=("乙公司",))
    assert profile("丙公司", None, None, tmp_path).name == "丙公司"
    (tmp_path / "company.toml").write_text("nmae = 1", encoding="utf-8")
    with pytest.raises(UsageError, match="nmae"):
        profile(None, None, None, tmp_path)
    (tmp_path / "company.toml").write_text("name = ", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot read"):
        profile(None, None, None, tmp_path)


def test_two_processes_make_the_same_bytes_as_one(outputs, tmp_path):
    for number in range(5):
        (tmp_path / "papers" / f"{number}.csv").write_text(LEDGER.replace("E1,", f"F{number},"), encoding="utf-8")
    run(["papers"], outputs, OFF)
    made = {}
    for jobs in (1, 2):
        assert make_all(outputs, CompanyProfile(), DAY, jobs) == 6
        made[jobs] = {path.name: path.read_bytes() for path in (outputs / "features").iterdir()}
        made[jobs]["table"] = (outputs / "features.parquet").read_bytes()
    assert made[1] == made[2]


def test_text_that_no_encoding_has_harms_no_facts(outputs):
    [path] = (outputs / "documents").glob("*.json")
    result = json.loads(path.read_text(encoding="utf-8"))
    result["source"]["path"] = "pa\ud800pers\u0000.csv"
    path.write_text(json.dumps(result), encoding="utf-8")
    fact_store.write_facts(outputs)
    assert len(fact_store.read_facts(outputs)["invoices"]) == 3


def test_verify_makes_the_files_of_many_companies_anew(outputs):
    from sme_extract.pipeline.manifest import write_manifest

    make_all(outputs, CompanyProfile(), DAY)
    assert changed(outputs) == set()
    path = outputs / "features" / "E1.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"4000.00"', '"5000.00"'), encoding="utf-8")
    write_manifest(outputs)
    assert changed(outputs) == {("features", "changed")}
