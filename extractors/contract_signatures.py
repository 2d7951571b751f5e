"""Who signed and sealed a contract: the places to sign, what stands in them, and the red stamps on their pages.

A seal belongs to the party whose name it bears, or in whose place to sign it stands; of one that could be either's, or
nobody's, only a finding tells. Pages without colour and Word files say nothing about seals.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from math import inf

from sme_extract.documents.model import Page, Seal
from sme_extract.extractors.base import Candidate, Extractor
from sme_extract.extractors.contract_parties import (
    LAST,
    PERSON,
    Head,
    owner,
    parties,
    person,
)
from sme_extract.extractors.find import value_range
from sme_extract.extractors.normalize import name_key
from sme_extract.extractors.scope import Row, Scope, Span
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import Finding

# 法定代表人或授权代表(签字):, 委托代理人:
SIGNER = re.compile(
    r"(?:(?:法定代表人|负责人|代表人?)(?:或?(?:授权|委托)?代(?:表|理)人?)?(?=\(签)|"
    r"(?:授权|委托)代(?:表|理)人?|经办人)(?P<note>\(签[^()]{1,8}\))?:"
)
A4 = 842.0
"""Long side, in points, of the page that the distances below are meant for; larger ones are photos without a scale."""
ABOVE, BELOW = 60.0, 70.0
"""Points over the first and under the last line of a place to sign within which a seal is pressed."""
CLEAR = 14.0
"""Points inside the edges of a place at which a seal's middle tells whose it is; so near to another it may be its."""
FAR = 150.0
"""Points outside every place beyond which red ink that bears no name is a logo or a heading, no seal."""
EDGE = 4.0
"""Points from the edge of the page where a seal that runs over several pages (骑缝章) is cut off."""
ALIKE, UNLIKE = 0.7, 0.5
"""Similarity of a seal's text and a party's name from which it is that name, maybe misread; below which it is not."""
SURE_OF_PIXELS = 0.85
"""Confidence that a page shows no seal."""


@dataclass(frozen=True)
class SigningPlace:
    """Where one party signs: its label, the rows under it, and how far its column reaches."""

    head: Head
    left: float
    right: float
    unit: float
    """How much larger than A4 the page is."""

    @property
    def label(self) -> Span:
        """The party's name for itself there."""
        return self.head.row.span(self.head.start, self.head.start + len(self.head.label), "signature")

    def distance(self, page: int, box: BoundingBox) -> float:
        """How far inside this place the middle of a box lies, in points of A4; negative outside."""
        rows = [row.bbox for row in (self.head.row, *self.head.rows) if row.page == page]
        if not rows:
            return -inf
        top = rows[0].top - ABOVE * self.unit if page == self.head.row.page else 0.0
        bottom = max(row.bottom for row in rows) + BELOW * self.unit
        x, y = box.center_x, box.center_y
        return min(x - self.left, self.right - x, y - top, bottom - y) / self.unit


def signing_places(scope: Scope) -> dict[str, SigningPlace]:
    """The last place of each party by its letter, where the contract asks it to sign."""
    return scope.memo(_signing_places)


def _signing_places(scope: Scope) -> dict[str, SigningPlace]:
    heads = parties(scope).heads
    ends = [scope.rows.index(row) for row in scope.rows if LAST.search(row.text)]
    found: dict[str, SigningPlace] = {}
    for head in heads:
        is_last = bool(ends) and scope.rows.index(head.row) > ends[-1]
        if head.letter and (is_last or head.signs):
            beside = sorted(_left(other) for other in heads if other.row is head.row)
            at = beside.index(_left(head))
            left = 0.0 if at == 0 else beside[at]
            page = next(page for page in scope.pages if page.number == head.row.page)
            right = beside[at + 1] if at + 1 < len(beside) else page.width
            found[head.letter] = SigningPlace(head, left, right, _unit(page))
    return found


def _left(head: Head) -> float:
    return head.row.box(head.start, head.start + 1).left


def _unit(page: Page) -> float:
    return max(page.width, page.height) / A4


@dataclass
class Pressed:
    """The seals of a contract by the letter of their party, and those that nobody owns."""

    of: dict[str, list[tuple[int, Seal]]] = field(default_factory=dict[str, list[tuple[int, Seal]]])
    unowned: list[tuple[int, Seal]] = field(default_factory=list[tuple[int, Seal]])
    seen: set[int] = field(default_factory=set[int])
    """Pages on which a seal could have been seen."""


def settle_signatures(contract: Extractor, names: dict[str, str]) -> Iterator[Finding]:
    """Fill `sealed`, `seal_text` and `signed` of the parties; `names` are those known, by letter."""
    places = signing_places(contract.scope)
    for letter, place in places.items():
        slot = contract.slots.get(f"party_{letter}.signed")
        if slot is not None:
            slot.chosen = _signed(contract.scope, place)
    pressed = _pressed(contract.scope, places, names)
    for letter, place in places.items():
        if f"party_{letter}.sealed" in contract.slots:
            yield from _settle_seal(contract, letter, place, pressed, names.get(letter))
    for number, seal in pressed.unowned:
        said = f" of {seal.text!r}" if seal.text else ""
        message = f"page {number}: a seal{said} at {seal.bbox.rounded()} cannot be attributed to a party"
        yield Finding(code="seal-unattributed", severity="warning", message=message)


def _pressed(scope: Scope, places: dict[str, SigningPlace], names: dict[str, str]) -> Pressed:
    pressed = Pressed()
    numbers = {row.page for place in places.values() for row in (place.head.row, *place.head.rows)}
    for page in scope.pages:
        seals = page.seals() if page.number in numbers and page.seals is not None else None
        if seals is None:
            continue
        pressed.seen.add(page.number)
        for seal in seals:
            letter = _owner_by_name(seal, names) or _owner_by_place(page.number, seal, places)
            if letter:
                pressed.of.setdefault(letter, []).append((page.number, seal))
            elif not _is_cut_off(page, seal) and not _is_ornament(page, seal, places):
                pressed.unowned.append((page.number, seal))
    return pressed


def _is_cut_off(page: Page, seal: Seal) -> bool:
    edge = EDGE * _unit(page)
    return seal.bbox.left < edge or seal.bbox.right > page.width - edge


def _is_ornament(page: Page, seal: Seal, places: dict[str, SigningPlace]) -> bool:
    return not seal.text and all(place.distance(page.number, seal.bbox) < -FAR for place in places.values())


def _alike(seal: Seal, name: str) -> float:
    return SequenceMatcher(None, name_key(seal.text), name_key(name), autojunk=False).ratio()


def _owner_by_name(seal: Seal, names: dict[str, str]) -> str:
    """The party whose name the seal bears, though a character be misread; none where two are alike."""
    if not seal.text:
        return ""
    best, *others = sorted(((_alike(seal, name), letter) for letter, name in names.items()), reverse=True) or [(0, "")]
    clear = all(best[0] - score > ALIKE - UNLIKE for score, _ in others)
    return best[1] if best[0] >= ALIKE and clear else ""


def _owner_by_place(page: int, seal: Seal, places: dict[str, SigningPlace]) -> str:
    """The party in whose place alone the seal clearly stands."""
    inside = {letter: place.distance(page, seal.bbox) for letter, place in places.items()}
    near = [letter for letter, distance in inside.items() if distance > -CLEAR]
    return near[0] if len(near) == 1 and inside[near[0]] >= CLEAR else ""


def _settle_seal(
    contract: Extractor, letter: str, place: SigningPlace, pressed: Pressed, name: str | None
) -> Iterator[Finding]:
    sealed, text = contract.slots[f"party_{letter}.sealed"], contract.slots[f"party_{letter}.seal_text"]
    own = pressed.of.get(letter, [])
    if not own:
        if place.head.row.page in pressed.seen and not pressed.unowned:
            sealed.chosen = Candidate(False, _of_pixels(place.label), "print")
        return
    number, seal = max(own, key=lambda found: (name is not None and _alike(found[1], name), found[1].confidence))
    span = Span(seal.text or "(seal)", "ocr", "seal", number, seal.bbox, seal.confidence or SURE_OF_PIXELS)
    sealed.chosen = Candidate(True, span, "print")
    if not seal.text:
        return
    if name is None or name_key(seal.text) == name_key(name):
        text.chosen = Candidate(seal.text, span, "print")
        sealed.confirmations += name is not None
        text.confirmations += name is not None
    elif _alike(seal, name) >= ALIKE:
        text.unreadable = span
    else:
        text.chosen = Candidate(seal.text, span, "print")
        message = f"the seal in the place of party {letter} reads {seal.text!r}, the party is {name!r}"
        yield Finding(code="seal-name", severity="warning", message=message, fields=(f"party_{letter}.seal_text",))


def _of_pixels(span: Span) -> Span:
    return Span(span.text, "ocr", "no seal", span.page, span.bbox, SURE_OF_PIXELS)


def _signed(scope: Scope, place: SigningPlace) -> Candidate[bool] | None:
    """Whether a name stands where a person is to sign. A blank on a scan may hold a signature that nobody can read."""
    head = place.head
    if "签" in f"{head.aside}{head.mark}" and head.name is not None:
        span = head.row.span(*head.name, "signature")
        if PERSON.fullmatch(span.text.replace(" ", "")):
            return Candidate(True, span, "print")
    blank: Span | None = None
    for row in (head.row, *head.rows):
        labels = list(SIGNER.finditer(row.text))
        for number, match in enumerate(labels):
            if owner(head.block, row, number, len(labels), match.start()) is not head:
                continue
            signature = _name_behind(scope, row, match.end())
            if signature is not None:
                return Candidate(True, signature, "print")
            blank = blank or row.span(match.start(), match.end(), "signature")
    is_readable = blank is not None and blank.source != "ocr"
    return Candidate(False, blank, "print") if blank is not None and is_readable else None


def _name_behind(scope: Scope, row: Row, end: int) -> Span | None:
    start, stop = value_range(scope, row, end, reach=12.0, max_gap=2.5)
    if stop <= start:
        return None
    span = row.span(start, stop, "signature")
    try:
        person(span.text)
    except ValueError:
        return None
    return span
