"""The whole pipeline beside the bare libraries, in one process and one run.

python benchmarks/pipeline.py NATIVE_FOLDER [IMAGE_FOLDER]

Prints pages per CPU-second of native PDFs (pipeline to JSON, raw pypdfium2 text, raw pdfplumber words), CPU-seconds an
image of the pipeline and of bare rapidocr on the same pixels, peak memory, and the time that `--help` takes.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pdfplumber
import pypdfium2
from PIL import Image, ImageOps

from sme_extract.pipeline.inputs import InputItem
from sme_extract.pipeline.process import process
from sme_extract.pipeline.registry import load_registry
from sme_extract.pipeline.settings import Settings

IMAGES = (".jpg", ".jpeg", ".png")


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


REGISTRY = load_registry()  # once a run, so it is no cost of a page


def pipeline(paths: list[Path], settings: Settings) -> None:
    """Files to JSON."""
    for path in paths:
        for result in process(InputItem(path), settings, REGISTRY)[1]:
            result.model_dump_json()


def pdfium_text(paths: list[Path]) -> None:
    """Text without boxes."""
    for path in paths:
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                page.get_textpage().get_text_range()


def pdfplumber_words(paths: list[Path]) -> None:
    """Words with boxes."""
    for path in paths:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_words()


def native(folder: Path) -> None:
    """Table of native pages."""
    paths = sorted(folder.rglob("*.pdf"))
    pages = sum(len(pypdfium2.PdfDocument(path)) for path in paths)
    print(f"native PDF: {len(paths)} files, {pages} pages; the better of two rounds")
    programs: dict[str, Callable[[], object]] = {
        "pipeline to JSON": lambda: pipeline(paths, Settings(ocr="off")),
        "raw pypdfium2 text": lambda: pdfium_text(paths),
        "raw pdfplumber words": lambda: pdfplumber_words(paths),
    }
    rates = {name: pages / min(cpu_seconds(work) for _ in range(2)) for name, work in programs.items()}
    for name, rate in rates.items():
        print(f"  {name:24}{rate:8.1f} pages/CPU-s {rate / rates['raw pdfplumber words']:6.2f} x pdfplumber")


def images(folder: Path) -> None:
    """Table of images."""
    from rapidocr import RapidOCR

    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in IMAGES)
    bare = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1, "Global.log_level": "error"})
    pixels = [np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))[:, :, ::-1] for path in paths]
    pipeline(paths[:1], Settings())  # both load their models first
    bare(pixels[0])
    ours = cpu_seconds(lambda: pipeline(paths, Settings()))
    theirs = cpu_seconds(lambda: [bare(image) for image in pixels])
    print(f"images: {len(paths)}")
    print(f"  pipeline to JSON        {ours / len(paths):6.2f} CPU-s an image, {ours / theirs:.2f} x bare rapidocr")
    print(f"  bare rapidocr           {theirs / len(paths):6.2f} CPU-s an image")


def main() -> None:
    """All tables."""
    native(Path(sys.argv[1]))
    if len(sys.argv) > 2:
        images(Path(sys.argv[2]))
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "sme_extract", "--help"], check=True, stdout=subprocess.DEVNULL)
    print(f"--help: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
