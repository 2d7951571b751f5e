import numpy as np
import pytest

from sme_extract.vision.tracks import Moment, follow, reunited


def moments(*people, step=0.5, spread=0.1, pace=1.8):
    """People as functions of seconds to a place, or None while out of sight; over 10 seconds."""
    made = []
    for number in range(20):
        places = [(who, people[who](number * step)) for who in range(len(people))]
        shown = [(who, place) for who, place in places if place is not None]
        made.append(
            Moment(
                number * step,
                tuple(number * 10 + who for who, _ in shown),
                np.array([place for _, place in shown], dtype=float).reshape(-1, 2),
                np.full(len(shown), spread),
                np.full(len(shown), pace),
            )
        )
    return made


def test_two_who_walk_apart_are_two_tracks():
    tracks = follow(moments(lambda s: (s, 0.0), lambda s: (10 - s, 5.0)))
    assert [{member % 10 for member in track.members} for track in tracks] == [{0}, {1}]


def test_a_short_absence_does_not_end_a_track_and_a_long_one_does():
    short = follow(moments(lambda s: None if 3 <= s < 5 else (0.5 * s, 0.0)))
    long = follow(moments(lambda s: None if 2 <= s < 7 else (0.5 * s, 0.0)))
    assert (len(short), len(long)) == (1, 2)


def test_nobody_jumps_across_the_hall():
    assert len(follow(moments(lambda s: (0.0, 0.0) if s < 5 else (15.0, 0.0)))) == 2


def test_who_stands_where_he_stood_is_the_same_person():
    back = follow(moments(lambda s: None if 2 <= s < 7 else (3.0, 3.0)))
    assert len(reunited(back, 1.0)) == 1


def test_two_seen_side_by_side_stay_two():
    pair = follow(moments(lambda s: (3.0, 3.0), lambda s: (3.8, 3.0)))
    assert len(reunited(pair, 1.0)) == 2


@pytest.mark.parametrize("speed", [0.9, 1.5])
def test_who_walks_is_not_taken_for_one_who_stands_there(speed):
    walking = follow(moments(lambda s: (speed * s, 0.0)))
    assert not walking[0].still(1.0)
