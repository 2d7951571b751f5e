"""The two sides of a VAT invoice: what is printed of the buyer is printed of the seller, under labels that differ by a
word and elements that differ by a prefix."""

from dataclasses import dataclass

from sme_extract.extractors import checks, parse
from sme_extract.extractors.base import Field
from sme_extract.extractors.find import Region, after, element, joined, pattern, within, wrapped
from sme_extract.extractors.invoice_layout import buyer_block, seller_block
from sme_extract.extractors.invoice_party import address_phone, bank_account, party_name, party_tax_id
from sme_extract.extractors.invoice_remarks import in_remarks

TAX_ID = r"(?<![0-9A-Z])(?:[0-9A-Z]{18}|\d{15})(?![0-9A-Z])"
"""91330106673959654P, or 15 digits until 2015"""


@dataclass(frozen=True, slots=True)
class Side:
    """Buyer or seller."""

    name: str
    """As fields are named after it."""
    element: str
    """Prefix of its elements."""
    label: str
    """购买方 or 销售方."""
    letter: str
    """购 or 销, which shorter labels begin with."""
    block: Region
    bank_labels: tuple[str, ...]


BUYER = Side("buyer", "Buyer", "购买方", "购", buyer_block, ("开户行及账号", "开户行及帐号", "电子支付标识"))
SELLER = Side("seller", "Seller", "销售方", "销", seller_block, ("开户行及账号", "开户行及帐号"))


def name_of(side: Side) -> Field[str]:
    """Its name."""
    own = f"{side.element}Name"
    return Field(
        party_name,
        element(f"{side.element}Information/{own}", f"{side.element}/{own}", own, f"{side.label}名称"),
        wrapped(f"{side.label}名称"),
        within(side.block, after("名称", "称", "名")),
        name=f"{side.name}.name",
        required=True,
    )


def tax_id_of(side: Side) -> Field[str]:
    """Its taxpayer identifier."""
    return Field(
        party_tax_id,
        element(f"{side.element}IdNum", f"{side.element}TaxID", f"{side.label}纳税人识别号"),
        within(side.block, after("统一社会信用代码/纳税人识别号", "纳税人识别号", "识别号")),
        within(side.block, pattern(TAX_ID, "tax-id")),
        after(f"{side.label}税号", f"{side.letter}方税号"),
        name=f"{side.name}.tax_id",
        check=checks.tax_id,
    )


def address_phone_of(side: Side) -> Field[str]:
    """Its address and telephone."""
    return Field(
        parse.text,
        element(f"{side.element}AddrTel"),
        joined(f"{side.element}Addr", f"{side.element}TelNum"),
        within(side.block, after("地址、电话", "地址电话")),
        in_remarks(rf"{side.label}地址:([^;]+);电话:([^;]+)", "address"),
        name=f"{side.name}.address_phone",
        check=address_phone,
    )


def bank_account_of(side: Side) -> Field[str]:
    """Its bank and account."""
    return Field(
        parse.text,
        element(f"{side.element}FinancialAccount"),
        joined(f"{side.element}BankName", f"{side.element}BankAccNum"),
        within(side.block, after(*side.bank_labels)),
        in_remarks(rf"{side.letter}(?:买|售)?方开户银行:([^;]+);银行账号:([^;]+)", "bank"),
        name=f"{side.name}.bank_account",
        check=bank_account,
    )
