"""The weights that ship with us say what they are, and find things in halls that they were not trained on."""

import json
import tomllib
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from benchmarks.detector import Network, measure
from tests.fixtures.make.halls import HallPlan, hall

ROOT = Path(__file__).parents[3]
WEIGHTS = ROOT / "vision" / "detectors" / "hall.onnx"
NAMES = ["person", "forklift", "pallet_truck", "truck", "pallet", "carton_stack", "rack", "machine", "door", "column"]
HALLS = (20900, 20901, 20902)


def test_the_file_tells_its_classes_licence_and_training():
    session = onnxruntime.InferenceSession(str(WEIGHTS), providers=["CPUExecutionProvider"])
    told = session.get_modelmeta().custom_metadata_map
    assert json.loads(told["names"]) == NAMES
    assert told["licence"].startswith("Apache-2.0")
    assert "seed" in told["trained"]
    assert 0 < float(told["threshold"]) < 1
    [images] = session.get_inputs()
    assert images.name == "images"
    assert images.shape[:2] == [1, 3]
    assert {output.name for output in session.get_outputs()} == {"boxes", "scores"}


def test_the_wheel_holds_the_file_and_it_is_small():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["setuptools"]["package-data"]["sme_extract.vision.detectors"] == ["hall.onnx"]
    assert WEIGHTS.stat().st_size <= 6 * 1024**2


def test_boxes_lie_in_the_frame_and_scores_are_probabilities():
    network = Network(WEIGHTS)
    image = np.full((network.height, network.width, 3), 90, np.uint8)
    for boxes, scores in network.find(image).values():
        assert (boxes[:, :2] <= boxes[:, 2:]).all()
        assert ((scores >= 0) & (scores <= 1)).all()


def drawn(seed):
    """Seven pictures along the walk and what at least a quarter shows of."""
    made = hall(HallPlan(seed, width=480, height=270))
    for image, seen in made.pictures(np.linspace(1.0, made.seconds - 1.0, 7)):
        yield image, [(one.name, one.left, one.top, one.right, one.bottom) for one in seen if one.visible >= 0.25]


@pytest.mark.engine
def test_it_finds_things_in_halls_it_has_not_seen():
    rows = measure(Network(WEIGHTS), [picture for seed in HALLS for picture in drawn(seed)])
    counted = {name: row["ap50"] for name, row in rows.items() if row["asked"] >= 10}
    assert len(counted) >= 5
    assert np.mean(list(counted.values())) >= 0.75, counted
