"""Financial statements: liquidity, leverage, margins, turnover (9.3). The latest balance sheet; flows of the last
calendar year whose year-end statement is there."""

from decimal import Decimal

import numpy as np

from sme_extract.credit.definitions import CNY, DAYS, RATIO, Missing, change, feature, quotient, ratio
from sme_extract.credit.facts_frame import Facts
from sme_extract.credit.features.figures import Figures, latest, year_end

GROUP = "statements"
DEBT = ("short_term_loans", "long_term_loans", "noncurrent_liabilities_due", "bonds_payable", "lease_liabilities")
YEAR_DAYS = 365


def _debt(sheet: Figures) -> Decimal:
    return sum((sheet.get(name) for name in DEBT), Decimal(0))


@feature(GROUP, unit=RATIO, windows=())
def current_ratio(balance_sheets: Facts) -> Decimal:
    """Current assets over current liabilities."""
    sheet = latest(balance_sheets)
    return ratio(sheet["total_current_assets"], sheet["total_current_liabilities"])


@feature(GROUP, unit=RATIO, windows=())
def quick_ratio(balance_sheets: Facts) -> Decimal:
    """(Current assets - inventory - prepayments) over current liabilities."""
    sheet = latest(balance_sheets)
    quick = sheet["total_current_assets"] - sheet.get("inventory") - sheet.get("prepayments")
    return ratio(quick, sheet["total_current_liabilities"])


@feature(GROUP, unit=RATIO, windows=())
def cash_ratio(balance_sheets: Facts) -> Decimal:
    """Cash over current liabilities."""
    sheet = latest(balance_sheets)
    return ratio(sheet["cash"], sheet["total_current_liabilities"])


@feature(GROUP, unit=RATIO, windows=())
def debt_ratio(balance_sheets: Facts) -> Decimal:
    """Total liabilities over total assets."""
    sheet = latest(balance_sheets)
    return ratio(sheet["total_liabilities"], sheet["total_assets"])


@feature(GROUP, unit=RATIO, windows=())
def equity_ratio(balance_sheets: Facts) -> Decimal:
    """Total equity over total assets."""
    sheet = latest(balance_sheets)
    return ratio(sheet["total_equity"], sheet["total_assets"])


@feature(GROUP, unit=CNY, windows=())
def interest_bearing_debt(balance_sheets: Facts) -> Decimal:
    """Short and long loans, their part due within a year, bonds and lease liabilities."""
    sheet = latest(balance_sheets)
    sheet["total_liabilities"]  # so that a sheet that was not read is not taken for one without debt
    return _debt(sheet)


@feature(GROUP, unit=RATIO, windows=())
def other_receivables_to_assets(balance_sheets: Facts) -> Decimal:
    """Other receivables over total assets; above 20 % money may have been lent to related parties."""
    sheet = latest(balance_sheets)
    return ratio(sheet.get("other_receivables"), sheet["total_assets"])


@feature(GROUP, unit=RATIO, windows=())
def inventory_to_assets(balance_sheets: Facts) -> Decimal:
    """Inventory over total assets."""
    sheet = latest(balance_sheets)
    return ratio(sheet.get("inventory"), sheet["total_assets"])


@feature(GROUP, unit="flag", windows=())
def fs_balanced(balance_sheets: Facts) -> bool:
    """Whether assets equal liabilities and equity on the latest balance sheet, to the cent."""
    sheet = latest(balance_sheets)
    return sheet["total_assets"] == sheet["total_liabilities"] + sheet["total_equity"]


@feature(GROUP, unit=CNY, windows=())
def fs_revenue_fy(income_statements: Facts) -> Decimal:
    """Revenue of the last calendar year that has a year-end income statement."""
    return year_end(income_statements)["revenue.ytd"]


@feature(GROUP, unit=RATIO, windows=())
def gross_margin(income_statements: Facts) -> Decimal:
    """(Revenue - cost of sales) over revenue, last calendar year."""
    year = year_end(income_statements)
    return _margin(year["revenue.ytd"] - year["cost_of_sales.ytd"], year["revenue.ytd"])


@feature(GROUP, unit=RATIO, windows=())
def operating_margin(income_statements: Facts) -> Decimal:
    """Operating profit over revenue, last calendar year."""
    year = year_end(income_statements)
    return _margin(year["operating_profit.ytd"], year["revenue.ytd"])


@feature(GROUP, unit=RATIO, windows=())
def net_margin(income_statements: Facts) -> Decimal:
    """Net profit over revenue, last calendar year."""
    year = year_end(income_statements)
    return _margin(year["net_profit.ytd"], year["revenue.ytd"])


@feature(GROUP, unit=RATIO, windows=())
def interest_coverage(income_statements: Facts) -> Decimal:
    """(Profit before tax + interest) over interest, last calendar year."""
    year = year_end(income_statements)
    interest = year["interest_expense.ytd"]
    return ratio(year["profit_before_tax.ytd"] + interest, interest)


@feature(GROUP, unit=CNY, windows=())
def working_capital(balance_sheets: Facts) -> Decimal:
    """Current assets less current liabilities."""
    sheet = latest(balance_sheets)
    return sheet["total_current_assets"] - sheet["total_current_liabilities"]


@feature(GROUP, unit=RATIO, windows=())
def roa(income_statements: Facts, balance_sheets: Facts) -> Decimal:
    """Net profit over the mean of total assets at the opening and the end of the last calendar year."""
    return ratio(year_end(income_statements)["net_profit.ytd"], year_end(balance_sheets).average("total_assets"))


@feature(GROUP, unit=RATIO, windows=())
def roe(income_statements: Facts, balance_sheets: Facts) -> Decimal:
    """Net profit over the mean of equity at the opening and the end of the last calendar year."""
    return ratio(year_end(income_statements)["net_profit.ytd"], year_end(balance_sheets).average("total_equity"))


@feature(GROUP, unit=RATIO, windows=())
def asset_turnover(income_statements: Facts, balance_sheets: Facts) -> Decimal:
    """Revenue over mean total assets, last calendar year."""
    return ratio(year_end(income_statements)["revenue.ytd"], year_end(balance_sheets).average("total_assets"))


@feature(GROUP, unit=DAYS, windows=())
def dso(income_statements: Facts, balance_sheets: Facts) -> Decimal:
    """Mean accounts receivable over revenue, times 365: days until customers pay."""
    return _days(year_end(balance_sheets), "accounts_receivable", year_end(income_statements)["revenue.ytd"])


@feature(GROUP, unit=DAYS, windows=())
def dio(income_statements: Facts, balance_sheets: Facts) -> Decimal:
    """Mean inventory over cost of sales, times 365: days in stock."""
    return _days(year_end(balance_sheets), "inventory", year_end(income_statements)["cost_of_sales.ytd"])


@feature(GROUP, unit=DAYS, windows=())
def dpo(income_statements: Facts, balance_sheets: Facts) -> Decimal:
    """Mean accounts payable over cost of sales, times 365: days until suppliers are paid."""
    return _days(year_end(balance_sheets), "accounts_payable", year_end(income_statements)["cost_of_sales.ytd"])


@feature(GROUP, unit=DAYS, windows=())
def ccc(dso: Decimal, dio: Decimal, dpo: Decimal) -> Decimal:
    """Cash conversion cycle: days until customers pay + days in stock - days until suppliers are paid."""
    return dso + dio - dpo


@feature(GROUP, unit=RATIO, windows=())
def ar_to_revenue(income_statements: Facts, balance_sheets: Facts) -> Decimal:
    """Accounts receivable at the year's end over its revenue."""
    return ratio(year_end(balance_sheets)["accounts_receivable"], year_end(income_statements)["revenue.ytd"])


@feature(GROUP, unit=RATIO, windows=())
def cfo_to_net_profit(cash_flow_statements: Facts, income_statements: Facts) -> Decimal:
    """Cash flow from operations over net profit, last calendar year."""
    return ratio(year_end(cash_flow_statements)["cfo.ytd"], year_end(income_statements)["net_profit.ytd"])


@feature(GROUP, unit=RATIO, windows=())
def cfo_to_debt(cash_flow_statements: Facts, balance_sheets: Facts) -> Decimal:
    """Cash flow from operations over total liabilities, last calendar year."""
    return ratio(year_end(cash_flow_statements)["cfo.ytd"], year_end(balance_sheets)["total_liabilities"])


@feature(GROUP, unit=RATIO, windows=())
def revenue_growth_yoy(income_statements: Facts) -> Decimal:
    """Revenue to date of the latest income statement over that to the same day of the year before, minus 1."""
    now = latest(income_statements)
    last = now.facts.last[0].astype(object)
    earlier = income_statements.where(income_statements.last == np.datetime64(last.replace(year=last.year - 1)))
    return change(now["revenue.ytd"], latest(earlier)["revenue.ytd"])


@feature(GROUP, unit=RATIO, windows=())
def assets_growth(balance_sheets: Facts) -> Decimal:
    """Total assets of the latest balance sheet over those at the opening of its year, minus 1."""
    sheet = latest(balance_sheets)
    return change(sheet["total_assets"], sheet["total_assets.opening"])


@feature(GROUP, unit=RATIO, windows=())
def equity_growth(balance_sheets: Facts) -> Decimal:
    """Equity of the latest balance sheet over that at the opening of its year, minus 1."""
    sheet = latest(balance_sheets)
    return change(sheet["total_equity"], sheet["total_equity.opening"])


@feature(GROUP, unit="score", windows=())
def altman_z_private(income_statements: Facts, balance_sheets: Facts) -> Decimal:
    """0.717 WC/TA + 0.847 RE/TA + 3.107 EBIT/TA + 0.420 Equity/Liabilities + 0.998 Sales/TA (Altman 1983, private
    firms), last calendar year; EBIT is profit before tax + interest."""
    sheet, year = year_end(balance_sheets), year_end(income_statements)
    assets, liabilities = sheet["total_assets"], sheet["total_liabilities"]
    if assets <= 0 or liabilities <= 0:
        raise Missing("zero-denominator")
    working = sheet["total_current_assets"] - sheet["total_current_liabilities"]
    ebit = year["profit_before_tax.ytd"] + year.get("interest_expense.ytd")
    score = (
        Decimal("0.717") * working / assets
        + Decimal("0.847") * sheet.get("retained_earnings") / assets
        + Decimal("3.107") * ebit / assets
        + Decimal("0.420") * sheet["total_equity"] / liabilities
        + Decimal("0.998") * year["revenue.ytd"] / assets
    )
    return quotient(score, 1)


def _margin(part: Decimal, whole: Decimal) -> Decimal:
    if whole == 0:
        raise Missing("zero-denominator")
    return quotient(part, whole)


def _days(sheet: Figures, name: str, flow: Decimal) -> Decimal:
    return ratio(sheet.average(name) * YEAR_DAYS, flow)
