import pytest

from sme_extract.vision.drift import level
from sme_extract.vision.plan import draw_up

from .rooms import HEIGHT, model


def drawn(blocked=None):
    """The plan of a room of 20 x 12 m."""
    levelled = level(model(20, 12, blocked=blocked))
    return draw_up(levelled, HEIGHT / levelled.height)


def test_ends_are_bare_where_nothing_is_seen_of_a_wall_above_the_machines():
    assert drawn().bare_ends == (0.0, 0.0)
    longer, shorter = drawn(lambda points: (points[:, 0] > 19.9) & (points[:, 2] > 2.3)).bare_ends
    assert longer > 0.8  # the longer side ends at that wall; its corners are seen beside it
    assert shorter == pytest.approx(0.0, abs=0.1)


def test_one_bare_wall_is_its_share_of_all_walls():
    assert drawn(lambda points: (points[:, 0] > 19.9) & (points[:, 2] > 2.3)).bare_share == pytest.approx(
        12 / 64, abs=0.04
    )
