from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sme_extract.vision import gates
from sme_extract.vision.drift import Levelled, level
from sme_extract.vision.interval import Interval
from sme_extract.vision.keyframes import Keyframe, Selection
from sme_extract.vision.plan import draw_up
from sme_extract.vision.scale import Scale, camera_height_reference, fuse

from .rooms import model


def selection(**changes):
    frames = [Keyframe(n, n / 3, f"{n:06d}.jpg", True, True, 0, 0) for n in range(100)]
    good = {"keyframes": frames, "ends": 33.0, "samples": 330, "moved": 9.0, "brightness": 90.0, "corners": 200.0}
    return Selection(Path("x"), **(good | changes))


def codes(findings):
    return [finding.code for finding in findings]


def test_a_good_walk_passes():
    assert gates.before_mapping(selection()) == []
    assert gates.after_mapping(selection(), 98, turned=False) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"brightness": 9.0}, "video-too-dark"),
        ({"ends": 3.0}, "video-too-short"),
        ({"moved": 0.1}, "camera-did-not-move"),
        ({"keyframes": []}, "camera-did-not-move"),
        ({"ends": 400.0}, "camera-did-not-move"),
    ],
)
def test_what_the_pictures_forbid(changes, code):
    assert codes(gates.before_mapping(selection(**changes))) == [code]


def test_a_lost_path_is_told_from_bare_walls_and_from_turning():
    assert codes(gates.after_mapping(selection(), 50, turned=False)) == ["camera-path-lost"]
    assert codes(gates.after_mapping(selection(corners=12.0), 50, turned=False)) == ["walls-too-plain"]
    assert codes(gates.after_mapping(selection(), 98, turned=True)) == ["camera-only-turned"]


def test_a_path_that_jumps_is_refused_with_the_time():
    (finding,) = gates.after_mapping(selection(), 98, turned=False, torn=[12.34])
    assert finding.code == "path-torn"
    assert "at 12.3 s" in finding.message


def test_a_walk_outside_the_walls_that_were_found_is_refused():
    plan = draw_up(level(model()), 1.0)
    assert gates.after_drawing(plan) == []
    strayed = plan.path.copy()
    strayed[:6] += 100
    assert codes(gates.after_drawing(replace(plan, path=strayed))) == ["walk-leaves-outline"]
    assert codes(gates.after_drawing(None)) == ["outline-open"]


def test_a_walk_that_does_not_come_back_is_refused():
    plan = draw_up(level(model(width=24.0, depth=14.0)), 1.0)
    (found,) = gates.after_drawing(replace(plan, path=plan.path[: len(plan.path) // 2]))
    assert found.code == "walk-not-closed"
    assert "back to the start" in found.message


def test_shots_are_told_of_one_another():
    long, other, short = selection(), selection(begins=34.0, ends=70.0), selection(begins=33.2, ends=33.9)
    assert gates.of_shots([long], 0) == []
    cut, left = gates.of_shots([long, short, other], 2)
    assert (cut.code, left.code) == ("video-has-cuts", "short-shots-left-out")
    assert "3 shots" in cut.message
    assert "34.0 - 70.0 s" in cut.message
    assert "33.2 - 33.9 s" in left.message
    assert codes(gates.of_shots([long, other], 0)) == ["video-has-cuts"]


def test_a_walk_covers_ground_and_a_turn_does_not():
    walk = model().centers
    assert not gates.only_turned(walk, 1.5)
    assert gates.only_turned(walk * 0.1, 1.5)


def test_scale_that_jumps_and_stairs_are_refused():
    def levelled(first, last):
        return Levelled(model(), np.array([0, 0, 1.0]), 1.5, first, last)

    assert gates.after_levelling(levelled(8, 3), 0.01) == []
    assert codes(gates.after_levelling(levelled(40, 3), 0.01)) == ["scale-jumps"]
    assert codes(gates.after_levelling(levelled(8, 15), 0.01)) == ["scale-jumps"]
    assert codes(gates.after_levelling(levelled(8, 3), 0.5)) == ["path-not-level"]
    assert codes(gates.after_levelling(None, 0.0)) == ["floor-not-seen"]


def test_a_first_path_needs_half_of_the_pictures_only():
    assert gates.after_mapping(selection(), 60, gates.BEGUN, turned=False) == []
    assert codes(gates.after_mapping(selection(), 60, turned=False)) == ["camera-path-lost"]
    assert codes(gates.after_mapping(selection(), 40, gates.BEGUN, turned=False)) == ["camera-path-lost"]


def test_two_ways_that_disagree_are_told():
    assert gates.after_cross_check(None) == gates.after_cross_check(-0.09) == []
    (found,) = gates.after_cross_check(-0.12)
    assert (found.code, found.severity) == ("mappers-disagree", "warning")
    assert "-12%" in found.message


def test_every_refusal_says_what_to_film_and_names_the_field():
    refusals = [
        *gates.before_mapping(selection(brightness=1.0, ends=1.0)),
        *gates.after_mapping(selection(), 1, turned=True),
        *gates.after_mapping(selection(), 1, turned=False),
        *gates.after_levelling(None, 0.0),
        *gates.after_mapping(selection(), 98, turned=False, torn=[1.5]),
        *gates.after_drawing(None),
    ]
    for finding in refusals:
        assert finding.severity == "error"
        assert finding.fields == ("floor_area_m2",)
        assert finding.message.startswith("no floor area: ")
        assert finding.message.count(". ") >= 1  # the advice


def test_doubts_of_an_area_that_is_given():
    sure, wide = Interval(500, 480, 520, 0.025), Interval(500, 400, 620, 0.13)
    known, usual = (fuse([camera_height_reference(1.0, height, None)]) for height in (1.5, None))
    assert gates.doubts(sure, known, 0.02, 0.3) == []
    assert codes(gates.doubts(wide, usual, 0.3, 0.9)) == [
        "scale-from-usual-height",
        "area-interval-wide",
        "walls-hardly-seen",
        "floor-partly-unseen",
    ]
    assert isinstance(usual, Scale)
