"""The manifest of a folder of outputs: the hash of each file that has the same bytes for the same inputs."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sme_extract import __version__
from sme_extract.pipeline.fact_store import read_json
from sme_extract.pipeline.writer import pretty, write_text

FILE = "manifest.json"
LISTED = (
    "documents", "documents.jsonl", "facts", "features", "features.json", "features.parquet", "forecast.json",
)  # fmt: skip
"""outcomes.jsonl and summary.json tell how long things took, and differ from run to run."""
CHUNK = 1 << 20


def write_manifest(out: Path) -> None:
    """Make `out/manifest.json` of the files that are there now."""
    hashes = {path.relative_to(out).as_posix(): file_hash(path) for path in sorted(_files(out))}
    write_text(out / FILE, pretty({"tool": f"sme-extract {__version__}", "files": hashes}))


def read_manifest(out: Path) -> dict[str, str]:
    """Hash of each file by its path in the folder."""
    hashes: dict[str, str] = read_json(out / FILE)["files"]
    return hashes


def file_hash(path: Path) -> str:
    """SHA-256 of a file, read in chunks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _files(out: Path) -> Iterator[Path]:
    for name in LISTED:
        path = out / name
        if path.is_dir():
            yield from (file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
        elif path.is_file():
            yield path
