"""Features of invoices, against values worked out by hand."""

from decimal import Decimal

import pytest

from .papers import ME, Papers

D = Decimal


@pytest.fixture
def year():
    """Two customers; one is new in December 2025, one lost; a red letter and a void."""
    papers = Papers()
    papers.sale("2024-03-10", 1000, buyer="老客户有限公司").sale("2024-01-10", 600, buyer="丢失有限公司")
    papers.sale("2025-01-31", 1000, tax=130, buyer="老客户有限公司").sale(
        "2025-03-01", 3000, tax=390, buyer="老客户有限公司"
    )
    papers.sale("2025-12-15", 2000, tax=260, buyer="新客户有限公司").sale(
        "2025-12-20", -500, tax=-65, buyer="老客户有限公司"
    )
    papers.invoice("2025-06-01", 9000, buyer="老客户有限公司")
    papers.rows["invoices"][-1]["void"] = True
    return papers


def test_sums_leave_out_voids_and_subtract_red_letters(year):
    features = year.features()
    assert features["inv_sales_net"].value == D("5500.00")
    assert features["inv_sales_gross"].value == D("6215.00")
    assert features["inv_sales_tax"].value == D("715.00")
    assert features["inv_sales_net_m13_24"].value == D("1600.00")
    assert features["inv_sales_net_t3m"].value == D("1500.00")
    assert features["inv_sales_count"].value == 4
    assert features["avg_ticket"].value == D("1553.75")
    assert features["effective_vat_rate"].value == D("0.13")


def test_growth_gaps_and_activity(year):
    features = year.features()
    assert features["inv_sales_growth_yoy"].value == D("2.4375")  # 5500 / 1600 - 1
    assert features["inv_active_months"].value == 3
    assert features["inv_zero_months"].value == 9
    assert features["inv_max_gap_days"].value == 289  # 1 March to 15 December
    assert features["inv_recency_days"].value == 12
    assert features["inv_history_months"].value == 24


def test_growth_is_null_when_the_year_before_is_cut_short():
    features = Papers().sale("2024-06-01", 10).sale("2025-01-01", 10).features()
    assert features["inv_sales_growth_yoy"].reason == "short-history"


def test_what_was_taken_back(year):
    features = year.features()
    assert features["void_ratio"].value == D("0.2")
    assert features["red_ratio"].value == D("0.083333")  # 500 / 6000
    assert features["red_count_ratio"].value == D("0.25")
    assert features["void_amount_ratio"].value == D("0.580645")  # 9000 / 15500


def test_customers(year):
    features = year.features()
    assert features["customer_count"].value == 2
    assert features["customer_top1_share"].value == D("0.636364")  # 3500 / 5500
    assert features["customer_hhi"].value == D("0.537190")  # 0.6364^2 + 0.3636^2
    assert features["new_customer_count"].value == 1
    assert features["new_customer_share"].value == D("0.363636")
    assert features["lost_customer_count"].value == 1
    assert features["top10_customer_retention"].value == D("0.5")
    assert features["repeat_customer_share"].value == D("0.5")


def test_the_spread_of_months():
    papers = Papers()
    for month in range(1, 13):
        papers.sale(f"2025-{month:02d}-05", 100 if month % 2 else 300)
    assert papers.features()["inv_sales_cv"].value == D("0.5")  # 200 +- 100


def test_goods_that_go_in_a_circle():
    papers = Papers().sale("2025-05-01", 1000).purchase("2025-06-01", 400, seller="乙有限公司")
    features = papers.features()
    assert features["circularity"].value == D("0.4")
    assert features["purchase_sales_ratio"].value == D("0.4")
    assert features["gross_margin_proxy"].value == D("0.6")


def test_related_parties_are_those_that_the_user_lists():
    papers = Papers().sale("2025-05-01", 300, buyer="关联有限公司").sale("2025-05-02", 700)
    assert papers.features()["related_party_share"].reason == "not-given"
    assert papers.features(related=["关联有限公司"])["related_party_share"].value == D("0.3")


def test_amounts_just_below_a_limit_and_round_ones():
    papers = Papers()
    for net in ("9950", "99900.50", "10000", "8000", "19850"):
        papers.sale("2025-05-01", net)
    features = papers.features()
    assert features["just_below_limit_share"].value == D("0.4")
    assert features["round_amount_share"].value == D("0.4")


def test_missing_numbers_in_a_run():
    papers = Papers()
    for serial in (10, 11, 13, 14):
        papers.sale("2025-05-01", 100, number=f"033021/{serial:08d}")
    assert papers.features()["serial_gap_rate"].value == D("0.2")


def test_classes_and_rates_come_from_the_lines():
    papers = Papers().sale("2025-05-01", 1000, number="5" * 20)
    for name, net, rate in (("*塑料制品*粒子", 750, 0.13), ("*运输服务*运费", 250, 0.09)):
        papers.add("invoice_lines", number="5" * 20, item_name=name, net=net, rate=rate)
    papers.rows["invoice_lines"][1]["document"] = papers.rows["invoice_lines"][0]["document"]
    features = papers.features()
    assert features["sales_by_class"].value == {"塑料制品": D("0.75"), "运输服务": D("0.25")}
    assert features["tax_rate_mix"].value == {"13%": D("0.75"), "9%": D("0.25")}


def test_a_new_partner_with_orders_not_yet_invoiced():
    papers = Papers().sale("2024-05-01", 100).sale("2025-11-01", 100)
    papers.add("contracts", number="HT-1", type="sale", signed_on="2025-12-01", a_name="新伙伴有限公司", a_role="buyer",
               b_name=ME, b_role="seller", amount=3_000_000, tax_rate=0.13)  # fmt: skip
    papers.add("orders", number="PO-1", date="2025-12-10", seller_name=ME, buyer_name="新伙伴有限公司", gross=1_000_000)
    papers.add("orders", number="PO-0", date="2025-12-10", seller_name=ME, buyer_name="乙有限公司", gross=7)
    features = papers.features()
    assert features["new_partner_count"].value == 1
    assert features["new_partner_order_amount"].value == D("3000000.00")
    assert features["backlog_value"].value == D("2654867.26")  # without 13 % tax, nothing invoiced


def test_nobody_is_new_to_papers_that_begin_with_the_window():
    papers = Papers().sale("2025-11-01", 100)
    papers.add("orders", number="PO-1", date="2025-12-10", seller_name=ME, buyer_name="新伙伴有限公司", gross=1_000_000)
    features = papers.features()
    for name in ("new_partner_count", "new_partner_order_amount", "new_partner_invoiced_amount", "new_customer_count"):
        assert features[name].reason == "short-history", name
