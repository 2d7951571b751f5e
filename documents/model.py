"""What every reader makes and every extractor reads: pages of words with boxes, tables, codes and payloads.

All boxes are PDF points (1/72 inch) with the origin at the top left of the upright page. Frozen and slotted where
there are hundreds a page.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import Finding, Source


@dataclass(frozen=True, slots=True)
class Word:
    """A run of glyphs that stand together (hOCR `ocrx_word`); in Chinese text usually a whole phrase."""

    text: str
    bbox: BoundingBox
    source: Source
    confidence: float = 1.0
    edges: tuple[tuple[float, float], ...] = ()
    """Left and right of each character, in points; empty when only the word's box is known."""

    def slice_box(self, start: int, end: int) -> BoundingBox:
        """Box of the characters `start:end`, from their own edges or else in proportion."""
        if self.edges:
            return BoundingBox(self.edges[start][0], self.bbox.top, self.edges[end - 1][1], self.bbox.bottom)
        step = self.bbox.width / max(len(self.text), 1)
        return BoundingBox(self.bbox.left + start * step, self.bbox.top, self.bbox.left + end * step, self.bbox.bottom)


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one visual row, left to right (hOCR `ocr_line`)."""

    words: tuple[Word, ...]
    bbox: BoundingBox

    @property
    def text(self) -> str:
        """Words joined by one space."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. `row` and `column` are 0-based."""

    text: str
    row: int
    column: int
    bbox: BoundingBox | None = None
    value: Any = None
    """The typed value of a spreadsheet cell: str, int, float, bool, date or datetime."""
    row_span: int = 1
    column_span: int = 1


RowsFunction = Callable[[], Iterator[list[str]]]
"""-> every row from the first on as the texts of its cells, column A first; empty rows are empty lists."""


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells; `name` is the sheet's name."""

    cells: tuple[Cell, ...]
    n_rows: int
    n_columns: int
    name: str = ""
    bbox: BoundingBox | None = None
    stream: RowsFunction | None = None
    """All rows of a sheet that is too long to hold a cell for each; `cells` and `n_rows` are then its beginning."""


@dataclass(frozen=True, slots=True)
class Code:
    """A decoded QR code."""

    payload: str
    bbox: BoundingBox | None


@dataclass(frozen=True, slots=True)
class Node:
    """One element of a structured payload: local name, own text, children. Namespaces are dropped on purpose:
    issuers use several prefixes, and none, for the same names."""

    name: str
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    children: tuple["Node", ...] = ()
    page: int | None = None
    bbox: BoundingBox | None = None
    """Place of the text on the page, when the payload refers to it (OFD tags)."""

    def walk(self) -> "Iterator[Node]":
        """This node and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find_all(self, *names: str) -> "Iterator[Node]":
        """Every node below whose local name is one of `names`."""
        return (node for node in self.walk() if node.name in names)


@dataclass(frozen=True, slots=True)
class Payload:
    """Structured data that a document carries: an XML file, an embedded file, OFD tags, AcroForm values."""

    name: str
    """Where it lay: file name, attachment name, `CustomTags`, `CustomDatas`, `AcroForm`."""
    root: Node
    source: Source
    path: str = ""
    """Where `root` stands in the file, when it is a part of what lies there (`BkToCstmrStmt/Stmt[2]`)."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file embedded in the document."""

    name: str
    data: bytes


ImageFunction = Callable[[int], Any]
"""dpi -> RGB array of shape (height, width, 3), dtype uint8, in the frame that the page's boxes use."""

TablesFunction = Callable[[], tuple[Table, ...]]
"""-> tables drawn with ruling lines; their cells have places but no text, which is the page's words."""

SecondLook = Callable[[BoundingBox], tuple[Word, ...]]
"""region -> its words read again, enlarged and with red seals removed. Costs an OCR call; for fields that failed."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A red stamp on a page."""

    bbox: BoundingBox
    text: str = ""
    """The name along its rim; empty where it cannot be read."""
    confidence: float = 0.0
    """Of the text, 0..1."""


SealsFunction = Callable[[], tuple[Seal, ...] | None]
"""-> the red seals of the page, looked for when asked; None where the page has no colour to tell them by."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page and what it is: text, title, table, figure, header, footer, stamp and so on."""

    kind: str
    bbox: BoundingBox
    score: float
    """The layout model's confidence, 0..1."""


@dataclass(slots=True, eq=False, weakref_slot=True)
class Page:
    """One upright page. `rotation` (clockwise degrees 0/90/180/270) and `skew` (degrees) were taken out of the source
    image to get here; `image(dpi)` returns the pixels in the same frame as the boxes."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...] = ()
    tables: tuple[Table, ...] = ()
    codes: tuple[Code, ...] = ()
    rotation: int = 0
    skew: float = 0.0
    render: ImageFunction | None = None
    second_look: SecondLook | None = None
    ruled: TablesFunction | None = None
    seals: SealsFunction | None = None
    regions: tuple[Region, ...] = ()
    """Empty unless a layout engine was chosen."""
    parts: tuple[BoundingBox, ...] = ()
    """Parts of the page in reading order, where it has several columns; empty: it is read row by row."""

    def image(self, dpi: int) -> Any:
        """The page's pixels; LookupError where a page has none (spreadsheets, XML)."""
        if self.render is None:
            raise LookupError(f"page {self.number} has no image")
        return self.render(dpi)

    def crop(self, box: BoundingBox) -> "Page":
        """The same page with only the words, tables and codes whose centre lies in `box`."""
        return replace(
            self,
            words=tuple(w for w in self.words if box.contains_center(w.bbox)),
            tables=tuple(t for t in self.tables if t.bbox is None or box.contains_center(t.bbox)),
            codes=tuple(c for c in self.codes if c.bbox is None or box.contains_center(c.bbox)),
        )


@dataclass(slots=True, weakref_slot=True)
class Document:
    """One input file, read."""

    path: str
    sha256: str
    media_type: str
    reader: str
    """Name and version, `pdf-text 1.0`."""
    pages: tuple[Page, ...] = ()
    payloads: tuple[Payload, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])
    """Title, Author, Producer, CreationDate, … as the file states them; `signatures` holds their number."""
    findings: tuple[Finding, ...] = ()
    member: str | None = None
