import json

import pytest

from sme_extract.pipeline.evaluate import evaluate, match
from sme_extract.pipeline.settings import Settings
from sme_extract.schemas.errors import NoInput, UsageError


def record(sha256="h", kind="note", needs_review=False, items=(), **fields):
    cells = {name: {"value": value, "confidence": 0.95} for name, value in fields.items()}
    return {"source": {"sha256": sha256}, "kind": kind, "needs_review": needs_review, "fields": cells, "items": items}


@pytest.fixture
def scored(tmp_path):
    """Score given results against given truth, both written to files."""

    def score(truth, *records):
        (tmp_path / "docs" / "group").mkdir(parents=True)
        (tmp_path / "docs" / "group" / "x.pdf.truth.json").write_text(json.dumps({"sha256": "h", **truth}))
        lines = "\n".join(json.dumps(one) for one in records)
        (tmp_path / "results.jsonl").write_text(lines)
        return evaluate(tmp_path / "docs", Settings(), tmp_path / "results.jsonl")

    return score


def counts(scores, name):
    row = scores.rows["group", name]
    return (row.n, row.right, row.wrong, row.missed, row.silent)


def test_right_wrong_missed_and_silent_are_counted(scored):
    truth = {"kind": "note", "fields": {"a": "x", "b": "x", "c": "x", "_raw": {"a": "?"}}}
    scores = scored(truth, record(a="X ", b="y"))
    assert [counts(scores, name) for name in "abc"] == [(1, 1, 0, 0, 0), (1, 0, 1, 0, 1), (1, 0, 0, 1, 0)]
    assert counts(scores, "kind") == (1, 1, 0, 0, 0)
    total = scores.total()
    assert (total.n, total.recall, total.precision) == (4, 0.5, 2 / 3)


@pytest.mark.parametrize(("review", "confidence"), [(True, 0.95), (False, 0.5)])
def test_wrong_value_that_admits_doubt_is_not_silent(scored, review, confidence):
    one = record(needs_review=review, a="y")
    one["fields"]["a"]["confidence"] = confidence
    scores = scored({"kind": "note", "fields": {"a": "x"}}, one)
    assert counts(scores, "a") == (1, 0, 1, 0, 0)


def test_document_without_result_misses_everything(scored):
    scores = scored({"kind": "note", "fields": {"a": "x"}}, record(sha256="other", a="x"))
    assert (scores.documents, scores.found) == (1, 0)
    assert counts(scores, "a") == counts(scores, "kind") == (1, 0, 0, 1, 0)


def test_lines_are_matched_and_extra_ones_are_wrong(scored):
    wanted = [{"amount": "1.00", "item_name": "a"}, {"amount": "2.00", "item_name": "b"}]
    got = [
        {"amount": {"value": "2"}, "item_name": {"value": "B"}},
        {"amount": {"value": "9"}, "item_name": {"value": "a"}},
        {"amount": {"value": "3"}},
    ]
    scores = scored({"kind": "note", "fields": {}, "items": wanted}, record(items=got))
    assert counts(scores, "items[]") == (2, 1, 0, 1, 0)
    assert counts(scores, "items[] extra") == (0, 0, 1, 0, 0)


def test_each_document_of_a_file_takes_the_result_that_fits_best(scored):
    documents = [{"kind": "note", "fields": {"a": "1", "b": "1"}}, {"kind": "note", "fields": {"a": "1", "b": "2"}}]
    scores = scored({"documents": documents}, record(a="1", b="2"), record(a="1", b="1"))
    assert scores.total().recall == 1
    assert (scores.documents, scores.found) == (2, 2)


def test_no_result_is_used_twice():
    documents = [{"kind": "note", "fields": {"a": "1"}}, {"kind": "note", "fields": {"a": "1"}}]
    (_, first), (_, second) = match(documents, [record(a="1")])
    assert first
    assert second == {}


def test_clauses_are_counted_together(scored):
    scores = scored({"kind": "note", "fields": {"clause.a": True, "clause.b": False}}, record(**{"clause.a": True}))
    assert counts(scores, "clause.*") == (2, 1, 0, 1, 0)


def test_files_are_read_when_no_results_are_given(house, fake, tmp_path):
    fake("docs/x.fake", "hello")
    (tmp_path / "docs" / "x.fake.truth.json").write_text(
        json.dumps({"kind": "note", "fields": {"body": "hello 11010519491231002X"}})
    )
    scores = evaluate(tmp_path / "docs", Settings())
    assert scores.total().recall == 1, "unmasked, and found by the hash of the file"


def test_folder_without_truth_is_no_input(tmp_path):
    with pytest.raises(NoInput):
        evaluate(tmp_path, Settings())


def test_broken_truth_is_named(tmp_path):
    (tmp_path / "x.truth.json").write_text("{")
    with pytest.raises(UsageError, match=r"x\.truth\.json"):
        evaluate(tmp_path, Settings())
