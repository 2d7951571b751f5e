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
from sme_extract.credit.features.series import concentration
from sme_extract.credit.windows import GRID, Span, month_numbers

GROUP = "bank"
SHORT = ("t3m", "t6m", "t12m")
LOW_SHARE = Decimal("0.03")
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
def round_trip_share(inflow: Facts, outflow: Facts, company: Company) -> Decimal:
    """Money in that goes back to the same other party within five days, within 1 %, of the money in."""
    total, back = _sum(inflow), 0
    paid = _known(outflow)
    used: set[int] = set()
    for partner, amount, day in zip(inflow.partner, inflow.amount, inflow.date, strict=True):
        if partner in (NOBODY, company.number) or amount == NO_COUNT:
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


@feature(GROUP, unit=COUNT, optional=("loan_receipts",))
def lender_count(loan_receipts: Facts, transactions: Facts) -> int:
    """Number of parties that paid out loans."""
    return len(set(loan_receipts.partner.tolist()) - {NOBODY})


@feature(GROUP, unit=CNY)
def avg_deposit(inflow: Facts) -> int:
    """Mean of the amounts that came in."""
    known = _known(inflow)
    _some(known)
    return round(Decimal(_sum(known)) / len(known))


@feature(GROUP, unit=CNY)
def max_deposit(inflow: Facts) -> int:
    """Largest amount that came in."""
    known = _known(inflow)
    _some(known)
    return int(known.where(slice(int(known.amount.argmax()), int(known.amount.argmax()) + 1)).point().amount[0])


@feature(GROUP, unit=CNY)
def max_withdrawal(outflow: Facts) -> int:
    """Largest amount that went out."""
    known = _known(outflow)
    _some(known)
    return int(known.where(slice(int(known.amount.argmax()), int(known.amount.argmax()) + 1)).point().amount[0])


@feature(GROUP, unit=FLAG, optional=("tax_debits",))
def tax_payment_seen(tax_debits: Facts, transactions: Facts) -> bool:
    """Whether tax is paid from the accounts."""
    _some(transactions)
    return len(tax_debits) > 0


@feature(GROUP, unit=RATIO)
def balance_stated_share(transactions: Facts) -> Decimal:
    """Movements that state a balance, of all: statements without balances cannot be checked."""
    return ratio(int((transactions.balance != NO_COUNT).sum()), len(transactions))


@feature(GROUP, unit=RATIO)
def payroll_regular(payroll: Facts, window: Span) -> Decimal:
    """Months in which wages or social insurance are paid, of the months of the window."""
    return quotient(len(np.unique(payroll.month)), window.months)


@feature(GROUP, unit=CNY)
def payroll_amount(payroll: Facts) -> int:
    """Σ wages and social insurance paid."""
    return _sum(payroll)


@feature(GROUP, unit=CNY, windows=("fy",))
def payroll_amount_fy(payroll: Facts) -> int:
    """Σ wages and social insurance paid from the accounts in the last calendar year; null if a month has none."""
    if len(np.unique(payroll.month)) < 12:
        raise Missing("short-history")
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


@feature(GROUP, unit=RATIO)
def rent_regular(rent: Facts, window: Span) -> Decimal:
    """Months in which rent is paid, of the months of the window."""
    return quotient(len(np.unique(rent.month)), window.months)


@feature(GROUP, unit=CNY)
def rent_amount(rent: Facts) -> int:
    """Σ rent paid."""
    return _sum(rent)


@feature(GROUP, unit=CNY)
def utility_amount(utility_payments: Facts) -> int:
    """Σ electricity, water, gas and the like paid."""
    return _sum(utility_payments)


@feature(GROUP, unit=CNY)
def bank_outflow_suppliers(supplier_payments: Facts) -> int:
    """Σ money out for goods and services (category trade)."""
    return _sum(supplier_payments)


@feature(GROUP, unit=CNY, optional=("payroll", "rent", "interest", "fees"))
def fixed_monthly_spending(
    outflow: Facts, payroll: Facts, rent: Facts, interest: Facts, fees: Facts, window: Span
) -> int:
    """Mean a month of what is paid for payroll, rent, interest and bank fees: it falls due whatever is sold."""
    _some(outflow)
    paid = sum(_sum(facts.where(facts.incoming == 0)) for facts in (payroll, rent, interest, fees))
    return round(Decimal(paid) / window.months)


@feature(GROUP, unit=CNY, windows=("t1m",))
def closing_balance(transactions: Facts, transactions_ever: Facts, window: Span) -> int:
    """Balance of all accounts at the end of the last month."""
    return int(daily(transactions_ever, window)[-1])


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
    """Σ drafts that the company holds and that are not due yet: payable or endorsed to it, and not handed on."""
    return _sum(_held(drafts, as_of, company))


@feature(GROUP, unit=CNY, windows=())
def draft_issued_amount(drafts: Facts, as_of: date, company: Company) -> int:
    """Σ drafts that the company drew and that are not due yet: a contingent liability."""
    return _sum(_open(drafts.where(drafts.drawer == company.number), as_of))


@feature(GROUP, unit=RATIO, windows=())
def draft_bank_share(drafts: Facts, as_of: date, company: Company) -> Decimal:
    """Accepted by banks, of the drafts held."""
    held = _held(drafts, as_of, company)
    return ratio(_sum(held.where(held.variant == "bank_acceptance")), _sum(held))


@feature(GROUP, unit=DAYS, windows=())
def draft_avg_days_to_due(drafts: Facts, as_of: date, company: Company) -> Decimal:
    """Days until the drafts held are due, weighted by amount."""
    held = _held(drafts, as_of, company)
    days = (held.due_on - np.datetime64(as_of)).astype(int)
    return ratio(int((days * held.amount).sum()), _sum(held))


def _held(drafts: Facts, as_of: date, company: Company) -> Facts:
    """Drafts of which the company is the last holder, by their endorsements until the day."""
    events = company.papers("draft_events").sorted_by("date", "row")
    events = events.where(~(events.date > np.datetime64(as_of)))
    holders = dict(zip(drafts.number, drafts.payee, strict=True))
    holders |= dict(zip(events.number, events.endorsee, strict=True))
    mine = np.array([holders[number] == company.number for number in drafts.number], dtype=bool)
    return _open(drafts.where(mine), as_of)


def _open(drafts: Facts, as_of: date) -> Facts:
    """Drafts that are due after the day."""
    day = np.datetime64(as_of)
    return drafts.where((drafts.amount != NO_COUNT) & (drafts.due_on > day) & ~(drafts.issued_on > day)).point()


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
