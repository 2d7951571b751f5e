"""What a Python program calls: one file that raises, or many that never do."""

from collections.abc import Iterable, Iterator
from functools import cache
from os import PathLike, fspath
from pathlib import Path

from sme_extract.pipeline.inputs import InputItem
from sme_extract.pipeline.process import carry_out, check
from sme_extract.pipeline.registry import Registry, load_registry
from sme_extract.pipeline.run import list_inputs, process_all
from sme_extract.pipeline.settings import Settings
from sme_extract.schemas.result import ExtractionResult, FileOutcome


@cache
def _registry() -> Registry:
    """Loaded once, since an OCR engine takes seconds to start."""
    return load_registry()


def extract(path: str | PathLike[str], settings: Settings | None = None) -> list[ExtractionResult]:
    """The documents of one file. Raises what went wrong, such as `DamagedDocument`."""
    settings, registry = settings or Settings(), _registry()
    check(settings, registry)
    work, _ = carry_out(InputItem(Path(path)), settings, registry)
    if work.failures:
        raise work.failures[0].error
    return work.results


def extract_many(
    paths: Iterable[str | PathLike[str]], settings: Settings | None = None
) -> Iterator[tuple[FileOutcome, list[ExtractionResult]]]:
    """Every file found at `paths`, in order: its outcome and its documents. One bad file never stops the others."""
    items = list_inputs([fspath(path) for path in paths])
    return process_all(items, settings or Settings(), _registry())
