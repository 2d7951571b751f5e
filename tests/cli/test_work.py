import json
import logging

import pytest
from typer.testing import CliRunner

from sme_extract.cli.app import app

runner = CliRunner()


def call(*arguments, **extra):
    return runner.invoke(app, [str(argument) for argument in arguments], **extra)


def test_extract_prints_a_line_for_each_document_in_the_order_of_the_files(house, fake):
    second, first = fake("a.fake", "one"), fake("b.fake", "two", "three")
    done = call("extract", first, second)
    assert done.exit_code == 0
    raws = [json.loads(line)["fields"]["body"]["raw"] for line in done.stdout.splitlines()]
    assert raws == ["two", "three", "one"]
    assert done.stderr == ""


def test_extract_keeps_failures_off_stdout(house, fake):
    done = call("extract", fake("a.fake", "damaged"), fake("b.fake", "one"))
    assert done.exit_code == 3
    assert len(done.stdout.splitlines()) == 1
    assert "failed: cut off" in done.stderr


def test_extract_reads_standard_input(house, monkeypatch):
    done = call("extract", "-", input="FAKE\nhello")
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["source"]["path"] == "-"


def test_empty_standard_input_fails(house):
    done = call("extract", "-", input="")
    assert done.exit_code == 4
    assert "standard input" in done.stderr


def test_classify_prints_the_kinds(house, fake):
    done = call("classify", fake("a.fake", "one"))
    assert json.loads(done.stdout)["kind"] == "note"
    assert "fields" not in json.loads(done.stdout)


def test_run_ends_with_a_table_and_the_place_of_the_outputs(house, fake, tmp_path):
    fake("in/a.fake", "one", "review")
    fake("in/b.fake", "damaged")
    fake("in/.hidden", "one")
    done = call("run", tmp_path / "in", "--out", tmp_path / "out")
    assert done.exit_code == 3
    assert done.stdout == ""
    words = done.stderr.split()
    assert [words[words.index(name) + 1] for name in ("ok", "failed", "skipped", "all", "note")] == list("11132")
    assert "asked-for (1)" in done.stderr
    assert "failed (damaged): cut off" in done.stderr
    assert str(tmp_path / "out") in done.stderr.replace("\n", "")
    assert (tmp_path / "out" / "summary.json").is_file()


def test_names_of_files_are_no_markup(house, fake, tmp_path):
    done = call("run", fake("[bold]x[/oops].fake", "damaged"), "--out", tmp_path / "out")
    assert done.exit_code == 4
    assert "[bold]x" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--ocr", "nothing"], 2, "unknown OCR engine: nothing"),
        (["--ocr", "missing"], 7, "models are missing"),
        (["--as", "nonsense"], 2, "Known kinds: equipment_photo, note"),
        (["--set", "max_pagez=3"], 2, "Did you mean max_pages?"),
        (["--set", "max_pages=-3"], 2, "whole number"),
        (["--as-of", "yesterday"], 2, "2026-01-31"),
        (["--no-such-option"], 2, "No such option"),
    ],
)
def test_wrong_choices_end_with_one_message_and_their_code(house, fake, arguments, code, message):
    done = call("extract", fake("a.fake", "one"), *arguments)
    assert (done.exit_code, done.stdout) == (code, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_but_skipped_inputs_is_no_input(house, fake, tmp_path):
    fake("in/~$a.docx", "one")
    done = call("extract", tmp_path / "in")
    assert done.exit_code == 5
    assert "lock-file" in done.stderr


def test_bug_fails_one_file_and_shows_its_traceback_with_v(house, fake):
    path = fake("a.fake", "bug")
    quiet, loud = call("extract", path), call("extract", path, "-v")
    assert (quiet.exit_code, loud.exit_code) == (4, 4)
    assert "this is a bug" in quiet.stderr
    assert "traceback" not in quiet.stderr
    assert "conftest.py" in loud.stderr


def test_messages_can_be_json(house, fake):
    done = call("extract", fake("a.fake", "bug"), "-v", "--log-json")
    first = json.loads(done.stderr.splitlines()[0])
    assert (first["level"], first["logger"]) == ("info", "sme_extract.pipeline.isolation")


def test_no_mask_shows_personal_ids(house, fake):
    path = fake("a.fake", "one")
    assert "110105********002X" in call("extract", path).stdout
    assert "11010519491231002X" in call("extract", path, "--no-mask").stdout


def test_environment_is_heard(house, fake):
    done = call("extract", fake("a.fake", "one"), env={"SME_EXTRACT_MASK_PERSONAL": "no"})
    assert "11010519491231002X" in done.stdout


def test_interruption_ends_with_its_code(house, fake):
    assert call("extract", fake("a.fake", "interrupt")).exit_code == 130


def test_closed_pipe_is_no_error(house, fake, monkeypatch):
    silenced = []

    def refuse(*arguments, **extra):
        raise BrokenPipeError

    monkeypatch.setattr("typer.echo", refuse)
    monkeypatch.setattr("sme_extract.cli.failure.silence_stdout", lambda: silenced.append(True))
    assert call("extract", fake("a.fake", "one")).exit_code == 0
    assert silenced == [True]


def test_output_folder_that_cannot_be_made_is_one_message(house, fake, tmp_path):
    done = call("run", fake("a.fake", "one"), "--out", fake("file", "x") / "inner")
    assert done.exit_code == 1
    assert "cannot write" in done.stderr


def test_warnings_of_other_libraries_show_with_vv_only(house, fake, monkeypatch):
    def warn():
        logging.getLogger("otherlib").warning("something odd")

    reader = house.readers()[0]
    read = reader.read
    monkeypatch.setattr(reader, "read", lambda *arguments: warn() or read(*arguments), raising=False)
    path = fake("a.fake", "one")
    assert "something odd" not in call("extract", path, "-v").stderr
    assert "something odd" in call("extract", path, "-vv").stderr
