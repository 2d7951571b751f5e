"""Boxes of one picture that are of one object: detectors leave in what overlaps less than their own limit."""

from collections.abc import Sequence

from sme_extract.vision.detection import Detection

SAME_BOX = 0.7
"""Overlap (intersection over union) from which two boxes of one class in one picture are the same object ..."""
COVERED, SAME_FOOT = 0.6, 0.1
"""... as are two that share this part of the smaller and end as low, but for this part of the taller's height: an arm
or a shadow moves a side of a box, while somebody farther away stands higher in the picture."""


def distinct(detections: Sequence[Detection]) -> tuple[Detection, ...]:
    """The surest of boxes that lie on each other, class by class, surest first."""
    kept: list[Detection] = []
    for one in sorted(detections, key=lambda box: (-box.confidence, box.name, box.left, box.top)):
        if not any(one.name == other.name and _same(one, other) for other in kept):
            kept.append(one)
    return tuple(kept)


def _same(one: Detection, other: Detection) -> bool:
    tallest = max(one.bottom - one.top, other.bottom - other.top)
    foot = abs(one.bottom - other.bottom) <= SAME_FOOT * tallest
    covered = _shared(one, other) / max(min(area(one), area(other)), 1e-9)
    return overlap(one, other) >= SAME_BOX or (foot and covered >= COVERED)


def overlap(one: Detection, other: Detection) -> float:
    """Intersection over union of two boxes."""
    shared = _shared(one, other)
    return shared / max(area(one) + area(other) - shared, 1e-9)


def _shared(one: Detection, other: Detection) -> float:
    wide = min(one.right, other.right) - max(one.left, other.left)
    tall = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, wide) * max(0.0, tall)


def area(box: Detection) -> float:
    """Square pixels."""
    return max(0.0, box.right - box.left) * max(0.0, box.bottom - box.top)
