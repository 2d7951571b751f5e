"""Checks of identifiers: structure and check characters, each with its standard.

A failed check on OCR text means "probably misread"; on XML or a text layer it means "the issuer's data is odd". So
these are answers for findings, never reasons to drop a document.
"""

import re
from dataclasses import dataclass
from datetime import date

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC = re.compile(rf"[{_USCC_ALPHABET}]{{2}}[0-9]{{6}}[{_USCC_ALPHABET}]{{10}}")
_USCC_WEIGHTS = tuple(pow(3, power, 31) for power in range(17))
_BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# The alphabet excludes I, O, S, V, Z, so these can only be misreadings.
_NOT_IN_USCC = str.maketrans("OISZ", "0152")
_CONFUSED = {"0": "DQ", "D": "0", "Q": "0", "1": "7L", "7": "1", "L": "1", "5": "6", "6": "5G", "G": "6", "8": "B",
             "B": "8", "2": "7", "U": "J", "J": "U", "M": "N", "N": "M", "X": "Y", "Y": "X"}  # fmt: skip

_PROVINCES = frozenset(
    str(code) for codes in ((11, 16), (21, 24), (31, 38), (41, 47), (50, 55), (61, 66)) for code in range(*codes)
)
# 10: registered with the national authority.
_REGISTERS = _PROVINCES | {"10", "71", "81", "82"}
# 91-95: the separately planned cities, with 95 for Shenzhen.
_ISSUING_REGIONS = _PROVINCES | {"91", "92", "93", "94", "95"}


def uscc(code: str) -> bool:
    """Unified social credit code, GB 32100-2015: alphabet, weights 3^i mod 31, check character."""
    if not _USCC.fullmatch(code):
        return False
    total = sum(weight * _USCC_ALPHABET.index(char) for weight, char in zip(_USCC_WEIGHTS, code, strict=False))
    return code[17] == _USCC_ALPHABET[-total % 31]


def region(code: str) -> bool:
    """Whether six digits can be a region of GB/T 2260: only the province is looked up."""
    return re.fullmatch(r"[0-9]{6}", code) is not None and code[:2] in _REGISTERS


def uscc_repairs(code: str) -> list[str]:
    """Readings of a misread code that pass, sorted: for reporting, and of use only when there is exactly one.

    Letters outside the alphabet are mapped back; then one character at most is exchanged for a look-alike. The
    inner organisation code must pass too, since one reading in 31 passes by chance; only individual businesses (92) may
    deviate.
    """
    mapped = code.translate(_NOT_IN_USCC)
    readings = {mapped}
    for place, char in enumerate(mapped):
        readings.update(mapped[:place] + other + mapped[place + 1 :] for other in _CONFUSED.get(char, ""))
    return sorted(r for r in readings if uscc(r) and (r.startswith("92") or organisation_code(r[8:17])))


def organisation_code(code: str) -> bool:
    """Organisation code, GB 11714: eight characters of base 36 and a check character, hyphen optional."""
    # 79965505-8
    match = re.fullmatch(r"([0-9A-Z]{8})-?([0-9X])", code)
    if match is None:
        return False
    total = sum(w * _BASE_36.index(char) for w, char in zip((3, 7, 9, 10, 5, 8, 4, 2), match[1], strict=True))
    return match[2] == "0123456789X"[-total % 11]


def tax_id(code: str) -> bool | None:
    """Taxpayer identifier; None where no check exists (17 characters, and 15 or 20 that may hold an old personal id).

    18: GB 32100 or GB 11643. 15: region and organisation code (GB 11714). 20: personal id and two digits.
    """
    if re.fullmatch(r"[0-9A-Z]{18}", code):
        return uscc(code) or personal_id(code)
    if re.fullmatch(r"[0-9]{6}[0-9A-Z]{9}", code):
        return organisation_code(code[6:]) or (None if _is_day("19" + code[6:12]) else False)
    if re.fullmatch(r"[0-9]{17}[0-9X][0-9]{2}", code) and _is_day(code[6:14]):
        return personal_id(code[:18])
    return None if re.fullmatch(r"[0-9A-Z]{17}|[0-9A-Z]{20}", code) else False


@dataclass(frozen=True, slots=True)
class InvoiceCode:
    """What the code (发票代码) of an invoice of the old system says."""

    region: str
    year: int
    type_code: str
    """Of the tax administration: `01` special, `04` ordinary, `10` electronic ordinary, ..."""
    variant: str


_KINDS_OF_12 = {
    "04": ("04", "vat_ordinary_paper"),
    "05": ("04", "vat_ordinary_paper"),
    "06": ("11", "vat_ordinary_roll"),
    "07": ("11", "vat_ordinary_roll"),
    "11": ("10", "vat_ordinary_electronic"),
    "12": ("14", "vat_ordinary_toll"),
    "13": ("08", "vat_special_electronic"),
    "17": ("15", "used_vehicle_sale"),
}
_KINDS_OF_10 = {
    "1": ("01", "vat_special_paper"),
    "5": ("01", "vat_special_paper"),
    "2": ("02", "vat_freight_paper"),
    "7": ("02", "vat_freight_paper"),
    "3": ("04", "vat_ordinary_paper"),
    "6": ("04", "vat_ordinary_paper"),
}
# Electronic ordinary invoices of the first pilots, before the rule.
_HISTORIC_ELECTRONIC = frozenset({"144031539110", "131001570151", "133011501118", "111001571071"})


def invoice_code(code: str) -> InvoiceCode:
    """Region, year and kind of a 10- or 12-digit invoice code; ValueError when it fits no rule.

    The rules are those of the type function of the public verification site for VAT invoices.
    """
    if re.fullmatch(r"[0-9]{12}", code):
        region, year, kind = code[1:5], code[5:7], _kind_of_12(code)
    elif re.fullmatch(r"[0-9]{10}", code):
        region, year, kind = code[:4], code[4:6], _KINDS_OF_10.get(code[7])
    else:
        raise ValueError(f"not 10 or 12 digits: {code!r}")
    if kind is None:
        raise ValueError(f"unknown kind of invoice in code {code!r}")
    if region[:2] not in _PROVINCES:
        raise ValueError(f"unknown region {region} in invoice code {code!r}")
    return InvoiceCode(region, int(year) + (1900 if year >= "90" else 2000), *kind)


def _kind_of_12(code: str) -> tuple[str, str] | None:
    if code in _HISTORIC_ELECTRONIC:
        return _KINDS_OF_12["11"]
    if code[0] == "0":
        return _KINDS_OF_12.get(code[10:])
    return ("03", "vehicle_sale") if code[7] == "2" else None


def invoice_number_20(number: str, issue_date: date | None = None) -> str | None:
    """Complaint about the number of a digital invoice: 20 digits, year of issue, known region; None when plausible."""
    if not re.fullmatch(r"[0-9]{20}", number):
        return "a digital invoice number has 20 digits"
    if number[2:4] not in _ISSUING_REGIONS:
        return f"unknown issuing region {number[2:4]}"
    if issue_date is not None and int(number[:2]) != issue_date.year % 100:
        return f"number of year 20{number[:2]}, issued in {issue_date.year}"
    return None


def luhn(number: str) -> bool:
    """Bank card number, ISO/IEC 7812-1 (Luhn)."""
    if not re.fullmatch(r"[0-9]{12,19}", number):
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(doubled) + sum(map(int, number[::-2]))) % 10 == 0


def business_registration(number: str) -> bool:
    """Registration number of a business (注册号), GS 15-2006: 14 digits and an ISO 7064 MOD 11,10 check digit."""
    return re.fullmatch(r"[0-9]{15}", number) is not None and _mod_11_10(number)


def food_permit(number: str) -> bool | None:
    """Food permit `JY` (trade) or `SC` (production) and 14 digits, the last one ISO 7064 MOD 11,10.

    None for `YB` filings, whose check is unpublished.
    """
    if re.fullmatch(r"YB[0-9]{14}", number):
        return None
    return re.fullmatch(r"(?:JY[123]|SC[0-9])[0-9]{13}", number) is not None and _mod_11_10(number[2:])


def _mod_11_10(digits: str) -> bool:
    product = 10
    for digit in digits[:-1]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return int(digits[-1]) == (11 - product) % 10


def personal_id(number: str) -> bool:
    """Citizen identification number, GB 11643: region, day of birth, ISO 7064 MOD 11-2. Mask it in any output."""
    if not re.fullmatch(r"[1-8][0-9]{16}[0-9X]", number) or not _is_day(number[6:14]):
        return False
    total = sum(pow(2, 17 - place, 11) * int(digit) for place, digit in enumerate(number[:17]))
    return number[17] == "0123456789X"[(1 - total) % 11]


def vin_form(number: str) -> bool:
    """Vehicle identification number, ISO 3779: 17 characters without I, O and Q."""
    return re.fullmatch(r"[0-9A-HJ-NPR-Z]{17}", number) is not None


def vin(number: str) -> bool:
    """VIN whose position 9 is the North American check digit (49 CFR 565.15); other makers need not carry it."""
    if not vin_form(number):
        return False
    values = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "012345678912345678123457923456789"), strict=True))
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum(weight * values[char] for weight, char in zip(weights, number, strict=True))
    return number[8] == "0123456789X"[total % 11]


def patent_number(number: str) -> bool:
    """Chinese application or patent number with check character, ZC 0006-2003; `ZL` or `CN`, spaces and point optional.

    Twelve digits since 2003-10 (year, kind 1, 2, 3, 8, 9, sequence), eight before.
    """
    bare = re.sub(r"^(?:ZL|CN)|\s", "", number.strip())
    # 202310397744.0, 85100001.0
    match = re.fullmatch(
        r"((?:20(?:0[3-9]|[1-9][0-9])|8[5-9]|9[0-9]|0[0-3])[12389](?:[0-9]{7}|[0-9]{5}))\.?([0-9X])", bare
    )
    if match is None or len(match[1]) != (12 if match[1].startswith("20") else 8):
        return False
    total = sum(
        weight * int(digit) for weight, digit in zip((2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), match[1], strict=False)
    )
    return match[2] == "0123456789X"[total % 11]


def iban(number: str) -> bool:
    """International bank account number, ISO 13616: mod 97 is 1; spaces allowed."""
    bare = "".join(number.split())
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}", bare):
        return False
    return int("".join(str(_BASE_36.index(char)) for char in bare[4:] + bare[:4])) % 97 == 1


def aba_routing(number: str) -> bool:
    """US bank routing number, ABA policy: weights 3, 7, 1, total divisible by 10; Federal Reserve prefix."""
    if not re.fullmatch(r"(?:0[0-9]|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)[0-9]{7}", number):
        return False
    return sum(weight * int(digit) for weight, digit in zip((3, 7, 1) * 3, number, strict=True)) % 10 == 0


def draft_number(number: str, not_after: date | None = None) -> bool:
    """Structure of a draft number: 30 digits (electronic) or 16 (paper). The check digit of the 30 is unpublished.

    `not_after` is the last day on which the draft can have been registered.
    """
    if re.fullmatch(r"[1-9][0-9]{29}", number) and _is_day(number[13:21]):
        return not_after is None or number[13:21] <= f"{not_after:%Y%m%d}"
    # Bank, 0, region, kind 5 (bank) or 6 (commercial, bank code 001), printer 0-6, serial.
    return re.fullmatch(r"(?:[0-9]{3}0[0-9]{2}5|0010[0-9]{2}6)[0-6][0-9]{8}", number) is not None


def _is_day(digits: str) -> bool:
    """Whether `yyyymmdd` is a day from 1900 to 2099."""
    try:
        return 1900 <= date.fromisoformat(digits).year < 2100
    except ValueError:
        return False
