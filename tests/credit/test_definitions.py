import re
from decimal import Decimal
from pathlib import Path

import pytest

from sme_extract.credit.compute import Computation
from sme_extract.credit.definitions import CNY, COUNT, Definitions, Missing, change, feature, quotient, ratio
from sme_extract.credit.features.catalogue import BUILT_IN
from sme_extract.credit.views import VIEWS
from sme_extract.pipeline.features import guarded

from .papers import Papers


def test_a_plugin_can_add_a_feature_over_views_and_other_features():
    mine = Definitions()

    @feature("mine", unit=CNY, into=mine)
    def my_sales(sales):
        """Σ net sales."""
        return sales.total("net")

    @feature("mine", unit=COUNT, into=mine)
    def my_double(my_sales):
        """Twice that."""
        return my_sales * 2

    papers = Papers().sale("2025-05-05", "100.05")
    found = {f.name: f for f in Computation(papers.company(), mine).all()}
    assert found["my_sales"].value == Decimal("100.05")
    assert found["my_sales"].method == "Σ net sales."
    assert found["my_double"].value == Decimal("200.10")
    assert found["my_double"].n_documents == 1
    assert [given.view for given in found["my_double"].inputs] == ["sales"]


def test_a_feature_that_breaks_is_null_and_harms_no_other(caplog):
    mine = Definitions()

    @feature("mine", unit=COUNT, into=mine)
    def broken(sales):
        """Breaks."""
        raise KeyError("secret name of a customer")

    @feature("mine", unit=COUNT, into=mine)
    def sound(sales):
        """Holds."""
        return len(sales)

    caplog.set_level("WARNING")  # -vv shows more, on purpose
    found = {f.name: f for f in Computation(Papers().sale("2025-05-05", 1).company(), mine, guarded).all()}
    assert (found["broken"].value, found["broken"].reason) == (None, "failed")
    assert found["sound"].value == 1
    assert "broken failed: KeyError" in caplog.text
    assert "secret" not in caplog.text


def test_a_definition_needs_words_and_a_name_of_its_own():
    mine = Definitions()
    with pytest.raises(ValueError, match="docstring"):
        feature("mine", unit=COUNT, into=mine)(lambda sales: 1)

    def one(sales):
        """One."""

    feature("mine", unit=COUNT, into=mine)(one)
    with pytest.raises(ValueError, match="two features"):
        feature("mine", unit=COUNT, into=mine)(one)


def test_everything_that_a_definition_needs_is_there():
    for definition in BUILT_IN:
        for need in definition.needs:
            bare = need.removesuffix("_before").removesuffix("_ever")
            assert need in ("window", "as_of", "company") or bare in VIEWS or need in BUILT_IN, (definition.name, need)


def test_ratios_are_exact_and_refuse_what_has_no_meaning():
    assert ratio(1, 3) == Decimal("0.333333")
    assert ratio(Decimal("0.0000005"), 1) == 0  # half to even
    assert quotient(-2, 3) == Decimal("-0.666667")
    assert change(110, 100) == Decimal("0.1")
    for whole, reason in ((0, "zero-denominator"), (-1, "negative-denominator")):
        with pytest.raises(Missing, match=reason):
            ratio(1, whole)


def test_without_documents_there_is_a_reason_and_no_number():
    features = Papers().moved("2025-01-01", 5, 5).features()
    assert features["inv_sales_net"].value is None
    assert features["inv_sales_net"].reason == "no-documents"
    assert features["revenue_per_head"].reason == "no-documents"


def test_a_window_without_sales_is_zero_with_low_coverage():
    features = Papers().sale("2023-05-05", 100).features()
    assert features["inv_sales_net"].value == 0
    assert features["inv_sales_net"].low_coverage
    assert features["inv_sales_net"].coverage == 0


def test_the_feature_that_the_guide_shows_works():
    guide = (Path(__file__).parent.parent.parent / "docs" / "features.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    names = {}
    exec(code, names)
    papers = Papers().sale("2025-05-05", 150_000).sale("2025-06-05", 50_000)
    found = {f.name: f for f in Computation(papers.company(), names["FEATURES"]).all()}
    assert found["big_ticket_share"].value == Decimal("0.75")
    assert found["big_ticket_share"].inputs[0].decisive == ("0002.json#fields:1",)
