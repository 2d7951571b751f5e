"""Corporate income tax returns: versions are told by labels, formulas break by one digit, years are read whole."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sme_extract.extractors.base import NoValue
from sme_extract.extractors.cit_return import CitReturn, ten_thousands, yes
from sme_extract.extractors.cit_return_forms import FORMS
from sme_extract.extractors.classifier import split
from sme_extract.schemas.result import ExtractionResult
from tests.fixtures.make import cit_returns
from tests.fixtures.make.books import books
from tests.fixtures.make.ruled import Ruled

from . import forms
from .forms import blank, changed, codes, values

KEPT = books(11)
MADE = list(cit_returns.from_books(KEPT))
QUARTERS = [one for one in MADE if not one.annual]
YEARS = [one for one in MADE if one.annual]
OLD_QUARTER, NEW_QUARTER, YEAR = QUARTERS[2], QUARTERS[-1], YEARS[-1]
OLD_YEAR = replace(
    YEAR,
    version="2017",
    rows=cit_returns.annual_rows("2017", KEPT.profit(YEAR.last), Decimal("3120.50"), YEAR.rows["22"], YEAR.rows["37"]),
)


def read(*shown: Ruled) -> ExtractionResult:
    return forms.read(CitReturn, *shown)


def named(codes: list[str]) -> list[str]:
    """Findings but those that a main form without its cover has."""
    return [code for code in codes if code != "missing-field"]


def test_the_books_give_eight_quarters_and_two_years():
    assert len(QUARTERS) == 8
    assert len(YEARS) == 2
    assert all(codes(read(*made.forms())) == [] for made in MADE)


@pytest.mark.parametrize("made", [OLD_QUARTER, NEW_QUARTER, YEAR, OLD_YEAR], ids=lambda m: f"{m.variant}-{m.version}")
def test_every_version_is_read_whole(made):
    result = read(*made.forms())
    assert codes(result) == []
    assert values(result) == {name: str(value) for name, value in made.truth()["fields"].items()}
    assert len(result.items) == len(made.truth()["items"])


def test_schedules_are_items_with_their_code_and_headings():
    items = [item for item in read(*YEAR.forms()).items if "schedule" in item and item["schedule"].value == "A105000"]
    assert len(items) == 15
    assert set(items[0]) == {"schedule", "row_no", "label", "账载金额", "税收金额", "调增金额", "调减金额"}


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (OLD_QUARTER, "taxable_income"), (OLD_QUARTER, "tax_at_rate"), (OLD_QUARTER, "tax_due"),
        (NEW_QUARTER, "operating_profit"), (NEW_QUARTER, "profit_before_tax"), (NEW_QUARTER, "taxable_income"),
        (NEW_QUARTER, "tax_at_rate"), (NEW_QUARTER, "tax_due"), (YEAR, "operating_profit"), (YEAR, "profit_before_tax"),
        (YEAR, "adjusted_income"), (YEAR, "taxable_income"), (YEAR, "tax_at_rate"), (YEAR, "tax_payable"),
        (YEAR, "actual_tax"), (YEAR, "tax_due"), (YEAR, "tax_due_final"), (OLD_YEAR, "operating_profit"),
        (OLD_YEAR, "profit_before_tax"), (OLD_YEAR, "adjusted_income"), (OLD_YEAR, "taxable_income"),
        (OLD_YEAR, "tax_at_rate"), (OLD_YEAR, "tax_payable"), (OLD_YEAR, "actual_tax"), (OLD_YEAR, "tax_due"),
    ],
)  # fmt: skip
def test_one_digit_off_breaks_a_formula(made, name):
    result = read(changed(made.form(), name, "0.10"))
    assert "row-formula" in codes(result)
    assert result.needs_review


def test_a_quarter_that_paid_too_much_is_due_nothing():
    rows = OLD_QUARTER.rows | {"14": OLD_QUARTER.rows["12"] + 900000, "16": Decimal("0.00")}
    assert codes(read(replace(OLD_QUARTER, rows=rows).form())) == []
    rows = rows | {"16": Decimal("0.01")}
    assert codes(read(replace(OLD_QUARTER, rows=rows).form())) == ["row-formula"]


def test_the_label_decides_not_the_row_number():
    """利润总额 stands in row 3, 18, 18 and 13."""
    for made in (OLD_QUARTER, NEW_QUARTER, YEAR, OLD_YEAR):
        assert values(read(made.form()))["profit_before_tax"] == f"{KEPT.profit(made.last).operating:.2f}"


def test_average_is_that_of_the_quarters():
    assert "average-disagrees" in codes(read(changed(NEW_QUARTER.form(), "total_assets_avg", "0.10")))
    form = NEW_QUARTER.form()
    boxes = [replace(b, text="39") if b.key == "headcount_avg" else b for b in form.boxes]
    assert "average-disagrees" in codes(read(replace(form, boxes=boxes)))


def test_relief_of_small_enterprises_is_part_of_all_relief():
    assert "tax-relief-disagrees" in codes(read(changed(NEW_QUARTER.form(), "tax_relief_small")))


def test_code_that_is_not_of_the_rows_is_noticed():
    assert "form-code-disagrees" in codes(read(replace(YEAR.form(), code="A200000")))


def test_period_that_is_not_of_the_form_is_noticed():
    assert "period-disagrees" in codes(read(replace(NEW_QUARTER, first=date(2026, 1, 1)).form()))
    assert "period-disagrees" in codes(read(*replace(YEAR, last=date(2025, 11, 30)).forms()))


def test_blank_form_gives_nulls():
    result = read(blank(NEW_QUARTER.form()))
    assert "blank-form" in codes(result)
    assert result.fields["revenue"] is None


def test_two_annual_returns_in_one_file_are_two_documents():
    older = replace(YEAR, first=date(2024, 1, 1), last=date(2024, 12, 31))
    both = forms.document(*YEAR.forms(), *older.forms())
    paper = replace(both, pages=tuple(replace(page, tables=()) for page in both.pages))
    assert [len(part.document.pages) for part in split(paper, [CitReturn])] == [20, 20]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.variant}-{form.version}")
def test_formulas_name_rows_of_the_form(form):
    assert all({f.target, *f.terms} <= form.rows.keys() for f in form.formulas)
    assert set(form.required) <= form.rows.keys()


@pytest.mark.parametrize(
    ("raw", "value"), [("■是□否", True), ("□是 ■否", False), ("是☑ 否□", True), ("√是口否", True), ("是", True)]
)
def test_marks(raw, value):
    assert yes(raw) == value


@pytest.mark.parametrize("raw", ["□是□否", "■是■否", "是√否", "", "不适用"])
def test_marks_that_say_nothing(raw):
    with pytest.raises(ValueError, match="neither"):
        yes(raw)


def test_assets_are_printed_in_ten_thousands():
    assert ten_thousands("1,480.05") == 14800500
    with pytest.raises(NoValue):
        ten_thousands("——")
