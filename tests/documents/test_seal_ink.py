import numpy as np
import pytest

from sme_extract.documents.seal_ink import without_red


@pytest.mark.parametrize(
    ("ink", "is_print"),
    [((220, 40, 50), False), ((200, 90, 90), False), ((20, 20, 20), True), ((40, 50, 160), True), ((90, 15, 20), True)],
    ids=["seal", "pale seal", "black", "blue", "black under the seal"],
)
def test_only_red_ink_turns_to_paper(ink, is_print):
    image = np.full((40, 40, 3), 250, np.uint8)
    image[:20] = (220, 40, 50)
    image[5:10, 5:15] = ink
    image[25:30, 5:15] = ink if not is_print else (250, 250, 250)
    cleaned = without_red(image)
    assert (cleaned[7, 10].max() < 150) == is_print
    assert cleaned[0, 0].min() > 230
    assert cleaned[35, 35].min() == 250


def test_a_page_without_red_is_left_alone_but_for_its_colour():
    image = np.full((4, 4, 3), (10, 200, 30), np.uint8)
    assert without_red(image).tolist() == np.full((4, 4, 3), 10).tolist()
