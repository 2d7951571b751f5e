"""Columns of an invoice ledger by the headers that exports give them."""

import re
from decimal import Decimal
from functools import lru_cache

from sme_extract.extractors import parse
from sme_extract.extractors.base import NoValue
from sme_extract.extractors.row_table import Column, DamagedNumber

# 2.6442E+19, 26442000000012.0
_ROUNDED = re.compile(r"[0-9.]+[eE]\+?[0-9]+")


def number(text: str) -> str:
    """A number that is an identifier; DamagedNumber when a spreadsheet has turned it into a quantity."""
    if text in ("-", "--", "/"):
        raise NoValue(text)
    if _ROUNDED.fullmatch(text):
        raise DamagedNumber(f"{text!r} has lost digits")
    return parse.digits()(text.removesuffix(".0"))


@lru_cache(maxsize=4096)
def positive(text: str) -> bool:
    """是 or 否."""
    if text not in ("是", "否", "Y", "N"):
        raise ValueError(f"neither yes nor no: {text!r}")
    return text in ("是", "Y")


def amount(text: str) -> Decimal:
    """An amount in a cell, which may have more decimals than money has."""
    try:
        return parse.quantity(text)
    except ValueError:
        return parse.money(text)


def plain(text: str) -> str:
    """Text as it stands; a dash says that there is none."""
    try:
        return parse.text(text)
    except ValueError as complaint:
        raise NoValue(text) from complaint


day = lru_cache(maxsize=65536)(parse.date_value)
text = lru_cache(maxsize=65536)(plain)
code = lru_cache(maxsize=65536)(parse.tax_id)

COLUMNS = (
    Column("row_no", ("序号",), text),
    Column("company.code", ("企业代号",), text),
    Column("invoice_code", ("发票代码",), number),
    Column("invoice_number", ("发票号码",), number),
    Column("digital_number", ("数电发票号码", "数电票号码", "全电发票号码"), number),
    Column("seller.tax_id", ("销方识别号", "销方税号", "销方纳税人识别号", "销售方识别号", "销售方纳税人识别号"), text),
    Column("seller.name", ("销方名称", "销售方名称"), text),
    Column("seller.code", ("销方单位代号",), text),
    Column("buyer.tax_id", ("购方识别号", "购方税号", "购方纳税人识别号", "购买方识别号", "购买方纳税人识别号"), text),
    Column("buyer.name", ("购买方名称", "购方名称"), text),
    Column("buyer.code", ("购方单位代号",), text),
    Column("issue_date", ("开票日期",), day),
    Column("class_code", ("税收分类编码",), number),
    Column("special_business", ("特定业务类型",), text),
    Column("item_name", ("货物或应税劳务名称", "货物或应税劳务、服务名称", "项目名称"), text),
    Column("spec", ("规格型号",), plain),
    Column("unit", ("单位",), text),
    Column("quantity", ("数量",), parse.quantity),
    Column("unit_price", ("单价",), parse.quantity),
    Column("amount", ("金额", "不含税金额", "合计金额"), amount),
    Column("tax_rate", ("税率", "税率/征收率"), text),
    Column("tax", ("税额", "合计税额", "票面税额"), amount),
    Column("total", ("价税合计",), amount),
    Column("origin", ("发票来源",), text),
    Column("invoice_type", ("发票票种", "票种"), text),
    Column("status", ("发票状态",), text),
    Column("is_positive", ("是否正数发票",), positive),
    Column("risk", ("发票风险等级",), text),
    Column("drawer", ("开票人",), text),
    Column("remarks", ("备注",), plain),
    Column("selection_status", ("勾选状态",), text),
    Column("selected_at", ("勾选时间", "勾选日期"), text),
    Column("deductible_tax", ("有效抵扣税额",), amount),
)
