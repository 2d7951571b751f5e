"""Typed results of corporate income tax returns."""

from typing import Literal

from sme_extract.schemas.fields import Day, FieldModel, Flag, Money, Number, Text, printed
from sme_extract.schemas.result import ExtractionResult


class CitReturnFields(FieldModel):
    """What a corporate income tax return says. Money is CNY, from 1 January to `period_end` in every form.

    Every row is among the items, those of schedules with `schedule`.
    """

    variant: Text = printed("cit_prepay (A200000), cit_annual (A100000)")
    form_version: Text = printed("year since which the form is in use: 2017, 2021, 2024, 2025")
    form_code: Text = printed("A200000, A100000")
    taxpayer_id: Text = printed("纳税人识别号")
    taxpayer_name: Text = printed("纳税人名称")
    period_start: Day = printed("税款所属期间, first day")
    period_end: Day = printed("税款所属期间, last day")
    filled_on: Day = printed("填报日期")
    accepted_on: Day = printed("受理日期")
    is_small_low_profit: Flag = printed("小型微利企业")
    headcount_avg: Number = printed("从业人数, 季度平均值")
    total_assets_avg: Money = printed("资产总额, 季度平均值, printed in 10 000 CNY")
    payroll_expensed: Money = printed("已计入成本费用的职工薪酬")
    payroll_paid: Money = printed("实际支付给职工的应付职工薪酬")
    revenue: Money = printed("营业收入: A200000 1 (2025), 1 (2021); A100000 1 (2024), 1 (2017)")
    cost_of_sales: Money = printed("减:营业成本: A200000 2 (2025), 2 (2021); A100000 2 (2024), 2 (2017)")
    taxes_and_surcharges: Money = printed("减:税金及附加: A200000 3 (2025); A100000 3 (2024), 3 (2017)")
    selling_expense: Money = printed("减:销售费用: A200000 4 (2025); A100000 4 (2024), 4 (2017)")
    admin_expense: Money = printed("减:管理费用: A200000 5 (2025); A100000 5 (2024), 5 (2017)")
    rd_expense: Money = printed("减:研发费用: A200000 6 (2025); A100000 6 (2024)")
    finance_expense: Money = printed("减:财务费用: A200000 7 (2025); A100000 7 (2024), 6 (2017)")
    other_income: Money = printed("加:其他收益: A200000 8 (2025); A100000 8 (2024)")
    investment_income: Money = printed("加:投资收益: A200000 9 (2025); A100000 9 (2024), 9 (2017)")
    hedging_income: Money = printed("加:净敞口套期收益: A200000 10 (2025); A100000 10 (2024)")
    fair_value_gain: Money = printed("加:公允价值变动收益: A200000 11 (2025); A100000 11 (2024), 8 (2017)")
    credit_impairment: Money = printed("加:信用减值损失: A200000 12 (2025); A100000 12 (2024)")
    asset_impairment: Money = printed(
        "资产减值损失, as printed, positive in A100000 7 (2017), negative in A200000 13 (2025), A100000 13 (2024)"
    )
    asset_disposal_gain: Money = printed("加:资产处置收益: A200000 14 (2025); A100000 14 (2024)")
    operating_profit: Money = printed("营业利润: A200000 15 (2025); A100000 15 (2024), 10 (2017)")
    non_operating_income: Money = printed("加:营业外收入: A200000 16 (2025); A100000 16 (2024), 11 (2017)")
    non_operating_expense: Money = printed("减:营业外支出: A200000 17 (2025); A100000 17 (2024), 12 (2017)")
    profit_before_tax: Money = printed("利润总额: A200000 18 (2025), 3 (2021); A100000 18 (2024), 13 (2017)")
    specific_business_income: Money = printed("加:特定业务计算的应纳税所得额: A200000 19 (2025), 4 (2021)")
    non_taxable_income: Money = printed("减:不征税收入: A200000 20 (2025), 5 (2021)")
    accelerated_depreciation: Money = printed("减:资产加速折旧、摊销调减额: A200000 21 (2025), 6 (2021)")
    exempt_and_super_deduction: Money = printed(
        "减:免税、减计收入及加计扣除: A200000 22 (2025), 7 (2021); A100000 22 (2024), 17 (2017)"
    )
    income_relief: Money = printed("减:所得减免: A200000 23 (2025), 8 (2021); A100000 25 (2024), 20 (2017)")
    loss_offset: Money = printed("减:弥补以前年度亏损: A200000 24 (2025), 9 (2021); A100000 26 (2024), 21 (2017)")
    taxable_income: Money = printed("应纳税所得额: A200000 25 (2025), 10 (2021); A100000 28 (2024), 23 (2017)")
    tax_rate: Number = printed("税率: A200000 26 (2025), 11 (2021); A100000 29 (2024), 24 (2017)")
    tax_at_rate: Money = printed("应纳所得税额: A200000 27 (2025), 12 (2021); A100000 30 (2024), 25 (2017)")
    tax_relief: Money = printed("减:减免所得税额: A200000 28 (2025), 13 (2021); A100000 31 (2024), 26 (2017)")
    tax_relief_small: Money = printed("其中:符合条件的小型微利企业减免企业所得税: A200000 28.1 (2025)")
    tax_credit: Money = printed("减:抵免所得税额: A200000 29 (2025); A100000 32 (2024), 27 (2017)")
    prepaid: Money = printed(
        "减:本年累计实际已缴纳的所得税额: A200000 30 (2025), 14 (2021); A100000 37 (2024), 32 (2017)"
    )
    specific_prepaid: Money = printed("减:特定业务预缴(征)所得税额: A200000 31 (2025), 15 (2021)")
    tax_due: Money = printed("本年应补(退)所得税额: A200000 32 (2025), 16 (2021); A100000 38 (2024), 33 (2017)")
    foreign_income: Money = printed("减:境外所得: A100000 19 (2024), 14 (2017)")
    adjusted_up: Money = printed("加:纳税调整增加额: A100000 20 (2024), 15 (2017)")
    adjusted_down: Money = printed("减:纳税调整减少额: A100000 21 (2024), 16 (2017)")
    foreign_offset: Money = printed("加:境外应税所得抵减境内亏损: A100000 23 (2024), 18 (2017)")
    adjusted_income: Money = printed("纳税调整后所得: A100000 24 (2024), 19 (2017)")
    venture_deduction: Money = printed("减:抵扣应纳税所得额: A100000 27 (2024), 22 (2017)")
    tax_payable: Money = printed("应纳税额: A100000 33 (2024), 28 (2017)")
    foreign_tax: Money = printed("加:境外所得应纳所得税额: A100000 34 (2024), 29 (2017)")
    foreign_tax_credit: Money = printed("减:境外所得抵免所得税额: A100000 35 (2024), 30 (2017)")
    actual_tax: Money = printed("实际应纳所得税额: A100000 36 (2024), 31 (2017)")
    tax_due_final: Money = printed("本年实际应补(退)所得税额: A100000 45 (2024)")
    headcount_q1_open: Number = printed("quarter 1, 季初", name="headcount_q1.open")
    headcount_q1_close: Number = printed("quarter 1, 季末", name="headcount_q1.close")
    headcount_q2_open: Number = printed("quarter 2, 季初", name="headcount_q2.open")
    headcount_q2_close: Number = printed("quarter 2, 季末", name="headcount_q2.close")
    headcount_q3_open: Number = printed("quarter 3, 季初", name="headcount_q3.open")
    headcount_q3_close: Number = printed("quarter 3, 季末", name="headcount_q3.close")
    headcount_q4_open: Number = printed("quarter 4, 季初", name="headcount_q4.open")
    headcount_q4_close: Number = printed("quarter 4, 季末", name="headcount_q4.close")
    total_assets_q1_open: Money = printed("quarter 1, 季初", name="total_assets_q1.open")
    total_assets_q1_close: Money = printed("quarter 1, 季末", name="total_assets_q1.close")
    total_assets_q2_open: Money = printed("quarter 2, 季初", name="total_assets_q2.open")
    total_assets_q2_close: Money = printed("quarter 2, 季末", name="total_assets_q2.close")
    total_assets_q3_open: Money = printed("quarter 3, 季初", name="total_assets_q3.open")
    total_assets_q3_close: Money = printed("quarter 3, 季末", name="total_assets_q3.close")
    total_assets_q4_open: Money = printed("quarter 4, 季初", name="total_assets_q4.open")
    total_assets_q4_close: Money = printed("quarter 4, 季末", name="total_assets_q4.close")


class CitReturnResult(ExtractionResult):
    """Result of kind `cit_return`."""

    kind: Literal["cit_return"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: CitReturnFields  # type: ignore[assignment]
