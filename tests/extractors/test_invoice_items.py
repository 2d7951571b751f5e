"""Lines of invoices: which words of a row belong to which column."""

from dataclasses import replace
from decimal import Decimal
from random import Random

from sme_extract.extractors.engine import extract
from sme_extract.extractors.vat_invoice import VatInvoice
from tests.fixtures.make import carriers, company
from tests.fixtures.make.invoice import taxed

from .papers import document

ITEM = taxed("*通用设备*加弹机配件 摩擦盘", "13%", Decimal(437), Decimal("36.2831858407080"), spec="Ф52×9", unit="片")


def test_a_name_goes_on_behind_a_space_up_to_the_next_column():
    there = company.world(3)
    made = replace(company.sale(Random(1), there, company.moment(Random(2), 2026, 3), lines=1), items=(ITEM,))
    [line] = extract(VatInvoice(document(carriers.sheets(made))), 1.0).items
    assert (line["item_name"].value, line["spec"].value) == ("*通用设备*加弹机配件摩擦盘", "Ф52×9")
