"""Counts what a batch comes to, and the exit code that says so."""

from collections import Counter
from collections.abc import Iterable

from sme_extract import __version__
from sme_extract.schemas.errors import ExitCode, MissingDependency
from sme_extract.schemas.result import ExtractionResult, FileOutcome
from sme_extract.schemas.summary import RunSummary, Trouble


class Tally:
    """Counts outcomes as they come."""

    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.review_reasons: Counter[str] = Counter()
        self.needs_review = 0
        self.troubles: list[Trouble] = []

    def add(self, outcome: FileOutcome, results: Iterable[ExtractionResult]) -> None:
        """Count one input and its results."""
        self.statuses[outcome.status] += 1
        if outcome.reason is not None:
            self.troubles.append(Trouble(input=outcome.input, status=outcome.status, reason=outcome.reason))
        for result in results:
            self.kinds[result.kind] += 1
            if result.needs_review:
                self.needs_review += 1
                self.review_reasons.update(result.review_reasons)

    def summary(self, *, complete: bool = True) -> RunSummary:
        """The counts so far."""
        return RunSummary(
            tool=f"sme-extract {__version__}",
            complete=complete,
            inputs=self.statuses.total(),
            statuses=_ranked(self.statuses),
            documents=self.kinds.total(),
            kinds=_ranked(self.kinds),
            needs_review=self.needs_review,
            review_reasons=_ranked(self.review_reasons),
            troubles=tuple(self.troubles),
        )


def exit_code(summary: RunSummary) -> ExitCode:
    """What a batch answers. An incomplete document is no failure; a file of which something could not be read is."""
    skipped, failed = (summary.statuses.get(status, 0) for status in ("skipped", "failed"))
    if skipped == summary.inputs:
        return ExitCode.NO_INPUT
    troubles = [trouble for trouble in summary.troubles if trouble.status != "skipped"]
    if troubles and all(trouble.reason.code == MissingDependency.code for trouble in troubles):
        return ExitCode.MISSING_DEPENDENCY
    if failed + skipped == summary.inputs:
        return ExitCode.ALL_FAILED
    return ExitCode.SOME_FAILED if troubles else ExitCode.OK


def _ranked(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda pair: (-pair[1], pair[0])))
