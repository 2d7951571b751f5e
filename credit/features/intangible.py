"""Patents, certificates and the licence (catalogue F 95; 9.5)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from sme_extract.credit.definitions import CNY, COUNT, DAYS, FLAG, RATIO, Missing, feature, quotient
from sme_extract.credit.facts_frame import NO_COUNT, Facts

GROUP = "intangible"
TERMS = {"patent_invention": 20, "patent_utility": 10, "patent_design": 15}
"""Years from the filing (专利法 42); a design filed before 2021-06-01 has 10."""
DESIGN_REFORM = np.datetime64("2021-06-01")
WEIGHTS = {"patent_invention": Decimal(3), "patent_utility": Decimal(1), "patent_design": Decimal("0.5")}
DEAD = frozenset({"lapsed_fee", "expired", "invalidated", "abandoned", "refused", "withdrawn"})
YEAR_DAYS = Decimal("365.25")
LEVELS = (("小巨人", 3), ("专精特新", 2), ("创新型", 1))


@dataclass
class Patent:
    """What all papers about one patent say together; the latest paper has the last word on its state."""

    number: str
    variant: str | None = None
    filed_on: np.datetime64 | None = None
    granted_on: np.datetime64 | None = None
    expires_on: np.datetime64 | None = None
    legal_status: str | None = None
    fees_paid_to_year: int | None = None
    pledged: bool = False
    bought: bool = False

    def expiry(self) -> np.datetime64 | None:
        """Day of expiry: printed, else by the term of its type."""
        if self.expires_on is not None or self.filed_on is None or self.variant is None:
            return self.expires_on
        years = 10 if self.variant == "patent_design" and self.filed_on < DESIGN_REFORM else TERMS[self.variant]
        filed = self.filed_on.astype(object)
        return np.datetime64(date(filed.year + years, filed.month, min(filed.day, 28)))

    def in_force(self, day: np.datetime64) -> bool:
        """Granted, not expired, and no paper says that it has lapsed."""
        expiry = self.expiry()
        granted = self.granted_on is not None and self.granted_on <= day
        return bool(granted and (expiry is None or expiry > day) and self.legal_status not in DEAD)

    def pending(self) -> bool:
        """Filed, and neither granted nor given up."""
        return self.granted_on is None and self.legal_status not in DEAD


def portfolio(patents: Facts) -> list[Patent]:
    """One entry a number; papers are in order of their days."""
    found: dict[str, Patent] = {}
    for row in range(len(patents)):
        number = patents.patent_no[row]
        if not number:
            continue
        patent = found.setdefault(number, Patent(number, _by_number(number)))
        patent.variant = patents.variant[row] or patent.variant
        for name in ("filed_on", "granted_on", "expires_on"):
            day = patents.columns[name][row]
            if not np.isnat(day):
                setattr(patent, name, day)
        patent.legal_status = patents.legal_status[row] or patent.legal_status
        if patents.fees_paid_to_year[row] != NO_COUNT:
            patent.fees_paid_to_year = int(patents.fees_paid_to_year[row])
        patent.pledged |= bool(patents.pledgee_name[row])
        patent.bought |= patents.paper[row] == "change_notice"
    return [found[number] for number in sorted(found)]


def _by_number(number: str) -> str | None:
    """The fifth digit of an application number tells its type (ZC 0006-2003)."""
    kinds = {"1": "patent_invention", "8": "patent_invention", "2": "patent_utility", "9": "patent_utility"}
    return (kinds | {"3": "patent_design"}).get(number[4:5])


def _count(patents: Facts, as_of: date, *variants: str) -> int:
    day = np.datetime64(as_of)
    counted = [p.number for p in portfolio(patents) if p.in_force(day) and (not variants or p.variant in variants)]
    patents.where(np.isin(patents.patent_no.astype(str), counted)).point()
    return len(counted)


@feature(GROUP, unit=COUNT, windows=())
def patents_in_force(patents: Facts, as_of: date) -> int:
    """Patents that are granted and neither expired nor lapsed by any paper."""
    return _count(patents, as_of)


@feature(GROUP, unit=COUNT, windows=())
def patent_count_active_invention(patents: Facts, as_of: date) -> int:
    """Inventions (发明) in force."""
    return _count(patents, as_of, "patent_invention")


@feature(GROUP, unit=COUNT, windows=())
def patent_count_active_utility(patents: Facts, as_of: date) -> int:
    """Utility models (实用新型) in force."""
    return _count(patents, as_of, "patent_utility")


@feature(GROUP, unit=COUNT, windows=())
def patent_count_active_design(patents: Facts, as_of: date) -> int:
    """Designs (外观设计) in force."""
    return _count(patents, as_of, "patent_design")


@feature(GROUP, unit=COUNT, windows=())
def patent_count_pending(patents: Facts) -> int:
    """Applications that are neither granted nor given up by any paper."""
    return sum(patent.pending() for patent in portfolio(patents))


@feature(GROUP, unit=COUNT, windows=())
def patent_count_expired(patents: Facts, as_of: date) -> int:
    """Granted patents whose term is over or that have lapsed by a paper."""
    day = np.datetime64(as_of)
    return sum(patent.granted_on is not None and not patent.in_force(day) for patent in portfolio(patents))


@feature(GROUP, unit="score", windows=())
def patent_weighted(patents: Facts, as_of: date) -> Decimal:
    """3 for an invention, 1 for a utility model, 0.5 for a design, of those in force."""
    day = np.datetime64(as_of)
    return sum((WEIGHTS.get(p.variant or "", Decimal(0)) for p in portfolio(patents) if p.in_force(day)), Decimal(0))


@feature(GROUP, unit="years", windows=())
def patent_remaining_years_avg(patents: Facts, as_of: date) -> Decimal:
    """Mean years until the patents in force expire."""
    day = np.datetime64(as_of)
    ends = [expiry for p in portfolio(patents) if p.in_force(day) and (expiry := p.expiry()) is not None]
    if not ends:
        raise Missing("zero-denominator")
    return quotient(Decimal(int(sum((end - day).astype(int) for end in ends))) / YEAR_DAYS, len(ends))


@feature(GROUP, unit=COUNT, windows=())
def patent_recent_3y(patents: Facts, as_of: date) -> int:
    """Applications filed in the last three years."""
    start = np.datetime64(as_of.replace(year=as_of.year - 3, day=min(as_of.day, 28)))
    return sum(bool(patent.filed_on is not None and patent.filed_on >= start) for patent in portfolio(patents))


@feature(GROUP, unit=DAYS, windows=())
def patent_recency_days(patents: Facts, as_of: date) -> int:
    """Days since the last application was filed."""
    filed = [patent.filed_on for patent in portfolio(patents) if patent.filed_on is not None]
    if not filed:
        raise Missing("unknown-value")
    return int((np.datetime64(as_of) - max(filed)).astype(int))


@feature(GROUP, unit=COUNT, windows=())
def patent_class_count(patents: Facts) -> int:
    """Number of IPC subclasses (`D06P`) that the papers of patents state: how wide the portfolio is."""
    classes = {(text or "").split()[0] for text in patents.main_class if (text or "").strip()}
    if not classes:
        raise Missing("unknown-value")
    return len(classes)


@feature(GROUP, unit=COUNT, windows=())
def patent_pledged_count(patents: Facts) -> int:
    """Patents that a pledge notice names."""
    return sum(patent.pledged for patent in portfolio(patents))


@feature(GROUP, unit=COUNT, windows=())
def patent_annual_fee_arrears(patents: Facts, as_of: date) -> int:
    """Patents in force in their grace period, or whose fees are paid to a year that is over by the register."""
    day, late = np.datetime64(as_of), 0
    for patent in portfolio(patents):
        if not patent.in_force(day):
            continue
        behind = False
        if patent.fees_paid_to_year is not None and patent.filed_on is not None:
            behind = patent.fees_paid_to_year < int((day - patent.filed_on).astype(int) / 365.25)
        late += behind or patent.legal_status == "granted_grace"
    return late


@feature(GROUP, unit=RATIO, windows=())
def patent_assigned_in_share(patents: Facts, as_of: date) -> Decimal:
    """Bought, not developed: patents in force that came by a change of owner."""
    held = [patent for patent in portfolio(patents) if patent.in_force(np.datetime64(as_of))]
    if not held:
        raise Missing("zero-denominator")
    return quotient(sum(patent.bought for patent in held), len(held))


@feature(GROUP, unit=FLAG, windows=())
def hightech_valid(certificates: Facts, as_of: date) -> bool:
    """Whether a high-tech enterprise certificate (高新技术企业) is valid."""
    return any(True for _ in _valid(certificates, as_of, lambda row: certificates.variant[row] == "hightech_cert"))


@feature(GROUP, unit=DAYS, windows=())
def hightech_days_left(certificates: Facts, as_of: date) -> int:
    """Days until the high-tech enterprise certificate expires, negative when it has."""
    ends = certificates.where(certificates.variant == "hightech_cert").point().valid_until
    known = ends[~np.isnat(ends)]
    if not len(known):
        raise Missing("unknown-value")
    return int((known.max() - np.datetime64(as_of)).astype(int))


@feature(GROUP, unit="ordinal", windows=())
def specialized_level(certificates: Facts, as_of: date) -> int:
    """0 none, 1 innovative (创新型), 2 specialised and new (专精特新), 3 little giant (小巨人); valid ones."""
    rows = _valid(certificates, as_of, lambda row: certificates.variant[row] == "sme_cert")
    titles = [certificates.title[row] or "" for row in rows]
    return max((level for title in titles for word, level in LEVELS if word in title), default=0)


@feature(GROUP, unit=COUNT, windows=())
def iso_valid_count(certificates: Facts, as_of: date) -> int:
    """Management system certificates that are valid."""
    return sum(1 for _ in _valid(certificates, as_of, lambda row: certificates.variant[row] == "iso_cert"))


@feature(GROUP, unit=FLAG, windows=())
def permit_expired_flag(certificates: Facts, as_of: date) -> bool:
    """Whether a permit's time has passed."""
    permits = np.isin(certificates.variant.astype(str), ("permit", "food_permit"))
    return bool((certificates.valid_until[permits] < np.datetime64(as_of)).any())


@feature(GROUP, unit="years", windows=())
def licence_age_years(licences: Facts, as_of: date) -> Decimal:
    """Years since the company was established, by its licence."""
    founded = licences.established_on[~np.isnat(licences.established_on)]
    if not len(founded):
        raise Missing("unknown-value")
    return quotient(int((np.datetime64(as_of) - founded[-1]).astype(int)), YEAR_DAYS)


@feature(GROUP, unit=CNY, windows=())
def registered_capital(licences: Facts) -> int:
    """Registered capital on the latest licence."""
    capital = licences.capital[licences.capital != NO_COUNT]
    if not len(capital):
        raise Missing("unknown-value")
    return int(capital[-1])


def _valid(certificates: Facts, as_of: date, wanted: Callable[[int], bool]) -> Iterator[int]:
    """Rows of the wanted certificates whose end is printed and not past, and that were issued by then."""
    day = np.datetime64(as_of)
    for row in range(len(certificates)):
        issued = certificates.issued_on[row]
        if wanted(row) and certificates.valid_until[row] >= day and not issued > day:
            certificates.where(slice(row, row + 1)).point()
            yield row
