import numpy as np
import pytest

from sme_extract.vision.class_names import our_name
from sme_extract.vision.detection import Detection
from sme_extract.vision.detectors.naming import Naming

PICTURE = np.zeros((4, 4, 3), np.uint8)


class Three:
    """Finds a pedestrian, a kite and a pallet."""

    name, version, licence = "three", "1.0", "AGPL-3.0"

    def available(self):
        return "Run: pip install three."

    def detect(self, image):
        return [Detection(name, 0.5, 0, 1, 2, 3) for name in ("Pedestrian", "kite", "pallet")]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("person", "person"),
        ("Pallet Jack", "pallet_truck"),
        ("fork-lift", "forklift"),
        ("pallet_truck", "pallet_truck"),
        ("Sports  ball", "sports_ball"),
        ("box", "box"),
    ],
)
def test_labels_of_models_become_our_names_only_where_they_mean_the_same(label, name):
    assert our_name(label) == name


def test_objects_bear_our_names_and_the_users_table_goes_first():
    named = Naming(Three(), {"KITE": "machine", "pedestrian": "column"})
    assert [one.name for one in named.detect(PICTURE)] == ["column", "machine", "pallet"]
    assert named.detect(PICTURE)[0] == Detection("column", 0.5, 0, 1, 2, 3)


def test_what_the_detector_says_of_itself_is_kept():
    named = Naming(Three(), {})
    assert (named.name, named.version, named.licence) == ("three", "1.0", "AGPL-3.0")
    assert named.available() == "Run: pip install three."
