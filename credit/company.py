"""One company's facts: what is its own, each thing counted once, and what every document is to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from sme_extract.credit.fact_base import NOBODY, FactBase
from sme_extract.credit.fact_tables import PARTIES
from sme_extract.credit.facts import CARRIERS
from sme_extract.credit.facts_frame import Facts, empty
from sme_extract.credit.parties import Party
from sme_extract.credit.same_document import (
    Counted,
    count_once,
    document_keys,
    invoice_keys,
    latest_filing,
    transaction_keys,
)
from sme_extract.credit.windows import month_numbers
from sme_extract.schemas.feature import CompanyProfile, Standing

KEYS: Mapping[str, tuple[str, ...]] = {
    "contracts": ("number",),
    "orders": ("number",),
    "deliveries": ("number",),
    "drafts": ("number",),
    "certificates": ("variant", "number"),
    "tax_grades": ("year",),
    "utility_periods": ("utility", "account_no", "month"),
}
"""What names a thing in the tables in which a thing may come on several papers."""


@dataclass
class Company:
    """Facts by table: those in which the company has a role. `alone` takes what names nobody as its own too."""

    base: FactBase
    party: Party
    as_of: date
    alone: bool = True
    profile: CompanyProfile = field(default_factory=CompanyProfile)

    @cached_property
    def number(self) -> int:
        """Its number among the parties."""
        return self.base.number_of(self.party)

    def of_role(self, table: str, role: str) -> Facts:
        """Facts in which it has this role."""
        return self.base.of_party(table, role, self.number)

    def owned(self, table: str) -> Facts:
        """Facts of its own papers."""
        mine = self.of_role(table, "owner")
        if table == "transactions" and self.profile.accounts:
            every = self.base[table]
            named = np.isin(every.account_no, self.profile.accounts) & (every.owner == NOBODY)
            mine = _joined(mine, every.where(named))
        return mine

    @cached_property
    def invoices(self) -> Counted:
        """Invoices on which it sells or buys, void ones too, each once."""
        facts = _joined(self.of_role("invoices", "seller"), self.of_role("invoices", "buyer"))
        counted = count_once(facts, invoice_keys(facts), "gross")
        whole = counted.facts
        own = whole.with_columns(month=month_numbers(whole.date), partner=self._partner(whole))
        return Counted(own.sorted_by("date", "number"), counted.repeats, counted.incomplete, counted.disagreements)

    def _partner(self, invoices: Facts) -> Any:
        return np.where(invoices.seller == self.number, invoices.buyer, invoices.seller)

    @cached_property
    def transactions(self) -> Counted:
        """Movements on its accounts, each once, oldest first."""
        facts = self.owned("transactions")
        counted = count_once(facts, transaction_keys(facts), None)
        own = counted.facts.with_columns(month=month_numbers(counted.facts.date), partner=counted.facts.counterparty)
        order = own.sorted_by("date")
        return Counted(order, counted.repeats, counted.incomplete)

    @cached_property
    def invoice_lines(self) -> Facts:
        """Lines of its invoices with the day, the partner and the side of the invoice; where several papers list the
        lines of one invoice, those of the most trusted."""
        invoices, lines = self.invoices.facts, self.base["invoice_lines"]
        row_of = {number: row for row, number in enumerate(invoices.number)}
        trust = {carrier: rank for rank, carrier in enumerate(CARRIERS)}
        best: dict[str, tuple[int, str]] = {}
        for number, carrier, document in zip(lines.number, lines.carrier, lines.document, strict=True):
            if number in row_of:
                paper = trust.get(carrier, len(trust)), document
                best[number] = min(best.get(number, paper), paper)
        rows = [
            (line, row_of[number])
            for line, (number, document) in enumerate(zip(lines.number, lines.document, strict=True))
            if number in best and best[number][1] == document
        ]
        of = np.array([row for _, row in rows], dtype=np.int64)
        return lines.where(np.array([line for line, _ in rows], dtype=np.int64)).with_columns(
            **{name: invoices.columns[name][of] for name in ("date", "month", "partner", "seller", "buyer", "void")}
        )

    def papers(self, table: str) -> Facts:
        """Facts of a table in which it has any role, each thing once."""
        return self._papers(table).facts

    def _papers(self, table: str) -> Counted:
        if table in self._cache:
            return self._cache[table]
        found = empty(table)
        for role in PARTIES[table]:
            found = _joined(found, self.of_role(table, role))
        if not PARTIES[table] and self.alone:
            found = self.base[table]
        found = found.with_columns(**{role: found.columns.get(role, _nobody(found)) for role in PARTIES[table]})
        if table in ("filings", "statement_rows"):
            kept = latest_filing(found, *FILED[table], by="filled_on" if table == "filings" else "last")
            counted = Counted(kept, empty(table), empty(table))
        elif table in KEYS:
            counted = count_once(found, document_keys(found, *KEYS[table]))
        else:
            counted = Counted(found, empty(table), empty(table))
        self._cache[table] = counted
        return counted

    @cached_property
    def _cache(self) -> dict[str, Counted]:
        return {}

    def standings(self) -> Iterator[Standing]:
        """What became of each document that no feature can use."""
        used, named = self._used_and_named()
        repeats = {*self.invoices.repeats.document, *self.transactions.repeats.document} - used
        incomplete = {*self.invoices.incomplete.document, *self.transactions.incomplete.document} - used
        documents = self.base["documents"]
        for document, kind in zip(documents.document, documents.kind, strict=True):
            if document in used:
                continue
            if document in repeats:
                yield Standing(document=document, standing="same-document", why="says what a better carrier says")
            elif document in incomplete:
                yield Standing(document=document, standing="incomplete", why="number, day or amount is missing")
            elif document in named:
                yield Standing(document=document, standing="other-company", why=named[document])
            else:
                yield Standing(document=document, standing="no-party", why=f"a {kind} that names nobody")

    def used_documents(self) -> set[str]:
        """Documents that give at least one fact."""
        used: set[str] = {*self.invoices.facts.document, *self.transactions.facts.document}
        for table in PARTIES:
            if table not in ("invoices", "transactions"):
                used |= set(self._of_any_role(table))
        return used

    def _used_and_named(self) -> tuple[set[str], dict[str, str]]:
        used, named = self.used_documents(), dict[str, str]()
        for table, roles in PARTIES.items():
            for role in roles:
                facts = self.base[table]
                for document, number in zip(facts.document, facts.columns[role], strict=True):
                    if number != NOBODY and document not in named:
                        named[document] = self.base.by_number[number].name
        return used, named

    def _of_any_role(self, table: str) -> Iterator[str]:
        for role in PARTIES[table]:
            yield from self.of_role(table, role).document


FILED = {"filings": ("form", "first", "last"), "statement_rows": ("statement", "last", "name")}


def _nobody(facts: Facts) -> Any:
    return np.full(len(facts), NOBODY, dtype=np.int64)


def _joined(one: Facts, other: Facts) -> Facts:
    """Both, without the rows that are in both."""
    if not len(other):
        return one
    if not len(one):
        return other
    have = set(one.places())
    new = np.array([place not in have for place in other.places()], dtype=bool)
    names = [name for name in one.columns if name in other.columns]
    return Facts(one.table, {name: np.concatenate([one.columns[name], other.columns[name][new]]) for name in names})


def latest_day(base: FactBase) -> date | None:
    """The day of the latest document: until then features look, unless the user says another day."""
    days = base["documents"].date
    known = days[~np.isnat(days)]
    return known.max().astype(object) if len(known) else None
