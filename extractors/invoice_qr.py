"""The QR code of Chinese invoices: the comma form `01,32,,2631…,1130.00,20260315,,2B6D` and the verification URL."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

from sme_extract.extractors.checks import invoice_code
from sme_extract.extractors.dates import date_value
from sme_extract.extractors.parse import money

# The set of the QR code, not of the verification interface: 31 is special, 32 ordinary.
_VARIANTS = {
    "01": "vat_special_paper",
    "04": "vat_ordinary_paper",
    "08": "vat_special_electronic",
    "10": "vat_ordinary_electronic",
    "11": "vat_ordinary_roll",
    "14": "vat_ordinary_toll",
    "31": "einv_special",
    "32": "einv_ordinary",
    "51": "einv_rail",
    "61": "einv_air",
}
_WITH_TAX = frozenset({"31", "32", "51", "61"})
_VERIFICATION_HOST = "inv-veri.chinatax.gov.cn"
_LONGEST = 1024
_REFLECTED_POLYNOMIAL = 0xA001


@dataclass(frozen=True, slots=True)
class InvoiceQr:
    """What the QR code states."""

    type_code: str | None
    variant: str | None
    code: str | None
    number: str
    amount: Decimal | None
    amount_includes_tax: bool | None
    issue_date: date
    check_code: str | None
    crc_ok: bool | None
    """None when the payload carries no CRC. False is a warning only: issuers differ."""


def parse_invoice_qr(payload: str) -> InvoiceQr | None:
    """Facts of an invoice QR code; None for any other payload."""
    payload = payload.strip()
    if len(payload) > _LONGEST or not payload.isascii():
        return None
    try:
        return _comma_form(payload) if payload.startswith("01,") else _url_form(payload)
    except ValueError:
        return None


def crc16_umts(data: bytes) -> int:
    """CRC-16/UMTS: polynomial 0x8005, initially 0, not reflected; `123456789` gives FEE8."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x8005 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def crc16_modbus(data: bytes) -> int:
    """CRC-16/MODBUS: polynomial 0x8005, initially FFFF, reflected; `123456789` gives 4B37."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ _REFLECTED_POLYNOMIAL if crc & 1 else crc >> 1
    return crc


def _comma_form(payload: str) -> InvoiceQr | None:
    parts = payload.removesuffix(",").split(",")
    if len(parts) not in (7, 8) or parts[1] not in _VARIANTS:
        return None
    _, type_code, code, number, amount, issued, check_code, *crc = parts
    _require(r"(?:[0-9]{10}|[0-9]{12})?", code)
    _require(r"[0-9]{20}" if not code else r"[0-9]{8}", number)
    _require(r"[0-9]{0,20}", check_code)
    return InvoiceQr(
        type_code=type_code,
        variant=_VARIANTS[type_code],
        code=code or None,
        number=number,
        amount=money(amount) if amount else None,
        amount_includes_tax=type_code in _WITH_TAX,
        issue_date=_compact_day(issued),
        check_code=check_code or None,
        crc_ok=_crc_agrees(payload, crc[0]) if crc and crc[0] else None,
    )


def _crc_agrees(payload: str, printed: str) -> bool:
    """Whether the CRC is that of the text before it, with or without the last comma, in either variant."""
    _require(r"[0-9A-Fa-f]{4}", printed)
    covered = payload.removesuffix(",")[: -len(printed)].encode("ascii")
    sums = {crc(data) for crc in (crc16_umts, crc16_modbus) for data in (covered, covered.removesuffix(b","))}
    return int(printed, 16) in sums


def _url_form(payload: str) -> InvoiceQr | None:
    """`https://inv-veri.chinatax.gov.cn/…?fpdm=…&fphm=…&kprq=…&kjje=…&jym=…`."""
    parts = urlsplit(payload)
    if parts.scheme not in ("http", "https") or parts.hostname != _VERIFICATION_HOST:
        return None
    query = {key: values[0].strip() for key, values in parse_qs(parts.query).items() if len(values) == 1}
    code, number, amount, check_code = (query.get(key, "") for key in ("fpdm", "fphm", "kjje", "jym"))
    _require(r"[0-9]{20}" if not code else r"[0-9]{8}", number)
    _require(r"[0-9]{0,20}", check_code)
    kind = invoice_code(code) if code else None
    return InvoiceQr(
        type_code=kind.type_code if kind else None,
        variant=kind.variant if kind else None,
        code=code or None,
        number=number,
        amount=money(amount) if amount else None,
        amount_includes_tax=False if kind and kind.type_code in _VARIANTS else None,
        issue_date=date_value(query.get("kprq", "")),
        check_code=check_code or None,
        crc_ok=None,
    )


def _compact_day(text: str) -> date:
    _require(r"[0-9]{8}", text)
    return date_value(text)


def _require(pattern: str, text: str) -> None:
    if not re.fullmatch(pattern, text):
        raise ValueError(f"not {pattern}: {text!r}")
