"""The generator's truth against what comes out: exact on lossless carriers, never silently wrong on pixels."""

from pathlib import Path
from random import Random

import pytest

from sme_extract.documents.pdf_reader import PdfReader
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.extractors.classifier import split
from sme_extract.extractors.engine import extract
from sme_extract.pipeline.evaluate import evaluate
from sme_extract.pipeline.registry import load_registry
from sme_extract.pipeline.settings import Settings
from tests.fixtures.make import carriers, pdf, tamper
from tests.fixtures.make.catalogue import digital_samples, electronic_samples
from tests.fixtures.make.company import world

ROOT = Path(__file__).parent / "fixtures"
NATIVE = sorted(
    folder
    for folder in ROOT.glob("*/*")
    if folder.name in {"pdf", "ofd", "xml", "xlsx", "csv", "txt", "docx", "mt940", "ofx"}
)


def scores(folder, settings):
    return [(name, score) for (_, name), score in evaluate(folder, settings).rows.items()]


def test_there_are_native_fixtures():
    assert len(NATIVE) >= 7


@pytest.mark.parametrize("folder", NATIVE, ids=lambda folder: "-".join(folder.parts[-2:]))
def test_every_field_of_a_lossless_carrier_is_exact(folder):
    off = [
        f"{name}: {score.right} of {score.n}, {score.wrong} wrong"
        for name, score in scores(folder, Settings(ocr="off"))
        if (score.right < score.n or score.wrong)
    ]
    assert off == []


@pytest.mark.engine
@pytest.mark.parametrize(
    "folder",
    [
        "vat_invoice/scan",
        "vehicle_sale/scan",
        "business_licence/scan",
        "qualification_certificate/scan",
        "contract/scan",
        "contract/photo",
        "utility_bill/scan",
        "utility_bill/photo",
        "bank_statement/scan",
        "bank_statement/photo",
        "bank_receipt/scan",
        "bank_receipt/photo",
    ],
)
def test_no_wrong_value_of_a_scan_is_silent(folder):
    silent = [name for name, score in scores(ROOT / folder, Settings()) if score.silent]
    assert silent == []


def rendered(sheets):
    data = pdf.render(sheets, title="t", attachments=())
    blob = Blob("t.pdf", data, "0" * 64)
    document = PdfReader().read(blob, "application/pdf", ReadOptions())
    kinds = load_registry().extractors()
    return [extract(part.extractor(part.document), part.confidence, part.findings) for part in split(document, kinds)]


TAMPERED = (
    "invoice_number", "issue_date", "buyer.tax_id", "seller.tax_id", "total_amount_excl_tax", "total_tax",
    "total_incl_tax", "items.0.amount", "items.0.tax_amount", "items.0.quantity",
)  # fmt: skip


@pytest.mark.parametrize("field", TAMPERED)
@pytest.mark.parametrize("seed", range(3))
def test_one_changed_digit_is_noticed(field, seed):
    rng = Random(f"{field}{seed}")
    invoice = digital_samples(rng, world(seed))["special"]
    sheets = carriers.sheets(invoice)
    [clean] = rendered(sheets)
    assert [f.code for f in clean.findings if f.severity != "info"] == []
    changed, before, after = tamper.mutate(sheets, field, rng)
    [result] = rendered(changed)
    noticed = [f.code for f in result.findings if f.severity != "info"]
    assert noticed, f"{before} became {after} unnoticed"


@pytest.mark.parametrize("field", ["invoice_code", "check_code", "invoice_number", "seller.tax_id", "total_incl_tax"])
def test_one_changed_digit_of_an_older_form_is_noticed(field):
    rng = Random(field)
    invoice = electronic_samples(rng, world(1))["ordinary"]
    changed, before, after = tamper.mutate(carriers.sheets(invoice), field, rng)
    [result] = rendered(changed)
    assert [f.code for f in result.findings if f.severity != "info"], f"{before} became {after} unnoticed"
