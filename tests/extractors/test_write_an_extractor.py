"""The example of the guide is run, so that it stays true."""

import re
from pathlib import Path

from sme_extract.extractors.base import Extractor
from sme_extract.extractors.engine import extract

from .pages import document, page, word

GUIDE = Path(__file__).parents[2] / "docs" / "write-an-extractor.md"


def test_the_example_of_the_guide_reads_a_slip():
    names: dict[str, object] = {}
    exec(re.search(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[1], names)
    slip = names["ParkingSlip"]
    assert isinstance(slip, type)
    assert issubclass(slip, Extractor)
    lines = ["停车费收据", "票据号码:12345678", "日期:2026-03-15", "金额:30.00", "优惠:5.00", "实收:25.00"]
    result = extract(slip(document(page(*(word(text, 0, 20.0 * i) for i, text in enumerate(lines))))), 1.0)
    assert str(result.fields["total"].value) == "25.00"
    assert result.fields["total"].confidence > 0.97
    assert not result.findings
