"""Electricity, water and gas (catalogue F 89-93; 9.4)."""

from decimal import Decimal

import numpy as np

from sme_extract.credit.definitions import CNY, FLAG, KWH, M3, RATIO, Missing, change, feature, ratio, rounded
from sme_extract.credit.facts_frame import NO_COUNT, Array, Facts
from sme_extract.credit.features.series import monthly, variation
from sme_extract.credit.windows import Span

GROUP = "energy"
LEAST_POINTS = 8
HOURS = 24


@feature(GROUP, unit=KWH)
def kwh_t12m(electricity: Facts) -> Decimal:
    """Electricity of the trailing 12 months."""
    return _total(electricity, "kwh")


@feature(GROUP, unit=RATIO)
def kwh_growth_yoy(electricity: Facts, electricity_before: Facts) -> Decimal:
    """Electricity of the trailing 12 months over that of the 12 before, minus 1. Null unless every month of both is
    there."""
    for facts in (electricity, electricity_before):
        if len(np.unique(facts.month)) < 12:
            raise Missing("short-history")
    return change(_total(electricity, "kwh"), _total(electricity_before, "kwh"))


@feature(GROUP, unit=RATIO)
def kwh_cv(electricity: Facts, window: Span) -> Decimal:
    """Standard deviation (population) over mean of the monthly electricity, over the months that are there."""
    values = _months(electricity, window, "kwh")
    return variation(values[values > 0])


@feature(GROUP, unit=RATIO)
def peak_share(electricity: Facts) -> Decimal:
    """Electricity in sharp and peak hours, of the bills that state the hours."""
    stated = electricity.where(~np.isnan(electricity.kwh_peak) & ~np.isnan(electricity.kwh))
    return ratio(rounded(np.nansum(stated.kwh_sharp) + np.nansum(stated.kwh_peak)), _total(stated, "kwh"))


@feature(GROUP, unit=RATIO)
def valley_share(electricity: Facts) -> Decimal:
    """Electricity in valley hours, of the bills that state the hours: work at night."""
    stated = electricity.where(~np.isnan(electricity.kwh_valley) & ~np.isnan(electricity.kwh))
    return ratio(rounded(np.nansum(stated.kwh_valley)), _total(stated, "kwh"))


@feature(GROUP, unit=RATIO)
def load_factor(electricity: Facts, window: Span) -> Decimal:
    """Electricity over highest demand times the hours of the window."""
    return ratio(_total(electricity, "kwh"), _highest(electricity, "demand_kw") * window.days * HOURS)


@feature(GROUP, unit="kWh per 10,000 CNY")
def kwh_per_revenue(kwh_t12m: Decimal, vat_declared_sales: Decimal) -> Decimal:
    """Electricity over the sales on the VAT returns, in 10,000 CNY."""
    return ratio(kwh_t12m * 10_000, vat_declared_sales)


@feature(GROUP, unit=RATIO)
def elec_cost_share(electricity: Facts, vat_declared_sales: Decimal) -> Decimal:
    """Cost of electricity over the sales on the VAT returns."""
    return ratio(_cents(electricity, "amount"), vat_declared_sales)


@feature(GROUP, unit=RATIO)
def pf_adjust_share(electricity: Facts) -> Decimal:
    """Power factor adjustment (力调电费) over the cost of electricity; positive is a penalty for idle machines."""
    stated = electricity.where((electricity.pf_adjust != NO_COUNT) & (electricity.amount != NO_COUNT))
    return ratio(_cents(stated, "pf_adjust"), _cents(stated, "amount"))


@feature(GROUP, unit=RATIO)
def capacity_utilization(electricity: Facts) -> Decimal:
    """Highest demand over the contracted capacity; the power factor is left out."""
    return ratio(_highest(electricity, "demand_kw"), _highest(electricity, "capacity_kva"))


@feature(GROUP, unit=RATIO)
def kwh_peak_ratio(electricity: Facts, window: Span) -> Decimal:
    """Electricity of the window's last month over that of its highest month: how much of the capacity is at work."""
    values = _months(electricity, window, "kwh")
    if values[-1] <= 0:
        raise Missing("no-facts-in-window")
    return ratio(rounded(values[-1]), rounded(values.max()))


@feature(GROUP, unit="score")
def capacity_score(electricity: Facts, window: Span) -> int:
    """(INT(mean monthly kWh / 1000) + 1) * 10, over the months that are there."""
    values = _months(electricity, window, "kwh")
    return (int(values[values > 0].mean() / 1000) + 1) * 10 if (values > 0).any() else 10


@feature(GROUP, unit=FLAG, windows=("t12m",))
def utility_arrears_flag(electricity: Facts) -> bool:
    """Whether a bill carries a late fee or an unpaid previous balance."""
    fees = electricity.late_fee[electricity.late_fee != NO_COUNT]
    unpaid = electricity.previous_balance[electricity.previous_balance != NO_COUNT]
    return bool((fees > 0).any() or (unpaid < 0).any())


@feature(GROUP, unit=M3)
def water_m3_t12m(water: Facts) -> Decimal:
    """Water of the trailing 12 months."""
    return _total(water, "volume_m3")


@feature(GROUP, unit=M3)
def gas_m3_t12m(gas: Facts) -> Decimal:
    """Gas of the trailing 12 months."""
    return _total(gas, "volume_m3")


@feature(GROUP, unit=RATIO)
def kwh_sales_correlation(electricity: Facts, sales: Facts, window: Span) -> Decimal:
    """Correlation of the monthly electricity and the monthly net sales, over the months that have electricity."""
    energy, sold = _months(electricity, window, "kwh"), monthly(sales, window, "net").astype(float)
    known = energy > 0
    if known.sum() < LEAST_POINTS or not energy[known].std() or not sold[known].std():
        raise Missing("too-few-points")
    return rounded(np.corrcoef(energy[known], sold[known])[0, 1])


@feature(GROUP, unit=RATIO)
def energy_sales_divergence(kwh_growth_yoy: Decimal, inv_sales_growth_yoy: Decimal) -> Decimal:
    """Growth of electricity less growth of net sales."""
    return kwh_growth_yoy - inv_sales_growth_yoy


@feature(GROUP, unit=CNY)
def electricity_cost(electricity: Facts) -> Decimal:
    """Σ amount due on the electricity bills."""
    return _cents(electricity, "amount")


def _total(facts: Facts, name: str) -> Decimal:
    values = facts.columns[name]
    if not len(facts):
        raise Missing("no-facts-in-window")
    if np.isnan(values).all():
        raise Missing("unknown-value")
    return rounded(np.nansum(values))


def _cents(facts: Facts, name: str) -> Decimal:
    values = facts.columns[name]
    return Decimal(int(values[values != NO_COUNT].sum())) / 100


def _highest(facts: Facts, name: str) -> Decimal:
    values = facts.columns[name]
    if not len(values) or np.isnan(values).all():
        raise Missing("unknown-value")
    return rounded(np.nanmax(values))


def _months(facts: Facts, window: Span, name: str) -> Array:
    return monthly(facts.with_columns(known=np.nan_to_num(facts.columns[name])), window, "known")
