from datetime import date

import pytest

from sme_extract.pipeline.configuration import KEYS, resolve
from sme_extract.schemas.errors import UsageError


@pytest.fixture
def home(tmp_path):
    """An environment whose user has a configuration file of their own."""
    folder = tmp_path / "home" / "sme-extract"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('ocr = "user"\nqr = false\nmax_pages = 7\n')
    return {"XDG_CONFIG_HOME": str(tmp_path / "home")}


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project" / "inner"
    folder.mkdir(parents=True)
    (tmp_path / "project" / "sme-extract.toml").write_text('ocr = "project"\nmax-pages = 8\n')
    return folder


def test_defaults_are_said_to_be_defaults(tmp_path):
    configuration = resolve({}, {"XDG_CONFIG_HOME": str(tmp_path)}, tmp_path)
    assert set(configuration.origins.values()) == {"default"}
    assert set(configuration.origins) == set(KEYS)
    assert configuration.settings.ocr == "rapidocr"


def test_option_beats_environment_beats_project_beats_user(home, project):
    steps = [
        (({}, home, project.parent.parent), "user"),
        (({}, home, project), "project"),
        (({}, home | {"SME_EXTRACT_OCR": "environment"}, project), "environment"),
        (({"ocr": "option"}, home | {"SME_EXTRACT_OCR": "environment"}, project), "option"),
    ]
    assert [resolve(*sources).settings.ocr for sources, _ in steps] == [wanted for _, wanted in steps]


def test_each_value_knows_its_origin(home, project):
    configuration = resolve({"as_of": "2026-01-31"}, home | {"SME_EXTRACT_FAIL_FAST": "yes"}, project)
    origins = configuration.origins
    assert origins["as_of"] == "option"
    assert origins["fail_fast"] == "SME_EXTRACT_FAIL_FAST"
    assert origins["max_pages"].endswith("sme-extract.toml")
    assert origins["qr"].endswith("config.toml")
    assert configuration.settings.as_of == date(2026, 1, 31)
    assert (configuration.value("max_pages"), configuration.value("qr")) == (8, False)


def test_table_of_pyproject_counts_and_one_without_it_does_not(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "pyproject.toml").write_text('[tool.sme-extract]\nocr = "mine"\n')
    (tmp_path / "a" / "b" / "pyproject.toml").write_text("[tool.other]\n")
    assert resolve({}, {"HOME": str(tmp_path)}, tmp_path / "a" / "b").settings.ocr == "mine"


def test_unknown_key_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(UsageError, match=r"max_pagess.*SME|max_pages"):
        resolve({}, {"SME_EXTRACT_MAX_PAGESS": "3", "HOME": str(tmp_path)}, tmp_path)


@pytest.mark.parametrize(
    ("key", "raw"),
    [("max_pages", "0"), ("max_pages", "many"), ("max_pages", True), ("qr", "maybe"), ("as_of", "31.1."), ("ocr", "")],
)
def test_bad_value_is_refused_with_its_key_and_origin(tmp_path, key, raw):
    with pytest.raises(UsageError, match=f"{key}: option"):
        resolve({key: raw}, {"HOME": str(tmp_path)}, tmp_path)


def test_broken_file_is_named(tmp_path):
    (tmp_path / "sme-extract.toml").write_text("ocr = [")
    with pytest.raises(UsageError, match=r"sme-extract\.toml"):
        resolve({}, {"HOME": str(tmp_path)}, tmp_path)
