"""Names and ids of the parties of a tax invoice."""

import re

from sme_extract.extractors import checks, parse
from sme_extract.extractors.normalize import squeeze

TAX_OFFICE = re.compile(r"监制|税务局")
"""全国统一发票监制章 国家税务总局 北京市税务局: the supervision seal, whose glyphs mix with other lines"""
CONFUSED = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5"})
"""Letters that the alphabet of the unified social credit code leaves out (GB 32100-2015)."""


# 有限公司宁波分公司, 有限公司第三纺纱厂: nothing else goes on behind the company
COMPANY_GOES_ON = re.compile(
    r"有限(责任)?公司(?!$|[（(])(?!.*(公司|[厂店部处所站院校社队行馆室组场库铺城]|中心|车间|基地|工厂|集团)[)）]?$)"
)


def party_name(text: str) -> str:
    """A company's or person's name; ValueError for seal text, alone or behind the name, and for codes."""
    value = parse.name(text)
    squeezed = squeeze(value)
    if TAX_OFFICE.search(squeezed) or COMPANY_GOES_ON.search(squeezed) or re.fullmatch(r"[0-9A-Z]{15,20}", squeezed):
        raise ValueError(f"{text!r} is not a party")
    return value


def party_tax_id(text: str) -> str:
    """A tax id of 15 to 20 characters. Letters outside the alphabet become the digits that they resemble, when the
    check character then holds.
    """
    match = re.search(r"[0-9A-Z]{15,20}", squeeze(text).upper())
    value = parse.tax_id(match.group() if match else text)
    if len(value) == 18 and not checks.uscc(value):
        mended = value.translate(CONFUSED)
        if checks.uscc(mended):
            return mended
    return value


def bank_account(text: str) -> bool | None:
    """False when characters of a seal stand among the digits of the account; None: such a field has no check digit."""
    # behind the bank's name: 招商银行苏州分行 9265203251346281968
    account = re.split(r"[行社部司处所]", squeeze(text))[-1]
    return False if re.search(r"[0-9].*[\u4e00-\u9fff]|票专|专用|用章", account) else None


def address_phone(text: str) -> bool | None:
    """False when characters of a seal stand in the telephone number, which comes last; None otherwise."""
    # 宁波市鄞州区创业路88号 0574-70281044
    end = re.search(r"[0-9A-Z-]{9,}[\u4e00-\u9fff]{0,3}$", squeeze(text))
    return False if end and not re.fullmatch(r"[0-9-]+", end.group()) else None


def person(text: str) -> str:
    """A person's name as printed at the foot of a form."""
    value = parse.name(text)
    if len(squeeze(value)) > 20 or re.search(r"[:：;；]|开票|收款|复核|销售方", value):
        raise ValueError(f"{text!r} is not a person")
    return value
