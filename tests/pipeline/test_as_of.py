"""Validity is reckoned from the day that the user names, never from the clock."""

from datetime import date
from pathlib import Path

import pytest

from sme_extract.pipeline.inputs import InputItem
from sme_extract.pipeline.process import process
from sme_extract.pipeline.registry import load_registry
from sme_extract.pipeline.settings import Settings

CERTIFICATE = Path(__file__).parents[1] / "fixtures/qualification_certificate/pdf/hightech.pdf"


@pytest.mark.parametrize("offset", [None, 0, 1])
def test_days_left_follow_from_the_named_day(offset):
    registry = load_registry()
    _, [plain] = process(InputItem(CERTIFICATE), Settings(ocr="off"), registry)
    cell = plain.fields["valid_until"]
    assert cell is not None
    last = cell.value
    if offset is None:
        assert plain.fields["days_left"] is None
        return
    as_of = date.fromordinal(last.toordinal() + offset)
    _, [result] = process(InputItem(CERTIFICATE), Settings(ocr="off", as_of=as_of), registry)
    left = result.fields["days_left"]
    assert left is not None
    assert left.value == -offset
    assert ("expired" in [finding.code for finding in result.findings]) == (offset > 0)
