"""The debug overlay: one picture a page, red where a reviewer should look."""

from io import BytesIO

import numpy as np
from PIL import Image

from sme_extract.documents.model import Page, Word
from sme_extract.documents.overlay import COLOURS, SCALE, Mark, draw
from sme_extract.pipeline.run import run
from sme_extract.pipeline.settings import Settings
from sme_extract.schemas.geometry import BoundingBox
from tests.test_accuracy import ROOT

BOX = BoundingBox(20, 20, 60, 30)


def pixels(data: bytes) -> np.ndarray:
    return np.array(Image.open(BytesIO(data)))


def test_marks_are_drawn_where_they_stand_and_notes_under_the_page():
    page = Page(1, 100, 50, (Word("x", BoundingBox(5, 5, 10, 12), "text-layer"),))
    plain, marked = pixels(draw(page, [])), pixels(draw(page, [Mark(BOX, "doubtful", "总额")], ["error: totals"]))
    assert marked.shape[0] > plain.shape[0]
    found = np.argwhere((marked[: plain.shape[0]] == COLOURS["doubtful"]).all(axis=2)) / SCALE
    assert abs(found[:, 1].max() - BOX.right) < 2
    assert abs(found[:, 0].max() - BOX.bottom) < 2
    assert (plain == COLOURS["word"]).all(axis=2).any()


def test_a_run_draws_every_page(tmp_path):
    source = ROOT / "vat_invoice/pdf/digital-three-pages.pdf"
    run([str(source)], tmp_path / "out", Settings(ocr="off", debug_overlay=str(tmp_path / "look")))
    names = sorted(file.name for file in (tmp_path / "look").iterdir())
    assert [name[-7:] for name in names] == [f"-p{n}.png" for n in range(1, len(names) + 1)]
    assert len(names) >= 3
    first = pixels((tmp_path / "look" / names[0]).read_bytes())
    assert (first.reshape(-1, 3) == COLOURS["field"]).all(axis=1).any()


def test_no_picture_without_the_option(tmp_path):
    run([str(ROOT / "vat_invoice/pdf/digital-special.pdf")], tmp_path / "out", Settings(ocr="off"))
    assert not list(tmp_path.rglob("*.png"))
