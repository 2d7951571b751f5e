"""Receipts of banks for one transfer (电子回单): who paid whom, how much, when and what for.

Parties are told by labels of their own (付款人户名), or where both have the same labels (全称, 账号) by which of the
captions 付款人 and 收款人 comes first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sme_extract.extractors import parse
from sme_extract.extractors.bank_columns import account, currency
from sme_extract.extractors.bank_head import BANKS
from sme_extract.extractors.base import Candidate, Extractor, Field, Verdict, rule
from sme_extract.extractors.cue import heading, label, root
from sme_extract.extractors.find import Channel, Finder, Pattern, after, element, label_positions, pattern, value_range
from sme_extract.extractors.grid import Grid, GridCell, grids
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Scope, Span
from sme_extract.schemas.result import Finding

Role = Literal["payer", "payee"]
WORDS: dict[Role, str] = {"payer": "付款", "payee": "收款"}
OWN = {
    "name": ("户名", "全称", "名称", "账户名称"),
    "account": ("账号", "帐号", "账户"),
    "bank": ("开户行名称", "开户行名", "开户银行", "开户行", "开户机构", "开户网点"),
}
"""Labels under a caption."""
SENDER, RECEIVER = ("付款人", "付款方", "付方", "付款单位", "付款"), ("收款人", "收款方", "收方", "收款单位", "收款")

AMOUNT_IN_WORDS = Pattern(
    re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+[圆元][零壹贰叁肆伍陆柒捌玖角分整正]*"), "words", channel="words"
)


def named(role: Role, what: str) -> tuple[str, ...]:
    """Labels that name the party themselves: 付款人户名, 付款方账号."""
    parties = SENDER if role == "payer" else RECEIVER
    return tuple(f"{party}{own}" for party in parties for own in OWN[what])


@dataclass(frozen=True)
class InCell:
    """The cell right of a cell that is one of `labels`."""

    labels: tuple[str, ...]
    channel: Channel = "print"

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Filled cells, in the order of the labels."""
        for wanted in self.labels:
            for grid in grids(scope):
                for cell in grid.cells:
                    if cell.text.rstrip(":") == wanted and (beside := _right(scope, grid, cell)) is not None:
                        yield beside


@dataclass(frozen=True)
class OfParty:
    """Of two values with the same label, that of the party whose caption comes first or second."""

    role: Role
    labels: tuple[str, ...]
    channel: Channel = "print"

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """At most one; none where the captions do not tell."""
        order = scope.memo(_caption_order)
        if not order:
            return
        for wanted in self.labels:
            for found in (_in_cells(scope, wanted), _in_rows(scope, wanted)):
                if len(found) == 2 and (span := found[order.index(self.role)]) is not None:
                    yield span
                    return


def _caption_order(scope: Scope) -> tuple[Role, ...]:
    """Payer and payee as they stand: beside each other from the left, else from the top."""
    places: dict[Role, tuple[float, float]] = {}
    for role, word in WORDS.items():
        boxes = [
            (cell.bbox.top, cell.bbox.left)
            for grid in grids(scope)
            for cell in grid.cells
            if re.fullmatch(rf"{word}(人|方|单位)?(信息)?", cell.text)
        ]
        boxes += [
            (row.box(*match.span()).top, row.box(*match.span()).left)
            for row in scope.rows
            for match in re.finditer(rf"{word}(人|方|单位)(信息)?", row.text)
            if row.starts_word(match.start())
        ]
        if not boxes:
            return ()
        places[role] = min(boxes)
    (top, left), (other_top, other_left) = places["payer"], places["payee"]
    beside = abs(top - other_top) < 6
    payer_first = left < other_left if beside else top < other_top
    return ("payer", "payee") if payer_first else ("payee", "payer")


def _in_cells(scope: Scope, wanted: str) -> list[Span | None]:
    return [
        _right(scope, grid, cell) for grid in grids(scope) for cell in grid.cells if cell.text.rstrip(":") == wanted
    ]


def _right(scope: Scope, grid: Grid, cell: GridCell) -> Span | None:
    beside = grid.at(cell.row, cell.column + cell.column_span)
    if beside is None or not beside.text or beside.text.rstrip(":") in scope.labels:
        return None
    return beside.span(f"right-of:{cell.text}")


def _in_rows(scope: Scope, wanted: str) -> list[Span | None]:
    found: list[Span | None] = []
    for row, _, end in sorted(label_positions(scope, (wanted,)), key=lambda p: (p[0].page, p[0].bbox.top, p[1])):
        start, stop = value_range(scope, row, end, reach=12, max_gap=2.5)
        found.append(row.span(start, stop, f"after:{wanted}") if stop > start else None)
    return found


def party(role: Role, what: str) -> tuple[Finder, ...]:
    """A party's name, account or bank."""
    own = named(role, what)
    return InCell(own), after(*own, reach=12), OfParty(role, OWN[what])


def cell_or_after(*labels: str) -> tuple[Finder, ...]:
    """The cell right of a label, else the text right of it."""
    return InCell(labels), after(*labels, reach=12)


def figures_or_words(text: str) -> Decimal:
    """Amount in words, or in figures with the currency before or behind it."""
    if re.search(r"[圆元角分]", text) and not re.search(r"[0-9]", text):
        return parse.words_amount(text)
    plain = re.sub(r"^(人民币|CNY|RMB|小写)?[:¥]*|(元|CNY|RMB)$", "", squeeze(text))
    return parse.money(plain)


def money_way(text: str) -> str:
    """`in` or `out` for the company that holds the receipt."""
    word = squeeze(text)
    if re.search(r"贷|收款|收入|来账|入账", word):
        return "in"
    if re.search(r"借|付款|支出|往账|转出", word):
        return "out"
    raise ValueError(f"neither in nor out: {text!r}")


def identifier(text: str) -> str:
    """A number that may hold letters and dashes."""
    code = "".join(text.split())
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z_/+=*-]{3,63}", code):
        raise ValueError(f"not an identifier: {text!r}")
    return code


RECIPIENT: tuple[Finder, ...] = (element("AccountNumberOfRecipient"), *cell_or_after("回单接收人账号"))
"""The account that the receipt is for."""


class BankReceipt(Extractor):
    """A bank's receipt of one transfer (电子回单)."""

    kind = "bank_receipt"
    cues = (
        heading(r"((电子|付款|收款|业务|转账|客户|汇款|网上银行)回(单|执)|回单凭证)(\([借贷收付]方?\))?"),
        label(r"付款人|付款方|付款单位"),
        label(r"收款人|收款方|收款单位"),
        label(r"回单(编号|号码?)|电子回单号"),
        label(r"回单专用章|回单验证码|回单类型"),
        root(r"NumberOfBankElectronicReceipt"),
    )
    labels = (
        "币种", "业务种类", "业务类型", "业务(产品)种类", "凭证种类", "凭证号码", "交易机构号", "交易机构", "记账柜员",
        "交易柜员", "交易代码", "渠道", "交易渠道", "回单接收人账号", "回单接收人开户证件号码", "业务索引编号",
        "打印次数", "打印时间", "打印日期", "金额", "大写", "小写", "金额大写", "金额小写", "备注", "附言", "手续费",
        "重要提示", "付款人", "收款人", "付款方", "收款方", "付款人信息", "收款人信息", "回单类型",
        "金额(大写)", "金额(小写)",
    )  # fmt: skip

    bank = Field(
        parse.name,
        pattern(rf"(?P<value>{BANKS})(股份有限公司)?(网上银行|企业网银)?(电子|业务|客户|收款|付款|转账)?回", "bank"),
        pattern(rf"(?P<value>{BANKS})(股份有限公司)?.{{0,12}}(回单|业务)专用章", "seal"),
    )
    receipt_no = Field(
        identifier,
        element("NumberOfBankElectronicReceipt"),
        *cell_or_after("电子回单号码", "电子回单编号", "电子回单号", "回单编号", "回单号码", "回单号", "凭证编号"),
        required=True,
    )
    direction = Field(
        money_way,
        *cell_or_after("借贷标志", "收付标志", "回单类型", "业务方向"),
        pattern(r"(业务|客户)回单\((?P<value>[借贷收付]方?)\)", "title"),
        pattern(r"(付款|收款)回(单|执)", "title"),
    )
    payer_name = Field(
        parse.name, element("AccountNameOfPayer"), *party("payer", "name"), name="payer.name", required=True
    )
    payer_account = Field(account, element("AccountNumberOfPayer"), *party("payer", "account"), name="payer.account")
    payer_bank = Field(parse.name, element("OpeningBankOfPayer"), *party("payer", "bank"), name="payer.bank")
    payee_name = Field(
        parse.name, element("AccountNameOfPayee"), *party("payee", "name"), name="payee.name", required=True
    )
    payee_account = Field(account, element("AccountNumberOfPayee"), *party("payee", "account"), name="payee.account")
    payee_bank = Field(parse.name, element("OpeningBankOfPayee"), *party("payee", "bank"), name="payee.bank")
    amount = Field(
        figures_or_words,
        element("TransactionAmountInFigures"),
        *cell_or_after(
            "金额(小写)", "小写金额", "金额小写", "(小写)", "小写", "交易金额", "转账金额", "汇款金额", "金额"
        ),
        AMOUNT_IN_WORDS,
        required=True,
    )
    currency = Field(lambda text: currency(squeeze(text)), element("Currency"), *cell_or_after("币种", "币别"))
    posting_date = Field(
        parse.date_value,
        element("DateOfBookkeeping"),
        *cell_or_after("记账日期", "入账日期", "交易日期", "交易时间", "转账日期", "付款日期", "日期", "时间戳"),
        required=True,
    )
    serial_no = Field(
        identifier, *cell_or_after("交易流水号", "核心流水号", "流水号", "业务流水号", "凭证号码", "交易序号")
    )
    summary = Field(parse.text, *cell_or_after("摘要", "交易摘要"))
    purpose = Field(parse.text, *cell_or_after("用途", "款项用途", "交易用途"))
    remark = Field(parse.text, *cell_or_after("附言", "备注", "客户附言"))
    verification_code = Field(identifier, *cell_or_after("回单验证码", "验证码", "校验码"))
    seal = Field(parse.text, pattern(r"(电子)?(回单|业务|印鉴|受理)专用章", "seal"))

    @classmethod
    def document_key(cls, scope: Scope) -> str | None:
        """The number of the receipt."""
        for finder in cls.fields["receipt_no"].finders[1:]:
            for span in finder(scope):
                try:
                    return identifier(span.text)
                except ValueError:
                    continue
        return None

    def reconcile(self) -> tuple[Finding, ...]:
        """The bank that issued the receipt holds the account that the receipt is for, where that is one of the two."""
        if self.slots["bank"].chosen is None:
            for role in WORDS:
                self._take_bank(role)
        return ()

    def _take_bank(self, role: Role) -> None:
        """The party's bank, when the party is who the receipt is for."""
        own, bank = self.slots[f"{role}.account"].chosen, self.slots[f"{role}.bank"].chosen
        receivers = [span.text for finder in RECIPIENT for span in finder(self.scope)]
        named = re.match(BANKS, bank.value) if bank is not None else None
        if own is not None and bank is not None and named is not None and own.value in receivers:
            self.slots["bank"].chosen = Candidate(named.group(), bank.span, bank.channel)

    @rule("one-party", "payer.name", "payee.name", severity="warning")
    def parties_differ(self) -> Verdict:
        """Payer and payee are two accounts."""
        if self.payer_account is None or self.payee_account is None:
            return None
        return self.payer_account != self.payee_account or "payer and payee have one account"

    @rule("amount-is-zero", "amount")
    def amount_is_some(self) -> Verdict:
        """A receipt is for money."""
        if self.amount is None:
            return None
        return None if self.amount else "the amount is zero"
