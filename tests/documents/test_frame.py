import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sme_extract.documents.frame import Frame, around
from sme_extract.schemas.geometry import BoundingBox


def dot_image(width, height, x, y, radius=6):
    """White, with one black square whose middle is at x, y."""
    image = np.full((height, width, 3), 255, np.uint8)
    image[y - radius : y + radius, x - radius : x + radius] = 0
    return image


def dark_middle(image):
    rows, columns = np.nonzero(image[:, :, 0] < 128)
    return columns.mean() + 0.5, rows.mean() + 0.5


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [0.0, 1.5, -4.0])
@pytest.mark.parametrize("dpi", [100, 150, 300])
def test_a_place_and_its_pixel_agree_in_the_rendered_page(rotation, skew, dpi):
    frame = Frame(400, 240, 150, rotation, skew)
    place = frame.to_page(90, 60)
    x, y = dark_middle(frame.render(dot_image(400, 240, 90, 60), dpi))
    assert (x * 72 / dpi, y * 72 / dpi) == pytest.approx(place, abs=0.35)


@pytest.mark.parametrize(("rotation", "expected"), [(0, (0, 0)), (90, (0, 400)), (180, (400, 240)), (270, (240, 0))])
def test_the_source_corner_goes_where_the_turn_takes_it(rotation, expected):
    assert Frame(400, 240, 72, rotation).to_page(0, 0) == pytest.approx(expected)


@given(
    rotation=st.sampled_from([0, 90, 180, 270]),
    skew=st.floats(-30, 30),
    x=st.floats(0, 400),
    y=st.floats(0, 240),
)
def test_no_corner_of_the_source_falls_off_the_page(rotation, skew, x, y):
    frame = Frame(400, 240, 72, rotation, skew)
    width, height = frame.points
    px, py = frame.to_page(x, y)
    assert -1e-6 <= px <= width + 1e-6
    assert -1e-6 <= py <= height + 1e-6


def test_a_line_that_falls_by_the_skew_comes_out_level():
    frame = Frame(400, 240, 72, 0, 3.0)
    (_, y0), (_, y1) = frame.to_page(50, 60), frame.to_page(250, 60 + 200 * math.tan(math.radians(3)))
    assert y0 == pytest.approx(y1)


def test_the_new_ground_around_a_deskewed_page_is_white():
    frame = Frame(400, 240, 72, 0, 5.0)
    assert frame.upright(np.zeros((240, 400, 3), np.uint8))[0, 0].tolist() == [255, 255, 255]


def test_an_upright_page_keeps_its_pixels():
    image = np.arange(5 * 4 * 3, dtype=np.uint8).reshape(5, 4, 3)
    assert np.array_equal(Frame(4, 5, 100).render(image, 100), image)


def test_boxes_are_cut_at_the_page_edge():
    assert Frame(72, 36, 72).clip(BoundingBox(-5, 10, 100, 50)) == BoundingBox(0, 10, 72, 36)


def test_around_holds_all_places():
    assert around([(3, 1), (2, 5), (4, 4)]) == BoundingBox(2, 1, 4, 5)
