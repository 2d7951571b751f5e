"""When a video gives no area, and why: each refusal says what to film instead."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import numpy as np

from sme_extract.schemas.result import Finding
from sme_extract.vision.drift import Levelled
from sme_extract.vision.interval import Interval
from sme_extract.vision.keyframes import Selection
from sme_extract.vision.plan import Plan, contains
from sme_extract.vision.scale import USUAL_KINDS, Scale

FIELD = ("floor_area_m2",)
MIN_SECONDS = 6.0
MIN_KEYFRAMES = 15
NIGHT = 22.0
"""Median gray value of a dark picture."""
MOVED = 0.6
"""Movement of the picture over the whole video, in frame lengths, below which the camera stood still."""
PACE = 0.03
"""The same a second: people who pass a fixed camera move its picture a little."""
PLAIN = 25.0
"""Median number of corners of a picture without texture."""
REGISTERED = 0.8
"""Share of keyframes that must find their place."""
BEGUN = 0.5
"""The same before loops, which bring in pictures from the other end of the walk."""
PARALLAX_DEGREES = 0.5
"""Movement of matched points that a turn does not explain, below which the camera only turned."""
FIRST_SPREAD, LAST_SPREAD = 22.0, 10.0
"""Percent by which local camera heights may spread before and after drift is taken out."""
FLAT = 0.25
"""Thickness of the walked path as a share of its width."""
TURNED = 1.2
"""Extent of the walk in camera heights below which the camera only turned."""
WIDE = 0.15
"""Half-width of an interval from which the area asks for a reviewer."""
OUTSIDE = 0.03
"""Share of the walk that may lie outside the outline."""
BARE = 0.75
"""Share of the walls that was not seen, from which a reviewer should look."""
OPEN, OPEN_SHARE = 3.0, 0.25
"""Metres, or share of the longer side, between the ends of a walk that went all around."""
DISAGREE = 0.10
"""Difference between the areas of two ways of mapping from which a reviewer should look."""
UNSEEN = 0.15
"""Share of the floor that no line of sight crossed."""


SAID: Mapping[str, str] = {"depth_model": "the depths of a model"}
"""Kinds of references in words, where they are not counted."""
LENGTHS_SHOWN: Mapping[str, str] = {
    "marks": "Print both markers 20 cm wide or wider, and film them from several places.",
    "marker": "Print them 20 cm wide or wider, hang them up, and film them from two metres away.",
    "known_door": "Name a detector that finds doors, and film some from top to foot.",
}
"""References to what the user knows, and how to film it."""


def before_mapping(selection: Selection) -> list[Finding]:
    """What the pictures themselves forbid."""
    found: list[Finding] = []
    if selection.samples and selection.brightness < NIGHT:
        found.append(
            Finding(
                code="video-too-dark",
                severity="error",
                message="no floor area: the pictures are almost black. Film again with the lights on.",
                fields=FIELD,
            )
        )
    return found + _too_little(selection)


def of_shots(shots: Sequence[Selection], number: int) -> list[Finding]:
    """What to know of shot `number` (from 0) of a video that was cut."""
    if len(shots) == 1:
        return []
    left_out = [shot for shot in shots if shot.seconds < MIN_SECONDS]
    found = [
        Finding(
            code="video-has-cuts",
            severity="warning",
            message=f"the video has {len(shots)} shots. This is the one of {_span(shots[number])}, as a hall of its "
            "own. Add areas only where the shots show different halls.",
            fields=FIELD,
        )
    ]
    if left_out and len(left_out) < len(shots):
        found.append(
            Finding(
                code="short-shots-left-out",
                severity="warning",
                message=f"shots of less than {MIN_SECONDS:.0f} s were not measured: "
                f"{', '.join(_span(shot) for shot in left_out[:5])}{' and others' if len(left_out) > 5 else ''}.",
                fields=FIELD,
            )
        )
    return found


def _span(shot: Selection) -> str:
    return f"{shot.begins:.1f} - {shot.ends:.1f} s"


def stands_still(selection: Selection) -> bool:
    """Whether a shot shows no walk."""
    return selection.moved < max(MOVED, PACE * selection.seconds) or len(selection.keyframes) < MIN_KEYFRAMES


def _too_little(selection: Selection) -> list[Finding]:
    """A walk that is none."""
    found: list[Finding] = []
    if selection.seconds < MIN_SECONDS:
        found.append(
            Finding(
                code="video-too-short",
                severity="error",
                message=f"no floor area: {selection.seconds:.1f} s are too short. Walk all around the hall.",
                fields=FIELD,
            )
        )
    elif stands_still(selection):
        found.append(
            Finding(
                code="camera-did-not-move",
                severity="error",
                message="no floor area: the camera stands still. Walk once around the hall while filming.",
                fields=FIELD,
            )
        )
    return found


def after_mapping(
    selection: Selection,
    registered: int,
    needed: float = REGISTERED,
    *,
    turned: bool,
    torn: Sequence[float] = (),
) -> list[Finding]:
    """What the camera's path forbids; `turned` when the pictures only turn about one place.

    `needed` is the share of pictures that must have found their place, `torn` has the seconds at which the path jumps.
    """
    share = registered / max(1, len(selection.keyframes))
    if turned:
        return [
            Finding(
                code="camera-only-turned",
                severity="error",
                message="no floor area: the camera turns on one spot, which shows no distances. Walk around the hall.",
                fields=FIELD,
            )
        ]
    if share >= needed:
        return [_torn(torn)] if torn else []
    if selection.corners < PLAIN:
        return [
            Finding(
                code="walls-too-plain",
                severity="error",
                message="no floor area: bare walls give nothing to follow. Keep machines and floor in the picture.",
                fields=FIELD,
            )
        ]
    return [
        Finding(
            code="camera-path-lost",
            severity="error",
            message=f"no floor area: the path was found for {share:.0%} of the pictures only. Walk slowly, turn "
            "slowly, and keep three metres from the walls.",
            fields=FIELD,
        )
    ]


def _torn(seconds: Sequence[float]) -> Finding:
    at = ", ".join(f"{second:.1f}" for second in seconds[:5])
    return Finding(
        code="path-torn",
        severity="error",
        message=f"no floor area: the path jumps at {at} s, as places that look alike were taken for one another. Walk "
        "slowly there, and keep what is only there in the picture.",
        fields=FIELD,
    )


def only_turned(centers: np.ndarray, camera_height: float | None) -> bool:
    """Whether a walk (n x 3, units of the model) covers less ground than a person needs to turn."""
    if camera_height is None or len(centers) < 3:
        return False
    extent = np.linalg.norm(centers - np.median(centers, axis=0), axis=1).max()
    return bool(extent < TURNED * camera_height)


def after_levelling(levelled: Levelled | None, flatness: float) -> list[Finding]:
    """What the floor and the scale along the walk forbid."""
    if levelled is None:
        return [
            Finding(
                code="floor-not-seen",
                severity="error",
                message="no floor area: too little of the floor is in the picture. Tilt the phone down a little.",
                fields=FIELD,
            )
        ]
    if levelled.first_spread > FIRST_SPREAD or levelled.last_spread > LAST_SPREAD:
        return [
            Finding(
                code="scale-jumps",
                severity="error",
                message=f"no floor area: the scale changes along the walk ({levelled.first_spread:.0f} % before, "
                f"{levelled.last_spread:.0f} % after correction). Walk slowly, hold the phone at one height.",
                fields=FIELD,
            )
        ]
    if flatness > FLAT:
        return [
            Finding(
                code="path-not-level",
                severity="error",
                message="no floor area: the path goes up and down. Film one floor, without stairs.",
                fields=FIELD,
            )
        ]
    return []


def after_drawing(plan: Plan | None) -> list[Finding]:
    """What the outline forbids: walls that do not close, or not around the walk."""
    if plan is None:
        return [
            Finding(
                code="outline-open",
                severity="error",
                message="no floor area: the walls seen enclose no floor. Walk all around the hall, back to the start.",
                fields=FIELD,
            )
        ]
    outside = 1 - float(contains(plan.outline.corners, plan.path).mean())
    if outside > OUTSIDE:
        return [
            Finding(
                code="walk-leaves-outline",
                severity="error",
                message=f"no floor area: {outside:.0%} of the walk lie outside the walls that were found. Film one "
                "hall in one go, slowly, and go through no doors.",
                fields=FIELD,
            )
        ]
    if plan.open_metres > max(OPEN, OPEN_SHARE * plan.sides[0]):
        return [
            Finding(
                code="walk-not-closed",
                severity="error",
                message=f"no floor area: the walk ends {plan.open_metres:.0f} m from where it began, so a part of the "
                "hall may be missing. Walk all around, back to the start.",
                fields=FIELD,
            )
        ]
    return []


def doubts(interval: Interval, scale: Scale, unseen_share: float, bare_share: float) -> list[Finding]:
    """What a reviewer should know of an area that is given."""
    found: list[Finding] = []
    kinds = {reference.kind for reference in scale.references}
    if kinds <= USUAL_KINDS:
        found.append(
            Finding(
                code="scale-from-usual-height",
                severity="warning",
                message="the scale rests on usual sizes only: the height of a phone"
                + "".join(f", {SAID.get(kind, f'{kind}s')}" for kind in sorted(kinds - {"usual_camera_height"}))
                + ". Give --camera-height or --known-length.",
                fields=FIELD,
            )
        )
    if interval.half_width > WIDE:
        found.append(
            Finding(
                code="area-interval-wide",
                severity="warning",
                message=f"the area is known to {interval.half_width:.0%} only.",
                fields=FIELD,
            )
        )
    if bare_share > BARE:
        found.append(
            Finding(
                code="walls-hardly-seen",
                severity="warning",
                message=f"{bare_share:.0%} of the walls were not seen above what stands before them; the hall may be "
                "larger. Film so that the upper walls are in the picture.",
                fields=FIELD,
            )
        )
    if unseen_share > UNSEEN:
        found.append(
            Finding(
                code="floor-partly-unseen",
                severity="warning",
                message=f"{unseen_share:.0%} of the floor inside the outline was never in sight.",
                fields=("floor_area_m2", "unobserved_m2"),
            )
        )
    return found


def after_cross_check(difference: float | None) -> list[Finding]:
    """What two ways of mapping that disagree mean; `difference` as a share, None where there is one way only."""
    if difference is None or abs(difference) < DISAGREE:
        return []
    return [
        Finding(
            code="mappers-disagree",
            severity="warning",
            message=f"another way of finding the camera's path gives an area that is {difference:+.0%} different. One "
            "of the two is wrong: film again, slowly, and end where you began.",
            fields=FIELD,
        )
    ]


def nobody_looked(error: Exception) -> Finding:
    """The detector failed: the area stands without it."""
    return Finding(
        code="objects-not-counted", severity="warning", message=f"no objects were counted: {error}", fields=("objects",)
    )


def depth_not_used(reason: str) -> Finding:
    """The depth model tells no scale: the area stands without it."""
    return Finding(
        code="depth-not-used",
        severity="warning",
        message=f"the depth model tells no scale: {reason}",
        fields=("scale_references",),
    )


def unused_lengths(known: Mapping[str, float | None], used: AbstractSet[str]) -> list[Finding]:
    """What the user knows of things that the video does not show well enough; names are kinds of references."""
    return [
        Finding(
            code="known-length-not-seen",
            severity="warning",
            message=f"{kind.replace('_', ' ')}: seen too rarely or too small to sharpen the scale. {how}",
            fields=("scale_references",),
        )
        for kind, how in LENGTHS_SHOWN.items()
        if known.get(kind) is not None and not any(kind in one for one in used)
    ]
