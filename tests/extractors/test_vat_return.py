"""VAT returns: every formula holds and breaks by one digit; rows are known by number and label."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from sme_extract.extractors.classifier import split
from sme_extract.extractors.form import Formula
from sme_extract.extractors.form_rows import FormRow
from sme_extract.extractors.grid import GridCell
from sme_extract.extractors.vat_return import VatReturn
from sme_extract.extractors.vat_return_forms import FORMS
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import ExtractionResult
from tests.fixtures.make import company, vat_returns, vat_small
from tests.fixtures.make.books import books
from tests.fixtures.make.ruled import Ruled

from . import forms
from .forms import blank, changed, codes, values

APRIL = vat_returns.sample(Random(1), company.world(1), date(2026, 4, 1))


def read(*shown: Ruled) -> ExtractionResult:
    return forms.read(VatReturn, *shown)


def test_general_return_is_read_whole():
    result = read(APRIL.form())
    truth = APRIL.truth()
    assert codes(result) == []
    assert values(result) == truth["fields"]
    assert len(result.items) == 41
    assert result.items[16]["refund"].value == APRIL.columns["refund"][17]
    assert result.items[0]["row_no"].value == "1"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        *((row, column) for row in (17, 18, 19, 20, 24, 27, 32, 33, 34) for column in ("current", "refund")),
        *((row, "ytd") for row in (19, 24, 32, 38)),
        (38, "current"),
    ],
)
def test_one_digit_off_breaks_a_formula(row, column):
    name = vat_returns.NAME_OF[row]
    result = read(changed(APRIL.form(), name if column == "current" else f"{name}.{column}"))
    assert "row-formula" in codes(result)
    assert result.needs_review


def test_a_value_of_a_broken_formula_is_not_certain():
    result = read(changed(APRIL.form(), "input_tax"))
    assert result.fields["input_tax"].confidence < 0.6


def test_the_year_is_the_month_in_january():
    january = vat_returns.sample(Random(1), company.world(1), date(2026, 1, 1)).form()
    assert codes(read(january)) == []
    assert "year-below-period" in codes(read(changed(january, "sales_exempt.ytd")))


def test_the_year_is_no_less_than_the_month():
    assert "year-below-period" in codes(read(changed(APRIL.form(), "sales_exempt", "900000")))


def test_parts_of_sales_are_no_more_than_sales():
    assert "part-above-whole" in codes(read(changed(APRIL.form(), "sales_labour", "900000")))


@pytest.mark.parametrize("name", ["surcharge_city", "surcharge_education", "surcharge_local_education"])
@pytest.mark.parametrize("suffix", ["", ".ytd"])
def test_surcharges_have_one_base(name, suffix):
    assert "surcharges-disagree" in codes(read(changed(APRIL.form(), name + suffix, "1.00")))


def test_output_tax_above_every_rate_is_noticed():
    assert "tax-above-rate" in codes(read(changed(APRIL.form(), "output_tax", "900000")))


def test_rows_are_known_by_number_and_label():
    form = APRIL.form()
    boxes = [replace(b, text="销售总额") if b.text == "销项税额" else b for b in form.boxes]
    result = read(replace(form, boxes=boxes))
    assert result.fields["output_tax"] is None
    assert {"row-unknown", "row-missing"} <= set(codes(result))


@pytest.mark.parametrize("misread", ["", "l", "72"])
@pytest.mark.parametrize("number", ["1", "12", "41"])
def test_a_number_that_was_not_read_follows_from_its_neighbours(number, misread):
    form = APRIL.form()
    boxes = [replace(b, text=misread) if (b.column, b.text) == (2, number) else b for b in form.boxes]
    result = read(replace(form, boxes=boxes))
    assert codes(result) == []
    assert values(result) == APRIL.truth()["fields"]


def test_blank_form_gives_nulls():
    result = read(blank(APRIL.form()))
    assert "blank-form" in codes(result)
    assert result.fields["output_tax"] is None


def test_other_form_is_not_guessed():
    form = APRIL.form()
    boxes = [replace(b, text="其他") if b.column == 1 else b for b in form.boxes]
    result = read(replace(form, boxes=boxes))
    assert codes(result)[0] == "unknown-form"
    assert result.fields["sales_at_rates"] is None


def test_form_before_the_surcharges_is_the_older_version():
    form = APRIL.form()
    last = max(b.row for b in form.boxes)
    result = read(replace(form, boxes=[b for b in form.boxes if b.row <= last - 3]))
    assert result.fields["form_version"].value == "2016"


def test_two_returns_in_one_file_are_two_documents():
    first, second = APRIL.form(), vat_returns.sample(Random(2), company.world(1), date(2026, 5, 1)).form()
    sheets = forms.document(first, second)
    paper = replace(sheets, pages=tuple(replace(page, tables=()) for page in sheets.pages))
    assert len(split(paper, [VatReturn])) == 2
    assert "several-forms" in codes(read(first, second))


def test_an_attachment_belongs_to_its_return():
    shown = forms.document(APRIL.form(framed=True), vat_returns.attachment(APRIL))
    paper = replace(shown, pages=tuple(replace(page, tables=()) for page in shown.pages))
    assert [len(part.document.pages) for part in split(paper, [VatReturn])] == [2]
    result = read(APRIL.form(framed=True), vat_returns.attachment(APRIL))
    assert codes(result) == []
    assert values(result) == APRIL.truth()["fields"]
    assert result.items[41]["schedule"].value == "附列资料(二)"
    assert result.items[41]["税额"].value == APRIL.columns["current"][12]


@pytest.mark.parametrize(("row", "column", "misread"), [(0, 5, "即征即进项目"), (1, 4, "本年素汁"), (1, 3, "木月数")])
def test_a_heading_that_was_misread_follows_from_its_place(row, column, misread):
    form = APRIL.form()
    boxes = [replace(b, text=misread) if (b.row, b.column) == (row, column) else b for b in form.boxes]
    result = read(replace(form, boxes=boxes))
    assert values(result) == APRIL.truth()["fields"]
    assert result.items[16]["refund"].value == APRIL.columns["refund"][17]


def test_a_column_that_is_not_known_is_noticed():
    form = APRIL.form()
    boxes = [replace(b, text="其他") if b.row == 1 and b.column > 3 else b for b in form.boxes]
    result = read(replace(form, boxes=boxes))
    assert "column-missing" in codes(result)
    assert "output_tax.ytd" not in values(result)


def test_the_next_label_is_no_name():
    form = APRIL.form()
    empty = [[(x, label, "", key) for x, label, _, key in line] for line in form.above]
    assert "taxpayer_name" not in values(read(replace(form, above=empty)))


def test_two_returns_in_one_sheet_are_noticed():
    first, second = APRIL.form(), vat_returns.sample(Random(2), company.world(1), date(2026, 5, 1)).form()
    below = [replace(b, row=b.row + 60) for b in second.boxes]
    assert "several-forms" in codes(read(replace(first, boxes=first.boxes + below)))


def test_returns_of_the_books_carry_on_from_month_to_month():
    months = list(vat_returns.from_books(books(7)))
    assert len(months) == 24
    for before, after in pairwise(months):
        assert after.columns["current"][13] == before.columns["current"][20]
        assert after.columns["current"][25] == before.columns["current"][32]
    assert codes(read(months[13].form())) == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.variant}-{form.version}")
def test_formulas_name_rows_of_the_form(form):
    assert all({f.target, *f.terms} <= form.rows.keys() for f in form.formulas)
    assert set(form.required) <= form.rows.keys()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("9=1+2-3", 0), ("9=min(1,2)", 1), ("9=max(0,1-3)", 0), ("9=max(0,2)*3", 6), ("9=1.1+2", 13)],
)
def test_formula(text, wanted):
    rows = {"1": Decimal(1), "2": Decimal(2), "3": Decimal(3), "1.1": Decimal(11)}
    assert Formula(text, ()).compute(rows.__getitem__) == wanted


@pytest.mark.parametrize(
    ("number", "label", "agrees"),
    [
        ("9", "其中:免税货物销售额", True),
        ("9", "免税货物销售领", True),
        ("9", "免税劳务销售额", False),
        ("19", "应纳税额合计", False),
        ("24", "应纳税额合计(元)", True),
        ("9", "", False),
        ("99", "免税货物销售额", False),
    ],
)
def test_labels(number, label, agrees):
    box = BoundingBox(0, 0, 1, 1)
    cell = GridCell(1, 0, 0, 1, 1, box, (), label)
    assert FORMS[0].agrees(FormRow(number, cell, cell, ())) == agrees


SMALL = vat_small.sample(Random(3), company.world(3).suppliers[5][1], date(2026, 4, 1))


@pytest.mark.parametrize("merged", [True, False])
def test_small_return_is_read_whole(merged):
    result = read(SMALL.form(merged=merged))
    assert codes(result) == []
    assert values(result) == SMALL.truth()["fields"]


@pytest.mark.parametrize("name", ["sales_exempt", "tax_payable_total", "tax_due"])
@pytest.mark.parametrize("column", ["goods", "services", "goods_ytd", "services_ytd"])
def test_one_digit_off_breaks_a_formula_of_the_small_return(name, column):
    assert "row-formula" in codes(read(changed(SMALL.form(), f"{name}.{column}")))


def test_the_parts_of_exempt_sales_are_checked_too():
    assert "row-formula" in codes(read(changed(SMALL.form(), "12.goods")))


@pytest.mark.parametrize("name", ["sales_3pct", "sales_5pct", "sales_used_assets", "tax_payable"])
@pytest.mark.parametrize("column", ["goods", "services", "goods_ytd", "services_ytd"])
def test_tax_of_the_small_return_fits_its_sales(name, column):
    assert "tax-of-sales" in codes(read(changed(SMALL.form(), f"{name}.{column}", "900")))
