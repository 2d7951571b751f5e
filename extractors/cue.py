"""Signs by which a kind is told: titles, labels, and roots of structured data. Compared on squeezed text."""

import re
from dataclasses import dataclass
from typing import Literal

THRESHOLD = 3.0
"""Score from which a kind is taken for real: one title, one root, or three labels."""
CLEAR_MARGIN = 1.5
"""The winner must lead by this much, else the result carries `ambiguous-kind`."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One sign and what it weighs."""

    pattern: re.Pattern[str]
    weight: float
    where: Literal["title", "heading", "text", "root"]


def title(regex: str, weight: float = 3.0) -> Cue:
    """A heading: must fill most of its row. Starts a new document where it occurs."""
    return Cue(re.compile(regex), weight, "title")


def heading(regex: str, weight: float = 3.0) -> Cue:
    """A title that follows a name in the same words (`宁波某某公司采购订单`): short, and closed by the match."""
    return Cue(re.compile(regex), weight, "heading")


def label(regex: str, weight: float = 1.0) -> Cue:
    """A label or phrase anywhere; counted once."""
    return Cue(re.compile(regex), weight, "text")


def root(regex: str, weight: float = 9.0) -> Cue:
    """Local name of a payload's root or of one of its elements."""
    return Cue(re.compile(regex), weight, "root")
