"""Seals of a page: where they are, and their names where an engine is there to read them."""

import cv2
import numpy as np
import pytest

from sme_extract.documents.ocr.engine import OcrWord
from sme_extract.documents.ocr.rapid import RapidOcrEngine
from sme_extract.documents.seals import SealFinder, unrolled
from tests.fixtures.make import pdf, raster
from tests.fixtures.make.ornament import authority_seal, picture_seal
from tests.fixtures.make.sheet import Sheet

SIZE = (300, 300)
NAME = "宁波澜缎新材料有限公司"


def sheet(*, picture=False, print_at=160):
    page = Sheet(300, 300)
    page.value(80, print_at, "乙方（盖章）：宁波澜缎新材料有限公司", size=11)
    if picture:
        picture_seal(page, 150, 150, 42)
    else:
        authority_seal(page, 150, 150, NAME, 42)
    return lambda dpi: np.ascontiguousarray(raster.pixels(pdf.render([page]), dpi)[:, :, ::-1])


class Reads:
    """An engine that reads one text, whatever it is shown."""

    name, version = "scripted", "1"

    def __init__(self, *words):
        self.words = words

    def recognise(self, image, *, upright=False):
        assert upright
        return [
            OcrWord(text, confidence, ((10.0 * i, 0), (10.0 * i + 9, 0), (10.0 * i + 9, 9), (10.0 * i, 9)))
            for i, (text, confidence) in enumerate(self.words)
        ]


@pytest.mark.parametrize("picture", [False, True])
def test_a_seal_over_print_is_found_where_it_was_pressed(picture):
    [seal] = SealFinder(sheet(picture=picture), SIZE, None)()
    assert (seal.bbox.center_x, seal.bbox.center_y) == pytest.approx((150, 150), abs=1.5)
    assert seal.bbox.width == pytest.approx(86, abs=3)
    assert (seal.text, seal.confidence) == ("", 0.0)


def test_a_page_without_colour_says_nothing_of_seals():
    def gray(dpi):
        return cv2.cvtColor(cv2.cvtColor(sheet()(dpi), cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)

    assert SealFinder(gray, SIZE, None)() is None


def test_a_page_in_colour_without_a_seal_has_none():
    def tinted(dpi):
        return np.full((300, 300, 3), (250, 250, 240), np.uint8)

    assert SealFinder(tinted, SIZE, None)() == ()


def test_a_photo_that_passes_for_a_huge_page_is_looked_at_in_small():
    asked = []

    def huge(dpi):
        asked.append(dpi)
        return np.full((30, 30, 3), (250, 250, 240), np.uint8)

    SealFinder(huge, (3000, 4000), None)()
    assert asked == [43]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([("宁波澜缎", 0.99), ("新材料", 0.9)], "宁波澜缎新材料"),
        ([("宁波澜缎", 0.99), ("新材料", 0.5)], ""),
        ([("宁波", 0.99)], ""),
        ([], ""),
    ],
)
def test_a_text_that_is_short_or_unsure_is_none(words, text):
    [seal] = SealFinder(sheet(), SIZE, Reads(*words))()
    assert seal.text == text


def test_black_print_under_the_seal_is_left_out_of_its_rim():
    crop = np.full((200, 200, 3), 250, np.uint8)
    cv2.line(crop, (0, 20), (199, 20), (0, 0, 0), 6)
    assert unrolled(crop).min() > 150
    cv2.line(crop, (0, 20), (199, 20), (210, 20, 30), 6)
    assert unrolled(crop).min() < 100


@pytest.mark.engine
def test_the_name_along_the_rim_is_read():
    [seal] = SealFinder(sheet(print_at=220), SIZE, RapidOcrEngine())()
    assert seal.text == NAME
    assert seal.confidence > 0.9
