import numpy as np
import pytest

from sme_extract.documents.ocr import quads as q


def box(left, top, right, bottom):
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def test_text_that_runs_down_makes_a_page_lie_sideways():
    assert q.lie_sideways(np.array([box(0, 0, 20, 300), box(0, 0, 100, 20)], np.float32))


def test_square_boxes_have_no_say():
    assert not q.lie_sideways(np.array([box(0, 0, 20, 21)] * 9 + [box(0, 0, 100, 20)], np.float32))


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_turned_boxes_hold_the_turned_pixels(quarters):
    image = np.zeros((60, 100), np.uint8)
    image[10:20, 30:70] = 1
    turned = q.turn(np.array([box(30, 10, 70, 20)], np.float32), quarters, 100, 60)[0]
    (left, top), (right, bottom) = turned.min(axis=0).astype(int), turned.max(axis=0).astype(int)
    assert np.rot90(image, quarters)[top:bottom, left:right].sum() == 400 == image.sum()


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_turning_back_undoes_a_turn(quarters):
    quads = np.array([box(30, 10, 70, 20)], np.float32)
    width, height = (60, 100) if quarters % 2 else (100, 60)
    assert np.array_equal(q.turn(q.turn(quads, quarters, 100, 60), -quarters, width, height), quads)


def test_a_crop_is_exactly_the_pixels_of_an_upright_box():
    image = np.random.default_rng(1).integers(0, 255, (60, 100, 3), np.uint8)
    assert np.array_equal(q.crop(image, np.array(box(30, 10, 70, 20), np.float32)), image[10:20, 30:70])


def test_a_crop_of_a_line_that_runs_down_lies_level():
    image = np.random.default_rng(1).integers(0, 255, (60, 100, 3), np.uint8)
    quad = q.from_corner(np.array([box(30, 10, 40, 50)], np.float32), 1)[0]
    assert np.array_equal(q.crop(image, quad), np.rot90(image[10:50, 30:40]))
