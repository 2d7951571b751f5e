"""The facts of a run as Parquet files: written from the results in a folder of outputs, read back as columns.

DuckDB is the engine (docs/adr/0015): it types and compresses, and anybody can query the files with SQL.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

from sme_extract.credit.fact_tables import PROVENANCE, TABLES, Columns, ColumnType
from sme_extract.credit.facts import facts
from sme_extract.credit.facts_frame import DTYPES, NULLS, Array, Facts, empty
from sme_extract.pipeline.writer import make_folder
from sme_extract.schemas.errors import DamagedDocument, NoInput

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = "facts"
FEATURE_COLUMNS: Columns = {
    "company": "text",
    "company_name": "text",
    "name": "text",
    "group": "text",
    "window": "text",
    "value": "number",
    "text": "text",
    "unit": "text",
    "as_of": "date",
    "coverage": "number",
    "n_documents": "count",
    "reason": "text",
}
"""The table of the features of many companies: a row a feature."""
SQL_TYPES: Mapping[ColumnType, str] = {
    "text": "VARCHAR",
    "date": "DATE",
    "money": "DECIMAL(18,2)",
    "number": "DECIMAL(24,6)",
    "count": "BIGINT",
    "flag": "BOOLEAN",
    "share": "DOUBLE",
}


def results(out: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every result file of a run with its JSON, in the order of the inputs. NoInput where there was no run."""
    outcomes = out / "outcomes.jsonl"
    if not outcomes.is_file():
        raise NoInput(f"no results: {out}. Name a folder that 'sme-extract run --out' has written.")
    with outcomes.open(encoding="utf-8") as lines:
        for line in lines:
            for name in json.loads(line)["results"]:
                yield name, read_json(out / "documents" / name)


def read_json(path: Path) -> Any:
    """A JSON file that the program wrote. DamagedDocument when it is none any more."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DamagedDocument(f"not readable any more: {path}. {error}. Run 'sme-extract run' again.") from error


def write_facts(out: Path, to: Path | None = None) -> dict[str, int]:
    """Make `facts/*.parquet` of the results in `out`, there or in the folder `to`; the number of rows of each table."""
    folder = (to or out) / FOLDER
    make_folder(folder)
    with TemporaryDirectory(prefix="sme-extract-") as drafts:
        counts = _write_lines(out, Path(drafts))
        with _connection() as engine:
            for table, columns in TABLES.items():
                _to_parquet(engine, Path(drafts) / f"{table}.jsonl", all_columns(columns), folder / f"{table}.parquet")
    return counts


def _write_lines(out: Path, drafts: Path) -> dict[str, int]:
    counts = dict.fromkeys(TABLES, 0)
    with ExitStack() as stack:
        files: dict[str, TextIO] = {
            table: stack.enter_context((drafts / f"{table}.jsonl").open("w", encoding="utf-8", errors="replace"))
            for table in TABLES
        }
        for name, result in results(out):

            def rows(table: str, name: str = name, result: dict[str, Any] = result) -> Iterator[dict[str, Any]]:
                return _rows(out / "documents" / (result["tables"][table]["file"] or name))

            for table, fact in facts(name, result, rows):
                files[table].write(json.dumps(fact, ensure_ascii=False) + "\n")
                counts[table] += 1
    return counts


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def all_columns(columns: Columns) -> Columns:
    """The columns of a table with those that say where a fact stands."""
    return {**columns, **PROVENANCE}


def _connection() -> "DuckDBPyConnection":
    """An engine in memory that neither loads extensions nor asks the network."""
    import duckdb

    settings = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    return duckdb.connect(":memory:", config={**settings, "preserve_insertion_order": "true"})


def to_parquet(lines: Path, columns: Columns, parquet: Path) -> None:
    """A Parquet file of JSON lines."""
    with _connection() as engine:
        _to_parquet(engine, lines, columns, parquet)


def _to_parquet(engine: "DuckDBPyConnection", lines: Path, columns: Columns, parquet: Path) -> None:
    types = ", ".join(f"'{name}': '{SQL_TYPES[type_]}'" for name, type_ in columns.items())
    read = f"read_json(?, format = 'newline_delimited', columns = {{{types}}}, maximum_object_size = 67108864)"
    draft = parquet.with_suffix(".part")
    engine.execute(
        f"COPY (SELECT * FROM {read}) TO '{_quoted(draft)}' (FORMAT parquet, COMPRESSION zstd)", [str(lines)]
    )
    draft.replace(parquet)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def read_facts(out: Path) -> dict[str, Facts]:
    """The tables of `out/facts` as columns."""
    with _connection() as engine:
        return {table: _read(engine, table, out / FOLDER / f"{table}.parquet") for table in TABLES}


def _read(engine: "DuckDBPyConnection", table: str, parquet: Path) -> Facts:
    if not parquet.is_file():
        return empty(table)
    columns = all_columns(TABLES[table])
    selected = ", ".join(_selected(name, type_) for name, type_ in columns.items())
    found = engine.execute(f"SELECT {selected} FROM read_parquet(?)", [str(parquet)]).fetchnumpy()
    return Facts(table, {name: _column(found[name], type_) for name, type_ in columns.items()})


def _selected(name: str, type_: ColumnType) -> str:
    if type_ == "money":
        return f'CAST("{name}" * 100 AS BIGINT) AS "{name}"'
    if type_ == "number":
        return f'CAST("{name}" AS DOUBLE) AS "{name}"'
    return f'CAST("{name}" AS TINYINT) AS "{name}"' if type_ == "flag" else f'"{name}"'


def _column(found: Any, type_: ColumnType) -> Array:
    """A column with its own mark for what is not known."""
    if isinstance(found, np.ma.MaskedArray):
        filled = np.array(found.data, dtype=DTYPES[type_])
        mask = np.ma.getmaskarray(found)
        if mask.any():
            filled[mask] = NULLS[type_]
        return filled
    return np.asarray(found, dtype=DTYPES[type_])
