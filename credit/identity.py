"""Whose papers these are: by what the user says, by the licence, else by the majority of the documents."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sme_extract.credit.fact_base import NOBODY, FactBase
from sme_extract.credit.fact_tables import PARTIES
from sme_extract.credit.parties import Party, name_key
from sme_extract.schemas.errors import UsageError

OWN_WEIGHT = 3
"""Votes of a paper that is the company's own, such as a return or a licence; others have one for each party."""
CLEAR = 2
"""How many times the votes of the next a company has to have."""


class UnknownCompany(UsageError):
    """The documents do not say whose they are."""

    code = "unknown-company"


@dataclass(frozen=True, slots=True)
class Choice:
    """The company, and by what it was told."""

    party: Party
    decided_by: Literal["option", "licence", "majority"]


def choose(base: FactBase, name: str | None = None, uscc: str | None = None) -> Choice:
    """The company of a folder. UnknownCompany when an option names nobody, or when there is no clear majority."""
    votes, own = _votes(base)
    if name or uscc:
        party = base.parties.of(uscc, name)
        if party is None or not votes[base.number_of(party)]:
            party = _called_in_part(base, name, votes)
        if party is None:
            raise UnknownCompany(
                f"no document names {name or uscc}. Give the name or the tax id as the papers print it."
            )
        return Choice(party, "option")
    licensed = {int(owner) for owner in base["licences"].owner if owner != NOBODY}
    if len(licensed) == 1 and max(own, key=lambda party: (own[party], party in licensed)) in licensed:
        return Choice(base.by_number[licensed.pop()], "licence")
    ranked = votes.most_common(2)
    if not ranked:
        raise UnknownCompany("no document names a company. Give one: --company NAME.")
    if len(ranked) > 1 and ranked[0][1] < CLEAR * ranked[1][1]:
        names = " or ".join(base.by_number[number].name for number, _ in ranked)
        raise UnknownCompany(f"the documents do not say whose they are: {names}? Give one: --company NAME.")
    return Choice(base.by_number[ranked[0][0]], "majority")


def companies(base: FactBase) -> list[Party]:
    """Every company that papers of its own speak of, in order."""
    owners = np.concatenate([base["documents"].owner, base["invoices"].ledger])
    return [base.by_number[number] for number in np.unique(owners).tolist() if number != NOBODY]


def _votes(base: FactBase) -> tuple[Counter[int], Counter[int]]:
    """Each document votes once for each party that it names, by the weightiest way in which it does: all votes, and
    those of papers of a party's own."""
    ballots: dict[tuple[str, int], int] = {}
    for table, roles in PARTIES.items():
        for role in roles:
            weight = OWN_WEIGHT if role in ("owner", "ledger") else 1
            facts = base[table]
            for ballot in set(zip(facts.document, facts.columns[role].tolist(), strict=True)):
                ballots[ballot] = max(ballots.get(ballot, 0), weight)
    votes: Counter[int] = Counter()
    own: Counter[int] = Counter()
    for (_, party), weight in sorted(ballots.items()):
        if party != NOBODY:
            votes[party] += weight
            own[party] += weight == OWN_WEIGHT
    return votes, own


def _called_in_part(base: FactBase, name: str | None, votes: Counter[int]) -> Party | None:
    """The only party of the documents whose name holds these words."""
    key = name_key(name or "")
    parties = [base.by_number[number] for number in votes]
    found = [party for party in parties if key and any(key in name_key(other) for other in party.names)]
    return found[0] if len(found) == 1 else None
