"""WordprocessingML (ISO/IEC 29500-1, clause 17) to paragraphs and tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree

from sme_extract.documents.flow import LARGEST_SPAN, Block, Grid, GridCell
from sme_extract.schemas.result import Finding

Element: TypeAlias = etree._Element  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

SKIPPED = frozenset(
    {
        "del",  # tracked deletions and the place where moved text came from
        "moveFrom",
        "Fallback",  # a second copy of a text box for old programs
        "instrText",  # field codes
        "pPr",
        "rPr",
        "tblPr",
        "sdtPr",
        "binData",
    }
)
CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
BOXES = {"f052": "☑", "f0fe": "☑", "f053": "☒", "f0fd": "☒", "f0a3": "□", "f0a8": "□", "f06f": "□"}
"""Tick boxes of the Wingdings fonts by their code."""


@dataclass(slots=True)
class BodyReader:
    """Reads one part and remembers what a reviewer should know."""

    hidden: bool = False
    revised: bool = False
    _boxes: list[Element] = field(default_factory=list[Element])

    def blocks(self, parent: Element) -> Iterator[Block]:
        """Paragraphs and tables in document order, those inside content controls too; text boxes follow their
        paragraph."""
        for child in parent.iterchildren(tag=etree.Element):
            name = _local(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield self._grid(child)
            elif name in SKIPPED:
                self.revised = self.revised or name in ("del", "moveFrom")
            else:
                yield from self.blocks(child)

    def findings(self) -> tuple[Finding, ...]:
        """What was left out on purpose."""
        said: list[Finding] = []
        if self.hidden:
            said.append(Finding(code="hidden-text", severity="warning", message="text that Word hides was left out"))
        if self.revised:
            said.append(
                Finding(
                    code="tracked-changes",
                    severity="warning",
                    message="the document holds tracked changes; it was read as if all were accepted",
                )
            )
        return tuple(said)

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        yield "".join(self._characters(paragraph)).rstrip()
        while self._boxes:
            yield from self.blocks(self._boxes.pop(0))

    def _characters(self, element: Element) -> Iterator[str]:
        for child in element.iterchildren(tag=etree.Element):
            name = _local(child)
            if name == "t":
                yield child.text or ""
            elif name in CHARACTERS:
                yield CHARACTERS[name]
            elif name == "sym":
                yield BOXES.get(_attribute(child, "char").lower(), "")
            elif name == "txbxContent":
                self._boxes.append(child)
            elif name in SKIPPED:
                self.revised = self.revised or name in ("del", "moveFrom")
            elif name == "r" and _is_hidden(child):
                self.hidden = True
            else:
                self.revised = self.revised or name == "ins"
                yield from self._characters(child)

    def _grid(self, table: Element) -> Grid:
        """Cells with the rows and columns that they span."""
        cells: list[GridCell] = []
        above: dict[int, int] = {}  # column -> index of the cell that a merge downward goes on from
        for row, line in enumerate(_inner(table, "tr")):
            column = _number(line, "gridBefore", 0)
            for element in _inner(line, "tc"):
                span = min(max(_number(element, "gridSpan", 1), 1), LARGEST_SPAN)
                merge = _merge(element)
                if merge == "continue" and column in above:
                    cells[above[column]] = _lengthened(cells[above[column]], row)
                else:
                    above.pop(column, None)
                    if merge == "restart":
                        above[column] = len(cells)
                    cells.append(GridCell(self._cell_text(element), row, column, 1, span))
                column += span
        return Grid(tuple(cells))

    def _cell_text(self, cell: Element) -> str:
        lines: list[str] = []
        for block in self.blocks(cell):
            lines.extend([block] if isinstance(block, str) else _flattened(block))
        return "\n".join(lines).strip("\n")


def _flattened(grid: Grid) -> Iterable[str]:
    """A table inside a cell: a line a row, tabs between its cells."""
    rows: dict[int, list[str]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell.text.replace("\n", " "))
    return ("\t".join(texts) for texts in rows.values())


def _lengthened(cell: GridCell, row: int) -> GridCell:
    return GridCell(cell.text, cell.row, cell.column, row - cell.row + 1, cell.column_span)


def _inner(parent: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, those wrapped in content controls or tracked insertions too."""
    for child in parent.iterchildren(tag=etree.Element):
        if _local(child) == name:
            yield child
        elif _local(child) in ("sdt", "sdtContent", "ins", "customXml", "smartTag"):
            yield from _inner(child, name)


def _merge(cell: Element) -> str:
    """`restart`, `continue` (which `w:vMerge` means when it says nothing), or nothing."""
    for properties in cell.iterchildren("{*}tcPr"):
        for merge in properties.iterchildren("{*}vMerge"):
            return _attribute(merge, "val") or "continue"
    return ""


def _number(element: Element, name: str, default: int) -> int:
    """A number that stands in the properties of a cell or row."""
    for properties in element.iterchildren("{*}tcPr", "{*}trPr"):
        for found in properties.iterchildren(f"{{*}}{name}"):
            text = _attribute(found, "val")
            return min(int(text), LARGEST_SPAN) if text.isascii() and text.isdigit() and len(text) < 9 else default
    return default


def _is_hidden(run: Element) -> bool:
    for properties in run.iterchildren("{*}rPr"):
        for hidden in properties.iterchildren("{*}vanish"):
            return _attribute(hidden, "val") not in ("0", "false", "off")
    return False


def _attribute(element: Element, name: str) -> str:
    """By local name: transitional and strict files use different namespaces."""
    return next((str(value) for key, value in element.attrib.items() if etree.QName(str(key)).localname == name), "")


def _local(element: Element) -> str:
    return etree.QName(element).localname
