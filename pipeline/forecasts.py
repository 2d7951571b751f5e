"""The forecasts of the company of a run, with the record of the method on the company's own past."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sme_extract.credit.company import Company
from sme_extract.credit.flows import all_series, commitments
from sme_extract.credit.forecast import forecast
from sme_extract.credit.identity import choose
from sme_extract.pipeline.fact_store import write_facts
from sme_extract.pipeline.features import day_of, load
from sme_extract.pipeline.manifest import write_manifest
from sme_extract.pipeline.writer import write_record
from sme_extract.schemas.errors import NoInput
from sme_extract.schemas.feature import CompanyProfile
from sme_extract.schemas.forecast import ForecastReport

if TYPE_CHECKING:
    from sme_extract.credit.forecast_methods import Forecaster

FILE = "forecast.json"


def make_forecast(
    out: Path, profile: CompanyProfile, as_of: date | None, engine: "Forecaster | None" = None
) -> ForecastReport:
    """Write `forecast.json`. NoInput where the company has neither invoices nor transactions."""
    write_facts(out)
    base = load(out, profile)
    choice = choose(base, profile.name, profile.uscc)
    company = Company(base, choice.party, day_of(base, as_of), profile=profile)
    series = tuple(
        forecast(one, commitments=commitments(company, one.name), engine=engine) for one in all_series(company)
    )
    if not series:
        raise NoInput(f"nothing to forecast: {out}. It takes invoices or bank statements of a year and more.")
    report = ForecastReport(as_of=company.as_of, series=series)
    write_record(out / FILE, report)
    write_manifest(out)
    return report
