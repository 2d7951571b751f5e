from sme_extract.vision.sightings import evenly


def test_first_and_last_are_among_evenly_chosen_ones():
    assert evenly(3, 5) == [0, 1, 2]
    assert evenly(100, 4) == [0, 33, 66, 99]
