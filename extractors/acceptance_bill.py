"""Electronic commercial drafts (电子银行承兑汇票, 电子商业承兑汇票), old ones and new ones with sub-tickets.

The endorsements (背书) are the items, oldest first. Amounts are CNY.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sme_extract.extractors import parse
from sme_extract.extractors.base import Candidate, Extractor, Field, ItemSlots, Parser, Slot, Verdict, rule
from sme_extract.extractors.checks import draft_number
from sme_extract.extractors.cue import label, title
from sme_extract.extractors.find import Finder, after, pattern, value_range
from sme_extract.extractors.grid import grids
from sme_extract.extractors.normalize import half_width, name_key, squeeze
from sme_extract.extractors.ruled_find import Beside, Captioned, DigitBoxes
from sme_extract.extractors.scope import Scope, Span
from sme_extract.extractors.trade_paper import key_of
from sme_extract.schemas.result import Finding

SHORT_TENOR_FROM = date(2023, 1, 1)
"""Drafts issued from this day run six months at most, earlier ones a year."""
EARLY = timedelta(days=7)
"""A draft may be registered so long before the day of issue that it prints."""
EVENT = re.compile(r"转让背书|质押解除|质押|买断式贴现|回购式贴现|贴现|提示付款|保证|追索")
STATUS = (
    r"(?P<value>(出票|提示承兑|提示收票|背书|转让背书|质押|质押解除|贴现|提示付款|追索)(待签收|已签收)"
    r"|结束已结清|已结清|拒付|逾期)"
)
WORDS = r"大写\)?:?(人民币)?(?P<value>[零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正]{3,})"


def draft_no(raw: str) -> str:
    """Thirty digits of an electronic draft, or sixteen of a paper one, spaces gone."""
    return parse.digits(30, 16)(raw)


def sub_range(raw: str) -> str:
    """`1-1000000`: first and last sub-ticket; `0` cannot be split."""
    # 1-1000000, 000000000001,000001000000, 0
    match = re.fullmatch(r"([0-9]{1,12})[-,至~—]([0-9]{1,12})", squeeze(raw))
    if match is None:
        if re.fullmatch("0+", squeeze(raw)):
            return "0"
        raise ValueError(f"not a range of sub-tickets: {raw!r}")
    first, last = int(match[1]), int(match[2])
    if (first, last) == (0, 0):
        return "0"
    if not 1 <= first <= last:
        raise ValueError(f"a range that ends before it begins: {raw!r}")
    return f"{first}-{last}"


def transferable(raw: str) -> bool:
    """可转让, 可再转让 or 不得转让."""
    text = squeeze(raw)
    # 不得转让, 不可转让
    if re.fullmatch(r"不(得|可|能)(再)?转让", text):
        return False
    if re.fullmatch(r"(可|能|允许)(以)?(再)?转让", text):
        return True
    raise ValueError(f"neither transferable nor not: {raw!r}")


def variant(raw: str) -> str:
    """`bank_acceptance` or `commercial_acceptance`."""
    return "bank_acceptance" if "银行承兑" in squeeze(raw) else "commercial_acceptance"


def account(raw: str) -> str:
    """Digits of an account, with hyphens gone; `0` stands for a bank that accepts itself."""
    return parse.digits()(half_width(raw).replace("-", ""))


def _beside(*labels: str) -> tuple[Finder, Finder]:
    return Beside(labels), after(*labels, reach=15, max_gap=4)


def _party(caption: tuple[str, ...], *labels: str) -> tuple[Finder, ...]:
    """In the cells of a caption, or behind a label that names the party."""
    full = tuple(caption[0] + text for text in labels)
    return Captioned(caption, labels), Beside(full), after(*full, reach=15)


DRAWER, PAYEE, ACCEPTOR = ("出票人",), ("收票人", "收款人"), ("承兑人", "承兑人信息")
NAME, ACCOUNT, BANK = ("全称", "名称"), ("账号", "帐号"), ("开户银行", "开户行名称", "开户行")


class AcceptanceBill(Extractor):
    """An electronic commercial draft (电子商业汇票)."""

    kind = "acceptance_bill"
    cues = (
        title(r"电子(银行|商业)承兑汇票"),
        label(r"承兑人"),
        label(r"汇票到期日"),
        label(r"出票人"),
        label(r"(?<!\d)\d{30}(?!\d)"),
    )
    labels = (
        "全称", "名称", "账号", "开户银行", "开户行名称", "开户行行号", "票据状态", "出票保证信息", "承兑保证信息",
        "承兑信息", "保证人名称", "保证人地址", "保证日期", "评级信息", "评级主体", "信用等级", "评级到期日",
        "出票人承诺", "承兑人承诺", "背书人名称", "被背书人名称", "不得转让标记", "背书日期", "人民币(大写)", "备注",
    )  # fmt: skip

    variant = Field(variant, pattern(r"电子(银行|商业)承兑汇票", "title"))
    draft_no = Field(
        draft_no,
        *_beside("票据号码", "票据(包)号码", "票据包号码", "汇票号码"),
        required=True,
        check=draft_number,
    )
    sub_range = Field(sub_range, *_beside("子票区间"))
    status = Field(parse.text, pattern(rf"票据状态:?{STATUS}", "status"), Beside(("票据状态",)))
    issue_date = Field(parse.date_value, *_beside("出票日期", "出票日"), required=True)
    due_date = Field(parse.date_value, *_beside("汇票到期日", "票据到期日", "到期日"), required=True)
    acceptance_date = Field(parse.date_value, *_beside("承兑日期"))
    amount = Field(
        parse.money,
        DigitBoxes(),
        pattern(r"[¥￥](?P<value>[0-9,]+\.[0-9]{2})(?![0-9])", "figures"),
        *_beside("票据(包)金额", "票据包金额", "票据金额", "汇票金额"),
        required=True,
    )
    amount_words = Field(parse.words_amount, pattern(WORDS, "words"))
    drawer_name = Field(parse.name, *_party(DRAWER, *NAME), name="drawer.name", required=True)
    drawer_account = Field(account, *_party(DRAWER, *ACCOUNT), name="drawer.account")
    drawer_bank = Field(parse.name, *_party(DRAWER, *BANK), name="drawer.bank")
    payee_name = Field(parse.name, *_party(PAYEE, *NAME), name="payee.name", required=True)
    payee_account = Field(account, *_party(PAYEE, *ACCOUNT), name="payee.account")
    payee_bank = Field(parse.name, *_party(PAYEE, *BANK), name="payee.bank")
    acceptor_name = Field(parse.name, *_party(ACCEPTOR, *NAME), name="acceptor.name", required=True)
    acceptor_account = Field(account, *_party(ACCEPTOR, *ACCOUNT), name="acceptor.account")
    acceptor_bank = Field(parse.name, *_party(ACCEPTOR, *BANK), name="acceptor.bank")
    acceptor_bank_no = Field(
        parse.digits(12), *_party(ACCEPTOR, "开户行行号", "开户行号", "行号"), name="acceptor.bank_no"
    )
    contract_no = Field(parse.text, *_beside("交易合同号", "交易合同号码"))
    transferable = Field(transferable, *_beside("能否转让", "转让标记", "是否可转让"))

    @classmethod
    def document_key(cls, scope: Scope) -> str | None:
        """The number of the draft; the back repeats it."""
        return key_of(cls, scope, "draft_no")

    def find_items(self) -> Iterator[ItemSlots]:
        """Endorsements: rows of a table with headers, else blocks of labels."""
        rows = list(_table(self.scope))
        yield from rows or _blocks(self.scope)

    def reconcile(self) -> Iterator[Finding]:
        """A form without number, amount and names is blank."""
        if not self.items and all(self.slots[n].chosen is None for n in ("draft_no", "amount", "drawer.name")):
            yield Finding(code="blank-form", severity="warning", message="the form is not filled in")

    @rule("amount-words", "amount", "amount_words")
    def words_are_the_amount(self) -> Verdict:
        """Figures and words say the same."""
        if self.amount is None or self.amount_words is None:
            return None
        return self.amount == self.amount_words or f"{self.amount} in figures, {self.amount_words} in words"

    @rule("sub-range-amount", "amount", "sub_range")
    def range_is_worth_the_amount(self) -> Verdict:
        """Each sub-ticket is worth 0.01."""
        if self.amount is None or self.sub_range is None or self.sub_range == "0":
            return None
        first, last = map(int, self.sub_range.split("-"))
        worth = Decimal(last - first + 1).scaleb(-2)
        return self.amount == worth or f"the sub-tickets are worth {worth}, the draft {self.amount}"

    @rule("tenor", "issue_date", "due_date")
    def tenor_is_lawful(self) -> Verdict:
        """Due after the day of issue: within six months, or a year before 2023."""
        if self.issue_date is None or self.due_date is None:
            return None
        months = 6 if self.issue_date >= SHORT_TENOR_FROM else 12
        last = _months_later(self.issue_date, months)
        return self.issue_date < self.due_date <= last or f"issued {self.issue_date}, due {self.due_date}"

    @rule("number-and-date", "draft_no", "issue_date")
    def number_holds_the_day(self) -> Verdict:
        """The number holds the day of registration, which is about the day of issue."""
        if self.draft_no is None or self.issue_date is None or len(self.draft_no) != 30:
            return None
        registered = _day(self.draft_no[13:21])
        if registered is None:
            return None  # its own check says so
        near = self.issue_date - EARLY <= registered and (self.due_date is None or registered <= self.due_date)
        return near or f"registered {registered}, issued {self.issue_date}"

    @rule("number-and-kind", "draft_no", "variant")
    def number_holds_the_kind(self) -> Verdict:
        """1 and 5 begin the numbers of drafts that banks accept, 2 and 6 of those that companies do."""
        if self.draft_no is None or self.variant is None or len(self.draft_no) != 30 or self.draft_no[0] not in "1256":
            return None
        of_banks = self.draft_no[0] in "15"
        return (
            of_banks == (self.variant == "bank_acceptance") or f"{self.draft_no[0]} begins the number of another kind"
        )

    @rule("number-and-bank", "draft_no", "acceptor.bank_no", severity="info")
    def number_holds_the_bank(self) -> Verdict:
        """The number of a draft of the old system holds the bank that registered it, which mostly accepted it."""
        if self.draft_no is None or self.acceptor_bank_no is None or len(self.draft_no) != 30:
            return None
        return self.draft_no[1:13] == self.acceptor_bank_no or None

    @rule("endorsement-chain", "payee.name", "items.endorser", "items.endorsee")
    def chain_is_unbroken(self) -> Verdict:
        """The payee endorses first, each endorsee next."""
        if not self.items:
            return None
        holder = self.payee_name
        for number, (giver, taker) in enumerate(
            zip(self.item_values("endorser"), self.item_values("endorsee"), strict=True), 1
        ):
            if holder is not None and giver is not None and name_key(holder) != name_key(giver):
                return f"endorsement {number} is by {giver}, the holder is {holder}"
            holder = taker
        return True

    @rule("endorsement-dates", "issue_date", "due_date", "items.event_date")
    def dates_follow(self) -> Verdict:
        """Endorsements follow each other between issue and maturity."""
        days = [self.issue_date, *self.item_values("event_date"), self.due_date]
        known = [day for day in days if day is not None]
        if not self.items or len(known) < 2:
            return None
        return known == sorted(known) or "endorsements are not in the order of their dates"

    @rule("not-transferable", "transferable", "items.transferable", severity="warning")
    def transfers_are_allowed(self) -> Verdict:
        """Nobody endorses a draft that must not be transferred."""
        marks = [self.transferable, *self.item_values("transferable")]
        if not self.items:
            return None
        return False not in marks[:-1] or "endorsed although it must not be transferred"


HEADERS: dict[str, tuple[str, Parser[Any]]] = {
    "event_type": (r"(背书|业务|交易)?类型", parse.name),
    "endorser": (r"(背书|出质|贴出)人(名称|全称)?", parse.name),
    "endorsee": (r"(被背书|质权|贴入)人(名称|全称)?", parse.name),
    "transferable": (r"不得转让标记|能否转让|转让标记", transferable),
    "event_date": (r"(背书|签收|质押|贴现)日期", parse.date_value),
}


def _table(scope: Scope) -> Iterator[ItemSlots]:
    """Rows under headers."""
    for grid in grids(scope):
        columns: dict[str, int] = {}
        for row in grid.rows():
            found = {
                name: cell.column
                for cell in row
                for name, (regex, _) in HEADERS.items()
                if re.fullmatch(regex, cell.text)
            }
            if len(found) >= 3 and {"endorser", "endorsee"} <= found.keys():
                columns = found
            elif columns:
                cells = {name: cell for name, at in columns.items() for cell in row if cell.column == at and cell.text}
                if {"endorser", "endorsee"} & cells.keys():
                    yield {name: _slot(cell.span("column"), HEADERS[name][1]) for name, cell in cells.items()}


def _blocks(scope: Scope) -> Iterator[ItemSlots]:
    """Label and value in lines; the endorser's label begins an endorsement, the title above tells its sort."""
    item: ItemSlots = {}
    event: Span | None = None
    names = [(re.compile(rf"(?<!被){regex}"), name, parser) for name, (regex, parser) in HEADERS.items()][1:]
    for row in scope.rows:
        if (title := EVENT.fullmatch(row.text)) is not None:
            event = row.span(*title.span(), "event")
        for regex, name, parser in names:
            match = regex.match(row.text)
            if match is None or row.text.startswith("能否转让"):
                continue
            start, stop = value_range(scope, row, match.end(), reach=15, max_gap=4)
            if stop <= start:
                continue
            if name == "endorser":
                if item:
                    yield item
                item = {"event_type": _slot(event, parse.name)} if event is not None else {}
                event = None
            elif "endorser" not in item:
                continue
            item.setdefault(name, _slot(row.span(start, stop, "block"), parser))
    if item:
        yield item


def _slot(span: Span, parser: Parser[Any]) -> Slot[Any]:
    try:
        return Slot(Candidate(parser(span.text), span, "print"))
    except ValueError:
        return Slot(unreadable=span)


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last."""
    at = day.month - 1 + months
    year, month = day.year + at // 12, at % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def _day(digits: str) -> date | None:
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None
