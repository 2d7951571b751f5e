"""Proofs of tax paid and tax credit grades: each rule holds and breaks by one digit."""

from decimal import Decimal

import pytest

from sme_extract.documents.grid import make_cell, make_page
from sme_extract.documents.model import Document
from sme_extract.extractors.engine import extract
from sme_extract.extractors.tax_certificate import TaxCertificate
from sme_extract.extractors.tax_credit_grade import TaxCreditGrade, grade, holder, score, year
from sme_extract.schemas.result import ExtractionResult

HEADER = ["原凭证号", "税种", "品目名称", "税款所属时期", "入（退）库日期", "实缴（退）金额"]
HEAD = [["税收完税证明"], ["纳税人识别号", "91330212MA109Y0355", "纳税人名称", "某某有限公司"]]
ROWS = [
    ["3300", "增值税", "商业", "2026-03-01至2026-03-31", "2026-04-12", "1,000.00"],
    ["", "", "增值税滞纳金", "2026-03-01至2026-03-31", "2026-04-12", "5.50"],
    ["3301", "印花税", "买卖合同", "2026-01-01至2026-03-31", "2026-04-12", "-5.50"],
]
TOTAL = ["金额合计", "（大写）人民币壹仟圆整", "¥1,000.00"]


def read(kind: type, rows: list[list[str]]) -> ExtractionResult:
    cells = [make_cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row) if text]
    document = Document("x.xlsx", "0" * 64, "", "test 1.0", pages=(make_page(cells, 1),))
    return extract(kind(document), 0.9)


def codes(result: ExtractionResult) -> list[str]:
    return [finding.code for finding in result.findings]


def test_certificate() -> None:
    result = read(TaxCertificate, [*HEAD, HEADER, *ROWS, TOTAL])
    assert codes(result) == []
    assert [item["amount"].value for item in result.items] == [Decimal(1000), Decimal("5.50"), Decimal("-5.50")]
    assert [item["is_penalty"].value for item in result.items] == [False, True, False]
    assert [item["tax_type"].value for item in result.items] == ["增值税", "增值税", "印花税"]
    assert str(result.items[2]["period_start"].value) == "2026-01-01"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("1,000.00", "1,000.01", "total-of-items"),
        ("5.50", "5.5O", "total-of-items"),
        ("5.50", "", "row-without-amount"),
    ],
)
def test_certificate_with_a_wrong_row(old: str, new: str, code: str) -> None:
    rows = [[new if cell == old else cell for cell in row] for row in ROWS]
    assert code in codes(read(TaxCertificate, [*HEAD, HEADER, *rows, TOTAL]))


def test_words_against_figures() -> None:
    total = [*TOTAL[:2], "¥1,000.01"]
    assert "total-words" in codes(read(TaxCertificate, [*HEAD, HEADER, *ROWS, total]))


def test_certificate_without_table() -> None:
    assert "table-not-read" in codes(read(TaxCertificate, [*HEAD, TOTAL]))


@pytest.mark.parametrize(
    ("letter", "points", "fits"),
    [
        ("A", "90", True),
        ("A", "89.9", False),
        ("B", "89.9", True),
        ("B", "90", False),
        ("C", "40", True),
        ("C", "70", False),
        ("M", "70", True),
        ("M", "69", False),
        ("D", "95", True),
    ],
)
def test_grade_of_score(letter: str, points: str, fits: bool) -> None:
    rows = [
        ["纳税人识别号", "91330212MA109Y0355"],
        ["纳税人名称", "某某有限公司"],
        ["评价年度", "2024年度"],
        ["评价得分", f"{points}分"],
        ["评价结果", f"{letter}级"],
    ]
    result = read(TaxCreditGrade, rows)
    assert ("grade-of-score" not in codes(result)) == fits
    cell = result.fields["year"]
    assert cell is not None
    assert cell.value == "2024"


def test_a_blank_grade_has_no_values() -> None:
    labels = ("纳税人识别号", "纳税人名称", "评价年度", "评价得分", "评价结果", "评价日期")
    result = read(TaxCreditGrade, [["纳税信用评价信息"], *([text] for text in labels)])
    assert "blank-form" in codes(result)
    assert all(cell is None or cell.value is None for cell in result.fields.values())


@pytest.mark.parametrize(
    ("parser", "text"),
    [(grade, "E"), (grade, "AB"), (score, "101"), (score, "-1"), (year, "24"), (holder, "评价年度")],
)
def test_refused(parser, text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parser(text)
