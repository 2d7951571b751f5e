"""Features of accounts and of payments against invoices, against values worked out by hand."""

from decimal import Decimal

from .papers import ME, Papers

D = Decimal


def account():
    """A year: wages and rent each month, a customer, a supplier, a loan, tax and interest."""
    papers, balance = Papers(), 10000

    def move(day, amount, **more):
        nonlocal balance
        balance += amount
        papers.moved(day, amount, balance, row=len(papers.rows.get("transactions", ())) + 1, document="s.csv", **more)

    for month in range(1, 13):
        move(f"2025-{month:02d}-01", 3000, who="乙有限公司")
        move(f"2025-{month:02d}-10", -1000, category="payroll")
        move(f"2025-{month:02d}-15", -500, category="rent", who="房东有限公司")
    move("2025-12-16", 5000, category="loan_in")
    move("2025-12-17", -200, category="tax")
    return papers


def test_money_in_and_out():
    features = account().features()
    assert features["bank_inflow"].value == D("41000.00")
    assert features["bank_inflow_trade"].value == D("36000.00")
    assert features["bank_outflow"].value == D("18200.00")
    assert features["bank_outflow_trade"].value == D("18000.00")
    assert features["loan_inflow"].value == D("5000.00")
    assert features["tax_outflow"].value == D("200.00")
    assert features["payroll_regular"].value == 1
    assert features["payroll_amount"].value == D("12000.00")
    assert features["payroll_day_dispersion"].value == 0
    assert features["fixed_monthly_spending"].value == D("1500.00")
    assert features["balance_chain_ok"].value == 1


def test_a_broken_chain_is_seen():
    papers = account()
    papers.rows["transactions"][5]["balance"] += 1
    assert papers.features()["balance_chain_ok"].value < 1


def test_balances_day_by_day():
    papers = Papers().moved("2025-12-11", 100, 1100, document="s.csv", row=1)
    papers.moved("2025-12-21", -600, 500, document="s.csv", row=2)
    features = papers.features()
    assert features["avg_daily_balance_t3m"].value == D(
        "951.09"
    )  # (71 * 1000 + 10 * 1100 + 11 * 500) / 92 days, to the cent
    assert features["min_balance"].value == D("500.00")
    assert features["negative_days"].value == 0


def test_two_accounts_add_up_and_a_newest_first_statement_is_understood():
    papers = Papers().moved("2025-12-31", 100, 300, account="1", document="a", row=1)
    papers.moved("2025-12-31", 100, 200, account="1", document="a", row=2)  # printed below, happened before
    papers.moved("2025-12-01", 50, 1000, account="2", document="b", row=1)
    features = papers.features()
    assert features["balance_chain_ok"].value == 1
    assert features["min_balance"].value == D("1050.00")


def test_money_that_goes_back_within_days():
    papers = Papers().moved("2025-05-01", 1000, who="丁有限公司").moved("2025-05-04", -995, who="丁有限公司")
    papers.moved("2025-06-01", 3000, who="乙有限公司")
    assert papers.features()["round_trip_share"].value == D("0.25")


def test_collections_by_number_by_amount_and_oldest_first():
    papers = Papers()
    papers.sale("2025-01-01", 100, number="1" * 20).sale("2025-01-11", 200, number="2" * 20)
    papers.sale("2025-01-21", 300, number="3" * 20)
    papers.moved("2025-01-31", 300, who="乙有限公司")  # the same amount: ten days
    papers.moved("2025-02-10", 150, who="乙有限公司", summary=f"货款 {'2' * 20}")  # named: thirty days
    papers.moved("2025-02-20", 150, who="乙有限公司")  # oldest first: 100 after fifty days, 50 after forty
    features = papers.features()
    assert features["collection_match_rate"].value == 1
    assert features["collection_cycle_days_p50"].value == 10
    assert features["collection_cycle_days_p90"].value == 50
    assert features["partial_payment_share"].value == D("0.333333")  # 150 and 50 of 600
    assert features["counterparty_match_rate"].value == 1


def test_red_letters_are_not_waited_for():
    papers = Papers().sale("2025-01-01", 100, number="1" * 20).sale("2025-01-02", 100, number="2" * 20)
    papers.sale("2025-01-03", -100, number="3" * 20, original_number="1" * 20)
    papers.moved("2025-01-12", 100, who="乙有限公司")
    assert papers.features()["collection_cycle_days_p50"].value == 10


def test_peaks_stand_out_in_both_years_or_are_none():
    papers, flat = Papers(), Papers()
    for year in (2024, 2025):
        for month in range(1, 13):
            for day in (5, 12, 19):
                papers.purchase(f"{year}-{month:02d}-{day:02d}", 300 if month in (4, 8) else 100)
                flat.purchase(f"{year}-{month:02d}-{day:02d}", 100)
    assert papers.features()["procurement_peak_months"].value == ["04", "08"]
    assert flat.features()["procurement_peak_months"].value == []
    once = Papers()
    for row in papers.rows["invoices"]:
        once.purchase(row["date"], 900 if row["date"].startswith("2024-04") else 100)
    assert once.features()["procurement_peak_months"].value == []


def test_what_is_owed_past_its_day():
    papers = Papers().sale("2025-10-01", 100, number="1" * 20).sale("2025-12-20", 70, number="2" * 20)
    papers.sale("2025-10-02", 50, number="3" * 20).sale("2025-10-05", 40, buyer="无合同有限公司")
    papers.add("contracts", number="HT", signed_on="2025-01-01", a_name=ME, a_role="seller", b_name="乙有限公司",
               b_role="buyer", credit_days=30)  # fmt: skip
    papers.moved("2025-11-01", 80, who="乙有限公司")
    papers.add("drafts", number="D", amount=50, issued_on="2025-11-05", due_on="2026-05-05", drawer_name="乙有限公司",
               payee_name=ME)  # fmt: skip
    assert papers.features()["overdue_amount"].value == D("20.00")  # 150 are due, 80 and 50 came


def test_drafts_held_and_issued():
    papers = Papers()
    for payee, drawer, due, kind in ((ME, "乙有限公司", "2026-03-02", "bank_acceptance"), (ME, "乙有限公司", "2025-12-01", "x"),
                                     ("丙有限公司", ME, "2026-05-01", "commercial_acceptance")):  # fmt: skip
        papers.add("drafts", number=due, variant=kind, issued_on="2025-09-01", due_on=due, amount=500,
                   drawer_name=drawer, payee_name=payee, acceptor_name="银行")  # fmt: skip
    papers.add("drafts", number="gone", issued_on="2025-09-01", due_on="2026-03-02", amount=70, drawer_name="乙有限公司",
               payee_name=ME)  # fmt: skip
    papers.add("draft_events", number="gone", endorser_name=ME, endorsee_name="丙有限公司", date="2025-10-01")
    features = papers.features()
    assert features["draft_held_amount"].value == D("500.00")
    assert features["draft_issued_amount"].value == D("500.00")
    assert features["draft_bank_share"].value == 1
    assert features["draft_avg_days_to_due"].value == 60


def test_deposits_lenders_and_tax():
    features = account().features()
    assert features["avg_deposit"].value == D("3153.85")  # 41,000 / 13
    assert features["max_deposit"].value == D("5000.00")
    assert features["max_deposit"].inputs[0].decisive == ("s.csv#fields:37",)
    assert features["max_withdrawal"].value == D("1000.00")
    assert features["lender_count"].value == 0  # the statement names none
    assert features["tax_payment_seen"].value is True
    assert features["balance_stated_share"].value == 1
