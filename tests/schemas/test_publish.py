import json

import pytest
from jsonschema import Draft202012Validator

from sme_extract.schemas.publish import FOLDER, MODELS, kind_schema, publish, schema, text

VISION = {"factory_video", "site_photo", "equipment_photo", "stock_photo"}
"""Kinds that come from pictures, without an extractor of documents."""


@pytest.mark.parametrize("name", MODELS)
def test_published_schema_is_what_the_models_say(name):
    path = FOLDER / f"{name}.schema.json"
    assert path.read_text(encoding="utf-8") == text(schema(name)), "run python -m sme_extract.schemas.publish"


def test_nothing_else_is_published():
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.schema.json" for name in MODELS}


@pytest.mark.parametrize("name", MODELS)
def test_schema_is_valid_and_names_itself(name):
    body = schema(name)
    Draft202012Validator.check_schema(body)
    assert body["$id"].split(":")[-2:] == [name, body["version"]]


def test_publish_writes_every_schema(tmp_path):
    publish(tmp_path / "json")
    assert len(list((tmp_path / "json").iterdir())) == len(MODELS)


def test_results_of_the_pipeline_keep_the_schema(house, fake):
    from sme_extract.pipeline.inputs import InputItem
    from sme_extract.pipeline.process import process
    from sme_extract.pipeline.settings import Settings

    outcome, results = process(InputItem(fake("x.fake", "a")), Settings(), house)
    Draft202012Validator(schema("result")).validate(results[0].model_dump(mode="json"))
    Draft202012Validator(schema("outcome")).validate(outcome.model_dump(mode="json"))


def test_schema_of_a_kind_holds_its_fields():
    body = kind_schema("note", ["body"])
    validator = Draft202012Validator(body)
    Draft202012Validator.check_schema(body)
    assert body["properties"]["kind"] == {"const": "note"}
    errors = list(validator.iter_errors({"kind": "other", "fields": {"body": 3}}))
    assert {tuple(error.path)[:1] for error in errors} >= {("kind",), ("fields",)}


def test_schema_files_end_with_a_line_end():
    assert all(json.loads(path.read_text()) and path.read_text().endswith("}\n") for path in FOLDER.iterdir())


def test_every_extractor_with_fields_has_a_contract():
    from sme_extract.pipeline.registry import load_registry
    from sme_extract.schemas.publish import KINDS

    assert {extractor.kind for extractor in load_registry().extractors() if extractor.fields} == set(KINDS) - VISION
