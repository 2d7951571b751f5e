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
    """Warnings to stderr; called once at the start, undoes what an earlier start did."""
    logger = logging.getLogger(LOGGER)
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    handler = StderrHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.WARNING)


def louder(count: int) -> int:
    """Lower the threshold once or twice."""
    if count:
        logging.getLogger(LOGGER).setLevel(LEVELS[min(count, len(LEVELS) - 1)])
    return count


def as_json(wanted: bool) -> bool:
    """Switch to JSON lines."""
    if wanted:
        for handler in logging.getLogger(LOGGER).handlers:
            handler.setFormatter(JsonFormatter())
    return wanted
