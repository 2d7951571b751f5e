"""Rows of the statements that the fixture maker prints, against its truth."""

import json
import unicodedata
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


SCANNED = sorted(path for path in ROOT.glob("bank_statement/*/*.jpg"))


def rows_of(path: Path, settings: Settings, *allowed: str):
    [result] = extract(path, settings)
    assert [f.code for f in result.findings if f.severity != "info" and f.code not in allowed] == []
    return list(result.rows("transactions"))


def check(path: Path, settings: Settings, *allowed: str):
    truth = json.loads(path.with_name(f"{path.name}.truth.json").read_text(encoding="utf-8"))["tables"]["transactions"]
    found = rows_of(path, settings, *allowed)
    assert len(found) == len(truth)
    for row, known in zip(found, truth, strict=True):
        for name, value in known.items():
            text = row[name] if row[name] is None or name in ("amount", "balance") else str(row[name])
            wanted = value and Decimal(value) if name in ("amount", "balance") else value
            assert squeeze(text) == squeeze(wanted) if name == "counterparty.name" else text == wanted, (
                row["row"],
                name,
            )


def squeeze(text: str | None) -> str:
    """Recognised brackets may be of the other width."""
    return unicodedata.normalize("NFKC", text or "")


def test_there_are_fixtures():
    assert len(NATIVE) >= 10
    assert len(SCANNED) >= 4


@pytest.mark.parametrize("path", NATIVE, ids=lambda path: path.name)
def test_every_row_of_a_lossless_carrier_is_exact(path: Path):
    check(path, Settings(ocr="off"))


@pytest.mark.engine
@pytest.mark.parametrize("path", SCANNED, ids=lambda path: path.name)
def test_every_row_of_a_scan_is_right(path: Path):
    """Balances prove them; a certificate of a wallet has none and says so."""
    check(path, Settings(), "rows-unproven")
