import numpy as np
import pytest

from sme_extract.documents.ocr.engine import OcrWord
from sme_extract.documents.ocr.turning import read_upright, turned, turned_back

IMAGE = np.zeros((60, 100, 3), np.uint8)
IMAGE[0, 0] = 255  # the page's own top left


def word(text, confidence, left, top, right, bottom):
    return OcrWord(text, confidence, ((left, top), (right, top), (right, bottom), (left, bottom)))


class Reader:
    """Reads well what has its mark at the top left, badly the rest."""

    def __init__(self, turned_text=0.6):
        self.calls = 0
        self.turned_text = turned_text

    def __call__(self, image):
        self.calls += 1
        upright = image[0, 0, 0] == 255
        flat = image.shape[1] > image.shape[0]
        box = (10, 10, 40, 20) if flat else (10, 10, 20, 40)
        return [word("amount", 0.99 if upright else self.turned_text, *box)]


def test_a_page_that_reads_well_is_read_once():
    reader = Reader()
    assert read_upright(reader, IMAGE)[0].confidence == 0.99
    assert reader.calls == 1


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_reads_badly_is_turned(quarters):
    [found] = read_upright(Reader(), turned(IMAGE, quarters))
    assert found.confidence == 0.99
    assert turned_back([found], quarters, IMAGE)[0].quad != found.quad


def test_text_that_runs_down_turns_the_page_however_sure_it_is():
    [found] = read_upright(Reader(turned_text=1.0), turned(IMAGE, 1))
    (left, _), (right, _) = found.quad[:2]
    assert left == pytest.approx(right)


def test_a_crop_known_to_be_upright_is_read_once():
    reader = Reader()
    read_upright(reader, turned(IMAGE, 2), upright=True)
    assert reader.calls == 1


def test_a_blank_page_is_read_once():
    assert read_upright(lambda image: [], IMAGE) == []


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_boxes_turn_back_onto_their_pixels(quarters):
    image = np.zeros((60, 100, 3), np.uint8)
    image[10:20, 30:70] = 1
    seen = turned(image, quarters)
    rows, columns = np.nonzero(seen[:, :, 0])
    box = word("x", 1.0, columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    xs, ys = zip(*turned_back([box], quarters, image)[0].quad, strict=True)
    assert (min(xs), min(ys), max(xs), max(ys)) == (30, 10, 70, 20)
