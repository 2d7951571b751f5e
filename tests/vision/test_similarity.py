import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sme_extract.vision.similarity import Similarities, fitted

PLACES = np.random.default_rng(1).normal(0, 4, (5, 3))
steps = arrays(np.float64, (5, 7), elements=st.floats(-1.2, 1.2))


@given(steps)
def test_steps_about_a_place_are_read_back(step):
    made = Similarities.steps(step, PLACES)
    assert made.about(PLACES) == pytest.approx(step, abs=1e-8)
    assert made.scales == pytest.approx(np.exp(step[:, 6]))
    assert np.linalg.det(made.turns) == pytest.approx(np.ones(5))


@given(steps, steps)
def test_one_after_another_and_back(first, second):
    one, other = Similarities.steps(first, PLACES), Similarities.steps(second, np.zeros((5, 3)))
    assert other.after(one).of(PLACES) == pytest.approx(other.of(one.of(PLACES)))
    assert one.inverse().of(one.of(PLACES)) == pytest.approx(PLACES, abs=1e-9)


def test_the_similarity_of_most_points_is_found_among_wrong_ones():
    random = np.random.default_rng(2)
    places = random.normal(0, 3, (60, 3))
    true = Similarities.steps(np.array([[1.0, -2.0, 0.5, 0.2, 0.4, -0.1, 0.7]]), np.zeros((1, 3)))
    targets = places @ true.stretches[0].T + true.shifts[0] + random.normal(0, 0.01, (60, 3))
    targets[:24] = random.normal(0, 6, (24, 3))
    found, agree = fitted(places, targets, np.linalg.norm(targets, axis=1) + 1, random)
    assert agree[24:].all()
    assert agree[:24].sum() < 3
    assert found.stretches == pytest.approx(true.stretches, abs=0.02)
    assert found.shifts == pytest.approx(true.shifts, abs=0.02)


def test_points_that_agree_on_nothing_give_no_similarity():
    random = np.random.default_rng(3)
    places, targets = random.normal(0, 3, (2, 40, 3))
    assert fitted(places, targets, np.ones(40), random)[1].sum() < 12
