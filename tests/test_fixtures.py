"""The fixture maker: same bytes each time, truth that the page really prints, numbers that add up."""

import json
import re
import unicodedata
from datetime import date
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import cv2
import numpy as np
import pypdfium2
import pytest
import zxingcpp

from tests.fixtures.make import carriers, catalogue, company, identifiers, layouts, pdf, tamper
from tests.fixtures.make.books import books

ROOT = Path(__file__).parent / "fixtures"
COMMITTED = {fixture.path: fixture for fixture in catalogue.committed()}
VECTOR = sorted(path for path, fixture in COMMITTED.items() if not fixture.is_raster and not path.startswith("demo/"))
RASTER = sorted(path for path, fixture in COMMITTED.items() if fixture.is_raster and not path.startswith("demo/"))
SAMPLES = catalogue.digital_samples(Random(5), company.world(5)) | {
    f"old-{name}": invoice for name, invoice in catalogue.electronic_samples(Random(6), company.world(5)).items()
}


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(BytesIO(data))
    text = "".join(squeezed(page.get_textpage().get_text_range()) for page in document)
    document.close()
    return text


def printed_glyphs(sheets) -> dict[str, str]:
    """Text of every key, its pieces joined."""
    printed: dict[str, str] = {}
    for sheet in sheets:
        for text in sheet.texts:
            printed[text.key] = printed.get(text.key, "") + text.text
    return printed


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("16409.02", "壹万陆仟肆佰零玖圆零贰分"),
        ("107000.53", "壹拾万柒仟圆伍角叁分"),
        ("10.70", "壹拾圆柒角整"),
        ("960", "玖佰陆拾圆整"),
        ("100000000", "壹亿圆整"),
        ("100050.05", "壹拾万零伍拾圆零伍分"),
        ("30001", "叁万零壹圆整"),
        ("0.50", "伍角整"),
        ("0.07", "柒分"),
        ("0", "零圆整"),
        ("-500", "（负数）伍佰圆整"),
    ],
)
def test_amounts_are_written_in_words(amount, expected):
    assert identifiers.words(Decimal(amount)) == expected


@pytest.mark.parametrize(
    ("arguments", "payload"),
    [
        (
            ("32", "", "26310000000000012345", "1130", date(2026, 3, 15)),
            "01,32,,26310000000000012345,1130.00,20260315,,2B6D",
        ),
        (
            ("31", "", "26440000000000067890", "22600", date(2026, 4, 1)),
            "01,31,,26440000000000067890,22600.00,20260401,,0410",
        ),
        (
            ("51", "", "26329000000000000123", "72", date(2026, 8, 21)),
            "01,51,,26329000000000000123,72.00,20260821,,298c",
        ),
        (
            ("10", "031002600111", "12345678", "1000", date(2023, 8, 15), "12345678901234567890"),
            "01,10,031002600111,12345678,1000.00,20230815,12345678901234567890,9194,",
        ),
    ],
)
def test_qr_payloads_carry_the_published_checksum(arguments, payload):
    kind, code, number, amount, *rest = arguments
    assert identifiers.qr_payload(kind, code, number, Decimal(amount), *rest) == payload


@pytest.mark.parametrize(
    "code", ["914403001922038216", "9144030071526726XG", "91110105MA00ABCD4R", "92320505MA1TQW8PXE"]
)
def test_credit_code_check_characters_match_known_codes(code):
    assert identifiers.uscc_check(code[:17]) == code[17]
    assert identifiers.organisation_check(code[8:16]) == code[16]


def test_vehicle_number_has_the_check_character_of_a_known_one():
    made = identifiers.vin(Random(3))
    assert len(made) == 17
    assert not set("IOQ") & set(made)
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    for number in (made, "1HGCM82633A004352"):
        rest = sum(w * identifiers.VIN_VALUES[c] for w, c in zip(weights, number, strict=True)) % 11
        assert number[8] == ("X" if rest == 10 else str(rest))


def test_every_invoice_of_the_year_adds_up_to_the_cent():
    papers = books(catalogue.SEED).inbox()
    assert len(papers) >= 100
    assert {f"{invoice.issued_at:%Y-%m}" for _, invoice in papers} == {
        *(f"2025-{m:02d}" for m in (11, 12)),
        *(f"2026-{m:02d}" for m in range(1, 11)),
    }
    for _, invoice in papers:
        for item in invoice.items:
            if item.quantity is not None:
                assert item.amount == identifiers.cents(item.quantity * item.unit_price)
            if item.rate.endswith("%"):
                off = abs(item.amount * Decimal(item.rate[:-1]) / 100 - item.tax)
                assert off < Decimal("0.006")  # half a cent with tax, where the price was one with tax
        assert invoice.number[:2] == f"{invoice.issued_at:%y}"


def test_numbers_of_the_committed_invoices_are_unique_or_the_same_paper_again():
    seen: dict[str, tuple] = {}
    for fixture in COMMITTED.values():
        for document in fixture.documents:
            fields = document["fields"]
            if "invoice_number" not in fields:
                continue
            paper = tuple(fields.get(name) for name in ("issue_date", "travel_date", "total_incl_tax", "seller.tax_id"))
            assert seen.setdefault(fields.get("invoice_code", "") + fields["invoice_number"], paper) == paper


@pytest.mark.parametrize("path", VECTOR)
def test_committed_file_is_made_again_to_the_byte(path):
    assert (ROOT / path).read_bytes() == COMMITTED[path].build()


def demo_sample() -> list[str]:
    demo = sorted(path for path, fixture in COMMITTED.items() if path.startswith("demo/") and not fixture.is_raster)
    return demo[::9]


@pytest.mark.parametrize("path", demo_sample())
def test_demo_file_is_made_again_to_the_byte(path):
    assert (ROOT / path).read_bytes() == COMMITTED[path].build()


@pytest.mark.parametrize("path", RASTER[::4])
def test_committed_image_is_made_again_to_the_eye(path):
    kept, again = (
        cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        for data in ((ROOT / path).read_bytes(), COMMITTED[path].build())
    )
    assert kept.shape == again.shape
    assert float(np.mean(np.abs(kept.astype(float) - again))) < 1


def test_committed_files_and_their_truth_are_complete():
    files = {p.relative_to(ROOT).as_posix() for p in ROOT.rglob("*.*")}
    made = set(COMMITTED)
    assert made <= files
    for path in made:
        truth = json.loads((ROOT / f"{path}.truth.json").read_text(encoding="utf-8"))
        assert truth["sha256"] == sha256((ROOT / path).read_bytes()).hexdigest()
        documents = truth.get("documents", [truth])
        assert [d["fields"] for d in documents] == [d["fields"] for d in COMMITTED[path].documents]


def test_committed_set_stays_small():
    assert sum((ROOT / path).stat().st_size for path in COMMITTED) < 32 * 1024 * 1024


@pytest.mark.parametrize("name", SAMPLES)
def test_page_prints_every_true_value(name):
    invoice = SAMPLES[name]
    truth = carriers.truth(invoice)
    printed = {k: squeezed(v) for k, v in printed_glyphs(carriers.sheets(invoice)).items()}
    for field, value in truth["fields"].items():
        shown = printed.get(field, printed.get(f"items.0.{field}", ""))
        if field in ("variant", "invoice_title") or (
            field.endswith(("address_phone", "bank_account", "payee", "reviewer")) and invoice.is_digital
        ):
            continue
        if field in ("lease_start", "lease_end"):
            shown = printed["lease_start/lease_end"]
        if field in ("original_invoice_number", "red_confirmation_no"):
            shown = printed["remarks"]
        wanted = f"{date.fromisoformat(value):%Y年%m月%d日}" if field == "issue_date" else value
        assert squeezed(wanted) in shown, field
    for index, item in enumerate(truth["items"]):
        for cell, value in item.items():
            assert squeezed(value) in printed.get(f"items.{index}.{cell}", printed.get(cell, "")), (index, cell)


@pytest.mark.parametrize("name", ["special", "red", "three-pages", "old-ordinary", "old-list"])
def test_text_layer_holds_what_the_page_shows(name):
    invoice = SAMPLES[name]
    text = pdf_text(pdf.render(carriers.sheets(invoice, "written")))
    for value in (invoice.number, f"{invoice.excluding_tax:.2f}", f"{invoice.including_tax:.2f}", invoice.in_words):
        assert squeezed(value) in text


@pytest.mark.parametrize("name", ["special", "exempt", "old-ordinary", "old-special"])
def test_qr_code_on_the_page_reads_as_the_payload(name):
    invoice = SAMPLES[name]
    document = pypdfium2.PdfDocument(BytesIO(pdf.render(carriers.sheets(invoice))))
    image = document[0].render(scale=3).to_numpy().copy()
    document.close()
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [invoice.qr]


def test_digital_xml_repeats_the_number_and_the_totals():
    invoice = SAMPLES["red"]
    root = ET.fromstring(carriers.as_xml("x.xml", invoice).build())
    assert root.tag == "EInvoice"
    assert root.findtext("Header/EIid") == root.findtext("TaxSupervisionInfo/InvoiceNumber") == invoice.number
    assert root.findtext("EInvoiceData/BasicInformation/TotalTax-includedAmount") == f"{invoice.including_tax:.2f}"
    assert root.findtext(".//RedEInvoice/OriginalInvoiceCode") == invoice.original_number


@pytest.mark.parametrize("name", ["special", "old-ordinary"])
def test_ofd_tags_lead_to_the_values(name):
    invoice = SAMPLES[name]
    space = {"ofd": "http://www.ofdspec.org/2016"}
    with ZipFile(BytesIO(carriers.as_ofd("x.ofd", invoice).build())) as archive:
        page = ET.fromstring(archive.read("Doc_0/Pages/Page_0/Content.xml"))
        tags = ET.fromstring(archive.read("Doc_0/Tags/CustomTag.xml"))
        document = ET.fromstring(archive.read("Doc_0/Document.xml"))
        names = archive.namelist()
    texts = {
        t.get("ID"): t.findtext("ofd:TextCode", namespaces=space) for t in page.iter(f"{{{space['ofd']}}}TextObject")
    }
    for path, value in (("InvoiceNo", invoice.number), ("Seller/SellerName", invoice.seller.name)):
        reference = tags.find(f"{path}/ofd:ObjectRef", space)
        assert texts[reference.text] == value
        assert reference.get("PageRef") == document.find(".//ofd:Page", space).get("ID")
    assert ("Doc_0/Attachs/original_invoice.xml" in names) is not invoice.is_digital


def test_ofd_identifiers_are_unique():
    with ZipFile(BytesIO(carriers.as_ofd("x.ofd", SAMPLES["three-pages"]).build())) as archive:
        parts = [
            archive.read(n) for n in archive.namelist() if n.endswith(("Content.xml", "Document.xml", "PublicRes.xml"))
        ]
    found = [e.get("ID") for part in parts for e in ET.fromstring(part).iter() if e.get("ID")]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("field", tamper.FIELDS)
def test_tampering_changes_one_digit_of_that_field_and_not_the_code(field):
    invoice = SAMPLES["old-ordinary"]
    sheets = carriers.sheets(invoice)
    changed, before, after = tamper.mutate(sheets, field, Random(4))
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
    pairs = [
        (a, b) for s, c in zip(sheets, changed, strict=True) for a, b in zip(s.texts, c.texts, strict=True) if a != b
    ]
    assert [(a.key, a.text, b.text) for a, b in pairs] == [(field, before, after)]
    assert [s.codes for s in changed] == [s.codes for s in sheets]


def test_tampered_dates_stay_dates():
    sheets = carriers.sheets(SAMPLES["special"])
    for seed in range(40):
        _, _, after = tamper.mutate(sheets, "issue_date", Random(seed))
        year, month, day = re.findall(r"\d+", after)
        assert date(int(year), int(month), int(day))


def test_tampering_with_an_absent_field_is_refused():
    with pytest.raises(LookupError, match="check_code"):
        tamper.mutate(carriers.sheets(SAMPLES["special"]), "check_code", Random(1))


@pytest.mark.parametrize("layout", layouts.LAYOUTS)
def test_larger_sets_differ_by_seed_and_repeat_for_the_same(layout):
    first, again, other = (list(layouts.many(layout, 3, seed)) for seed in (1, 1, 2))
    assert [f.documents for f in first] == [f.documents for f in again]
    assert [f.documents for f in first] != [f.documents for f in other]


def test_truth_of_a_file_with_several_documents_lists_them():
    bundle = COMMITTED["vat_invoice/pdf/two-on-a4.pdf"]
    truth = bundle.truth(b"")
    assert [d["kind"] for d in truth["documents"]] == ["vat_invoice", "vat_invoice"]
