"""What patent papers have in common: entries of several lines, lists of names, numbers with a check digit.

Source: CNIPA standard ZC 0006-2003 for application numbers; WIPO ST.16 for the kind codes of publications.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sme_extract.extractors import checks, parse
from sme_extract.extractors.base import NoValue, Verdict
from sme_extract.extractors.find import Channel, RowsUnder, Wrapped, value_range
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Row, Scope, Span
from sme_extract.extractors.validity import add_years
from sme_extract.schemas.geometry import BoundingBox

KIND_WORDS = {"发明": "patent_invention", "实用新型": "patent_utility", "外观设计": "patent_design"}
KIND_DIGITS = {"patent_invention": "18", "patent_utility": "29", "patent_design": "3"}
"""Fifth digit of the number (eighth and ninth kind: through the PCT)."""
KIND_LETTERS = {"patent_invention": "BC", "patent_utility": "UY", "patent_design": "SD"}
"""Kind codes of grants, now and before April 2010."""
TERMS = {"patent_invention": 20, "patent_utility": 10, "patent_design": 15}
"""Years of protection from the day of filing."""
LEADING = 1.1
"""White between the lines of an entry at most, in heights of a line; entries stand further apart."""
LONGER_DESIGNS = date(2021, 6, 1)
"""Designs filed before were protected for ten years."""
# ZL 2016 2 0303773.1, 202310397744.0, 85100001.0; ZL is read as Z1, 2L or 21
_NUMBER = re.compile(r"(?P<zl>ZL|Z1|2L|21)?(?P<digits>[0-9]{12}|[0-9]{8})\.?(?P<check>[0-9X])")
_LOOKALIKES = str.maketrans({"×": "X", "·": ".", "。": ".", ",": "."})
# CN 112029006 B, CN 2020301234 S
_PUBLICATION = re.compile(r"CN([0-9]{7,9}[BCUYSD])")
_SEPARATORS = re.compile(r"[;；、]")
# ×××, XXX有限公司, ______: a form that is not filled in
_PLACEHOLDER = re.compile(r"[Xx×*_]{2,}|[Xx×*_]$")
_PROSE = re.compile(r"应当|依照|专利法|登记簿|本专利|予以|记载|如下|续页")
_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,3}|(欧阳|司马|上官|诸葛|皇甫|尉迟|公孙|慕容|令狐|东方|夏侯|长孙|宇文|司徒|端木|南宫|呼延)[\u4e00-\u9fff]{2}"
)
"""Chinese names; longer ones may be two whose mark was not seen."""
_TWO_COMPANIES = re.compile(r"(公司|大学|学院).*(?<!分)(公司|大学|学院)$")


@dataclass(frozen=True)
class Entry:
    """The value of a label that stands first in its word, with a colon or a gap behind."""

    labels: tuple[str, ...]
    channel: Channel = "print"
    reach: float = 12.0
    max_gap: float = 2.5

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Values, label by label; a label inside a sentence is none."""
        for label in self.labels:
            for row in scope.rows:
                for match in re.finditer(re.escape(label), row.text):
                    start, end = match.span()
                    if not _stands_alone(row, start, end) or scope.label_at(row, start, end):
                        continue
                    first, stop = value_range(scope, row, end, reach=self.reach, max_gap=self.max_gap)
                    if stop > first:
                        yield row.span(first, stop, f"entry:{self.labels[0]}")


def _stands_alone(row: Row, start: int, end: int) -> bool:
    """Whether a label begins a word, or follows a number at once, and is cut off behind by a colon or a gap."""
    if row.text[end : end + 1] == ":":
        return row.starts_word(start) or row.text[start - 1].isascii()
    return row.starts_word(start) and end < len(row.text) and row.starts_word(end)


def entry(*labels: str) -> Entry:
    """The value of one of `labels`, in its row."""
    return Entry(tuple(squeeze(label) for label in labels))


def lines(*labels: str) -> Wrapped:
    """The value of one of `labels`, which may go on in the rows below."""
    return Wrapped(entry(*labels), RowsUnder(LEADING), max_rows=12, joint="\n")


@dataclass(frozen=True)
class CodedNumber:
    """A patent number in a decoded bar code or QR code; only one whose check digit holds."""

    channel: Channel = "qr"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Each code that is such a number, or ends with one."""
        for page, code in scope.codes:
            match = re.search(r"(?<![0-9A-Z])(?:ZL|CN)?(?P<number>[0-9]{12}\.?[0-9X])(?![0-9A-Z.])", code.payload)
            if match is not None and checks.patent_number(match["number"]):
                yield Span(match["number"], "qr", "qr:patent_no", page, code.bbox, locator=code.payload)


@dataclass(frozen=True)
class Prose:
    """A regular expression, group `value`, over each row and the one below it: sentences break anywhere."""

    pattern: re.Pattern[str]
    name: str
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Matches that begin in a row; the evidence is the part of the value in one row, or in both."""
        rows = scope.rows
        for row, below in zip(rows, [*rows[1:], None], strict=True):
            follows = below is not None and below.page == row.page
            text = row.text + (below.text if below is not None and follows else "")
            match = self.pattern.search(text)
            if match is None or match.start() >= len(row.text):
                continue
            start, end = match.span("value")
            cut = len(row.text)
            pieces = [row.span(start, min(end, cut), f"prose:{self.name}")] if start < cut else []
            if below is not None and end > cut:
                pieces.append(below.span(max(start - cut, 0), end - cut, f"prose:{self.name}"))
            yield replace(
                pieces[0],
                text="".join(piece.text for piece in pieces),
                bbox=BoundingBox.around(piece.bbox for piece in pieces if piece.bbox is not None),
                confidence=min(piece.confidence for piece in pieces),
            )


def application_no(raw: str) -> str:
    """`202310397744.0`: twelve digits (eight before October 2003), point, check character."""
    match = _NUMBER.fullmatch(squeeze(raw).upper().translate(_LOOKALIKES))
    if match is None:
        raise ValueError(f"not an application number: {raw!r}")
    return f"{match['digits']}.{match['check']}"


def patent_no(raw: str) -> str:
    """`ZL202310397744.0`: the application number after ZL."""
    return "ZL" + application_no(raw)


def publication_no(raw: str) -> str:
    """`CN112029006B`: country, number, kind code of a grant."""
    match = _PUBLICATION.fullmatch(squeeze(raw).upper())
    if match is None:
        raise ValueError(f"not a publication number: {raw!r}")
    return "CN" + match[1]


def filled(raw: str) -> str:
    """Text of one or more lines that is no placeholder."""
    value = parse.name(re.sub(r"(?<![A-Za-z,.])\n|\n(?![A-Za-z])", "", raw))
    if _PLACEHOLDER.match(squeeze(value)):
        raise ValueError(f"not filled in: {raw!r}")
    return value


def named(raw: str) -> str:
    """A name or address, no sentence of the form."""
    value = filled(raw)
    if _PROSE.search(value):
        raise ValueError(f"not a name: {raw!r}")
    return value


def holders(raw: str) -> list[str]:
    """Companies or persons, parted by semicolons."""
    return [named(part) for part in _SEPARATORS.split(raw) if part.strip()]


def persons(raw: str) -> list[str]:
    """Names of persons, parted by semicolons or by spaces alone; a mark that is lost at the end of a line is missed."""
    words = parse.text(_lines_joined(raw))
    if re.search(r"不公(告|布|开)", words):
        raise NoValue(f"names are not published: {raw!r}")
    parts = _SEPARATORS.split(words) if _SEPARATORS.search(words) else _spaced(words)
    return [named(part) for part in parts if part.strip()]


def _lines_joined(raw: str) -> str:
    """Lines that end or begin with a mark, or inside a name; ValueError where two whole names may meet."""
    text = ""
    for line in raw.split("\n"):
        last, first = _SEPARATORS.split(text)[-1].strip(), _SEPARATORS.split(line)[0].strip()
        if len(last) >= 2 and len(first) >= 2:
            raise ValueError(f"one name or two: {last!r}, {first!r}")
        text += line
    return text


def _spaced(words: str) -> list[str]:
    """`李昂 陈鹏飞` is two names, `王 芳` one; what is neither is refused."""
    parts = words.split()
    if len(parts) == 1 or not re.fullmatch(r"[\u4e00-\u9fff\s]+", words):
        return [words]
    if all(len(part) >= 2 for part in parts):
        return parts
    if len(parts) <= 3 and max(map(len, parts)) == 1:
        return ["".join(parts)]
    raise ValueError(f"one name or several: {words!r}")


def is_one_holder(name: str) -> bool:
    """Whether a patentee is one person or company; `某某有限公司某某大学` are two that run together."""
    return _TWO_COMPANIES.search(name) is None


def is_plausible(person: str) -> bool:
    """Whether a name is no longer than names are; two that run together are."""
    return not re.fullmatch(r"[\u4e00-\u9fff]+", person) or _NAME.fullmatch(person) is not None


def patent_word(raw: str) -> str:
    """The kind of patent, from the word that it is called by."""
    found = [name for word, name in KIND_WORDS.items() if word in squeeze(raw)]
    if len(found) != 1:
        raise ValueError(f"not a kind of patent: {raw!r}")
    return found[0]


def expiry(variant: str, filed_on: date) -> date:
    """Last day of the term: the anniversary of filing."""
    return add_years(filed_on, 10 if variant == "patent_design" and filed_on < LONGER_DESIGNS else TERMS[variant])


def kind_digit(variant: str | None, number: str | None) -> Verdict:
    """Whether the fifth digit says the kind that the paper is for."""
    if variant is None or number is None:
        return None
    return _digit(number) in KIND_DIGITS[variant] or f"{number} is no number of a {variant.replace('_', ' ')}"


def publication_kind(variant: str | None, number: str | None) -> Verdict:
    """Whether the letter and, since 2010, the first digit say the kind; that they do proves no other digit."""
    if variant is None or number is None:
        return None
    first = "" if len(number) < len("CN112029006B") else KIND_DIGITS[variant][0]
    fits = number[-1] in KIND_LETTERS[variant] and number.startswith(f"CN{first}")
    return None if fits else f"{number} is no publication of a {variant.replace('_', ' ')}"


def number_year(number: str) -> int:
    """The year that a number begins with."""
    bare = number.removeprefix("ZL")
    return int(bare[:4]) if len(bare) == 14 else int(bare[:2]) + (1900 if bare[0] in "89" else 2000)


def year_of_filing(number: str | None, filed_on: date | None) -> Verdict:
    """Whether the number is of the year of filing, or later where it came through the PCT; proves no month or day."""
    if number is None or filed_on is None:
        return None
    year = number_year(number)
    if year == filed_on.year or (year > filed_on.year and _digit(number) in "89"):
        return None
    return f"{number} is of {year}, filed on {filed_on}"


def _digit(number: str) -> str:
    """The digit of the kind."""
    bare = number.removeprefix("ZL")
    return bare[4 if len(bare) == 14 else 2]
