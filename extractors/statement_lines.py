"""The lines of balance sheet, income statement and cash flow statement: canonical names and how they are printed.

After 财会〔2019〕6号 (会企01 to 03表) and the Accounting Standards for Small Enterprises (会小企01 to 03表), with the
words of older forms and of accounting software.
"""

import re
from dataclasses import dataclass
from typing import Final

from sme_extract.extractors.normalize import squeeze

BALANCE, INCOME, CASH = "balance_sheet", "income_statement", "cash_flow"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement."""

    name: str
    section: str = ""
    """The total that it is a part of."""
    sign: int = 1
    """In that total; 0 when 加 and 减 above it decide."""
    memo: bool = False
    """Part of another line (其中), never added."""
    within: str = ""
    """A line that holds this one where it is printed above it."""


# A block for each total: name, then printed labels without brackets; `-` is subtracted, `~` is part of another line,
# `?` is added or subtracted as the form says, `<name` is part of that line where it stands below it.
_BLOCKS: Final = {
    (BALANCE, "total_current_assets"): """
        cash 货币资金
        cash_equivalents 现金及现金等价物
        settlement_reserves 结算备付金
        lendings 拆出资金
        trading_assets 交易性金融资产 以公允价值计量且其变动计入当期损益的金融资产
        short_term_investments 短期投资
        derivative_assets 衍生金融资产
        notes_and_accounts_receivable 应收票据及应收账款 应收账款及票据
        notes_receivable<notes_and_accounts_receivable 应收票据
        accounts_receivable<notes_and_accounts_receivable 应收账款 应收帐款 应收账款净额
        receivables_financing 应收款项融资
        prepayments 预付款项 预付账款 预付帐款
        dividends_receivable<other_receivables 应收股利
        interest_receivable<other_receivables 应收利息
        other_receivables 其他应收款
        inventory 存货 存货净额
        ~raw_materials 原材料
        ~work_in_progress 在产品
        ~finished_goods 库存商品
        ~turnover_materials 周转材料
        contract_assets 合同资产
        held_for_sale_assets 持有待售资产
        deferred_expenses 待摊费用
        noncurrent_assets_due 一年内到期的非流动资产
        other_current_assets 其他流动资产
    """,
    (BALANCE, "total_noncurrent_assets"): """
        debt_investments 债权投资 持有至到期投资
        available_for_sale 可供出售金融资产
        other_debt_investments 其他债权投资
        long_term_bonds 长期债券投资
        long_term_receivables 长期应收款
        long_term_equity_investments 长期股权投资
        other_equity_investments 其他权益工具投资
        other_noncurrent_financial_assets 其他非流动金融资产
        investment_property 投资性房地产
        ~fixed_assets_cost 固定资产原价 固定资产原值
        ~accumulated_depreciation 累计折旧
        ~fixed_assets_before_impairment 固定资产净值
        ~fixed_assets_impairment 固定资产减值准备
        fixed_assets_net 固定资产 固定资产账面价值 固定资产净额
        construction_in_progress 在建工程
        construction_materials 工程物资
        fixed_assets_disposal 固定资产清理
        biological_assets 生产性生物资产
        oil_and_gas_assets 油气资产
        right_of_use_assets 使用权资产
        intangible_assets 无形资产 无形资产净额
        development_expenditure 开发支出
        goodwill 商誉
        long_term_deferred_expenses 长期待摊费用
        deferred_tax_assets 递延所得税资产
        other_noncurrent_assets 其他非流动资产
    """,
    (BALANCE, "total_current_liabilities"): """
        short_term_loans 短期借款
        trading_liabilities 交易性金融负债 以公允价值计量且其变动计入当期损益的金融负债
        derivative_liabilities 衍生金融负债
        notes_and_accounts_payable 应付票据及应付账款 应付账款及票据
        notes_payable<notes_and_accounts_payable 应付票据
        accounts_payable<notes_and_accounts_payable 应付账款 应付帐款
        advances_from_customers 预收款项 预收账款 预收帐款
        contract_liabilities 合同负债
        payroll_payable 应付职工薪酬 应付工资
        taxes_payable 应交税费 应交税金
        interest_payable<other_payables 应付利息
        dividends_payable<other_payables 应付股利 应付利润
        other_payables 其他应付款
        held_for_sale_liabilities 持有待售负债
        accrued_expenses 预提费用
        noncurrent_liabilities_due 一年内到期的非流动负债
        other_current_liabilities 其他流动负债
    """,
    (BALANCE, "total_noncurrent_liabilities"): """
        long_term_loans 长期借款
        bonds_payable 应付债券
        ~preference_shares 优先股
        ~perpetual_bonds 永续债
        lease_liabilities 租赁负债
        long_term_payables 长期应付款
        long_term_payroll_payable 长期应付职工薪酬
        special_payables 专项应付款
        provisions 预计负债
        deferred_income 递延收益
        deferred_tax_liabilities 递延所得税负债
        other_noncurrent_liabilities 其他非流动负债
    """,
    (BALANCE, "total_equity"): """
        paid_in_capital 实收资本 股本 实收资本或股本
        other_equity_instruments 其他权益工具
        capital_reserve 资本公积
        -treasury_stock 库存股
        other_comprehensive_income 其他综合收益
        special_reserve 专项储备
        surplus_reserve 盈余公积
        general_risk_reserve 一般风险准备
        retained_earnings 未分配利润
        ~equity_of_parent 归属于母公司所有者权益合计 归属于母公司股东权益合计
            归属于母公司所有者权益 归属于母公司股东权益
        minority_interest 少数股东权益 归属于非控制股股东权益
    """,
    (BALANCE, ""): """
        total_current_assets 流动资产合计
        total_noncurrent_assets 非流动资产合计
        total_assets 资产总计 资产合计 资产总额
        total_current_liabilities 流动负债合计
        total_noncurrent_liabilities 非流动负债合计 长期负债合计
        total_liabilities 负债合计 负债总计
        total_equity 所有者权益合计 股东权益合计 权益合计 所有者权益股东权益合计 净资产合计
        total_liabilities_and_equity 负债和所有者权益总计 负债及所有者权益总计 负债和股东权益总计 负债及股东权益总计
            负债和所有者权益合计 负债及所有者权益合计 负债和股东权益合计 负债与所有者权益总计 权益总计
    """,
    (INCOME, "operating_profit"): """
        total_revenue 营业总收入
        revenue 营业收入
        main_revenue 主营业务收入
        -total_cost 营业总成本
        -cost_of_sales 营业成本
        -main_cost 主营业务成本
        -taxes_and_surcharges 税金及附加 营业税金及附加 主营业务税金及附加
        ~consumption_tax 消费税
        ~business_tax 营业税
        ~city_maintenance_tax 城市维护建设税
        ~resource_tax 资源税
        ~land_appreciation_tax 土地增值税
        ~property_taxes 城镇土地使用税房产税车船税印花税
        ~education_surcharge 教育费附加矿产资源补偿费排污费 教育费附加矿产资源补偿费环境保护税
        ~main_profit 主营业务利润
        ?other_business_profit 其他业务利润
        -selling_expense 销售费用 营业费用
        ~goods_maintenance 商品维修费
        ~advertising 广告费和业务宣传费
        -admin_expense 管理费用
        ~start_up_costs 开办费
        ~entertainment 业务招待费
        -rd_expense 研发费用
        ~rd_expense 研究费用
        -finance_expense 财务费用
        ~interest_expense 利息费用
        ~interest_income 利息收入
        other_income 其他收益
        investment_income 投资收益
        ~associates_income 对联营企业和合营企业的投资收益
        ~amortised_cost_income 以摊余成本计量的金融资产终止确认收益
        hedging_income 净敞口套期收益
        fair_value_gain 公允价值变动收益
        ?credit_impairment_loss 信用减值损失
        ?asset_impairment_loss 资产减值损失
        disposal_gain 资产处置收益
    """,
    (INCOME, "profit_before_tax"): """
        non_operating_income 营业外收入
        ~government_grants 政府补助
        ~disposal_income 非流动资产处置利得
        -non_operating_expense 营业外支出
        ~bad_debt_loss 坏账损失
        ~bond_loss 无法收回的长期债券投资损失
        ~equity_loss 无法收回的长期股权投资损失
        ~disaster_loss 自然灾害等不可抗力因素造成的损失
        ~late_tax_fees 税收滞纳金
        ~disposal_loss 非流动资产处置损失
    """,
    (INCOME, "net_profit"): """
        -income_tax 所得税费用 所得税
    """,
    (INCOME, ""): """
        operating_profit 营业利润
        profit_before_tax 利润总额
        net_profit 净利润
        ~continuing_profit 持续经营净利润
        ~discontinued_profit 终止经营净利润
        ~profit_of_parent 归属于母公司所有者的净利润 归属于母公司股东的净利润
        ~profit_of_minority 少数股东损益
        other_comprehensive_income 其他综合收益的税后净额
        comprehensive_income 综合收益总额
        ~basic_eps 基本每股收益
        ~diluted_eps 稀释每股收益
    """,
    (CASH, "cfo"): """
        cash_from_sales 销售商品提供劳务收到的现金 销售产成品商品提供劳务收到的现金
        tax_refunds 收到的税费返还
        other_operating_receipts 收到其他与经营活动有关的现金 收到的其他与经营活动有关的现金
        -cash_for_purchases 购买商品接受劳务支付的现金 购买原材料商品接受劳务支付的现金
        -cash_to_staff 支付给职工以及为职工支付的现金 支付的职工薪酬
        -taxes_paid 支付的各项税费 支付的税费
        -other_operating_payments 支付其他与经营活动有关的现金 支付的其他与经营活动有关的现金
        ~operating_inflow 经营活动现金流入小计
        ~operating_outflow 经营活动现金流出小计
    """,
    (CASH, "cfi"): """
        investments_sold 收回投资收到的现金 收回短期投资长期债券投资和长期股权投资收到的现金
        investment_income_received 取得投资收益收到的现金
        assets_sold 处置固定资产无形资产和其他长期资产收回的现金净额 处置固定资产无形资产和其他非流动资产收回的现金净额
        subsidiaries_sold 处置子公司及其他营业单位收到的现金净额
        other_investing_receipts 收到其他与投资活动有关的现金 收到的其他与投资活动有关的现金
        -assets_bought 购建固定资产无形资产和其他长期资产支付的现金 购建固定资产无形资产和其他非流动资产支付的现金
        -investments_bought 投资支付的现金 短期投资长期债券投资和长期股权投资支付的现金
        -subsidiaries_bought 取得子公司及其他营业单位支付的现金净额
        -other_investing_payments 支付其他与投资活动有关的现金 支付的其他与投资活动有关的现金
        ~investing_inflow 投资活动现金流入小计
        ~investing_outflow 投资活动现金流出小计
    """,
    (CASH, "cff"): """
        capital_received 吸收投资收到的现金 吸收投资者投资收到的现金
        loans_received 取得借款收到的现金 借款收到的现金
        bonds_issued 发行债券收到的现金
        other_financing_receipts 收到其他与筹资活动有关的现金 收到的其他与筹资活动有关的现金
        -loans_repaid 偿还债务支付的现金 偿还借款本金支付的现金
        -loan_interest_paid 偿还借款利息支付的现金
        -dividends_and_interest_paid 分配股利利润或偿付利息支付的现金
        -profit_distributed 分配利润支付的现金
        -other_financing_payments 支付其他与筹资活动有关的现金 支付的其他与筹资活动有关的现金
        ~financing_inflow 筹资活动现金流入小计
        ~financing_outflow 筹资活动现金流出小计
    """,
    (CASH, ""): """
        cfo 经营活动产生的现金流量净额 经营活动现金流量净额 经营活动产生的现金净流量 经营活动现金净流量
        cfi 投资活动产生的现金流量净额 投资活动现金流量净额 投资活动产生的现金净流量 投资活动现金净流量
        cff 筹资活动产生的现金流量净额 筹资活动现金流量净额 筹资活动产生的现金净流量 筹资活动现金净流量
            融资活动产生的现金流量净额 融资活动现金流量净额
        fx_effect 汇率变动对现金及现金等价物的影响 汇率变动对现金的影响 汇率变动对现金的影响额
        net_cash_change 现金及现金等价物净增加额 现金净增加额 现金及现金等价物的净增加额
        opening_cash 期初现金及现金等价物余额 期初现金余额 现金及现金等价物期初余额
        closing_cash 期末现金及现金等价物余额 期末现金余额 现金及现金等价物期末余额
    """,
}
TOTALS_AS_HEADINGS: Final = {
    "流动资产": Line("total_current_assets"),
    "非流动资产": Line("total_noncurrent_assets"),
    "流动负债": Line("total_current_liabilities"),
    "非流动负债": Line("total_noncurrent_liabilities"),
}
"""Headings of a section, which some exports give the section's total."""

_HEADLINES: Final = {
    BALANCE: """
        cash notes_receivable accounts_receivable prepayments other_receivables inventory total_current_assets
        fixed_assets_cost accumulated_depreciation fixed_assets_net construction_in_progress intangible_assets
        total_noncurrent_assets total_assets short_term_loans notes_payable accounts_payable
        advances_from_customers contract_liabilities payroll_payable taxes_payable other_payables
        noncurrent_liabilities_due total_current_liabilities long_term_loans bonds_payable lease_liabilities
        total_noncurrent_liabilities total_liabilities paid_in_capital capital_reserve surplus_reserve
        retained_earnings total_equity total_liabilities_and_equity
    """,
    INCOME: """
        revenue cost_of_sales taxes_and_surcharges selling_expense admin_expense rd_expense finance_expense
        interest_expense operating_profit non_operating_income non_operating_expense profit_before_tax income_tax
        net_profit
    """,
    CASH: "cfo cfi cff fx_effect net_cash_change opening_cash closing_cash",
}
HEADLINES: Final = {statement: tuple(names.split()) for statement, names in _HEADLINES.items()}
"""Lines that are fields; the others are items only."""

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    BALANCE: ("", ".opening"),
    INCOME: ("", ".ytd", ".prior"),
    CASH: ("", ".ytd", ".prior"),
}
"""Suffixes of the columns of each statement: `""` is closing or current."""

# (损失以"-"号填列), also when the closing bracket was lost
_BRACKET = re.compile(r"\([^()]*(\)|$)")
# 一、 1. (一) * before a label
_NUMBERING = re.compile(r"^[*☆★△▲#Δ]+|^[一二三四五六七八九十]+[、.．]|^[0-9]+[、.．]")
# 其中: 减: 加:
_MARKER = re.compile(r"^(其中|减|加)[:;]?")
_NOT_TEXT = re.compile(r"[^\u3400-\u9fffA-Za-z]")
MIN_MISREAD = 6
"""Characters of a label from which one may be misread."""


def marker_and_key(label: str) -> tuple[str, str]:
    """The mark before a label (其中, 减, 加 or none) and the label as the table has it.

    A line that shows losses as negative (损失以“-”号填列) is one to add.
    """
    text, marker = _BRACKET.sub("", squeeze(label)), ""
    while True:
        bare = _NUMBERING.sub("", text)
        if (match := _MARKER.match(bare)) is not None:
            marker = marker or match[1]
            bare = bare[match.end() :]
        if bare == text:
            return marker or ("加" if "(损失以" in squeeze(label) else ""), _NOT_TEXT.sub("", text)
        text = bare


def find_line(statement: str, key: str, *, misread: bool = False) -> Line | None:
    """The line of this statement with this label; with `misread`, one character of a longer label may differ, as long
    as only one line is that near."""
    table = LINES[statement]
    if key in table or not misread or len(key) < MIN_MISREAD:
        return table.get(key)
    near = {
        line.name: line
        for label, line in table.items()
        if len(label) == len(key) and sum(a != b for a, b in zip(label, key, strict=True)) == 1
    }
    return next(iter(near.values())) if len(near) == 1 else None


def _line(word: str, section: str) -> Line:
    name, _, within = word.lstrip("-~?").partition("<")
    return Line(name, section, {"-": -1, "?": 0}.get(word[0], 1), word[0] == "~", within)


def _table(statement: str) -> dict[str, Line]:
    table: dict[str, Line] = {}
    for (of, section), block in _BLOCKS.items():
        line = Line("")
        for word in block.split() if of == statement else ():
            if word[-1].isascii():
                line = _line(word, section)
            else:
                table[word] = line
    return table


LINES: Final = {statement: _table(statement) for statement in (BALANCE, INCOME, CASH)}
"""Label to line, for each statement."""
