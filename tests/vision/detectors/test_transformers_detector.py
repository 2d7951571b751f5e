"""Runs where the extra is installed; that its absence is told is tested with the other engines."""

import json
from importlib.util import find_spec

import numpy as np
import pytest

from sme_extract.schemas.errors import MissingDependency
from sme_extract.vision.detectors.naming import Naming
from sme_extract.vision.detectors.transformers_detector import TransformersDetector
from tests.fixtures.make import tiny_models

PICTURE = np.random.default_rng(7).integers(0, 255, (96, 128, 3), np.uint8)
pytestmark = [
    pytest.mark.skipif(
        not all(map(find_spec, ("torch", "transformers"))), reason="the extra transformers is not installed"
    ),
    pytest.mark.filterwarnings("default"),  # torch warns as it likes
]


def test_a_tiny_model_finds_what_it_was_made_to_find(tmp_path):
    detector = TransformersDetector(tiny_models.object_detector(tmp_path))
    assert detector.available() is None
    found = Naming(detector, {}).detect(PICTURE)
    assert [one.name for one in found] == ["pallet_truck"] * 4
    assert all(0 <= one.left < one.right <= 128 and 0 <= one.top < one.bottom <= 96 for one in found)
    assert all(one.confidence > 0.9 for one in found)


def test_outlines_of_a_segmenter_become_boxes(tmp_path):
    found = Naming(TransformersDetector(tiny_models.segmenter(tmp_path)), {}).detect(PICTURE)
    assert found
    assert {one.name for one in found} == {"pallet_truck"}
    assert all(0 <= one.left < one.right <= 128 and 0 <= one.top < one.bottom <= 96 for one in found)


def test_a_folder_of_another_kind_of_model_is_refused(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}))
    (tmp_path / "preprocessor_config.json").write_text(json.dumps({"image_processor_type": "YolosImageProcessor"}))
    with pytest.raises(MissingDependency, match="this model does not load"):
        TransformersDetector(tmp_path).detect(PICTURE)
