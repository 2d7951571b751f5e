"""Purchases, margin and what goes in against what comes out (catalogue C; 9.1)."""

from decimal import Decimal

import numpy as np

from sme_extract.credit.definitions import CNY, COUNT, RATIO, change, feature, ratio
from sme_extract.credit.facts_frame import Facts
from sme_extract.credit.features.series import known_amount, monthly, variation
from sme_extract.credit.windows import GRID, Span

GROUP = "purchases"
GOODS = "1"
"""Tax classification codes of goods begin with it (货物)."""
FREIGHT = "3010"
"""Transport services (运输服务)."""


@feature(GROUP, unit=CNY, windows=GRID)
def inv_purchase_net(purchases: Facts) -> int:
    """Σ amount without tax of purchase invoices; red letters subtract, voids do not count."""
    return purchases.total("net")


@feature(GROUP, unit=CNY, windows=GRID)
def inv_purchase_gross(purchases: Facts) -> int:
    """Σ amount with tax of purchase invoices."""
    return purchases.total("gross")


@feature(GROUP, unit=COUNT, windows=GRID)
def inv_purchase_count(purchases: Facts) -> int:
    """Number of valid purchase invoices, red letters included."""
    return len(purchases)


@feature(GROUP, unit=RATIO)
def inv_purchase_growth_yoy(purchases: Facts, purchases_before: Facts) -> Decimal:
    """Net purchases of the trailing 12 months over those of the 12 months before, minus 1."""
    return change(purchases.total("net"), purchases_before.total("net"))


@feature(GROUP, unit=RATIO)
def inv_purchase_cv(purchases: Facts, window: Span) -> Decimal:
    """Standard deviation (population) over mean of monthly net purchases."""
    return variation(monthly(purchases, window, "net"))


@feature(GROUP, unit=RATIO, windows=("t3m", "t6m", "t12m"))
def purchase_sales_ratio(purchases: Facts, sales: Facts) -> Decimal:
    """Net purchases over net sales."""
    return ratio(purchases.total("net"), sales.total("net"))


@feature(GROUP, unit=RATIO, windows=("t6m", "t12m"))
def gross_margin_proxy(purchases: Facts, sales: Facts) -> Decimal:
    """(Net sales - net purchases) / net sales, all purchases counted."""
    return 1 - ratio(purchases.total("net"), sales.total("net"))


@feature(GROUP, unit=RATIO)
def implied_gross_margin(purchase_lines: Facts, sale_lines: Facts) -> Decimal:
    """1 - purchases of goods / sales of goods, over invoice lines whose classification code is one of goods."""
    return 1 - ratio(_net_of(purchase_lines, GOODS), _net_of(sale_lines, GOODS))


@feature(GROUP, unit=CNY, windows=GRID)
def net_vat(sales: Facts, purchases: Facts) -> int:
    """Output tax less input tax on the invoices."""
    return sales.total("tax") - purchases.total("tax")


@feature(GROUP, unit=RATIO)
def transport_match(purchase_lines: Facts, sale_lines: Facts) -> Decimal:
    """Freight bought over goods sold, by classification codes: goods that are delivered cost freight."""
    return ratio(_net_of(purchase_lines, FREIGHT), _net_of(sale_lines, GOODS))


@feature(GROUP, unit=RATIO)
def input_tax_special_share(purchases: Facts) -> Decimal:
    """Special invoices, whose tax can be deducted, of the net purchases."""
    special = np.array(["special" in (v or "") or "专用" in (v or "") for v in purchases.variant], dtype=bool)
    return ratio(int(purchases.net[special].sum()), purchases.total("net"))


def _net_of(lines: Facts, prefix: str) -> int:
    known = known_amount(lines, "net")
    return sum(
        int(net) for code, net in zip(known.class_code, known.net, strict=True) if code and code.startswith(prefix)
    )
