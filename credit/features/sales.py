"""Sales invoices: how much, how steady, how often taken back (catalogue A; 9.1)."""

from datetime import date
from decimal import Decimal

import numpy as np

from sme_extract.credit.definitions import (
    CNY,
    COUNT,
    DAYS,
    MONTHS,
    RATIO,
    Missing,
    change,
    feature,
    quotient,
    ratio,
    rounded,
)
from sme_extract.credit.facts_frame import NO_COUNT, Facts
from sme_extract.credit.features.series import known_amount, longest_gap, monthly, variation
from sme_extract.credit.windows import GRID, Span, month_number, month_numbers

GROUP = "sales"
SHORT = ("t3m", "t6m", "t12m")
BANDS = ((100, "<100"), (1_000, "<1k"), (2_500, "<2.5k"), (5_000, "<5k"), (10_000, "<10k"))
"""Upper ends of the bands of ticket size, in CNY."""
LIMITS = (10_000_00, 100_000_00, 1_000_000_00)
"""Cents of the limits below which a split is looked for: those of paper forms (最高开票限额)."""


@feature(GROUP, unit=CNY, windows=GRID)
def inv_sales_net(sales: Facts) -> int:
    """Σ amount without tax of sales invoices; red letters subtract, voids do not count."""
    return sales.total("net")


@feature(GROUP, unit=CNY, windows=())
def inv_sales_net_total(sales: Facts) -> int:
    """Σ amount without tax of all sales invoices, however old."""
    return sales.total("net")


@feature(GROUP, unit=CNY, windows=GRID)
def inv_sales_gross(sales: Facts) -> int:
    """Σ amount with tax of sales invoices; red letters subtract, voids do not count."""
    return sales.total("gross")


@feature(GROUP, unit=CNY, windows=GRID)
def inv_sales_tax(sales: Facts) -> int:
    """Σ tax of sales invoices."""
    return sales.total("tax")


@feature(GROUP, unit=COUNT, windows=GRID)
def inv_sales_count(sales: Facts) -> int:
    """Number of valid sales invoices, red letters included."""
    return len(sales)


@feature(GROUP, unit=CNY, windows=SHORT)
def avg_ticket(sales: Facts) -> int:
    """Σ amount with tax of the sales invoices over their number, red letters in both."""
    return round(Decimal(sales.total("gross")) / _some(len(sales)))


@feature(GROUP, unit=CNY)
def p90_ticket(sales: Facts) -> int:
    """90th percentile of the blue sales invoices, without tax; the lower of two neighbours."""
    blue = sales.net[sales.net > 0]
    _some(len(blue))
    return int(np.percentile(blue, 90, method="lower"))


@feature(GROUP, unit=RATIO)
def inv_sales_growth_yoy(sales: Facts, sales_before: Facts, sales_ever: Facts, window: Span) -> Decimal:
    """Net sales of the trailing 12 months over those of the 12 months before, minus 1. Null unless sales invoices
    reach back over both years."""
    _reaches_back(sales_ever, window.before())
    return change(sales.total("net"), sales_before.total("net"))


@feature(GROUP, unit=RATIO, windows=("t3m",))
def inv_sales_growth_qoq(sales: Facts, sales_before: Facts) -> Decimal:
    """Net sales of the last 3 months over those of the 3 months before, minus 1."""
    return change(sales.total("net"), sales_before.total("net"))


@feature(GROUP, unit=RATIO, windows=("t6m", "t12m", "t24m"))
def inv_sales_cv(sales: Facts, window: Span) -> Decimal:
    """Standard deviation (population) over mean of monthly net sales, months without sales included."""
    return variation(monthly(sales, window, "net"))


@feature(GROUP, unit=MONTHS, windows=SHORT)
def inv_zero_months(sales: Facts, window: Span) -> int:
    """Months without any sales invoice."""
    return window.months - _active(sales, window)


@feature(GROUP, unit=MONTHS, windows=("t12m", "t24m"))
def inv_active_months(sales: Facts, window: Span) -> int:
    """Months with at least one sales invoice."""
    return _active(sales, window)


@feature(GROUP, unit=DAYS)
def inv_max_gap_days(sales: Facts) -> int:
    """Longest time between two days with sales invoices."""
    return longest_gap(sales.date)


@feature(GROUP, unit=RATIO, windows=SHORT)
def inv_nondeal_share(sales: Facts, window: Span) -> Decimal:
    """Share of the days without a sales invoice."""
    return quotient(window.days - len(np.unique(sales.date)), window.days)


@feature(GROUP, unit=DAYS, windows=())
def inv_recency_days(sales: Facts, as_of: date) -> int:
    """Days from the last sales invoice to the day of the features."""
    return int((np.datetime64(as_of) - sales.date.max()).astype(int))


@feature(GROUP, unit=MONTHS, windows=())
def inv_history_months(sales: Facts) -> int:
    """Calendar months from the first to the last sales invoice, both included."""
    first, last = sales.date.min().astype(object), sales.date.max().astype(object)
    return month_number(last) - month_number(first) + 1


@feature(GROUP, unit=RATIO, windows=SHORT)
def void_ratio(issued: Facts) -> Decimal:
    """Void sales invoices over all that were issued, by number."""
    return ratio(int((issued.void == 1).sum()), len(issued))


@feature(GROUP, unit=RATIO, windows=SHORT)
def void_amount_ratio(issued: Facts) -> Decimal:
    """|Σ| of the void sales invoices over |Σ| of all that were issued, without tax."""
    amounts = np.abs(issued.net)
    return ratio(int(amounts[issued.void == 1].sum()), int(amounts.sum()))


@feature(GROUP, unit=RATIO, windows=SHORT)
def red_ratio(sales: Facts) -> Decimal:
    """|Σ red| over Σ blue of the sales invoices, without tax."""
    return ratio(int(-sales.net[sales.net < 0].sum()), int(sales.net[sales.net > 0].sum()))


@feature(GROUP, unit=RATIO, windows=SHORT)
def red_count_ratio(sales: Facts) -> Decimal:
    """Red sales invoices over valid ones, by number."""
    return ratio(int((sales.net < 0).sum()), len(sales))


@feature(GROUP, unit=RATIO, windows=("t3m",))
def void_red_trend(issued: Facts, issued_ever: Facts, window: Span) -> Decimal:
    """Share of void and red among issued invoices in the last 3 months over that of the last 12."""
    year = Span("t12m", window.stop - 12, window.stop)
    months = month_numbers(issued_ever.date)
    whole = issued_ever.where((months >= year.start) & (months < year.stop))
    return ratio(_taken_back(issued), _taken_back(whole))


@feature(GROUP, unit=RATIO)
def amount_band_mix(sales: Facts) -> dict[str, Decimal]:
    """Shares by number of the sales invoices below 100, 1k, 2.5k, 5k, 10k CNY with tax, and above."""
    amounts = np.abs(known_amount(sales, "gross").gross)
    _some(len(amounts))
    edges = np.array([limit * 100 for limit, _ in BANDS])
    counts = np.bincount(np.searchsorted(edges, amounts, side="right"), minlength=len(BANDS) + 1)
    names = [name for _, name in BANDS] + [">=10k"]
    return {name: quotient(int(count), len(amounts)) for name, count in zip(names, counts, strict=True)}


@feature(GROUP, unit=RATIO)
def special_invoice_share(sales: Facts) -> Decimal:
    """Special invoices, which buyers deduct, of the net sales."""
    special = np.array(["special" in (v or "") or "专用" in (v or "") for v in sales.variant], dtype=bool)
    return ratio(int(sales.net[special].sum()), sales.total("net"))


@feature(GROUP, unit=RATIO)
def kind_mix(sales: Facts) -> dict[str, Decimal]:
    """Shares of the net sales by the form of the invoice, as the papers name it."""
    return _mix([variant or "unknown" for variant in sales.variant], sales.net)


@feature(GROUP, unit=RATIO)
def max_single_share(sales: Facts) -> Decimal:
    """Largest sales invoice of the net sales."""
    return ratio(int(sales.net.max(initial=0)), sales.total("net"))


@feature(GROUP, unit=RATIO)
def round_amount_share(sales: Facts) -> Decimal:
    """Share by number of the blue sales invoices whose amount with tax is a multiple of 1,000 CNY."""
    gross = known_amount(sales, "gross").gross
    blue = gross[gross > 0]
    return quotient(int((blue % 1000_00 == 0).sum()), _some(len(blue)))


@feature(GROUP, unit=RATIO)
def just_below_limit_share(sales: Facts) -> Decimal:
    """Share by number of the blue sales invoices within 1 % below 10,000, 100,000 or 1,000,000 CNY without tax: a sale
    is split when its parts stay below a limit."""
    blue = sales.net[sales.net > 0]
    below = np.any([(blue < limit) & (blue * 100 >= limit * 99) for limit in LIMITS], axis=0)
    return quotient(int(below.sum()), _some(len(blue)))


@feature(GROUP, unit=RATIO)
def month_end_share(sales: Facts) -> Decimal:
    """Net sales of the last three days of months, of all."""
    ends = (sales.date.astype("datetime64[M]") + 1).astype("datetime64[D]")
    late = ends - sales.date <= np.timedelta64(3, "D")
    return ratio(int(sales.net[late].sum()), sales.total("net"))


@feature(GROUP, unit=RATIO)
def tax_rate_mix(sale_lines: Facts) -> dict[str, Decimal]:
    """Shares of the net sales by tax rate, over the invoice lines that state one."""
    lines = sale_lines.where((sale_lines.net != NO_COUNT) & ~np.isnan(sale_lines.rate))
    rates = [f"{round(float(rate) * 100, 2):g}%" for rate in lines.rate]
    return _mix(rates, lines.net)


@feature(GROUP, unit=RATIO)
def sales_by_class(sale_lines: Facts) -> dict[str, Decimal]:
    """Shares of the net sales by short class (`*合成树脂*`), the ten largest."""
    lines = known_amount(sale_lines, "net")
    return _mix([short_class(name) for name in lines.item_name], lines.net, most=10)


@feature(GROUP, unit=RATIO)
def category_scope_match(sale_lines: Facts, licences: Facts) -> Decimal:
    """Net sales of classes (`*合成树脂*`) two characters of whose name stand in the business scope of the licence."""
    scope = next((scope for scope in reversed(licences.scope.tolist()) if scope), None)
    if scope is None:
        raise Missing("unknown-value")
    lines = known_amount(sale_lines, "net")
    classes = [short_class(name) for name in lines.item_name]
    inside = np.array([any(name[at : at + 2] in scope for at in range(len(name) - 1)) for name in classes], dtype=bool)
    return ratio(int(lines.net[inside].sum()), lines.total("net"))


@feature(GROUP, unit=RATIO, windows=("t6m",))
def category_drift(sale_lines: Facts, sale_lines_ever: Facts, window: Span) -> Decimal:
    """Jensen-Shannon distance (base 2, 0 to 1) between the class mix of the last 6 months and of the 12 before."""
    months = month_numbers(sale_lines_ever.date)
    earlier = sale_lines_ever.where((months >= window.start - 12) & (months < window.start))
    now, then = (
        _mix([short_class(n) for n in lines.item_name], lines.net)
        for lines in (known_amount(sale_lines, "net"), known_amount(earlier, "net"))
    )
    keys = sorted(now.keys() | then.keys())
    p, q = (np.array([max(float(mix.get(key, 0)), 0.0) for key in keys]) for mix in (now, then))
    middle = (p + q) / 2
    divergence = (_divergence(p, middle) + _divergence(q, middle)) / 2
    return rounded(np.sqrt(max(divergence, 0.0)))


@feature(GROUP, unit=RATIO)
def effective_vat_rate(sales: Facts) -> Decimal:
    """Tax over net of the sales invoices that state both."""
    stated = known_amount(sales, "tax")
    return ratio(int(stated.tax.sum()), stated.total("net"))


@feature(GROUP, unit=RATIO)
def exempt_share(sales: Facts) -> Decimal:
    """Net of the sales invoices without tax, of the net sales."""
    stated = known_amount(sales, "tax")
    return ratio(int(stated.net[stated.tax == 0].sum()), stated.total("net"))


@feature(GROUP, unit=RATIO)
def serial_gap_rate(issued: Facts) -> Decimal:
    """Numbers missing between the first and the last of each run of invoices under one code; digital invoices have no
    serial numbers of a seller."""
    runs: dict[str, list[int]] = {}
    for number in issued.number:
        code, _, serial = number.partition("/")
        if serial.isdigit():
            runs.setdefault(code, []).append(int(serial))
    spans = sum(max(run) - min(run) + 1 for run in runs.values())
    if not spans:
        raise Missing("too-few-points")
    return quotient(spans - sum(len(set(run)) for run in runs.values()), spans)


def short_class(item_name: str | None) -> str:
    """`*合成树脂*聚酰胺6切片` is of the class 合成树脂."""
    parts = (item_name or "").split("*")
    return parts[1] if len(parts) > 2 and not parts[0] else "other"


def _mix(keys: list[str], amounts: np.ndarray, most: int | None = None) -> dict[str, Decimal]:
    totals: dict[str, int] = {}
    for key, amount in zip(keys, amounts.tolist(), strict=True):
        totals[key] = totals.get(key, 0) + amount
    whole = sum(totals.values())
    if whole <= 0:
        raise Missing("zero-denominator")
    ranked = sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return {key: quotient(amount, whole) for key, amount in ranked}


def _divergence(p: np.ndarray, q: np.ndarray) -> float:
    some = p > 0
    return float((p[some] * np.log2(p[some] / q[some])).sum())


def _active(facts: Facts, window: Span) -> int:
    return int((np.bincount(month_numbers(facts.date) - window.start, minlength=window.months) > 0).sum())


def _taken_back(issued: Facts) -> Decimal:
    return ratio(int(((issued.void == 1) | (issued.net < 0)).sum()), len(issued))


def _some(count: int) -> int:
    if not count:
        raise Missing("no-facts-in-window")
    return count


def _reaches_back(facts: Facts, span: Span) -> None:
    """Growth over a year of which the papers hold only the end would be an artefact."""
    if not len(facts) or month_number(facts.date.min().astype(object)) > span.start:
        raise Missing("short-history")
