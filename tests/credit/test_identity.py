import pytest

from sme_extract.credit.identity import UnknownCompany, choose, companies

from .papers import ME, MY_ID, Papers


def test_the_licence_tells_whose_papers_these_are():
    papers = Papers().add("licences", owner_name=ME, owner_id=MY_ID)
    for day in range(1, 9):
        papers.sale(f"2025-01-0{day}", 100, seller="乙有限公司", buyer="丙有限公司")
    choice = choose(papers.base())
    assert (choice.party.name, choice.decided_by) == (ME, "licence")


def test_the_licence_of_another_does_not_tell():
    papers = Papers().add("licences", owner_name="乙有限公司", owner_id="91B")
    for month in range(1, 4):
        papers.add("filings", form="vat_return_general", owner_name=ME, first=f"2025-0{month}-01", name="x", value=1)
    choice = choose(papers.base())
    assert (choice.party.name, choice.decided_by) == (ME, "majority")


def test_without_a_licence_the_majority_tells():
    papers = Papers()
    for day in range(1, 6):
        papers.sale(f"2025-01-0{day}", 100, buyer=f"买家{day}有限公司")
    choice = choose(papers.base())
    assert (choice.party.name, choice.decided_by) == (ME, "majority")


def test_one_invoice_does_not_tell_which_of_its_parties_is_meant():
    with pytest.raises(UnknownCompany, match="乙有限公司"):
        choose(Papers().sale("2025-01-01", 100).base())


def test_options_win_and_may_give_a_part_of_the_name():
    papers = Papers().sale("2025-01-01", 100)
    assert choose(papers.base(), name="乙").party.name == "乙有限公司"
    with pytest.raises(UnknownCompany, match="丁公司"):
        choose(papers.base(), name="丁公司")
    with pytest.raises(UnknownCompany):  # both are 有限公司
        choose(papers.base(), name="有限公司")


def test_companies_are_those_with_papers_of_their_own():
    papers = Papers().sale("2025-01-01", 100).add("documents", owner_name="丁有限公司", kind="vat_return")
    assert [party.name for party in companies(papers.base())] == ["丁有限公司"]


def test_documents_of_others_are_kept_apart_and_told():
    papers = Papers().sale("2025-01-01", 100).add("documents", document="0002.json", kind="vat_invoice")
    papers.invoice("2025-02-01", 50, seller="丁有限公司", buyer="戊有限公司", document="other.json")
    papers.add("documents", document="other.json", kind="vat_invoice").add(
        "documents", document="nobody.json", kind="unknown"
    )
    company = papers.company()
    assert len(company.invoices.facts) == 1
    standings = {standing.document: standing for standing in company.standings()}
    assert standings["other.json"].standing == "other-company"
    assert standings["other.json"].why == "丁有限公司"
    assert standings["nobody.json"].standing == "no-party"


def test_a_statement_that_names_nobody_counts_when_the_account_is_given():
    papers = Papers().sale("2025-01-01", 100)
    papers.add("transactions", account_no="777", date="2025-03-01", incoming=True, amount=5, currency="CNY")
    assert len(papers.company().transactions.facts) == 0
    assert len(papers.company(accounts=["777"]).transactions.facts) == 1
