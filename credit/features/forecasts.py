"""Forecasts as features: expected sums with the range that holds eight outcomes of ten (`sme-extract forecast` tells
how well the method did on the company's own past)."""

from decimal import Decimal

from sme_extract.credit.company import Company
from sme_extract.credit.definitions import CNY, Missing, feature
from sme_extract.credit.facts_frame import Facts
from sme_extract.credit.flows import series_of
from sme_extract.credit.forecast import forecast
from sme_extract.credit.windows import window
from sme_extract.schemas.forecast import FlowName

GROUP = "forecast"


@feature(GROUP, unit=CNY, windows=())
def forecast_sales(sales: Facts, company: Company) -> dict[str, Decimal]:
    """Net sales on invoices of the next 1, 3, 6 and 12 months: expected, and the ends of the 80 % range."""
    return _horizons(sales, "sales", company)


@feature(GROUP, unit=CNY, windows=())
def forecast_purchases(purchases: Facts, company: Company) -> dict[str, Decimal]:
    """Net purchases on invoices of the next 1, 3, 6 and 12 months: expected, and the ends of the 80 % range."""
    return _horizons(purchases, "purchases", company)


@feature(GROUP, unit=CNY, windows=())
def forecast_collections(trade_inflow: Facts, company: Company) -> dict[str, Decimal]:
    """Money in from trade of the next 1, 3, 6 and 12 months: expected, and the ends of the 80 % range."""
    return _horizons(trade_inflow, "collections", company)


@feature(GROUP, unit=CNY, windows=())
def forecast_net_cash(transactions: Facts, company: Company) -> dict[str, Decimal]:
    """Money in less money out of the next 1, 3, 6 and 12 months: expected, and the ends of the 80 % range."""
    return _horizons(transactions, "net_cash", company)


def _horizons(facts: Facts, name: FlowName, company: Company) -> dict[str, Decimal]:
    found = forecast(series_of(facts, name, window("t1m", company.as_of)))
    if not found.horizons:
        raise Missing("short-history")
    values: dict[str, Decimal] = {}
    for horizon in found.horizons:
        key = f"{horizon.months_ahead[1]}m"
        values[key] = horizon.point
        for interval in horizon.intervals[:1]:
            values |= {f"{key}_low": interval.low, f"{key}_high": interval.high}
    return values
