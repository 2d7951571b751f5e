"""Text objects of OFD (GB/T 33190-2016, 11): glyph by glyph to the page, then into words."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sme_extract.documents.affine import Affine, parse_numbers
from sme_extract.documents.model import Word
from sme_extract.documents.xml_tree import Element, attribute, children
from sme_extract.schemas.geometry import BoundingBox

# Song and Kai, the faces of nearly all Chinese forms: how far a glyph reaches above and below its baseline, in em.
_ASCENT = 0.86
_DESCENT = 0.14
# A gap of half an em parts two words, a step of a third of an em off the baseline starts another row.
_WORD_GAP = 0.5
_ROW_STEP = 0.3
_BACK_STEP = 0.1
# Characters that were drawn one by one belong together up to this gap or overlap, in em.
_JOIN_GAP = 0.25
_COUNT_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character on the page, in points. `baseline` is the y of its origin, `em` the width of a square glyph."""

    char: str
    bbox: BoundingBox
    baseline: float
    em: float


def glyphs_of(element: Element, to_page: Affine) -> list[Glyph]:
    """The characters of a `TextObject`. `to_page` maps its own space to the page in points."""
    size = number(attribute(element, "Size"), 0.0)
    stretch = number(attribute(element, "HScale"), 1.0)
    if size <= 0 or stretch <= 0:
        return []
    glyphs: list[Glyph] = []
    x = y = 0.0
    for code in children(element, "TextCode"):
        # A text code without X or Y goes on from the one before it.
        x = number(attribute(code, "X"), x)
        y = number(attribute(code, "Y"), y)
        glyphs += _place(code, (x, y), size, stretch, to_page)
    return glyphs


def words_of(glyphs: Sequence[Glyph]) -> Iterator[Word]:
    """Glyphs that stand together, parted at blanks, gaps and steps to another row."""
    run: list[Glyph] = []
    for glyph in glyphs:
        blank = glyph.char.isspace()
        if run and (blank or _parted(run[-1], glyph)):
            yield _word(run)
            run = []
        if not blank:
            run.append(glyph)
    if run:
        yield _word(run)


def join_characters(words: Iterable[Word]) -> Iterator[Word]:
    """Make one word of characters that stand side by side but were drawn as objects of their own. Only single
    characters are joined: a label and the value beside it are whole runs and stay apart."""
    run: list[Word] = []
    for word in words:
        if run and not (len(word.text) == 1 and _adjoins(run[-1], word)):
            yield _joined(run)
            run = []
        if len(word.text) == 1:
            run.append(word)
        else:
            yield word
    if run:
        yield _joined(run)


def parse_deltas(text: str, limit: int) -> list[float]:
    """Steps between glyphs; `g 3 2.5` stands for three steps of 2.5. At most `limit`, whatever the counts claim."""
    tokens = text.replace(",", " ").split()
    deltas: list[float] = []
    at = 0
    while at < len(tokens) and len(deltas) < limit:
        if tokens[at] == "g":
            repeated = tokens[at + 1 : at + 3]
            if len(repeated) < 2 or not repeated[0].isdecimal():
                break
            count = int(repeated[0]) if len(repeated[0]) < _COUNT_DIGITS else limit
            deltas += [number(repeated[1], 0.0)] * min(count, limit - len(deltas))
            at += 3
        else:
            deltas.append(number(tokens[at], 0.0))
            at += 1
    return deltas


def number(text: str, default: float) -> float:
    """A number of sane size, else the default."""
    numbers = parse_numbers(text, 1)
    return default if numbers is None else numbers[0]


def _place(code: Element, start: tuple[float, float], size: float, stretch: float, to_page: Affine) -> list[Glyph]:
    text = code.text or ""
    if "\n" in text:
        text = text.strip()  # white space of the XML file, not of the page
    steps = max(len(text) - 1, 0)
    across = parse_deltas(attribute(code, "DeltaX"), steps)
    down = parse_deltas(attribute(code, "DeltaY"), steps)
    x, y = start
    glyphs: list[Glyph] = []
    usual: dict[bool, float] = {}
    for index, char in enumerate(text):
        wide = _is_wide(char)
        step_y = down[index] if index < len(down) else 0.0
        step_x = across[index] if index < len(across) else None
        if step_x is None and step_y:
            step_x = 0.0  # a column: only the vertical step is written
        nominal = size * stretch if wide else size * stretch / 2
        width = _advance(step_x, usual.get(wide, nominal), nominal, size * stretch, wide=wide)
        usual[wide] = width
        box = to_page.box(x, y - _ASCENT * size, x + width, y + _DESCENT * size)
        glyphs.append(Glyph(char, box, to_page.point(x, y)[1], size * stretch * to_page.x_scale))
        x += width if step_x is None else step_x
        y += step_y
    return glyphs


def _advance(step: float | None, usual: float, nominal: float, em: float, *, wide: bool) -> float:
    """Width of a glyph. The step to the next one tells it, unless the step also holds a gap or turns back."""
    if step is None or step <= 0:
        return usual
    if wide:
        return min(step, nominal)
    return step if step <= em else usual


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in {"W", "F"}


def _parted(before: Glyph, after: Glyph) -> bool:
    em = max(before.em, after.em)
    return (
        abs(after.baseline - before.baseline) > _ROW_STEP * em
        or after.bbox.left - before.bbox.right > _WORD_GAP * em
        or after.bbox.left < before.bbox.left - _BACK_STEP * em
    )


def _adjoins(before: Word, after: Word) -> bool:
    em = before.bbox.height
    gap = after.bbox.left - before.bbox.right
    level = max(abs(after.bbox.top - before.bbox.top), abs(after.bbox.bottom - before.bbox.bottom))
    return level <= _BACK_STEP * em and abs(gap) <= _JOIN_GAP * em


def _joined(run: Sequence[Word]) -> Word:
    return Word(
        text="".join(word.text for word in run),
        bbox=BoundingBox.around(word.bbox for word in run),
        source="text-layer",
        edges=tuple(edge for word in run for edge in word.edges),
    )


def _word(run: Sequence[Glyph]) -> Word:
    return Word(
        text="".join(glyph.char for glyph in run),
        bbox=BoundingBox.around(glyph.bbox for glyph in run),
        source="text-layer",
        edges=tuple((glyph.bbox.left, glyph.bbox.right) for glyph in run),
    )
