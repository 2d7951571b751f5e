"""Columns of account statements by the headers that banks and wallets give them, and parsers of their cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

from sme_extract.extractors import parse
from sme_extract.extractors.base import NoValue
from sme_extract.extractors.normalize import squeeze

HEADERS: dict[str, tuple[str, ...]] = {
    "date": (
        r"交易日期?|发生日期|业务日期|交易发生日",
        r"交易时间|发生时间|交易日期时间|日期|记账时间|交易创建时间|提交时间",
        r"(银行)?(记账|入账)(日期?|时间)",
    ),
    "time": (r"交易时间|时间|入账时间|交易时刻",),
    "posting_date": (r"(银行)?(记账|入账)日期?",),
    "value_date": (r"起息日期?",),
    "in": (
        r"记账金额\(收入\)",
        (
            r"(贷方|收方)(发生额|金额)?(\((收入|入账|存入|收|转入)\))?|借方(发生额|金额)\(收\)"
            r"|收入(金额|额)?(\(\+\))?|存入(金额|额)?|转入金额|来账金额|入账(金额)?|交易金额\(收入\)|贷"
        ),
    ),
    "out": (
        r"记账金额\(支出\)",
        (
            r"(借方|付方)(发生额|金额)?(\((支取|支出|出账|支|转出)\))?|贷方(发生额|金额)\(支\)"
            r"|支出(金额|额)?(\(-\))?|支取(金额|额)?|转出金额|往账金额|出账(金额)?|交易金额\(支出\)|借"
        ),
    ),
    "amount": (
        r"交易金额|发生额|金额|交易额|人民币金额|收支金额|借方/贷方金额|借贷发生额|收入/支出金额|入账金额|发生金额",
    ),
    "direction": (
        r"借/?贷(标志|标记|方向)?|收/?支(/其他)?(标志|类型|方向)?|(借贷|收付)(标志|标记|方向)|方向|交易方向",
    ),
    "balance": (r"(账户|本次|当前|交易后|联机|账面|本期|活期)?余额|账户结余|可用余额",),
    "counterparty.name": (
        (
            r"对方(账?户|单位|公司|客户)?(名称?|全称)|对方单位|对方户名/账号|对方户名/对方账号|(对手|交易对手)(户名|名称|信息)?"
            r"|交易对方(名称|户名)?|收\(付\)方名称|收付款?方名称|对方账号名称|对方信息"
        ),
    ),
    "counterparty.account": (r"(对方|对手|交易对方)(账号|账户|卡号)|收\(付\)方账号|对方账号/卡号|收付款?方账号",),
    "counterparty.bank": (r"(对方|对手)(开户|账号开户)?(行|银行|机构)(名称?)?|收\(付\)方开户行名|交易行名|对方行名",),
    "payer.name": (r"付款人名称|付款方名称|付方名称|付款人户名",),
    "payer.account": (r"付款人账号|付款方账号|付方账[号户]",),
    "payer.bank": (r"付款人开户行名?|付款方开户行名?",),
    "payee.name": (r"收款人名称|收款方名称|收方名称|收款人户名",),
    "payee.account": (r"收款人账号|收款方账号|收方账[号户]",),
    "payee.bank": (r"收款人开户行名?|收款方开户行名?",),
    "account_no": (r"本方账号|查询账号|账号|本方账户|卡号",),
    "account_name": (r"本方户名|账户名称|户名|本方账户名称",),
    "summary": (
        r"(交易|业务)?摘要|交易描述|摘要代码|摘要说明|商品(说明|名称)?|票据号/摘要|交易用途/摘要|业务名称",
        r"交易类型",
    ),
    "purpose": (r"(交易)?用途",),
    "remark": (r"(交易|客户)?附言|备注|客户摘要|其他摘要|个性化信息|交易详情|交易备注|交易地点|交易场所",),
    "type": (r"交易类型|业务类型|交易分类|交易种类|业务种类|类型",),
    "serial_no": (
        r"(交易|核心|核心唯一|业务|账务|资金|柜员)?流水号|账户明细编号-交易流水号|交易(单号|订单号|号)|业务参考号|回单编号",
        r"凭证号码?|商户单号",
    ),
    "currency": (r"记账币种", r"(交易)?(币种|币别|货币)(种类|名称)?"),
    "status": (r"交易状态|当前状态",),
}
"""Regular expressions over bare headers, the one to prefer first."""
ANY_HEADER = re.compile("|".join(f"(?:{regex})" for patterns in HEADERS.values() for regex in patterns))
LEAST_HEADERS, LONGEST_HEADER = 3, 60
MONEY = ("in", "out", "amount")
CURRENCIES = {
    "人民币": "CNY", "人民币元": "CNY", "RMB": "CNY", "CNY": "CNY", "156": "CNY", "元": "CNY", "01": "CNY",
    "美元": "USD", "美金": "USD", "USD": "USD", "欧元": "EUR", "EUR": "EUR", "港币": "HKD", "HKD": "HKD",
    "日元": "JPY", "JPY": "JPY", "英镑": "GBP", "GBP": "GBP", "澳元": "AUD", "AUD": "AUD", "SGD": "SGD",
}  # fmt: skip
INWARD = re.compile(r"贷方?|收入?|收入|来账|入账|转入|存入|C|CR|CREDIT|贷CR|贷方?\(?C(R|REDIT)?\)?|进|\+")
OUTWARD = re.compile(r"借方?|支出?|支出|往账|扣账|出账|转出|支取|付|D|DR|DEBIT|借DR|借方?\(?D(R|EBIT)?\)?|出|-")
# 交易金额[ Trade Amount ], 金额(元), 借方发生额/元(支取)
_ENGLISH = re.compile(r"\[[^\]]*\]")
_UNIT = re.compile(r"\((人民币|CNY|RMB|单位)?:?元?\)|/元|\(元\)|(?<=\()([+-])元(?=\))")
_LATIN = re.compile(r"\([A-Za-z' .&/]*\)|[A-Za-z'.&]+")
_CLOCK = re.compile(r"(?<![0-9:])([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|[0-9]{2}[.][0-9]{2}[.][0-9]{2})(?![0-9:])")
_DAY_OF_YEAR = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})")
_COMPACT_CLOCK = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})")
# 2026-03-15 10:11:12, 20260315 10:11:12: the day is one of few, with its time it is one of many
_TIMED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}) [0-9]{2}:[0-9]{2}:[0-9]{2}")
_PLAIN_AMOUNT = re.compile(r"-?[0-9]{1,15}\.[0-9]{2}")
_ROUNDED = re.compile(r"[0-9.]+[eE][+]?[0-9]+")
_NAME_ACCOUNT = re.compile(r"(?P<name>.*[^0-9*\s/\-(])[\s/(]*(?P<account>[0-9][0-9*-]{5,}[0-9])\)?")


@dataclass(frozen=True, slots=True)
class Header:
    """A row of headers that was understood: 0-based places of the columns, and the headers themselves."""

    places: dict[str, int]
    texts: tuple[str, ...]

    def cell(self, cells: Sequence[str], name: str) -> str:
        """What stands in the column of that name, or nothing."""
        at = self.places.get(name, len(cells))
        return cells[at].strip("\t ") if at < len(cells) else ""


def bare(text: str) -> str:
    """A header without English, unit and colon."""
    plain = _UNIT.sub(lambda match: match[2] or "", _ENGLISH.sub("", squeeze(text))).rstrip(":").lstrip("*")
    chinese = _LATIN.sub("", plain)
    return (chinese or plain).replace("帐", "账").replace("()", "")


def header_of(texts: Sequence[str]) -> Header | None:
    """The columns that a row of headers names: a date, an amount and two more at least."""
    if sum(map(_is_header, texts)) < LEAST_HEADERS:
        return None
    names = [_bare(text) for text in texts]
    places: dict[str, int] = {}
    for name, patterns in HEADERS.items():
        for pattern in patterns:
            at = next(
                (
                    i
                    for i, text in enumerate(names)
                    if text and (i not in places.values() or name == "summary") and re.fullmatch(pattern, text)
                ),
                None,
            )
            if at is not None:
                places[name] = at
                break
    if "date" not in places or not any(name in places for name in MONEY) or len(places) < 4:
        return None
    return Header(places, tuple(texts))


@lru_cache(maxsize=4096)
def _is_header(text: str) -> bool:
    """Whether a cell may be a header: asked of every cell of long files, so that most rows are told at once."""
    if not text or len(text) > LONGEST_HEADER or text[0] in "0123456789":
        return False
    return ANY_HEADER.fullmatch(bare(text)) is not None


_bare = lru_cache(maxsize=4096)(bare)


def amount(text: str) -> Decimal:
    """An amount in a cell; a dash says that there is none. `8,000.00(CN)` is a country, no sign."""
    if _PLAIN_AMOUNT.fullmatch(text):  # most cells of long exports
        return Decimal(text)
    cell = re.sub(r"\([A-Z]{2}\)$", "", text.strip().replace("+", "").strip("`'"))
    if cell in ("-", "--", "/", "——", "—"):
        raise NoValue(text)
    return parse.money(cell)


def day(text: str, year: int | None = None, month: int | None = None) -> date:
    """A day with or without its time; `12/29` is of the year whose statement of `month` it stands in."""
    timed = _TIMED.fullmatch(text)
    return _day(timed[1] if timed else text, year, month)


@lru_cache(maxsize=4096)
def _day(text: str, year: int | None, month: int | None) -> date:
    cell = text.strip("`' \t")
    try:
        return parse.date_value(cell)
    except ValueError:
        pass
    if (match := _DAY_OF_YEAR.fullmatch(cell)) and year is not None:
        late = month is not None and int(match[1]) > month
        return date(year - late, int(match[1]), int(match[2]))
    # 2026-03-1510:11:12 where a cell has two lines, 20260315101112, 2026-03-15 10:11: that a cell's end has cut
    if match := re.fullmatch(
        r"([0-9]{4}[-/.]?[0-9]{2}[-/.]?[0-9]{2})\s*[0-9]{2}[:.]?([0-9]{2}[:.]?([0-9]{2})?)?", cell
    ):
        return parse.date_value(match[1])
    raise ValueError(f"not a day: {text!r}")


def clock(text: str) -> time:
    """Time of day, alone or behind a date."""
    if match := _COMPACT_CLOCK.fullmatch(text.strip()):
        return time(int(match[1]), int(match[2]), int(match[3]))
    match = _CLOCK.search(text) or _CLOCK.search(text[10:])
    if match is None:
        raise ValueError(f"not a time: {text!r}")
    return parse.time_of_day(match[1].replace(".", ":"))


@lru_cache(maxsize=1024)
def currency(text: str) -> str:
    """ISO 4217 code."""
    cell = squeeze(text).upper()
    bare_cell = re.sub(r"\(.*\)", "", cell)
    code = CURRENCIES.get(cell) or CURRENCIES.get(bare_cell)
    if code is None:
        raise ValueError(f"not a currency: {text!r}")
    return code


@lru_cache(maxsize=1024)
def direction(text: str) -> int:
    """1 for money in, -1 for money out, 0 for neither; the bank's books are shown, so that 借 is out."""
    cell = squeeze(text).upper()
    if INWARD.fullmatch(cell):
        return 1
    if OUTWARD.fullmatch(cell):
        return -1
    if cell in ("/", "-", "不计收支", "中性交易", "其他", ""):
        return 0
    raise ValueError(f"neither in nor out: {text!r}")


def account(text: str) -> str:
    """An account or card number, perhaps masked; ValueError for one that a spreadsheet has rounded."""
    cell = "".join(text.split()).strip("`'")
    if cell in ("", "-", "--", "/", "无"):
        raise NoValue(text)
    if _ROUNDED.fullmatch(cell):
        raise ValueError(f"{text!r} has lost digits")
    return cell


def name_and_account(text: str) -> tuple[str, str | None]:
    """`张三 6222…` and `某公司/3301…`: a name with its account behind it."""
    match = _NAME_ACCOUNT.fullmatch(text.strip())
    return (match["name"].strip(), match["account"]) if match else (text.strip(), None)
