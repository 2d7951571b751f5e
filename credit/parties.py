"""Who is who: the same company under its tax id, its name and other ways to write that name."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

Mention = tuple[str | None, str | None]
"""Tax id (or a code that stands for one) and name, as a document gives them."""

LEAST_NAME = 2
"""Characters of a name that can tell one party from another."""


def name_key(name: str) -> str:
    """Key under which names are compared: width, brackets and spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", name).split()).upper()


@dataclass
class Party:
    """One company or person."""

    key: str
    """The first tax id in order, else the first name key: the same for the same documents in any order."""
    names: set[str] = field(default_factory=set[str])
    ids: set[str] = field(default_factory=set[str])

    @property
    def name(self) -> str:
        """What to call it: the longest of its names, else its id."""
        return max(sorted(self.names), key=len, default=self.key)


class Parties:
    """Resolves mentions to parties. An id and a name that stand together belong together, and so on through all."""

    def __init__(self, mentions: Iterable[Mention], same: Sequence[Mention] = ()) -> None:
        """`same` are mentions of one party, by what the user says."""
        self._parent: dict[str, str] = {}
        spelled: dict[str, set[str]] = {}
        for tax_id, name in sorted({mention for mention in (*mentions, *same) if any(mention)}, key=_order):
            marks = _marks(tax_id, name)
            for mark in marks:
                self._parent.setdefault(mark, mark)
                self._join(marks[0], mark)
            if name and len(marks) and marks[-1].startswith("name:"):
                spelled.setdefault(marks[-1], set()).add(name)
        for marks in (marks for mention in same if (marks := _marks(*mention))):
            self._join(_marks(*same[0])[0], marks[0])
        self._parties: dict[str, Party] = {}
        for mark in sorted(self._parent):  # ids before names
            party = self._parties.setdefault(self._root(mark), Party(mark.split(":", 1)[1]))
            if mark.startswith("id:"):
                party.ids.add(mark.removeprefix("id:"))
            party.names |= spelled.get(mark, set())

    def of(self, tax_id: str | None, name: str | None) -> Party | None:
        """The party that a mention means; None for a mention of nobody or of somebody never heard of."""
        known = [mark for mark in _marks(tax_id, name) if mark in self._parent]
        return self._parties[self._root(known[0])] if known else None

    def __iter__(self) -> Iterator[Party]:
        return iter(sorted(self._parties.values(), key=lambda party: party.key))

    def _root(self, mark: str) -> str:
        while self._parent[mark] != mark:
            self._parent[mark] = self._parent[self._parent[mark]]
            mark = self._parent[mark]
        return mark

    def _join(self, one: str, other: str) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self._parent[second] = first


def _order(mention: Mention) -> tuple[str, str]:
    return mention[0] or "", mention[1] or ""


def _marks(tax_id: str | None, name: str | None) -> list[str]:
    key = name_key(name) if name else ""
    return ([f"id:{tax_id.strip().upper()}"] if tax_id and tax_id.strip() else []) + (
        [f"name:{key}"] if len(key) >= LEAST_NAME else []
    )
