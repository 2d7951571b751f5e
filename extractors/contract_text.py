"""The running text of a contract: rows joined into paragraphs, clauses under their headings, each with its place.

A Word file has a row for each paragraph; in PDFs and scans a row that reaches the right margin goes on in the next.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from sme_extract.extractors.find import Channel
from sme_extract.extractors.scope import Row, Scope, Span
from sme_extract.schemas.geometry import BoundingBox

MARGIN = 2.6
"""How near to the right margin, in heights of the row, a row ends that goes on in the next one."""
# 第三条 付款方式, 三、付款方式, 3. 付款, 3.1 付款, (三)付款
COUNTED = "零一二三四五六七八九十百0-9"
NUMBERING = (
    rf"第[{COUNTED}]{{1,4}}[条章节]|[一二三四五六七八九十]{{1,3}}[、.]|[0-9]{{1,2}}(?:\.[0-9]{{1,2}})*[、.)]|"
    rf"[0-9]{{1,2}}\.[0-9]{{1,2}}(?![0-9])|\([{COUNTED}]{{1,3}}\)"
)
STARTS = re.compile(rf"(?:{NUMBERING})|甲方|乙方|丙方|附件[一二三四五0-9]?[:：]")
# The numbering of a clause, not of a sentence in it
ARTICLE = re.compile(
    r"(?:第[零一二三四五六七八九十百0-9]{1,4}条|[一二三四五六七八九十]{1,3}[、.])[、.:]?(?P<title>[^\n。;]*)"
)
DECIMAL_ARTICLE = re.compile(r"[0-9]{1,2}[、.](?![0-9])(?P<title>[^\n。;,:]{2,12})(?=\n|$)")
# 第 1 页 共 3 页, - 1 -, 1/3
PAGE_NUMBER = re.compile(r"第[0-9]+页(?:[/,]?共[0-9]+页)?|-?[0-9]{1,2}-?|[0-9]{1,2}/[0-9]{1,2}")


@dataclass(frozen=True)
class Clause:
    """One clause: its heading, and where it begins and ends in the text."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class Body:
    """All rows as one squeezed text; paragraphs are parted by line feeds."""

    rows: tuple[Row, ...]
    joints: tuple[str, ...]
    """What follows each row: nothing where its paragraph goes on."""

    @cached_property
    def text(self) -> str:
        """Normalized, without white space."""
        return "".join(row.text + joint for row, joint in zip(self.rows, self.joints, strict=True))

    @cached_property
    def _starts(self) -> list[int]:
        lengths = (len(row.text) + len(joint) for row, joint in zip(self.rows, self.joints, strict=True))
        return list(accumulate(lengths, initial=0))

    def position(self, row: Row, at: int) -> int:
        """Index in the text of the squeezed character `at` of a row."""
        return self._starts[self.rows.index(row)] + at

    def span(self, start: int, end: int, finder: str) -> Span:
        """The characters `start:end` as they are printed; the box is that of the part on the first page."""
        pieces: list[Span] = []
        for index in range(bisect_right(self._starts, start) - 1, len(self.rows)):
            first = max(start - self._starts[index], 0)
            last = min(end - self._starts[index], len(self.rows[index].text))
            if self._starts[index] >= end:
                break
            if last > first:
                pieces.append(self.rows[index].span(first, last, finder))
        first_page = [piece.bbox for piece in pieces if piece.page == pieces[0].page and piece.bbox is not None]
        return Span(
            "".join(piece.text for piece in pieces),
            pieces[0].source,
            finder,
            pieces[0].page,
            BoundingBox.around(first_page),
            min(piece.confidence for piece in pieces),
        )

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses in their order; a contract without numbered headings has none."""
        heads = list(self._heads(ARTICLE)) or list(self._heads(DECIMAL_ARTICLE))
        ends = [*(start for _, start in heads), len(self.text)][1:]
        return tuple(Clause(title, start, end) for (title, start), end in zip(heads, ends, strict=True))

    def _heads(self, pattern: re.Pattern[str]) -> Iterator[tuple[str, int]]:
        edges = [0, *(match.end() for match in re.finditer("\n", self.text)), len(self.text)]
        for start, end in pairwise(edges):
            match = pattern.match(self.text, start, end)
            if match is not None:
                yield match["title"], start


def body(scope: Scope) -> Body:
    """The text of a scope, joined once."""
    return scope.memo(_body)


def _body(scope: Scope) -> Body:
    rows = tuple(row for row in scope.rows if row.text and not PAGE_NUMBER.fullmatch(row.text))
    margins: dict[int, float] = {}
    for row in rows:
        margins[row.page] = max(margins.get(row.page, 0.0), row.bbox.right)
    joints = [_joint(row, after, margins[row.page]) for row, after in pairwise(rows)]
    return Body(rows, (*joints, "\n")[: len(rows)])


def _joint(row: Row, after: Row, margin: float) -> str:
    """Nothing where the paragraph of a row goes on in the row after it."""
    full = row.bbox.right > margin - MARGIN * row.words[-1].bbox.height
    closed = row.text[-1] in "。;:" or STARTS.match(after.text) is not None
    indented = after.page == row.page and after.bbox.left > row.bbox.left + 1.2 * row.words[0].bbox.height
    prose = _is_prose(row) and _is_prose(after)
    return "" if prose and full and not closed and not indented else "\n"


def _is_prose(row: Row) -> bool:
    """Whether no wide gap parts the row, as in tables and columns."""
    return all(right.bbox.left - left.bbox.right < 2 * left.bbox.height for left, right in pairwise(row.words))


@dataclass(frozen=True)
class Said:
    """A regular expression over the running text; its group `value`, or the whole match, is the value."""

    pattern: re.Pattern[str]
    name: str
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Matches in reading order."""
        whole = body(scope)
        group = "value" if "value" in self.pattern.groupindex else 0
        for match in self.pattern.finditer(whole.text):
            if match.end(group) > match.start(group):
                yield whole.span(*match.span(group), f"said:{self.name}")


def said(*regexes: str, name: str = "text") -> tuple[Said, ...]:
    """Finders of regular expressions over the running text, the first that is met wins."""
    return tuple(Said(re.compile(regex), name) for regex in regexes)
