"""The feature files of companies, made of the facts of a run."""

import logging
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache, partial
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any

from sme_extract import __version__
from sme_extract.credit.company import Company, latest_day
from sme_extract.credit.compute import Computation
from sme_extract.credit.consistency import checks, integrity
from sme_extract.credit.definitions import Definitions, Missing
from sme_extract.credit.fact_base import FactBase
from sme_extract.credit.identity import Choice, UnknownCompany, choose, companies
from sme_extract.credit.parties import Party
from sme_extract.credit.signals import signals
from sme_extract.pipeline.fact_store import read_facts
from sme_extract.pipeline.isolation import Failure, isolate
from sme_extract.pipeline.registry import FEATURES, load_registry
from sme_extract.schemas.feature import CompanyFeatures, CompanyIdentity, CompanyProfile

log = logging.getLogger(__name__)
FILE = "features.json"
EACH = "features"
"""Folder with a file for each company."""


def load(out: Path, profile: CompanyProfile) -> FactBase:
    """The facts of a run; names that the user says are one company's are one party."""
    names = [name for name in (profile.name, *profile.former_names) if name]
    return FactBase(read_facts(out), [(profile.uscc, name) for name in names])


@cache
def load_definitions() -> Definitions:
    """The features of the catalogue and those of plugins; looked up once."""
    merged = Definitions()
    for _, found in load_registry().of(FEATURES):
        for definition in found:
            merged.add(definition)
    return merged


def one_company(out: Path, profile: CompanyProfile, as_of: date | None) -> CompanyFeatures:
    """The features of the company whose papers a run read. UnknownCompany where nothing says whose they are."""
    base = load(out, profile)
    choice = choose(base, profile.name, profile.uscc)
    return features_of(Company(base, choice.party, day_of(base, as_of), profile=profile), choice)


def each_company(out: Path, profile: CompanyProfile, as_of: date | None, jobs: int = 1) -> Iterator[CompanyFeatures]:
    """The features of every company that papers of its own speak of, in the order of their names.

    `jobs` processes share the facts where the system can fork; the answers are the same.
    """
    base = load(out, profile)
    day = day_of(base, as_of)
    found = companies(base)
    if not found:
        raise UnknownCompany("no document is a company's own: a licence, a return, a statement or a ledger names it.")
    load_definitions()
    one = partial(_of_party, base, profile, day, found)
    if jobs == 1 or "fork" not in get_all_start_methods():
        yield from map(one, range(len(found)))
        return
    _SHARED.append(one)
    try:
        with ProcessPoolExecutor(jobs, get_context("fork"), initializer=_stop_at_once) as workers:
            yield from workers.map(_shared, range(len(found)), chunksize=4)
    finally:
        _SHARED.clear()


def _stop_at_once() -> None:
    """A worker has nothing to tidy up when it is told to stop."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends the workers


_SHARED: list[Callable[[int], CompanyFeatures]] = []
"""What forked processes find in their memory: facts are too many to be sent."""


def _shared(number: int) -> CompanyFeatures:
    return _SHARED[0](number)


def _of_party(
    base: FactBase, profile: CompanyProfile, day: date, parties: Sequence[Party], number: int
) -> CompanyFeatures:
    party = parties[number]
    company = Company(base, party, day, alone=False, profile=profile)
    return features_of(company, Choice(party, "majority"))


def features_of(company: Company, choice: Choice) -> CompanyFeatures:
    """Everything about one company."""
    features = tuple(Computation(company, load_definitions(), guarded).all())
    by_name = {feature.name: feature for feature in features}
    checked = list(checks(company, by_name))
    used = company.used_documents()
    return CompanyFeatures(
        tool=f"sme-extract {__version__}",
        company=_identity(choice, len(used)),
        given=company.profile,
        as_of=company.as_of,
        features=features,
        checks=tuple(checked),
        integrity=integrity(checked),
        signals=tuple(signals(company, by_name)),
        documents=tuple(company.standings()) if company.alone else (),
        n_documents_used=len(used),
    )


def key_of(found: CompanyFeatures) -> str:
    """What a company goes under among others: its first id, else its name."""
    return found.company.ids[0] if found.company.ids else found.company.name


def guarded(name: str, call: Callable[[], Any]) -> Any:
    """The answer of a feature. Code that breaks, perhaps a plugin's, is told in the log and harms no other feature."""

    def answer() -> Any:
        try:
            return call()
        except Missing as missing:
            return missing

    found = isolate(name, answer)
    if isinstance(found, Failure):
        log.warning("the feature %s failed: %s", name, type(found.error).__name__)
        raise Missing("failed")
    if isinstance(found, Missing):
        raise found
    return found


def _identity(choice: Choice, n_documents: int) -> CompanyIdentity:
    party = choice.party
    return CompanyIdentity(
        name=party.name,
        ids=tuple(sorted(party.ids)),
        other_names=tuple(sorted(party.names - {party.name})),
        decided_by=choice.decided_by,
        n_documents=n_documents,
    )


def day_of(base: FactBase, as_of: date | None) -> date:
    """The day asked for, else that of the latest document."""
    day = as_of or latest_day(base)
    if day is None:
        raise UnknownCompany("no document has a day. Say for which day the features are: --as-of 2026-01-31.")
    return day
