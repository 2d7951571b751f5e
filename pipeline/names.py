"""Names of result files: readable, harmless on every system, never twice."""

import re
from pathlib import PurePath

NAME_BYTES = 120
"""A file system takes 255 bytes a name; hash, number and ending want room."""


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
