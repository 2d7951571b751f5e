"""Customers and suppliers: how many, how concentrated, how loyal, who is new (catalogue B; 9.1)."""

from decimal import Decimal

import numpy as np

from sme_extract.credit.company import Company
from sme_extract.credit.definitions import CNY, COUNT, MONTHS, RATIO, Missing, feature, ratio, rounded
from sme_extract.credit.fact_base import NOBODY
from sme_extract.credit.facts_frame import Facts
from sme_extract.credit.features.series import concentration, firsts, top_share
from sme_extract.credit.parties import name_key
from sme_extract.credit.windows import GRID, Span

GROUP = "partners"
SHORT = ("t3m", "t6m", "t12m")
HALF_YEAR = ("t6m",)
SOLE = Decimal("0.5")


@feature(GROUP, unit=COUNT, windows=GRID)
def customer_count(sales: Facts) -> int:
    """Number of distinct buyers on sales invoices, by tax id, else by name."""
    return _distinct(sales)


@feature(GROUP, unit=RATIO, windows=SHORT)
def customer_top1_share(sales: Facts) -> Decimal:
    """Largest buyer's part of the net sales."""
    return top_share(sales.sums("partner", "net"), 1)


@feature(GROUP, unit=RATIO, windows=SHORT)
def customer_top5_share(sales: Facts) -> Decimal:
    """The five largest buyers' part of the net sales."""
    return top_share(sales.sums("partner", "net"), 5)


@feature(GROUP, unit=RATIO)
def customer_top10_share(sales: Facts) -> Decimal:
    """The ten largest buyers' part of the net sales."""
    return top_share(sales.sums("partner", "net"), 10)


@feature(GROUP, unit=RATIO, windows=SHORT)
def customer_hhi(sales: Facts) -> Decimal:
    """Σ share² over buyers of the net sales, 0 to 1."""
    return concentration(sales.sums("partner", "net"))


@feature(GROUP, unit=RATIO, windows=HALF_YEAR)
def customer_retention(sales: Facts, sales_before: Facts) -> Decimal:
    """Net sales of the last 6 months to buyers who also bought in the 6 months before, of those of the last 6."""
    loyal = np.isin(sales.partner, sales_before.partner)
    return ratio(int(sales.net[loyal].sum()), sales.total("net"))


@feature(GROUP, unit=COUNT, windows=("t3m", "t6m", "t12m"))
def new_customer_count(sales: Facts, sales_ever: Facts, window: Span) -> int:
    """Buyers whose first sales invoice lies in the window. Null where the invoices begin with the window."""
    return len(_new(sales, sales_ever, window))


@feature(GROUP, unit=RATIO, windows=("t3m", "t6m", "t12m"))
def new_customer_share(sales: Facts, sales_ever: Facts, window: Span) -> Decimal:
    """Net sales to buyers whose first sales invoice lies in the window, of the net sales. Null where the invoices
    begin with the window."""
    new = np.isin(sales.partner, list(_new(sales, sales_ever, window)))
    return ratio(int(sales.net[new].sum()), sales.total("net"))


@feature(GROUP, unit=COUNT)
def lost_customer_count(sales: Facts, sales_before: Facts) -> int:
    """Buyers of the 12 months before who bought nothing in the last 12."""
    return len(set(sales_before.partner.tolist()) - set(sales.partner.tolist()) - {NOBODY})


@feature(GROUP, unit=RATIO)
def repeat_customer_share(sales: Facts) -> Decimal:
    """Buyers with two or more blue sales invoices, of all buyers."""
    blue = sales.partner[(sales.net > 0) & (sales.partner != NOBODY)]
    _, counts = np.unique(blue, return_counts=True)
    return ratio(int((counts > 1).sum()), len(counts))


@feature(GROUP, unit=RATIO)
def top10_customer_retention(sales: Facts, sales_before: Facts) -> Decimal:
    """Of the ten largest buyers of the year before, the share that bought in the last 12 months."""
    before = [partner for partner in list(sales_before.sums("partner", "net")) if partner != NOBODY][:10]
    return ratio(len(set(before) & set(sales.partner.tolist())), len(before))


@feature(GROUP, unit=MONTHS)
def customer_tenure_months(sales: Facts, sales_ever: Facts, window: Span) -> Decimal:
    """Months from a buyer's first sales invoice to the window's end, weighted by net sales in the window."""
    return _tenure(sales, sales_ever, window)


@feature(GROUP, unit=RATIO)
def out_of_province_share(sales: Facts, company: Company) -> Decimal:
    """Net sales to buyers whose tax id names another province, of those to buyers whose id names one."""
    home = _province(company.party.ids)
    if home is None:
        raise Missing("unknown-value")
    provinces = {number: _province(company.base.by_number[number].ids) for number in set(sales.partner.tolist())
                 if number != NOBODY}  # fmt: skip
    known = [number for number, province in provinces.items() if province]
    away = [number for number in known if provinces[number] != home]
    return ratio(_sum_of(sales, away), _sum_of(sales, known))


@feature(GROUP, unit=COUNT)
def customer_region_count(sales: Facts, company: Company) -> int:
    """Number of provinces that the tax ids of the buyers name."""
    numbers = set(sales.partner.tolist()) - {NOBODY}
    provinces = {_province(company.base.by_number[number].ids) for number in numbers} - {None}
    if not provinces:
        raise Missing("unknown-value")
    return len(provinces)


@feature(GROUP, unit=RATIO)
def related_party_share(sales: Facts, company: Company) -> Decimal:
    """Net sales to the related parties that `company.toml` lists, of the net sales."""
    if not company.profile.related:
        raise Missing("not-given")
    related = {name_key(name) for name in company.profile.related}
    numbers = [
        number
        for number in set(sales.partner.tolist())
        if number != NOBODY and any(name_key(name) in related for name in company.base.by_number[number].names)
    ]
    return ratio(_sum_of(sales, numbers), sales.total("net"))


@feature(GROUP, unit=RATIO, optional=("purchases",))
def circularity(sales: Facts, purchases: Facts) -> Decimal:
    """Σ over partners of min(net sales to it, net purchases from it), of the net sales: goods going in a circle."""
    sold, bought = sales.sums("partner", "net"), purchases.sums("partner", "net")
    both = sum(max(0, min(sold[partner], bought[partner])) for partner in sold.keys() & bought if partner != NOBODY)
    return ratio(both, sales.total("net"))


@feature(GROUP, unit=COUNT, windows=GRID)
def supplier_count(purchases: Facts) -> int:
    """Number of distinct sellers on purchase invoices, by tax id, else by name."""
    return _distinct(purchases)


@feature(GROUP, unit=COUNT, windows=("t3m", "t6m", "t12m"))
def new_supplier_count(purchases: Facts, purchases_ever: Facts, window: Span) -> int:
    """Sellers whose first purchase invoice lies in the window. Null where the invoices begin with the window."""
    return len(_new(purchases, purchases_ever, window))


@feature(GROUP, unit=RATIO, windows=SHORT)
def supplier_top1_share(purchases: Facts) -> Decimal:
    """Largest seller's part of the net purchases."""
    return top_share(purchases.sums("partner", "net"), 1)


@feature(GROUP, unit=RATIO, windows=SHORT)
def supplier_top5_share(purchases: Facts) -> Decimal:
    """The five largest sellers' part of the net purchases."""
    return top_share(purchases.sums("partner", "net"), 5)


@feature(GROUP, unit=RATIO, windows=SHORT)
def supplier_hhi(purchases: Facts) -> Decimal:
    """Σ share² over sellers of the net purchases, 0 to 1."""
    return concentration(purchases.sums("partner", "net"))


@feature(GROUP, unit=MONTHS)
def supplier_tenure_months(purchases: Facts, purchases_ever: Facts, window: Span) -> Decimal:
    """Months from a seller's first purchase invoice to the window's end, weighted by net purchases in the window."""
    return _tenure(purchases, purchases_ever, window)


@feature(GROUP, unit="flag")
def single_source_flag(supplier_top1_share: Decimal) -> bool:
    """Whether one seller has more than half of the net purchases."""
    return supplier_top1_share > SOLE


@feature(GROUP, unit=COUNT, windows=("t3m",), optional=("orders_received", "sales_contracts"))
def new_partner_count(
    sales: Facts,
    orders_received: Facts,
    sales_contracts: Facts,
    sales_ever: Facts,
    orders_received_ever: Facts,
    window: Span,
) -> int:
    """Customers heard of for the first time in the window: no sales invoice, order or sales contract before it."""
    return len(new_partners(sales_ever, orders_received_ever, sales_contracts, window))


@feature(GROUP, unit=CNY, windows=("t3m",), optional=("sales", "sales_ever", "orders_received", "sales_contracts",
                                                      "orders_received_ever"))  # fmt: skip
def new_partner_order_amount(
    sales: Facts,
    orders_received: Facts,
    sales_contracts: Facts,
    sales_ever: Facts,
    orders_received_ever: Facts,
    window: Span,
) -> int:
    """Contracts with an amount, with tax, that customers signed who are heard of for the first time in the window;
    where there is no such contract, their orders."""
    new = new_partners(sales_ever, orders_received_ever, sales_contracts, window)
    if not len(orders_received_ever) and not len(sales_contracts):
        raise Missing("no-documents")
    total = 0
    for partner in sorted(new):
        contracts = sales_contracts.where((sales_contracts.partner == partner) & (sales_contracts.amount > 0))
        orders = orders_received.where((orders_received.partner == partner) & (orders_received.gross > 0))
        decisive = contracts if contracts.total("amount") else orders
        total += decisive.point().total("amount" if decisive is contracts else "gross")
    return total


@feature(GROUP, unit=CNY, windows=("t3m",), optional=("orders_received_ever", "sales_contracts"))
def new_partner_invoiced_amount(
    sales: Facts, sales_ever: Facts, orders_received_ever: Facts, sales_contracts: Facts, window: Span
) -> int:
    """Net sales to customers who are heard of for the first time in the window."""
    new = new_partners(sales_ever, orders_received_ever, sales_contracts, window)
    return sales.where(np.isin(sales.partner, sorted(new))).point().total("net")


def new_partners(sales: Facts, orders: Facts, contracts: Facts, window: Span) -> set[int]:
    """Customers whose first paper of any of these kinds lies in the window. Missing where invoices begin with the
    window: everybody would be new."""
    if not len(sales) or sales.date.min() >= np.datetime64(window.first):
        raise Missing("short-history")
    first: dict[int, np.datetime64] = {}
    for facts, days in ((sales, "date"), (orders, "date"), (contracts, "signed_on")):
        for partner, day in zip(facts.partner.tolist(), facts.columns[days], strict=True):
            if partner != NOBODY and not np.isnat(day):
                first[partner] = min(first.get(partner, day), day)
    return {
        partner for partner, day in first.items() if np.datetime64(window.first) <= day <= np.datetime64(window.last)
    }


def _distinct(facts: Facts) -> int:
    return len(set(facts.partner.tolist()) - {NOBODY})


def _new(facts: Facts, ever: Facts, window: Span) -> set[int]:
    start = np.datetime64(window.first)
    if not len(ever) or ever.date.min() >= start:
        raise Missing("short-history")
    first = firsts(ever)
    return {partner for partner in set(facts.partner.tolist()) - {NOBODY} if first[partner] >= start}


def _tenure(facts: Facts, ever: Facts, window: Span) -> Decimal:
    first = firsts(ever)
    end = np.datetime64(window.last)
    weights = {partner: amount for partner, amount in facts.sums("partner", "net").items()
               if amount > 0 and partner != NOBODY}  # fmt: skip
    if not weights:
        raise Missing("zero-denominator")
    months = sum(amount * ((end - first[partner]).astype(int) + 1) / 30.4375 for partner, amount in weights.items())
    return rounded(months / sum(weights.values()))


def _sum_of(facts: Facts, partners: list[int]) -> int:
    return int(facts.net[np.isin(facts.partner, partners)].sum())


def _province(ids: set[str]) -> str | None:
    """First two digits of the region in a code of 18 (positions 3 and 4) or of an old tax id of 15 (1 and 2)."""
    for tax_id in sorted(ids):
        if len(tax_id) == 18 and tax_id[2:8].isdigit():
            return tax_id[2:4]
        if len(tax_id) == 15 and tax_id[:6].isdigit():
            return tax_id[:2]
    return None
