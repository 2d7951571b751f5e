"""The one place that catches everything: a failure of one input becomes data, and the batch goes on."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sme_extract.schemas.errors import SmeExtractError
from sme_extract.schemas.result import ErrorInfo

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, in the words of the contract, and the exception itself."""

    reason: ErrorInfo
    error: Exception


def isolate(where: str, call: Callable[[], T], *, culprit: str = "") -> T | Failure:
    """The value of `call`, or its failure. `where` is the input; `culprit` is the plugin that runs."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - this is the edge where a failure becomes data
        return failure(where, error, culprit=culprit)


def failure(where: str, error: Exception, *, culprit: str = "") -> Failure:
    """The words for an exception; an unknown one is a bug, and its traceback goes to the log for -v."""
    if isinstance(error, SmeExtractError):
        message = str(error)
        named = message if where in message else f"{where}: {message}"
        return Failure(ErrorInfo(code=error.code, message=named), error)
    if isinstance(error, MemoryError):
        message = f"ran out of memory: {where}. Lower a limit such as max_page_pixels or give the process more memory."
        return Failure(ErrorInfo(code="out-of-memory", message=message), error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    # The text of a strange exception can hold what the document says, so only -vv shows it.
    log.info("%s in %s, traceback:\n%s", type(error).__name__, where, "".join(traceback.format_list(frames)))
    log.debug("%s says: %s", type(error).__name__, error)
    who = f" in {culprit}" if culprit else ""
    message = f"this is a bug{who}, {type(error).__name__} at {place}: {where}. Report it with the output of -v."
    return Failure(ErrorInfo(code="plugin-error" if culprit else "internal-error", message=message), error)
