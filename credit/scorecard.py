"""ROC-AUC of features and of simple models against defaults, by repeated stratified cross-validation.

Small sets are the rule: a few dozen companies, a dozen defaults. So features enter as ranks, the penalty is chosen
inside each training part only, and every figure comes with an interval and its paired difference to a reference.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sme_extract.schemas.scorecard import Estimate, FeatureScore, ModelScore, ScorecardReport

Numbers = NDArray[np.float64]
Indices = NDArray[np.intp]
PENALTIES = (1.0, 3.0, 10.0, 30.0, 100.0)
"""Of squared weights, for features of unit variance."""
CONVERGED = 1e-8
TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Design:
    """How the evaluation is made; equal designs give equal figures."""

    folds: int = 5
    repeats: int = 10
    resamples: int = 2000
    seed: int = 1


def evaluate(
    features: Mapping[str, Sequence[float | None]],
    defaults: Sequence[int],
    sets: Mapping[str, Sequence[str]],
    *,
    reference: str | None = None,
    design: Design | None = None,
) -> ScorecardReport:
    """The report. `features`: name -> one value a company; `defaults`: 1 or 0 each; `sets`: model -> its features.

    `reference` names the feature that all are compared with. ValueError for columns of other length than `defaults`,
    unknown names, and fewer defaults or others than folds.
    """
    design = design or Design()
    labels = np.array(defaults)
    _check(features, labels, sets, reference, design)
    columns = {name: _column(values) for name, values in features.items()}
    counts = _resample(labels, design)
    alone = {name: _alone(column, labels) for name, column in columns.items()}
    base = alone[reference][1] if reference else None
    rows = [
        FeatureScore(
            feature=name,
            n_missing=int(np.isnan(columns[name]).sum()),
            higher_is_riskier=riskier,
            auc=_estimate(wins, counts),
            over_reference=None if base is None else _estimate(wins - base, counts),
        )
        for name, (riskier, wins) in alone.items()
    ]
    models = []
    for model, names in sets.items():
        wins = _cross_validated(np.column_stack([columns[name] for name in names]), labels, design)
        over = None if base is None else _estimate(wins - base, counts)
        models.append(ModelScore(model=model, features=tuple(names), auc=_estimate(wins, counts), over_reference=over))
    return ScorecardReport(
        n_companies=len(labels),
        n_defaults=int(labels.sum()),
        reference=reference,
        folds=design.folds,
        repeats=design.repeats,
        resamples=design.resamples,
        seed=design.seed,
        features=tuple(sorted(rows, key=lambda row: (-row.auc.value, row.feature))),
        models=tuple(models),
    )


def wins(scores: Numbers, labels: NDArray[np.int_]) -> Numbers:
    """Defaults in rows, others in columns: 1 where the default scores higher, 1/2 where equal. The mean is the AUC."""
    bad, good = scores[labels == 1][:, None], scores[labels == 0][None, :]
    found: Numbers = (bad > good) + 0.5 * (bad == good)
    return found


def auc(scores: Sequence[float], defaults: Sequence[int]) -> float:
    """Probability that a default scores higher than another company, ties counted half."""
    return float(wins(np.array(scores, float), np.array(defaults)).mean())


def fit_logistic(columns: Numbers, labels: NDArray[np.int_], penalty: float) -> Numbers:
    """Intercept and weights of a logistic regression, `penalty / 2` times the squared weights, by Newton's method."""
    design = np.column_stack([np.ones(len(labels)), columns])
    ridge = np.diag([0.0] + [penalty] * columns.shape[1])
    weights = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        gradient = design.T @ (labels - chance) - ridge @ weights
        curvature = (design * (chance * (1 - chance) + 1e-12)[:, None]).T @ design + ridge
        step = np.linalg.solve(curvature, gradient)
        weights = weights + step
        if np.abs(step).max() < CONVERGED:
            break
    return weights


def predict(columns: Numbers, weights: Numbers) -> Numbers:
    """Log-odds of default."""
    odds: Numbers = weights[0] + columns @ weights[1:]
    return odds


def ranks(train: Numbers, values: Numbers) -> Numbers:
    """Place among the training values, with unit variance if evenly spread; a missing value takes the middle, 0."""
    known = np.sort(train[~np.isnan(train)])
    if not len(known):
        return np.zeros(len(values))
    place = (np.searchsorted(known, values, "left") + np.searchsorted(known, values, "right")) / (2 * len(known))
    return np.where(np.isnan(values), 0.0, (place - 0.5) * np.sqrt(12))


def folds(labels: NDArray[np.int_], n: int, random: np.random.Generator) -> Iterator[tuple[Indices, Indices]]:
    """Training and test indices, each test part with its share of the defaults."""
    part = np.empty(len(labels), int)
    for label in (0, 1):
        where = np.flatnonzero(labels == label)
        part[random.permutation(where)] = np.arange(len(where)) % n
    for fold in range(n):
        yield np.flatnonzero(part != fold), np.flatnonzero(part == fold)


def _check(
    features: Mapping[str, Sequence[float | None]],
    labels: NDArray[np.int_],
    sets: Mapping[str, Sequence[str]],
    reference: str | None,
    design: Design,
) -> None:
    uneven = sorted(name for name, values in features.items() if len(values) != len(labels))
    named = {name for names in sets.values() for name in names} | ({reference} if reference else set())
    unknown = sorted(named - set(features))
    few = min(int(labels.sum()), int((labels == 0).sum()))
    if uneven:
        raise ValueError(f"not one value a company: {', '.join(uneven)}")
    if unknown:
        raise ValueError(f"no such feature: {', '.join(unknown)}")
    # A training part is divided once more to choose the penalty.
    if few < 2 * design.folds:
        raise ValueError(f"{few} companies of one kind: at least {2 * design.folds} defaults and others are needed")


def _column(values: Sequence[float | None]) -> Numbers:
    column = np.array([np.nan if value is None else value for value in values], float)
    return np.where(np.isfinite(column), column, np.nan)


def _alone(column: Numbers, labels: NDArray[np.int_]) -> tuple[bool, Numbers]:
    """Whether more is riskier, and the wins in that direction."""
    found = wins(ranks(column, column), labels)
    riskier = bool(found.mean() >= 0.5)
    return riskier, found if riskier else 1 - found


def _cross_validated(columns: Numbers, labels: NDArray[np.int_], design: Design) -> Numbers:
    """Wins of the scores that companies get from models that did not see them, mean over the repeats."""
    total = np.zeros((int(labels.sum()), int((labels == 0).sum())))
    for repeat in range(design.repeats):
        random = np.random.default_rng((design.seed, repeat))
        scores = np.zeros(len(labels))
        for train, test in folds(labels, design.folds, random):
            penalty = _penalty(columns[train], labels[train], design.folds, random)
            scores[test] = _scored(columns[train], labels[train], columns[test], penalty)
        total += wins(scores, labels)
    return total / design.repeats


def _scored(train: Numbers, labels: NDArray[np.int_], test: Numbers, penalty: float) -> Numbers:
    both = [(ranks(a, a), ranks(a, b)) for a, b in zip(train.T, test.T, strict=True)]
    seen, unseen = (np.column_stack(part) for part in zip(*both, strict=True))
    return predict(unseen, fit_logistic(seen, labels, penalty))


def _penalty(columns: Numbers, labels: NDArray[np.int_], n: int, random: np.random.Generator) -> float:
    """The penalty with the least log loss over folds of the training part."""
    loss = dict.fromkeys(PENALTIES, 0.0)
    for train, test in folds(labels, n, random):
        for penalty in PENALTIES:
            odds = _scored(columns[train], labels[train], columns[test], penalty)
            loss[penalty] += float(np.logaddexp(0, np.where(labels[test] == 1, -odds, odds)).sum())
    return min(PENALTIES, key=lambda penalty: loss[penalty])


def _resample(labels: NDArray[np.int_], design: Design) -> tuple[Numbers, Numbers]:
    """How often each default and each other company is drawn, one row a resample; the same for all figures."""
    random = np.random.default_rng(design.seed)
    bad, good = int(labels.sum()), int((labels == 0).sum())
    return (
        random.multinomial(bad, np.full(bad, 1 / bad), size=design.resamples) / bad,
        random.multinomial(good, np.full(good, 1 / good), size=design.resamples) / good,
    )


def _estimate(found: Numbers, counts: tuple[Numbers, Numbers]) -> Estimate:
    means = np.einsum("rb,bg,rg->r", counts[0], found, counts[1], optimize=True)
    low, high = np.quantile(means, [TAIL, 1 - TAIL])
    return Estimate(value=round(float(found.mean()), 4), low=round(float(low), 4), high=round(float(high), 4))
