import json

import numpy as np
import pytest

from sme_extract.credit.backtest import learn, past
from sme_extract.credit.conformal import HORIZONS, LEVELS, WINDOWS, Cell, Pool, Window, scale, shipped, volatility
from sme_extract.credit.forecast import Calibration
from sme_extract.credit.forecast_methods import Blend

MANY = 10**9
"""Groups without number: no correction of the level."""
MONTH = Window(1, 1)


def companies(prefix, n, spread, seed):
    """Sales of `n` companies of different size over three years; `spread` is the deviation of the logarithm."""
    random = np.random.default_rng(seed)
    return {f"{prefix}{i}": 10.0 ** (3 + i % 4) * np.exp(random.normal(0, spread, 36)) for i in range(n)}


@pytest.fixture(scope="module")
def learnt():
    return learn("made up", {"sales": companies("calm", 40, 0.15, 1) | companies("wild", 40, 0.9, 2)}, Blend())


def test_the_shortest_range_of_even_scores_holds_the_share():
    low, high = Cell.of(range(1001), MANY).shortest(0.8, signed=True)
    assert high - low == pytest.approx(800, abs=1)


def test_the_shortest_range_leaves_the_long_tail_out():
    low, high = Cell.of([1.0] * 80 + [5.0 + i for i in range(20)], MANY).shortest(0.8, signed=True)
    assert (low, high) == (1.0, pytest.approx(1.0, abs=1))


def test_the_range_of_a_flow_begins_at_zero_where_the_lower_tail_costs_nothing():
    scores = np.concatenate([np.linspace(0.1, 1, 900), np.linspace(1, 9, 100)])
    assert Cell.of(scores, MANY).shortest(0.9, signed=False)[0] == 0.0


def test_a_signed_range_may_be_negative():
    assert Cell.of(np.linspace(-9, -5, 100), MANY).shortest(0.8, signed=True)[1] < 0


@pytest.mark.parametrize(
    ("groups", "level", "given"), [(4, 0.8, True), (3, 0.8, False), (9, 0.9, True), (8, 0.9, False)]
)
def test_too_few_groups_give_no_range(groups, level, given):
    # Split conformal needs level * (1 + 1 / n) <= 1: four errors for 80 %, nine for 90 %.
    assert (Cell.of(range(groups), groups).shortest(level, signed=True) is not None) == given


def test_fewer_groups_widen_the_range():
    few, many = (Cell.of(range(1000), groups).shortest(0.8, signed=True) for groups in (10, 1000))
    assert few[1] - few[0] > many[1] - many[0]


def test_volatility_is_free_of_size_and_grows_with_unrest():
    calm, wild = (companies("c", 1, spread, 3)["c0"] for spread in (0.1, 1.0))
    assert volatility(calm * 7) == pytest.approx(volatility(calm))
    assert volatility(wild) > 3 * volatility(calm)


def test_a_flow_without_level_has_no_scale():
    assert scale(0.0, np.zeros(12), MONTH, signed=False) is None
    assert scale(-1.0, np.ones(12), MONTH, signed=False) is None
    assert scale(0.0, np.zeros(12), MONTH, signed=True) is None


def test_scores_and_money_are_inverse():
    measure = scale(-50.0, np.full(12, 20.0), Window(1, 3), signed=True)
    assert (measure.base, measure.unit) == (-50.0, 60.0)
    assert measure.money(measure.score(123.0)) == pytest.approx(123.0)


@pytest.mark.parametrize("window", HORIZONS[:2])
@pytest.mark.parametrize(("prefix", "spread"), [("calm", 0.15), ("wild", 0.9)])
def test_intervals_cover_companies_of_either_temper(learnt, prefix, spread, window):
    calibration = Calibration("sales", learnt)
    held = {level: [] for level in LEVELS}
    for values in companies(prefix, 40, spread, 4).values():
        for origin in past("sales", values, Blend()):
            if origin.knows(window):
                for level, (low, high) in calibration.bands(origin, window, ()).items():
                    held[level].append(low <= window.sum(origin.outcome) <= high)
    for level, inside in held.items():
        assert len(inside) > 500
        assert level - 0.03 <= np.mean(inside) <= level + 0.06


def test_calm_companies_get_narrower_intervals(learnt):
    calibration = Calibration("sales", learnt)

    def width(spread):
        origin = past("sales", companies("c", 1, spread, 5)["c0"], Blend())[-1]
        low, high = calibration.bands(origin, MONTH, ())[0.8]
        return (high - low) / MONTH.sum(origin.path)

    assert width(0.9) > 3 * width(0.15)


def test_companies_count_and_not_their_months(learnt):
    assert all(10 <= cell.groups <= 80 for cells in learnt.cells.values() for cell in cells)


def test_a_pool_survives_its_file(learnt):
    again = Pool.from_json(json.loads(json.dumps(learnt.to_json())))
    assert again.to_json() == learnt.to_json()
    assert set(again.cells) == {("sales", window) for window in WINDOWS}


def test_a_pool_of_another_grid_is_refused(learnt):
    with pytest.raises(ValueError, match="probabilities"):
        Pool.from_json({**learnt.to_json(), "grid": [0, 0.5, 1]})


@pytest.mark.parametrize("name", ["sales", "collections", "purchases", "net_cash"])
def test_the_shipped_pool_knows_every_window(name):
    history = companies("c", 1, 0.5, 6)["c0"]
    for window in WINDOWS:
        ranges = [shipped().cell(name, window, history).shortest(level, signed=name == "net_cash") for level in LEVELS]
        assert all(low < high for low, high in ranges)
