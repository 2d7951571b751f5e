"""The head and foot of account statements: whose, where, from when to when, and printed sums."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from sme_extract.extractors import parse
from sme_extract.extractors.bank_columns import account, amount, currency, header_of
from sme_extract.extractors.find import Channel, Finder, pattern
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Row, Scope, Span

BANKS = (
    r"中国工商银行|中国建设银行|中国农业银行|中国银行|交通银行|招商银行|中信银行|(上海)?浦东?发展?银行|中国光大银行|华夏银行|中国民生银行"
    r"|平安银行|兴业银行|广发银行|浙商银行|渤海银行|恒丰银行|中国邮政储蓄银行|微信支付|支付宝"
    r"|[一-鿿]{2,8}(农村商业银行|农商银行|农村信用合作联社|村镇银行)|(宁波|北京|上海|江苏|南京|杭州|徽商|苏州|[一-鿿]{2})银行"
)
ENGLISH_BANKS = {
    "China Construction Bank": "中国建设银行",
    "Industrial and Commercial Bank of China": "中国工商银行",
    "Agricultural Bank of China": "中国农业银行",
    "Bank of China": "中国银行",
    "China Merchants Bank": "招商银行",
}
DAY = r"[0-9]{4}[-/.年]?[0-9]{1,2}[-/.月]?[0-9]{1,2}日?"
SPAN_OF_DAYS = (
    rf"(?P<first>{DAY})(?:[0-9]{{2}}:[0-9:]+)?\]?(?:至|到|-+|~|—+|终止(?:时间|日期):?\[?|截止日期:?|结束日期:?)"
)
TOTALS = {"total_in": ("贷方", "收入", "入账", "存入", "收方"), "total_out": ("借方", "支出", "出账", "支取", "付方")}
# [ Inquirer account number ] between a label and its value; [2026-01-01 00:00:00]
_ENGLISH = re.compile(r"^\[?[A-Za-z' .]{3,}\]:?")
_BRACKETS = re.compile(r"^\[(?P<inside>[^\[\]]*)\]?$")


@dataclass(frozen=True)
class Outside:
    """Another finder, kept out of the rows of the table."""

    finder: Finder

    @property
    def channel(self) -> Channel:
        """That of the inner finder."""
        return self.finder.channel

    @property
    def labels(self) -> tuple[str, ...]:
        """Those of the inner finder."""
        return self.finder.labels

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Candidates of the head and the foot."""
        for span in self.finder(scope.memo(_without_table)):
            text = _BRACKETS.sub(r"\g<inside>", _ENGLISH.sub("", span.text).strip())
            if text:
                yield replace(span, text=text)


def _without_table(scope: Scope) -> Scope:
    """The pages without the words of headers and of transactions."""
    inside = {(row.page, word) for row in scope.rows if _is_table_row(row) for word in row.words}
    pages = tuple(
        replace(page, tables=(), words=tuple(word for word in page.words if (page.number, word) not in inside))
        for page in scope.pages
    )
    return Scope(pages, scope.payloads, scope.labels)


def _is_table_row(row: Row) -> bool:
    texts = [squeeze(word.text) for word in row.words]
    if header_of(texts) is not None:
        return True
    return len(texts) > 3 and any(re.match(DAY, text) for text in texts[:3]) and any(map(_is_money, texts))


def _is_money(text: str) -> bool:
    return re.fullmatch(r"[-+]?¥?[0-9][0-9,]*\.[0-9]{1,2}", text) is not None


def outside(*finders: Finder) -> tuple[Outside, ...]:
    """The same finders, kept out of the table."""
    return tuple(Outside(finder) for finder in finders)


def bank_name(text: str) -> str:
    """The bank's own name, Chinese where the English one is known."""
    return ENGLISH_BANKS.get(text.strip(), text.strip())


def holder(text: str) -> str:
    """Name on the account."""
    return parse.name(text.strip())


def account_number(text: str) -> str:
    """Account or card number with at least its last digits."""
    number = account(re.sub(r"[^0-9A-Za-z*].*$", "", text.strip("[ ")))
    if not re.fullmatch(r"[0-9A-Za-z*xX]{6,}", number) or len(re.findall("[0-9]", number)) < 4:
        raise ValueError(f"not an account: {text!r}")
    return number


def count(text: str) -> int:
    """A number of transactions."""
    match = re.fullmatch(r"([0-9,]{1,9})笔?", squeeze(text))
    if match is None:
        raise ValueError(f"not a count: {text!r}")
    return int(match[1].replace(",", ""))


def head_currency(text: str) -> str:
    """Currency of the head, which may be followed by other words."""
    return currency(re.split(r"[ ,;，]", text.strip())[0])


def head_amount(text: str) -> Decimal:
    """An amount of the head, its unit behind it."""
    return amount(re.sub(r"元$", "", squeeze(text)))


def printed_totals(name: str) -> tuple[Finder, ...]:
    """Where a statement prints `total_in` or `total_out`."""
    words = "|".join(TOTALS[name])
    number = r"¥?(?P<value>-?[0-9][0-9,]*(\.[0-9]{1,2})?)(?![0-9,.笔])"
    return outside(
        pattern(rf"({words})(总|合计|发生额合计|累计)(金额|发生额|额)?(\([^)]*\))?:?{number}元?", name),
        pattern(rf"(汇总|合计|累计|本期|总)({words})(总?金额|发生额|额)?(TheTotal[A-Za-z]+Amount)?:?{number}元?", name),
        pattern(rf"({words})(合计)?:?[0-9]+笔[,，/:]?(金额|合计|共)?:?{number}元?", name),
        pattern(rf"({words})总?笔数/金额:?[0-9]+/{number}", name),
    )


def printed_counts(name: str) -> tuple[Finder, ...]:
    """Where it prints how many there were."""
    words = "|".join(TOTALS[name])
    return outside(
        pattern(rf"({words})(合计)?:?(?P<value>[0-9]+)笔", f"n_{name}"),
        pattern(rf"({words})(总|合计|累计)?(交易)?笔数(/金额)?:?(?P<value>[0-9]+)", f"n_{name}"),
    )


def head_total(text: str) -> Decimal:
    """A printed sum, above zero whichever way the money went."""
    return abs(head_amount(text))
