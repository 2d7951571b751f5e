"""What a person sees of a batch: a bar while it runs and a table at the end, both on stderr."""

from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from sme_extract.schemas.result import FileOutcome
from sme_extract.schemas.summary import RunSummary

MOST_TROUBLES = 10
"""So many failed inputs are named on the screen; the file of outcomes has all."""
MOST_REASONS = 3
REVIEW = "need review"


class Reporter:
    """Progress on a terminal, silence elsewhere."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False)
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )
        self.task: TaskID | None = None

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.stop()

    def progress(self, done: int, total: int, outcome: FileOutcome) -> None:
        """Move the bar."""
        if self.task is None:
            self.task = self.bar.add_task("reading", total=total)
        self.bar.update(self.task, completed=done, description=escape(Path(outcome.input).name[:40]))

    def table(self, summary: RunSummary, out: Path) -> None:
        """Counts, kinds, what wants a look and why, what failed, and where the outputs lie."""
        for table in (_counts(summary), _kinds(summary)):
            self.console.print(table)
        troubles = [trouble for trouble in summary.troubles if trouble.status != "skipped"]
        for trouble in troubles[:MOST_TROUBLES]:
            self.console.print(
                f"{trouble.status} ({trouble.reason.code}): {escape(trouble.reason.message)}", soft_wrap=True
            )
        if len(troubles) > MOST_TROUBLES:
            self.console.print(f"... and {len(troubles) - MOST_TROUBLES} more in {escape(str(out / 'outcomes.jsonl'))}")
        self.console.print(f"outputs: {escape(str(out))}", soft_wrap=True)


def _counts(summary: RunSummary) -> Table:
    table = _plain("inputs", "count")
    for status in ("ok", "partial", "failed", "skipped"):
        if status in summary.statuses:
            codes = Counter(t.reason.code for t in summary.troubles if t.status == status)
            table.add_row(status, str(summary.statuses[status]), _ranked(codes))
    table.add_row("all", str(summary.inputs), "")
    return table


def _kinds(summary: RunSummary) -> Table:
    table = _plain("documents", "count")
    for kind, count in summary.kinds.items():
        table.add_row(escape(kind), str(count), "")
    table.add_row(REVIEW, str(summary.needs_review), _ranked(Counter(summary.review_reasons)))
    return table


def _plain(first: str, second: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, min_width=12)
    table.add_column(second, justify="right")
    table.add_column("why")
    return table


def _ranked(counter: Counter[str]) -> str:
    most = [f"{escape(name)} ({count})" for name, count in counter.most_common(MOST_REASONS)]
    return ", ".join(most + (["..."] if len(counter) > MOST_REASONS else []))
