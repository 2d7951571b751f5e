"""How well features part companies that defaulted from those that did not: `eval credit`."""

import csv
import io
import math
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from sme_extract.credit.scorecard import Design, evaluate
from sme_extract.pipeline.company_features import is_run
from sme_extract.pipeline.fact_store import FOLDER, write_facts
from sme_extract.pipeline.features import each_company
from sme_extract.pipeline.run import Progress, run
from sme_extract.pipeline.settings import Settings
from sme_extract.schemas.errors import NoInput, UsageError
from sme_extract.schemas.feature import CompanyFeatures, CompanyProfile
from sme_extract.schemas.scorecard import ScorecardReport

LABELS = "labels.csv"
REFERENCE = "log_sales"
SIZE = (REFERENCE,)
SIZE_FREE = (
    "void_ratio",
    "red_ratio",
    "red_count_ratio",
    "customer_hhi",
    "customer_top1_share",
    "supplier_hhi",
    "supplier_top1_share",
    "inv_sales_cv",
    "inv_active_months_t24m",
    "inv_zero_months",
    "inv_recency_days",
    "inv_max_gap_days",
    "inv_history_months",
    "inv_sales_growth_yoy",
    "customer_retention",
    "new_customer_share",
    "repeat_customer_share",
    "purchase_sales_ratio",
    "month_end_share",
    "round_amount_share",
    "inv_nondeal_share",
)
"""Behaviour of invoices without size; chosen for what they mean, before any label was looked at."""


def evaluate_credit(
    ledgers: Path,
    out: Path,
    labels: Path | None,
    settings: Settings,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> ScorecardReport:
    """AUC of features and of simple models. Reads `ledgers` into `out` unless that was done already."""
    defaults = read_labels(labels or ledgers)
    if not is_run(out):
        run([str(ledgers)], out, settings, progress)
    if not (out / FOLDER).is_dir():
        write_facts(out)
    rows = features_by_company(out, settings.as_of, jobs)
    names = [name for name in defaults if name in rows]
    if not names:
        raise NoInput(
            f"no company of the labels has a ledger: {labels or ledgers}. Labels are lines of company,default."
        )
    columns = {key: [rows[name][key] for name in names] for key in (*SIZE, *SIZE_FREE)}
    sets = {"size": SIZE, "size-free": SIZE_FREE, "all": (*SIZE, *SIZE_FREE)}
    try:
        return evaluate(columns, [defaults[name] for name in names], sets, reference=REFERENCE, design=Design())
    except ValueError as error:  # too few companies of one kind
        raise UsageError(f"cannot be evaluated: {ledgers}. {error}.") from error


def read_labels(path: Path) -> dict[str, int]:
    """Whether each company defaulted, from a CSV with the columns company and default, or the `labels.csv` of a ZIP."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            name = next((name for name in archive.namelist() if Path(name).name == LABELS), None)
            if name is None:
                raise UsageError(f"no {LABELS} in it: {path}. Give the labels: --labels FILE.")
            text = archive.read(name).decode("utf-8-sig")
    else:
        file = path / LABELS if path.is_dir() else path
        if not file.is_file():
            raise UsageError(f"no labels: {file}. Give a CSV with the columns company and default: --labels FILE.")
        text = file.read_text(encoding="utf-8-sig")
    try:
        return {row["company"]: int(row["default"]) for row in csv.DictReader(io.StringIO(text))}
    except (KeyError, ValueError) as error:
        raise UsageError(f"not lines of company,default (0 or 1): {path}. {error}") from error


def features_by_company(out: Path, as_of: date | None, jobs: int) -> dict[str, dict[str, float | None]]:
    """The features of each company, by each id and name that it goes under."""
    found: dict[str, dict[str, float | None]] = {}
    for company in each_company(out, CompanyProfile(), as_of, jobs):
        row = _row(company)
        for key in (*company.company.ids, company.company.name):
            found[key] = row
    return found


def _row(company: CompanyFeatures) -> dict[str, float | None]:
    values: Mapping[str, object] = {feature.name: feature.value for feature in company.features}
    row = {name: float(value) if isinstance(value := values[name], Decimal) else None for name in SIZE_FREE}
    sales = values["inv_sales_net_total"]
    row[REFERENCE] = math.log(float(sales)) if isinstance(sales, Decimal) and sales > 0 else None
    return row
