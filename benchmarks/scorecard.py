"""ROC-AUC of a dozen ledger features and of simple models against defaults, with intervals.

python benchmarks/scorecard.py LEDGERS.zip [--repeats N]

Stand-ins for the product's features, so that the evaluation can be tried by itself. Features end with the latest
invoice of all labelled companies.
"""

import argparse
import math
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from ledgers import Ledger, Row, month_of, read

from sme_extract.credit.scorecard import Design, evaluate
from sme_extract.schemas.scorecard import Estimate

YEAR = timedelta(days=365)
SIZE = ("log_sales", "log_purchases", "buyer_count", "supplier_count", "invoice_count", "avg_ticket")
ACTIVITY = ("active_months", "zero_months_12", "recency_days", "max_gap_days", "history_days", "growth_yoy", "sales_cv")
"""What a default may have caused rather than announced: a company that stopped invoicing."""


def shares(rows: list[Row]) -> dict[str, float]:
    """Share of each party in the positive sum."""
    sums: dict[str, float] = defaultdict(float)
    for row in rows:
        sums[row.party] += row.net
    total = sum(value for value in sums.values() if value > 0)
    return {party: value / total for party, value in sums.items() if value > 0} if total > 0 else {}


def ratio(part: float, whole: float) -> float | None:
    """None for an empty whole."""
    return part / whole if whole else None


def log(value: float) -> float:
    """Logarithm that bears zero."""
    return math.log1p(max(value, 0.0))


def months(rows: list[Row], end: date, n: int) -> np.ndarray:
    """Sums of the last complete months before `end`."""
    sums = np.zeros(n)
    for row in rows:
        at = month_of(row.day) - (month_of(end) - n)
        if 0 <= at < n:
            sums[at] += row.net
    return sums


def features(ledger: Ledger, end: date) -> dict[str, float | None]:
    """Features of one company on one day."""
    sold, bought = ([row for row in book if row.valid] for book in (ledger.sales, ledger.purchases))
    year = months(sold, end, 12)
    two = months(sold, end, 24)
    days = sorted({row.day for row in sold}) or [end]
    gaps = [(b - a).days for a, b in zip(days, [*days[1:], end], strict=True)]
    blue = [row for row in sold if row.net > 0]
    red = [row for row in sold if row.net < 0]
    to, by = shares(sold), shares(bought)
    recent = [row for row in sold if row.day > end - YEAR]
    before = {row.party for row in sold if row.day <= end - YEAR}
    seen = defaultdict(int)
    for row in blue:
        seen[row.party] += 1
    total, spent = sum(row.net for row in sold), sum(row.net for row in bought)
    return {
        "log_sales": log(total),
        "log_purchases": log(spent),
        "buyer_count": log(len(to)),
        "supplier_count": log(len(by)),
        "invoice_count": log(len(sold)),
        "avg_ticket": log(total / len(sold)) if sold else None,
        "sales_cv": ratio(float(two.std()), float(two.mean())),
        "active_months": float((two > 0).sum()),
        "zero_months_12": float((year == 0).sum()),
        "recency_days": float((end - days[-1]).days),
        "max_gap_days": float(max(gaps)),
        "history_days": float((days[-1] - days[0]).days),
        "growth_yoy": ratio(float(year.sum()), float(two[:12].sum())),
        "void_count_rate": ratio(sum(not row.valid for row in ledger.sales), len(ledger.sales)),
        "red_count_rate": ratio(len(red), len(sold)),
        "red_amount_rate": ratio(-sum(row.net for row in red), sum(row.net for row in blue)),
        "customer_hhi": sum(s * s for s in to.values()) if to else None,
        "customer_top1": max(to.values(), default=None),
        "supplier_hhi": sum(s * s for s in by.values()) if by else None,
        "repeat_buyer_share": ratio(sum(n > 1 for n in seen.values()), len(seen)),
        "new_buyer_share": ratio(sum(r.net for r in recent if r.party not in before), sum(r.net for r in recent)),
        "purchase_sales_ratio": ratio(spent, total),
        "month_end_share": ratio(sum((row.day + timedelta(days=3)).month != row.day.month for row in blue), len(blue)),
        "max_invoice_share": ratio(max((row.net for row in blue), default=0.0), sum(row.net for row in blue)),
    }


def text(estimate: Estimate | None) -> str:
    """Value and interval."""
    return f"{estimate.value:+.3f} [{estimate.low:+.3f}, {estimate.high:+.3f}]" if estimate else "-"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledgers", type=Path)
    parser.add_argument("--repeats", type=int, default=10)
    options = parser.parse_args()
    ledgers, labels = read(options.ledgers)
    chosen = [ledger for ledger in ledgers if ledger.company in labels]
    end = max(row.day for ledger in chosen for row in (*ledger.sales, *ledger.purchases))
    rows = [features(ledger, end) for ledger in chosen]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    free = [name for name in columns if name not in SIZE]
    sets = {"log_sales": ["log_sales"], "log_sales + active_months": ["log_sales", "active_months"]}
    sets |= {
        "size-free without activity": [name for name in free if name not in ACTIVITY],
        "size-free": free,
        "size-free + log_sales": [*free, "log_sales"],
        "all": list(columns),
    }
    sets |= {f"size-free without {name}": [other for other in free if other != name] for name in free}
    report = evaluate(
        columns,
        [labels[ledger.company] for ledger in chosen],
        sets,
        reference="log_sales",
        design=Design(repeats=options.repeats),
    )
    print(f"{report.n_companies} companies, {report.n_defaults} defaults, features on {end}")
    print("\nfeature | riskier when | missing | AUC | less log_sales")
    for row in report.features:
        higher = "higher" if row.higher_is_riskier else "lower"
        print(f"{row.feature} | {higher} | {row.n_missing} | {text(row.auc)} | {text(row.over_reference)}")
    print("\nmodel | AUC of unseen companies | less log_sales")
    for model in report.models:
        print(f"{model.model} | {text(model.auc)} | {text(model.over_reference)}")


if __name__ == "__main__":
    main()
