"""Tesseract through its command line: no Python package, only the program and its data. Apache-2.0.

Each word that Tesseract tells apart is one `OcrWord`; Chinese text comes out character by character or nearly so.
Tesseract does not say where the characters of a word stand: they share its box by their widths (`even_edges`).
"""

import csv
import os
import re
import shutil
import subprocess
from functools import cached_property
from pathlib import Path
from typing import Any

from sme_extract.documents.ocr.engine import OcrWord
from sme_extract.documents.ocr.glyphs import even_edges
from sme_extract.documents.ocr.turning import turned, turned_back
from sme_extract.schemas.errors import EngineError, MissingDependency

LANGUAGES = ("chi_sim", "eng")
SPARSE = "11"
"""Page segmentation: find as much text as possible in no particular order. Forms are no columns of prose."""
TURN_ONLY = "0"
"""Page segmentation: only tell which way up the page is."""
SURE_TURN = 1.0
"""Confidence, as Tesseract counts it, from which its word on the page's direction is followed."""
SECONDS = 120
"""A page that takes longer is given up."""
WORD = "5"
"""The level of a word in the table that Tesseract writes."""

INSTALL = "apt-get install tesseract-ocr tesseract-ocr-chi-sim (Debian), brew install tesseract tesseract-lang (macOS)"
ROTATE = re.compile(r"^Rotate: (\d+)$", re.MULTILINE)
SURENESS = re.compile(r"^Orientation confidence: ([\d.]+)$", re.MULTILINE)
FOLDER = re.compile(r'languages in "(.*?)"')


class TesseractEngine:
    """Tesseract 4 or newer with Chinese and English, one thread a page."""

    name = "tesseract"
    licence = "Apache-2.0"
    takes_model_dir = True

    def __init__(self, model_dir: Path | None = None) -> None:
        """`model_dir` holds `chi_sim.traineddata` and `eng.traineddata`; None means Tesseract's own folder."""
        self._model_dir = model_dir

    @cached_property
    def version(self) -> str:
        """What the program calls itself."""
        return self._ask("--version").partition("\n")[0].removeprefix("tesseract ").strip() or "absent"

    @property
    def models(self) -> tuple[str, ...]:
        """The language data in use."""
        found = FOLDER.search(self._listing)
        return tuple(str(Path(found[1]) / f"{name}.traineddata") for name in LANGUAGES) if found else ()

    def available(self) -> str | None:
        """None when the program and both languages are there."""
        if shutil.which("tesseract") is None:
            return f"the program tesseract is not on the PATH. Run: {INSTALL}."
        absent = [name for name in LANGUAGES if name not in self._listing.split()]
        if absent:
            place = f" in {self._model_dir}" if self._model_dir else ""
            return f"tesseract lacks its language data {', '.join(absent)}{place}. Run: {INSTALL}."
        return None

    def recognise(self, image: Any, *, upright: bool = False) -> list[OcrWord]:
        """All words of an RGB image."""
        quarters = 0 if upright else self._quarters(image)
        table = self._run(turned(image, quarters), "-l", "+".join(LANGUAGES), "--psm", SPARSE, "tsv")
        return turned_back(words(table), quarters, image)

    def _quarters(self, image: Any) -> int:
        """Quarter turns anticlockwise that bring the page upright; 0 when Tesseract cannot tell (little text)."""
        try:
            report = self._run(image, "-l", "osd", "--psm", TURN_ONLY)
        except EngineError:
            return 0
        rotate, sureness = ROTATE.search(report), SURENESS.search(report)
        if not rotate or not sureness or float(sureness[1]) < SURE_TURN:
            return 0
        return -int(rotate[1]) // 90 % 4

    def _run(self, image: Any, *arguments: str) -> str:
        import cv2  # noqa: PLC0415 - `--help` must not pay for it

        program = shutil.which("tesseract")
        if program is None:
            raise MissingDependency(f"the program tesseract is not on the PATH. Run: {INSTALL}.")
        _, png = cv2.imencode(".png", image[:, :, ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 1])
        try:
            done = subprocess.run(  # noqa: S603 - the program's own options only
                [program, "stdin", "stdout", *self._folder, *arguments],
                input=png.tobytes(),
                capture_output=True,
                check=False,
                timeout=SECONDS,
                # One thread: more burn CPU for little gain, and pages run in parallel.
                env=os.environ | {"OMP_THREAD_LIMIT": "1"},
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EngineError(f"tesseract failed: {error}") from error
        if done.returncode:
            last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            raise EngineError(f"tesseract failed with code {done.returncode}: {last}")
        return done.stdout.decode(errors="replace")

    @cached_property
    def _listing(self) -> str:
        return self._ask(*self._folder, "--list-langs")

    @property
    def _folder(self) -> tuple[str, ...]:
        return ("--tessdata-dir", str(self._model_dir)) if self._model_dir else ()

    def _ask(self, *arguments: str) -> str:
        program = shutil.which("tesseract")
        if program is None:
            return ""
        try:
            done = subprocess.run(  # noqa: S603
                [program, *arguments], capture_output=True, check=False, text=True, errors="replace", timeout=SECONDS
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout or done.stderr  # version 4 tells its version on stderr


def words(table: str) -> list[OcrWord]:
    """The words of Tesseract's TSV."""
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [_word(row) for row in rows if row["level"] == WORD and row["text"] and row["text"].strip()]


def _word(row: dict[str, str]) -> OcrWord:
    left, top, width, height = (float(row[name]) for name in ("left", "top", "width", "height"))
    right, bottom = left + width, top + height
    text = row["text"].strip()
    confidence = min(max(float(row["conf"]) / 100, 0.0), 1.0)
    return OcrWord(text, confidence, ((left, top), (right, top), (right, bottom), (left, bottom)), even_edges(text))
