"""What the user says about the company: options first, else a `company.toml`."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sme_extract.schemas.errors import UsageError
from sme_extract.schemas.feature import CompanyProfile

FILE = "company.toml"


def profile(name: str | None, uscc: str | None, file: Path | None, folder: Path) -> CompanyProfile:
    """Options over the file given, else over `company.toml` in `folder`. UsageError where the file is not right."""
    path = file or (folder / FILE if (folder / FILE).is_file() else None)
    said: dict[str, Any] = {} if path is None else _read(path)
    said |= {key: value for key, value in (("name", name), ("uscc", uscc)) if value}
    try:
        return CompanyProfile.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        known = ", ".join(CompanyProfile.model_fields)
        where = ".".join(map(str, first["loc"]))
        raise UsageError(
            f"not right in {path or 'the options'}: {where}. {first['msg']}. Known keys: {known}."
        ) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"cannot read what is said about the company: {path}. {error}") from error
