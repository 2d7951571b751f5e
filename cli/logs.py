"""Messages of the program: to stderr, as lines or as JSON; warnings by default, `-v` information, `-vv` everything."""

import json
import logging
import sys
from typing import Any

LOGGER = "sme_extract"
LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


class JsonFormatter(logging.Formatter):
    """One JSON object a message."""

    def format(self, record: logging.LogRecord) -> str:
        """Level, logger and message."""
        entry: dict[str, Any] = {
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        return json.dumps(entry, ensure_ascii=False)


class StderrHandler(logging.StreamHandler[Any]):
    """Writes to what stderr is now, also when a test has replaced it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one message."""
        self.stream = sys.stderr
        super().emit(record)


def start() -> None:
    """Our warnings to stderr; called once at the start, undoes what an earlier start did."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, StderrHandler)]:
        root.removeHandler(handler)
    handler = StderrHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.addFilter(_is_ours_or_wanted)
    root.addHandler(handler)
    logging.getLogger(LOGGER).setLevel(logging.WARNING)


def _is_ours_or_wanted(record: logging.LogRecord) -> bool:
    """Warnings of other libraries, such as of the PDF reader, show with -vv only."""
    ours = logging.getLogger(LOGGER)
    return record.name.partition(".")[0] == ours.name or ours.level == logging.DEBUG


def louder(count: int) -> int:
    """Lower the threshold once or twice."""
    if count:
        logging.getLogger(LOGGER).setLevel(LEVELS[min(count, len(LEVELS) - 1)])
    return count


def as_json(wanted: bool) -> bool:
    """Switch to JSON lines."""
    if wanted:
        for handler in logging.getLogger().handlers:
            if isinstance(handler, StderrHandler):
                handler.setFormatter(JsonFormatter())
    return wanted
