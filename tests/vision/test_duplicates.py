import cv2
import numpy as np
import pytest

from sme_extract.vision.duplicates import Album, signature
from tests.fixtures.make import plates, shop_fronts, snapshots
from tests.fixtures.make.shop_fronts import ShopFront


def picture(name, seed):
    return cv2.resize(shop_fronts.picture(ShopFront(name), seed), (800, 600), interpolation=cv2.INTER_AREA)


@pytest.fixture(scope="module")
def first():
    return picture("宁波澜缎新材料有限公司", 1)


def again(image, quality=40):
    return cv2.imdecode(np.frombuffer(snapshots.jpeg(image, quality), np.uint8), cv2.IMREAD_COLOR)


CHANGES = {
    "saved-again": again,
    "smaller": lambda image: cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
    "cropped": lambda image: image[20:-10, 16:],
    "brighter": lambda image: np.clip(image * 1.2 + 8.0, 0, 255).astype(np.uint8),
    "grey": lambda image: cv2.cvtColor(image, cv2.COLOR_BGR2GRAY),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_same_picture_is_known_again(first, change):
    album = Album()
    assert album.add(signature(first, "a.jpg")) is None
    assert album.add(signature(CHANGES[change](first), "b.jpg")) == "a.jpg"


def test_other_pictures_are_not(first):
    album = Album()
    others = [first, picture("启明五金经营部", 2), picture("宁波澜缎新材料有限公司", 3)]
    assert [album.add(signature(image, str(number))) for number, image in enumerate(others)] == [None] * 3


def test_the_first_of_several_is_named(first):
    album = Album()
    for name in ("a", "b"):
        album.add(signature(first, name))
    assert album.add(signature(first, "c")) == "a"


def test_plain_walls_are_compared_by_their_pixels():
    wall = np.full((300, 400, 3), 90, np.uint8)
    slope = np.linspace(0, 80, 400).astype(np.uint8)[None, :, None] + np.zeros((300, 400, 3), np.uint8)
    album = Album()
    assert album.add(signature(wall, "a")) is None
    assert album.add(signature(slope, "b")) is None
    assert album.add(signature(slope, "c")) == "b"


def test_two_plates_of_one_form_are_two(first):
    from random import Random

    made = [plates.plate(Random(seed), "de") for seed in (1, 2)]
    album = Album()
    shown = [snapshots.on_machine(plates.picture(one, 5), seed) for one, seed in zip(made, (7, 8), strict=True)]
    assert [album.add(signature(image, "x")) for image in shown] == [None, None]
