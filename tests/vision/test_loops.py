from sme_extract.vision.loops import supported


def test_a_loop_needs_neighbours_that_say_the_same():
    places = [(10, 80), (11, 81), (12, 79), (40, 90)]
    assert supported((10, 80), places)
    assert not supported((40, 90), places)
