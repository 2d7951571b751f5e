from decimal import Decimal

from .papers import ME, Papers


def test_one_invoice_in_four_carriers_counts_once_and_the_best_wins():
    papers = Papers()
    for carrier, net in (("ocr", 101), ("text-layer", 100), ("xml", 100), ("cell", 100)):
        papers.sale("2025-05-05", net, number="2" * 20, carrier=carrier)
    counted = papers.company().invoices
    assert counted.facts.carrier.tolist() == ["xml"]
    assert counted.facts.n_sources.tolist() == [4]
    assert len(counted.repeats) == 3
    assert len(counted.disagreements) == 1  # the one that was read as 101


def test_code_and_number_name_an_invoice_and_a_bare_number_does_not():
    papers = Papers()
    papers.sale("2025-05-05", 100, number="033/1").sale("2025-05-05", 100, number="033/1")
    papers.sale("2025-05-05", 100, number="17").sale("2025-05-06", 100, number="17")
    assert len(papers.company().invoices.facts) == 3


def test_equal_rows_of_one_ledger_are_two_invoices_and_of_two_ledgers_one():
    papers = Papers()
    for row in (1, 2):
        papers.sale("2025-05-05", 100, number="17", document="ledger.csv", part="invoices", row=row)
    papers.sale("2025-05-05", 100, number="17", document="again.csv", part="invoices")
    assert len(papers.company().invoices.facts) == 2


def test_what_the_ledger_voids_is_void_whatever_its_pdf_says():
    papers = Papers().sale("2025-05-05", 100, number="3" * 20)
    papers.sale("2025-05-05", 100, number="3" * 20, carrier="cell")
    papers.rows["invoices"][1]["void"] = True
    assert papers.company().invoices.facts.void.tolist() == [1]
    features = papers.sale("2025-06-05", 7).features()
    assert features["inv_sales_net"].value == 7
    assert features["void_ratio"].value == Decimal("0.5")


def test_a_void_invoice_of_one_seller_voids_no_other_with_the_same_short_number():
    papers = Papers().sale("2025-05-05", 100, number="17")
    papers.purchase("2025-05-05", 100, number="17")
    papers.rows["invoices"][1]["void"] = True
    assert sorted(papers.company().invoices.facts.void.tolist()) == [0, 1]


def test_an_invoice_without_a_number_cannot_be_counted():
    papers = Papers().sale("2025-05-05", 100).sale("2025-05-06", 100)
    papers.rows["invoices"][1]["number"] = None
    company = papers.company()
    assert len(company.invoices.facts) == 1
    assert len(company.invoices.incomplete) == 1


def test_statements_that_overlap_count_each_movement_once():
    papers = Papers()
    for document in ("january.csv", "first-quarter.csv"):
        papers.moved("2025-01-05", 100, 1100, document=document).moved("2025-01-05", 100, 1200, document=document)
    assert papers.company().transactions.facts.balance.tolist() == [110000, 120000]


def test_the_latest_return_for_a_period_counts():
    papers = Papers()
    for filled, sales in (("2025-02-10", 100), ("2025-03-01", 150)):
        papers.add("filings", form="vat_return_general", owner_name=ME, first="2025-01-01", last="2025-01-31",
                   filled_on=filled, name="sales_at_rates", value=sales)  # fmt: skip
    assert papers.features()["vat_declared_sales"].value == 150
