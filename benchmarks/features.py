"""From facts to features at scale: time and memory for many companies with many invoices.

python benchmarks/features.py [--invoices 1000000] [--companies 400] [--jobs 2]

The facts are invented by a seed: three years of sales to and purchases from 40 partners a company.
"""

import argparse
import json
import resource
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np

from sme_extract.credit.fact_tables import TABLES
from sme_extract.pipeline.fact_store import FOLDER, all_columns, to_parquet
from sme_extract.pipeline.features import each_company
from sme_extract.schemas.feature import CompanyProfile

DAYS = 3 * 365


def invent(out: Path, invoices: int, companies: int) -> None:
    """Facts of that many invoices, in Parquet files as a run leaves them."""
    rng = np.random.default_rng(1)
    (out / FOLDER).mkdir(parents=True)
    lines = out / "invoices.jsonl"
    company = rng.integers(0, companies, invoices)
    partner = rng.integers(0, 40, invoices)
    selling = rng.random(invoices) < 0.6
    days = rng.integers(0, DAYS, invoices)
    net = np.round(rng.lognormal(9, 1.2, invoices), 2)
    void = rng.random(invoices) < 0.03
    first = date(2023, 1, 1).toordinal()
    with lines.open("w", encoding="utf-8") as stream:
        for row in range(invoices):
            own, other = f"E{company[row]:03d}", f"P{company[row] % 7:03d}-{partner[row]:02d}"
            fact = {
                "number": f"{row:020d}", "date": date.fromordinal(first + int(days[row])).isoformat(),
                "seller_id": own if selling[row] else other, "buyer_id": other if selling[row] else own,
                "ledger_id": own, "net": f"{net[row]:.2f}", "tax": f"{net[row] * 0.13:.2f}",
                "gross": f"{net[row] * 1.13:.2f}", "void": bool(void[row]), "document": f"{own}.json",
                "part": "invoices", "row": row, "page": 1, "confidence": 1.0, "carrier": "cell", "needs_review": False,
            }  # fmt: skip
            stream.write(json.dumps(fact) + "\n")
    to_parquet(lines, all_columns(TABLES["invoices"]), out / FOLDER / "invoices.parquet")
    lines.unlink()


def main() -> None:
    """Invent, compute, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=1_000_000)
    parser.add_argument("--companies", type=int, default=400)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        invent(out, given.invoices, given.companies)
        own = resource.getrusage(resource.RUSAGE_SELF)
        started, cpu = time.perf_counter(), own.ru_utime + own.ru_stime
        count = values = 0
        for found in each_company(out, CompanyProfile(), date(2026, 1, 1), given.jobs):
            count += 1
            values += sum(feature.value is not None for feature in found.features)
        wall = time.perf_counter() - started
        own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = own.ru_utime + own.ru_stime - cpu + children.ru_utime + children.ru_stime
        peak = (own.ru_maxrss + given.jobs * children.ru_maxrss) / 1024
    print("| invoices | companies | values | jobs | wall s | CPU s | peak MB at most |")
    print("| --: | --: | --: | --: | --: | --: | --: |")
    print(f"| {given.invoices:,} | {count} | {values:,} | {given.jobs} | {wall:.0f} | {spent:.0f} | {peak:,.0f} |")


if __name__ == "__main__":
    main()
