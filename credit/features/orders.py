"""Contracts, orders and deliveries: what is to come, and on which terms (catalogue F 88; 9.6)."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import numpy as np

from sme_extract.credit.company import Company
from sme_extract.credit.definitions import CNY, DAYS, MONTHS, RATIO, Missing, feature, quotient, ratio, rounded
from sme_extract.credit.fact_base import NOBODY
from sme_extract.credit.facts_frame import NO_COUNT, Facts
from sme_extract.credit.features.series import top_share
from sme_extract.credit.views import VIEWS

GROUP = "orders"
VAT_RATE = Decimal("0.13")
"""Of a contract that does not state its rate: goods (增值税暂行条例 2)."""
FULL = Decimal("0.95")


@feature(GROUP, unit=CNY, windows=(), optional=("sales",))
def backlog_value(sales_contracts: Facts, sales: Facts, as_of: date) -> Decimal:
    """Σ over partners of what sales contracts with an amount, that are signed and not over, state without tax, less
    what the partner was invoiced since the first of them was signed; not below 0."""
    active = _active(sales_contracts, as_of).point()
    signed: dict[int, tuple[Decimal, np.datetime64]] = {}
    for row in range(len(active)):
        amount, first = signed.get(int(active.partner[row]), (Decimal(0), active.signed_on[row]))
        signed[int(active.partner[row])] = (amount + _net(active, row), min(first, active.signed_on[row]))
    left = Decimal(0)
    for partner, (amount, first) in signed.items():
        invoiced = sales.net[(sales.partner == partner) & (sales.date >= first) & (sales.date <= np.datetime64(as_of))]
        left += max(Decimal(0), amount - Decimal(int(invoiced.sum())) / 100)
    return left


@feature(GROUP, unit=MONTHS)
def backlog_months(backlog_value: Decimal, inv_sales_net: Decimal) -> Decimal:
    """Backlog over the mean monthly net sales of the trailing 12 months."""
    return ratio(backlog_value * 12, inv_sales_net)


@feature(GROUP, unit=CNY, windows=())
def contract_value_active(sales_contracts: Facts, as_of: date) -> Decimal:
    """Σ amount without tax of the sales contracts that are signed and not over."""
    active = _active(sales_contracts, as_of).point()
    return sum((_net(active, row) for row in range(len(active))), Decimal(0))


@feature(GROUP, unit=RATIO, windows=())
def contract_customer_top1_share(sales_contracts: Facts) -> Decimal:
    """Largest partner's part of the sales contracts with an amount."""
    stated = sales_contracts.where(sales_contracts.amount != NO_COUNT)
    return top_share(stated.sums("partner", "amount"), 1)


@feature(GROUP, unit=DAYS, windows=())
def weighted_credit_days_sales(sales_contracts: Facts) -> Decimal:
    """Days of credit given in sales contracts, weighted by amount; frameworks without an amount count alike."""
    return _credit_days(sales_contracts)


@feature(GROUP, unit=DAYS, windows=())
def weighted_credit_days_purchase(purchase_contracts: Facts) -> Decimal:
    """Days of credit taken in purchase contracts, weighted by amount."""
    return _credit_days(purchase_contracts)


@feature(GROUP, unit=DAYS, windows=())
def credit_days_gap(weighted_credit_days_sales: Decimal, weighted_credit_days_purchase: Decimal) -> Decimal:
    """Days of credit given less days of credit taken."""
    return weighted_credit_days_sales - weighted_credit_days_purchase


@feature(GROUP, unit=RATIO, windows=())
def retention_share(sales_contracts: Facts) -> Decimal:
    """Retention money (质保金) in percent of the amount, as a share, weighted by amount over all sales contracts."""
    stated = sales_contracts.where(sales_contracts.amount > 0)
    kept = sum(
        Decimal(int(amount)) * rounded(0 if np.isnan(percent) else percent) / 100
        for amount, percent in zip(stated.amount, stated.retention, strict=True)
    )
    return ratio(Decimal(kept), stated.total("amount"))


@feature(GROUP, unit=RATIO, windows=())
def prepayment_share(sales_contracts: Facts, company: Company) -> Decimal:
    """Share of the amount that sales contracts have customers pay before delivery, weighted by amount."""
    ahead: dict[str, Decimal] = defaultdict(Decimal)
    terms = company.base["payment_terms"]
    for document, trigger, percent in zip(terms.document, terms.trigger, terms.percent, strict=True):
        if trigger in ("on_sign", "prepaid", "before_shipment") and not np.isnan(percent):
            ahead[document] += rounded(percent) / 100
    stated = sales_contracts.where(sales_contracts.amount > 0)
    paid = sum(
        (Decimal(int(amount)) * min(ahead[document], Decimal(1)) for amount, document in
         zip(stated.amount, stated.document, strict=True)), Decimal(0))  # fmt: skip
    return ratio(paid, stated.total("amount"))


@feature(GROUP, unit=RATIO)
def short_delivery_rate(orders_received: Facts, deliveries_ever: Facts) -> Decimal:
    """Orders of customers of which the delivery notes hold less than 95 % of the quantity, of the orders that have
    one."""
    shipped: dict[str, float] = defaultdict(float)
    for number, quantity in zip(deliveries_ever.order_number, deliveries_ever.quantity, strict=True):
        shipped[number] += 0.0 if np.isnan(quantity) else float(quantity)
    seen = [
        (number, quantity)
        for number, quantity in zip(orders_received.number, orders_received.quantity, strict=True)
        if number in shipped and quantity > 0
    ]
    return ratio(
        sum(Decimal(shipped[number]) < FULL * Decimal(float(quantity)) for number, quantity in seen), len(seen)
    )


@feature(GROUP, unit=CNY, windows=())
def lease_monthly_cost(leases_taken: Facts, as_of: date) -> int:
    """Σ monthly rent of the leases in which the company is the lessee and that are not over."""
    running = running_leases(leases_taken, as_of).point()
    rents = running.rent[running.rent != NO_COUNT]
    if not len(rents):
        raise Missing("unknown-value")
    return running.total("rent")


@feature(GROUP, unit=MONTHS, windows=())
def lease_remaining_months(leases_taken: Facts, as_of: date) -> Decimal:
    """Months until the last of the leases that are not over ends."""
    running = running_leases(leases_taken, as_of).point()
    ends = running.columns["last"][~np.isnat(running.columns["last"])]
    if not len(ends):
        raise Missing("unknown-value")
    return quotient(int((ends.max() - np.datetime64(as_of)).astype(int)), Decimal("30.4375"))


@feature(GROUP, unit="m2", windows=())
def lease_area_m2(leases_taken: Facts, as_of: date) -> Decimal:
    """Σ area of the leases in which the company is the lessee and that are not over."""
    areas = running_leases(leases_taken, as_of).area_m2
    if not len(areas) or np.isnan(areas).all():
        raise Missing("unknown-value")
    return rounded(np.nansum(areas))


@feature(GROUP, unit=RATIO)
def contract_to_invoice_match_rate(sales: Facts, sales_contracts: Facts) -> Decimal:
    """Net sales to partners with a sales contract, of the net sales."""
    covered = np.isin(sales.partner, sales_contracts.partner)
    return ratio(int(sales.net[covered].sum()), sales.total("net"))


@feature(GROUP, unit=CNY, windows=("t3m", "t6m", "t12m"))
def orders_received_amount(orders_received: Facts) -> int:
    """Σ orders of customers, with tax."""
    return orders_received.total("gross")


@feature(GROUP, unit=RATIO)
def po_otif(orders_received: Facts, deliveries_ever: Facts) -> Decimal:
    """Orders of customers delivered on time and in full: at least 95 % of the quantity on or before the day promised,
    of the orders for which there is a delivery note."""
    shipped: dict[str, list[tuple[np.datetime64, float]]] = defaultdict(list)
    for number, day, quantity in zip(
        deliveries_ever.order_number, deliveries_ever.date, deliveries_ever.quantity, strict=True
    ):
        shipped[number].append((day, float(quantity)))
    kept, seen = 0, 0
    for number, due, quantity in zip(
        orders_received.number, orders_received.due_on, orders_received.quantity, strict=True
    ):
        if shipped.get(number) and not np.isnat(due) and quantity > 0:
            seen += 1
            in_time = sum(amount for day, amount in shipped[number] if day <= due)
            kept += Decimal(in_time) >= FULL * Decimal(float(quantity))
    return ratio(kept, seen)


@feature(GROUP, unit=DAYS)
def delivery_to_invoice_days(deliveries: Facts, sales_ever: Facts) -> int:
    """Median days from a delivery note to the invoice that it names; the lower of two neighbours."""
    invoiced = dict(zip(sales_ever.number, sales_ever.date, strict=True))
    days = sorted(
        int((invoiced[number] - day).astype(int))
        for number, day in zip(deliveries.invoice_number, deliveries.date, strict=True)
        if number in invoiced and not np.isnat(day)
    )
    if not days:
        raise Missing("too-few-points")
    return days[(len(days) - 1) // 2]


def covered_partners(company: Company) -> tuple[int, int]:
    """Partners of its sales contracts that are on its sales invoices or orders, and all partners of sales contracts."""
    partners = set(VIEWS["sales_contracts"].select(company).partner.tolist()) - {NOBODY}
    met = set(VIEWS["sales"].select(company).partner.tolist())
    met |= set(VIEWS["orders_received"].select(company).partner.tolist())
    return len(partners & met), len(partners)


def _active(contracts: Facts, as_of: date) -> Facts:
    """Signed, with an amount, and not over; a contract without an end is over a year after it was signed."""
    day = np.datetime64(as_of)
    ends = contracts.columns["last"]
    end = np.where(np.isnat(ends), contracts.signed_on + np.timedelta64(365, "D"), ends)
    stated = (contracts.amount != NO_COUNT) | (contracts.net != NO_COUNT)
    return contracts.where(stated & (contracts.signed_on <= day) & (end >= day) & (contracts.framework != 1))


def running_leases(leases: Facts, as_of: date) -> Facts:
    """Leases that are signed and not over."""
    day = np.datetime64(as_of)
    ends = leases.columns["last"]
    return leases.where((leases.signed_on <= day) & (np.isnat(ends) | (ends >= day)))


def _net(contracts: Facts, row: int) -> Decimal:
    """Amount without tax, in CNY: stated, else reckoned with the rate that the contract states, else with 13 %."""
    if contracts.net[row] != NO_COUNT:
        return Decimal(int(contracts.net[row])) / 100
    stated = contracts.tax_rate[row]
    rate = VAT_RATE if np.isnan(stated) else rounded(stated)
    return (Decimal(int(contracts.amount[row])) / 100 / (1 + rate)).quantize(Decimal("0.01"))


def _credit_days(contracts: Facts) -> Decimal:
    known = contracts.where(~np.isnan(contracts.credit_days))
    if not len(known):
        raise Missing("unknown-value")
    weights = np.where(known.amount == NO_COUNT, 0, known.amount)
    if not weights.sum():
        weights = np.ones(len(known), dtype=np.int64)
    days = sum(Decimal(int(w)) * rounded(d) for w, d in zip(weights, known.credit_days, strict=True))
    return quotient(days, int(weights.sum()))
