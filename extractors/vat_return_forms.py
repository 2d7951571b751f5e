"""The VAT returns row by row. Source: 国家税务总局公告2021年第20号 and the forms before it (2016年第13号)."""

from sme_extract.extractors.form import Form, Formula

GENERAL_LINES = """
1 sales_at_rates 按适用税率计税销售额
2 sales_goods 其中:应税货物销售额
3 sales_labour 应税劳务销售额
4 sales_audit_adjusted 纳税检查调整的销售额
5 sales_simplified 按简易办法计税销售额
6 sales_simplified_audit_adjusted 其中:纳税检查调整的销售额
7 sales_export 免、抵、退办法出口销售额
8 sales_exempt 免税销售额
9 sales_exempt_goods 其中:免税货物销售额
10 sales_exempt_labour 免税劳务销售额
11 output_tax 销项税额
12 input_tax 进项税额
13 credit_brought_forward 上期留抵税额
14 input_tax_transferred_out 进项税额转出
15 export_refund 免、抵、退应退税额
16 audit_tax_at_rates 按适用税率计算的纳税检查应补缴税额
17 deductible_total 应抵扣税额合计
18 deducted 实际抵扣税额
19 tax_payable_general 应纳税额
20 credit_carried_forward 期末留抵税额
21 tax_payable_simplified 简易计税办法计算的应纳税额
22 audit_tax_simplified 按简易计税办法计算的纳税检查应补缴税额
23 tax_reduction 应纳税额减征额
24 tax_payable_total 应纳税额合计
25 unpaid_opening 期初未缴税额
26 export_special_refund_received 实收出口开具专用缴款书退税额
27 paid_in_period 本期已缴税额
28 prepaid_instalments ①分次预缴税额
29 prepaid_export ②出口开具专用缴款书预缴税额
30 paid_previous_period ③本期缴纳上期应纳税额
31 paid_arrears ④本期缴纳欠缴税额
32 unpaid_closing 期末未缴税额
33 arrears 其中:欠缴税额
34 tax_due 本期应补(退)税额
35 immediate_refund_actual 即征即退实际退税额
36 audit_unpaid_opening 期初未缴查补税额
37 audit_paid 本期入库查补税额
38 audit_unpaid_closing 期末未缴查补税额
"""
SURCHARGES = """
{} surcharge_city 城市维护建设税本期应补(退)税额
{} surcharge_education 教育费附加本期应补(退)费额
{} surcharge_local_education 地方教育附加本期应补(退)费额
"""
SMALL_LINES = """
1 sales_3pct 应征增值税不含税销售额(3%征收率)
2 - 增值税专用发票不含税销售额
3 - 其他增值税发票不含税销售额
4 sales_5pct 应征增值税不含税销售额(5%征收率)
5 - 增值税专用发票不含税销售额
6 - 其他增值税发票不含税销售额
7 sales_used_assets 销售使用过的固定资产不含税销售额
8 - 其中:其他增值税发票不含税销售额
9 sales_exempt 免税销售额
10 - 其中:小微企业免税销售额
11 - 未达起征点销售额
12 - 其他免税销售额
13 sales_export 出口免税销售额
14 - 其中:其他增值税发票不含税销售额
15 tax_payable 本期应纳税额
16 tax_reduction 本期应纳税额减征额
17 tax_exempted 本期免税额
18 - 其中:小微企业免税额
19 - 未达起征点免税额
20 tax_payable_total 应纳税额合计
21 prepaid 本期预缴税额
22 tax_due 本期应补(退)税额
"""
PERIOD = ("current", "refund")
EACH = GENERAL = ("current", "ytd", "refund", "refund_ytd")
SMALL = ("goods", "services", "goods_ytd", "services_ytd")
GENERAL_FORMULAS = (
    Formula("17=12+13-14-15+16", PERIOD),
    Formula("18=min(17,11)", PERIOD),
    Formula("19=11-18", EACH),
    Formula("20=17-18", PERIOD),
    Formula("24=19+21-23", EACH),
    Formula("27=28+29+30+31", PERIOD),
    Formula("32=24+25+26-27", EACH),
    Formula("33=25+26-27", PERIOD),
    Formula("34=24-28-29", PERIOD),
    Formula("38=16+22+36-37", ("current", "ytd")),
)
"""In the columns where the form closes no term with a dash that may still hold an amount."""
SMALL_FORMULAS = (Formula("9=10+11+12", SMALL), Formula("20=15-16", SMALL), Formula("22=20-21", SMALL))
BALANCES = ("13", "17", "20", "25", "32", "33", "34", "36", "38")
"""Rows of the general return whose 本年累计 is no sum of months."""


def general_column(heading: str) -> str | None:
    """一般项目 or 即征即退项目, 本月数 or 本年累计."""
    running = "ytd" if "累计" in heading else "current" if "本月" in heading else None
    if running is None:
        return None
    return {"current": "refund", "ytd": "refund_ytd"}[running] if "即征即退" in heading else running


def small_column(heading: str) -> str | None:
    """货物及劳务 or 服务、不动产和无形资产, 本期数 or 本年累计."""
    side = "goods" if "货物" in heading else "services" if "服务" in heading else None
    if side is None:
        return None
    return f"{side}_ytd" if "累计" in heading else side


def _general(version: str, lines: str) -> Form:
    return Form(
        "vat_return_general", version, lines, general_column, GENERAL, ("current", "ytd"), GENERAL_FORMULAS,
        required=("1", "5", "7", "8", "11", "12", "18", "19", "20", "24", "34"),
        running=(("current", "ytd"), ("refund", "refund_ytd")), balances=BALANCES,
    )  # fmt: skip


def _small(version: str, lines: str) -> Form:
    return Form(
        "vat_return_small", version, lines, small_column, SMALL, SMALL, SMALL_FORMULAS,
        required=("1", "4", "7", "9", "13", "15", "20", "22"),
        running=(("goods", "goods_ytd"), ("services", "services_ytd")), balances=("21", "22"),
        whole=("23", "24", "25"), group=lambda key: "ytd" if key.endswith("ytd") else "current",
    )  # fmt: skip


FORMS = (
    _general("2021", GENERAL_LINES + SURCHARGES.format(39, 40, 41)),
    _general("2016", GENERAL_LINES),
    _small("2021", SMALL_LINES + SURCHARGES.format(23, 24, 25)),
    _small("2016", SMALL_LINES),
)
