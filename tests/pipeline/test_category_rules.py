"""Rules of the user: what they may say, and what is refused with which hint."""

import pytest

from sme_extract.extractors.transaction_category import categorise
from sme_extract.pipeline.category_rules import category_rules
from sme_extract.pipeline.configuration import resolve
from sme_extract.schemas.errors import UsageError

RULE = {"pattern": "房东|甬江", "category": "rent", "field": ["counterparty.name", "purpose"], "direction": "out"}


def test_a_rule_of_the_user_comes_first_and_is_named():
    rules = category_rules([{**RULE, "name": "landlord"}, {"pattern": "利息", "category": "other"}])
    row = {"counterparty.name": "宁波甬江公司", "summary": "货款", "direction": "out"}
    assert categorise(row, None, rules) == ("rent", "own landlord: counterparty.name has '甬江'")
    assert categorise({**row, "direction": "in"}, None, rules)[0] == "trade"
    assert categorise({**row, "counterparty.name": "乙公司", "summary": "甬江"}, None, rules)[0] == "trade"
    assert categorise({"summary": "存款利息"}, None, rules) == ("other", "own rule 2: summary has '利息'")
    assert (
        categorise(
            {"counterparty.name": "甲公司"}, "甲公司", category_rules([{"pattern": "甲", "category": "loan_out"}])
        )[0]
        == "loan_out"
    )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"category": "rents"}, r"rule 1: category 'rents' is not known. Did you mean rent\?"),
        ({"category": "xyz"}, "Known: trade, payroll"),
        ({"field": "counterparty.nam"}, r"rule 1: field .* Did you mean counterparty.name\?"),
        ({"direction": "outward"}, r"Did you mean out\?|Known: in, out"),
        ({"patern": "x"}, r"rule 1: key 'patern' is not known. Did you mean pattern\?"),
        ({"pattern": "(房租"}, r"rule 1: pattern '\(房租' is no regular expression"),
        ({"pattern": 5}, "rule 1: pattern wants a text"),
        ({"pattern": ""}, "rule 1: pattern wants a text"),
        ({"field": [1]}, "rule 1: field wants a text"),
    ],
)
def test_a_wrong_rule_is_refused(change, complaint):
    with pytest.raises((TypeError, ValueError), match=complaint):
        category_rules([{**RULE, **change}])


@pytest.mark.parametrize("missing", ["pattern", "category"])
def test_a_rule_must_have_both(missing):
    with pytest.raises(ValueError, match=f"rule 1 has no {missing}"):
        category_rules([{key: value for key, value in RULE.items() if key != missing}])


def test_the_message_names_the_file_and_rules_are_no_text(tmp_path):
    (tmp_path / "sme-extract.toml").write_text('[[category]]\npattern = "a"\ncategory = "rental"\n')
    with pytest.raises(UsageError, match=r"bad value for category: .*sme-extract\.toml.*rental"):
        resolve({}, {"HOME": str(tmp_path)}, tmp_path)
    with pytest.raises(UsageError, match=r"category: SME|category: environment"):
        resolve({}, {"HOME": str(tmp_path / "no"), "SME_EXTRACT_CATEGORY": "rent"}, tmp_path.parent)
