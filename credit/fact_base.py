"""All facts of a batch, with every party in them resolved."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from sme_extract.credit.fact_tables import PARTIES, TABLES
from sme_extract.credit.facts_frame import Array, Facts, empty
from sme_extract.credit.parties import Mention, Parties, Party

NOBODY = -1
"""Number of the party where a document names none."""


class FactBase:
    """The tables; each role in them (`seller`, `owner`, …) has a column with the party's number."""

    def __init__(self, tables: Mapping[str, Facts], same: Sequence[Mention] = ()) -> None:
        """`same` are names and ids of one party, by what the user says."""
        self._tables = {name: tables.get(name, empty(name)) for name in TABLES}
        self.parties = Parties(self._mentions(), same)
        self.by_number: list[Party] = list(self.parties)
        self._numbers = {party.key: number for number, party in enumerate(self.by_number)}
        self._order: dict[tuple[str, str], tuple[Array, Array]] = {}
        for name, facts in self._tables.items():
            roles = {role: self._resolved(facts, role) for role in PARTIES[name]}
            self._tables[name] = facts.with_columns(**roles)

    def __getitem__(self, table: str) -> Facts:
        return self._tables[table]

    def number_of(self, party: Party) -> int:
        """Number under which a party stands in the columns of roles."""
        return self._numbers[party.key]

    def of_party(self, table: str, role: str, party: int) -> Facts:
        """The facts in which a party has this role, in the order of the table."""
        if (table, role) not in self._order:
            column = self._tables[table].columns[role]
            order = np.argsort(column, kind="stable")
            self._order[table, role] = order, column[order]
        order, column = self._order[table, role]
        first, last = np.searchsorted(column, [party, party + 1])
        return self._tables[table].where(order[first:last])

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Kind of each document."""
        documents = self._tables["documents"]
        return dict(zip(documents.document, documents.kind, strict=True))

    def _mentions(self) -> Iterator[Mention]:
        for name, facts in self._tables.items():
            for role in PARTIES[name]:
                yield from set(zip(facts.columns[f"{role}_id"], facts.columns[f"{role}_name"], strict=True))

    def _resolved(self, facts: Facts, role: str) -> Array:
        known: dict[Mention, int] = {}
        numbers = np.full(len(facts), NOBODY, dtype=np.int64)
        pairs = zip(facts.columns[f"{role}_id"], facts.columns[f"{role}_name"], strict=True)
        for row, mention in enumerate(pairs):
            if mention not in known:
                party = self.parties.of(*mention)
                known[mention] = NOBODY if party is None else self._numbers[party.key]
            numbers[row] = known[mention]
        return numbers
