"""What the verbs about companies leave in a folder of outputs, and read there."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import ValidationError

from sme_extract.pipeline import fact_store, features
from sme_extract.pipeline.manifest import write_manifest
from sme_extract.pipeline.names import safe_name
from sme_extract.pipeline.registry import load_registry
from sme_extract.pipeline.settings import Settings
from sme_extract.pipeline.verify import read_again, verify
from sme_extract.pipeline.writer import make_folder, write_record
from sme_extract.schemas.errors import NoInput
from sme_extract.schemas.explanation import Verdict
from sme_extract.schemas.feature import CompanyFeatures, CompanyProfile

ALL = "features.parquet"


def is_run(folder: Path) -> bool:
    """Whether a folder holds the outputs of a run."""
    return (folder / "outcomes.jsonl").is_file()


def make_one(out: Path, profile: CompanyProfile, as_of: date | None) -> CompanyFeatures:
    """Write facts, features.json and the manifest of the one company of a run."""
    fact_store.write_facts(out)
    found = features.one_company(out, profile, as_of)
    write_record(out / features.FILE, found)
    write_manifest(out)
    return found


def make_all(out: Path, profile: CompanyProfile, as_of: date | None, jobs: int = 1) -> int:
    """Write facts, a feature file for each company, one table of all, and the manifest; the number of companies."""
    fact_store.write_facts(out)
    make_folder(out / features.EACH)
    count = 0
    with TemporaryDirectory(prefix="sme-extract-") as folder:
        lines = Path(folder) / "features.jsonl"
        with lines.open("w", encoding="utf-8") as table:
            for found in features.each_company(out, profile, as_of, jobs):
                count += 1
                key = features.key_of(found)
                write_record(out / features.EACH / f"{safe_name(key)}.json", found)
                for row in _rows(found, key):
                    table.write(json.dumps(row, ensure_ascii=False) + "\n")
        fact_store.to_parquet(lines, fact_store.FEATURE_COLUMNS, out / ALL)
    write_manifest(out)
    return count


def _rows(found: CompanyFeatures, key: str) -> Iterator[dict[str, object]]:
    """One row a feature: a number where it is one, else text."""
    for feature in found.features:
        data = feature.model_dump(mode="json", include={"name", "group", "unit", "as_of", "coverage", "reason"})
        plain = feature.model_dump(mode="json")["value"]
        number = feature.value if type(feature.value).__name__ == "Decimal" else None
        yield {
            **data,
            "company": key,
            "company_name": found.company.name,
            "value": None if number is None else str(number),
            "text": None if number is not None or plain is None else json.dumps(plain, ensure_ascii=False),
            "window": feature.window.name if feature.window else None,
            "n_documents": feature.n_documents,
        }


def read_features(out: Path) -> CompanyFeatures:
    """The feature file of a folder. NoInput where there is none or it cannot be read."""
    path = out / features.FILE
    try:
        return CompanyFeatures.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise NoInput(f"no features: {path}. Make them with 'sme-extract features {out}'.") from error


def verdicts(out: Path, settings: Settings | None) -> Iterator[Verdict]:
    """Everything that can be verified; with settings the inputs are read again."""
    if not (out / "manifest.json").is_file():
        raise NoInput(f"nothing to verify: {out}. Make features with 'sme-extract features {out}' first.")
    yield from verify(out)
    if settings is not None:
        yield from read_again(out, settings, load_registry())
