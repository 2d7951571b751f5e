"""A document that comes through standard input."""

import hashlib
import sys

from sme_extract.documents.reader import Blob, Limits
from sme_extract.schemas.errors import EmptyInput, TooLarge

STDIN = "-"
"""The path that stands for standard input."""


def load_standard_input(limits: Limits) -> Blob:
    """All bytes that come, within the limit for a file."""
    data = sys.stdin.buffer.read(limits.max_file_bytes + 1)
    if not data:
        raise EmptyInput("nothing came through standard input: -. Pipe a document into the command.")
    if len(data) > limits.max_file_bytes:
        raise TooLarge(f"more than {limits.max_file_bytes} bytes: standard input. Raise max_file_bytes to read it.")
    return Blob(STDIN, data, hashlib.sha256(data).hexdigest())
