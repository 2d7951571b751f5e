import json

import pytest

from sme_extract.pipeline.writer import line_of, line_of_data, line_writer, make_folder, write_text
from sme_extract.schemas.errors import CannotWrite
from sme_extract.schemas.result import FileOutcome


def outcome(name="a"):
    return FileOutcome(input=name, sha256=None, status="ok")


def test_file_that_fails_half_way_is_not_there(tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    path.write_text("old")

    def refuse(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    with pytest.raises(CannotWrite, match=r"x\.json.*No space left"):
        write_text(path, "new")
    assert path.read_text() == "old"


def test_lines_written_before_an_error_are_kept(tmp_path):
    path = tmp_path / "x.jsonl"

    def write_both(write):
        write(outcome())
        write(object())

    with pytest.raises(AttributeError), line_writer(path) as write:
        write_both(write)
    assert json.loads(path.read_text()) == outcome().model_dump(mode="json")
    assert [one.name for one in tmp_path.iterdir()] == ["x.jsonl"]


def test_lines_are_on_the_disk_at_once(tmp_path):
    with line_writer(tmp_path / "x.jsonl") as write:
        write(outcome())
        (draft,) = tmp_path.iterdir()
        assert draft.read_text().count("\n") == 1
        assert draft.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("character", ["\x1b", "\x9b", "\u2028", "\u202e", "\x7f", "\n"])
def test_what_steers_a_terminal_or_breaks_a_line_is_escaped(character):
    line = line_of(outcome(f"a{character}b"))
    assert character not in line
    assert len(line.splitlines()) == 1
    assert json.loads(line)["input"] == f"a{character}b"


def test_chinese_stays_readable():
    assert "发票" in line_of_data({"kind": "发票"})


def test_half_a_surrogate_can_be_written(tmp_path):
    write_text(tmp_path / "x", line_of_data({"a": "\ud800"}))
    assert json.loads((tmp_path / "x").read_text()) == {"a": "\ud800"}


def test_folder_in_the_place_of_a_file_is_one_message(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite, match="choose another folder"):
        make_folder(tmp_path / "file" / "inner")
