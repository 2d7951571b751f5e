from xml.etree import ElementTree as ET

import cv2
import numpy as np
import pytest

from sme_extract.vision import plan_drawing
from sme_extract.vision.drift import level
from sme_extract.vision.plan import bent_surface, contains, draw_up

from .rooms import HEIGHT, model


@pytest.fixture(scope="module")
def plan():
    levelled = level(model(20, 12))
    return draw_up(levelled, HEIGHT / levelled.height)


def test_plan_of_a_room_is_true_to_scale(plan):
    assert plan.outline.area == pytest.approx(240, rel=0.04)
    assert plan.sides == (pytest.approx(20, rel=0.03), pytest.approx(12, rel=0.03))
    assert plan.unobserved_m2 < 10


def test_a_scaled_plan_is_larger_in_all_parts(plan):
    twice = plan.scaled(2.0)
    assert twice.outline.area == pytest.approx(4 * plan.outline.area)
    assert twice.unobserved_m2 == pytest.approx(4 * plan.unobserved_m2)
    assert twice.sides == (pytest.approx(2 * plan.sides[0]), pytest.approx(2 * plan.sides[1]))


def test_walls_lie_along_the_axes_however_the_model_is_turned():
    room = model(20, 12)
    angle = np.radians(31)
    turned = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    other = room.moved(room.centers @ turned.T, room.points @ turned.T)
    levelled = level(other)
    assert draw_up(levelled, HEIGHT / levelled.height).outline.area == pytest.approx(240, rel=0.04)


def test_drawing_is_the_same_bytes_each_time(plan):
    drawn = plan_drawing.drawing(plan, "240 m²")
    assert plan_drawing.svg(drawn) == plan_drawing.svg(plan_drawing.drawing(plan, "240 m²"))
    assert plan_drawing.png(drawn) == plan_drawing.png(plan_drawing.drawing(plan, "240 m²"))


def test_svg_is_xml_with_the_caption_a_scale_bar_and_the_walls(plan):
    text = plan_drawing.svg(plan_drawing.drawing(plan, "a < b & c"))
    root = ET.fromstring(text)
    words = [label.text for label in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "a < b & c" in words
    assert "2 m" in words
    assert sum(word.endswith(" m") for word in words) == len(plan.outline.values) + 1


def test_png_shows_floor_path_and_walls(plan):
    drawn = plan_drawing.drawing(plan, "240 m2")
    image = cv2.imdecode(np.frombuffer(plan_drawing.png(drawn), np.uint8), cv2.IMREAD_COLOR)
    assert image.shape[:2] == (drawn.height, drawn.width)
    for colour in (plan_drawing.FLOOR, plan_drawing.PATH, plan_drawing.WALL):
        blue, green, red = (int(colour[i : i + 2], 16) for i in (5, 3, 1))
        assert (image == (blue, green, red)).all(axis=2).any()


def test_a_bent_floor_is_followed():
    rng = np.random.default_rng(0)
    places = rng.uniform(-10, 10, (200, 2))
    cameras = np.column_stack([places, 1.5 + 0.003 * (places**2).sum(axis=1)])
    bent = bent_surface(cameras, np.array([(0.0, 0.0), (8.0, 0.0)]))
    assert 0.3 * 0.003 * 64 < bent[1] - bent[0] < 0.003 * 64  # held back, since a bend is rarely real


def test_inside_and_outside_of_an_ell():
    corners = np.array([(0, 0), (10, 0), (10, 4), (4, 4), (4, 9), (0, 9)], float)
    assert contains(corners, np.array([(1.0, 8.0), (9.0, 1.0), (9.0, 8.0), (-1.0, 1.0)])).tolist() == [
        True,
        True,
        False,
        False,
    ]


def test_objects_stand_on_the_plan_and_in_the_legend(plan):
    machines = plan_drawing.Symbols("machine", "#2a9d8f", np.array([[0.0, 0.0], [5.0, 2.0]]), 2.0)
    trucks = plan_drawing.Symbols("pallet_truck", "#c77d2e", np.array([[-3.0, 1.0]]), 1.0)
    bare, full = plan_drawing.drawing(plan, "x"), plan_drawing.drawing(plan, "x", [machines, trucks])
    assert full.height > bare.height
    assert [label.text for label in full.labels][-2:] == ["machine 2", "pallet truck 1"]
    assert len(full.strokes) == len(bare.strokes) + 3 + 2
    drawn = cv2.imdecode(np.frombuffer(plan_drawing.png(full), np.uint8), cv2.IMREAD_COLOR)
    assert (drawn == (0x8F, 0x9D, 0x2A)).all(axis=2).sum() > 1000
    ET.fromstring(plan_drawing.svg(full))
