"""From the JSON of a document to facts."""

import pytest

from sme_extract.credit.fact_sources import SOURCES
from sme_extract.credit.fact_tables import TABLES
from sme_extract.credit.facts import facts


def extracted(value, source="text-layer", confidence=0.9):
    evidence = [{"page": 2, "bbox": [0, 0, 1, 1], "source": source, "text": str(value), "finder": "f"}]
    return {"value": value, "raw": str(value), "confidence": confidence, "evidence": evidence, "conflicts": []}


def result(kind, items=(), tables=None, **fields):
    return {
        "kind": kind,
        "status": "ok",
        "needs_review": False,
        "source": {"path": "in/a.pdf", "sha256": "00", "pages": [1]},
        "fields": {name.replace("__", "."): value for name, value in fields.items()},
        "items": list(items),
        "tables": tables,
    }


def of(table, document, rows=None):
    return [fact for name, fact in facts("a.json", document, lambda _: iter(rows or ())) if name == table]


def test_every_source_names_columns_that_its_table_has():
    loose = {"code", "digital", "seller_code", "buyer_code", "company_code", "status", "direction", "purpose", "remark",
             "quantity", "section", "owners", "applicants", "payer", "pledgees", "application_no", "terms"}  # fmt: skip
    for source in SOURCES:
        unknown = {*source.columns, *source.document} - set(TABLES[source.table])
        assert unknown <= (loose if source.finish else set()), source


def test_an_invoice_knows_its_parties_its_place_and_its_least_certain_value():
    document = result(
        "vat_invoice",
        invoice_number=extracted("26332"),
        invoice_code=extracted("0330"),
        issue_date=extracted("2026-01-02"),
        seller__name=extracted("甲", confidence=0.7),
        total_amount_excl_tax=extracted("100.00"),
        total_tax=extracted("13.00", source="ocr"),
        total_incl_tax=None,
    )
    [fact] = of("invoices", document)
    assert (fact["number"], fact["net"], fact["tax"], fact["gross"]) == ("0330/26332", "100.00", "13.00", "113.00")
    assert (fact["page"], fact["confidence"], fact["carrier"], fact["part"]) == (2, 0.7, "ocr", "fields")
    [entry] = of("documents", document)
    assert (entry["kind"], entry["path"], entry["date"]) == ("vat_invoice", "in/a.pdf", "2026-01-02")


def test_an_exempt_invoice_has_no_tax():
    document = result("vat_invoice", total_amount_excl_tax=extracted("50.00"), total_incl_tax=extracted("50.00"))
    [fact] = of("invoices", document)
    assert fact["tax"] == "0"


def test_a_row_of_a_ledger_with_codes_names_the_company_on_the_side_that_has_none():
    document = result("invoice_ledger", tables={"invoices": {"file": None}})
    row = {"page": 1, "row": 3, "company.code": "E1", "seller.code": "A7", "invoice_number": "33", "issue_date": "2017-07-18",
           "amount": "-943.4", "tax": "-56.6", "total": "-1000", "status": "作废发票"}  # fmt: skip
    [fact] = of("invoices", document, [row])
    assert (fact["seller_id"], fact["buyer_id"], fact["ledger_id"], fact["void"]) == ("A7", "E1", "E1", True)
    assert (fact["part"], fact["row"], fact["page"]) == ("invoices", 1, 1)


def test_each_number_on_a_form_is_a_figure_and_its_head_is_none():
    document = result(
        "vat_return",
        variant=extracted("vat_return_general"),
        form_version=extracted("2021"),
        taxpayer_id=extracted("9133"),
        period_start=extracted("2026-01-01"),
        sales_at_rates=extracted("690843.67"),
        output_tax=None,
        is_small=extracted(True),
    )
    figures = of("filings", document)
    assert [(fact["name"], fact["value"]) for fact in figures] == [("sales_at_rates", "690843.67")]
    assert figures[0]["form"] == "vat_return_general"


@pytest.mark.parametrize("wild", ["1E+30", "NaN", "12345678901234567890"])
def test_a_number_that_no_company_has_is_no_fact(wild):
    document = result("acceptance_bill", amount=extracted(wild))
    [fact] = of("drafts", document)
    assert fact["amount"] is None


def test_a_patent_of_two_owners_is_two_facts_and_an_application_belongs_to_who_applies():
    document = result("patent_certificate", patent_no=extracted("ZL2018"), patentee=extracted(["甲", "乙"]))
    assert [(fact["patent_no"], fact["owner_name"]) for fact in of("patents", document)] == [
        ("2018", "甲"),
        ("2018", "乙"),
    ]
    notice = result("patent_document", application_no=extracted("2026.0"), applicants=extracted(["丙"]))
    assert [(fact["patent_no"], fact["owner_name"]) for fact in of("patents", notice)] == [("2026.0", "丙")]


def test_each_payment_of_a_contract_is_a_term():
    terms = [{"trigger": "on_sign", "percent": "30"}, {"trigger": "on_delivery", "percent": "70", "days": 30}]
    found = of("payment_terms", result("contract", contract_no=extracted("HT-1"), payment_terms=extracted(terms)))
    assert [(term["number"], term["percent"], term["days"]) for term in found] == [
        ("HT-1", "30", None),
        ("HT-1", "70", 30),
    ]


def test_what_a_photovoltaic_plant_feeds_in_is_no_consumption():
    income = result("utility_bill", utility=extracted("electricity"), direction=extracted("income"))
    charge = result("utility_bill", utility=extracted("electricity"), direction=extracted("charge"),
                    period_end=extracted("2026-03-31"))  # fmt: skip
    assert of("utility_periods", income) == []
    assert of("utility_periods", charge)[0]["month"] == "2026-03"


def test_the_interval_of_a_measurement_is_kept():
    area = extracted("501.2") | {"interval": ["472.0", "533.1"], "interval_level": 0.9}
    [fact] = of("videos", result("factory_video", floor_area_m2=area))
    assert (fact["floor_area_m2"], fact["low_m2"], fact["high_m2"]) == ("501.2", "472.0", "533.1")
    [refused] = of("videos", result("factory_video", floor_area_m2=None))
    assert refused["low_m2"] is None


def test_each_object_on_a_floor_is_a_fact_with_its_frame():
    proof = {"page": None, "bbox": [1, 2, 3, 4], "source": "frame", "text": "machine in frame 120", "finder": "yolo 1",
             "locator": "4.000s"}  # fmt: skip
    item = {"object_class": "machine", "number": 1, "x_m": "2.50", "y_m": "-1.00", "views": 9, "counted_by": "floor"}
    seen = {name: extracted(value) | {"evidence": [proof], "confidence": 0.9} for name, value in item.items()}
    [fact] = of("floor_objects", result("factory_video", floor_area_m2=None) | {"items": [seen]})
    assert (fact["object_class"], fact["x_m"], fact["views"]) == ("machine", "2.50", "9")
    assert (fact["part"], fact["row"], fact["confidence"], fact["carrier"]) == ("items", 1, 0.9, "frame")


def test_signs_and_nameplates_of_photos():
    [sign] = of(
        "site_photos", result("site_photo", company_name=extracted("甲五金店"), taken_on=extracted("2026-03-15"))
    )
    assert (sign["sign_name"], sign["taken_on"]) == ("甲五金店", "2026-03-15")
    [plate] = of("nameplates", result("nameplate", model=extracted("CK6150"), year=extracted(2018)))
    assert (plate["model"], plate["year"], plate["serial_number"]) == ("CK6150", 2018, None)
