"""The corporate income tax returns row by row: A200000 for quarters and months, A100000 for years.

Sources: 国家税务总局公告2025年第17号 (A200000), 2021年第3号 (A200000 before it); the annual form as published for tax
years from 2024 on, and in 2017 (公告2017年第54号).
"""

from sme_extract.extractors.form import Form, Formula

RESULT_LINES = """
1 revenue 营业收入
2 cost_of_sales 减:营业成本
3 taxes_and_surcharges 减:税金及附加
4 selling_expense 减:销售费用
5 admin_expense 减:管理费用
6 rd_expense 减:研发费用
7 finance_expense 减:财务费用
8 other_income 加:其他收益
9 investment_income 加:投资收益
10 hedging_income 加:净敞口套期收益
11 fair_value_gain 加:公允价值变动收益
12 credit_impairment 加:信用减值损失
13 asset_impairment 加:资产减值损失
14 asset_disposal_gain 加:资产处置收益
15 operating_profit 营业利润
16 non_operating_income 加:营业外收入
17 non_operating_expense 减:营业外支出
18 profit_before_tax 利润总额
"""
QUARTER_LINES = (
    RESULT_LINES.replace("\n2 ", "\n1.1 - 其中:自营出口收入\n1.2 - 委托出口收入\n1.3 - 出口代理费收入\n2 ")
    + """
19 specific_business_income 加:特定业务计算的应纳税所得额
20 non_taxable_income 减:不征税收入
21 accelerated_depreciation 减:资产加速折旧、摊销调减额
22 exempt_and_super_deduction 减:免税收入、减计收入、加计扣除
23 income_relief 减:所得减免
24 loss_offset 减:弥补以前年度亏损
25 taxable_income 实际利润额
26 tax_rate 税率
27 tax_at_rate 应纳所得税额
28 tax_relief 减:减免所得税额
28.1 tax_relief_small 其中:符合条件的小型微利企业减免企业所得税
29 tax_credit 减:抵免所得税额
30 prepaid 减:本年累计已预缴所得税额
31 specific_prepaid 减:特定业务预缴(征)所得税额
32 tax_due 本期应补(退)所得税额
"""
)
OLD_QUARTER_LINES = """
1 revenue 营业收入
2 cost_of_sales 营业成本
3 profit_before_tax 利润总额
4 specific_business_income 加:特定业务计算的应纳税所得额
5 non_taxable_income 减:不征税收入
6 accelerated_depreciation 减:资产加速折旧、摊销调减额
7 exempt_and_super_deduction 减:免税收入、减计收入、加计扣除
8 income_relief 减:所得减免
9 loss_offset 减:弥补以前年度亏损
10 taxable_income 实际利润额
11 tax_rate 税率
12 tax_at_rate 应纳所得税额
13 tax_relief 减:减免所得税额
14 prepaid 减:本年实际已缴纳所得税额
15 specific_prepaid 减:特定业务预缴(征)所得税额
16 tax_due 本期应补(退)所得税额
"""
YEAR_LINES = (
    RESULT_LINES
    + """
19 foreign_income 减:境外所得
20 adjusted_up 加:纳税调整增加额
21 adjusted_down 减:纳税调整减少额
22 exempt_and_super_deduction 减:免税、减计收入及加计扣除
23 foreign_offset 加:境外应税所得抵减境内亏损
24 adjusted_income 纳税调整后所得
25 income_relief 减:所得减免
26 loss_offset 减:弥补以前年度亏损
27 venture_deduction 减:抵扣应纳税所得额
28 taxable_income 应纳税所得额
29 tax_rate 税率
30 tax_at_rate 应纳所得税额
31 tax_relief 减:减免所得税额
32 tax_credit 减:抵免所得税额
33 tax_payable 应纳税额
34 foreign_tax 加:境外所得应纳所得税额
35 foreign_tax_credit 减:境外所得抵免所得税额
36 actual_tax 实际应纳所得税额
37 prepaid 减:本年累计预缴所得税额
38 tax_due 本年应补(退)所得税额
39 - 其中:总机构分摊本年应补(退)所得税额
40 - 财政集中分配本年应补(退)所得税额
41 - 总机构主体生产经营部门分摊本年应补(退)所得税额
42 - 减:民族自治地区企业所得税地方分享部分
43 - 减:稽查查补(退)所得税额
44 - 减:特别纳税调整补(退)所得税额
45 tax_due_final 本年实际应补(退)所得税额
"""
)
OLD_YEAR_LINES = """
1 revenue 营业收入
2 cost_of_sales 减:营业成本
3 taxes_and_surcharges 减:税金及附加
4 selling_expense 减:销售费用
5 admin_expense 减:管理费用
6 finance_expense 减:财务费用
7 asset_impairment 减:资产减值损失
8 fair_value_gain 加:公允价值变动收益
9 investment_income 加:投资收益
10 operating_profit 营业利润
11 non_operating_income 加:营业外收入
12 non_operating_expense 减:营业外支出
13 profit_before_tax 利润总额
14 foreign_income 减:境外所得
15 adjusted_up 加:纳税调整增加额
16 adjusted_down 减:纳税调整减少额
17 exempt_and_super_deduction 减:免税、减计收入及加计扣除
18 foreign_offset 加:境外应税所得抵减境内亏损
19 adjusted_income 纳税调整后所得
20 income_relief 减:所得减免
21 loss_offset 减:弥补以前年度亏损
22 venture_deduction 减:抵扣应纳税所得额
23 taxable_income 应纳税所得额
24 tax_rate 税率
25 tax_at_rate 应纳所得税额
26 tax_relief 减:减免所得税额
27 tax_credit 减:抵免所得税额
28 tax_payable 应纳税额
29 foreign_tax 加:境外所得应纳所得税额
30 foreign_tax_credit 减:境外所得抵免所得税额
31 actual_tax 实际应纳所得税额
32 prepaid 减:本年累计实际已缴纳的所得税额
33 tax_due 本年应补(退)所得税额
34 - 其中:总机构分摊本年应补(退)所得税额
35 - 财政集中分配本年应补(退)所得税额
36 - 总机构主体生产经营部门分摊本年应补(退)所得税额
"""
PROFIT = "15=1-2-3-4-5-6-7+8+9+10+11+12+13+14", "18=15+16-17"


def amount_column(heading: str) -> str | None:
    """The one column of amounts: 金额, 本年累计, 本年累计金额."""
    return "current" if "金额" in heading or "累计" in heading else None


def _form(variant: str, version: str, lines: str, required: str, *formulas: str) -> Form:
    # what was paid too much in a year is only given back with the annual return
    refundable = variant == "cit_annual"
    made = tuple(Formula(t, ("current",), or_nil=t is formulas[-1] and not refundable) for t in formulas)
    return Form(variant, version, lines, amount_column, ("current",), ("current",), made, tuple(required.split()))


FORMS = (
    _form(
        "cit_prepay", "2025", QUARTER_LINES, "1 18 25 27 32",
        *PROFIT, "25=18+19-20-21-22-23-24", "27=max(0,25)*26", "32=27-28-29-30-31",
    ),
    _form(
        "cit_prepay", "2021", OLD_QUARTER_LINES, "1 3 10 12 16",
        "10=3+4-5-6-7-8-9", "12=max(0,10)*11", "16=12-13-14-15",
    ),
    _form(
        "cit_annual", "2024", YEAR_LINES, "1 18 28 30 33 36 38",
        *PROFIT, "24=18-19+20-21-22+23", "28=max(0,24-25-26-27)", "30=28*29", "33=30-31-32", "36=33+34-35", "38=36-37",
        "45=38-42-43-44",
    ),
    _form(
        "cit_annual", "2017", OLD_YEAR_LINES, "1 13 23 25 28 31 33",
        "10=1-2-3-4-5-6-7+8+9", "13=10+11-12", "19=13-14+15-16-17+18", "23=max(0,19-20-21-22)", "25=23*24",
        "28=25-26-27", "31=28+29-30", "33=31-32",
    ),
)  # fmt: skip
