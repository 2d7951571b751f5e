"""The fine type of a VAT invoice, from its title, its QR code or its XML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from sme_extract.extractors.find import Channel, element, node_span
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Scope, Span
from sme_extract.schemas.geometry import BoundingBox

VARIANT_TITLE = (
    r"电子发票\((?:普通|增值税专用)发票\)"
    r"|[\u4e00-\u9fff]{0,12}(?:增值税(?:电子)?|电子)(?:普通|专用)发票(?:\(卷票\)|\(通行费\))?"
)
"""电子发票（普通发票）; 湖北增值税电子普通发票"""
TITLES: tuple[tuple[str, str], ...] = (
    (r"电子发票\(增值税专用发票\)", "einv_special"),
    (r"电子发票\(普通发票\)", "einv_ordinary"),
    (r"卷票", "vat_ordinary_roll"),
    (r"通行费", "vat_ordinary_toll"),
    (r"电子专用发票", "vat_special_electronic"),
    (r"电子普通发票", "vat_ordinary_electronic"),
    (r"专用发票", "vat_special_paper"),
    (r"普通发票", "vat_ordinary_paper"),
)
SPECIAL_LABELS = (
    "成品油", "稀土", "建筑服务", "货物运输服务", "不动产销售", "不动产经营租赁服务", "代收车船税", "通行费",
    "旅客运输服务", "医疗服务(住院)", "医疗服务(门诊)", "自产农产品销售", "拖拉机和联合收割机", "农产品收购", "收购",
    "代开", "差额征税", "差额征税-差额开票", "差额征税-全额开票", "机动车", "矿产品", "电子烟", "光伏收购", "二手车",
)  # fmt: skip


@dataclass(frozen=True)
class SpecialLabel:
    """A special business label that stands alone as a word (`通行费` beside the QR code)."""

    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Such words in reading order."""
        for row in scope.rows:
            for word in row.words:
                if squeeze(word.text) in SPECIAL_LABELS:
                    yield Span(word.text, word.source, "special-label", row.page, word.bbox, word.confidence)


@dataclass(frozen=True)
class Title:
    """The title; on roll receipts with `(卷票)`, which stands alone in the row below."""

    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Titles in reading order."""
        for row, below in zip_longest(scope.rows, scope.rows[1:]):
            for match in re.finditer(VARIANT_TITLE, row.text):
                span = row.span(*match.span(), "title")
                if below is not None and below.text == "(卷票)" and match.end() == len(row.text):
                    rest = below.span(0, len(below.text), "title")
                    span = replace(span, text=span.text + rest.text, bbox=BoundingBox.around((row.bbox, below.bbox)))
                yield span


@dataclass(frozen=True)
class BusinessLabel:
    """Labels of 数电票 XML beside the fixed ones. How it is taxed (特定征税方式标签) is no business."""

    channel: Channel = "structured"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Names of labels of other types."""
        for payload in scope.payloads:
            for label in payload.root.find_all("Label"):
                if not any("征税方式" in node.text for node in label.find_all("LabelType")):
                    yield from (node_span(payload, node) for node in label.find_all("LabelName") if node.text)


@dataclass(frozen=True)
class EInvoiceType:
    """The type label of 数电票 XML, as the title that the page would print."""

    channel: Channel = "structured"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """电子发票(普通发票) or 电子发票(增值税专用发票)."""
        for span in element("GeneralOrSpecialVAT/LabelName")(scope):
            yield replace(span, text=f"电子发票({span.text})")


def variant_of(text: str) -> str:
    """Canonical variant of a printed title or of an already canonical name; ValueError when it is neither."""
    squeezed = squeeze(text)
    if re.fullmatch(r"(einv|vat)_[a-z_]+", squeezed):
        return squeezed
    for regex, variant in TITLES:
        if re.search(regex, squeezed):
            return variant
    raise ValueError(f"{text!r} is not a title of a VAT invoice")


def special_label(text: str) -> str:
    """The label of a special business, as printed."""
    squeezed = squeeze(text)
    if squeezed not in SPECIAL_LABELS:
        raise ValueError(f"{text!r} is not a special business label")
    return squeezed
