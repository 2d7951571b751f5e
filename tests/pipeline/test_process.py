import logging
import zipfile

import pytest

from sme_extract.documents.reader import Limits
from sme_extract.pipeline.inputs import InputItem
from sme_extract.pipeline.process import process
from sme_extract.pipeline.registry import EXTRACTORS, Plugin
from sme_extract.pipeline.settings import Settings
from sme_extract.schemas.errors import InputError, MissingDependency, UsageError

STILL = iter(lambda: 0.0, None).__next__
"""A clock that stands."""


def do(path, registry, settings=None, **item):
    return process(InputItem(path, **item), settings or Settings(), registry, STILL)


def test_each_page_that_is_a_document_gives_a_result(house, fake):
    outcome, results = do(fake("two.fake", "a", "b"), house)
    assert (outcome.status, outcome.kinds, outcome.seconds) == ("ok", ("note",), 0.0)
    assert [result.source.pages for result in results] == [(1,), (2,)]


@pytest.mark.parametrize(
    ("lines", "status", "code", "n_results"),
    [
        (["a"], "ok", None, 1),
        (["incomplete"], "partial", None, 1),
        (["damaged"], "failed", "damaged", 0),
        (["bug"], "failed", "internal-error", 0),
        (["a", "crash", "b"], "partial", "internal-error", 2),
        (["crash"], "failed", "internal-error", 0),
        ([], "failed", "empty", 0),
    ],
)
def test_every_end_is_one_outcome(house, fake, lines, status, code, n_results):
    outcome, results = do(fake("x.fake", *lines), house)
    assert (outcome.status, outcome.reason and outcome.reason.code, len(results)) == (status, code, n_results)


def test_unknown_format_fails_with_its_code(house, tmp_path):
    path = tmp_path / "x.bin"
    path.write_bytes(b"\x01\x02\x03 nothing known")
    assert do(path, house)[0].reason.code == "unsupported-format"


def test_absent_file_fails(house, tmp_path):
    outcome, _ = do(tmp_path / "absent", house)
    assert (outcome.status, outcome.sha256) == ("failed", None)


def test_skipped_input_is_listed_and_not_read(house, fake):
    outcome, results = do(fake("x.fake", "bug"), house, skip_reason="lock-file")
    assert (outcome.status, outcome.reason.code, results) == ("skipped", "lock-file", [])


def test_what_could_not_be_looked_into_fails(house, tmp_path):
    outcome, _ = do(tmp_path, house, error=InputError("no permission"))
    assert (outcome.status, outcome.reason.message) == ("failed", f"{tmp_path}: no permission")


def test_bug_is_called_a_bug_and_hides_the_text_of_the_document(house, fake, caplog):
    caplog.set_level(logging.INFO, "sme_extract")
    outcome, _ = do(fake("x.fake", "bug"), house)
    assert "this is a bug" in outcome.reason.message
    assert "KeyError" in outcome.reason.message
    assert "secret" not in outcome.reason.message + caplog.text
    assert "conftest.py" in caplog.text


def test_text_of_a_strange_exception_shows_at_debug(house, fake, caplog):
    caplog.set_level(logging.DEBUG, "sme_extract")
    do(fake("x.fake", "bug"), house)
    assert "secret" in caplog.text


def test_crash_of_a_foreign_plugin_names_it(house, fake):
    own = next(plugin for plugin in house.plugins if plugin.group == EXTRACTORS)
    house.plugins = tuple(
        Plugin(p.group, p.name, "acme-notes", "9.1", p.load) if p is own else p for p in house.plugins
    )
    outcome, results = do(fake("x.fake", "crash", "a"), house)
    assert outcome.reason.code == "plugin-error"
    assert "note of acme-notes 9.1" in outcome.reason.message
    assert results[0].extractor.distribution == "acme-notes"


def test_interruption_passes(house, fake):
    with pytest.raises(KeyboardInterrupt):
        do(fake("x.fake", "interrupt"), house)


def archive(tmp_path, **members):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        for name, text in members.items():
            package.writestr(name, text)
    return path


def test_members_of_an_archive_are_results_of_the_archive(house, tmp_path):
    outcome, results = do(archive(tmp_path, one="FAKE\na", two="FAKE\nb"), house)
    assert outcome.status == "ok"
    assert [result.source.member for result in results] == ["one", "two"]
    assert {result.source.sha256 for result in results} == {outcome.sha256}


def test_bad_member_does_not_touch_the_others(house, tmp_path):
    outcome, results = do(archive(tmp_path, bad="FAKE\nbug", good="FAKE\na", worse="FAKE\ndamaged"), house)
    assert (outcome.status, len(results)) == ("partial", 1)
    assert "a.zip!bad" in outcome.reason.message
    assert "1 more" in outcome.reason.message


def test_file_above_the_limit_is_refused(house, fake):
    outcome, _ = do(fake("x.fake", "a"), house, Settings(limits=Limits(max_file_bytes=3)))
    assert outcome.reason.code == "too-large"
    assert "max_file_bytes" in outcome.reason.message


def test_personal_ids_are_masked_unless_asked_for(house, fake):
    path = fake("x.fake", "a")
    masked, shown = (do(path, house, Settings(mask_personal=flag))[1][0].fields["body"].value for flag in (True, False))
    assert (masked, shown) == ("a 110105********002X", "a 11010519491231002X")


def test_engine_that_cannot_run_stops_the_run(house, fake):
    with pytest.raises(MissingDependency, match="Run the command"):
        do(fake("x.fake", "a"), house, Settings(ocr="missing"))


def test_unknown_engine_is_named_with_the_known_ones(house, fake):
    with pytest.raises(UsageError, match="rapidocr"):
        do(fake("x.fake", "a"), house, Settings(ocr="nothing"))
