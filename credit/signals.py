"""What an analyst should look at: patterns that made-up papers often have. Named, with figures, never a verdict."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sme_extract.credit.company import Company
from sme_extract.schemas.feature import Feature, Signal


@dataclass(frozen=True, slots=True)
class Threshold:
    """A feature that is remarkable above a value."""

    code: str
    feature: str
    above: Decimal
    message: str


THRESHOLDS = (
    Threshold("circular-sales", "circularity", Decimal("0.10"), "goods are sold to partners that sell to the company"),
    Threshold("round-amounts", "round_amount_share", Decimal("0.30"), "invoices are multiples of 1,000 CNY"),
    Threshold(
        "split-invoices", "just_below_limit_share", Decimal("0.15"), "invoices lie just below the limits of forms"
    ),
    Threshold("serial-gaps", "serial_gap_rate", Decimal("0.20"), "numbers are missing in the runs of invoices"),
    Threshold("month-end-sales", "month_end_share", Decimal("0.40"), "sales are invoiced in the last days of months"),
    Threshold("month-end-balance", "month_end_spike", Decimal("0.50"), "balances rise at the ends of months"),
    Threshold("round-trips", "round_trip_share", Decimal("0.10"), "money goes back to its payer within days"),
    Threshold("many-voids", "void_ratio", Decimal("0.15"), "invoices are voided"),
    Threshold("many-red-letters", "red_ratio", Decimal("0.10"), "sales are taken back by red letters"),
    Threshold("other-receivables", "other_receivables_to_assets", Decimal("0.20"), "assets are other receivables"),
)
"""Shares that few sound companies reach; an analyst's rules of thumb, not learned from data."""


def signals(company: Company, features: Mapping[str, Feature]) -> Iterator[Signal]:
    """Everything remarkable, in order."""
    for threshold in THRESHOLDS:
        value = features[threshold.feature].value
        if isinstance(value, Decimal) and value > threshold.above:
            told = f"({threshold.feature}, looked at above {threshold.above:.0%})"
            yield Signal(
                code=threshold.code,
                severity="warning",
                message=f"{threshold.message}: {value:.1%} {told}",
                value=value,
            )
    chain = features["balance_chain_ok"].value
    if isinstance(chain, Decimal) and chain < 1:
        yield Signal(
            code="broken-balance-chain",
            severity="warning",
            message=f"balances do not follow from the amounts in {1 - chain:.1%} of the steps (balance_chain_ok)",
            value=chain,
        )
    for one, other in company.invoices.disagreements:
        documents = tuple(place.split("#")[0] for place in (one, other))
        yield Signal(
            code="sources-disagree",
            severity="warning",
            message="two papers of one invoice state different amounts",
            documents=documents,
        )
