"""The solver's model moves as a whole: cameras, turns and points together."""

import numpy as np
import pytest

from sme_extract.vision import loop_closing
from sme_extract.vision.similarity import Similarities

pycolmap = pytest.importorskip("pycolmap", reason="needs the extra `video`")


@pytest.fixture
def made(tmp_path):
    """A model of twelve pictures around some points, and the database of its matches."""
    options = pycolmap.SyntheticDatasetOptions()
    options.num_rigs, options.num_cameras_per_rig, options.num_frames_per_rig = 1, 1, 12
    options.num_points3D = 60
    pycolmap.set_random_seed(1)
    with pycolmap.Database.open(tmp_path / "points.db") as data:
        reconstruction = pycolmap.synthesize_dataset(options, data)
    return reconstruction, tmp_path / "points.db"


def misfit(reconstruction):
    reconstruction.update_point_3d_errors()
    return reconstruction.compute_mean_reprojection_error()


def centers(reconstruction):
    images = sorted(reconstruction.images.values(), key=lambda one: one.name)
    return np.array([image.projection_center() for image in images])


def test_matches_of_points_that_are_one_already_move_nothing(made):
    reconstruction, database = made
    before = centers(reconstruction)
    loop_closing.pull_together(reconstruction, database)
    assert centers(reconstruction) == pytest.approx(before)


def test_cameras_and_points_that_move_alike_still_fit(made, monkeypatch):
    reconstruction, database = made
    step = Similarities.steps(np.array([[1.0, -2.0, 0.5, 0.3, -0.2, 0.9, 0.6]]), np.zeros((1, 3)))
    seen = []

    def joined(*arguments):
        return np.array([[0, 11]]), np.array([[0, 1]])

    def moved(observed):
        seen.append(observed)
        return step[np.zeros(len(observed.centers), dtype=int)]

    monkeypatch.setattr(loop_closing, "_joined", joined)
    monkeypatch.setattr(loop_closing, "pulled_together", moved)
    before = centers(reconstruction)
    loop_closing.pull_together(reconstruction, database)
    assert centers(reconstruction) == pytest.approx(before @ step.stretches[0].T + step.shifts[0])
    assert misfit(reconstruction) < 0.01
    assert len(seen[0].points) == 60
    assert np.bincount(seen[0].point_of).min() >= 2


def test_two_points_that_pictures_take_for_one_are_a_loop(made):
    reconstruction, database = made
    images = sorted(reconstruction.images.values(), key=lambda one: one.name)
    first, last = images[0], images[-1]
    point = next(place.point3D_id for place in last.points2D if place.has_point3D())
    camera = {image.image_id: number for number, image in enumerate(images)}
    number = {one: place for place, one in enumerate(sorted(reconstruction.point3D_ids()))}
    assert len(loop_closing._joined(images, camera, number, database)[0]) == 0
    index = next(place for place, one in enumerate(last.points2D) if one.point3D_id == point)
    other = next(one for one in number if one != point)
    last.points2D[index].point3D_id = other
    cameras, points = loop_closing._joined(images, camera, number, database)
    assert [camera[first.image_id], camera[last.image_id]] in cameras.tolist()
    assert [number[point], number[other]] in points.tolist()
