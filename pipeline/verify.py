"""Recomputes what a folder of outputs says: hashes, evidence, facts, features; and the documents, when asked."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sme_extract.pipeline import fact_store, features
from sme_extract.pipeline.manifest import file_hash, read_manifest
from sme_extract.pipeline.names import safe_name
from sme_extract.pipeline.process import process
from sme_extract.pipeline.registry import Registry
from sme_extract.pipeline.run import list_inputs
from sme_extract.pipeline.settings import Settings
from sme_extract.pipeline.standard_input import STDIN
from sme_extract.pipeline.writer import pretty
from sme_extract.schemas.errors import SmeExtractError
from sme_extract.schemas.explanation import Verdict
from sme_extract.schemas.feature import CompanyFeatures


def verify(out: Path) -> Iterator[Verdict]:
    """Everything that can be told without reading the inputs as documents again."""
    yield from _outputs(out)
    try:
        results = list(fact_store.results(out))
    except SmeExtractError as error:
        yield Verdict(what="output", status="changed", subject=str(out), detail=str(error))
        return
    yield from _inputs(results)
    yield from _evidence(results)
    if (out / fact_store.FOLDER).is_dir():
        yield from _facts(out)
    if (out / features.FILE).is_file():
        yield _features(out)
    if (out / features.EACH).is_dir():
        yield from _each(out)


def read_again(out: Path, settings: Settings, registry: Registry) -> Iterator[Verdict]:
    """Extract each input once more and hold the results against those in the folder."""
    kept: dict[str, list[dict[str, Any]]] = {}
    for _, result in fact_store.results(out):
        kept.setdefault(result["source"]["path"], []).append(result)
    for path, before in kept.items():
        if path == STDIN or not Path(path).is_file():
            continue
        _, after = process(list_inputs([path])[0], settings, registry)
        same = [_comparable(one.model_dump(mode="json")) for one in after] == [_comparable(one) for one in before]
        yield Verdict(what="again", status="ok" if same else "changed", subject=path)


def _comparable(result: dict[str, Any]) -> dict[str, Any]:
    """A result without the names of its table files, which only a run gives."""
    tables = {name: table | {"file": None} for name, table in (result.get("tables") or {}).items()}
    return result | {"tables": tables or None}


def _outputs(out: Path) -> Iterator[Verdict]:
    """Every file that the manifest lists has the bytes that it had."""
    for name, digest in read_manifest(out).items():
        path = out / name
        if not path.is_file():
            yield Verdict(what="output", status="missing", subject=name)
        else:
            yield Verdict(what="output", status="ok" if file_hash(path) == digest else "changed", subject=name)


def _inputs(results: list[tuple[str, dict[str, Any]]]) -> Iterator[Verdict]:
    """Every input file that is still there has the bytes that were read."""
    hashes = {result["source"]["path"]: result["source"]["sha256"] for _, result in results}
    for path, digest in hashes.items():
        if path == STDIN:
            continue
        if not Path(path).is_file():
            yield Verdict(what="input", status="missing", subject=path, detail="not there, so it cannot be verified")
        else:
            yield Verdict(what="input", status="ok" if file_hash(Path(path)) == digest else "changed", subject=path)


def _evidence(results: list[tuple[str, dict[str, Any]]]) -> Iterator[Verdict]:
    """Every value says where it stands."""
    for name, result in results:
        bare = [
            field
            for part in (result["fields"], *result["items"])
            for field, extracted in part.items()
            if extracted and extracted["value"] is not None and not extracted["evidence"]
        ]
        if bare:
            detail = f"no evidence: {', '.join(sorted(set(bare)))}"
            yield Verdict(what="evidence", status="missing", subject=name, detail=detail)


def _facts(out: Path) -> Iterator[Verdict]:
    """Facts made anew of the results are those that were kept, byte for byte."""
    with TemporaryDirectory(prefix="sme-extract-") as folder:
        fact_store.write_facts(out, Path(folder))
        for path in sorted((out / fact_store.FOLDER).glob("*.parquet")):
            anew = Path(folder) / fact_store.FOLDER / path.name
            same = anew.is_file() and file_hash(anew) == file_hash(path)
            yield Verdict(what="facts", status="ok" if same else "changed", subject=f"facts/{path.name}")


def _each(out: Path) -> Iterator[Verdict]:
    """The files of many companies, made anew like that of one."""
    kept = {path.name: path.read_text(encoding="utf-8") for path in sorted((out / features.EACH).glob("*.json"))}
    try:
        first = CompanyFeatures.model_validate_json(next(iter(kept.values()), ""))
        anew = {
            f"{safe_name(features.key_of(found))}.json": pretty(found.model_dump(mode="json"))
            for found in features.each_company(out, first.given, first.as_of)
        }
    except (ValueError, SmeExtractError) as error:
        yield Verdict(what="features", status="changed", subject=features.EACH, detail=str(error).splitlines()[0])
        return
    for name in sorted(kept.keys() | anew):
        same = kept.get(name) == anew.get(name)
        yield Verdict(what="features", status="ok" if same else "changed", subject=f"{features.EACH}/{name}")


def _features(out: Path) -> Verdict:
    """Features made anew of the facts are those that were kept, byte for byte."""
    kept = (out / features.FILE).read_text(encoding="utf-8")
    try:
        before = CompanyFeatures.model_validate_json(kept)
        anew = features.one_company(out, before.given, before.as_of)
    except (ValueError, SmeExtractError) as error:
        return Verdict(what="features", status="changed", subject=features.FILE, detail=str(error).splitlines()[0])
    if pretty(anew.model_dump(mode="json")) == kept:
        return Verdict(what="features", status="ok", subject=features.FILE)
    changed = [new.name for new, old in zip(anew.features, before.features, strict=False) if new != old]
    detail = f"differ when made again: {', '.join(changed[:5]) or 'other than the features'}"
    return Verdict(what="features", status="changed", subject=features.FILE, detail=detail)
