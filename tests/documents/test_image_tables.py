"""Rulings of a page image enclose cells."""

import cv2
import numpy as np
import pytest

from sme_extract.documents.image_tables import DPI, tables_in

POINTS = 72 / DPI


def drawn(angle: float = 0.0) -> np.ndarray:
    """Three rows and three columns, the middle row one merged cell; some print inside."""
    image = np.full((600, 900, 3), 255, np.uint8)
    for y in (100, 160, 220, 280):
        cv2.line(image, (100, y), (700, y), (0, 0, 0), 2)
    for x in (100, 300, 500, 700):
        for top, bottom in ((100, 160), (220, 280)):
            if x in (300, 500):
                cv2.line(image, (x, top), (x, bottom), (0, 0, 0), 2)
        cv2.line(image, (100, 100), (100, 280), (0, 0, 0), 2)
        cv2.line(image, (700, 100), (700, 280), (0, 0, 0), 2)
    cv2.putText(image, "1234.50", (120, 140), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0, 0, 0), 2)
    turn = cv2.getRotationMatrix2D((450, 300), angle, 1)
    return cv2.warpAffine(image, turn, (900, 600), borderValue=(255, 255, 255))


@pytest.mark.parametrize("angle", [0.0, 0.4, -0.4])
def test_cells_and_spans(angle):
    (table,) = tables_in(drawn(angle))
    assert (table.n_rows, table.n_columns) == (3, 3)
    places = [(c.row, c.column, c.column_span) for c in table.cells]
    assert places == [(0, 0, 1), (0, 1, 1), (0, 2, 1), (1, 0, 3), (2, 0, 1), (2, 1, 1), (2, 2, 1)]


def test_boxes_are_points():
    (table,) = tables_in(drawn())
    first = table.cells[0].bbox
    assert first.left == pytest.approx(100 * POINTS, abs=2)
    assert first.bottom == pytest.approx(160 * POINTS, abs=2)


def test_a_page_without_rulings_has_no_table():
    image = np.full((600, 900, 3), 255, np.uint8)
    cv2.putText(image, "nothing is ruled", (100, 300), cv2.FONT_HERSHEY_SIMPLEX, 2, (0, 0, 0), 4)
    assert tables_in(image) == ()
