"""Triangulation: what two kinds of papers say about the same thing, as signed ratios with a tolerance (9.8).

A check that passes says that two sources agree; one that fails asks a question; none is a verdict.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sme_extract.credit.company import Company
from sme_extract.credit.definitions import quotient
from sme_extract.credit.fact_base import NOBODY
from sme_extract.credit.features.orders import covered_partners
from sme_extract.credit.parties import name_key
from sme_extract.schemas.feature import ConsistencyCheck, Feature

Features = Mapping[str, Feature]
TENTH = (Decimal("-0.10"), Decimal("0.10"))
THIRD = (Decimal("-0.33"), Decimal("0.33"))
EXACT = (Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two features that tell the same thing."""

    id: str
    left: str
    right: str
    tolerance: tuple[Decimal, Decimal]
    what: str


PAIRS = (
    Pair("invoices-vat", "inv_sales_net", "vat_declared_sales", TENTH, "sales on invoices against VAT returns"),
    Pair("vat-cit", "cit_revenue_fy", "vat_declared_sales_fy", TENTH, "revenue on the CIT return against VAT returns"),
    Pair("cit-statement", "cit_revenue_fy", "fs_revenue_fy", TENTH, "CIT return against the income statement"),
    Pair("bank-invoices", "bank_inflow_trade", "inv_sales_gross", (Decimal("-0.40"), Decimal("0.25")),
         "money in from trade against sales invoices with tax"),
    Pair("bank-purchases", "bank_outflow_trade", "inv_purchase_gross", (Decimal("-0.50"), Decimal("3.00")),
         "money out for trade and running costs against purchase invoices with tax"),
    Pair("bank-tax", "tax_outflow", "tax_paid_total", TENTH, "tax paid from the accounts against tax certificates"),
    Pair("payroll-cit", "payroll_amount_fy", "cit_payroll_fy", THIRD,
         "wages and social insurance from the accounts against wages on the CIT return"),
    Pair("lease-video", "production_area_m2", "lease_area_m2", THIRD, "floor area in the video against the lease"),
)  # fmt: skip
GROWTH = ("energy-sales", "kwh_growth_yoy", "inv_sales_growth_yoy")


def checks(company: Company, features: Features) -> Iterator[ConsistencyCheck]:
    """Every check, in order; one of which a side is not known does not apply."""
    yield _same_id(company)
    for pair in PAIRS:
        yield _pair(pair, features)
    yield _growth(features)
    yield _customers(company)
    yield _patents(company)
    yield _address(company)
    yield _signs(company)
    yield _same_amounts(company)


def integrity(found: list[ConsistencyCheck]) -> Decimal | None:
    """Checks that pass, of those that apply."""
    applying = [check for check in found if check.status != "not-applicable"]
    return quotient(sum(check.status == "pass" for check in applying), len(applying)) if applying else None


def _pair(pair: Pair, features: Features) -> ConsistencyCheck:
    left, right = features[pair.left], features[pair.right]
    for side in (left, right):
        if side.value is None:
            return _not_applicable(pair.id, pair.what, side)
    return _compared(pair, Decimal(str(left.value)), Decimal(str(right.value)), left, right)


def _compared(pair: Pair, left: Decimal, right: Decimal, *sides: Feature) -> ConsistencyCheck:
    if right <= 0:
        return ConsistencyCheck(id=pair.id, status="not-applicable", what=pair.what, reason="zero-denominator")
    ratio = quotient(left - right, right)
    low, high = pair.tolerance
    coverages = [side.coverage for side in sides if side.coverage is not None]
    return ConsistencyCheck(
        id=pair.id,
        status="pass" if low <= ratio <= high else "fail",
        ratio=ratio,
        left=left,
        right=right,
        tolerance=pair.tolerance,
        coverage=min(coverages, default=None),
        what=pair.what,
        inputs=tuple(dict.fromkeys(given for side in sides for given in side.inputs)),
    )


def _growth(features: Features) -> ConsistencyCheck:
    """Electricity may grow a third more or less than sales."""
    name, energy, sales = GROWTH
    what = "growth of electricity against growth of sales"
    for side in (features[energy], features[sales]):
        if side.value is None:
            return _not_applicable(name, what, side)
    one, other = (1 + Decimal(str(features[side].value)) for side in (energy, sales))
    return _compared(Pair(name, energy, sales, THIRD, what), one, other, features[energy], features[sales])


def _not_applicable(name: str, what: str, side: Feature) -> ConsistencyCheck:
    return ConsistencyCheck(id=name, status="not-applicable", what=what, reason=side.reason or "unknown-value")


def _same_id(company: Company) -> ConsistencyCheck:
    """Papers of the company's own name it by one tax id."""
    named: set[str] = set()
    for table in ("licences", "filings", "statement_rows", "tax_payments", "tax_grades", "certificates"):
        named |= {tax_id for tax_id in company.papers(table).owner_id if tax_id}
    return _count("one-id", "papers of its own name one tax id", len(named), 1 if named else 0, EXACT)


def _customers(company: Company) -> ConsistencyCheck:
    met, all_ = covered_partners(company)
    tolerance = (Decimal("-0.50"), Decimal(0))
    return _count(
        "contract-customers", "partners of sales contracts that are on invoices or orders", met, all_, tolerance
    )


def _patents(company: Company) -> ConsistencyCheck:
    patents = company.base["patents"]
    owned = patents.where(patents.owner != NOBODY)
    own, all_ = int((owned.owner == company.number).sum()), len(owned)
    return _count("patent-owner", "papers of patents that name the company as owner", own, all_, EXACT)


def _address(company: Company) -> ConsistencyCheck:
    """The address of the licence is that of a meter."""
    licence = [name_key(address) for address in company.papers("licences").address if address]
    meters = {name_key(address) for address in company.papers("utility_periods").address if address}
    same = sum(any(one in place or place in one for one in licence) for place in meters)
    what = "addresses of meters that are the address on the licence"
    return _count("address", what, same, len(meters) if licence else 0, (Decimal("-0.50"), Decimal(0)))


def _signs(company: Company) -> ConsistencyCheck:
    """A sign names the company as its licence does, or in short (without `有限公司`)."""
    licences = company.papers("licences")
    own = {name_key(name) for name in (*licences.owner_name, *company.profile.former_names) if name}
    signs = {name_key(name) for name in company.papers("site_photos").sign_name if name}
    same = sum(any(sign in name or name in sign for name in own) for sign in signs)
    what = "names on signs in photos that are the name on the licence"
    return _count("sign-name", what, same, len(signs) if own else 0, (Decimal("-0.50"), Decimal(0)))


def _same_amounts(company: Company) -> ConsistencyCheck:
    counted = company.invoices
    repeated = len(counted.repeats)
    agreeing = repeated - len(counted.disagreements)
    return _count("same-invoice", "second papers of an invoice that state the same amount", agreeing, repeated, EXACT)


def _count(name: str, what: str, part: int, whole: int, tolerance: tuple[Decimal, Decimal]) -> ConsistencyCheck:
    if not whole:
        return ConsistencyCheck(id=name, status="not-applicable", what=what, reason="no-documents")
    pair = Pair(name, "", "", tolerance, what)
    return _compared(pair, Decimal(part), Decimal(whole))
