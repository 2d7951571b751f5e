import json
import os
import stat

import pytest

from sme_extract.pipeline.run import run
from sme_extract.pipeline.settings import Settings
from sme_extract.pipeline.summary import exit_code
from sme_extract.schemas.errors import MissingDependency, NoInput

STILL = iter(lambda: 0.0, None).__next__


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def go(paths, out, house, settings=None, progress=None):
    return run([str(path) for path in paths], out, settings or Settings(), progress, registry=house, clock=STILL)


def test_folder_gives_results_outcomes_and_a_summary(house, fake, tmp_path):
    fake("in/a.fake", "a", "review")
    fake("in/b.fake", "damaged")
    out = tmp_path / "out"
    summary = go([tmp_path / "in"], out, house)
    names = sorted(path.name for path in (out / "documents").iterdir())
    assert [name[:6] for name in names] == ["a.fake", "a.fake"]
    assert names[0].endswith("-2.json")
    assert [line["kind"] for line in lines(out / "documents.jsonl")] == ["note", "note"]
    first, second = lines(out / "outcomes.jsonl")
    assert sorted(first["results"]) == names
    assert second["reason"]["code"] == "damaged"
    assert json.loads((out / "summary.json").read_text()) == summary.model_dump(mode="json")
    assert summary.statuses == {"failed": 1, "ok": 1}
    assert (summary.documents, summary.needs_review, summary.review_reasons) == (2, 1, {"asked-for": 1})


def test_same_inputs_give_the_same_bytes(house, fake, tmp_path):
    fake("in/a.fake", "a", "review")
    fake("in/b.fake", "bug")
    trees = []
    for name in ("first", "second"):
        out = tmp_path / name
        go([tmp_path / "in"], out, house)
        trees.append({p.relative_to(out): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()})
    assert trees[0] == trees[1]


def test_a_hostile_file_changes_no_byte_of_the_others(house, fake, tmp_path):
    fake("in/a.fake", "a")
    go([tmp_path / "in"], tmp_path / "clean", house)
    fake("in/0.fake", "bug")
    fake("in/z.fake", "crash")
    go([tmp_path / "in"], tmp_path / "mixed", house)
    clean, mixed = ((tmp_path / name / "documents.jsonl").read_bytes() for name in ("clean", "mixed"))
    assert clean == mixed


def test_finished_work_survives_an_interruption(house, fake, tmp_path):
    fake("in/a.fake", "a")
    fake("in/b.fake", "interrupt")
    fake("in/c.fake", "a")
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        go([tmp_path / "in"], out, house)
    assert len(lines(out / "documents.jsonl")) == len(lines(out / "outcomes.jsonl")) == 1
    assert json.loads((out / "summary.json").read_text())["complete"] is False
    assert not list(out.rglob("*.part"))


def test_interruption_between_inputs_keeps_what_was_written(house, fake, tmp_path):
    def interrupt(done, total, outcome):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        go([fake("a.fake", "a")], tmp_path / "out", house, progress=interrupt)
    assert len(lines(tmp_path / "out" / "outcomes.jsonl")) == 1


def test_fail_fast_lists_the_rest_as_skipped(house, fake, tmp_path):
    fake("in/a.fake", "damaged")
    fake("in/b.fake", "a")
    summary = go([tmp_path / "in"], tmp_path / "out", house, Settings(fail_fast=True))
    assert summary.statuses == {"failed": 1, "skipped": 1}


def test_empty_folder_is_no_input(house, tmp_path):
    (tmp_path / "in").mkdir()
    with pytest.raises(NoInput):
        go([tmp_path / "in"], tmp_path / "out", house)
    assert not (tmp_path / "out").exists()


def test_missing_engine_leaves_no_output(house, fake, tmp_path):
    with pytest.raises(MissingDependency):
        go([fake("a.fake", "a")], tmp_path / "out", house, Settings(ocr="missing"))
    assert not (tmp_path / "out").exists()


def test_two_inputs_of_one_name_and_content_keep_both_results(house, fake, tmp_path):
    fake("in/1/a.fake", "a")
    fake("in/2/a.fake", "a")
    go([tmp_path / "in"], tmp_path / "out", house)
    assert len(list((tmp_path / "out" / "documents").iterdir())) == 2


@pytest.mark.skipif(os.name == "nt", reason="names that Windows forbids")
@pytest.mark.parametrize("name", ["a\nb.fake", "$(touch x).fake", "-rf.fake", "\u202efdp.fake", "é" * 120 + ".fake"])
def test_hostile_names_become_harmless_ones(house, fake, tmp_path, name):
    fake(f"in/{name}", "a")
    go([tmp_path / "in"], tmp_path / "out", house)
    (written,) = (tmp_path / "out" / "documents").iterdir()
    assert not set(written.name) & set("\n\u202e$()/ ")
    assert not written.name.startswith(("-", "."))
    (outcome,) = lines(tmp_path / "out" / "outcomes.jsonl")
    assert not set(outcome["input"]) & set("\n\u202e")


@pytest.mark.skipif(os.name == "nt", reason="no POSIX modes")
def test_outputs_have_the_mode_of_the_mask(house, fake, tmp_path):
    old = os.umask(0o027)
    try:
        go([fake("a.fake", "a")], tmp_path / "out", house)
    finally:
        os.umask(old)
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o640}


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a": ["a"]}, 0),
        ({"a": ["incomplete"]}, 0),
        ({"a": ["a"], "b": ["damaged"]}, 3),
        ({"a": ["a", "crash"]}, 3),
        ({"a": ["damaged"], "b": ["bug"]}, 4),
        ({".hidden": ["a"]}, 5),
    ],
)
def test_exit_code_tells_how_the_batch_went(house, fake, tmp_path, files, code):
    for name, content in files.items():
        fake(f"in/{name}", *content)
    assert exit_code(go([tmp_path / "in"], tmp_path / "out", house)) == code


def test_truth_beside_a_document_is_no_input(house, fake, tmp_path):
    fake("in/a.fake", "a")
    (tmp_path / "in" / "a.fake.truth.json").write_text("{}")
    assert go([tmp_path / "in"], tmp_path / "out", house).inputs == 1
