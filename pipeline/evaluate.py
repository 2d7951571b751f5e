"""Results against truth, field by field.

A truth file `<file>.truth.json` lies beside its document: `{kind, fields, items, sha256}`, or `{documents: [...]}`
for a file that holds several. Only what the truth states is scored. The worst defect is a *silent* one: a wrong value
that claims a confidence of 0.9 or more in a result that asks for no review.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sme_extract.pipeline.comparison import same
from sme_extract.pipeline.inputs import InputItem
from sme_extract.pipeline.process import process
from sme_extract.pipeline.registry import load_registry
from sme_extract.pipeline.settings import Settings
from sme_extract.schemas.errors import NoInput, UsageError

Record = Mapping[str, Any]
ENDING = ".truth.json"
SURE = 0.9
ITEM_KEYS = (
    "amount", "quantity", "unit_price", "item_name", "tax_amount", "label", "row_no", "current", "ytd",
    "amount.opening", "amount.ytd", "amount.prior",
    "fee_item", "surcharge", "grace_total", "event", "event_type", "event_date", "before", "after",
    "endorser", "endorsee", "spec", "document_no", "balance",
)  # fmt: skip
"""What makes a line of the truth and a line of a result the same."""
GROUPED = ("clause.", "row.")
"""Fields with these prefixes are counted in one row."""


@dataclass(slots=True)
class Score:
    """Counts of one field in one group."""

    n: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0
    silent: int = 0

    @property
    def recall(self) -> float:
        """Share of the truth that came out right."""
        return self.right / max(self.n, 1)

    @property
    def precision(self) -> float:
        """Share of the values given that are right."""
        return self.right / max(self.right + self.wrong, 1)

    def add(self, other: "Score") -> None:
        """Add the counts of another."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def row(self, name: str) -> str:
        """One row of the table."""
        return (
            f"  {name:28}{self.n:>6}{self.right:>7}{self.wrong:>7}{self.missed:>8}"
            f"{self.recall:>8.3f}{self.precision:>8.3f}{self.silent:>8}"
        )

    def as_dict(self) -> dict[str, float]:
        """Counts and shares."""
        counts = {name: getattr(self, name) for name in self.__slots__}
        return counts | {"recall": round(self.recall, 4), "precision": round(self.precision, 4)}


@dataclass(slots=True)
class Scores:
    """The whole table."""

    rows: dict[tuple[str, str], Score] = field(default_factory=lambda: defaultdict(Score))
    misses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    documents: int = 0
    found: int = 0

    def total(self) -> Score:
        """All rows together."""
        total = Score()
        for row in self.rows.values():
            total.add(row)
        return total

    def table(self) -> str:
        """For the screen."""
        lines = [f"{self.documents} documents with truth, {self.found} with a result"]
        last = None
        for (group, name), row in sorted(self.rows.items()):
            if group != last:
                head = (
                    f"  {'field':28}{'n':>6}{'right':>7}{'wrong':>7}{'missed':>8}{'recall':>8}{'prec.':>8}{'silent':>8}"
                )
                lines += ["", group, head]
                last = group
            lines.append(row.row(name))
        return "\n".join([*lines, "", "all", self.total().row("")])

    def missed_lines(self, most: int) -> Iterator[str]:
        """The first wrong or missed values of each group."""
        return (f"miss {group}: {line}" for group, lines in sorted(self.misses.items()) for line in lines[:most])

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        rows = [{"group": group, "field": name, **row.as_dict()} for (group, name), row in sorted(self.rows.items())]
        return {"documents": self.documents, "found": self.found, "rows": rows, "all": self.total().as_dict()}


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth about one file."""

    path: Path
    """The file itself."""
    group: str
    sha256: str
    documents: tuple[Record, ...]


def evaluate(folder: Path, settings: Settings, results: Path | None = None) -> Scores:
    """Score the documents of `folder`: read now, or from results written before."""
    truths = list(load_truths(folder))
    if not truths:
        raise NoInput(f"no truth file: {folder}. Put <file>{ENDING} beside each document.")
    return score(truths, read_records(results) if results else extract_records(truths, settings))


def score(truths: Iterable[Truth], records: Mapping[str, Sequence[Record]]) -> Scores:
    """The results of each file, by the file's hash, against its truth."""
    scores = Scores()
    for truth in truths:
        for document, record in match(truth.documents, records.get(truth.sha256, ())):
            score_document(scores, truth, document, record)
    return scores


def load_truths(folder: Path) -> Iterator[Truth]:
    """Every truth file below a folder. The hash is the file's own where the truth does not state it."""
    for path in sorted(folder.rglob(f"*{ENDING}")):
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise UsageError(f"not JSON: {path}. {error}") from error
        source = path.with_name(path.name.removesuffix(ENDING))
        digest = data.get("sha256") or hashlib.sha256(source.read_bytes()).hexdigest()
        yield Truth(source, str(path.parent.relative_to(folder)), digest, tuple(data.get("documents", [data])))


def extract_records(truths: Iterable[Truth], settings: Settings) -> dict[str, list[Record]]:
    """Results of the files themselves, nothing masked."""
    settings, registry = replace(settings, mask_personal=False), load_registry()
    return {
        truth.sha256: [
            result.model_dump(mode="json") for result in process(InputItem(truth.path), settings, registry)[1]
        ]
        for truth in truths
    }


def read_records(results: Path) -> dict[str, list[Record]]:
    """Results written before, by the hash of their input."""
    lines = results.is_file() or (results / "documents.jsonl").is_file()
    files = (
        [results if results.is_file() else results / "documents.jsonl"] if lines else sorted(results.rglob("*.json"))
    )
    by_hash: dict[str, list[Record]] = defaultdict(list)
    for file in files:
        text = file.read_text(encoding="utf-8")
        for blob in filter(str.strip, text.split("\n") if file.suffix == ".jsonl" else [text]):
            record = json.loads(blob)
            if isinstance(record, dict) and isinstance(record.get("source"), dict):
                by_hash[record["source"].get("sha256", "")].append(record)
    return by_hash


def match(documents: Sequence[Record], records: Sequence[Record]) -> list[tuple[Record, Record]]:
    """Each document of the truth with the result that fits it best; none twice, an empty one where none is left."""
    pairs = sorted(
        ((-_fit(document, record), d, r) for d, document in enumerate(documents) for r, record in enumerate(records)),
    )
    chosen: dict[int, int] = {}
    for _, d, r in pairs:
        if d not in chosen and r not in chosen.values():
            chosen[d] = r
    return [(document, records[chosen[d]] if d in chosen else {}) for d, document in enumerate(documents)]


def score_document(scores: Scores, truth: Truth, document: Record, record: Record) -> None:
    """Count one document's fields, kind and lines."""
    scores.documents += 1
    scores.found += bool(record)
    for name, wanted in {**_fields(document), "kind": document["kind"]}.items():
        got, confidence = (record.get("kind"), 1.0) if name == "kind" else value_of(record, name)
        row = scores.rows[truth.group, next((f"{p}*" for p in GROUPED if name.startswith(p)), name)]
        row.n += 1
        if got in (None, "", []):
            row.missed += 1
        elif same(name, wanted, got):
            row.right += 1
            continue
        else:
            row.wrong += 1
            row.silent += confidence >= SURE and not record.get("needs_review")
        scores.misses[truth.group].append(f"{truth.path.name} {name}: want {wanted!r:.60} got {got!r:.60}")
    _score_items(scores, truth.group, document.get("items", []), record.get("items") or [])


def _score_items(scores: Scores, group: str, wanted: Sequence[Record], got: Sequence[Record]) -> None:
    """Count lines: one that has no like is missed, lines beyond those of the truth are wrong."""
    if not wanted:
        return
    rest = list(got)
    row = scores.rows[group, "items[]"]
    for item in wanted:
        row.n += 1
        keys = [key for key in ITEM_KEYS if key in item]
        hit = next((one for one in rest if all(same(key, item[key], _cell(one, key)) for key in keys)), None)
        if hit is None:
            row.missed += 1
        else:
            rest.remove(hit)
            row.right += 1
    if len(got) > len(wanted):
        scores.rows[group, "items[] extra"].wrong += len(got) - len(wanted)


def value_of(record: Record, name: str) -> tuple[Any, float]:
    """A field's value and confidence."""
    cell = (record.get("fields") or {}).get(name)
    if isinstance(cell, dict) and "value" in cell:
        return cell["value"], float(cell.get("confidence") or 0)
    return cell, 1.0


def _cell(item: Record, name: str) -> Any:
    cell = item.get(name)
    return cell.get("value") if isinstance(cell, dict) else cell


def _fields(document: Record) -> dict[str, Any]:
    return {name: value for name, value in document["fields"].items() if name != "_raw"}


def _fit(document: Record, record: Record) -> int:
    right = sum(same(name, value, value_of(record, name)[0]) for name, value in _fields(document).items())
    return 2 * right + int(record.get("kind") == document["kind"])
