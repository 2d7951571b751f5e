from sme_extract.vision.detection import Detection
from sme_extract.vision.double_boxes import distinct


def box(left, top, right, bottom, confidence=0.7, name="person"):
    return Detection(name, confidence, left, top, right, bottom)


def test_the_surer_of_two_boxes_on_each_other_stays():
    strong, weak = box(100, 50, 160, 250, 0.9), box(104, 52, 163, 255, 0.6)
    assert distinct([weak, strong]) == (strong,)


def test_boxes_with_one_foot_that_share_most_of_the_smaller_are_one_object():
    whole, without_arm = box(325, 60, 413, 379, 0.83), box(356, 78, 427, 391, 0.79)
    assert distinct([whole, without_arm]) == (whole,)


def test_somebody_farther_away_before_whom_somebody_stands_is_another():
    near, far = box(100, 50, 180, 350, 0.9), box(120, 60, 160, 220, 0.7)
    assert distinct([far, near]) == (near, far)


def test_people_side_by_side_and_things_of_other_classes_are_others():
    one, beside, behind = box(100, 50, 160, 250), box(140, 52, 200, 252, 0.6), box(100, 50, 160, 250, 0.5, "machine")
    assert distinct([one, beside, behind]) == (one, beside, behind)
