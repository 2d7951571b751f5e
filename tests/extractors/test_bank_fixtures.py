"""Rows of the statements that the fixture maker prints, against its truth."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from sme_extract.pipeline.api import extract
from sme_extract.pipeline.settings import Settings

ROOT = Path(__file__).parents[1] / "fixtures"
NATIVE = [
    path
    for path in sorted([*ROOT.glob("bank_statement/*/*"), *ROOT.glob("demo/bank/*.xlsx")])
    if path.suffix in {".csv", ".xlsx", ".pdf"}
]


def rows_of(path: Path, settings: Settings):
    [result] = extract(path, settings)
    assert [f.code for f in result.findings if f.severity != "info"] == []
    return list(result.rows("transactions"))


def check(path: Path, settings: Settings):
    truth = json.loads(path.with_name(f"{path.name}.truth.json").read_text(encoding="utf-8"))["tables"]["transactions"]
    found = rows_of(path, settings)
    assert len(found) == len(truth)
    for row, known in zip(found, truth, strict=True):
        for name, value in known.items():
            text = row[name] if row[name] is None or name in ("amount", "balance") else str(row[name])
            assert text == (value and Decimal(value) if name in ("amount", "balance") else value), (row["row"], name)


def test_there_are_fixtures():
    assert len(NATIVE) >= 10


@pytest.mark.parametrize("path", NATIVE, ids=lambda path: path.name)
def test_every_row_of_a_lossless_carrier_is_exact(path: Path):
    check(path, Settings(ocr="off"))


@pytest.mark.engine
def test_every_row_of_a_scan_is_proven_by_its_balance():
    check(ROOT / "bank_statement/scan/citic.jpg", Settings())
