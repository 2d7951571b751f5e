import cv2
import numpy as np
import pytest

from sme_extract.vision.screen import SHARE, is_screen, screen_share
from tests.fixtures.make import snapshots

from .photos import street


def stored(image, quality=75):
    """As a JPEG brings it back."""
    return cv2.imdecode(np.frombuffer(snapshots.jpeg(image, quality), np.uint8), cv2.IMREAD_COLOR)


@pytest.fixture(scope="module")
def plain():
    return street(size=(1024, 768))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_picture_of_a_screen_shows_its_grid(plain, seed):
    assert is_screen(stored(snapshots.screen(plain, seed)))


def test_an_ordinary_photo_has_no_grid(plain):
    assert screen_share(stored(plain)) < SHARE / 2


def test_a_grid_in_a_part_of_the_picture_is_no_screen(plain):
    image = plain.copy()
    shown = stored(snapshots.screen(plain, 1), 95)
    image[:400, :500] = shown[:400, :500]
    assert not is_screen(image)


def test_a_small_picture_is_not_judged(plain):
    assert screen_share(cv2.resize(plain, (480, 360))) == 0.0
