import pytest

from sme_extract.pipeline.comparison import same


@pytest.mark.parametrize(
    ("name", "truth", "got"),
    [
        ("total_incl_tax", "1,000.00", "1000"),
        ("tax_rate", "13%", "0.13"),
        ("total", "¥5.00", "5"),
        ("accounts_payable", "10.00", "10"),
        ("issue_date", "2026年1月5日", "2026-01-05"),
        ("issue_date", "20260105", "2026-01-05"),
        ("invoice_number", "12 34-56", "123456"),
        ("seller.name", "（青岛）ＡＢ 公司", "(青岛)ab公司"),
        ("parties", ["甲", "乙"], [{"name": "乙"}, {"value": "甲"}]),
        ("payment_terms", ["delivery:30:15"], [{"trigger": "delivery", "percent": {"value": "0.3"}, "days": 15}]),
        ("is_blank", True, True),
        ("total_incl_tax_words", "伍佰圆伍角整", "伍佰圆伍角"),
    ],
)
def test_same(name, truth, got):
    assert same(name, truth, got)


@pytest.mark.parametrize(
    ("name", "truth", "got"),
    [
        ("total", "1.00", "1.01"),
        ("accounts_payable", "10.00", "1000"),
        ("net_profit", "1.00", "-1.00"),
        ("total", "1.00", "-1.00"),
        ("issue_date", "2026-01-05", "2026-05-01"),
        ("invoice_number", "0123", "123"),
        ("parties", ["甲", "乙"], ["甲"]),
        ("is_blank", True, False),
        ("seller.name", "甲公司", "乙公司"),
    ],
)
def test_different(name, truth, got):
    assert not same(name, truth, got)
