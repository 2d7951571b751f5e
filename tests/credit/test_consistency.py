from decimal import Decimal

from sme_extract.credit.compute import Computation
from sme_extract.credit.consistency import checks, integrity
from sme_extract.credit.features.catalogue import BUILT_IN
from sme_extract.credit.signals import signals

from .papers import ME, Papers


def judged(papers):
    company = papers.company()
    features = {feature.name: feature for feature in Computation(company, BUILT_IN).all()}
    return {check.id: check for check in checks(company, features)}, list(signals(company, features))


def declared(papers, sales):
    return papers.add("filings", form="vat_return_general", owner_name=ME, owner_id="91A", first="2025-05-01",
                      last="2025-05-31", name="sales_at_rates", value=sales)  # fmt: skip


def test_invoices_and_returns_within_a_tenth_agree():
    found, _ = judged(declared(Papers().sale("2025-05-05", 105), 100))
    assert (found["invoices-vat"].status, found["invoices-vat"].ratio) == ("pass", Decimal("0.05"))
    found, _ = judged(declared(Papers().sale("2025-05-05", 150), 100))
    assert found["invoices-vat"].status == "fail"
    assert found["invoices-vat"].inputs


def test_a_check_without_one_of_its_sides_does_not_apply():
    found, _ = judged(Papers().sale("2025-05-05", 105))
    assert found["invoices-vat"].status == "not-applicable"
    assert found["bank-invoices"].reason == "no-documents"
    assert integrity(list(found.values())) is None


def test_integrity_is_the_share_of_the_checks_that_apply():
    found, _ = judged(declared(Papers().sale("2025-05-05", 150), 100))
    assert integrity(list(found.values())) == Decimal("0.5")  # one id passes, invoices against returns fails


def test_a_tax_id_of_another_on_its_own_papers_fails():
    papers = declared(Papers().sale("2025-05-05", 100), 100)
    papers.add("tax_grades", owner_name=ME, owner_id="91B", year="2025", grade="A")
    assert judged(papers)[0]["one-id"].status == "fail"


def test_signals_name_what_is_remarkable_with_its_figure():
    papers = Papers().sale("2025-05-01", 1000).purchase("2025-06-01", 400, seller="乙有限公司")
    for carrier, net in (("xml", 100), ("ocr", 900)):
        papers.sale("2025-07-01", net, number="1" * 20, carrier=carrier)
    _, seen = judged(papers)
    codes = {signal.code: signal for signal in seen}
    assert codes["circular-sales"].value == Decimal("0.363636")
    assert "36.4%" in codes["circular-sales"].message
    assert len(codes["sources-disagree"].documents) == 2
    assert "broken-balance-chain" not in codes


def test_wages_from_the_accounts_against_those_on_the_return():
    papers = Papers()
    for month in range(1, 13):
        papers.moved(f"2025-{month:02d}-10", -100, category="payroll")
    papers.add("filings", form="cit_annual", owner_name=ME, first="2025-01-01", last="2025-12-31", name="payroll_paid",
               value=1000)  # fmt: skip
    check = judged(papers)[0]["payroll-cit"]
    assert (check.status, check.ratio) == ("pass", Decimal("0.2"))


def test_the_name_on_the_sign_is_that_of_the_licence_or_short_for_it():
    papers = Papers().add("licences", owner_name=ME, owner_id="91A").add("site_photos", sign_name="甲有限公司")
    assert judged(papers)[0]["sign-name"].status == "pass"
    papers.add("site_photos", sign_name="丁五金店").add("site_photos", sign_name="戊商行")
    check = judged(papers)[0]["sign-name"]
    assert (check.status, check.ratio) == ("fail", Decimal("-0.666667"))


def test_a_sign_without_a_licence_proves_nothing():
    papers = Papers().sale("2025-05-05", 1).add("site_photos", sign_name="丁五金店")
    assert judged(papers)[0]["sign-name"].status == "not-applicable"
