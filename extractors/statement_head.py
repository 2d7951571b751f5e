"""What stands over a statement's table: which statement, of whom, for what period, by which standard, in what unit."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sme_extract.extractors import parse
from sme_extract.extractors.base import NoValue
from sme_extract.extractors.find import Channel
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Row, Scope, Span
from sme_extract.extractors.statement_lines import BALANCE, CASH, INCOME, find_line, marker_and_key
from sme_extract.extractors.statement_table import statement_table

TITLES: Final = {
    "资产负债表": BALANCE,
    "利润表": INCOME,
    "损益表": INCOME,
    "利润及利润分配表": INCOME,
    "现金流量表": CASH,
}
TITLE: Final = "|".join(sorted(TITLES, key=len, reverse=True))
LEAST_LINES = 3
"""Lines of one statement that tell which it is."""

UNIT: Final = "[百千万亿]{0,2}元"
# 2025年12月31日, 2025-12-31, 2025/12/31
_DAY = r"20\d{2}(?:年\d{1,2}月\d{1,2}日|[-/.]\d{1,2}[-/.]\d{1,2})"
# 2025-10-01至2025-12-31; 2025年1-3月; 2025年第4季度; 2025年12月; 2025年第12期; 2025年度; 2025-12
_PERIOD = re.compile(
    rf"{_DAY}(?:至|到|~|-|—)+{_DAY}|{_DAY}|20\d{{2}}年\d{{1,2}}月?[-至~]\d{{1,2}}月|20\d{{2}}年\d{{1,2}}月(?!\d)"
    r"|20\d{2}年第?\d{1,2}期|20\d{2}年度?第?[1-4一二三四]季度?|20\d{2}年(?:度|[上下]半年)|20\d{2}[-/.]\d{2}(?!\d)"
)
# 填表日期: before a day that says nothing of the period
_OTHER_DAY = re.compile(r"(?:填[表报]|制表|打印|报[送出]|申报|导出|生成|审核)(?:日期|时间)?:?$")
_PERIOD_LABEL = re.compile(r"所属(?:期|时)|会计期间|报表期间|报告期|会计月份")


def standard(text: str) -> str:
    """Of the form: `small_enterprises` (会小企) or `business_enterprises` (会企)."""
    return "small_enterprises" if "小企" in text else "business_enterprises"


def printed_statement(text: str) -> str:
    """Which statement a title names."""
    if (title := squeeze(text)) not in TITLES:
        raise ValueError(f"no statement: {text!r}")
    return TITLES[title]


def company(text: str) -> str:
    """A company's name, cut off where a date or the unit follows."""
    return parse.name(re.split(r"\s*(?:20\d{2}\s*年|20\d{2}-\d|(?:金额|货币)?单位[:：])", text)[0])


def first_day(text: str) -> date:
    """Of a period; a day alone has none."""
    first, last = _period(text)
    if first == last:
        raise NoValue(text)
    return first


def last_day(text: str) -> date:
    """Of a period, or the day itself."""
    return _period(text)[1]


def _period(text: str) -> tuple[date, date]:
    """As of every kind; a heading of only a year, and the numbered month of accounting software."""
    if re.fullmatch(r"20\d\d", text):
        return parse.period(f"{text}年")
    return parse.period(re.sub(r"年第?(\d{1,2})期", r"年\1月", squeeze(text)))


def head_rows(scope: Scope) -> list[Row]:
    """Rows over the amounts on the page where the table begins; without a table, all."""
    table = scope.memo(statement_table)
    if not table.headings:
        return list(scope.rows)
    return [row for row in scope.rows if row.page == table.page and row.bbox.center_y < table.bottom]


@dataclass(frozen=True)
class InHead:
    """Matches of a pattern over the table; group `value` is the value."""

    pattern: re.Pattern[str]
    name: str
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Matches, top to bottom."""
        for row in scope.memo(head_rows):
            for match in self.pattern.finditer(row.text):
                yield row.span(*match.span("value"), f"pattern:{self.name}")


def in_head(regex: str, name: str) -> InHead:
    """Matches of `regex` in the squeezed rows over the table."""
    return InHead(re.compile(regex), name)


@dataclass(frozen=True)
class SheetName:
    """The name of the sheet, where it is a statement's."""

    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """The name."""
        for page in scope.pages:
            for table in page.tables:
                if (match := re.search(TITLE, table.name)) is not None:
                    yield Span(match.group(), "cell", "sheet-name", page.number, locator=table.name)


@dataclass(frozen=True)
class ByLines:
    """Which statement the lines of the table belong to; the span is the first such line, its text the title."""

    channel: Channel = "lines"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """The statement that most lines belong to."""
        labels = [row.label for row in scope.memo(statement_table).rows if row.label is not None]
        found = Counter(
            statement
            for cell in labels
            for statement in (BALANCE, INCOME, CASH)
            if find_line(statement, marker_and_key(cell.text)[1]) is not None
        )
        for statement, n in found.most_common(1):
            if n >= LEAST_LINES:
                title = next(title for title, named in TITLES.items() if named == statement)
                first = next(c for c in labels if find_line(statement, marker_and_key(c.text)[1]) is not None)
                span = first.span("lines")
                yield Span(title, span.source, "lines", span.page, span.bbox, span.confidence)


@dataclass(frozen=True)
class HeadPeriod:
    """The period or day that stands over the table: by its label, else alone, else in the headings."""

    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """The best one only, so that both ends come from the same text."""
        yield from [span for span in self._spans(scope) if _is_period(span.text)][:1]

    def _spans(self, scope: Scope) -> Iterator[Span]:
        rows = scope.memo(head_rows)
        table = scope.memo(statement_table)
        for row in sorted(rows, key=lambda row: _PERIOD_LABEL.search(row.text) is None):
            if table.headings and row.page == table.page and row.bbox.center_y >= table.top:
                continue
            for match in _PERIOD.finditer(row.text):
                if not _OTHER_DAY.search(row.text[: match.start()]):
                    yield row.span(*match.span(), "period")
        yield from (h.cell.span("heading") for h in table.headings if h.role == "" and re.match(r"20\d\d", h.cell.text))


def _is_period(text: str) -> bool:
    try:
        _period(text)
    except ValueError:
        return False
    return True
