"""Pages per CPU-second of native PDFs: our reader beside the bare libraries, one process, one run.

python benchmarks/native_pdf.py FILE_OR_FOLDER…
"""

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium

from sme_extract.documents.pdf_reader import MEDIA_TYPE, PdfReader
from sme_extract.documents.reader import Blob, ReadOptions

SECONDS = 2.0  # CPU time that each program gets, at least one round over the files


def read_with(options: ReadOptions) -> Callable[[Blob], int]:
    """Pages of one file through our reader."""
    reader = PdfReader()
    return lambda blob: len(reader.read(blob, MEDIA_TYPE, options).pages)


def pdfium_text(blob: Blob) -> int:
    """Pages of one file through pdfium, text without boxes."""
    with pdfium.PdfDocument(blob.data) as document:
        for page in document:
            page.get_textpage().get_text_range()
        return len(document)


def pdfplumber_words(blob: Blob) -> int:
    """Pages of one file through pdfplumber, words with boxes."""
    with pdfplumber.open(io.BytesIO(blob.data)) as document:
        for page in document.pages:
            page.extract_words()
        return len(document.pages)


def measure(read: Callable[[Blob], int], blobs: list[Blob]) -> float:
    """Pages per CPU-second after one warm-up file."""
    read(blobs[0])
    pages, start = 0, time.process_time()
    while not pages or time.process_time() - start < SECONDS:
        pages += sum(read(blob) for blob in blobs)
    return pages / (time.process_time() - start)


def main(names: list[str]) -> int:
    """Prints one line a program; 2 when no PDF was given."""
    paths = [
        found
        for name in names
        for found in (sorted(Path(name).rglob("*.pdf")) if Path(name).is_dir() else [Path(name)])
    ]
    blobs = [Blob(str(path), path.read_bytes(), "") for path in paths]
    if not blobs:
        print(__doc__, file=sys.stderr)
        return 2
    programs = {
        "pypdfium2 text": pdfium_text,
        "reader, no QR": read_with(ReadOptions(qr=False)),
        "reader, with QR": read_with(ReadOptions()),
        "pdfplumber words": pdfplumber_words,
    }
    speeds = {name: measure(program, blobs) for name, program in programs.items()}
    print(f"{len(blobs)} files")
    for name, speed in speeds.items():
        print(f"{name:<18}{speed:8.1f} pages/CPU-s {speed / speeds['pdfplumber words']:7.1f} x pdfplumber")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
