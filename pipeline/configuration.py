"""Where a setting comes from: option, environment, project file, user file, default; the first that speaks wins.

Project files are `sme-extract.toml` and the table `[tool.sme-extract]` of `pyproject.toml`, looked for in the folder
given and upward; the nearest folder that has one wins. The user's file is `sme-extract/config.toml` in the folder for
configuration.
"""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from math import inf
from pathlib import Path
from typing import Any

from sme_extract.documents.reader import Limits
from sme_extract.pipeline.category_rules import category_rules
from sme_extract.pipeline.detector_labels import detector_labels
from sme_extract.pipeline.settings import Settings
from sme_extract.schemas.errors import UsageError

PREFIX = "SME_EXTRACT_"
DEFAULT = "default"
LIMIT_KEYS = tuple(f.name for f in fields(Limits))
KEYS = (*(f.name for f in fields(Settings) if f.name != "limits"), *LIMIT_KEYS)
TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings in force and where each came from."""

    settings: Settings
    origins: Mapping[str, str]

    def value(self, key: str) -> Any:
        """The value in force of one key."""
        return getattr(self.settings.limits if key in LIMIT_KEYS else self.settings, key)


def resolve(options: Mapping[str, Any], environment: Mapping[str, str], folder: Path) -> Configuration:
    """Merge all sources. `options` holds only what was given on the command line."""
    values: dict[str, Any] = {}
    origins = dict.fromkeys(KEYS, DEFAULT)
    for origin, source in (
        *_files(environment, folder),
        ("environment", _from_environment(environment)),
        ("option", options),
    ):
        for name, raw in source.items():
            key = _known(name, origin)
            values[key] = _parse(key, raw, origin)
            origins[key] = f"{PREFIX}{key.upper()}" if origin == "environment" else origin
    limits = Limits(**{key: values.pop(key) for key in LIMIT_KEYS if key in values})
    return Configuration(Settings(limits=limits, **values), origins)


def _known(name: str, origin: str) -> str:
    key = name.replace("-", "_")
    if key in KEYS:
        return key
    near = difflib.get_close_matches(key, KEYS, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Known keys: {', '.join(KEYS)}."
    raise UsageError(f"unknown setting {name!r}: {origin}. {hint}")


def _parse(key: str, raw: Any, origin: str) -> Any:
    """The typed value; text is accepted everywhere, since options and the environment have nothing else."""
    try:
        return PARSERS.get(key, _whole if key in LIMIT_KEYS else _text)(raw)
    except (TypeError, ValueError) as error:
        raise UsageError(f"bad value for {key}: {origin}. {error}") from error


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw:
        raise ValueError("It wants a name.")
    return raw


def _whole(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise TypeError("It wants a whole number.")
    try:
        number = int(raw)
    except ValueError:
        number = 0
    if number < 1:
        raise ValueError(f"It wants a whole number above zero, not {raw!r}.")
    return number


def _truth(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    text = str(raw).casefold()
    if text not in TRUE + FALSE:
        raise ValueError(f"It wants true or false, not {raw!r}.")
    return text in TRUE


def _day(raw: Any) -> date:
    if type(raw) is date:
        return raw
    try:
        return date.fromisoformat(str(raw))
    except ValueError as error:
        raise ValueError(f"It wants a day such as 2026-01-31, not {raw!r}.") from error


def _metres(raw: Any) -> float:
    try:
        metres = float(raw)
    except (TypeError, ValueError):
        metres = 0.0
    if isinstance(raw, bool) or not 0 < metres < inf:
        raise ValueError(f"It wants metres such as 1.5, not {raw!r}.")
    return metres


def _texts(raw: Any) -> tuple[str, ...]:
    return tuple(_text(one) for one in (raw if isinstance(raw, list | tuple) else [raw]))


PARSERS = {
    "qr": _truth, "fail_fast": _truth, "mask_personal": _truth, "as_of": _day, "passwords": _texts,
    "category": category_rules, "camera_height": _metres, "detector_labels": detector_labels,
}  # fmt: skip


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {k.removeprefix(PREFIX).lower(): v for k, v in environment.items() if k.startswith(PREFIX)}


def _files(environment: Mapping[str, str], folder: Path) -> list[tuple[str, Mapping[str, Any]]]:
    """User file first, project file second: the later one wins."""
    home = environment.get("XDG_CONFIG_HOME") or str(Path(environment.get("HOME", "~")).expanduser() / ".config")
    user = Path(home) / "sme-extract" / "config.toml"
    found: list[tuple[str, Mapping[str, Any]]] = [(str(user), _toml(user))] if user.is_file() else []
    for place in (folder, *folder.parents):
        own, shared = place / "sme-extract.toml", place / "pyproject.toml"
        if own.is_file():
            return [*found, (str(own), _toml(own))]
        table = _toml(shared).get("tool", {}).get("sme-extract") if shared.is_file() else None
        if table is not None:
            return [*found, (f"{shared} [tool.sme-extract]", table)]
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"cannot read the configuration: {path}. {error}") from error
