"""What a reviewer should know about the origin of a photo: hints, never a verdict."""

import re
from collections.abc import Iterator
from datetime import date

from sme_extract.schemas.result import Finding
from sme_extract.vision.photo import CameraTags

EDITORS = re.compile(
    r"photoshop|lightroom|gimp|snapseed|pixelmator|affinity|picsart|vsco|facetune|canva|paint\.net|acdsee|photoscape|"
    r"美图|meitu|醒图|轻颜|天天p图|光影魔术手|可牛",
    re.IGNORECASE,
)
"""Programs that change pictures, as they sign in the tag Software; phones put their own version there."""


def origin(tags: CameraTags, as_of: date | None) -> Iterator[Finding]:
    """What the tags say, or leave out."""
    if not tags.taken_at and not tags.camera:
        message = "the file does not say with what and when it was taken; messengers take that out"
        yield Finding(code="photo-without-origin", severity="info", message=message)
    if EDITORS.search(tags.software):
        message = f"the picture was saved by a program that changes pictures: {tags.software}"
        yield Finding(code="photo-edited", severity="warning", message=message)
    if tags.taken_on is not None and as_of is not None and tags.taken_on > as_of:
        message = f"taken on {tags.taken_on} by the camera's clock, after {as_of}"
        yield Finding(code="photo-dated-later", severity="warning", message=message, fields=("taken_on",))


def of_a_screen() -> Finding:
    """The grid of a screen lies over the picture."""
    message = "the picture was taken of a screen: the grid of its pixels lies over it"
    return Finding(code="photo-of-a-screen", severity="warning", message=message)


def near_duplicate(other: str) -> Finding:
    """The same picture came before."""
    message = f"nearly the same picture as {other}: saved again, or taken a moment apart from one place"
    return Finding(code="near-duplicate-photo", severity="warning", message=message)
