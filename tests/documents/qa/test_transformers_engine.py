"""The engine's plumbing with tiny random models, where the library is installed; without it, what it says then."""

import numpy as np
import pytest

from sme_extract.documents.model import Page, Word
from sme_extract.documents.qa.names import characters, lines
from sme_extract.documents.qa.transformers_engine import TransformersEngine, parse_answer
from sme_extract.schemas.errors import MissingDependency
from sme_extract.schemas.geometry import BoundingBox
from tests.fixtures.make import tiny_models

SCHEMA = {"properties": {"seller.name": {"type": "string"}, "total": {"type": "string"}}}
TEXTS = ("名称:", "宁波澜缎新材料有限公司", "12.50", "甲公司")


def page(n=1):
    words = tuple(
        Word(text, BoundingBox(10, 20 * i, 10 + 10 * len(text), 20 * i + 10), "text-layer", 1.0)
        for i, text in enumerate(TEXTS * n)
    )
    return Page(1, 600, 20 * len(words) + 20, words, render=lambda dpi: np.full((56, 84, 3), 255, np.uint8))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('{"total": "1.50"}', {"total": "1.50"}),
        ('Here it is: ```json\n{"total": null}\n```', {"total": None}),
        ('{broken {"total": "1"}', {"total": "1"}),
        ("[1, 2]", {}),
        ("", {}),
        ("{" * 5000, {}),
    ],
)  # fmt: skip
def test_the_first_object_in_a_model_s_words_is_its_answer(text, answer):
    assert parse_answer(text) == answer


def test_a_folder_without_a_model_is_said_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr("sme_extract.documents.qa.transformers_engine.find_spec", lambda name: name)
    problem = TransformersEngine(str(tmp_path)).available()
    assert "no model" in problem
    assert str(tmp_path) in problem


def test_a_hub_id_that_was_never_downloaded_is_said_with_the_command_that_mends_it():
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    problem = TransformersEngine("nobody/nothing").available()
    assert problem == "the model nobody/nothing is not on this machine. Run: hf download nobody/nothing."


def test_an_absent_package_is_said_with_the_command_that_mends_it(monkeypatch, tmp_path):
    monkeypatch.setattr("sme_extract.documents.qa.transformers_engine.find_spec", lambda name: None)
    engine = TransformersEngine(str(tmp_path))
    assert engine.available() == "the package torch is not installed. Run: pip install 'sme-extract[transformers]'."
    with pytest.raises(MissingDependency):
        engine.answer([page()], SCHEMA)


@pytest.fixture(scope="module", params=["bert", "layoutlm", "llava"])
def model(request, tmp_path_factory):
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "llava":
        return tiny_models.vision_language_model(folder)
    return tiny_models.token_classifier(folder, boxes=request.param == "layoutlm")


def test_a_model_answers_with_fields_that_were_asked_for(model):
    answer = TransformersEngine(str(model)).answer([page()], SCHEMA)
    assert answer.keys() <= SCHEMA["properties"].keys()


def test_answers_are_the_same_again(model):
    assert TransformersEngine(str(model)).answer([page()], SCHEMA) == TransformersEngine(str(model)).answer(
        [page()], SCHEMA
    )


def test_a_page_longer_than_the_model_s_window_is_read_in_parts(tmp_path):
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    engine = TransformersEngine(str(tiny_models.token_classifier(tmp_path)))
    engine.answer([page()], SCHEMA)
    long = page(40)
    labelled = list(engine._loaded._labelled(long, long.words))
    assert len(labelled) == len(TEXTS) * 40


def test_a_model_of_named_entities_says_names_of_characters_and_no_fields(tmp_path):
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    engine = TransformersEngine(str(tiny_models.token_classifier(tmp_path, labels=tiny_models.ENTITIES)))
    found = engine.names([page()])
    assert {kind for kind, _ in found} <= {"organisation", "person"}
    assert all(name in "".join(TEXTS) for _, name in found)
    assert engine.answer([page()], SCHEMA) == {}


def test_a_model_of_fields_says_no_names(model):
    assert list(TransformersEngine(str(model)).names([page()])) == []


def test_names_are_read_row_by_row_and_character_by_character():
    words = (
        Word("甲方 系", BoundingBox(100, 10, 140, 20), "text-layer"),
        Word("公司", BoundingBox(10, 11, 30, 21), "text-layer"),
        Word("乙方", BoundingBox(10, 40, 30, 50), "text-layer"),
    )
    rows = list(lines(Page(1, 200, 100, words)))
    assert [[word.text for word in row] for row in rows] == [["公司", "甲方 系"], ["乙方"]]
    assert [(word.text, word.bbox.left) for word in characters(rows[0])] == [
        ("公", 10), ("司", 20), ("甲", 100), ("方", 110), ("系", 130),
    ]  # fmt: skip


def test_a_broken_model_is_a_missing_dependency(tmp_path):
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(MissingDependency, match="does not load"):
        TransformersEngine(str(tmp_path)).answer([page()], SCHEMA)
