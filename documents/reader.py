"""What a reader is: bytes of one format in, a `Document` out. Chosen by content, never by extension alone."""

from dataclasses import dataclass, field
from typing import Protocol

from sme_extract.documents.model import Document
from sme_extract.documents.ocr.engine import OcrEngine


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps that keep a hostile file from harming a batch. Every refusal names the limit and its setting."""

    max_file_bytes: int = 200 * 1024 * 1024
    max_pages: int = 500
    max_page_pixels: int = 100_000_000
    max_unpacked_bytes: int = 500 * 1024 * 1024
    max_unpack_ratio: int = 100
    max_archive_entries: int = 10_000
    max_archive_depth: int = 3
    max_video_seconds: int = 600
    """Of a video that are looked at."""
    video_time_limit_seconds: int = 1200
    """Of work on one video."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Everything a reader may ask for; built at the edge and passed down."""

    limits: Limits = field(default_factory=Limits)
    passwords: tuple[str, ...] = ()
    ocr_engine: OcrEngine | None = None
    """None: pages without a text layer stay without words, and say so with the finding `ocr-off`."""
    qr: bool = True


@dataclass(frozen=True, slots=True)
class Blob:
    """One input: its bytes and where they came from."""

    path: str
    data: bytes
    sha256: str
    """Hash of the input file as given, also for a member of a container."""
    member: str | None = None


class Reader(Protocol):
    """One file format. Registered under the entry point group `sme_extract.readers`."""

    name: str
    version: str

    def sniff(self, blob: Blob) -> str | None:
        """Media type when these bytes are of this format, else None. Cheap: looks at the first kilobytes."""
        ...

    def read(self, blob: Blob, media_type: str, options: ReadOptions) -> Document:
        """The whole file. Raises `InputError` (damaged, encrypted, too large) and nothing else."""
        ...
