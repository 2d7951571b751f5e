"""A whole batch: every input processed, every result written as it comes, and a summary at the end."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path

from sme_extract.pipeline.inputs import InputItem, discover, printable
from sme_extract.pipeline.names import Names
from sme_extract.pipeline.photos import Photos
from sme_extract.pipeline.process import Clock, check, process, skipped
from sme_extract.pipeline.registry import Registry, load_registry
from sme_extract.pipeline.settings import Settings
from sme_extract.pipeline.standard_input import STDIN
from sme_extract.pipeline.summary import Tally
from sme_extract.pipeline.writer import line_writer, make_folder, write_record, write_result
from sme_extract.schemas.errors import NoInput
from sme_extract.schemas.result import ExtractionResult, FileOutcome
from sme_extract.schemas.summary import RunSummary

Progress = Callable[[int, int, FileOutcome], None]
"""Called after each input with how many are done, how many there are, and its outcome."""

TRUTH_FILE = "truth-file"
"""Why a file beside a document that says what is in it is skipped; it is no input at all."""


def run(
    paths: Sequence[str],
    out: Path,
    settings: Settings,
    progress: Progress | None = None,
    *,
    registry: Registry | None = None,
    clock: Clock = time.perf_counter,
) -> RunSummary:
    """Process `paths` into the folder `out`; what was finished before an interruption stays."""
    items = list_inputs(paths)
    registry = registry or load_registry()
    check(settings, registry)
    outcomes = process_all(items, settings, registry, clock)
    make_folder(out / "documents")
    tally, complete = Tally(), False
    try:
        with closing(_written(outcomes, out, tally)) as written:
            for done, outcome in enumerate(written, 1):
                if progress:
                    progress(done, len(items), outcome)
        complete = True
    finally:
        summary = tally.summary(complete=complete)
        write_record(out / "summary.json", summary)
    return summary


def _written(
    outcomes: Iterable[tuple[FileOutcome, list[ExtractionResult]]], out: Path, tally: Tally
) -> Generator[FileOutcome]:
    """Write what comes, count it, and pass each outcome on with the names of its files."""
    names = Names()
    with line_writer(out / "documents.jsonl") as write_line, line_writer(out / "outcomes.jsonl") as write_outcome:
        for outcome, results in outcomes:
            files = tuple(names.of(outcome.input, outcome.sha256 or "", n) for n, _ in enumerate(results, 1))
            for file, result in zip(files, results, strict=True):
                write_line(write_result(out / "documents" / file, result))
            named = outcome.model_copy(update={"results": files})
            write_outcome(named)
            tally.add(named, results)
            yield named


def list_inputs(paths: Sequence[str]) -> list[InputItem]:
    """Every input of a batch, in order; there is at least one."""
    items: list[InputItem] = []
    for is_stdin, group in groupby(paths, key=lambda path: path == STDIN):
        found = [InputItem(Path(STDIN))] if is_stdin else discover(list(group))
        items += [item for item in found if item.skip_reason != TRUTH_FILE]
    if not items:
        raise NoInput(f"nothing to read: {', '.join(map(printable, paths))}. Name a file or a folder with documents.")
    return items


def process_all(
    items: Iterable[InputItem], settings: Settings, registry: Registry, clock: Clock = time.perf_counter
) -> Iterator[tuple[FileOutcome, list[ExtractionResult]]]:
    """One outcome for each input, in order; after a failure the others are only listed if `fail_fast`."""
    check(settings, registry)
    stopped, photos = False, Photos(settings, registry)
    for item in items:
        if stopped:
            yield skipped(item, "fail-fast", "not read, because an input before it failed."), []
            continue
        outcome, results = process(item, settings, registry, clock, photos)
        stopped = settings.fail_fast and outcome.status == "failed"
        yield outcome, results
