"""What a Python program calls: one file that raises, or many that never do."""

from collections.abc import Iterable, Iterator
from os import PathLike, fspath

from sme_extract.pipeline.inputs import InputItem
from sme_extract.pipeline.process import carry_out
from sme_extract.pipeline.registry import load_registry
from sme_extract.pipeline.run import list_inputs, process_all
from sme_extract.pipeline.settings import Settings
from sme_extract.schemas.result import ExtractionResult, FileOutcome


def extract(path: str | PathLike[str], settings: Settings | None = None) -> list[ExtractionResult]:
    """The documents of one file. Raises what went wrong, such as `DamagedDocument`."""
    work, _ = carry_out(InputItem(fspath(path), None), settings or Settings(), load_registry())
    if work.failures:
        raise work.failures[0].error
    return work.results


def extract_many(
    paths: Iterable[str | PathLike[str]], settings: Settings | None = None
) -> Iterator[tuple[FileOutcome, list[ExtractionResult]]]:
    """Every file found at `paths`, in order: its outcome and its documents. One bad file never stops the others."""
    items = list_inputs([fspath(path) for path in paths])
    return process_all(items, settings or Settings(), load_registry())
