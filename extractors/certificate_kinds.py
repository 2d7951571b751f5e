"""Which certificates there are: titles, numbers, the labels of each, and how long each is valid."""

import re
from dataclasses import dataclass

from sme_extract.extractors import checks
from sme_extract.extractors.normalize import squeeze


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of certificate."""

    variant: str
    title: str
    """Pattern of the title, squeezed."""
    years: int | None = None
    """The longest validity that the rules allow."""
    number: str | None = None
    """Pattern of the number, where one is prescribed."""


FORMS = (
    Form("hightech_cert", r"高新技术企业证书", 3, r"G[RFS]\d{12}"),
    Form("iso_cert", r"((质量|环境|职业健康安全|信息安全|能源|食品安全|信息技术服务|知识产权)*管理体系)?认证证书", 3),
    Form("food_permit", r"食品(经营|生产)许可证", 5, r"(JY|SC|YB)\d{14}"),
    Form(
        "sme_cert",
        r"专精特新[“”\"]?小巨人[“”\"]?企业|专精特新.{0,6}企业(证书|认定证书)?|(创新型|科技型)中小企业(证书)?|瞪羚企业",
        3,
    ),
    Form("permit", r"安全生产许可证|道路运输经营许可证|排污许可证|建筑业企业资质证书|医疗器械(经营|生产)(企业)?许可证"),
)
TITLES = "|".join(form.title for form in FORMS)
STANDARD = re.compile(r"(GB/T\d{4,5}(\.\d+)?-\d{4}(/?idt|/)?)?(ISO(/IEC)?\d{4,5}(-\d)?:\d{4})|GB/T\d{4,5}-\d{4}")
"""GB/T19001-2016/ISO9001:2015"""


def form_of(variant: str | None) -> Form | None:
    """The form with this name."""
    return next((form for form in FORMS if form.variant == variant), None)


def variant(text: str) -> str:
    """The form that has this title or this sort of number; ValueError for any other text."""
    for form in FORMS:
        if re.search(form.title, squeeze(text)) or (form.number and re.fullmatch(form.number, squeeze(text))):
            return form.variant
    raise ValueError(f"no title of a certificate: {text!r}")


def number_check(number: str) -> bool | None:
    """Check digit of food permits. False for high-tech numbers of a wrong form; a right form proves no digit: None."""
    if re.match(r"(JY|SC|YB)\d", number):
        return checks.food_permit(number)
    if re.match(r"G[RFS]\d", number):
        # GR202344001234: year of issue, region, sequence.
        is_form = re.fullmatch(r"G[RFS]20\d{10}", number) is not None and checks.region(f"{number[6:8]}0000")
        return None if is_form else False
    return None
