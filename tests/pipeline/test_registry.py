import logging

import pytest

from sme_extract.pipeline.registry import ENGINES, EXTRACTORS, GROUPS, READERS, Plugin, Registry, load_registry
from sme_extract.schemas.errors import PluginError, UsageError
from tests.conftest import FakeEngine


class Good:
    kind = "good"
    version = "1.0"


class Bad:
    kind = "bad"


def broken():
    raise ImportError("no module named acme_ocr")


def point(name, load):
    return Plugin(EXTRACTORS, name, "acme", "3.2", load)


def test_plugin_that_does_not_import_is_left_out_and_remembered(caplog):
    registry = Registry([point("broken", broken), point("good", lambda: Good)])
    with caplog.at_level(logging.WARNING, "sme_extract"):
        assert registry.extractors() == (Good,)
    (reason,) = registry.broken.values()
    assert isinstance(reason, PluginError)
    assert "broken of acme 3.2" in str(reason)
    assert "acme_ocr" in str(reason)
    assert "broken of acme 3.2" in caplog.text


def test_plugin_without_what_its_group_wants_is_refused():
    registry = Registry([point("bad", lambda: Bad)])
    assert registry.extractors() == ()
    assert "lacks version" in str(next(iter(registry.broken.values())))


def test_nothing_is_loaded_before_it_is_asked_for():
    loaded = []
    registry = Registry([Plugin(READERS, "lazy", "acme", "1", lambda: loaded.append(1) or Good)])
    registry.extractors()
    assert loaded == []


def test_origin_of_a_class_is_known():
    registry = Registry([point("good", lambda: Good)])
    registry.extractors()
    assert registry.plugin_of(Good).distribution == "acme"
    assert registry.plugin_of(Bad) is None


def test_engine_is_started_once(house):
    assert house.engine("rapidocr") is house.engine("rapidocr")
    assert house.engine("off") is None


def test_engine_gets_the_users_folder_of_models(house, plugins, tmp_path):
    class Own(FakeEngine):
        takes_model_dir = True

        def __init__(self, model_dir=None):
            self.model_dir = model_dir

    registry = Registry([*plugins, Plugin(ENGINES, "own", "acme", "1", lambda: Own)])
    assert registry.engine("own", str(tmp_path)).model_dir == tmp_path
    assert registry.engine("own").model_dir is None
    with pytest.raises(UsageError, match="no such folder: /no/such"):
        registry.engine("own", "/no/such")
    with pytest.raises(UsageError, match="takes no folder of models: rapidocr"):
        registry.engine("rapidocr", str(tmp_path))


def test_installed_entry_points_name_their_distribution(monkeypatch):
    from importlib.metadata import EntryPoint

    given = {"sme_extract.readers": [EntryPoint("b", "m:B", "g"), EntryPoint("a", "m:A", "g")]}
    monkeypatch.setattr("sme_extract.pipeline.registry.entry_points", lambda group: given.get(group, []))
    registry = load_registry()
    assert [plugin.name for plugin in registry.plugins] == ["a", "b"]
    assert {plugin.group for plugin in registry.plugins} <= set(GROUPS)


def test_every_built_in_loads():
    registry = load_registry()
    for group in GROUPS:
        registry.of(group)
    assert {plugin.group for plugin in registry.plugins} >= {READERS, ENGINES, EXTRACTORS}, "run make setup first"
    assert registry.broken == {}
