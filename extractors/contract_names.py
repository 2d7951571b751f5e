"""Whose name or detail a model found. Of a name, the words right before and behind it in a contract's sentence say so,
or nobody does; of a detail, the block of the party.

甲方系某某公司; 由某某公司作为乙方; 某某公司(以下简称甲方); 甲方委派某某为授权代表. A piece of a longer name is none.
"""

import re

from sme_extract.extractors.contract_parties import DETAILS, WORDS, owner, parties
from sme_extract.extractors.contract_text import body
from sme_extract.extractors.scope import Row, Scope

CALLED = rf"(?:[甲乙丙]方|{WORDS})"
# 甲方系, 甲方(需方)名称为, 甲方即:
BEFORE = re.compile(rf"(?P<who>{CALLED})(?:\({CALLED}\))?(?:名称|单位)?(?:系|是|为|即|:|,)*(?:指)?$")
# 作为甲方, (以下简称甲方), (甲方), 为乙方
BEHIND = re.compile(
    rf"(?:\((?:以下|下称)?(?:简称|称)?(?:为)?[:“”\"「『]*(?P<called>{CALLED})[“”\"」』]*\)|,?(?:作为|系|是|为)(?P<who>{CALLED}))"
)
EDGE_BEFORE = re.compile(
    r"(?:^|[\n,。:;、()“”\"]|系|是|由|与|和|及|为|即|派|委托|指定|授权|代表人?|代理人|负责人|联系人)$"
)
EDGE_BEHIND = re.compile(r"$|[\n,。:;、()“”\"]|作为|系|是|与|和|及|为|即|担任|依法|负责")
ANY_DETAIL = re.compile("|".join(sorted((label for own in DETAILS.values() for label in own), key=len, reverse=True)))
REACH = 14
"""Characters between the word of a person's office and the name."""
OFFICES = {
    "agent": "|".join(DETAILS["agent"]),
    "legal_representative": "|".join(DETAILS["legal_representative"]),
}


def may_be_of(scope: Scope, field: str, row: Row, start: int, end: int) -> bool:
    """Whether the contract's own words give the name at `start:end` of `row` to `field`, such as `party_a.name`."""
    party, _, detail = field.partition(".")
    whole = body(scope)
    if row not in whole.rows:
        return False
    first = whole.position(row, start)
    last = first + end - start
    before, behind = _around(whole.text, first, last)
    if not EDGE_BEFORE.search(before) or not EDGE_BEHIND.match(behind):
        return False
    if detail == "name":
        return _owner(scope, before, behind) == party.removeprefix("party_")
    return _officer(scope, detail, before, behind) == party.removeprefix("party_")


def may_be_detail_of(scope: Scope, field: str, row: Row, start: int) -> bool:
    """Whether the row stands in a block of the party of `field`, such as `party_a.bank`, in that party's column, and no
    label of another detail is the last one before the place."""
    party, _, detail = field.partition(".")
    detail = {"sign_date": "signed_on"}.get(detail, detail)
    blocks = [head.block for head in parties(scope).heads if any(own is row for own in head.rows)]
    if detail not in DETAILS or not blocks:
        return False
    labels = ANY_DETAIL.findall(row.text[:start])
    is_own = not labels or labels[-1] in DETAILS[detail]
    return is_own and owner(blocks[-1], row, -1, 0, start).letter == party.removeprefix("party_")


def _around(text: str, first: int, last: int) -> tuple[str, str]:
    """What stands before and behind in the same paragraph."""
    return text[text.rfind("\n", 0, first) + 1 : first], text[last:].partition("\n")[0]


def _owner(scope: Scope, before: str, behind: str) -> str:
    """Letter of the party that the words beside the name say; empty where they say none, or two."""
    letters = parties(scope).letters
    said = {letters.get(word, "") for word in _called(before, behind)}
    return said.pop() if len(said) == 1 else ""


def _called(before: str, behind: str) -> set[str]:
    found = {match["who"] for match in [BEFORE.search(before)] if match}
    match = BEHIND.match(behind)
    return found | ({match["called"] or match["who"]} if match else set())


def _officer(scope: Scope, office: str, before: str, behind: str) -> str:
    """Letter of the party last named in the sentence, where the office stands beside the name."""
    sentence = re.split("[。;]", before)[-1]
    office_near = re.search(OFFICES[office], sentence[-REACH:]) or re.search(
        rf"^(?:为|担任|作为)[^,。;\n]{{0,6}}(?:{OFFICES[office]})", behind
    )
    named = re.findall(CALLED, sentence)
    return parties(scope).letters.get(named[-1], "") if office_near and named else ""
