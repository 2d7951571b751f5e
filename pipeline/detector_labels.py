"""Labels of a user's model and the classes that they stand for: the table `[detector_labels]` of the configuration."""

import difflib
from collections.abc import Mapping
from typing import Any

from sme_extract.vision.class_names import CLASSES


def detector_labels(raw: Any) -> tuple[tuple[str, str], ...]:
    """Pairs of label and class in the order of the file. Raises ValueError or TypeError that says what it wants."""
    if not isinstance(raw, Mapping):
        raise TypeError("It wants a table [detector_labels] in a configuration file.")
    for label, name in raw.items():
        if name not in CLASSES:
            near = difflib.get_close_matches(str(name), CLASSES, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(CLASSES)}."
            raise ValueError(f"class {name!r} of the label {label!r} is not known. {hint}")
    return tuple(raw.items())
