"""Money in and out of the accounts, balances, loans and drafts (catalogue D; 9.7)."""

from datetime import date
from decimal import Decimal

import numpy as np

from sme_extract.credit.company import Company
from sme_extract.credit.definitions import (
    CNY,
    COUNT,
    DAYS,
    FLAG,
    MONTHS,
    RATIO,
    Missing,
    feature,
    quotient,
    ratio,
    rounded,
)
from sme_extract.credit.fact_base import NOBODY
from sme_extract.credit.facts_frame import NO_COUNT, Facts
from sme_extract.credit.features.balances import chain, daily, signed
from sme_extract.credit.features.series import concentration, monthly
from sme_extract.credit.windows import GRID, Span, month_numbers

GROUP = "bank"
SHORT = ("t3m", "t6m", "t12m")
LOW_SHARE = Decimal("0.03")
REGULAR_MONTHS, STEADY = 10, 0.25
"""A spending recurs when it is paid in this many of 12 months, with monthly sums that vary no more than this."""
FIXED = ("payroll", "rent", "utility", "fee", "interest", "loan_out", "other")
RETURN_DAYS = 5


@feature(GROUP, unit=CNY, windows=GRID)
def bank_inflow(inflow: Facts) -> int:
    """Σ money in, in CNY accounts."""
    return _sum(inflow)


@feature(GROUP, unit=CNY, windows=GRID)
def bank_outflow(outflow: Facts) -> int:
    """Σ money out, in CNY accounts."""
    return _sum(outflow)


@feature(GROUP, unit=CNY, windows=GRID)
def bank_net(transactions: Facts) -> int:
    """Money in less money out."""
    known = _known(transactions)
    return int(signed(known).sum())


@feature(GROUP, unit=CNY, windows=GRID)
def bank_inflow_trade(trade_inflow: Facts) -> int:
    """Σ money in but own transfers, loans, interest, tax and refunds."""
    return _sum(trade_inflow)


@feature(GROUP, unit=CNY, windows=GRID)
def bank_outflow_trade(trade_outflow: Facts) -> int:
    """Σ money out but own transfers, loans, interest, tax and refunds."""
    return _sum(trade_outflow)


@feature(GROUP, unit=RATIO, windows=("t6m", "t12m"))
def inflow_to_sales(bank_inflow_trade: Decimal, inv_sales_gross: Decimal) -> Decimal:
    """Money in from trade over sales invoices with tax: the collection ratio."""
    return ratio(bank_inflow_trade, inv_sales_gross)


@feature(GROUP, unit=CNY, windows=SHORT)
def avg_daily_balance(transactions: Facts, transactions_ever: Facts, window: Span) -> int:
    """Mean over days of the balance of all accounts; an account keeps its last balance until it moves."""
    _some(transactions)
    return round(Decimal(int(daily(transactions_ever, window).sum())) / window.days)


@feature(GROUP, unit=CNY, windows=SHORT)
def min_balance(transactions: Facts, transactions_ever: Facts, window: Span) -> int:
    """Lowest balance of all accounts together at the end of a day."""
    _some(transactions)
    return int(daily(transactions_ever, window).min())


@feature(GROUP, unit=DAYS)
def negative_days(transactions: Facts, transactions_ever: Facts, window: Span) -> int:
    """Days that end with a negative balance."""
    _some(transactions)
    return int((daily(transactions_ever, window) < 0).sum())


@feature(GROUP, unit=DAYS)
def days_below_x(transactions: Facts, transactions_ever: Facts, outflow: Facts, window: Span) -> int:
    """Days that end with less than 3 % of the mean monthly money out."""
    _some(transactions)
    low = LOW_SHARE * _sum(outflow) / window.months
    return int((daily(transactions_ever, window) < float(low)).sum())


@feature(GROUP, unit=RATIO)
def month_end_spike(transactions: Facts, transactions_ever: Facts, window: Span) -> Decimal:
    """Mean balance of the last two days of months over that of the other days, minus 1: window dressing."""
    _some(transactions)
    days = np.arange(np.datetime64(window.first), np.datetime64(window.last) + 1)
    ends = (days.astype("datetime64[M]") + 1).astype("datetime64[D]") - days <= np.timedelta64(2, "D")
    balances = daily(transactions_ever, window)
    return rounded(balances[ends].mean() / _positive(balances[~ends].mean()) - 1)


@feature(GROUP, unit=RATIO, windows=())
def balance_chain_ok(transactions: Facts) -> Decimal:
    """Steps between rows of the statements in which the balance changes by the amount, of all steps."""
    held, steps = chain(transactions)
    if not steps:
        raise Missing("too-few-points")
    return quotient(held, steps)


@feature(GROUP, unit=RATIO)
def inflow_customer_hhi(trade_inflow: Facts) -> Decimal:
    """Σ share² over payers of the money in from trade, 0 to 1."""
    return concentration(_known(trade_inflow).sums("partner", "amount"))


@feature(GROUP, unit=RATIO)
def counterparty_match_rate(trade_inflow: Facts, sales_ever: Facts) -> Decimal:
    """Money in from trade whose payer is a buyer on sales invoices, of all money in from trade."""
    known = _known(trade_inflow)
    buyers = set(sales_ever.partner.tolist()) - {NOBODY}
    matched = np.isin(known.partner, sorted(buyers))
    return ratio(int(known.amount[matched].sum()), known.total("amount"))


@feature(GROUP, unit=RATIO, optional=("cash",))
def cash_withdrawal_share(cash: Facts, outflow: Facts) -> Decimal:
    """Cash taken out, of the money out."""
    return ratio(_sum(cash), _sum(outflow))


@feature(GROUP, unit=RATIO)
def round_trip_share(inflow: Facts, outflow: Facts) -> Decimal:
    """Money in that goes back to the same party within five days, within 1 %, of the money in."""
    total, back = _sum(inflow), 0
    paid = _known(outflow)
    used: set[int] = set()
    for partner, amount, day in zip(inflow.partner, inflow.amount, inflow.date, strict=True):
        if partner == NOBODY or amount == NO_COUNT:
            continue
        near = (paid.partner == partner) & (np.abs(paid.amount - amount) * 100 <= amount)
        near &= (paid.date >= day) & (paid.date <= day + np.timedelta64(RETURN_DAYS, "D"))
        match = next((int(row) for row in np.flatnonzero(near) if int(row) not in used), None)
        if match is not None:
            used.add(match)
            back += int(amount)
    return ratio(back, total)


@feature(GROUP, unit=CNY, optional=("loan_receipts",))
def loan_inflow(loan_receipts: Facts, transactions: Facts) -> int:
    """Σ loans paid out to the company."""
    return _sum(loan_receipts)


@feature(GROUP, unit=COUNT, optional=("loan_receipts",))
def loan_inflow_count(loan_receipts: Facts, transactions: Facts) -> int:
    """Number of loans paid out to the company."""
    return len(loan_receipts)


@feature(GROUP, unit=CNY, optional=("loan_repayments", "interest"))
def debt_service(loan_repayments: Facts, interest: Facts, transactions: Facts) -> int:
    """Loans repaid and interest paid."""
    return _sum(loan_repayments) + _sum(interest.where(interest.incoming == 0))


@feature(GROUP, unit=RATIO, optional=("tax_outflow", "payroll"))
def dscr(
    bank_inflow_trade: Decimal, bank_outflow_trade: Decimal, tax_outflow: Decimal, debt_service: Decimal
) -> Decimal:
    """(Money in from trade - money out for trade, payroll and running costs - tax) over debt service."""
    return ratio(bank_inflow_trade - bank_outflow_trade - tax_outflow, debt_service)


@feature(GROUP, unit=MONTHS)
def payroll_regular(payroll: Facts) -> int:
    """Months in which wages or social insurance are paid."""
    return len(np.unique(payroll.month))


@feature(GROUP, unit=CNY)
def payroll_amount(payroll: Facts) -> int:
    """Σ wages and social insurance paid."""
    return _sum(payroll)


@feature(GROUP, unit=DAYS)
def payroll_day_dispersion(payroll: Facts) -> Decimal:
    """Standard deviation of the day of the month of the largest payroll payment of each month."""
    days = []
    for month in np.unique(payroll.month):
        rows = payroll.where(payroll.month == month)
        largest = rows.date[np.argmax(rows.amount)]
        days.append((largest - largest.astype("datetime64[M]").astype("datetime64[D]")).astype(int) + 1)
    if len(days) < 3:
        raise Missing("too-few-points")
    return rounded(np.std(days))


@feature(GROUP, unit=MONTHS)
def rent_regular(rent: Facts) -> int:
    """Months in which rent is paid."""
    return len(np.unique(rent.month))


@feature(GROUP, unit=CNY)
def fixed_monthly_spending(outflow: Facts, window: Span) -> int:
    """Median monthly sum of each spending that recurs: money out of one category to one party, in at least 10 of 12
    months, with monthly sums that vary by no more than a quarter; goods, tax and own transfers are none of it."""
    found = 0
    rows = _known(outflow.where(np.isin(outflow.category.astype(str), FIXED)))
    keys = np.array([f"{category}|{party}" for category, party in zip(rows.category, rows.partner, strict=True)])
    for key in sorted(set(keys.tolist())):
        sums = monthly(rows.where(keys == key), window, "amount")
        paid = sums[sums > 0]
        if len(paid) >= REGULAR_MONTHS and paid.std() <= STEADY * paid.mean():
            found += int(np.median(paid))
    return found


@feature(GROUP, unit=CNY, optional=("tax_debits",))
def tax_outflow(tax_debits: Facts, transactions: Facts) -> int:
    """Σ tax paid from the accounts."""
    return _sum(tax_debits)


@feature(GROUP, unit=RATIO)
def tax_outflow_match(tax_outflow: Decimal, tax_paid_total: Decimal) -> Decimal:
    """Tax paid from the accounts over the tax on the certificates."""
    return ratio(tax_outflow, tax_paid_total)


@feature(GROUP, unit=FLAG, optional=("interest",))
def interest_income_present(interest: Facts, transactions: Facts, window: Span) -> bool:
    """Whether the account earns interest each quarter (结息), as a real one does."""
    _some(transactions)
    quarters = {int(month) // 3 for month in month_numbers(interest.where(interest.incoming == 1).date)}
    return len(quarters) >= window.months // 3 - 1


@feature(GROUP, unit=DAYS)
def runway_days(transactions: Facts, transactions_ever: Facts, outflow: Facts, window: Span) -> Decimal:
    """Closing balance over the mean money out a day."""
    _some(transactions)
    return ratio(int(daily(transactions_ever, window)[-1]) * window.days, _sum(outflow))


@feature(GROUP, unit=CNY, windows=())
def draft_held_amount(drafts: Facts, as_of: date, company: Company) -> int:
    """Σ drafts payable to the company that are not due yet."""
    return _sum(_open(drafts, as_of, "payee", company))


@feature(GROUP, unit=CNY, windows=())
def draft_issued_amount(drafts: Facts, as_of: date, company: Company) -> int:
    """Σ drafts that the company drew and that are not due yet: a contingent liability."""
    return _sum(_open(drafts, as_of, "drawer", company))


@feature(GROUP, unit=RATIO, windows=())
def draft_bank_share(drafts: Facts, as_of: date, company: Company) -> Decimal:
    """Accepted by banks, of the drafts held."""
    held = _open(drafts, as_of, "payee", company)
    return ratio(_sum(held.where(held.variant == "bank_acceptance")), _sum(held))


@feature(GROUP, unit=DAYS, windows=())
def draft_avg_days_to_due(drafts: Facts, as_of: date, company: Company) -> Decimal:
    """Days until the drafts held are due, weighted by amount."""
    held = _open(drafts, as_of, "payee", company)
    days = (held.due_on - np.datetime64(as_of)).astype(int)
    return ratio(int((days * held.amount).sum()), _sum(held))


def _open(drafts: Facts, as_of: date, role: str, company: Company) -> Facts:
    """Drafts of which the company has this role and that are due after the day."""
    mine = (drafts.columns[role] == company.number) & (drafts.amount != NO_COUNT)
    return drafts.where(mine & (drafts.due_on > np.datetime64(as_of)) & (drafts.issued_on <= np.datetime64(as_of)))


def _known(facts: Facts) -> Facts:
    return facts.where(facts.amount != NO_COUNT)


def _sum(facts: Facts) -> int:
    return facts.total("amount")


def _some(facts: Facts) -> None:
    if not len(facts):
        raise Missing("no-facts-in-window")


def _positive(value: float) -> float:
    if value <= 0:
        raise Missing("zero-denominator")
    return value
