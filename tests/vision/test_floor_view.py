import numpy as np
import pytest

from sme_extract.vision.drift import level
from sme_extract.vision.floor_view import floor_view
from sme_extract.vision.plan import draw_up

from .rooms import HEIGHT, model
from .sights import view


def test_a_pixel_leads_back_to_the_place_on_the_floor():
    cameras = view()
    place = np.array([[9.0, 5.0, 0.0]])
    for camera in range(0, 120, 7):
        pixel = cameras.pixels(camera, place)
        if np.isfinite(pixel).all() and 0 < pixel[0, 0] < 960 and pixel[0, 1] < 540:
            assert cameras.on_floor(np.array([camera]), pixel)[0] == pytest.approx([9.0, 5.0], abs=0.01)


def test_what_looks_above_the_floor_has_no_place():
    assert np.isnan(view().on_floor(np.array([0]), np.array([[480.0, 20.0]]))).all()


def test_the_plan_tells_how_cameras_stand_over_its_floor():
    room = model(20, 12, unit=2.5)
    levelled = level(room)
    plan = draw_up(levelled, HEIGHT / levelled.height)
    cameras = floor_view(levelled, plan)
    assert cameras.centers[:, 2] == pytest.approx(HEIGHT, abs=0.08)
    assert cameras.rotations @ np.swapaxes(cameras.rotations, 1, 2) == pytest.approx(
        np.repeat(np.eye(3)[None], 120, axis=0), abs=1e-9
    )
    corner = np.array([20.0, 0.0, 0.0]) - np.array([*room.centers[0, :2] * 2.5, HEIGHT])
    seen = room.rotations[0] @ corner
    pixel = seen[:2] / seen[2] * 739 + (480, 270)
    found = cameras.on_floor(np.array([0]), pixel[None])[0]
    assert np.linalg.norm(plan.outline.corners - found, axis=1).min() < 0.7
