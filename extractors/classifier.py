"""What is it, and how many: tells the kind of a document by cues, and parts a file that holds several.

Every extractor is asked; the best wins by a clear margin, otherwise the result carries `ambiguous-kind`. A page with a
title of its own begins a new document unless it repeats the number of the one before (page 2 of an invoice). A sheet
of a workbook begins one when its kind gives it a key of its own (a balance sheet, then an income statement).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from sme_extract.documents.model import Document, Page, Table
from sme_extract.extractors.base import Extractor
from sme_extract.extractors.cue import CLEAR_MARGIN, THRESHOLD, Cue
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Row, Scope
from sme_extract.extractors.unknown import Unknown
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import Finding

TITLE_SHARE = 0.5
"""A title fills at least this share of the words that stand together with it."""
LONGEST_HEADING = 30
"""Characters of a heading with the name in front of it."""
TITLES = ("title", "heading")
FIRST_ROWS = 60
FIRST_CELLS = 400
"""Rows of text and cells of a table that are looked at."""
SHEET_ROWS = 400
"""Rows of a sheet in which titles of further documents are looked for."""


@dataclass(frozen=True)
class Part:
    """One document of a file and the extractor class that will read it."""

    document: Document
    kind: str
    confidence: float
    extractor: type[Extractor]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Region:
    """A page, or a share of one that holds a document of its own."""

    page: Page
    kind: type[Extractor]
    confidence: float
    findings: tuple[Finding, ...]
    has_title: bool
    key: str | None


def split(document: Document, extractors: Iterable[type[Extractor]], forced: str | None = None) -> list[Part]:
    """The documents of one file, in page order; at least one."""
    kinds = [e for e in extractors if forced is None or e.kind == forced]
    if not document.pages:
        whole = _whole(document, kinds)
        return [replace(whole, document=part) for part in whole.extractor.parts(document)]
    if document.pages[0].tables:
        return _sheets(document, kinds)
    if len(document.pages) == 1 and not _bands(_titles(Scope.of(document), kinds), document.pages[0]):
        return [_whole(document, kinds)]
    regions = [region for page in document.pages for region in _regions(document, page, kinds)]
    groups: list[list[Region]] = []
    for region in regions:
        if groups and _continues(groups[-1], region):
            groups[-1].append(region)
        else:
            groups.append([region])
    if len(groups) == 1:
        return [_whole(document, kinds)]
    return [_part(document, group) for group in groups]


def _sheets(document: Document, kinds: Sequence[type[Extractor]]) -> list[Part]:
    """Sheets with keys of their own are documents of their own; the others go with the sheet before, or the first."""
    if len(document.pages) < 2 and not any(_sheet_bands(document, page, kinds) for page in document.pages):
        return [_whole(document, kinds)]
    groups: list[list[Region]] = []
    for region in (region for page in document.pages for region in _sheet_regions(document, page, kinds)):
        if groups and not _begins(groups[-1], region):
            groups[-1].append(region)
        else:
            groups.append([region])
    if len(groups) < 2:
        return [_whole(document, kinds)]
    return [_part(document, group) for group in groups]


def _sheet_regions(document: Document, page: Page, kinds: Sequence[type[Extractor]]) -> list[Region]:
    """A sheet, or its shares when several documents with keys of their own stand one below the other."""

    def region(piece: Page) -> Region:
        scope = Scope.of(replace(document, pages=(piece,), payloads=()))
        winner, sure, findings = classify(scope, kinds)
        return Region(piece, winner, sure, findings, has_title=False, key=winner.document_key(scope))

    shares = [region(_rows_of(page, box)) for box in _sheet_bands(document, page, kinds)]
    keys = {(share.kind, share.key) for share in shares if share.key is not None}
    return shares if shares and len(keys) == len(shares) else [region(page)]


def _sheet_bands(document: Document, page: Page, kinds: Sequence[type[Extractor]]) -> list[BoundingBox]:
    return _bands(_titles(Scope.of(replace(document, pages=(page,), payloads=())), kinds, SHEET_ROWS), page)


def _rows_of(page: Page, box: BoundingBox) -> Page:
    """The rows of a sheet that lie in `box`, each with the number that it has."""
    return replace(page.crop(box), tables=tuple(cut for table in page.tables if (cut := _cut(table, box)).cells))


def _cut(table: Table, box: BoundingBox) -> Table:
    cells = tuple(cell for cell in table.cells if cell.bbox and box.contains_center(cell.bbox))
    if len(cells) == len(table.cells):
        return table
    n_rows = max((cell.row + cell.row_span for cell in cells), default=0)
    around = BoundingBox.around(cell.bbox for cell in cells if cell.bbox) if cells else None
    return replace(table, cells=cells, n_rows=n_rows, bbox=around)


def _begins(group: list[Region], region: Region) -> bool:
    """Whether a sheet begins a document: only with a key of its own, for annexes look like many kinds."""
    first = _leader(group)
    return region.key is not None and first.kind is not Unknown and (region.kind, region.key) != (first.kind, first.key)


def _leader(group: list[Region]) -> Region:
    """The first region that is of a kind."""
    return next((region for region in group if region.kind is not Unknown), group[0])


def classify(scope: Scope, kinds: Sequence[type[Extractor]]) -> tuple[type[Extractor], float, tuple[Finding, ...]]:
    """The kind of a scope, how sure, and `ambiguous-kind` when two are close."""
    ranked = sorted(
        ((score(scope, kind.cues), kind) for kind in kinds if kind.may_be(scope)), key=lambda pair: -pair[0]
    )
    if not ranked or ranked[0][0] < THRESHOLD:
        return Unknown, 0.0, ()
    best, winner = ranked[0]
    second, runner_up = ranked[1] if len(ranked) > 1 else (0.0, Unknown)
    sure = min(0.99, 1 - 0.5 ** (best / THRESHOLD) * (1 + max(second, 0) / best))
    if best - second >= CLEAR_MARGIN:
        return winner, sure, ()
    finding = Finding(
        code="ambiguous-kind",
        severity="warning",
        message=f"reads like {winner.kind} ({best:g}) and like {runner_up.kind} ({second:g})",
    )
    return winner, min(sure, 0.5), (finding,)


def score(scope: Scope, cues: Sequence[Cue]) -> float:
    """Sum of the weights of the cues that are there."""
    return sum(cue.weight for cue in cues if _present(scope, cue))


def _present(scope: Scope, cue: Cue) -> bool:
    if cue.where == "root":
        return any(cue.pattern.fullmatch(node.name) for p in scope.payloads for node in (p.root, *p.root.children))
    if cue.where in TITLES:
        return bool(_title_boxes(scope, cue)) or any(
            (match := cue.pattern.search(text)) and len(match.group()) >= TITLE_SHARE * len(text)
            for text in scope.memo(_table_texts)
        )
    return cue.pattern.search(scope.memo(_first_text)) is not None or any(
        cue.pattern.search(text) for text in scope.memo(_table_texts)
    )


def _first_text(scope: Scope) -> str:
    """Squeezed rows, a line each: patterns without newline cannot reach over a row."""
    return "\n".join(row.text for row in scope.rows[:FIRST_ROWS])


def _table_texts(scope: Scope) -> list[str]:
    """Names and first cells of the tables, squeezed."""
    tables = [table for page in scope.pages for table in page.tables]
    return [squeeze(t.name) for t in tables if t.name] + [
        squeeze(cell.text) for t in tables for cell in t.cells[:FIRST_CELLS] if cell.text
    ]


def _title_boxes(scope: Scope, cue: Cue, n_rows: int = FIRST_ROWS) -> list[BoundingBox]:
    if n_rows == FIRST_ROWS and cue.pattern.search(scope.memo(_first_text)) is None:
        return []
    return [
        row.box(*match.span())
        for row in scope.rows[:n_rows]
        for match in cue.pattern.finditer(row.text)
        if match.group() and _is_title(row, match, cue)
    ]


def _is_title(row: Row, match: re.Match[str], cue: Cue) -> bool:
    """Whether the match makes up most of the words it touches."""
    start, end = match.span()
    while start > 0 and not row.starts_word(start):
        start -= 1
    while end < len(row.text) and not row.starts_word(end):
        end += 1
    if cue.where == "heading":
        return end - start <= LONGEST_HEADING and match.end() == end
    return len(match.group()) >= TITLE_SHARE * (end - start)


def _whole(document: Document, kinds: Sequence[type[Extractor]]) -> Part:
    scope = Scope.of(document)
    first = Scope.of(replace(document, pages=document.pages[:1]))
    winner, sure, findings = classify(first, kinds)
    if winner is Unknown and len(document.pages) > 1:
        winner, sure, findings = classify(scope, kinds)
    return Part(document, winner.kind, sure, winner, findings)


def _regions(document: Document, page: Page, kinds: Sequence[type[Extractor]]) -> list[Region]:
    scope = Scope.of(replace(document, pages=(page,), payloads=()))
    titles = _titles(scope, kinds)
    boxes = _bands(titles, page)
    pieces = [page.crop(box) for box in boxes] if boxes else [page]
    regions: list[Region] = []
    for piece in pieces:
        inner = Scope.of(replace(document, pages=(piece,), payloads=()))
        winner, sure, findings = classify(inner, kinds)
        regions.append(Region(piece, winner, sure, findings, bool(_titles(inner, kinds)), winner.document_key(inner)))
    return regions


def _titles(scope: Scope, kinds: Sequence[type[Extractor]], n_rows: int = FIRST_ROWS) -> list[BoundingBox]:
    """Boxes of titles, one a place."""
    found: list[BoundingBox] = []
    cues = [cue for kind in kinds for cue in kind.cues if cue.where in TITLES and cue.weight >= THRESHOLD]
    for box in sorted((box for cue in cues for box in _title_boxes(scope, cue, n_rows)), key=lambda b: (b.top, b.left)):
        if not any(_same_place(box, other) for other in found):
            found.append(box)
    return found


def _same_place(box: BoundingBox, other: BoundingBox) -> bool:
    """Titles of two rows stand close; two slips side by side leave a gap between theirs, at one height."""
    em = max(box.height, other.height)
    beside = box.overlap_y(other) > 0.5 * min(box.height, other.height)
    return box.overlap_x(other) > (-2 if beside else -6) * em and box.overlap_y(other) > -6 * em


def _bands(titles: list[BoundingBox], page: Page) -> list[BoundingBox]:
    """Shares of the page, one a title: stacked bands, or columns when the titles stand side by side; none for one."""
    if len(titles) < 2:
        return []
    titles = sorted(titles, key=lambda box: box.top)
    stacked = all(b.top - a.bottom > 0.12 * page.height for a, b in pairwise(titles))
    if stacked:
        lead = _lead(titles, page)
        tops = [-inf, *(box.top - lead for box in titles[1:]), inf]
        return [BoundingBox(-inf, top, inf, bottom) for top, bottom in pairwise(tops)]
    titles = sorted(titles, key=lambda box: box.center_x)
    beside = all(b.left - a.right > 0.02 * page.width for a, b in pairwise(titles))
    if not beside:
        return []
    cuts = [(a.center_x + b.center_x) / 2 for a, b in pairwise(titles)]
    lefts = [-inf, *cuts, inf]
    return [BoundingBox(left, -inf, right, inf) for left, right in pairwise(lefts)]


def _lead(titles: list[BoundingBox], page: Page) -> float:
    """How far above its title a document begins: as far as the first one does, from the page's first word."""
    top = min(word.bbox.top for word in page.words)
    return max(0.0, titles[0].top - top) + 0.2 * titles[0].height


def _continues(group: list[Region], region: Region) -> bool:
    """Whether a region goes on with the document before it."""
    first = group[0]
    if region.page.number == group[-1].page.number:
        return False
    if region.has_title and first.kind.goes_on(Scope((region.page,))):
        return True
    if not region.has_title:
        return region.key is None or first.key is None or region.key == first.key
    return region.kind is first.kind and region.key is not None and region.key == first.key


def _part(document: Document, group: list[Region]) -> Part:
    first = _leader(group)
    pages = tuple(region.page for region in group)
    payloads = tuple(
        p for p in document.payloads if first.key and any(first.key == node.text for node in p.root.walk())
    )
    return Part(
        replace(document, pages=pages, payloads=payloads), first.kind.kind, first.confidence, first.kind, first.findings
    )
