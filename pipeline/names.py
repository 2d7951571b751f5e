"""Names of inputs made safe: to print, and as names of result files."""

import re
import unicodedata
from pathlib import PurePath

NAME_BYTES = 120
"""A file system takes 255 bytes a name; hash, number and ending want room."""
STEERING = frozenset(("Cc", "Cf", "Cs"))
"""Unicode categories of what steers a terminal or has no UTF-8: controls, formats, surrogates."""


def printable(text: str) -> str:
    r"""The same text with what could steer a terminal or break UTF-8 written as escapes (`\x1b`, `\u202e`)."""
    return "".join(c.encode("unicode_escape").decode() if unicodedata.category(c) in STEERING else c for c in text)


def safe_name(path: str) -> str:
    """The last part of a path with only letters, digits, dot, dash and underscore, and no dot or dash in front."""
    name = re.sub(r"[^\w.-]+", "_", PurePath(path).name).lstrip(".-") or "input"
    return name.encode()[:NAME_BYTES].decode(errors="ignore")


class Names:
    """Gives out names of result files, never one twice, on no system."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, path: str, sha256: str, number: int) -> str:
        """`<name>-<sha8>.json`, or with `-<n>` before the ending for the n-th."""
        stem = f"{safe_name(path)}-{sha256[:8]}"
        while True:
            name = f"{stem}.json" if number == 1 else f"{stem}-{number}.json"
            if name.casefold() not in self._taken:
                self._taken.add(name.casefold())
                return name
            number += 1
