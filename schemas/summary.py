"""What a batch came to: the contract of `summary.json`. Holds no time, so that the same inputs give the same bytes."""

from pydantic import Field

from sme_extract.schemas.result import Contract, ErrorInfo, Status


class Trouble(Contract):
    """An input that failed, was skipped or came out incomplete, and why."""

    input: str
    status: Status
    reason: ErrorInfo


class RunSummary(Contract):
    """Counts of one batch; the most frequent first."""

    tool: str = Field(description="Name and version of the program.")
    complete: bool = Field(description="False when the batch was interrupted.")
    inputs: int
    statuses: dict[str, int]
    documents: int
    kinds: dict[str, int]
    needs_review: int
    review_reasons: dict[str, int]
    troubles: tuple[Trouble, ...]
