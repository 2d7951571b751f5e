"""The text layer of a PDF page: glyphs become runs, runs of one baseline and size become words.

A run is a stretch of one text object without a gap. Runs, not glyphs, are put in order from left to right, so that
two texts printed over each other (a long name over the next cell, a seal over a title) are never shuffled together.
"""

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import hypot
from typing import Any

import pypdfium2.raw as pdfium_c

from sme_extract.documents.model import Word
from sme_extract.documents.pdf_characters import UNMAPPED, character
from sme_extract.documents.pdf_frame import Frame
from sme_extract.schemas.geometry import BoundingBox

# All gaps are in em, the width of a full-width character.
CJK_GAP = 0.45  # inside one text object: tracked Chinese stays together
LATIN_GAP = 0.25  # inside one text object between two narrow characters: the space of an English line
OBJECT_GAP = 0.25  # between two text objects: more than this is another cell
SPACE_GAP = 0.12  # a printed space that takes at least this much room divides words
OVERLAP = -0.3  # further back than this the next run is printed over, not after
TILT = 0.035  # tangent of 2 degrees: a line of text is still level
SIZE_STEP = 1.08  # more than this between two font sizes: not the same line
BASELINE_STEP = 0.15  # em, how far baselines of one line may differ
DUPLICATE_STEP = 0.5  # points: the same character this close is printed twice, for boldness or by a second layer
INVISIBLE_MODE = 3  # text render mode of text laid under a scan


Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class PageText:
    """Words of one page and how trustworthy its text layer is. Counts leave spaces out."""

    words: tuple[Word, ...]
    glyphs: int
    unmapped: int
    hidden: int


@dataclass(slots=True)
class _Style:
    """What the glyphs of one text object share, in the upright frame."""

    size: float
    em: float
    baseline: float
    level: bool
    hidden: bool
    bottom: float | None = None


@dataclass(slots=True)
class _Run:
    """Glyphs side by side."""

    style: _Style
    baseline: float
    top: float
    bottom: float
    spaced: bool
    """Whether a printed space stands before it."""
    texts: list[str] = field(default_factory=list[str])
    edges: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])

    @property
    def left(self) -> float:
        return self.edges[0][0]

    @property
    def right(self) -> float:
        return self.edges[-1][1]

    def absorb(self, other: "_Run") -> None:
        self.texts += other.texts
        self.edges += other.edges
        self.top = min(self.top, other.top)
        self.bottom = max(self.bottom, other.bottom)

    def word(self) -> Word:
        left = min(edge[0] for edge in self.edges)
        right = max(edge[1] for edge in self.edges)
        box = BoundingBox(left, self.top, right, self.bottom)
        edges = tuple(self.edges) if self.style.level else ()
        return Word("".join(self.texts), box, "text-layer", edges=edges)


def read_text(textpage: Any, frame: Frame) -> PageText:
    """Words of a pypdfium2 text page; level text by line from the top, then tilted and upended text."""
    level: list[_Run] = []
    tilted: list[_Run] = []
    glyphs = unmapped = hidden = 0
    for run in _runs(textpage.raw, frame):
        glyphs += len(run.texts)
        unmapped += run.texts.count(UNMAPPED)
        hidden += len(run.texts) if run.style.hidden else 0
        (level if run.style.level else tilted).append(run)
    words = [run.word() for row in _rows(level) for run in _joined(row)]
    words += [run.word() for run in tilted]
    width, height = frame.size
    visible = tuple(word for word in words if _touches(word.bbox, width, height))
    return PageText(visible, glyphs, unmapped, hidden)


def load_text(page: Any, shapeless: Iterable[Any]) -> Any:
    """The pypdfium2 text page, with the text objects `shapeless` in it.

    pdfium leaves out a text object without width, and a lone character (a unit `件`, a caption `购`) has none when its
    font is neither in the file nor on this machine: no shape, no width. A stroke around the missing shape gives it
    one. Nothing is drawn by it, and the render mode is put back once pdfium has listed the characters.
    """
    modes = [(handle, pdfium_c.FPDFTextObj_GetTextRenderMode(handle)) for handle in shapeless]
    for handle, _ in modes:
        pdfium_c.FPDFTextObj_SetTextRenderMode(handle, pdfium_c.FPDF_TEXTRENDERMODE_STROKE)
        pdfium_c.FPDFPageObj_SetStrokeWidth(handle, 1.0)
        pdfium_c.FPDFPageObj_Transform(handle, 1, 0, 0, 1, 0, 0)  # makes pdfium measure it again
    textpage = page.get_textpage()
    for handle, mode in modes:
        pdfium_c.FPDFTextObj_SetTextRenderMode(handle, mode)
    return textpage


def _touches(box: BoundingBox, width: float, height: float) -> bool:
    return box.right > 0 and box.bottom > 0 and box.left < width and box.top < height


def _runs(handle: Any, frame: Frame) -> Iterator[_Run]:
    """Every run, in the order of the file."""
    run: _Run | None = None
    spaced = False
    for style, text, box in _glyphs(handle, frame):
        if text in {" ", ""}:
            spaced = spaced or text == " "
            continue
        if style.bottom is None:
            style.bottom = box[3]
        if run is not None and not spaced and _continues(run, style, text, box):
            run.texts.append(text)
            run.edges.append((box[0], box[2]))
            if not style.level:
                run.top, run.bottom = min(run.top, box[1]), max(run.bottom, box[3])
            continue
        if run is not None:
            yield run
        run = _Run(style, style.baseline + box[3] - style.bottom, box[1], box[3], spaced, [text], [(box[0], box[2])])
        spaced = False
    if run is not None:
        yield run


def _fast(function: Any, result: Any, *arguments: Any) -> Any:
    """A pdfium function with plain pointers: four calls a glyph are most of the work, and a third of that is ctypes
    checking types of handles."""
    return ctypes.CFUNCTYPE(result, ctypes.c_void_p, ctypes.c_int, *arguments)(
        ctypes.cast(function, ctypes.c_void_p).value or 0
    )


_text_object_at = _fast(pdfium_c.FPDFText_GetTextObject, ctypes.c_void_p)
_code_at = _fast(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint)
_has_no_text = _fast(pdfium_c.FPDFText_HasUnicodeMapError, ctypes.c_int)
_put_box = _fast(pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p)


def _glyphs(handle: Any, frame: Frame) -> Iterator[tuple[_Style, str, Box]]:
    """Every printed glyph. Four calls into pdfium for each, the rest once a text object: this is the hot loop."""
    address = ctypes.cast(handle, ctypes.c_void_p).value
    rect = pdfium_c.FS_RECTF()
    rect_out = ctypes.byref(rect)
    to_box = frame.box
    style: _Style | None = None
    last_object = 0
    for index in range(pdfium_c.FPDFText_CountChars(handle)):
        text_object = _text_object_at(address, index)
        if not text_object:
            continue  # a space or a line break that pdfium itself added
        if style is None or text_object != last_object:
            style, last_object = _style(handle, index, frame), text_object
        _put_box(address, index, rect_out)
        # A glyph without a name still gets a code, its number in the font: it would pass for a real character.
        text = UNMAPPED if _has_no_text(address, index) == 1 else character(_code_at(address, index))
        yield style, text, to_box(rect.left, rect.bottom, rect.right, rect.top)


def _style(handle: Any, index: int, frame: Frame) -> _Style:
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(handle, index, matrix)
    text_object = pdfium_c.FPDFText_GetTextObject(handle, index)
    nominal = pdfium_c.FPDFText_GetFontSize(handle, index)
    dx, dy = frame.direction(matrix.a, matrix.b)
    return _Style(
        size=nominal * hypot(matrix.c, matrix.d),
        em=nominal * hypot(matrix.a, matrix.b),
        baseline=frame.point(matrix.e, matrix.f)[1],
        level=dx > 0 and abs(dy) <= TILT * dx,
        hidden=pdfium_c.FPDFTextObj_GetTextRenderMode(text_object) == INVISIBLE_MODE,
    )


def _continues(run: _Run, style: _Style, text: str, box: Box) -> bool:
    """Whether the next glyph of the file stands right behind the run."""
    if not run.style.level:
        return not style.level and _is_near(run, style, box)
    if style is not run.style or abs(box[3] - run.bottom) > 0.5 * style.size:
        return False  # another text object, or vertical writing: the line is found later, by place
    left, right = run.edges[-1]
    narrow = text < "\u0250" and run.texts[-1] < "\u0250"
    return left < box[0] <= right + style.em * (LATIN_GAP if narrow else CJK_GAP)


def _is_near(run: _Run, style: _Style, box: Box) -> bool:
    """Whether a tilted glyph belongs to the tilted text before it: text on a circle turns with every glyph."""
    if not _same_size(run.style.size, style.size):
        return False
    reach = 0.75 * style.size
    left, right = run.edges[-1]
    return box[0] < right + reach and box[2] > left - reach and box[1] < run.bottom + reach and box[3] > run.top - reach


def _same_size(one: float, other: float) -> bool:
    return one <= other * SIZE_STEP and other <= one * SIZE_STEP


def _rows(runs: list[_Run]) -> list[list[_Run]]:
    """Runs of one baseline and one size, rows from the top."""
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda each: each.baseline):
        size = run.style.size
        reach = run.baseline - max(BASELINE_STEP * size, DUPLICATE_STEP)
        for row in reversed(rows):
            first = row[0]
            if first.baseline < reach:
                rows.append([run])
                break
            if _same_size(first.style.size, size):
                row.append(run)
                break
        else:
            rows.append([run])
    return rows


def _joined(row: list[_Run]) -> list[_Run]:
    """The runs of a row, from left to right, as words."""
    row.sort(key=lambda run: run.left)
    words: list[_Run] = []
    reach = float("-inf")
    for run in row:
        if run.left < reach + OVERLAP * run.style.em:
            _drop_duplicates(run, words)
            if not run.texts:
                continue
        before = next((word for word in reversed(words[-3:]) if _is_behind(run, word)), None)
        if before is None:
            words.append(run)
        else:
            before.absorb(run)
        reach = max(reach, run.right)
    return words


def _is_behind(run: _Run, word: _Run) -> bool:
    em = run.style.em
    limit = SPACE_GAP if run.spaced else OBJECT_GAP
    return OVERLAP * em <= run.left - word.right <= limit * em


def _drop_duplicates(run: _Run, words: list[_Run]) -> None:
    """Take out of `run` what is already printed at the same place."""
    kept = [
        (text, edge)
        for text, edge in zip(run.texts, run.edges, strict=True)
        if not any(
            text == other and abs(edge[0] - place[0]) <= DUPLICATE_STEP
            for word in words
            if word.left <= edge[0] + DUPLICATE_STEP and word.right >= edge[0]
            for other, place in zip(word.texts, word.edges, strict=True)
        )
    ]
    run.texts = [text for text, _ in kept]
    run.edges = [edge for _, edge in kept]
