"""Pictures that the detector is trained on: the same for a seed, and with true boxes of classes that it knows."""

import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.detector import MODEL, Network

TRAINING = Path(__file__).parents[3] / "benchmarks" / "detector_training"
MODULES = ("renders", "surfaces", "varied", "varied_clutter", "varied_kit", "varied_things")


@pytest.fixture
def renders(monkeypatch):
    """The script as a module; its neighbours go with it."""
    monkeypatch.syspath_prepend(str(TRAINING))
    import renders

    yield renders
    for name in MODULES:
        sys.modules.pop(name, None)


def test_a_varied_hall_shows_known_things_inside_its_pictures(renders):
    drawn = list(renders.pictures(24000, 2, how="varied", stocked=True))
    known = set(Network(MODEL).names)
    assert drawn
    for image, boxes in drawn:
        assert image.shape == (renders.HEIGHT, renders.WIDTH, 3)
        for name, left, top, right, bottom in boxes:
            assert name in known
            assert 0 <= left < right <= renders.WIDTH
            assert 0 <= top < bottom <= renders.HEIGHT


def test_a_seed_gives_the_same_varied_hall_and_another_than_the_plain_one(renders):
    once, again = (list(renders.pictures(24001, 1, how="varied", stocked=False)) for _ in range(2))
    plain = list(renders.pictures(24001, 1, how="plain", stocked=False))
    assert once[0][1] == again[0][1]
    assert np.array_equal(once[0][0], again[0][0])
    assert not np.array_equal(once[0][0], plain[0][0])
