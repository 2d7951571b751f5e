"""Invoice ledgers of many companies as published for a modelling contest: one folder a company in a ZIP, plain CSV.

`COMPANY/sales.csv`, `COMPANY/purchases.csv` (columns 开票日期, 购方单位代号 or 销方单位代号, 金额, 发票状态, ...; a
negative amount is a red-letter invoice) and `labels.csv` (company, default).
"""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np

FIRST_MONTH = 2017 * 12
"""January 2017 as a count of months; the ledgers hold few invoices before."""
BOOKS = ("sales", "purchases")


@dataclass(frozen=True, slots=True)
class Row:
    """One invoice."""

    day: date
    party: str
    net: float
    valid: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """The invoices of one company."""

    company: str
    sales: tuple[Row, ...]
    purchases: tuple[Row, ...]

    def monthly(self) -> dict[str, np.ndarray]:
        """Net amounts by complete month. The months of the first and of the last invoice are taken for incomplete."""
        days = [row.day for row in (*self.sales, *self.purchases)]
        first = max(FIRST_MONTH, month_of(min(days)) + 1)
        last = month_of(max(days) + timedelta(days=1))
        flows = {book: np.zeros(max(0, last - first)) for book in BOOKS}
        for book in BOOKS:
            for row in getattr(self, book):
                at = month_of(row.day) - first
                if row.valid and 0 <= at < len(flows[book]):
                    flows[book][at] += row.net
        return {**flows, "net_cash": flows["sales"] - flows["purchases"]}


def month_of(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1


def tunes(company: str) -> bool:
    """Whether a company belongs to the half that things are chosen and learnt on; the other half is reported."""
    return sha256(company.encode()).digest()[0] % 2 == 0


def read(path: Path) -> tuple[list[Ledger], dict[str, int]]:
    """All companies, and the labels of those that have one."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        companies = sorted({name.split("/")[0] for name in names if "/" in name})
        ledgers = [Ledger(c, *(_rows(archive, f"{c}/{book}.csv") for book in BOOKS)) for c in companies]
        labels = {row["company"]: int(row["default"]) for row in _table(archive, "labels.csv")}
    return ledgers, labels


def _rows(archive: zipfile.ZipFile, name: str) -> tuple[Row, ...]:
    if name not in archive.namelist():
        return ()
    return tuple(
        Row(
            date(*map(int, row["开票日期"].split("/"))),
            row.get("购方单位代号") or row.get("销方单位代号") or "",
            float(row["金额"]),
            row["发票状态"] == "有效发票",
        )
        for row in _table(archive, name)
    )


def _table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
