"""Rules for categories of bank transactions out of the configuration: tables `[[category]]`, checked word by word."""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from sme_extract.extractors.transaction_category import FIELDS, Category, CategoryRule, Direction

KEYS = ("pattern", "category", "field", "direction", "name")
CATEGORIES: tuple[str, ...] = get_args(Category)
DIRECTIONS: tuple[str, ...] = get_args(Direction)


def category_rules(raw: Any) -> tuple[CategoryRule, ...]:
    """The rules in the order of the file. Raises ValueError or TypeError that names the rule and what it wants."""
    if not isinstance(raw, list | tuple) or not all(isinstance(one, Mapping) for one in raw):
        raise TypeError("It wants tables [[category]] in a configuration file.")
    return tuple(_rule(one, f"rule {number}") for number, one in enumerate(raw, start=1))


def _rule(raw: Mapping[str, Any], which: str) -> CategoryRule:
    for key, value in raw.items():
        _known(key, KEYS, f"{which}: key")
        if not (isinstance(value, str) or (key == "field" and _is_texts(value))) or not value:
            raise TypeError(f"{which}: {key} wants a text, not {value!r}.")
    for key in ("pattern", "category"):
        if key not in raw:
            raise ValueError(f"{which} has no {key}.")
    try:
        re.compile(raw["pattern"])
    except re.error as error:
        raise ValueError(f"{which}: pattern {raw['pattern']!r} is no regular expression: {error}.") from error
    named = raw.get("field", FIELDS)
    fields = (named,) if isinstance(named, str) else tuple(named)
    direction = raw.get("direction")
    return CategoryRule(
        category=_known(raw["category"], CATEGORIES, f"{which}: category"),  # type: ignore[arg-type]
        pattern=raw["pattern"],
        where=tuple(_known(field, FIELDS, f"{which}: field") for field in fields),
        direction=None if direction is None else _known(direction, DIRECTIONS, f"{which}: direction"),  # type: ignore[arg-type]
        name=raw.get("name", which),
    )


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _known(name: str, names: Iterable[str], what: str) -> str:
    known = tuple(names)
    if name in known:
        return name
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}."
    raise ValueError(f"{what} {name!r} is not known. {hint}")
