import math

import numpy as np
import pytest

from sme_extract.credit.scorecard import Design, _penalty, auc, evaluate, fit_logistic, folds, ranks, wins

QUICK = Design(folds=3, repeats=2, resamples=300, seed=1)


def labels(bad, good):
    return np.array([1] * bad + [0] * good)


def noise(n, seed):
    return np.random.default_rng(seed).normal(size=n)


@pytest.mark.parametrize(
    ("scores", "defaults", "area"),
    [
        ([1, 2, 3, 4], [0, 1, 0, 1], 3 / 4),
        ([1, 1, 1, 1], [0, 1, 0, 1], 1 / 2),
        ([5, 4, 4, 1], [1, 1, 0, 0], 3.5 / 4),
        ([0, 1], [1, 0], 0),
    ],
)
def test_auc_is_the_share_of_pairs_in_the_right_order(scores, defaults, area):
    assert auc(scores, defaults) == area


def test_wins_stand_by_default_and_other():
    assert wins(np.array([3.0, 1.0, 2.0, 3.0]), np.array([1, 0, 1, 0])).tolist() == [[1, 0.5], [1, 0]]


def test_without_penalty_the_weights_are_the_log_odds_of_the_table():
    # One of four defaults where the feature is 0, three of four where it is 1.
    column = np.array([[0.0]] * 4 + [[1.0]] * 4)
    found = fit_logistic(column, np.array([1, 0, 0, 0, 1, 1, 1, 0]), penalty=0.0)
    assert found == pytest.approx([math.log(1 / 3), math.log(9)])


def test_the_penalty_balances_the_gradient():
    columns = np.column_stack([noise(40, 1), noise(40, 2)])
    defaults = labels(15, 25)
    weights = fit_logistic(columns, defaults, penalty=3.0)
    chance = 1 / (1 + np.exp(-(weights[0] + columns @ weights[1:])))
    assert columns.T @ (defaults - chance) == pytest.approx(3.0 * weights[1:])
    assert (defaults - chance).sum() == pytest.approx(0, abs=1e-9)


def test_perfect_separation_still_gives_finite_weights():
    column = np.arange(10.0)[:, None]
    assert np.isfinite(fit_logistic(column, labels(5, 5)[::-1], penalty=1.0)).all()


def test_ranks_look_at_the_training_values_only():
    train = np.array([1.0, 2.0, 3.0, 4.0])
    assert ranks(train, np.array([0.0, 2.0, 2.5, 9.0, np.nan])) / math.sqrt(12) == pytest.approx(
        [-0.5, -0.125, 0, 0.5, 0]
    )
    assert ranks(np.array([np.nan]), train).tolist() == [0, 0, 0, 0]


def test_each_fold_has_its_share_of_defaults_and_every_company_is_tested_once():
    defaults = labels(10, 25)
    parts = list(folds(defaults, 5, np.random.default_rng(1)))
    assert [int(defaults[test].sum()) for _, test in parts] == [2] * 5
    assert sorted(np.concatenate([test for _, test in parts])) == list(range(35))
    assert all(not set(train) & set(test) for train, test in parts)


def test_a_telling_feature_is_told_from_noise():
    defaults = labels(12, 40)
    features = {"telling": noise(52, 3) - 3.0 * defaults, "noise": noise(52, 4)}
    found = evaluate(features, defaults, {"both": ["telling", "noise"]}, reference="noise", design=QUICK)
    best, other = found.features
    assert (best.feature, best.higher_is_riskier) == ("telling", False)
    assert best.auc.value == pytest.approx(auc(-features["telling"], defaults), abs=1e-4)
    assert best.auc.low > 0.75
    assert best.over_reference.low > 0
    assert other.auc.low < 0.5 < other.auc.high
    assert other.over_reference.value == other.over_reference.low == other.over_reference.high == 0
    assert found.models[0].auc.low > 0.7
    assert (found.n_companies, found.n_defaults) == (52, 12)


def test_noise_stays_noise_on_companies_that_the_model_did_not_see():
    defaults = labels(20, 40)
    features = {f"noise {i}": noise(60, 100 + i) for i in range(25)}
    seen = fit_logistic(np.column_stack(list(features.values())), defaults, 1.0)
    assert auc(np.column_stack(list(features.values())) @ seen[1:], defaults) > 0.8  # what looking at the answers gives
    [model] = evaluate(features, defaults, {"noise": list(features)}, design=QUICK).models
    assert 0.3 < model.auc.value < 0.7
    assert model.over_reference is None


def test_noise_gets_a_heavier_penalty_than_a_telling_feature():
    defaults = labels(20, 40)
    telling = (noise(60, 8) + 3.0 * defaults)[:, None]
    clutter = np.column_stack([noise(60, 200 + i) for i in range(25)])
    chosen = [_penalty(columns, defaults, 5, np.random.default_rng(1)) for columns in (telling, clutter)]
    assert chosen[0] < chosen[1] == 100


def test_only_the_order_of_a_feature_counts():
    defaults = labels(10, 30)
    plain, bent = noise(40, 5), np.exp(3 * noise(40, 5))
    one, other = (evaluate({"x": x}, defaults, {"m": ["x"]}, design=QUICK) for x in (plain, bent))
    assert one == other


def test_equal_seeds_give_equal_bytes_and_others_do_not():
    defaults = labels(10, 30)
    features = {"a": noise(40, 6), "b": noise(40, 7)}
    runs = [
        evaluate(features, defaults, {"m": ["a", "b"]}, design=Design(3, 2, 300, seed)).model_dump_json()
        for seed in (1, 1, 2)
    ]
    assert runs[0] == runs[1] != runs[2]


def test_missing_values_take_the_middle_and_are_counted():
    defaults = labels(6, 6)
    values = [3, 4, 5, None, math.nan, math.inf, *range(-6, 0)]
    [row] = evaluate({"x": values}, defaults, {}, design=QUICK).features
    assert row.n_missing == 3
    # Three defaults beat all six; three stand in the middle of the nine known values, above four and beside -2.
    assert row.auc.value == (3 * 6 + 3 * 4.5) / 36


@pytest.mark.parametrize(
    ("features", "sets", "reference", "message"),
    [
        ({"x": [1.0]}, {}, None, "not one value a company: x"),
        ({"x": [1.0] * 40}, {"m": ["y"]}, None, "no such feature: y"),
        ({"x": [1.0] * 40}, {}, "z", "no such feature: z"),
    ],
)
def test_what_does_not_fit_is_named(features, sets, reference, message):
    with pytest.raises(ValueError, match=message):
        evaluate(features, labels(10, 30), sets, reference=reference, design=QUICK)


def test_too_few_defaults_are_refused():
    with pytest.raises(ValueError, match="5 companies of one kind: at least 6"):
        evaluate({"x": [1.0] * 35}, labels(5, 30), {}, design=QUICK)
