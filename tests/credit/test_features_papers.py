"""Features of returns, statements, meters, patents and contracts, against values worked out by hand."""

from decimal import Decimal

from .papers import ME, Papers

D = Decimal


def filed(papers, form, first, last, **figures):
    document = f"{form}-{last}.json"
    for name, value in figures.items():
        papers.add("filings", form=form, owner_name=ME, first=first, last=last, filled_on=last, document=document,
                   name=name.replace("__", "."), value=value)  # fmt: skip


def stated(papers, statement, last, **figures):
    for name, value in figures.items():
        papers.add("statement_rows", statement=statement, owner_name=ME, first=None, last=last,
                   document=f"{statement}-{last}", name=name.replace("__", "."), value=value)  # fmt: skip


def test_vat_returns():
    papers = Papers()
    filed(papers, "vat_return_general", "2025-11-01", "2025-11-30", sales_at_rates=100, sales_exempt=20, input_tax=5,
          output_tax=13, tax_payable_total=8, credit_carried_forward=0, arrears=3)  # fmt: skip
    filed(papers, "vat_return_general", "2025-12-01", "2025-12-31", sales_at_rates=0, input_tax=4, output_tax=0,
          tax_payable_total=0, credit_carried_forward=4, arrears=1)  # fmt: skip
    features = papers.sale("2025-11-05", 132).features()
    assert features["vat_declared_sales"].value == 120
    assert features["vat_tax_burden"].value == D("0.066667")
    assert features["invoice_to_declared_gap"].value == D("0.1")
    assert features["zero_declaration_months"].value == 1
    assert features["input_output_ratio"].value == D("0.692308")
    assert features["vat_credit_carried"].value == 4
    assert features["vat_credit_months"].value == 1
    assert features["vat_arrears"].value == 1
    assert features["arrears_flag"].reason == "no-documents"  # no certificate of payments
    assert features["vat_declared_sales_fy"].reason == "short-history"


def test_a_small_scale_return_adds_goods_and_services():
    papers = Papers()
    filed(papers, "vat_return_small", "2025-10-01", "2025-12-31", sales_3pct__goods=100, sales_3pct__services=50,
          sales_5pct__services=10, tax_payable_total__goods=3)  # fmt: skip
    features = papers.features()
    assert features["vat_declared_sales"].value == 160
    assert features["vat_declared_sales"].coverage == D("0.25")  # three months of twelve


def test_income_tax_and_headcount():
    papers = Papers()
    filed(papers, "cit_annual", "2025-01-01", "2025-12-31", revenue=1000, profit_before_tax=100, actual_tax=5)
    for year, heads in ((2024, 20), (2025, 25)):
        filed(papers, "cit_prepay", f"{year}-10-01", f"{year}-12-31", headcount_avg=heads)
    stated(papers, "income_statement", "2025-12-31", profit_before_tax__ytd=80)
    features = papers.features("2026-06-01")
    assert features["cit_revenue_fy"].value == 1000
    assert features["cit_effective_rate"].value == D("0.05")
    assert features["headcount_trend"].value == D("0.25")
    assert features["cit_vs_fs_profit_gap"].value == D("0.25")


def test_tax_paid_and_grades():
    papers = Papers()
    for kind, amount, penalty in (("增值税", 70, False), ("增值税", 5, True), ("企业职工基本养老保险费", 30, False)):
        papers.add("tax_payments", owner_name=ME, tax_type=kind, paid_on="2025-05-05", amount=amount, penalty=penalty)
    for year, grade in (("2024", "B"), ("2025", "A")):
        papers.add("tax_grades", owner_name=ME, year=year, grade=grade)
    features = papers.features()
    assert features["tax_paid_total"].value == 75
    assert features["tax_paid_social"].value == 30
    assert features["tax_penalty_amount"].value == 5
    assert (features["tax_credit_grade"].value, features["tax_credit_ord"].value) == ("A", 5)
    assert features["tax_credit_change"].value == 1


def test_statements():
    papers = Papers()
    stated(papers, "balance_sheet", "2025-12-31", total_current_assets=500, total_current_liabilities=200, inventory=100,
           prepayments=50, cash=120, total_assets=1000, total_assets__opening=800, total_liabilities=400,
           total_equity=600, short_term_loans=150, accounts_receivable=90, accounts_receivable__opening=110,
           retained_earnings=100)  # fmt: skip
    stated(papers, "income_statement", "2025-12-31", revenue__ytd=2000, cost_of_sales__ytd=1400, net_profit__ytd=90,
           profit_before_tax__ytd=100, interest_expense__ytd=25)  # fmt: skip
    features = papers.features("2026-02-01")
    expected = {"current_ratio": "2.5", "quick_ratio": "1.75", "cash_ratio": "0.6", "debt_ratio": "0.4",
                "interest_bearing_debt": "150", "gross_margin": "0.3", "net_margin": "0.045", "interest_coverage": "5",
                "roa": "0.1", "dso": "18.25", "assets_growth": "0.25", "altman_z_private": "3.314175"}  # fmt: skip
    # Z = 0.717 * 0.3 + 0.847 * 0.1 + 3.107 * 0.125 + 0.420 * 1.5 + 0.998 * 2
    assert {name: features[name].value for name in expected} == {name: D(value) for name, value in expected.items()}
    assert features["fs_balanced"].value is True
    assert features["roe"].value == D("0.15")


def test_electricity():
    papers = Papers()
    for year, kwh in ((2024, 1000), (2025, 1500)):
        for month in range(1, 13):
            papers.add("utility_periods", utility="electricity", owner_name=ME, account_no="1", month=f"{year}-{month:02d}",
                       kwh=kwh, kwh_peak=kwh / 4, kwh_sharp=0, kwh_valley=kwh / 2, amount=kwh, demand_kw=50,
                       capacity_kva=200)  # fmt: skip
    features = papers.features()
    assert features["kwh_t12m"].value == 18000
    assert features["kwh_growth_yoy"].value == D("0.5")
    assert (features["peak_share"].value, features["valley_share"].value) == (D("0.25"), D("0.5"))
    assert features["capacity_utilization"].value == D("0.25")
    assert features["capacity_score"].value == 20
    assert features["kwh_cv"].value == 0
    assert features["load_factor"].value == D("0.041096")  # 18000 / (50 * 8760)


def test_a_month_that_is_missing_makes_growth_null():
    papers = Papers()
    for month in range(1, 12):
        papers.add(
            "utility_periods", utility="electricity", owner_name=ME, account_no="1", month=f"2025-{month:02d}", kwh=1
        )
    assert papers.features()["kwh_growth_yoy"].reason == "short-history"


def test_patents_count_once_and_only_while_in_force():
    papers = Papers()

    def patent(number, kind, filed_on, granted, **more):
        papers.add("patents", owner_name=ME, patent_no=number, variant=kind, filed_on=filed_on, granted_on=granted,
                   issued_on=granted, **more)  # fmt: skip

    patent("201810000001.1", "patent_invention", "2018-01-01", "2020-01-01")
    patent("201810000001.1", "patent_invention", "2018-01-01", "2020-01-01", legal_status="granted_active")
    patent("201520000002.2", "patent_utility", "2015-06-01", "2016-01-01")  # ten years are over
    patent("202230000003.3", "patent_design", "2022-06-01", "2022-12-01")
    patent("201920000004.4", "patent_utility", "2019-06-01", "2020-01-01", legal_status="lapsed_fee")
    patent("202510000005.5", None, "2025-03-01", None)
    features = papers.features()
    assert features["patents_in_force"].value == 2
    assert features["patent_count_active_invention"].value == 1
    assert features["patent_count_active_utility"].value == 0
    assert features["patent_count_active_design"].value == 1
    assert features["patent_count_pending"].value == 1
    assert features["patent_weighted"].value == D("3.5")
    assert features["patent_recent_3y"].value == 1


def test_certificates_and_licence():
    papers = Papers().add("certificates", variant="hightech_cert", number="1", owner_name=ME, valid_until="2026-01-31")
    papers.add("certificates", variant="sme_cert", number="2", owner_name=ME, title="专精特新“小巨人”企业",
               valid_until="2025-12-31")  # fmt: skip
    papers.add("certificates", variant="food_permit", number="3", owner_name=ME, valid_until="2025-12-31")
    papers.add("licences", owner_name=ME, established_on="2016-01-01", capital=5_000_000)
    features = papers.features()
    assert features["hightech_valid"].value is True
    assert features["hightech_days_left"].value == 30
    assert features["specialized_level"].value == 0  # its day has passed
    assert features["permit_expired_flag"].value is True
    assert features["licence_age_years"].value == D("10.001369")
    assert features["registered_capital"].value == D("5000000.00")


def test_terms_of_contracts_and_deliveries():
    papers = Papers().sale("2025-06-10", 113, number="7" * 20)
    for number, amount, days, role in (("1", 300, 30, "seller"), ("2", 100, 70, "seller"), ("3", 50, 15, "buyer")):
        papers.add("contracts", number=number, type="sale", signed_on="2025-06-01", a_name=ME, a_role=role,
                   b_name="乙有限公司", b_role="buyer" if role == "seller" else "seller", amount=amount,
                   credit_days=days, retention=5 if number == "1" else None)  # fmt: skip
    papers.add("contracts", number="L", type="lease", signed_on="2024-01-01", last="2027-01-01", a_name="房东",
               a_role="lessor", b_name=ME, b_role="lessee", rent=9000, area_m2=500)  # fmt: skip
    papers.add("orders", number="PO-1", date="2025-06-02", seller_name=ME, buyer_name="乙有限公司", gross=113, quantity=100,
               due_on="2025-06-08")  # fmt: skip
    papers.add("deliveries", number="D-1", order_number="PO-1", invoice_number="7" * 20, date="2025-06-07",
               seller_name=ME, buyer_name="乙有限公司", quantity=96, amount=100)  # fmt: skip
    features = papers.features()
    assert features["weighted_credit_days_sales"].value == 40
    assert features["weighted_credit_days_purchase"].value == 15
    assert features["credit_days_gap"].value == 25
    assert features["retention_share"].value == D("0.0375")
    assert features["lease_monthly_cost"].value == 9000
    assert features["lease_area_m2"].value == 500
    assert features["po_otif"].value == 1
    assert features["delivery_to_invoice_days"].value == 3


def test_the_area_of_a_video_gives_revenue_a_square_metre():
    papers = Papers().sale("2025-06-10", 1000).add("videos", floor_area_m2=500, low_m2=470, high_m2=530)
    features = papers.features()
    assert features["production_area_m2"].value == 500
    assert (features["production_area_low_m2"].value, features["production_area_high_m2"].value) == (470, 530)
    assert features["revenue_per_m2"].value == 2


def test_what_stands_on_the_floor_of_a_video_is_counted_by_class():
    papers = Papers().sale("2025-06-10", 1000).add("videos", floor_area_m2=500, persons_at_once=4)
    papers.add("videos", persons_at_once=2)
    for number, name in enumerate(("machine", "machine", "person", "machine", "pallet"), start=1):
        papers.add("floor_objects", object_class=name, number=number, views=7, counted_by="floor")
    papers.add("floor_objects", object_class="rack", number=1, views=1, counted_by="one-picture")
    features = papers.features()
    assert features["machines_on_floor"].value == 3
    assert features["pallets_on_floor"].value == 1
    assert features["persons_at_once"].value == 4
    assert features["machines_per_100_m2"].value == D("0.6")
    assert (features["racks_on_floor"].value, features["forklifts_on_floor"].value) == (None, None)
    [decisive] = features["machines_on_floor"].inputs
    assert len(decisive.decisive) == 3


def test_what_is_paid_ahead_and_delivered_short():
    papers = Papers()
    for number, amount in (("1", 300), ("2", 100)):
        papers.add("contracts", document=f"{number}.docx", number=number, signed_on="2025-06-01", a_name=ME,
                   a_role="seller", b_name="乙有限公司", b_role="buyer", amount=amount)  # fmt: skip
    papers.add("payment_terms", document="1.docx", number="1", trigger="on_sign", percent=30)
    papers.add("payment_terms", document="1.docx", number="1", trigger="on_delivery", percent=70)
    for number, shipped in (("PO-1", 90), ("PO-2", 100)):
        papers.add("orders", number=number, date="2025-06-02", seller_name=ME, buyer_name="乙有限公司", quantity=100)
        papers.add("deliveries", number=f"D-{number}", order_number=number, date="2025-06-07", seller_name=ME,
                   buyer_name="乙有限公司", quantity=shipped)  # fmt: skip
    features = papers.features()
    assert features["prepayment_share"].value == D("0.225")
    assert features["short_delivery_rate"].value == D("0.5")


def test_what_is_sold_against_what_the_licence_allows():
    papers = (
        Papers()
        .sale("2025-05-01", 1000, number="5" * 20)
        .add("licences", owner_name=ME, scope="合成树脂制造；塑料制品销售")
    )
    for row, (name, net) in enumerate((("*合成树脂*切片", 750), ("*餐饮服务*餐费", 250)), 1):
        papers.add("invoice_lines", number="5" * 20, document="x.json", row=row, item_name=name, net=net)
    features = papers.features()
    assert features["category_scope_match"].value == D("0.75")


def test_machines_by_their_nameplates_each_once():
    papers = Papers().sale("2025-06-10", 1000)
    papers.add("nameplates", model="CK6150", serial_number="20180536", year=2018)
    papers.add("nameplates", model="CK6150", serial_number="20180536", year=2018)  # the same plate again
    papers.add("nameplates", model="CK6150", serial_number="20180537", year=2011)
    papers.add("nameplates", model="VMC850L", serial_number=None, year=None)
    features = papers.features(as_of="2026-01-01")
    assert features["nameplate_count"].value == 3
    assert features["equipment_median_age"].value == D("11.5")
    assert Papers().sale("2025-06-10", 1000).features()["nameplate_count"].reason == "no-documents"


def test_plates_without_a_year_give_no_age():
    features = Papers().sale("2025-06-10", 1).add("nameplates", model="A1", serial_number="1", year=None).features()
    assert features["equipment_median_age"].reason == "unknown-value"
