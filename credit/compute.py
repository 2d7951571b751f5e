"""Computes the features of a company from their definitions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from sme_extract.credit.company import Company
from sme_extract.credit.definitions import CNY, Definition, Definitions, Missing, quotient, rounded
from sme_extract.credit.facts_frame import Facts
from sme_extract.credit.views import VIEWS, View, months_with_facts, through
from sme_extract.credit.windows import GRID, LAST_YEAR, Span, window
from sme_extract.schemas.feature import Feature, FeatureInput, FeatureValue, ReasonCode, Window

BEFORE, EVER = "_before", "_ever"
MOST_DECISIVE = 100
"""Places that a feature lists itself; of more the hash speaks."""
HALF = Decimal("0.5")
"""Coverage below which a feature is marked as low."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A view as a feature sees it."""

    name: str
    view: View
    facts: Facts


class Sight:
    """Looks at a company through windows, and remembers what it saw."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._whole: dict[str, Facts] = {}
        self._seen: dict[tuple[str, str, int], Facts] = {}
        self._inputs: dict[tuple[str, str, int], FeatureInput] = {}

    def whole(self, view: str) -> Facts:
        """All facts of a view."""
        if view not in self._whole:
            self._whole[view] = VIEWS[view].select(self.company)
        return self._whole[view]

    def facts(self, view: str, span: Span | None) -> Facts:
        """The facts of a view in a window."""
        if span is None:
            return self.whole(view)
        key = view, span.name, span.start
        if key not in self._seen:
            self._seen[key] = through(self.whole(view), VIEWS[view], span)
        return self._seen[key]

    def input(self, view: str, span: Span | None) -> FeatureInput:
        """How a feature points at these facts."""
        key = (view, span.name, span.start) if span else (view, "", 0)
        if key not in self._inputs:
            facts = self.facts(view, span)
            self._inputs[key] = FeatureInput(
                view=view,
                table=facts.table,
                n_facts=len(facts),
                n_documents=len(facts.documents),
                sha256=facts.digest(),
            )
        return self._inputs[key]


Guard = Callable[[str, Callable[[], Any]], Any]
"""Runs the code of the feature named; raises Missing where there is no answer."""


def unguarded(name: str, call: Callable[[], Any]) -> Any:
    """The answer, or whatever the code raises."""
    del name
    return call()


class Computation:
    """The features of one company."""

    def __init__(self, company: Company, definitions: Definitions, guard: Guard = unguarded) -> None:
        self.guard = guard
        self.sight = Sight(company)
        self.definitions = definitions
        self._done: dict[str, Feature] = {}
        self._seen: dict[str, list[Seen]] = {}
        self._spans = {name: window(name, company.as_of) for name in (*GRID, *LAST_YEAR)}

    def all(self) -> Iterable[Feature]:
        """Every feature in each of its windows, in the order of the definitions."""
        for definition in self.definitions:
            for name in definition.windows or ("",):
                yield self.feature(definition, name)

    def feature(self, definition: Definition, window_name: str) -> Feature:
        """One feature in one window."""
        key = definition.id_in(window_name)
        if key not in self._done:
            self._done[key] = self._made(definition, window_name, key)
        return self._done[key]

    def _made(self, definition: Definition, window_name: str, key: str) -> Feature:
        span = self._spans[window_name] if window_name else None
        seen: list[Seen] = []
        pointed: dict[FeatureInput, list[Facts]] = {}
        inputs: list[FeatureInput] = []

        def answer() -> Any:
            used = {
                need: self._need(need, definition, window_name, span, seen, inputs, pointed)
                for need in definition.needs
            }
            return definition.compute(**used)

        value: FeatureValue = None
        reason: ReasonCode | None = None
        try:
            value = _contract(self.guard(key, answer), definition.unit)
        except Missing as missing:
            reason = missing.reason
        self._seen[key] = seen
        coverage = self._coverage(seen, span)
        return Feature(
            name=key,
            group=definition.group,
            value=value,
            unit=definition.unit,
            window=None if span is None else Window(name=span.name, first=span.first, last=span.last),
            as_of=self.sight.company.as_of,
            coverage=coverage,
            low_coverage=coverage is not None and coverage < HALF,
            n_documents=len(frozenset().union(*(view.facts.documents for view in seen))),
            method=definition.formula,
            method_version=definition.version,
            inputs=tuple(_decided(given, pointed.get(given, [])) for given in dict.fromkeys(inputs)),
            reason=reason,
        )

    def _need(
        self,
        need: str,
        definition: Definition,
        window_name: str,
        span: Span | None,
        seen: list[Seen],
        inputs: list[FeatureInput],
        pointed: dict[FeatureInput, list[Facts]],
    ) -> Any:
        """What a parameter stands for; what it points at is noted."""
        if need == "window":
            return span
        if need == "as_of":
            return self.sight.company.as_of
        if need == "company":
            return self.sight.company
        view, over = self._view(need, span)
        if view is not None:
            facts = self.sight.facts(view, over)
            inputs.append(self.sight.input(view, over))
            seen.append(Seen(view, VIEWS[view], facts))
            if not len(self.sight.whole(view)) and need not in definition.optional:
                raise Missing("no-documents")
            return facts.noting(pointed.setdefault(inputs[-1], []))
        return self._feature_value(need, definition, window_name, seen, inputs)

    def _feature_value(
        self, need: str, definition: Definition, window_name: str, seen: list[Seen], inputs: list[FeatureInput]
    ) -> Any:
        other = self.definitions[need]
        name = window_name if window_name in other.windows else (other.windows or ("",))[0]
        feature = self.feature(other, name)
        inputs.extend(feature.inputs)
        seen.extend(self._seen[other.id_in(name)])
        if feature.value is None and need not in definition.optional:
            raise Missing(feature.reason or "unknown-value")
        return feature.value

    def _view(self, need: str, span: Span | None) -> tuple[str | None, Span | None]:
        if need in VIEWS:
            return need, span
        if need.removesuffix(BEFORE) in VIEWS:
            return need.removesuffix(BEFORE), span.before() if span else None
        if need.removesuffix(EVER) in VIEWS:
            return need.removesuffix(EVER), None
        return None, None

    def _coverage(self, seen: list[Seen], span: Span | None) -> Decimal | None:
        """Of the first view that the feature looks at."""
        first = next((view for view in seen if view.view.day is not None), None)
        if span is None or first is None:
            return None
        return quotient(months_with_facts(first.facts, first.view, span), span.months)


def _decided(given: FeatureInput, pointed: list[Facts]) -> FeatureInput:
    """The input with the places that decided, where they are few and not all."""
    places = tuple(dict.fromkeys(place for facts in pointed for place in facts.places()))
    few = places and len(places) <= MOST_DECISIVE and len(places) < given.n_facts
    return given.model_copy(update={"decisive": places}) if few else given


def _contract(value: Any, unit: str) -> FeatureValue:
    """An answer as the contract has it."""
    if value is None or isinstance(value, (str, list, bool, dict)):
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    if unit == CNY:
        cents = value if isinstance(value, Decimal) else Decimal(int(value)) / 100
        return cents.quantize(Decimal("0.01"))
    if isinstance(value, (float, np.floating)):
        return rounded(value)
    return value if isinstance(value, Decimal) else Decimal(int(value))
