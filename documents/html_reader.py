"""HTML, mostly the kind that a bank calls `.xls`: tables and text, no scripts, no network."""

import re
from collections.abc import Iterator

from lxml import etree, html

from sme_extract.documents.charset import Decoded, decode, peek
from sme_extract.documents.flow import LARGEST_SPAN, Block, Grid, GridCell, lay_out
from sme_extract.documents.grid import MAX_CELLS
from sme_extract.documents.model import Document
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.schemas.errors import DamagedDocument, TooLarge

HTML = "text/html"
START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|style)\b",
    re.DOTALL | re.IGNORECASE,
)
DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
DECLARATION_SPAN = 4096
INVISIBLE = frozenset({"script", "style", "head", "title", "template", "noscript"})
BLOCKS = frozenset(
    {"p", "div", "br", "tr", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "table", "body"}
)
SPACES = re.compile(r"[ \t\r\n\f]+")


class HtmlReader:
    """HTML pages."""

    name = "html"
    version = "1.0"

    def sniff(self, blob: Blob) -> str | None:
        """Text whose first tag is one of HTML."""
        text = peek(blob.data)
        return HTML if text is not None and START.match(text) else None

    def read(self, blob: Blob, media_type: str, options: ReadOptions) -> Document:
        """One page on the nominal grid."""
        del options
        name = blob.member or blob.path
        decoded = _decode(blob, name)
        root = _parse(decoded.text, name)
        page = lay_out(_blocks(root, name), source="cell" if root.find(".//table") is not None else "text-layer")
        return Document(
            path=blob.path,
            sha256=blob.sha256,
            media_type=media_type,
            reader=f"{self.name} {self.version}",
            pages=(page,),
            metadata={"encoding": decoded.encoding},
            findings=decoded.findings,
            member=blob.member,
        )


def _decode(blob: Blob, name: str) -> Decoded:
    """By its bytes, as pages lie about themselves; what they say counts where the bytes leave it open."""
    decoded = decode(blob.data)
    if decoded and not decoded.findings:
        return decoded
    declared = DECLARED.search(blob.data[:DECLARATION_SPAN])
    label = declared.group(1).decode() if declared else ""
    try:
        return Decoded(blob.data.decode(label), label)
    except (UnicodeError, LookupError):
        pass
    if decoded is None:
        raise DamagedDocument(f"this is not text in a known encoding: {name}. Save it as UTF-8.")
    return decoded


def _parse(text: str, name: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise DamagedDocument(f"the page cannot be read ({error}): {name}. Save it again.") from error


def _blocks(root: html.HtmlElement, name: str) -> Iterator[Block]:
    """Paragraphs and innermost tables in document order."""
    line: list[str] = []
    for piece in _pieces(root):
        if isinstance(piece, str):
            line.append(piece)
            continue
        if text := _tidy("".join(line)):
            yield text
        line.clear()
        if piece is not None:
            yield _grid(piece, name)
    if text := _tidy("".join(line)):
        yield text


def _pieces(element: html.HtmlElement) -> Iterator[str | html.HtmlElement | None]:
    """Text, tables, and None where a line ends."""
    if element.tag in INVISIBLE:
        return
    if element.tag == "table" and element.find(".//table") is None:
        yield element
        return
    is_block = element.tag in BLOCKS
    if is_block:
        yield None
    elif element.tag in ("td", "th"):
        yield "\t"
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    if is_block:
        yield None


def _grid(table: html.HtmlElement, name: str) -> Grid:
    """Cells in their columns; a cell that spans rows pushes those of the next rows aside."""
    cells: list[GridCell] = []
    taken: dict[int, int] = {}  # column -> first row that is free in it
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for element in line.iterchildren("td", "th"):
            while taken.get(column, 0) > row:
                column += 1
            rows, columns = _span(element, "rowspan"), _span(element, "colspan")
            taken.update(dict.fromkeys(range(column, column + columns), row + rows))
            if text := _cell_text(element):
                cells.append(GridCell(text, row, column, rows, columns))
            column += columns
        if len(cells) > MAX_CELLS:
            raise TooLarge(f"more than {MAX_CELLS} filled cells: {name}. Split the table.")
    return Grid(tuple(cells))


def _span(element: html.HtmlElement, attribute: str) -> int:
    given = element.get(attribute, "").strip()
    return min(max(int(given), 1), LARGEST_SPAN) if given.isascii() and given.isdigit() and len(given) <= 9 else 1


def _cell_text(element: html.HtmlElement) -> str:
    parts = ["\n" if piece is None else piece for piece in _cell_pieces(element)]
    lines = (_tidy(line) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _cell_pieces(element: html.HtmlElement) -> Iterator[str | None]:
    yield from (SPACES.sub(" ", piece) if isinstance(piece, str) else None for piece in _pieces(element))


def _tidy(text: str) -> str:
    """Runs of white space shown as one, as a browser does; the tabs are ours."""
    return "\t".join(SPACES.sub(" ", part.replace("\u00a0", " ")).strip() for part in text.split("\t")).strip()
