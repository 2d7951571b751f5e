"""Invoice ledgers: the invoices of a period as the tax account exports them (税务数字账户 全量发票查询).

Sheet 发票基础信息 has a row an invoice, 信息汇总表 a row an invoice line. Columns are told by their headers, in any
order. Void invoices count, but no total holds them. Amounts are CNY.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from sme_extract.extractors import parse
from sme_extract.extractors.base import Candidate, Extractor, Field, RowTable
from sme_extract.extractors.checks import invoice_number_20
from sme_extract.extractors.cue import label, title
from sme_extract.extractors.invoice_ledger_columns import COLUMNS
from sme_extract.extractors.row_table import LongTable, Troubles, long_tables
from sme_extract.extractors.scope import Span
from sme_extract.schemas.result import Finding, Row

LEAST_HEADERS = 5
CENT = Decimal("0.01")
MONEY = ("amount", "tax", "total")
NOTHING = Decimal(0)
SIDES = {"sales": "seller", "purchases": "buyer"}
"""Direction, and the side on which the company stands."""


@dataclass
class Sum:
    """Rows of one partner or of all."""

    rows: int = 0
    amount: Decimal = NOTHING
    tax: Decimal = NOTHING

    def add(self, row: Row) -> None:
        """Count a row."""
        self.rows += 1
        self.amount += row.get("amount") or NOTHING
        self.tax += row.get("tax") or NOTHING


@dataclass
class Survey:
    """What one pass over a table tells."""

    table: LongTable
    rows: int = 0
    first: date | None = None
    last: date | None = None
    void: int = 0
    red: int = 0
    last_row: int = 0
    parties: dict[str, Counter[tuple[str, str]]] = field(
        default_factory=lambda: {side: Counter[tuple[str, str]]() for side in SIDES.values()}
    )
    incomplete: set[str] = field(default_factory=set[str])
    """Columns in which a cell is missing or could not be read; no figure is made of them."""
    checked: int = 0
    wrong: int = 0
    """Valid rows whose amount, tax and total were held against each other, and those that do not add up."""
    both: Counter[str] = field(default_factory=Counter[str])
    """Rows in which a company is on both sides."""
    sums: dict[tuple[str, str], Sum] = field(default_factory=dict[tuple[str, str], Sum])
    valid: Sum = field(default_factory=Sum)
    deductible: Decimal = NOTHING
    """有效抵扣税额 of the rows that are selected."""

    def add(self, row: Row) -> None:
        """Count one row."""
        self.rows += 1
        self.last_row = row["row"]
        day = row.get("issue_date")
        if day is not None:
            self.first, self.last = min(self.first or day, day), max(self.last or day, day)
        ids = {side: row.get(f"{side}.tax_id") or "" for side in SIDES.values()}
        for side, code in ids.items():
            if code:
                self.parties[side][code, row.get(f"{side}.name") or ""] += 1
        if ids["seller"] and ids["seller"] == ids["buyer"]:
            self.both[ids["seller"]] += 1
        if is_void(row):
            self.void += 1
            return
        self.red += is_red(row)
        self.valid.add(row)
        if is_selected(row):
            self.deductible += row.get("deductible_tax") or NOTHING
        for side, code in ids.items():
            if code:
                self.sums.setdefault((side, code), Sum()).add(row)

    @property
    def is_deduction(self) -> bool:
        """Whether this is the export of a selection for deduction (进项抵扣勾选)."""
        return "deductible_tax" in self.table.names

    def company(self) -> str | None:
        """The taxpayer that every row names, on whichever side, when only one is."""
        rows: Counter[str] = Counter()
        for side, names in self.parties.items():
            # only who bought can select invoices for deduction, even when all are of one seller
            for (code, _), count in names.items() if side == "buyer" or not self.is_deduction else ():
                rows[code] += count
        everywhere = [code for code, count in rows.items() if count - self.both[code] == self.rows]
        return everywhere[0] if len(everywhere) == 1 else None

    def direction(self) -> str | None:
        """`sales`, `purchases` or `both`."""
        code = self.company()
        if code is None:
            columns = self.table.names
            if "seller.code" in columns and not columns & {"buyer.code", "buyer.tax_id"}:
                return "purchases"
            if "buyer.code" in columns and not columns & {"seller.code", "seller.tax_id"}:
                return "sales"
            return "purchases" if self.is_deduction else None
        found = [way for way, side in SIDES.items() if any(key == code for key, _ in self.parties[side])]
        return found[0] if len(found) == 1 else "both"


class InvoiceLedger(Extractor):
    """Invoices exported from the tax account (税务数字账户)."""

    kind = "invoice_ledger"
    cues = (
        title(r"全量发票查询导出结果|发票基础信息|信息汇总表|进项抵扣勾选|抵扣勾选(发票)?(清单|明细)?"),
        label(r"数电票号码|数电发票号码"),
        label(r"销方识别号|销方名称"),
        label(r"购方识别号|购方名称"),
        label(r"发票状态|发票来源|发票票种|是否正数发票", 2),
        label(r"^(销方|购方)(识别号|税号)$", 3),
        label(r"^(是否正数发票|发票风险等级|勾选状态|有效抵扣税额)$", 3),
        label(r"^(有效|作废)发票$|^(正常|已红冲.*)$|单位代号", 2),
        # one row of headers: no invoice has its number and its amounts on one line
        label(r"发票号码.*开票日期.*金额.*税额", 3),
    )

    n_rows = Field(int, required=True)
    period_start = Field(parse.date_value, required=True)
    period_end = Field(parse.date_value, required=True)
    company_tax_id = Field(parse.tax_id, name="company.tax_id")
    company_name = Field(parse.name, name="company.name")
    direction = Field(parse.text)
    amount = Field(parse.money, required=True)
    tax = Field(parse.money, required=True)
    sales_amount = Field(parse.money, name="sales.amount")
    sales_tax = Field(parse.money, name="sales.tax")
    purchases_amount = Field(parse.money, name="purchases.amount")
    purchases_tax = Field(parse.money, name="purchases.tax")
    deductible_tax = Field(parse.money)
    n_void = Field(int)
    n_red = Field(int)

    def reconcile(self) -> Iterable[Finding]:
        """One pass over each sheet: totals into the fields, oddities into findings."""
        self.surveys: dict[str, Survey] = {}
        for table in long_tables(self.document.pages, COLUMNS, LEAST_HEADERS):
            name = "lines" if "item_name" in table.names else "invoices"
            if name in self.surveys:
                yield Finding(
                    code="sheet-not-read",
                    severity="error",
                    message=f"a second table of {name} was left out: sheet {table.sheet or table.page}",
                )
                continue
            troubles = Troubles()
            self.surveys[name] = survey(table, troubles, unique=name == "invoices")
            yield from troubles.findings()
        if self.surveys:
            self._settle(self.surveys.get("invoices") or self.surveys["lines"])
            yield from self._sheets_disagree()

    def tables(self) -> Iterator[RowTable]:
        """`invoices` and `lines`."""
        for name, found in self.surveys.items():
            yield RowTable(name, found.table.described(), found.rows, partial(_rows, found.table))

    def _settle(self, found: Survey) -> None:
        values: dict[str, Any] = {
            "n_rows": found.rows,
            "n_void": found.void if found.table.names & {"status"} else None,
            "n_red": found.red,
            "period_start": found.first,
            "period_end": found.last,
            "amount": found.valid.amount,
            "tax": found.valid.tax,
            "deductible_tax": found.deductible if "deductible_tax" in found.table.names else None,
        }
        direction, company = found.direction(), found.company()
        values["direction"] = direction
        if company is not None:
            names = {name for side in SIDES.values() for code, name in found.parties[side] if code == company and name}
            values |= {"company.tax_id": company, "company.name": names.pop() if len(names) == 1 else None}
        for way, side in SIDES.items():
            if direction == way:
                total: Sum | None = found.valid
            else:
                total = found.sums.get((side, company)) if direction == "both" and company else None
            if total is not None:
                values |= {f"{way}.amount": total.amount, f"{way}.tax": total.tax}
        for name, value in values.items():
            if value is None or _column_of(name) in found.incomplete:
                continue
            slot = self.slots[name]
            slot.chosen = Candidate(value, _span(found, name, value), "lines")
            if _column_of(name) in MONEY:
                slot.confirmations += found.wrong == 0 and found.checked == found.valid.rows
                slot.contradictions += found.wrong > 0

    def _sheets_disagree(self) -> Iterator[Finding]:
        """The sheet of invoices and the sheet of their lines have one total."""
        if len(self.surveys) < 2:
            return
        invoices, lines = self.surveys["invoices"].valid, self.surveys["lines"].valid
        for name in ("amount", "tax"):
            left, right = getattr(invoices, name), getattr(lines, name)
            both = name in self.surveys["invoices"].table.names & self.surveys["lines"].table.names
            if both and left != right:
                message = f"invoices have {name} {left}, their lines {right}"
                yield Finding(code="sheets-disagree", severity="error", message=message, fields=(name,))
            self.slots[name].confirmations += both and left == right
            self.slots[name].contradictions += both and left != right


def survey(table: LongTable, troubles: Troubles, *, unique: bool) -> Survey:
    """One pass over a table; `unique`: an invoice may stand there once."""
    found = Survey(table)
    seen: set[tuple[str, ...]] = set()
    for row in _rows(table, troubles):
        found.add(row)
        if not is_void(row):
            found.checked += "total" in row and row["total"] is not None
            if row.get("amount") is None:
                found.incomplete.add("amount")
            if is_selected(row) and row.get("deductible_tax") is None:
                found.incomplete.add("deductible_tax")
        found.wrong += _judge(row, troubles)
        key = tuple(row.get(name) or "" for name in ("digital_number", "invoice_code", "invoice_number"))
        if unique and any(key):
            if key in seen:
                troubles.note("duplicate-invoice", "warning", f"row {row['row']}: {' '.join(filter(None, key))}")
            seen.add(key)
    found.incomplete.update(troubles.columns.get("unreadable-cell", ()), {*MONEY[:2]} - table.names)
    return found


def _rows(table: LongTable, troubles: Troubles | None = None) -> Iterator[Row]:
    """Rows that are invoices: a row of sums names none."""
    for row in table.typed(troubles):
        if any(row.get(name) for name in ("digital_number", "invoice_number", "invoice_code", "issue_date")):
            yield row
        elif troubles is not None and not _is_sum(row):
            troubles.note("row-without-number", "warning", f"row {row['row']}")


def _is_sum(row: Row) -> bool:
    return all(row.get(name) is None for name in ("seller.name", "buyer.name", "item_name", "status"))


def is_void(row: Row) -> bool:
    """作废, not its opposite."""
    return "作废" in (row.get("status") or "")


def is_selected(row: Row) -> bool:
    """Selected for deduction: 已勾选, 是; an export without that column holds selected ones only."""
    return (row.get("selection_status") or "已勾选") in ("已勾选", "是", "已认证", "已抵扣")


def is_red(row: Row) -> bool:
    """A negative invoice: it takes an earlier one back."""
    amount = row.get("amount")
    return row.get("is_positive") is False or (amount is not None and amount < 0)


def _judge(row: Row, troubles: Troubles) -> bool:
    """Sums and numbers of one row; whether its amounts contradict each other."""
    where = f"row {row['row']}"
    amount, tax, total = (row.get(name) for name in MONEY)
    wrong = amount is not None and total is not None and abs(amount + (tax or NOTHING) - total) >= CENT
    if wrong:
        troubles.note("row-total", "error", f"{where}: {amount} + {tax} is not {total}", *MONEY)
    deductible = row.get("deductible_tax")
    if tax is not None and deductible is not None and abs(deductible) > abs(tax):
        message = f"{where}: {deductible} is deducted of a tax of {tax}"
        troubles.note("deducted-beyond-tax", "error", message, "deductible_tax")
    number = row.get("digital_number")
    if number is not None:
        year = row["issue_date"].year if row.get("issue_date") else None
        if complaint := _complaint(number[:4], len(number), year):
            troubles.note("implausible-number", "warning", f"{where}: {number}: {complaint}", "digital_number")
        if number.endswith("00000"):
            message = f"{where}: {number} ends in zeros, as a rounded number does"
            troubles.note("rounded-number", "warning", message, "digital_number")
    return wrong


@lru_cache(maxsize=4096)
def _complaint(head: str, length: int, year: int | None) -> str | None:
    """What is wrong with a digital number, of which only the head tells."""
    return invoice_number_20(head.ljust(length, "0"), date(year, 1, 1) if year else None)


def _column_of(name: str) -> str:
    """The column that a figure is made of."""
    made_of = {"period_start": "issue_date", "period_end": "issue_date", "n_void": "status", "n_red": "amount"}
    return made_of.get(name, name if name.startswith("company") else name.rpartition(".")[2])


def _span(found: Survey, name: str, value: Any) -> Span:
    """Where a figure comes from: the column of the sheet, from the first to the last row."""
    table = found.table
    column = _column_of(name)
    letter = table.letter(column) if column in table.names else ""
    first, last = table.header_row + 2, found.last_row
    locator = f"{letter}{first}:{letter}{last}" if letter else f"{first}:{last}"
    return Span(str(value), "cell", f"rows:{column}", table.page, None, 1.0, locator)
