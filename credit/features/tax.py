"""Tax returns and payments (catalogue C; 9.2)."""

from datetime import date
from decimal import Decimal
from itertools import takewhile

import numpy as np

from sme_extract.credit.definitions import (
    CNY,
    CODE,
    COUNT,
    FLAG,
    MONTHS,
    RATIO,
    Missing,
    change,
    feature,
    ratio,
)
from sme_extract.credit.facts_frame import NO_COUNT, Facts
from sme_extract.credit.features.figures import Figures, each_form, latest, total, year_end
from sme_extract.credit.windows import first_day, month_number

GROUP = "tax"
GENERAL_SALES = ("sales_at_rates", "sales_simplified", "sales_export", "sales_exempt")
SMALL_SALES = ("sales_3pct", "sales_5pct", "sales_used_assets", "sales_exempt", "sales_export")
SIDES = ("goods", "services")
GRADES = {"A": 5, "B": 4, "M": 3, "C": 2, "D": 1}
"""Ordinals of the tax credit grades; M is the grade of the new and of those without revenue."""
SOCIAL = ("社会保险", "养老保险", "医疗保险", "失业保险", "工伤保险", "生育保险")
DEADLINE = 15
"""Day of the next month until which a return is due (征管法实施细则; holidays move it, which is not reckoned)."""
DECEMBER = 12


@feature(GROUP, unit=CNY, windows=("t3m", "t6m", "t12m"))
def vat_declared_sales(vat_returns: Facts) -> Decimal:
    """Sales on the VAT returns: rows 1 + 5 + 7 + 8 of a general return, 1 + 4 + 7 + 9 + 13 of a small-scale one."""
    return total(vat_returns, declared_sales)


@feature(GROUP, unit=RATIO)
def vat_tax_burden(vat_returns: Facts) -> Decimal:
    """VAT payable (general row 24, small-scale row 20) over the sales on the returns."""
    return ratio(total(vat_returns, _vat_payable), total(vat_returns, declared_sales))


@feature(GROUP, unit=RATIO)
def invoice_to_declared_gap(inv_sales_net: Decimal, vat_declared_sales: Decimal) -> Decimal:
    """(Net sales on invoices - sales on VAT returns) / sales on VAT returns; more than 10 % either way asks why."""
    return ratio(inv_sales_net - vat_declared_sales, vat_declared_sales)


@feature(GROUP, unit="months")
def invoice_to_declared_gap_months(vat_returns: Facts, sales_ever: Facts) -> list[str]:
    """Periods (by their last month) in which sales on the VAT return and net sales on invoices differ by a cent or
    more."""
    apart = []
    for form in each_form(vat_returns):
        first, last = (form.facts.columns[name][0] for name in ("first", "last"))
        invoiced = sales_ever.where((sales_ever.date >= first) & (sales_ever.date <= last)).total("net")
        if declared_sales(form) != Decimal(invoiced) / 100:
            apart.append(str(last)[:7])
    return apart


@feature(GROUP, unit=RATIO)
def input_output_ratio(vat_returns: Facts) -> Decimal:
    """Input tax (row 12) over output tax (row 11) on general VAT returns."""
    general = vat_returns.where(vat_returns.form == "vat_return_general")
    return ratio(total(general, lambda form: form.get("input_tax")), total(general, lambda form: form["output_tax"]))


@feature(GROUP, unit=CNY, windows=())
def vat_credit_carried(vat_returns: Facts) -> Decimal:
    """VAT credit carried forward (row 20) on the latest general VAT return."""
    return latest(vat_returns.where(vat_returns.form == "vat_return_general")).get("credit_carried_forward")


@feature(GROUP, unit=MONTHS, windows=())
def vat_credit_months(vat_returns: Facts) -> int:
    """Latest general VAT returns in a row with a credit carried forward."""
    forms = each_form(vat_returns.where(vat_returns.form == "vat_return_general"))
    return sum(1 for _ in takewhile(lambda form: form.get("credit_carried_forward") > 0, reversed(forms)))


@feature(GROUP, unit=CNY, windows=())
def vat_arrears(vat_returns: Facts) -> Decimal:
    """Arrears (row 33) and unpaid audit tax (row 38) on the latest general VAT return."""
    form = latest(vat_returns.where(vat_returns.form == "vat_return_general"))
    return form.get("arrears") + form.get("audit_unpaid_closing")


@feature(GROUP, unit=COUNT)
def zero_declaration_months(vat_returns: Facts) -> int:
    """VAT returns in the window that declare no sales."""
    return sum(declared_sales(form) == 0 for form in each_form(vat_returns))


@feature(GROUP, unit=RATIO)
def filing_on_time_ratio(vat_returns: Facts) -> Decimal:
    """VAT returns filled on or before the 15th after their period, of those that state the day."""
    known = vat_returns.where(~np.isnat(vat_returns.filled_on))
    days = dict(zip(known.last, known.filled_on, strict=True))
    return ratio(sum(filled.astype(object) <= _due(last.astype(object)) for last, filled in days.items()), len(days))


@feature(GROUP, unit=CNY, windows=("fy",))
def cit_revenue_fy(cit_annual: Facts) -> Decimal:
    """Revenue (A100000 row 1) of the last calendar year's CIT return."""
    return latest(cit_annual)["revenue"]


@feature(GROUP, unit=CNY, windows=("fy",))
def cit_profit_fy(cit_annual: Facts) -> Decimal:
    """Profit before tax (A100000) of the last calendar year's CIT return."""
    return latest(cit_annual)["profit_before_tax"]


@feature(GROUP, unit=CNY, windows=("fy",))
def cit_payroll_fy(cit_annual: Facts) -> Decimal:
    """Wages actually paid (实际支付给职工的应付职工薪酬) of the last calendar year's CIT return."""
    return latest(cit_annual)["payroll_paid"]


@feature(GROUP, unit=RATIO, windows=("fy",))
def cit_effective_rate(cit_annual: Facts) -> Decimal:
    """Actual tax over profit before tax of the last calendar year's CIT return."""
    form = latest(cit_annual)
    return ratio(form["actual_tax"], form["profit_before_tax"])


@feature(GROUP, unit=CNY, windows=("fy",))
def vat_declared_sales_fy(vat_returns: Facts) -> Decimal:
    """Sales on the VAT returns of the last calendar year. Null unless its returns are all there."""
    months = {month for form in each_form(vat_returns) for month in _months_of(form)}
    if len(months) < 12:
        raise Missing("short-history")
    return total(vat_returns, declared_sales)


@feature(GROUP, unit=RATIO, windows=("fy",))
def cit_vs_vat_revenue_gap(cit_revenue_fy: Decimal, vat_declared_sales_fy: Decimal) -> Decimal:
    """(CIT revenue - sales on VAT returns) / sales on VAT returns, last calendar year."""
    return ratio(cit_revenue_fy - vat_declared_sales_fy, vat_declared_sales_fy)


@feature(GROUP, unit=RATIO, windows=("fy",))
def cit_vs_fs_profit_gap(cit_profit_fy: Decimal, income_statements: Facts) -> Decimal:
    """(CIT profit - profit before tax of the income statement) / |the latter|, last calendar year."""
    profit = year_end(income_statements)["profit_before_tax.ytd"]
    return ratio(cit_profit_fy - profit, abs(profit))


@feature(GROUP, unit=COUNT, windows=())
def loss_years_3y(cit_annual: Facts) -> int:
    """Annual CIT returns with a loss, of the latest three."""
    return sum(form["profit_before_tax"] < 0 for form in each_form(cit_annual)[-3:])


@feature(GROUP, unit=CNY, windows=("t3m", "t6m", "t12m"))
def tax_paid_total(tax_payments: Facts) -> int:
    """Σ taxes paid by the tax certificates, social insurance left out."""
    known = tax_payments.where(tax_payments.amount != NO_COUNT)
    return known.where(~_social(known)).total("amount")


@feature(GROUP, unit=CNY)
def tax_paid_vat(tax_payments: Facts) -> int:
    """Σ VAT paid by the tax certificates, surcharges left out."""
    return tax_payments.where(tax_payments.tax_type == "增值税").total("amount")


@feature(GROUP, unit=CNY)
def tax_paid_social(tax_payments: Facts) -> int:
    """Σ social insurance paid by the tax certificates."""
    known = tax_payments.where(tax_payments.amount != NO_COUNT)
    return known.where(_social(known)).total("amount")


@feature(GROUP, unit=RATIO)
def tax_paid_by_type(tax_payments: Facts) -> dict[str, Decimal]:
    """Shares of the taxes paid, by type."""
    known = tax_payments.where(tax_payments.amount != NO_COUNT)
    sums = known.with_columns(kind=known.tax_type.astype(str)).sums("kind", "amount")
    whole = sum(sums.values())
    return {str(name): ratio(amount, whole) for name, amount in sums.items()}


@feature(GROUP, unit=RATIO)
def tax_growth_yoy(tax_payments: Facts, tax_payments_before: Facts) -> Decimal:
    """Taxes paid in the trailing 12 months over those of the 12 before, minus 1."""
    return change(tax_payments.total("amount"), tax_payments_before.total("amount"))


@feature(GROUP, unit=COUNT)
def late_fee_count(tax_payments: Facts) -> int:
    """Number of late fees and fines on the tax certificates."""
    return len(tax_payments.where(tax_payments.penalty == 1).point())


@feature(GROUP, unit=CNY)
def tax_penalty_amount(tax_payments: Facts) -> int:
    """Σ late fees and fines (滞纳金, 罚款) on the tax certificates."""
    return tax_payments.where(tax_payments.penalty == 1).total("amount")


@feature(GROUP, unit=COUNT, windows=())
def headcount_avg(cit_prepayments: Facts) -> Decimal:
    """Average number of employees on the latest quarterly CIT return."""
    return latest(cit_prepayments)["headcount_avg"]


@feature(GROUP, unit=RATIO, windows=())
def headcount_trend(cit_prepayments: Facts) -> Decimal:
    """Average employees of the latest quarter over the same quarter of the year before, minus 1."""
    forms = {form.facts.last[0].astype(object): form for form in each_form(cit_prepayments)}
    last = max(forms)
    before = last.replace(year=last.year - 1)
    if before not in forms:
        raise Missing("short-history")
    return change(forms[last]["headcount_avg"], forms[before]["headcount_avg"])


@feature(GROUP, unit="CNY per head")
def revenue_per_head(vat_declared_sales: Decimal, headcount_avg: Decimal) -> Decimal:
    """Sales on the VAT returns of the trailing 12 months over the average number of employees."""
    return ratio(vat_declared_sales, headcount_avg)


@feature(GROUP, unit=CODE, windows=())
def tax_credit_grade(tax_grades: Facts) -> str:
    """Tax credit grade of the latest year that a document states; never inferred."""
    return _grades(tax_grades)[-1][1]


@feature(GROUP, unit="ordinal", windows=())
def tax_credit_ord(tax_grades: Facts) -> int:
    """The grade as a number: A 5, B 4, M 3, C 2, D 1."""
    return GRADES[_grades(tax_grades)[-1][1]]


@feature(GROUP, unit="ordinal", windows=())
def tax_credit_change(tax_grades: Facts) -> int:
    """Ordinal of the latest grade less that of the year before it."""
    grades = _grades(tax_grades)
    if len(grades) < 2 or int(grades[-1][0]) - int(grades[-2][0]) != 1:
        raise Missing("short-history")
    return GRADES[grades[-1][1]] - GRADES[grades[-2][1]]


@feature(GROUP, unit=FLAG)
def arrears_flag(vat_arrears: Decimal, tax_penalty_amount: Decimal) -> bool:
    """Whether there are tax arrears, late fees or fines."""
    return vat_arrears > 0 or tax_penalty_amount > 0


def declared_sales(form: Figures) -> Decimal:
    """Sales on one VAT return."""
    if form.facts.form[0] == "vat_return_small":
        return sum((form.get(f"{name}.{side}") for name in SMALL_SALES for side in SIDES), Decimal(0))
    form["sales_at_rates"]  # a return without row 1 was not read: Missing
    return sum((form.get(name) for name in GENERAL_SALES), Decimal(0))


def _vat_payable(form: Figures) -> Decimal:
    if form.facts.form[0] == "vat_return_small":
        return sum((form.get(f"tax_payable_total.{side}") for side in SIDES), Decimal(0))
    return form["tax_payable_total"]


def _months_of(form: Figures) -> range:
    first, last = (form.facts.columns[name][0].astype(object) for name in ("first", "last"))
    return range(month_number(first), month_number(last) + 1)


def _due(last: date) -> date:
    return first_day(month_number(last) + 1).replace(day=DEADLINE)


def _social(payments: Facts) -> np.ndarray:
    return np.array([any(word in (name or "") for word in SOCIAL) for name in payments.tax_type], dtype=bool)


def _grades(facts: Facts) -> list[tuple[str, str]]:
    found = {year: grade for year, grade in zip(facts.year, facts.grade, strict=True) if year and grade in GRADES}
    if not found:
        raise Missing("unknown-value")
    return sorted(found.items())
