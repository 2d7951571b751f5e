"""What speaks for a kind of photo, and that nothing is guessed."""

import numpy as np
import pytest

from sme_extract.vision.detection import Detection
from sme_extract.vision.paper import may_be_paper
from sme_extract.vision.photo import CameraTags
from sme_extract.vision.scene import scene_of
from sme_extract.vision.sign import business_name, sign_of

from .photos import line, photo, sheet, street

NAME = "启明五金经营部"


def seen(name, left, top, right, bottom, confidence=0.8):
    return Detection(name, confidence, left * 640, top * 480, right * 640, bottom * 480)


def test_the_name_of_a_business_on_a_sign_makes_a_site():
    scene = scene_of(photo(line(NAME), tags=CameraTags()))
    assert (scene.kind, scene.sign.name[0]) == ("site_photo", NAME)


def test_a_word_of_trade_needs_a_camera():
    words = line("烟酒 副食")
    assert scene_of(photo(words)).kind == "site_photo"
    assert scene_of(photo(words, tags=CameraTags())).kind is None


@pytest.mark.parametrize(
    "words",
    [
        line("和为贵"),  # writing that tells no trade
        line(NAME, height=0.02),  # small
        line(NAME, top=0.8),  # low
        line(NAME, confidence=0.5),  # badly read
    ],
)
def test_other_writing_makes_no_site(words):
    assert scene_of(photo(words)).kind is None


def test_a_camera_alone_makes_nothing():
    assert scene_of(photo()).kind is None


def test_things_that_fill_the_picture_make_the_kind():
    machine = seen("machine", 0.1, 0.1, 0.7, 0.8)
    stock = seen("carton_stack", 0.2, 0.1, 0.9, 0.9)
    assert scene_of(photo(detections=(machine,))).kind == "equipment_photo"
    assert scene_of(photo(detections=(stock,))).kind == "stock_photo"
    assert scene_of(photo(detections=(machine, stock))).kind == "site_photo"  # two sorts, neither twice the other
    assert scene_of(photo(detections=(machine, stock), tags=CameraTags())).kind is None


def test_unsure_or_small_things_make_nothing():
    assert scene_of(photo(detections=(seen("machine", 0, 0, 1, 1, confidence=0.3),))).kind is None
    assert scene_of(photo(detections=(seen("machine", 0, 0, 0.2, 0.2),))).kind is None


def test_what_the_user_says_holds():
    assert scene_of(photo(), "stock_photo").kind == "stock_photo"


def test_two_names_on_one_sign_are_none():
    both = photo(line(NAME, top=0.18), line("喜来顺超市", top=0.28))
    assert sign_of(both).name is None
    assert sign_of(both).text == f"{NAME}\n喜来顺超市"


def test_a_name_in_two_lines():
    assert (
        sign_of(photo(line("宁波澜缎新材料", top=0.18), line("有限公司", top=0.28))).name[0] == "宁波澜缎新材料有限公司"
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("宁波澜缎新材料有限公司", "宁波澜缎新材料有限公司"),
        ("Kestrel Pneumatics Ltd", "Kestrel Pneumatics Ltd"),
        ("Brinkhof Maschinenbau GmbH", "Brinkhof Maschinenbau GmbH"),
        ("欢迎光临", None),
        ("电话 0574-8812 6630", None),
    ],
)
def test_names_of_businesses(text, name):
    assert business_name(text) == name


def test_a_sheet_under_the_writing_is_a_paper():
    assert may_be_paper(photo(line(NAME, left=0.3, right=0.7), image=sheet()))
    assert may_be_paper(photo(line(NAME, left=0.3, right=0.7), image=sheet(8)))


def test_a_coloured_or_white_board_is_no_paper():
    assert not may_be_paper(photo(line(NAME)))
    assert not may_be_paper(photo(line(NAME), image=street((236, 238, 238))))


@pytest.mark.parametrize(
    "lines",
    [
        [line(f"第{number}行") for number in range(30)],
        [line("字" * 200)],
        [line("收据")],
        [line("RECEIPT")],
    ],
)
def test_writing_of_papers(lines):
    assert may_be_paper(photo(*lines))


def test_white_and_grey_pages_are_papers():
    white = np.full((480, 640, 3), 250, np.uint8)
    grey = np.random.default_rng(0).integers(60, 120, (480, 640, 1)).repeat(3, 2).astype(np.uint8)
    assert may_be_paper(photo(image=white))
    assert may_be_paper(photo(image=grey))
