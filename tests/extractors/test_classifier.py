"""Kinds by cues, and files that hold several documents."""

import pytest

from sme_extract.extractors.bank_statement import BankStatement
from sme_extract.extractors.base import Extractor
from sme_extract.extractors.business_licence import BusinessLicence
from sme_extract.extractors.cit_return import CitReturn
from sme_extract.extractors.classifier import split
from sme_extract.extractors.cue import label, title
from sme_extract.extractors.patent_certificate import PatentCertificate
from sme_extract.extractors.recognised import Contract
from sme_extract.extractors.vat_invoice import VatInvoice
from sme_extract.extractors.vat_return import VatReturn

from .pages import document, page, word

KINDS = (BankStatement, BusinessLicence, CitReturn, Contract, PatentCertificate, VatInvoice, VatReturn)


def lines(*texts, top=0.0, number=1):
    return page(*(word(text, 20, top + 20.0 * i) for i, text in enumerate(texts)), number=number, height=800)


def kinds(*pages):
    return [part.kind for part in split(document(*pages), KINDS)]


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (("电子发票（普通发票）", "发票号码：26310000000000012345"), "vat_invoice"),
        (("发票代码", "发票号码", "开票日期", "价税合计"), "vat_invoice"),
        (("营 业 执 照", "统一社会信用代码"), "business_licence"),
        (("外观设计专利证书",), "patent_certificate"),
        (("增值税及附加税费申报表（小规模纳税人适用）",), "vat_return"),
        (("宁波某某新材料有限公司采购合同", "甲方：某某", "乙方：某某", "违约责任"), "contract"),
        (("今天天气很好",), "unknown"),
    ],
)
def test_kind_by_title_or_three_labels(texts, kind):
    assert kinds(lines(*texts)) == [kind]


def test_unknown_keeps_its_text():
    from sme_extract.extractors.engine import extract

    [part] = split(document(lines("今天天气很好")), KINDS)
    assert extract(part.extractor(part.document), part.confidence).text == "今天天气很好"


def test_two_kinds_that_score_alike_are_said():
    class Twin(Extractor):
        """Has the same title."""

        kind = "twin"
        cues = title("营业执照"), label("统一社会信用代码"), label("经营范围"), label("登记机关")

    [part] = split(document(lines("营业执照", "统一社会信用代码")), (*KINDS, Twin))
    assert [finding.code for finding in part.findings] == ["ambiguous-kind"]


def test_a_forced_kind_is_taken():
    [part] = split(document(lines("营业执照", "发票号码", "开票日期", "发票代码")), KINDS, "vat_invoice")
    assert part.kind == "vat_invoice"


def test_pages_with_numbers_of_their_own_are_documents_of_their_own():
    first = lines("电子发票（普通发票）", "发票号码：26310000000000012345", number=1)
    second = lines("电子发票（普通发票）", "发票号码：26310000000000012346", number=2)
    assert kinds(first, second) == ["vat_invoice", "vat_invoice"]


def test_a_page_that_repeats_the_number_continues():
    first = lines("电子发票（普通发票）", "发票号码：26310000000000012345", number=1)
    second = lines("电子发票（普通发票）", "发票号码：26310000000000012345", number=2)
    assert kinds(first, second) == ["vat_invoice"]


def test_two_forms_on_one_page_are_parted():
    both = page(
        *lines("电子发票（普通发票）", "发票号码：26310000000000012345").words,
        *lines("电子发票（普通发票）", "发票号码：26310000000000012346", top=400).words,
        height=800,
    )
    assert kinds(both) == ["vat_invoice", "vat_invoice"]


def test_a_code_in_the_corner_and_the_title_below_it_are_of_one_form():
    form = page(
        word("A200000", 15, 24, size=7.5),
        word("企业所得税月（季）度预缴纳税申报表", 105, 32, size=14),
        *lines("行次", "利润总额", top=80).words,
        height=800,
    )
    assert kinds(form) == ["cit_return"]
