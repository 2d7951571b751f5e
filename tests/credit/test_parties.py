from hypothesis import given
from hypothesis import strategies as st

from sme_extract.credit.parties import Parties, name_key


def test_an_id_and_a_name_that_stand_together_once_belong_together_everywhere():
    parties = Parties([("91A", "甲公司"), (None, "甲公司"), ("91A", "甲公司（曾用）")])
    assert parties.of(None, "甲公司（曾用）") is parties.of("91A", None)
    assert parties.of(None, "甲公司").ids == {"91A"}


def test_width_brackets_and_spaces_of_names_do_not_count():
    parties = Parties([(None, "海澜（青岛）有限公司")])
    assert parties.of(None, "海澜(青岛) 有限公司") is not None


def test_others_stay_apart_and_strangers_are_nobody():
    parties = Parties([("91A", "甲公司"), ("91B", "乙公司")])
    assert parties.of("91A", None) is not parties.of("91B", None)
    assert parties.of("91C", "丙公司") is None
    assert parties.of(None, None) is None


def test_what_the_user_says_is_the_same_is_one_party():
    parties = Parties(
        [(None, "新名有限公司"), ("91A", "旧名有限公司")], [(None, "新名有限公司"), (None, "旧名有限公司")]
    )
    assert parties.of(None, "新名有限公司").ids == {"91A"}


@given(
    st.lists(
        st.tuples(st.sampled_from([None, "91A", "91B", "91C"]), st.sampled_from([None, "甲公司", "乙公司", "丙公司"]))
    )
)
def test_the_order_of_documents_does_not_matter(mentions):
    def groups(order):
        return sorted((party.key, tuple(sorted(party.names)), tuple(sorted(party.ids))) for party in Parties(order))

    assert groups(mentions) == groups(mentions[::-1])


def test_name_keys():
    assert name_key(" ＡＢ（中国）公司 ") == "AB(中国)公司"
